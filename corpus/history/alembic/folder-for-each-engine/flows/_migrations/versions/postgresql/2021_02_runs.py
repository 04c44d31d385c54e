import sqlalchemy as sa
from alembic import op

revision = "p2"
down_revision = "p1"


def upgrade():
    op.create_table("runs", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("flow_id", sa.Integer(), sa.ForeignKey("flows.id")))


def downgrade():
    pass
