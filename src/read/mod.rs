//! Readers: files in, operations out. A reader never fails, never executes the user's code, never guesses.
//!
//! Each source system is a folder with two pure functions: `parse` looks at one file (all files in parallel), `link` joins the files of one
//! source. Siblings do not see each other, but for two lines: `alembic` and `sqlalchemy` use `python`, and `alembic` gives the text of SQL to
//! `sql`.

mod alembic;
mod drizzle;
mod memory;
pub mod prisma;
mod python;
mod snapshot;
pub mod sql;
mod sqlalchemy;
mod value;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::ir::{
    Counts, Dialect, HistoryFlaw, Layout, Migration, Name, Operation, Problem, Source, SourceKind,
};
use crate::text::{FileId, Files};

pub use memory::Memory;

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
    Sql(Statements),
    Prisma(prisma::Parsed),
    Drizzle(drizzle::Parsed),
    Snapshot(snapshot::Parsed),
    Python(python::Module),
}

/// An SQL file's operations, ready to be shared.
struct Statements {
    operations: Arc<Vec<Operation>>,
    down: Arc<Vec<Operation>>,
    problems: Vec<Problem>,
    counts: Counts,
}

/// A file to be parsed: all that decides what comes of it, apart from its path and its text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Work {
    file: FileId,
    kind: SourceKind,
    dialect: Dialect,
    default_schema: Option<Name>,
}

impl Work {
    fn new(source: &Source, file: FileId) -> Work {
        Work { file, kind: source.kind, dialect: source.dialect, default_schema: source.default_schema() }
    }

    /// All of a source's files, in order, and then those that undo others.
    fn of(source: &Source) -> impl Iterator<Item = Work> {
        let own = source.files.iter().chain(&source.program.modules);
        own.chain(source.down.iter().flatten()).map(|file| Work::new(source, *file))
    }
}

/// How many files are read for a source.
pub fn file_count(source: &Source) -> usize {
    Work::of(source).count()
}

/// Reads all sources: every file in parallel, then each source's files joined in order. With a memory only what has changed since is read.
/// Counts the files that were read in `done`.
pub fn read(
    files: &Files,
    sources: &[Source],
    done: &AtomicUsize,
    memory: Option<&mut Memory>,
) -> Vec<Readout> {
    let known = memory.as_deref();
    let remembered = |source| known.and_then(|known| known.readout(files, source));
    let before: Vec<Option<Readout>> = sources.iter().map(remembered).collect();
    let changed = sources.iter().zip(&before).filter(|(_, before)| before.is_none());
    let work: Vec<Work> = changed.flat_map(|(source, _)| Work::of(source)).collect();
    let parse = |work: &Work| {
        let remembered = known.and_then(|known| known.parsed(files, *work));
        let parsed = remembered.unwrap_or_else(|| Arc::new(parse(files, *work)));
        done.fetch_add(1, Ordering::Relaxed);
        parsed
    };
    let parsed: Vec<Arc<Parsed>> = work.par_iter().map(parse).collect();
    let mut rest = parsed.as_slice();
    let mut readouts = Vec::with_capacity(sources.len());
    let mut is_new = Vec::with_capacity(sources.len());
    for (source, before) in sources.iter().zip(before) {
        is_new.push(before.is_none());
        readouts.push(before.unwrap_or_else(|| {
            let own;
            (own, rest) = rest.split_at_checked(file_count(source)).unwrap_or((rest, &[]));
            link(files, source, own)
        }));
    }
    if let Some(memory) = memory {
        memory.keep(files, work.into_iter().zip(parsed));
        memory.keep_readouts(files, sources.iter().zip(&readouts).zip(is_new));
    }
    readouts
}

fn parse(files: &Files, work: Work) -> Parsed {
    let Work { file, kind, dialect, default_schema } = work;
    match kind {
        // drizzle-kit's first snapshot stands for a migration that was never written.
        SourceKind::SqlMigrations if files.path(file).ends_with(".json") => {
            Parsed::Snapshot(snapshot::parse(files, file, dialect, default_schema))
        }
        SourceKind::SqlMigrations | SourceKind::SqlSchema => {
            let sql::Parsed { operations, down, problems, counts } = sql::parse(files, file, dialect);
            Parsed::Sql(Statements { operations: operations.into(), down: down.into(), problems, counts })
        }
        SourceKind::Prisma => Parsed::Prisma(prisma::parse(files, file)),
        SourceKind::Drizzle => Parsed::Drizzle(drizzle::parse(files, file)),
        SourceKind::DrizzleSnapshot => {
            Parsed::Snapshot(snapshot::parse(files, file, dialect, default_schema))
        }
        SourceKind::Alembic | SourceKind::SqlAlchemy => Parsed::Python(python::parse(files, file)),
    }
}

fn link(files: &Files, source: &Source, parsed: &[Arc<Parsed>]) -> Readout {
    let mut readout = Readout::default();
    let (mut prisma, mut drizzle, mut python) = (Vec::new(), Vec::new(), Vec::new());
    let own = source.files.iter().chain(&source.program.modules);
    let mut downs = parsed.iter().skip(source.files.len() + source.program.modules.len());
    for (index, (file, parsed)) in own.zip(parsed).enumerate() {
        let down = source.down_of(index).and_then(|_| downs.next());
        let (operations, down, problems, counts) = match &**parsed {
            Parsed::Sql(sql) => (Arc::clone(&sql.operations), way_back(sql, down), &sql.problems, sql.counts),
            Parsed::Snapshot(json) => {
                (json.operations.clone().into(), Arc::default(), &json.problems, json.counts)
            }
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
        readout.problems.extend(problems.iter().cloned());
        readout.counts = readout.counts + counts;
        let name = migration_name(files.path(*file), source);
        readout.migrations.push(Migration { name, file: *file, operations, down });
    }
    match source.kind {
        SourceKind::SqlMigrations | SourceKind::SqlSchema | SourceKind::DrizzleSnapshot => readout,
        SourceKind::Prisma => prisma::link(files, source, &prisma),
        SourceKind::Drizzle => drizzle::link(files, source, &drizzle),
        SourceKind::Alembic => python::with_stack(|| alembic::link(files, source, &python)),
        SourceKind::SqlAlchemy => python::with_stack(|| sqlalchemy::link(files, source, &python)),
    }
}

/// What undoes an SQL file: what it says itself, and what a file that only undoes it does. The problems of that do not count.
fn way_back(own: &Statements, down: Option<&Arc<Parsed>>) -> Arc<Vec<Operation>> {
    let Some(Parsed::Sql(down)) = down.map(|down| &**down) else { return Arc::clone(&own.down) };
    if own.down.is_empty() {
        return Arc::clone(&down.operations);
    }
    Arc::new(own.down.iter().chain(down.operations.iter()).cloned().collect())
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
