from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Thing(Base):
    __tablename__ = "things"
    id = Column(Integer, primary_key=True)
	parent_id = Column(Integer, ForeignKey("things.id"))
      other_id = Column(Integer)


class Other(Base):
    __tablename__ = "others"
    id = Column(Integer, primary_key=True)
    thing_id = Column(Integer, ForeignKey("things.id", ondelete="RESTRICT"))
