import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("authors", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("author_id", sa.Integer(), sa.ForeignKey("authors.id", ondelete="SET NULL")),
        sa.Column("editor_id", sa.Integer(), sa.ForeignKey("authors.id", ondelete="CASCADE")),
    )


def downgrade():
    op.drop_table("posts")
    op.drop_table("authors")
