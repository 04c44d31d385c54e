import sqlalchemy as sa

metadata = sa.MetaData()
flows = sa.Table("flows", metadata, sa.Column("id", sa.Integer, primary_key=True))
runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("flow_id", sa.ForeignKey("flows.id")),
)
