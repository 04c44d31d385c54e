"""002"""
import sqlalchemy as sa
from alembic import op

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade():
    bind = op.get_bind()
    table = sa.Table("children", sa.MetaData(), autoload_with=bind)
    for key in table.foreign_key_constraints:
        if key.referred_table.name == "parents" and set(key.column_keys) == {"step_id"}:
            op.drop_constraint(key.name, "children", type_="foreignkey")
    for key in sa.inspect(bind).get_foreign_keys("children"):
        if key["constrained_columns"] == ["parent_id"] and not key["options"].get("ondelete"):
            op.drop_constraint(key["name"], "children", type_="foreignkey")
            op.create_foreign_key(key["name"], "children", key["referred_table"], key["constrained_columns"], key["referred_columns"], ondelete="CASCADE")
    unique = sa.inspect(bind).get_unique_constraints("children")
    if not unique and sa.inspect(bind).get_pk_constraint("children")["constrained_columns"] == ["id"]:
        op.create_unique_constraint("once", "children", ["parent_id"])
    # The chain itself has filled this table: whether the row is there is not asked of an empty one.
    rows = bind.execute(sa.text("SELECT id FROM parents")).fetchall()
    op.add_column("parents", sa.Column("rank", sa.Integer()))


def downgrade():
    pass
