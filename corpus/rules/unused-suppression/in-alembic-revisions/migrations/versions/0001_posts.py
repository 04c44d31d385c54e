"""Create users and posts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer, primary_key=True),
        # referee: ignore[forbidden-action] posts stay when their author goes
        sa.Column(
            "author_id",
            sa.Integer,
            sa.ForeignKey("users.id", ondelete="SET NULL"),
        ),
        sa.Column("editor_id", sa.Integer),
        sa.Column("owner_id", sa.Integer),
        sa.Column("reader_id", sa.Integer),
        sa.Column("visitor_id", sa.Integer),
    )


def downgrade() -> None:
    op.drop_table("posts")
    op.drop_table("users")
