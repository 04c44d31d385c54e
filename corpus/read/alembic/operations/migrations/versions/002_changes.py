"""002"""
import sqlalchemy as sa
from alembic import op

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("accounts", sa.Column("parent_id", sa.Integer(), sa.ForeignKey("accounts.id", ondelete="SET NULL")))
    op.add_column("lines", sa.Column("gift", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("lines", "order_id", existing_type=sa.BigInteger(), nullable=False)
    op.alter_column("lines", "number", nullable=False)
    op.alter_column("lines", "product", new_column_name="article", type_=sa.String(length=40))
    op.create_primary_key("lines_pkey", "lines", ["order_id", "number"])
    op.create_foreign_key("lines_order", "lines", "orders", ["order_id"], ["id"], ondelete="RESTRICT", onupdate="CASCADE")
    op.create_unique_constraint("lines_article", "lines", ["order_id", "article"])
    op.create_check_constraint("lines_counted", "lines", "number > 0")
    op.create_index("lines_by_article", "lines", ["article"], unique=False)
    op.drop_constraint("orders_note_once", "orders", type_="unique")
    op.drop_index("ix_accounts_plan", table_name="accounts")
    op.drop_column("accounts", "plan")


def downgrade():
    op.drop_index("lines_by_article", table_name="lines")
    op.drop_constraint("lines_order", "lines", type_="foreignkey")
