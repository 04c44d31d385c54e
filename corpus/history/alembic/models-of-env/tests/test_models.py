from sqlalchemy.orm import mapped_column

from library.models import Base


class Thing(Base):
    __tablename__ = "things"
    id = mapped_column(primary_key=True)
