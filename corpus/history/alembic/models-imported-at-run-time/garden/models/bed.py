from sqlmodel import Field, SQLModel


class Bed(SQLModel, table=True):
    __tablename__ = "beds"
    id: int | None = Field(default=None, primary_key=True)
