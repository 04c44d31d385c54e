"""Uses tables, has none."""

from rich.table import Table
from sqlalchemy import select

from library.models import Author


def report(session):
    table = Table(title="Authors")
    for author in session.scalars(select(Author)):
        table.add_row(author.__tablename__)
    return table
