//! Which engine a source is for. Evidence in order: the command line, `[[database]]`, a tool's own file, names of folders, words of the SQL,
//! the other sources of the run; else PostgreSQL is assumed, and said to be.

use std::path::Path;

use crate::config::Config;
use crate::ir::{Dialect, Engine, Layout, SourceKind};

use super::Options;
use super::disk::Disk;
use super::draft::{Draft, Evidence, Findings};
use super::prisma::{engine_of_schema, schemas_near};
use super::scope::Scope;
use super::syntax::{Count, Verdict};

/// How much of a source's SQL is looked at for words of one engine.
const LOOK: usize = 256 << 10;

/// Engines which Referee does not know, by the words of folder names.
const FOREIGN: [(&str, &str); 13] = [
    ("clickhouse", "ClickHouse"),
    ("oracle", "Oracle"),
    ("mssql", "SQL Server"),
    ("sqlserver", "SQL Server"),
    ("db2", "Db2"),
    ("cassandra", "Cassandra"),
    ("cql", "Cassandra"),
    ("snowflake", "Snowflake"),
    ("bigquery", "BigQuery"),
    ("h2", "H2"),
    ("hsqldb", "HSQLDB"),
    ("derby", "Derby"),
    ("firebird", "Firebird"),
];

/// What is known about a source's engine.
pub(super) enum Finding {
    /// This engine, for this reason.
    Known(Evidence),
    /// An engine that is not supported.
    Foreign(&'static str),
    /// Nothing.
    Unknown,
}

/// Looks for evidence in the order of the list above, up to the words of the SQL.
pub(super) fn find(
    found: &Findings<'_>,
    draft: &Draft,
    options: &Options,
    config: &Config,
    scope: &Scope,
) -> Finding {
    if let Some(dialect) = options.dialect {
        return Finding::Known((dialect, "--dialect".into()));
    }
    let database = scope.database_of(&draft.path).and_then(|index| config.databases.get(index));
    if let Some(dialect) = database.and_then(|database| database.dialect) {
        return Finding::Known((dialect, "dialect in referee.toml".into()));
    }
    if let Some(evidence) = &draft.stated {
        return Finding::Known(evidence.clone());
    }
    if let Some(evidence) = sibling_schema(draft, &found.tree.disk) {
        return Finding::Known(evidence);
    }
    match folder_names(&draft.path) {
        Finding::Unknown => syntax(found, draft),
        known @ (Finding::Known(_) | Finding::Foreign(_)) => known,
    }
}

/// The evidence for a source about which nothing is known: the engine of all other sources, if it is one.
pub(super) fn of_the_others<'e>(known: impl Iterator<Item = &'e Evidence>) -> Evidence {
    let mut others = known.map(|(dialect, _)| *dialect);
    match others.next() {
        Some(first) if others.all(|other| other == first) => (first, "as the other sources".into()),
        Some(_) | None => (Dialect::POSTGRESQL, "assumed".into()),
    }
}

/// The provider of the schema.prisma beside a Prisma history, also where only the history was given.
fn sibling_schema(draft: &Draft, disk: &Disk) -> Option<Evidence> {
    if draft.layout != Some(Layout::PrismaMigrate) {
        return None;
    }
    let near = schemas_near(&draft.path);
    let (engine, path) =
        near.iter().find_map(|path| Some((engine_of_schema(&disk.peek(Path::new(path))?)?, path)))?;
    Some((Dialect::of(engine), format!("provider in {path}").into()))
}

/// The engine that a path names, nearest part first; a part that names two engines says nothing.
fn folder_names(path: &str) -> Finding {
    for part in path.rsplit('/') {
        let part_words = part.split(|letter: char| !letter.is_ascii_alphanumeric());
        let words: Vec<String> = part_words.map(str::to_ascii_lowercase).collect();
        let is_foreign = |(word, _): &&(&str, &str)| words.iter().any(|own| own == word);
        if let Some((_, name)) = FOREIGN.iter().find(is_foreign) {
            return Finding::Foreign(name);
        }
        if words.windows(2).any(|pair| matches!(pair, [sql, server] if sql == "sql" && server == "server")) {
            return Finding::Foreign("SQL Server");
        }
        let mut engines: Vec<Engine> = words.iter().filter_map(|word| Engine::parse(word)).collect();
        engines.dedup();
        if let [engine] = engines.as_slice() {
            return Finding::Known((Dialect::of(*engine), format!("`{part}` in the path").into()));
        }
    }
    Finding::Unknown
}

fn syntax(found: &Findings<'_>, draft: &Draft) -> Finding {
    if matches!(draft.kind, SourceKind::Alembic | SourceKind::SqlAlchemy) {
        return Finding::Unknown;
    }
    let mut count = Count::default();
    let mut left = LOOK;
    for index in &draft.files {
        let text = found.entry(*index).text();
        let cut = (0..=left.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        count.add(text.get(..cut).unwrap_or(""));
        left -= cut;
        if left == 0 {
            break;
        }
    }
    match count.verdict() {
        Verdict::Engine(engine, word) => {
            Finding::Known((Dialect::of(engine), format!("syntax: {word}").into()))
        }
        Verdict::Foreign(name) => Finding::Foreign(name),
        Verdict::Unknown => Finding::Unknown,
    }
}
