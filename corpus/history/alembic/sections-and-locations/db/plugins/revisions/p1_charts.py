import sqlalchemy as sa
from alembic import op

revision: str = "p1"
down_revision: str | None = "r1"


def upgrade():
    op.create_table("charts", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    pass
