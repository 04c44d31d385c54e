"""002"""
import sqlalchemy as sa
from alembic import op

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade():
    for table, column in [("toys", "child_id")]:
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_fk "
            f"FOREIGN KEY ({column}) REFERENCES children (id) ON DELETE SET NULL NOT VALID"
        )
    op.get_bind().execute(sa.text("ALTER TABLE toys VALIDATE CONSTRAINT toys_child_id_fk"))
    op.execute(
        '''
        DO $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'toys' AND column_name = 'owner_id') THEN
                ALTER TABLE toys ADD COLUMN owner_id integer REFERENCES parents (id);
            END IF;
        END $$
        '''
    )
    op.execute("UPDATE toys SET owner_id = 1 WHERE owner_id = 2")
    op.get_bind().exec_driver_sql("ALTER TABLE toys SET SCHEMA old")


def downgrade():
    op.execute("ALTER TABLE old.toys SET SCHEMA public")
