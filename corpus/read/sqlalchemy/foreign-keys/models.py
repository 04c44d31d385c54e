import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

Base = declarative_base()

accounts = sa.Table("accounts", Base.metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("code", sa.String(8), unique=True))


class Parent(Base):
    __table__ = sa.Table("parents", Base.metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("account_id", sa.ForeignKey("accounts.id")))


class Child(Base):
    __tablename__ = "children"

    id = sa.Column(sa.Integer, primary_key=True)
    by_text = sa.Column(sa.Integer, sa.ForeignKey("parents.id", ondelete="Cascade", onupdate="NO ACTION"))
    by_table = sa.Column(sa.Integer, sa.ForeignKey(accounts.c.id, ondelete="SET DEFAULT"), server_default="0")
    by_code = sa.Column(sa.String(8), sa.ForeignKey(accounts.columns["code"], ondelete=None))
    by_class = sa.Column(sa.Integer, sa.ForeignKey(Parent.__table__.c.id, match="FULL"))
    by_column = sa.Column(sa.Integer, sa.ForeignKey(id))
    later = sa.Column(sa.Integer, sa.ForeignKey("parents.id", use_alter=True, name="later_key"))
    deferred = sa.Column(sa.Integer, sa.ForeignKey("parents.id", deferrable=True, initially="DEFERRED"))
    immediate = sa.Column(sa.Integer, sa.ForeignKey("parents.id", deferrable=True))
    # Two keys over one column, of which the second gets the number.
    twice = sa.Column(sa.Integer, sa.ForeignKey("parents.id"), sa.ForeignKey("accounts.id"))
    unchecked = sa.Column(sa.Integer, sa.ForeignKey("parents.id", postgresql_not_valid=True))
