"""002"""
import sqlalchemy as sa
from alembic import op

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("children", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("parent_id", sa.Integer(), sa.ForeignKey("parents.id", ondelete="CASCADE")))

    op.execute("ALTER TABLE children ADD CONSTRAINT FOREIGN KEY parent_id TO parents")
    op.execute("ALTER TABLE children ADD CONSTRAINT again FOREIGN KEY (id) REFERENCES parents (id)")


def downgrade():
    pass
