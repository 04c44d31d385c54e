"""001"""
import sqlalchemy as sa
from alembic import op

from tools import junction, refer

revision = '001'
down_revision = None
branch_labels = None
depends_on = None


ACTIONS = {"cats": "CASCADE", "dogs": "SET NULL", "fish": None}


def make(name):
    op.create_table(name, sa.Column("id", sa.Integer(), primary_key=True))


def upgrade():
    make("parents")
    for name, action in ACTIONS.items():
        make(name)
        op.add_column(name, sa.Column("parent_id", sa.Integer(), nullable=True))
        refer(name, "parents", action)
    for left, right in [(a, b) for a in ACTIONS for b in ACTIONS if a < b]:
        junction(left, right, **{"ondelete": "CASCADE"})


def downgrade():
    pass
