"""Runs the revisions."""
from alembic import context, op
from sqlalchemy import MetaData, engine_from_config, pool

config = context.config
target_metadata = MetaData()


def run_migrations_online():
    connectable = engine_from_config(
        config.get_section(config.config_ini_section), prefix="sqlalchemy.", poolclass=pool.NullPool
    )
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata, table_prefix="app_")
        with context.begin_transaction():
            context.run_migrations(op=op, prefix="app_")


run_migrations_online()
