from sqlalchemy import Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from .base import Base, OwnedMixin, Prefixed


class User(Base):
    name: Mapped[str]


class AccessPolicy(OwnedMixin, Base):
    __owner_action__ = "RESTRICT"
    title: Mapped[str] = mapped_column()

    @declared_attr.directive
    def __table_args__(cls):
        return (Index(f"ix_{cls.__tablename__}_title", cls.title, cls.id.desc()),)


class AuditEntry(OwnedMixin, Base):
    pass


class Export(Prefixed, Base):
    __tablename__ = "exports"
