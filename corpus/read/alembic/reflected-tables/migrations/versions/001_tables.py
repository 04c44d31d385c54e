"""001"""
import sqlalchemy as sa
from alembic import op

revision = '001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("parents", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "children",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("parent_id", sa.Integer(), sa.ForeignKey("parents.id")),
        sa.Column("step_id", sa.Integer(), sa.ForeignKey("parents.id")),
    )
    op.bulk_insert(sa.table("parents", sa.column("id", sa.Integer)), [{"id": 1}])


def downgrade():
    pass
