import re

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

CAMEL = re.compile(r"(?<!^)(?=[A-Z])")


def plural(name):
    return name[:-1] + "ies" if name.endswith("y") else f"{name}s"


class Base(DeclarativeBase):
    @declared_attr.directive
    def __tablename__(cls) -> str:
        return plural(CAMEL.sub("_", cls.__name__).lower())

    id: Mapped[int] = mapped_column(primary_key=True)


class OwnedMixin:
    __owner_action__ = "CASCADE"

    @declared_attr
    def owner_id(cls) -> Mapped[int]:
        return mapped_column(Integer, ForeignKey("users.id", ondelete=cls.__owner_action__))

    @declared_attr
    def reviewer_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("users.id", name="fk_%s_reviewer" % cls.__tablename__))


class Prefixed:
    def __init_subclass__(cls, **options):
        cls.__tablename__ = "acme_" + cls.__tablename__
        super().__init_subclass__(**options)
