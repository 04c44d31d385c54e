import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeMeta, as_declarative, registry

mapper_registry = registry(metadata=sa.MetaData(schema="core"))
Generated = mapper_registry.generate_base()


class Manual(metaclass=DeclarativeMeta):
    __abstract__ = True
    registry = mapper_registry
    metadata = mapper_registry.metadata


@as_declarative(metadata=sa.MetaData(schema="tenant"))
class Decorated:
    id = sa.Column(sa.Integer, primary_key=True)


class Organization(Generated):
    __tablename__ = "organizations"
    id = sa.Column(sa.Integer, primary_key=True)


class Plan(Manual):
    __tablename__ = "plans"
    id = sa.Column(sa.Integer, primary_key=True)
    organization_id = sa.Column(sa.ForeignKey("organizations.id", ondelete="CASCADE"))


@mapper_registry.mapped
class Invoice:
    __tablename__ = "invoices"
    id = sa.Column(sa.Integer, primary_key=True)
    plan_id = sa.Column(sa.ForeignKey("core.plans.id"))


class Case(Decorated):
    __tablename__ = "cases"
    parent_id = sa.Column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    organization_id = sa.Column(sa.ForeignKey(Organization.id))
