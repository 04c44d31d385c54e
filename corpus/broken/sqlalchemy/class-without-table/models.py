from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Nameless(Base):
    id = Column(Integer, primary_key=True)


class Thing(Base):
    __tablename__ = "things"
    id = Column(Integer, primary_key=True)
    parent_id = Column(Integer, ForeignKey("things.id", ondelete="CASCADE"))
