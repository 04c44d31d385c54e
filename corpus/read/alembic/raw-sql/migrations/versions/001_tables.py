"""001"""
import sqlalchemy as sa
from alembic import op

revision = '001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TABLE parents (id integer PRIMARY KEY)")
    op.execute(
        sa.text(
            """
            CREATE TABLE children (
                id integer PRIMARY KEY,
                parent_id integer REFERENCES parents ON DELETE CASCADE
            );
            CREATE TABLE toys (id integer, child_id integer);
            """
        )
    )
    op.execute(sa.schema.CreateSchema("old"))


def downgrade():
    pass
