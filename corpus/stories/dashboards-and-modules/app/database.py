from sqlmodel import SQLModel, create_engine

from app import models  # noqa: F401

engine = create_engine("postgresql+psycopg://localhost/dashboards")


def start() -> None:
    # Meant for a developer's first run; the revisions bring every other database up to date.
    SQLModel.metadata.create_all(engine)
