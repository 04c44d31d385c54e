from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, create_engine

engine = create_engine("postgresql:///app")
metadata = MetaData()

owners = Table("owners", metadata, autoload_with=engine)
things = Table(
    "things",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("owner_id", ForeignKey(owners.c.id, ondelete="CASCADE")),
)
