"""Modules and bundles take their entries along; a dashboard that is in use stays."""

import sqlalchemy as sa
from alembic import op

revision = "8b3e5d60c412"
down_revision = "4f1c2a7d9e01"


def upgrade() -> None:
    for owner in ("module", "bundle"):
        op.create_table(
            f"{owner}_dashboard",
            sa.Column(f"{owner}_id", sa.Integer(), nullable=False),
            sa.Column("dashboard_id", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}s.id"], ondelete="CASCADE"),
            sa.ForeignKeyConstraint(["dashboard_id"], ["dashboards.id"], ondelete="RESTRICT"),
            sa.PrimaryKeyConstraint(f"{owner}_id", "dashboard_id"),
        )


def downgrade() -> None:
    op.drop_table("bundle_dashboard")
    op.drop_table("module_dashboard")
