import sqlalchemy as sa
from alembic import op

revision = "e1"
down_revision = None


def is_installed():
    return "exports" in sa.inspect(op.get_bind()).get_table_names()


def upgrade():
    if is_installed():
        op.add_column("exports", sa.Column("format", sa.String, nullable=False, server_default="csv"))


def downgrade():
    if is_installed():
        op.drop_column("exports", "format")
