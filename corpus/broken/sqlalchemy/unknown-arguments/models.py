import yaml
from sqlalchemy import Column, ForeignKey, Integer, Index
from sqlalchemy.orm import declarative_base

Base = declarative_base()
OPTIONS = yaml.safe_load(open("options.yml"))


class Thing(Base):
    __tablename__ = "things"
    __table_args__ = (Index("ix_things", *OPTIONS["columns"]), *OPTIONS["constraints"])

    id = Column(Integer, primary_key=True)
    parent_id = Column(Integer, ForeignKey("things.id", **OPTIONS["key"]))
    owner_id = Column(*OPTIONS["owner"])
    guest = yaml.safe_load(open("guest.yml"))


for name in OPTIONS["names"]:
    setattr(Thing, name, Column(Integer))
