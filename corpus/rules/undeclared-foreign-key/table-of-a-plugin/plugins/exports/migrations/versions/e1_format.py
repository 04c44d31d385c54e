import sqlalchemy as sa
from alembic import op

revision = "e1"
down_revision = None


def upgrade():
    op.add_column("exports", sa.Column("format", sa.String, nullable=False, server_default="csv"))


def downgrade():
    op.drop_column("exports", "format")
