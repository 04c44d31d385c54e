from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

metadata = MetaData()

things = Table(
    "things",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("parent_id", Integer, ForeignKey("things.id", ondelete="CASCADE")),
    Column("parent_id", Integer, ForeignKey("things.id"), nullable=False),
)
Table("things", metadata, Column("other", Integer))
