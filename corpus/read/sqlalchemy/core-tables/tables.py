from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData, String, Table, UniqueConstraint, event
from sqlalchemy.orm import registry, relationship

metadata = MetaData()
mapper_registry = registry(metadata=metadata)

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(320), key="address", nullable=False),
    UniqueConstraint("address"),
)

teams = Table("teams", metadata, Column("id", Integer, primary_key=True), schema="org")

user_columns = [Column("user_id", ForeignKey(users.c.id, ondelete="CASCADE"), primary_key=True)]

memberships = Table(
    "memberships",
    metadata,
    *user_columns,
    Column("team_id", Integer, ForeignKey("org.teams.id", ondelete="RESTRICT"), primary_key=True),
    Column("level", Integer),
    Index("ix_memberships_level", "level"),
)

for kind in ("user", "team"):
    target = "users.id" if kind == "user" else "org.teams.id"
    Table(
        f"{kind}_tags",
        metadata,
        Column(f"{kind}_id", ForeignKey(target, ondelete="CASCADE"), primary_key=True),
        Column("tag", String(20), primary_key=True),
    )

letters = Table("letters", metadata, Column("to", ForeignKey("users.address", onupdate="CASCADE"), primary_key=True))

notes = Table("notes", metadata, Column("id", Integer, primary_key=True), Column("user_id", Integer), Column("team_id", Integer))
notes.append_constraint(ForeignKeyConstraint([notes.c.user_id], [users.columns["id"]], name="notes_user"))
notes.append_constraint(ForeignKeyConstraint(["user_id", "team_id"], ["memberships.user_id", "memberships.team_id"]))
Index("ix_notes_team", notes.c.team_id.desc(), unique=True)


class User:
    pass


class Note:
    pass


mapper_registry.map_imperatively(User, users, properties={"notes": relationship(Note, cascade="all, delete")})
mapper_registry.map_imperatively(Note, notes)
