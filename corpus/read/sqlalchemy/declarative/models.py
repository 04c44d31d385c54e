from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, deferred, column_property, relationship, backref

metadata = sa.MetaData(schema="shop")
Base = declarative_base(metadata=metadata)

CASCADE = "CASCADE"


def reference(target, **options):
    return Column(Integer, ForeignKey(target, ondelete=CASCADE), **options)


class Timestamps:
    created_at = Column(sa.DateTime, nullable=False, server_default=sa.func.now())
    updated_at = Column(sa.DateTime(timezone=True), default=datetime.utcnow)


class Customer(Timestamps, Base):
    __tablename__ = "customers"

    id = Column(Integer, primary_key=True)
    email = Column(String(320), nullable=False, unique=True)
    name = Column("full_name", String(80), index=True)
    notes = deferred(Column(sa.Text))
    shouted = column_property(sa.func.upper(email))
    orders = relationship("Order", back_populates="customer", cascade="all, delete-orphan")

    @property
    def label(self):
        return self.name or self.email


class Order(Timestamps, Base):
    __tablename__ = "orders"

    id = Column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    customer_id = reference("shop.customers.id", nullable=False)
    approver_id = Column(ForeignKey(Customer.id, ondelete="set null"))
    # A name without a schema means the metadata's.
    predecessor_id = Column(sa.BigInteger, ForeignKey("orders.id"), server_default=sa.text("NULL"))
    total = Column(sa.Numeric(10, 2), sa.CheckConstraint("total >= 0"), nullable=False)
    doubled = Column(sa.Numeric, sa.Computed("total * 2"))
    customer = relationship(Customer, foreign_keys=[customer_id], back_populates="orders")


class Line(Base):
    __tablename__ = "lines"
    __table_args__ = {"schema": "archive", "comment": "moved here in the night"}

    order_id = reference(Order.id, primary_key=True)
    number = Column(Integer, primary_key=True, autoincrement=False)
    order = relationship("Order", backref=backref("lines", cascade="all"))
