import enum

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import declarative_base
from sqlalchemy.types import CHAR, TypeDecorator

Base = declarative_base()


class Color(enum.Enum):
    RED = 1
    DARK_GREEN = 2


class Encrypted(TypeDecorator):
    impl = sa.LargeBinary
    cache_ok = True


class Guid(TypeDecorator):
    impl = CHAR(36)


class Everything(Base):
    __tablename__ = "everything"

    id = sa.Column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    small = sa.Column(sa.SmallInteger)
    text = sa.Column(sa.Text)
    sized = sa.Column(sa.String(50))
    unicode = sa.Column(sa.Unicode(length=20))
    fixed = sa.Column(sa.CHAR(2))
    exact = sa.Column(sa.Numeric(12, 4))
    rounded = sa.Column(sa.Float)
    double = sa.Column(sa.Double)
    flag = sa.Column(sa.Boolean)
    moment = sa.Column(sa.DateTime)
    zoned = sa.Column(sa.DateTime(timezone=True))
    day = sa.Column(sa.Date)
    hour = sa.Column(sa.Time)
    span = sa.Column(sa.Interval)
    blob = sa.Column(sa.LargeBinary)
    uid = sa.Column(sa.Uuid)
    document = sa.Column(sa.JSON)
    color = sa.Column(sa.Enum(Color))
    level = sa.Column(sa.Enum("low", "high", name="level_of_it"))
    plain = sa.Column(sa.Enum(Color, native_enum=False, length=12))
    secret = sa.Column(Encrypted)
    guid = sa.Column(Guid())
    bag = sa.Column(MutableDict.as_mutable(sa.JSON))
