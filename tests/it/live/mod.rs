//! Live tests: every SQL source of the corpus is applied to a real engine, and what the engine's catalog holds must equal the replayed schema.
//!
//! Servers are private instances that this process starts (see `server`) where PostgreSQL or MariaDB is installed; SQLite is part of the test
//! binary. Prisma's own engine says which SQL a Prisma schema stands for (see `prisma`); Alembic and SQLAlchemy run themselves
//! (see `python`), and so do drizzle-orm and drizzle-kit (see `drizzle`).
//! Without an engine the tests say so and are ignored; with `REFEREE_LIVE=1` a missing engine is a failure.

mod catalog;
mod delete;
mod drizzle;
mod history;
mod mariadb;
mod notes;
mod postgresql;
mod prisma;
mod python;
mod server;
mod sqlite;

use std::path::Path;

use libtest_mimic::{Failed, Trial};
use referee::ir::{Dialect, Engine, Name, SourceKind};

use crate::{corpus, project};
use catalog::Catalog;
use delete::{Played, Population};
use history::History;

/// The parts of the corpus whose cases engines can apply, and how deep their cases lie.
const PARTS: [(&str, usize); 12] = [
    ("broken/alembic", 1),
    ("broken/prisma", 1),
    ("broken/sqlalchemy", 1),
    ("read/alembic", 1),
    ("read/drizzle", 1),
    ("read/prisma", 1),
    ("read/sql", 1),
    ("read/snapshot", 1),
    ("read/sqlalchemy", 1),
    ("rules", 2),
    ("stories", 1),
    ("history", 2),
];

/// What an engine is to run.
struct Job<'a> {
    /// A name that no other job has, fit for a database.
    database: String,
    /// The session's search_path, if the case states one.
    search_path: &'a [Name],
    /// What the database holds before the history starts, such as a platform's tables.
    given: &'a str,
    /// The text of each file, each to be applied in a session of its own.
    scripts: Vec<String>,
    /// The rows on which DELETE is played once all is applied.
    population: Option<&'a Population<'a>>,
}

/// What an engine made of it.
struct Applied {
    /// What it refused, in its words.
    refused: Vec<String>,
    /// What was given.
    given: Catalog,
    /// What it holds in the end.
    catalog: Catalog,
    /// What its DELETEs did.
    played: Option<Result<Played, Failed>>,
}

/// Why an engine cannot be asked.
enum Unavailable {
    /// It is not installed.
    Missing(&'static str),
    /// It is, but does not start.
    Broken(String),
}

/// A real engine.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Host {
    PostgreSql,
    MariaDb,
    Sqlite,
}

impl Host {
    /// The engine that stands for a dialect. PostgreSQL stands in for CockroachDB, MariaDB for MySQL.
    fn of(engine: Engine) -> Host {
        match engine {
            Engine::PostgreSql | Engine::CockroachDb => Host::PostgreSql,
            Engine::MySql | Engine::MariaDb => Host::MariaDb,
            Engine::Sqlite => Host::Sqlite,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Host::PostgreSql => "postgresql",
            Host::MariaDb => "mariadb",
            Host::Sqlite => "sqlite",
        }
    }

    /// Name and version, once it runs.
    fn dialect(self) -> Result<Dialect, Unavailable> {
        let version = match self {
            Host::PostgreSql => postgresql::version()?,
            Host::MariaDb => mariadb::version()?,
            Host::Sqlite => sqlite::version(),
        };
        let dialect = Dialect::parse(&format!("{}@{version}", self.name()));
        dialect.ok_or_else(|| Unavailable::Broken(format!("cannot read the version `{version}`")))
    }

    fn apply(self, job: &Job<'_>) -> Result<Applied, Failed> {
        match self {
            Host::PostgreSql => postgresql::apply(job),
            Host::MariaDb => mariadb::apply(job),
            Host::Sqlite => sqlite::apply(job),
        }
    }
}

/// One test for each source of each case.
pub(crate) fn trials() -> Vec<Trial> {
    if let Some(list) = std::env::var_os("REFEREE_LIVE_PROJECTS") {
        return history::of_projects(Path::new(&list));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut trials = Vec::new();
    let mut schemas = prisma::Schemas::default();
    let mut programs = python::Programs::default();
    let mut drizzles = drizzle::Drizzles::default();
    for (part, depth) in PARTS {
        for case in corpus::folders(&root.join(part), depth) {
            let Ok(project) = project::open(&case, None) else { continue };
            for loaded in &project.sources {
                match loaded.source.kind {
                    SourceKind::SqlMigrations | SourceKind::SqlSchema => {}
                    SourceKind::Prisma => {
                        schemas.add(&root, &case, &project, loaded);
                        continue;
                    }
                    SourceKind::Drizzle => {
                        drizzles.add(&root, &case, &project, loaded);
                        continue;
                    }
                    // Those that drizzle-kit makes of the corpus's schemas are read instead.
                    SourceKind::DrizzleSnapshot => continue,
                    SourceKind::Alembic | SourceKind::SqlAlchemy => {
                        programs.add(&root, &case, &project, loaded);
                        continue;
                    }
                }
                trials.extend(History::new(&root, &case, &project, loaded).trials());
            }
        }
    }
    // The first test of each of these asks a program for all of them, which takes long, and the others wait for it.
    let [first, second] = drizzles.trials();
    let mut ordered = Vec::new();
    for asked in [programs.trials(), schemas.trials(), first, second] {
        let mut asked = asked.into_iter();
        ordered.extend(asked.next());
        trials.extend(asked);
    }
    ordered.extend(trials);
    ordered
}

/// A name for a database, the same for no two paths of the corpus.
fn name_of(path: &Path) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    format!("case_{:016x}", hasher.finish())
}
