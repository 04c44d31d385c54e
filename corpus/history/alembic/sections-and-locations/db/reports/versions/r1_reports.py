import sqlalchemy as sa
from alembic import op

revision = "r1"
down_revision = None


def upgrade():
    op.create_table("reports", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    pass
