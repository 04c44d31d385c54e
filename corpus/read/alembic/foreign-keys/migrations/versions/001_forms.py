"""001"""
import sqlalchemy as sa
from alembic import op

revision = '001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE SCHEMA audit")
    op.create_table(
        "rooms",
        sa.Column("house", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("house", "number"),
    )
    op.create_table("people", sa.Column("id", sa.Integer(), primary_key=True), schema="audit")
    op.create_table(
        "stays",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("house", sa.Integer()),
        sa.Column("number", sa.Integer()),
        sa.Column("person", sa.Integer(), sa.ForeignKey("audit.people.id", ondelete="set null", name="stays_person")),
        sa.Column("again", sa.Integer(), sa.ForeignKey("audit.people.id"), sa.ForeignKey("audit.people.id", ondelete="CASCADE")),
        sa.Column("later", sa.Integer(), sa.ForeignKey("stays.id")),
        sa.ForeignKeyConstraint(
            ["house", "number"],
            ["rooms.house", "rooms.number"],
            name="stays_room",
            onupdate="CASCADE",
            deferrable=True,
            initially="DEFERRED",
            match="FULL",
        ),
    )
    # Left out: Alembic only writes CREATE TABLE, and use_alter asks for ALTER TABLE.
    op.create_table(
        "keys",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("stay", sa.Integer()),
        sa.ForeignKeyConstraint(["stay"], ["stays.id"], name="keys_stay", use_alter=True),
    )


def downgrade():
    pass
