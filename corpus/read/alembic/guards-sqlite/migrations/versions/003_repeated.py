"""003"""
import sqlalchemy as sa
from alembic import op

revision = '003'
down_revision = '002'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("children") as batch_op:
        batch_op.create_foreign_key("again", "parents", ["parent_id"], ["id"])
    # One of them is read back.
    assert len(sa.inspect(op.get_bind()).get_foreign_keys("children")) == 1
    with op.batch_alter_table("children") as batch_op:
        batch_op.alter_column("name", nullable=False)
    with op.batch_alter_table("toys") as batch_op:
        batch_op.add_column(sa.Column("id", sa.Integer(), nullable=False))
        batch_op.create_primary_key("toys_pk", ["id"])
        batch_op.drop_column("child_id")
        batch_op.drop_constraint("toys_child", type_="foreignkey")


def downgrade():
    pass
