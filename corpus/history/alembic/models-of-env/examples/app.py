from sqlalchemy.orm import mapped_column

from library.models import Base


class Example(Base):
    __tablename__ = "examples"
    id = mapped_column(primary_key=True)
