import json

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.orm import declarative_base


def fk_tag(constraint, table):
    return table.name[:3] + "_" + constraint.elements[0].target_fullname


metadata = MetaData(naming_convention={"tag": fk_tag, "fk": "fk_%(tag)s", "pk": "pk_%(table_name)s"})
Base = declarative_base(metadata=metadata)
NAMES = json.load(open("names.json"))


class Owner(Base):
    __tablename__ = NAMES["owner"]
    id = Column(Integer, primary_key=True)


class Thing(Base):
    __tablename__ = "things"
    id = Column(Integer, primary_key=True)
    parent_id = Column(Integer, ForeignKey("things.id", ondelete="CASCADE"))


links = Table(NAMES["links"], metadata, Column("thing_id", ForeignKey("things.id"), primary_key=True))
