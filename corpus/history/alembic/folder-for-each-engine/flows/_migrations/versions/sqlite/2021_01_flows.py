import sqlalchemy as sa
from alembic import op

revision = "s1"
down_revision = None


def upgrade():
    op.create_table("flows", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    pass
