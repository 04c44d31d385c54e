from setuptools import setup

setup(name="garden", install_requires=["sqlmodel", "alembic", "asyncpg"])
