import os

from sqlalchemy import Column, ForeignKey, Integer, JSON
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import declarative_base

Base = declarative_base()
PREFIX = os.environ.get("TABLE_PREFIX", "")
AUDITED = True


class Plan(Base):
    __tablename__ = PREFIX + "plans"
    id = Column(Integer, primary_key=True)
    if AUDITED:
        auditor_id = Column(Integer, ForeignKey(f"{PREFIX}plans.id", ondelete="SET NULL"))
    body = Column(JSON().with_variant(JSONB(), "postgresql"))


try:
    import geometry
except ImportError:
    geometry = None

if AUDITED:

    class Audit(Base):
        __tablename__ = "audits"
        id = Column(Integer, primary_key=True)
        plan_id = Column(Integer, ForeignKey("plans.id", ondelete="CASCADE"), nullable=False)


def make_link(left, right):
    class Link(Base):
        __tablename__ = f"{left}_{right}"
        left_id = Column(Integer, ForeignKey(f"{left}.id", ondelete="CASCADE"), primary_key=True)
        right_id = Column(Integer, ForeignKey(f"{right}.id", ondelete="CASCADE"), primary_key=True)

    return Link


PlanAudit = make_link("plans", "audits")
