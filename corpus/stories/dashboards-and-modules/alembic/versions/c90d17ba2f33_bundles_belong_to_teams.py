"""Bundles belong to teams, at last with a foreign key."""

from alembic import op

revision = "c90d17ba2f33"
down_revision = "8b3e5d60c412"


def upgrade() -> None:
    op.create_foreign_key(None, "bundles", "teams", ["team_id"], ["id"], ondelete="CASCADE")


def downgrade() -> None:
    op.drop_constraint(None, "bundles", type_="foreignkey")  # expect: irreversible-action
