"""002"""
import sqlalchemy as sa
from alembic import op

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("pets") as batch_op:
        batch_op.add_column(sa.Column("vet_id", sa.Integer(), sa.ForeignKey("owners.id", name="pets_vet", ondelete="SET NULL")))
        batch_op.alter_column("kind", existing_type=sa.String(), nullable=False, server_default="cat")
        batch_op.drop_constraint("pets_owner", type_="foreignkey")
        batch_op.create_foreign_key("pets_owner", "owners", ["owner_id"], ["id"], ondelete="CASCADE")
        batch_op.create_unique_constraint("pets_kind", ["owner_id", "kind"])
        batch_op.create_index("pets_by_vet", ["vet_id"])
    with op.batch_alter_table("owners", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.String()))
        batch_op.alter_column("name", new_column_name="full_name")


def downgrade():
    pass
