from sqlalchemy import Column, ForeignKey, Integer

from store import Base


class Pet(Base):
    __tablename__ = "pets"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"))
