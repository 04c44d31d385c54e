"""What a revision needs to move data."""

from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class OldOrder(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
