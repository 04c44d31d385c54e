from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column


class Base(DeclarativeBase):
    pass


class Stamped:
    stamp: Mapped[int] = mapped_column(default=0)


class Record(Stamped, Base):
    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)


class Employee(Record):
    __tablename__ = "employees"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "employee"}

    kind: Mapped[str]
    buddy_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id", ondelete="SET NULL"))


class Manager(Employee):
    """A table of its own, joined to the one above."""

    __tablename__ = "managers"
    __mapper_args__ = {"polymorphic_identity": "manager"}

    id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="CASCADE"), primary_key=True)
    budget: Mapped[int]


class Engineer(Employee):
    """The table above."""

    __mapper_args__ = {"polymorphic_identity": "engineer"}

    language: Mapped[str | None]
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey(Manager.id))


class Intern(Engineer):
    language: Mapped[str | None] = mapped_column(use_existing_column=True)
    school = Column(String(40))
