from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import declarative_base, declared_attr

Base = declarative_base()


class Pair(Base):
    __tablename__ = "pairs"
    __table_args__ = (PrimaryKeyConstraint("left", "right", name="pairs_key"),)

    left = Column(Integer)
    right = Column(Integer)


class Tenant:
    @declared_attr
    def __table_args__(cls):
        return (UniqueConstraint("tenant", "slug", name=f"{cls.__tablename__}_slug"), {"schema": "tenants"})

    tenant = Column(Integer, nullable=False)
    slug = Column(String(40), nullable=False)


class Page(Tenant, Base):
    __tablename__ = "pages"

    id = Column(Integer, primary_key=True)


class Post(Tenant, Base):
    __tablename__ = "posts"

    id = Column(Integer, primary_key=True)
    left = Column("left_id", Integer)
    right = Column("right_id", Integer)
    room = Column(Integer)
    state = Column(String)

    @declared_attr
    def __table_args__(cls):
        shared = super().__table_args__
        return (
            ForeignKeyConstraint(
                ["left_id", "right_id"],
                ["pairs.left", "pairs.right"],
                onupdate="CASCADE",
                ondelete="SET NULL",
                deferrable=True,
                initially="DEFERRED",
                name="posts_pair",
            ),
            CheckConstraint("room > 0 AND state <> 'x y'"),
            CheckConstraint("length(state) > 1", name="state_is_stated"),
            ExcludeConstraint(("room", "="), name="one_room"),
            Index("ix_posts_lower", func.lower(cls.state), unique=True),
            Index("ix_posts_room", "room", postgresql_where=text("room IS NOT NULL")),
            UniqueConstraint("room", "state"),
            *shared,
        )

