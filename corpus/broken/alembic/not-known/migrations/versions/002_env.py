"""002"""
import os

import sqlalchemy as sa
from alembic import op
from elsewhere import extra

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade():
    action = os.environ["ACTION"]
    op.create_foreign_key("by_env", "children", "parents", ["parent_id"], ["id"], ondelete=action)
    op.drop_table(os.environ["TABLE"])
    if os.environ.get("STRICT"):
        op.drop_constraint("children_parent_id_fkey", "children", type_="foreignkey")
    op.execute(f"ALTER TABLE children ADD COLUMN {os.environ['COLUMN']} integer")
    op.execute(f"UPDATE children SET parent_id = {os.environ['ID']}")
    op.create_table("toys", sa.Column("id", sa.Integer(), primary_key=True), *extra())
    op.drop_constraint(None, "children", type_="foreignkey")
    op.create_foreign_key("after", "children", "parents", ["id"], ["id"], ondelete="CASCADE")


def downgrade():
    pass
