"""A revision that lost its id."""
from alembic import op


def upgrade():
    op.drop_table("parents")
