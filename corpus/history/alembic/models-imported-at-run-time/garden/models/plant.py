from sqlmodel import Field, SQLModel


class Plant(
    SQLModel,
    table=True,
):
    id: int | None = Field(default=None, primary_key=True)
    bed_id: int = Field(foreign_key="beds.id")
