"""003"""
import sqlalchemy as sa
from alembic import op

revision = '003'
down_revision = '002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("toys", sa.Column("child_id", sa.Integer(), sa.ForeignKey("children.id")))


def downgrade():
    pass
