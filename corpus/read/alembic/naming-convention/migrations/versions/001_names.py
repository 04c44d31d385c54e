"""001"""
import sqlalchemy as sa
from alembic import op

revision = '001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("owners", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "pets",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), unique=True),
        sa.Column("owner_id", sa.Integer(), sa.ForeignKey("owners.id", ondelete="CASCADE"), index=True),
        sa.Column("vet_id", sa.Integer()),
        sa.CheckConstraint("name <> ''", name="named"),
        sa.ForeignKeyConstraint(["vet_id"], ["owners.id"], name=op.f("pets_vet")),
    )
    op.create_table(
        "a_table_with_a_name_that_leaves_little_room",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("a_column_that_refers_to_owners", sa.Integer()),
    )


def downgrade():
    pass
