"""001"""
import sqlalchemy as sa
from alembic import op

revision = '001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    metadata = sa.MetaData()
    sa.Table("parents", metadata, sa.Column("id", sa.Integer, primary_key=True))
    children = sa.Table(
        "children",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("parents.id", ondelete="CASCADE")),
    )
    metadata.create_all(op.get_bind())
    alone = sa.Table("alone", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    alone.create(op.get_bind())
    op.execute(sa.schema.DropTable(alone))


def downgrade():
    pass
