"""002"""
import sqlalchemy as sa
from alembic import op

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_foreign_key(
        None, "a_table_with_a_name_that_leaves_little_room", "owners", ["a_column_that_refers_to_owners"], ["id"]
    )
    op.drop_constraint("fk_pets_owner_id_owners", "pets", type_="foreignkey")
    op.create_foreign_key(op.f("fk_pets_owner_id_owners"), "pets", "owners", ["owner_id"], ["id"], ondelete="SET NULL")
    op.drop_constraint("named", "pets", type_="check")


def downgrade():
    pass
