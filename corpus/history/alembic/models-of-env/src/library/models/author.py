from .base import Base, WithId


class Author(WithId, Base):
    __tablename__ = "authors"
