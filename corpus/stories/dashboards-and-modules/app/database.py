from sqlmodel import Field, SQLModel, create_engine

engine = create_engine("postgresql+psycopg://localhost/dashboards")


class Record(SQLModel):
    id: int | None = Field(default=None, primary_key=True)


def start() -> None:
    from app import models  # noqa: F401

    # Meant for a developer's first run; the revisions bring every other database up to date.
    SQLModel.metadata.create_all(engine)
