"""002"""
import sqlalchemy as sa
from alembic import op

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_foreign_key(None, "children", "parents", ["other_id"], ["id"])
    op.drop_constraint("children_ibfk_1", "children", type_="foreignkey")
    op.create_foreign_key("children_parent", "children", "parents", ["parent_id"], ["id"], ondelete="RESTRICT")
    # MODIFY states a column anew: what is not said of NULL is NULL.
    op.alter_column("children", "name", existing_type=sa.String(length=20), type_=sa.String(length=40))
    if op.get_context().dialect.name == "mysql":
        op.execute("ALTER TABLE children MODIFY other_id integer NULL")


def downgrade():
    pass
