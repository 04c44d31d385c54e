from alembic import context
from sqlalchemy import engine_from_config, pool

import importlib
import pkgutil

from sqlmodel import SQLModel

import garden.models

for module in pkgutil.iter_modules(garden.models.__path__):
    importlib.import_module(f"garden.models.{module.name}")

config = context.config
target_metadata = SQLModel.metadata

engine = engine_from_config(config.get_section(config.config_ini_section), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
