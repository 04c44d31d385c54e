"""001"""
import sqlalchemy as sa
from alembic import op

revision = '001'
down_revision = None
branch_labels = None
depends_on = None


def table_exists(name):
    return sa.inspect(op.get_bind()).has_table(name)


def upgrade():
    bind = op.get_bind()
    inspector = sa.inspect(bind)
    if "parents" not in inspector.get_table_names():
        op.create_table("parents", sa.Column("id", sa.Integer(), primary_key=True))
    if not table_exists("children"):
        op.create_table(
            "children",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("parent_id", sa.Integer(), sa.ForeignKey("parents.id")),
        )


def downgrade():
    pass
