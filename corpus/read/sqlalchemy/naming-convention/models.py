from sqlalchemy import CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData, String, UniqueConstraint
from sqlalchemy.orm import declarative_base
from sqlalchemy.schema import conv

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s_%(referred_column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Base = declarative_base(metadata=metadata)


class User(Base):
    __tablename__ = "user"
    __table_args__ = {"schema": "auth"}

    id = Column(Integer, primary_key=True)
    email = Column(String, unique=True)
    name = Column(String, index=True)


class Order(Base):
    __tablename__ = "order"
    __table_args__ = (
        UniqueConstraint("user_id", "number"),
        CheckConstraint("number > 0", name="positive"),
        CheckConstraint("number < 99", name=conv("below_99")),
        ForeignKeyConstraint(["user_id"], ["auth.user.id"], name="stated"),
    )

    id = Column(Integer, primary_key=True)
    number = Column(Integer)
    user_id = Column(Integer, ForeignKey("auth.user.id", ondelete="CASCADE"))


class AVeryLongTableNameThatGoesOn(Base):
    __tablename__ = "a_very_long_table_name_that_goes_on_and_on"

    id = Column(Integer, primary_key=True)
    a_long_reference_column_id = Column(Integer, ForeignKey("auth.user.id"), index=True)
    äöü = Column(Integer, ForeignKey("order.id", name=conv("fk_" + "x" * 70)))
