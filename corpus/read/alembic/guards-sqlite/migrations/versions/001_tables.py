"""001"""
import sqlalchemy as sa
from alembic import op

revision = '001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("parents", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("note", sa.Text()))
    op.create_table(
        "children",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("name", sa.String(length=20)),
    )
    # Refused outside of a batch, before the database is asked.
    try:
        op.create_foreign_key("outside", "children", "parents", ["parent_id"], ["id"])
    except NotImplementedError:
        with op.batch_alter_table("children") as batch_op:
            batch_op.create_foreign_key("inside", "parents", ["parent_id"], ["id"], ondelete="CASCADE")


def downgrade():
    pass
