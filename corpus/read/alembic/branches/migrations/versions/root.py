"""root"""
import sqlalchemy as sa
from alembic import op

revision = 'root'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("parents", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    pass
