import settings_of_the_company as settings
from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Thing(Base):
    __tablename__ = "things"
    __table_args__ = (
        ForeignKeyConstraint(["left", "right"], ["things.id"]),
        ForeignKeyConstraint(settings.COLUMNS, ["things.id"], name="by_settings"),
        ForeignKeyConstraint(["left"]),
    )

    id = Column(Integer, primary_key=True)
    left = Column(Integer)
    right = Column(Integer)
    parent_id = Column(Integer, ForeignKey("things.id", ondelete="DESTROY"))
    owner_id = Column(Integer, ForeignKey(settings.OWNER, ondelete="CASCADE"))
    other_id = Column(Integer, ForeignKey("things.id", ondelete=settings.POLICY))
    free_id = Column(Integer, ForeignKey("nowhere.id", ondelete="CASCADE"))
    odd_id = Column(Integer, ForeignKey())
