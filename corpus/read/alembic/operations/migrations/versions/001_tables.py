"""001"""
import sqlalchemy as sa
from alembic import op

revision = '001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False, unique=True),
        sa.Column("plan", sa.Text(), server_default="free", index=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("note", sa.Text()),
        sa.UniqueConstraint("account_id", "note", name="orders_note_once"),
        sa.CheckConstraint("note <> ''", name="orders_note_filled"),
    )
    op.create_table(
        "lines",
        sa.Column("order_id", sa.BigInteger()),
        sa.Column("number", sa.Integer()),
        sa.Column("product", sa.String()),
    )


def downgrade():
    op.drop_table("lines")
    op.drop_table("orders")
    op.drop_table("accounts")
