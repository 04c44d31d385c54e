"""002"""
import sqlalchemy as sa
from alembic import op

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def table_exists(name):
    return name in sa.inspect(op.get_bind()).get_table_names()


def upgrade():
    if table_exists("strangers"):
        op.drop_table("strangers")
        return
    bind = op.get_bind()
    inspector = sa.inspect(bind)
    names = {key["name"] for key in inspector.get_foreign_keys("children")}
    if "children_parent_id_fkey" in names:
        op.drop_constraint("children_parent_id_fkey", "children", type_="foreignkey")
    columns = [column["name"] for column in inspector.get_columns("children")]
    if "age" not in columns:
        op.add_column("children", sa.Column("age", sa.Integer()))
    if not any(index["name"] == "children_by_age" for index in inspector.get_indexes("children")):
        op.create_index("children_by_age", "children", ["age"])
    if bind.dialect.name == "postgresql":
        op.create_foreign_key("children_parent", "children", "parents", ["parent_id"], ["id"], ondelete="CASCADE")
    else:
        with op.batch_alter_table("children") as batch_op:
            batch_op.create_foreign_key("children_parent", "parents", ["parent_id"], ["id"])
    found = bind.execute(
        sa.text("SELECT column_name FROM information_schema.columns WHERE table_name = :t AND column_name = 'nick'"),
        {"t": "children"},
    ).fetchone()
    if found is None:
        op.add_column("children", sa.Column("nick", sa.Text()))
    if bind.execute(sa.text("SELECT count(*) FROM children")).scalar():
        raise RuntimeError("only for empty tables")
    for row in bind.execute(sa.text("SELECT id FROM children")):
        op.execute(f"DELETE FROM parents WHERE id = {row.id}")


def downgrade():
    pass
