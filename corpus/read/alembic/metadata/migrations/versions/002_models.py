"""002"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import declarative_base

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


Base = declarative_base()


class Book(Base):
    __tablename__ = "books"

    id = sa.Column(sa.Integer, primary_key=True)


class Page(Base):
    __tablename__ = "pages"

    id = sa.Column(sa.Integer, primary_key=True)
    book_id = sa.Column(sa.ForeignKey("books.id", ondelete="CASCADE"), nullable=False)


class Reader(Base):
    """Only for rows: this table is never made."""

    __tablename__ = "readers"

    id = sa.Column(sa.Integer, primary_key=True)
    book_id = sa.Column(sa.Integer, sa.ForeignKey("books.id"))


def upgrade():
    bind = op.get_bind()
    Book.__table__.create(bind)
    Base.metadata.create_all(bind, tables=[Page.__table__])
    op.add_column("books", sa.Column("year", sa.Integer()))


def downgrade():
    pass
