import sqlalchemy as sa
from alembic import op

revision = "b"
down_revision = "a"


def upgrade():
    op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    pass
