from sqlalchemy import Column, Integer

from shop.db import Base


class Customer(Base):
    __tablename__ = "customers"
    id = Column(Integer, primary_key=True)
