"""after"""
import sqlalchemy as sa
from alembic import op

revision = 'after'
down_revision = 'merge'
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
