from .author import Author
from .base import Base
from .book import (
    Book,
    links,  # a plain table
)
