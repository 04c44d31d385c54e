from app import Required, db

readers = db.Table(
    "readers",
    db.Column("user_id", db.ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True),
    db.Column("post_id", db.ForeignKey("posts.id"), primary_key=True),
)


class UserAccount(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = Required(db.String(80), unique=True)
    posts = db.relationship("BlogPost", backref=db.backref("author"), cascade="all, delete", passive_deletes=True)


class HTTPToken(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = Required(db.Integer, db.ForeignKey("user_account.id", ondelete="CASCADE"), index=True)


class BlogPost(db.Model):
    __tablename__ = "posts"
    __table_args__ = (db.UniqueConstraint("author_id", "title"), {"extend_existing": True})

    id = db.Column(db.Integer, primary_key=True)
    title = Required(db.String(200))
    author_id = db.Column(db.Integer, db.ForeignKey(UserAccount.id))


class PinnedPost(BlogPost):
    """No key of its own: it lives in the table of the posts."""

    __tablename__ = "pinned"
    pinned_at = db.Column(db.DateTime)


class Draft(BlogPost):
    id = db.Column(db.ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
