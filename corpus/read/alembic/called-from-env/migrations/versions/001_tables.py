"""001"""
import sqlalchemy as sa
from alembic import op

revision = '001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade(op, prefix):
    op.create_table(prefix + "parents", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade(op, prefix):
    pass
