import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("authors", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    pass
