"""right"""
import sqlalchemy as sa
from alembic import op

revision = 'right'
down_revision = 'root'
branch_labels = None
depends_on = "left"


def upgrade():
    op.create_foreign_key("from_right", "children", "parents", ["id"], ["id"], ondelete="CASCADE")


def downgrade():
    pass
