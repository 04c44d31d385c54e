"""002"""
import sqlalchemy as sa
from alembic import op

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade(op, prefix):
    again = op.get_context().opts["table_prefix"]
    op.create_table(
        f"{again}children",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("parent_id", sa.Integer(), sa.ForeignKey(f"{prefix}parents.id", ondelete="SET NULL")),
    )


def downgrade(op, prefix):
    pass
