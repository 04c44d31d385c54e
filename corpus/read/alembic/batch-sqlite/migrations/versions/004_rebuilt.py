"""004"""
import sqlalchemy as sa
from alembic import op

revision = '004'
down_revision = '003'
branch_labels = None
depends_on = None


# Keys that were made without a name get one when the table is copied.
NAMES = {"fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"}


def upgrade():
    with op.batch_alter_table("visits", naming_convention=NAMES) as batch_op:
        batch_op.drop_constraint("fk_visits_pet_id_pets", type_="foreignkey")
        batch_op.create_foreign_key("visits_pet", "pets", ["pet_id"], ["id"], ondelete="CASCADE")


def downgrade():
    pass
