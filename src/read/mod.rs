//! Readers: files in, operations out. A reader never fails, never executes the user's code, never guesses.
//!
//! Each source system is a folder with two pure functions: `parse` looks at one file (all files in parallel), `link` joins the files of one
//! source. Siblings do not see each other, but for two lines: `alembic` and `sqlalchemy` use `python`, and `alembic` gives the text of SQL to
//! `sql`.

mod alembic;
mod drizzle;
pub mod prisma;
mod python;
mod snapshot;
pub mod sql;
mod sqlalchemy;
mod value;

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::ir::{Counts, HistoryFlaw, Layout, Migration, Name, Problem, Source, SourceKind};
use crate::text::{FileId, Files};

/// What a source says.
#[derive(Clone, Debug, Default)]
pub struct Readout {
    /// Its migrations in order; a declaration is one migration that creates everything.
    pub migrations: Vec<Migration>,
    /// What was not understood.
    pub problems: Vec<Problem>,
    /// How much was read.
    pub counts: Counts,
    /// What is wrong with the history as a list, where only the files' text tells: Alembic's revision graph.
    pub flaws: Vec<HistoryFlaw>,
}

/// What one file says, before the files of its source are joined.
enum Parsed {
    Sql(sql::Parsed),
    Prisma(prisma::Parsed),
    Drizzle(drizzle::Parsed),
    Snapshot(snapshot::Parsed),
    Python(python::Module),
}

/// Reads all sources: every file in parallel, then each source's files joined in order.
/// Counts the files that were read in `done`.
pub fn read(files: &Files, sources: &[Source], done: &AtomicUsize) -> Vec<Readout> {
    let work: Vec<(&Source, usize, FileId)> = sources
        .iter()
        .flat_map(|source| {
            let all = source.files.iter().chain(&source.program.modules);
            all.enumerate().map(move |(index, file)| (source, index, *file))
        })
        .collect();
    let parse = |(source, index, file): &(&Source, usize, FileId)| {
        let parsed = parse(files, source, *index, *file);
        done.fetch_add(1, Ordering::Relaxed);
        parsed
    };
    let parsed: Vec<Parsed> = work.par_iter().map(parse).collect();
    let mut parsed = parsed.into_iter();
    sources.iter().map(|source| link(files, source, parsed.by_ref().take(file_count(source)))).collect()
}

/// How many files are read for a source.
pub fn file_count(source: &Source) -> usize {
    source.files.len() + source.program.modules.len()
}

fn parse(files: &Files, source: &Source, index: usize, file: FileId) -> Parsed {
    match source.kind {
        // drizzle-kit's first snapshot stands for a migration that was never written.
        SourceKind::SqlMigrations if files.path(file).ends_with(".json") => {
            Parsed::Snapshot(snapshot::parse(files, file, source))
        }
        SourceKind::SqlMigrations | SourceKind::SqlSchema => {
            let mut parsed = sql::parse(files, file, source.dialect);
            // A file that only undoes another: what it "does" is the way back, and its problems do not count.
            if let Some(down) = source.down_of(index) {
                parsed.down.append(&mut sql::parse(files, down, source.dialect).operations);
            }
            Parsed::Sql(parsed)
        }
        SourceKind::Prisma => Parsed::Prisma(prisma::parse(files, file)),
        SourceKind::Drizzle => Parsed::Drizzle(drizzle::parse(files, file)),
        SourceKind::DrizzleSnapshot => Parsed::Snapshot(snapshot::parse(files, file, source)),
        SourceKind::Alembic | SourceKind::SqlAlchemy => Parsed::Python(python::parse(files, file)),
    }
}

fn link(files: &Files, source: &Source, parsed: impl Iterator<Item = Parsed>) -> Readout {
    let mut readout = Readout::default();
    let (mut prisma, mut drizzle, mut python) = (Vec::new(), Vec::new(), Vec::new());
    for (file, parsed) in source.files.iter().chain(&source.program.modules).zip(parsed) {
        let (operations, down, problems, counts) = match parsed {
            Parsed::Sql(sql) => (sql.operations, sql.down, sql.problems, sql.counts),
            Parsed::Snapshot(json) => (json.operations, Vec::new(), json.problems, json.counts),
            Parsed::Prisma(file) => {
                prisma.push(file);
                continue;
            }
            Parsed::Drizzle(file) => {
                drizzle.push(file);
                continue;
            }
            Parsed::Python(file) => {
                python.push(file);
                continue;
            }
        };
        readout.problems.extend(problems);
        readout.counts = readout.counts + counts;
        let name = migration_name(files.path(*file), source);
        readout.migrations.push(Migration { name, file: *file, operations, down });
    }
    match source.kind {
        SourceKind::SqlMigrations | SourceKind::SqlSchema | SourceKind::DrizzleSnapshot => readout,
        SourceKind::Prisma => prisma::link(files, source, prisma),
        SourceKind::Drizzle => drizzle::link(files, source, drizzle),
        SourceKind::Alembic => python::with_stack(|| alembic::link(files, source, python)),
        SourceKind::SqlAlchemy => python::with_stack(|| sqlalchemy::link(files, source, python)),
    }
}

/// The name by which people know a migration: its folder if it has one of its own, the change of a plan, else the file without what follows
/// its name.
fn migration_name(path: &str, source: &Source) -> Name {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or(path);
    if let Some(folder) = parts.next().filter(|_| file == "migration.sql" || file == "up.sql") {
        return Name::new(folder);
    }
    let named = match source.layout {
        Some(Layout::Sqitch) => {
            path.strip_prefix(&source.path).map_or(file, |change| change.trim_start_matches('/'))
        }
        Some(_) | None => file,
    };
    // Versions have dots, too: only `.up.sql` is longer than one ending.
    let end = named.find(".up.").or_else(|| named.rfind('.')).unwrap_or(named.len());
    Name::new(named.get(..end).unwrap_or(named))
}
