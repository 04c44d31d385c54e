from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column

from library.models.base import Base, WithId

links = Table("links", Base.metadata, Column("book_id", ForeignKey("books.id")))


class Book(WithId, Base):
    __tablename__ = "books"
    author_id: Mapped[int | None] = mapped_column(ForeignKey("authors.id"))
