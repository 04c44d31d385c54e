"""003"""
import sqlalchemy as sa
from alembic import op

revision = '003'
down_revision = '002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("pet_id", sa.Integer(), sa.ForeignKey("pets.id")),
        sa.Column("vet_id", sa.Integer(), sa.ForeignKey("owners.id", ondelete="SET NULL")),
    )


def downgrade():
    pass
