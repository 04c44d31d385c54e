"""002"""
import sqlalchemy as sa
from alembic import op

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade():
    bind = op.get_bind()
    columns = [row[1] for row in bind.execute(sa.text("PRAGMA table_info(children)"))]
    if "nick" not in columns:
        op.add_column("children", sa.Column("nick", sa.String()))
    made = bind.execute(sa.text("SELECT name FROM sqlite_master WHERE type='table' AND name='toys'")).fetchone()
    if made is None:
        op.create_table("toys", sa.Column("size", sa.Integer()), sa.Column("child_id", sa.Integer(), sa.ForeignKey("children.id", name="toys_child")))
    types = {column["name"]: column["type"] for column in sa.inspect(bind).get_columns("parents")}
    if isinstance(types["note"], sa.Text):
        op.add_column("parents", sa.Column("long", sa.Boolean()))
    if isinstance(types["note"], (sa.Integer, sa.JSON)):
        op.drop_table("toys")
    if bind.engine.name != "sqlite" or not str(bind.engine.url).startswith("sqlite"):
        op.drop_table("parents")


def downgrade():
    pass
