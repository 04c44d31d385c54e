"""003"""
import sqlalchemy as sa
from alembic import op

revision = '003'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("toys", sa.Column("parent_id", sa.Integer(), sa.ForeignKey("parents.id")))


def downgrade():
    pass
