import sqlalchemy as sa
from alembic import op

revision = "1a2"
down_revision = "3f1"


def upgrade():
    op.create_table("booking", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("room_id", sa.Integer(), sa.ForeignKey("room.id")))


def downgrade():
    pass
