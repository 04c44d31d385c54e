//! Which engine a Python project uses. Evidence in order: `sqlalchemy.url`, a URL in env.py, one in the modules that it imports, the drivers
//! among the dependencies, the dialects that the files import.

use std::path::Path;

use memchr::memmem;

use crate::ir::{Dialect, Engine};

use super::super::draft::Evidence;
use super::manifests::Manifest;

/// Packages that connect to one engine.
const DRIVERS: [(&str, Engine); 14] = [
    ("sqlalchemy-cockroachdb", Engine::CockroachDb),
    ("psycopg2", Engine::PostgreSql),
    ("psycopg", Engine::PostgreSql),
    ("asyncpg", Engine::PostgreSql),
    ("pg8000", Engine::PostgreSql),
    ("pymysql", Engine::MySql),
    ("mysqlclient", Engine::MySql),
    ("aiomysql", Engine::MySql),
    ("asyncmy", Engine::MySql),
    ("mysql-connector", Engine::MySql),
    ("mariadb", Engine::MariaDb),
    ("aiosqlite", Engine::Sqlite),
    ("pysqlite", Engine::Sqlite),
    ("sqlite-vec", Engine::Sqlite),
];
/// How the modules with SQLAlchemy's dialects are spelled.
const DIALECTS: [(&str, Engine); 3] =
    [("postgresql", Engine::PostgreSql), ("mysql", Engine::MySql), ("sqlite", Engine::Sqlite)];
/// Parts of names of files that state where a database is.
const SETTINGS: [&str; 8] = ["config", "setting", "database", "session", "engine", "env", "db", "core"];

/// What a URL says.
pub(super) fn of_url(url: &str, file: &Path) -> Option<Evidence> {
    let (_, engine) = urls(url).next()?;
    Some((Dialect::of(engine), format!("sqlalchemy.url in {}", name(file)).into()))
}

/// The engine of the URLs in a text, if it is one.
pub(super) fn of_text(text: &str, file: &Path) -> Option<Evidence> {
    let mut found = urls(text);
    let (scheme, engine) = found.next()?;
    let is_one = found.all(|(_, other)| other == engine);
    is_one.then(|| (Dialect::of(engine), format!("{scheme}:// in {}", name(file)).into()))
}

/// Whether a file is one in which projects state their database.
pub(super) fn is_settings(file: &Path) -> bool {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    SETTINGS.iter().any(|word| stem.contains(word))
}

/// The one engine for which the manifests name a driver, SQLite aside, which is for tests where there is another.
pub(super) fn of_drivers<'m>(manifests: impl Iterator<Item = &'m Manifest>) -> Option<Evidence> {
    let mut found: Vec<(Engine, String)> = Vec::new();
    for manifest in manifests {
        for (driver, engine) in DRIVERS {
            if has_package(&manifest.text, driver) && found.iter().all(|(other, _)| *other != engine) {
                found.push((engine, format!("{driver} in {}", name(&manifest.path))));
            }
        }
    }
    if found.len() > 1 {
        found.retain(|(engine, _)| *engine != Engine::Sqlite);
    }
    let mut found = found.into_iter();
    let (engine, evidence) = found.next()?;
    found.next().is_none().then(|| (Dialect::of(engine), evidence.into()))
}

/// The engine whose dialect most of the files import.
pub(super) fn of_dialects<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Evidence> {
    let mut counts = [0_usize; DIALECTS.len()];
    let finder = memmem::Finder::new("sqlalchemy.dialects");
    for text in texts {
        for at in finder.find_iter(text.as_bytes()) {
            let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or("");
            for (count, (word, _)) in counts.iter_mut().zip(DIALECTS) {
                *count += usize::from(line.contains(word));
            }
        }
    }
    let best = counts.iter().max().copied().filter(|best| *best > 0)?;
    let (_, (word, engine)) = counts.iter().zip(DIALECTS).find(|(count, _)| **count == best)?;
    Some((Dialect::of(engine), format!("imports of sqlalchemy.dialects.{word}").into()))
}

/// The schemes of database URLs in a text: `postgresql+asyncpg://` is `postgresql`.
fn urls(text: &str) -> impl Iterator<Item = (&str, Engine)> {
    memmem::find_iter(text.as_bytes(), b"://").filter_map(|at| {
        let before = text.get(..at)?;
        let is_of_scheme = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '_');
        let scheme = before.rsplit(|letter| !is_of_scheme(letter)).next()?;
        let scheme = scheme.split('+').next()?;
        Some((scheme, Engine::parse(scheme)?))
    })
}

/// Whether a manifest names a package, not only one whose name begins or ends like it.
fn has_package(text: &str, package: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    lower.match_indices(package).any(|(at, _)| {
        let before = lower.get(..at).and_then(|before| before.chars().next_back());
        let after = lower.get(at + package.len()..).unwrap_or("");
        let after = after.strip_prefix("-binary").unwrap_or(after);
        !before.is_some_and(is_of_name) && !after.starts_with(is_of_name)
    })
}

fn name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_is_read_from_urls() {
        let found =
            of_text("URL = \"postgresql+asyncpg://u:p@h/d\"\nAPI = 'https://x'\n", Path::new("a/config.py"));
        assert_eq!(found, Some((Dialect::POSTGRESQL, "postgresql:// in config.py".into())));
        assert_eq!(of_text("a = 'sqlite:///x'\nb = 'mysql://y'", Path::new("config.py")), None);
        assert_eq!(of_url("driver://user:pass@localhost/dbname", Path::new("alembic.ini")), None);
    }

    #[test]
    fn a_driver_is_a_whole_name() {
        assert!(
            has_package("psycopg2-binary==2.9", "psycopg2") && has_package("\"asyncpg>=0.2\"", "asyncpg")
        );
        assert!(!has_package("psycopg2-binary", "psycopg") && !has_package("types-pymysql", "pymysql"));
    }
}
