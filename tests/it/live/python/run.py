"""Runs revisions through Alembic and models through SQLAlchemy, on real databases, and says what the databases then hold.

    python run.py < question.json

The question is {"socket": folder of PostgreSQL's socket or null, "catalog": the query of PostgreSQL's catalog, "folder": where SQLite's files
go, "jobs": [...]}. A job has "kind" ("alembic" or "models"), "engine", "database", "root" (the case), "files", "names" (path to module name,
where the project's imports say it), "env" (env.py or null), "given" (SQL) and "search_path".

The answer has for each job {"refused": message or null, "given": state, "states": [...], "back": [...]}: the database after each revision, and
after each way back from the last revision on; of a branched history only the end and the very beginning. A state is PostgreSQL's lines of text or
the path of a copy of SQLite's file. Each job runs in a process of its own.
"""

import contextlib
import gc
import importlib
import json
import logging.config
import multiprocessing
import os
import shutil
import sys
import types
from pathlib import Path

import psycopg
import sqlalchemy
import sqlalchemy.ext.asyncio.engine as asynchronous
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util.pyfiles import load_python_file
from sqlalchemy.engine import create as synchronous

REAL_ENGINE = synchronous.create_engine


class Database:
    """A database of its own for one job."""

    def __init__(self, question, job):
        self.question, self.job, self.copies = question, job, 0
        self.name = job["database"]
        if job["engine"] == "postgresql":
            self.address = f"host={question['socket']} user=postgres"
            with psycopg.connect(f"{self.address} dbname=postgres", autocommit=True) as connection:
                strategy = " STRATEGY file_copy" if connection.info.server_version >= 150000 else ""
                connection.execute(f"CREATE DATABASE {self.name}{strategy}")
                path = ", ".join(f'"{name}"' for name in job["search_path"])
                if path:
                    connection.execute(f"ALTER DATABASE {self.name} SET search_path = {path}")
            with self.connect() as connection:
                for schema in job["search_path"]:
                    connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
                if job["given"].strip():
                    connection.execute(job["given"])
            self.url = f"postgresql+psycopg://postgres@/{self.name}?host={question['socket']}"
            self.asynchronous_url = self.url
        else:
            self.path = Path(question["folder"], f"{self.name}.sqlite")
            self.url = f"sqlite:///{self.path}"
            self.asynchronous_url = f"sqlite+aiosqlite:///{self.path}"
            with contextlib.closing(sqlite_connection(self.path)) as connection:
                connection.executescript(job["given"])

    def connect(self):
        return psycopg.connect(f"{self.address} dbname={self.name}", autocommit=True)

    def state(self):
        """What it holds now."""
        if self.job["engine"] == "postgresql":
            lines = []
            with self.connect() as connection, connection.cursor() as cursor:
                cursor.execute(self.question["catalog"])
                while True:
                    if cursor.description:
                        lines.extend(row[0] for row in cursor.fetchall())
                    if not cursor.nextset():
                        return "\n".join(lines)
        self.copies += 1
        copy = f"{self.path}.{self.copies}"
        shutil.copy(self.path, copy)
        return copy

    def drop(self):
        if self.job["engine"] == "postgresql":
            with psycopg.connect(f"{self.address} dbname=postgres", autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {self.name} WITH (FORCE)")

    def engine(self):
        return REAL_ENGINE(self.url, poolclass=sqlalchemy.pool.NullPool)


def sqlite_connection(path):
    import sqlite3

    return sqlite3.connect(path)


def take_over(database):
    """Every engine that the project makes is one of the job's database, however it finds its address."""

    def create_engine(*_, **options):
        kept = {key: options[key] for key in ("execution_options",) if key in options}
        return REAL_ENGINE(database.url, poolclass=sqlalchemy.pool.NullPool, **kept)

    def create_asynchronous(*_, **options):
        kept = {key: options[key] for key in ("execution_options",) if key in options}
        return REAL_ENGINE(database.asynchronous_url, poolclass=sqlalchemy.pool.NullPool, **kept)

    for module in (sqlalchemy, sqlalchemy.engine, synchronous):
        module.create_engine = create_engine
    asynchronous._create_engine = create_asynchronous
    logging.config.fileConfig = logging.config.dictConfig = lambda *_, **__: None
    for name in ("DATABASE_URL", "DATABASE_URI", "DB_URL", "SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL"):
        os.environ[name] = database.url


class Revisions:
    """A history as Alembic sees it."""

    def __init__(self, job, database):
        self.job, self.database = job, database
        root = Path(job["root"])
        env = Path(job["env"]) if job["env"] else None
        folders = sorted({str(Path(file).parent) for file in job["files"]})
        self.config = configuration(root, env)
        home = self.config.config_file_name or (env and str(env.parent)) or str(root)
        os.chdir(Path(home).parent if os.path.isfile(home) else home)
        if env is None:
            # A folder of revisions and nothing else.
            location = Path(job["scratch"])
            location.mkdir()
            (location / "env.py").write_text("")
        else:
            location = env.parent
        self.config.set_main_option("script_location", str(location).replace("%", "%%"))
        if not self.config.get_main_option("version_locations") and folders != [str(location / "versions")]:
            self.config.set_main_option("version_locations", "\n".join(folders).replace("%", "%%"))
            self.config.set_main_option("path_separator", "newline")
        self.config.set_main_option("sqlalchemy.url", database.url.replace("%", "%%"))
        sys.path[:0] = [os.getcwd(), str(root)]
        self.script = ScriptDirectory.from_config(self.config)

    def order(self):
        """The revisions from first to last, and whether each follows the one before it."""
        revisions = list(reversed(list(self.script.walk_revisions())))
        straight = len(self.script.get_heads()) == 1 and all(
            isinstance(revision.down_revision, str | None) and not revision.dependencies for revision in revisions
        )
        return [revision.revision for revision in revisions], straight and len(self.script.get_bases()) == 1

    def upgrade(self, target):
        self.run(lambda rev, _: self.script._upgrade_revs(target, rev), target)

    def downgrade(self, target):
        self.run(lambda rev, _: self.script._downgrade_revs(target, rev), target)

    def run(self, steps, target):
        with EnvironmentContext(self.config, self.script, fn=steps, destination_rev=target) as environment:
            module = None
            if os.path.getsize(Path(self.script.dir, "env.py")):
                with flask_application(self.database, Path(self.script.dir, "env.py").read_text()):
                    module = load_python_file(self.script.dir, "env.py")
            if environment._migration_context is not None:
                return
            # Not an env.py that runs anything: at least what it says about the metadata holds.
            with self.database.engine().begin() as connection:
                environment.configure(
                    connection=connection,
                    target_metadata=getattr(module, "target_metadata", None),
                    render_as_batch=self.job["engine"] == "sqlite",
                )
                with environment.begin_transaction():
                    environment.run_migrations()


def configuration(root, env):
    """The nearest alembic.ini at or above env.py, and the section of it that means this env.py."""
    folder = env.parent if env else root
    for candidate in (folder, *folder.parents):
        ini, toml = candidate / "alembic.ini", candidate / "pyproject.toml"
        toml = str(toml) if toml.is_file() and "[tool.alembic]" in toml.read_text() else None
        if ini.is_file() or toml:
            ini = str(ini) if ini.is_file() else None
            plain = Config(ini, toml_file=toml) if toml else Config(ini)
            for section in plain.file_config.sections() if ini and env else []:
                config = Config(ini, ini_section=section)
                location = config.get_main_option("script_location")
                if location and Path(candidate, location).resolve() == env.parent.resolve():
                    return config
            return plain
        if candidate == root:
            break
    return Config()


@contextlib.contextmanager
def flask_application(database, env):
    """Flask-Migrate's env.py asks the running application for its database."""
    if "current_app" not in env:
        yield
        return
    import flask

    application = flask.Flask("referee")
    engine = database.engine()
    stub = types.SimpleNamespace(
        engine=engine, get_engine=lambda *_: engine, metadatas={None: sqlalchemy.MetaData()}, metadata=sqlalchemy.MetaData()
    )
    application.extensions["migrate"] = types.SimpleNamespace(db=stub, configure_args={})
    with application.app_context():
        yield


def run_alembic(job, database, answer):
    revisions = Revisions(job, database)
    order, straight = revisions.order()
    if not straight:
        revisions.upgrade("heads")
        answer["states"].append(database.state())
        go_back(revisions, ["base"], database, answer)
        return
    for revision in order:
        revisions.upgrade(revision)
        answer["states"].append(database.state())
    go_back(revisions, [*reversed(order[:-1]), "base"], database, answer)


def go_back(revisions, targets, database, answer):
    for target in targets:
        try:
            revisions.downgrade(target)
        except BaseException as error:
            answer["back"].append({"refused": text_of(error)})
            return
        answer["back"].append({"state": database.state()})


def run_models(job, database, answer):
    root = Path(job["root"])
    tops = [str(root), str(root / "src")]
    for file in job["files"]:
        top = Path(file).parent
        while (top / "__init__.py").is_file():
            top = top.parent
        # The case itself may be a package.
        tops.insert(0 if top == root.parent else len(tops), str(top))
    for file, name in job["names"].items():
        top = str(Path(file).with_suffix("")).removesuffix("/__init__").removesuffix(name.replace(".", "/"))
        tops.insert(0, top.rstrip("/"))
    tops = list(dict.fromkeys(tops))
    sys.path[:0] = tops
    for file in job["files"]:
        importlib.import_module(job["names"].get(file) or module_name(file, tops))
    engine = database.engine()
    for metadata in metadatas():
        if job["engine"] == "postgresql":
            with database.connect() as connection:
                for schema in sorted({table.schema for table in metadata.tables.values() if table.schema}):
                    connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        metadata.create_all(engine)
    answer["states"].append(database.state())


def metadatas():
    """All that hold tables and are no library's own, such as what dialects know of their catalogs."""
    libraries = [module for module in list(sys.modules.values()) if "site-packages" in (getattr(module, "__file__", None) or "")]
    own = {id(value) for module in libraries for value in vars(module).values() if isinstance(value, sqlalchemy.MetaData)}
    found = [found for found in gc.get_objects() if isinstance(found, sqlalchemy.MetaData)]
    return [metadata for metadata in found if metadata.tables and id(metadata) not in own]


def module_name(file, tops):
    """The name by which the first of these folders leads to a file."""
    for top in tops:
        if Path(file).is_relative_to(top):
            parts = Path(file).relative_to(top).with_suffix("").parts
            return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    raise ValueError(file)


def text_of(error):
    return f"{type(error).__name__}: {error}"


def run(pair):
    question, job = pair
    answer = {"refused": None, "given": None, "states": [], "back": []}
    if job["engine"] is None:
        return answer
    sys.stdout = sys.stderr
    database = Database(question, job)
    try:
        answer["given"] = database.state()
        take_over(database)
        job["scratch"] = str(Path(question["folder"], f"{database.name}.alembic"))
        (run_alembic if job["kind"] == "alembic" else run_models)(job, database, answer)
    except BaseException as error:
        answer["refused"] = text_of(error)
    finally:
        database.drop()
    return answer


def main():
    question = json.load(sys.stdin)
    with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        answers = pool.map(run, [(question, job) for job in question["jobs"]], chunksize=1)
    json.dump(answers, sys.stdout)


main()
