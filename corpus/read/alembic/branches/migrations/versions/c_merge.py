"""merge"""
import sqlalchemy as sa
from alembic import op

revision = 'merge'
down_revision: tuple[str, ...] | None = ('left', 'right')
branch_labels = None
depends_on = None


def upgrade():
    op.drop_constraint("children_parent_id_fkey", "children", type_="foreignkey")


def downgrade():
    pass
