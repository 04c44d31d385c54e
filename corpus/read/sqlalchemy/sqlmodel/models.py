import uuid
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, ClassVar, List, Optional

import sqlalchemy as sa
from pydantic import EmailStr
from sqlalchemy import JSON, Column, ForeignKey, String, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

SQLModel.metadata.naming_convention = {"fk": "fk_%(table_name)s_%(column_0_name)s", "ix": "%(table_name)s_%(column_0_N_name)s_idx"}


class Role(str, Enum):
    ADMIN = "admin"
    GUEST = "guest"


class Identified(SQLModel):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)


class TeamBase(SQLModel):
    name: str = Field(max_length=80, index=True)
    parent_id: uuid.UUID | None = Field(default=None, foreign_key="team.id", ondelete="SET NULL")


class TeamCreate(TeamBase):
    secret: str


class Team(Identified, TeamBase, table=True):
    heroes: List["HeroThing"] = Relationship(back_populates="team", cascade_delete=True)


class HeroThing(Identified, table=True):
    """The name of the table is that of the class in lower case."""

    __table_args__ = (UniqueConstraint("email", "team_id"),)
    planets: ClassVar[int] = 8

    email: EmailStr = Field(unique=True)
    role: Role = Role.GUEST
    team_id: uuid.UUID = Field(foreign_key="team.id", ondelete="RESTRICT")
    helper_id: uuid.UUID = Field(foreign_key="team.id", nullable=True)
    boss_id: Optional[uuid.UUID] = Field(
        default=None, sa_column=Column(sa.Uuid, ForeignKey("herothing.id", ondelete="CASCADE", name="boss"), nullable=True)
    )
    args_id: Annotated[uuid.UUID | None, Field(sa_column_args=[ForeignKey("team.id", onupdate="CASCADE")])] = None
    renamed: str = Field(sa_column_kwargs={"name": "called", "server_default": "x"})
    notes: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    seen: datetime | None = None
    score: float = 0
    _cache: dict = {}
    team: Team | None = Relationship(back_populates="heroes", sa_relationship_kwargs={"foreign_keys": "[HeroThing.team_id]"})


class Link(SQLModel, table=True):
    __tablename__ = "hero_links"

    hero_id: uuid.UUID | None = Field(default=None, foreign_key="herothing.id", primary_key=True)
    team_id: uuid.UUID | None = Field(default=None, foreign_key="team.id", primary_key=True, ondelete="CASCADE")
