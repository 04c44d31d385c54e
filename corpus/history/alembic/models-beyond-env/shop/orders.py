"""Imported by the application only."""

from sqlalchemy import Column, ForeignKey, Integer

from . import db


class Order(db.Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    customer_id = Column(Integer, ForeignKey("customers.id"))
