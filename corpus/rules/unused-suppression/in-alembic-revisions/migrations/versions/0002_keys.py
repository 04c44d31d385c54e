"""Tie what names a user to it."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # referee: ignore[forbidden-action] an editor is replaced first
    op.create_foreign_key(
        "posts_editor",
        "posts",
        "users",
        ["editor_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    # referee: ignore[forbidden-action] expect: unused-suppression
    op.create_foreign_key("posts_owner", "posts", "users", ["owner_id"], ["id"], ondelete="CASCADE")
    # referee: ignore[forbidden-action] readers are counted once a year
    with op.batch_alter_table("posts") as batch:
        batch.create_foreign_key(
            "posts_reader",
            "users",
            ["reader_id"],
            ["id"],
        )
    op.execute(
        """
        -- referee: ignore[forbidden-action] a visitor is nobody
        ALTER TABLE posts
            ADD CONSTRAINT posts_visitor FOREIGN KEY (visitor_id) REFERENCES users (id)
            ON DELETE SET NULL
        """
    )


def downgrade() -> None:
    op.drop_constraint("posts_visitor", "posts", type_="foreignkey")
    op.drop_constraint("posts_reader", "posts", type_="foreignkey")
    op.drop_constraint("posts_owner", "posts", type_="foreignkey")
    op.drop_constraint("posts_editor", "posts", type_="foreignkey")
