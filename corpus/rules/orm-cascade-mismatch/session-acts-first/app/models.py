from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Fails: the session sets NOT NULL author_id to NULL before the database can cascade.
    posts: Mapped[list["Post"]] = relationship()  # expect: orm-cascade-mismatch
    # Deletes what the database would keep.
    drafts: Mapped[list["Draft"]] = relationship(cascade="all, delete-orphan")  # expect: orm-cascade-mismatch
    # Goes around what RESTRICT protects.
    payments: Mapped[list["Payment"]] = relationship()  # expect: orm-cascade-mismatch


class Post(Base):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id", ondelete="CASCADE"))


class Draft(Base):
    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("authors.id", ondelete="SET NULL"))


class Payment(Base):
    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("authors.id", ondelete="RESTRICT"))
