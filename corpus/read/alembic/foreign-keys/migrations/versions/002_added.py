"""002"""
import sqlalchemy as sa
from alembic import op

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("rooms", sa.Column("keeper", sa.Integer()))
    op.create_foreign_key("rooms_keeper", "rooms", "people", ["keeper"], ["id"], referent_schema="audit", ondelete="SET DEFAULT")
    op.add_column("people", sa.Column("room", sa.Integer()), schema="audit")
    op.create_foreign_key(
        constraint_name=None,
        source_table="people",
        referent_table="keys",
        local_cols=["room"],
        remote_cols=["id"],
        source_schema="audit",
        postgresql_not_valid=True,
    )
    op.add_column("keys", sa.Column("spare", sa.Integer(), sa.ForeignKey("keys.id", ondelete="CASCADE")), inline_references=True)
    op.drop_constraint("stays_person", "stays", type_="foreignkey")
    op.create_foreign_key("stays_person", "stays", "people", ["person"], ["id"], referent_schema="audit", ondelete="RESTRICT")


def downgrade():
    pass
