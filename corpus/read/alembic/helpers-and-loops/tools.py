"""What several revisions share."""
import sqlalchemy as sa
from alembic.op import create_foreign_key, create_table


def refer(table, other, action=None, *, column="parent_id"):
    create_foreign_key(f"fk_{table}_{other}", table, other, [column], ["id"], ondelete=action)


def junction(left, right, **options):
    columns = [sa.Column(f"{side}_id", sa.Integer(), sa.ForeignKey("{}.id".format(side), **options)) for side in (left, right)]
    create_table("_".join([left, right]), *columns, sa.PrimaryKeyConstraint(*[column.name for column in columns]))
