"""A database of its own."""

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class IndexBase(DeclarativeBase):
    pass


class Word(IndexBase):
    __tablename__ = "words"
    word: Mapped[str] = mapped_column(primary_key=True)
