"""003"""
import sqlalchemy as sa
from alembic import op

revision = '003'
down_revision = '002'
branch_labels = None
depends_on = None


def upgrade():
    op.rename_table("lines", "order_lines")
    op.create_table_comment("order_lines", "what was bought")
    op.bulk_insert(sa.table("accounts", sa.column("email", sa.String)), [{"email": "a@example.org"}])
    op.create_foreign_key(None, "order_lines", "accounts", ["number"], ["id"])
    op.drop_table("nowhere", if_exists=True)
    op.create_table("accounts", sa.Column("other", sa.Integer()), if_not_exists=True)


def downgrade():
    op.rename_table("order_lines", "lines")
