import sqlalchemy as sa

metadata = sa.MetaData()
jobs = sa.Table("jobs", metadata, sa.Column("id", sa.Integer, primary_key=True))
