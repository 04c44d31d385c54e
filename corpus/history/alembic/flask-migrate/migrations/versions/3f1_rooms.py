import sqlalchemy as sa
from alembic import op

revision = "3f1"
down_revision = None


def upgrade():
    op.create_table("room", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    pass
