import decimal
import enum
import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, List, Literal, NewType, Optional, Union

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, Integer, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, relationship

if TYPE_CHECKING:
    from elsewhere import Nothing

key = Annotated[int, mapped_column(primary_key=True)]
short = Annotated[str, 30]
owner = Annotated[int, mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)]
UserId = NewType("UserId", int)


class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"


class Base(DeclarativeBase):
    type_annotation_map = {
        short: String(30),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSON,
        UserId: Integer,
    }


class Person(Base):
    __tablename__ = "people"

    count: ClassVar[int] = 0
    id: Mapped[key]
    uid: Mapped[uuid.UUID]
    name: Mapped[short]
    nick: Mapped[Optional[str]]
    born: Mapped["date | None"]
    height: Mapped[Union[decimal.Decimal, None]]
    mood: Mapped[Mood] = mapped_column(default=Mood.GOOD)
    size: Mapped[Literal["s", "m", "large"]]
    seen: Mapped[datetime] = mapped_column(server_default=func.now())
    extra: Mapped[dict[str, Any]]
    external: Mapped[UserId]
    forced: Mapped[Optional[int]] = mapped_column(nullable=False)
    loosened: Mapped[int] = mapped_column(BigInteger, nullable=True)
    pets: Mapped[List["Pet"]] = relationship(back_populates="owner", passive_deletes=True)


class Pet(MappedAsDataclass, Base):
    __tablename__ = "pets"

    id: Mapped[key]
    owner_id: Mapped[owner]
    # The type is that of the column that it refers to.
    sitter_id: Mapped[Optional[int]] = mapped_column("sitter", ForeignKey(Person.id))
    owner: Mapped["Person"] = relationship(foreign_keys="[Pet.owner_id]")
