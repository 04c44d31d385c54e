"""002"""
import sqlalchemy as sa
from alembic import op

revision = '002'
down_revision = '003'
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
