from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Refused unless every post is loaded.
    posts: Mapped[list["Post"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)  # expect: orm-cascade-mismatch
    # Loaded notes stay without an author, the others go.
    notes: Mapped[list["Note"]] = relationship(passive_deletes=True)  # expect: orm-cascade-mismatch
    # Loaded drafts go, the others stay without an author.
    drafts: Mapped[list["Draft"]] = relationship(cascade="all, delete", passive_deletes=True)  # expect: orm-cascade-mismatch
    # All stay without an author.
    letters: Mapped[list["Letter"]] = relationship(passive_deletes=True)


class Post(Base):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("authors.id", ondelete="CASCADE"))


class Draft(Base):
    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("authors.id", ondelete="SET NULL"))


class Letter(Base):
    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("authors.id", ondelete="SET NULL"))
