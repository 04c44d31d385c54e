"""actions"""
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.drop_constraint("posts_author", "posts", type_="foreignkey")
    op.create_foreign_key("posts_author", "posts", "users", ["author_id"], ["id"], ondelete="CASCADE")
    op.create_foreign_key("posts_editor", "posts", "users", ["editor_id"], ["id"], ondelete="SET NULL")


def downgrade():
    op.drop_constraint("posts_editor", "posts", type_="foreignkey")
    op.drop_constraint("posts_author", "posts", type_="foreignkey")
    op.create_foreign_key("posts_author", "posts", "users", ["author_id"], ["id"])
