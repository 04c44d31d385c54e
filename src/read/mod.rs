//! Readers: files in, operations out. A reader never fails, never executes the user's code, never guesses.
//!
//! Each source system is a folder with two pure functions: `parse` looks at one file (all files in parallel), `link` joins the files of one
//! source. Siblings do not see each other.

pub mod prisma;
pub mod sql;

use rayon::prelude::*;

use crate::ir::{Counts, Layout, Migration, Name, Problem, Source, SourceKind};
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
}

/// What one file says, before the files of its source are joined.
enum Parsed {
    Sql(sql::Parsed),
    Prisma(prisma::Parsed),
}

/// Reads all sources: every file in parallel, then each source's files joined in order.
pub fn read(files: &Files, sources: &[Source]) -> Vec<Readout> {
    let work: Vec<(&Source, usize, FileId)> = sources
        .iter()
        .flat_map(|source| source.files.iter().enumerate().map(move |(index, file)| (source, index, *file)))
        .collect();
    let parsed: Vec<Parsed> =
        work.par_iter().map(|(source, index, file)| parse(files, source, *index, *file)).collect();
    let mut parsed = parsed.into_iter();
    sources.iter().map(|source| link(files, source, parsed.by_ref().take(source.files.len()))).collect()
}

fn parse(files: &Files, source: &Source, index: usize, file: FileId) -> Parsed {
    match source.kind {
        SourceKind::SqlMigrations | SourceKind::SqlSchema => {
            let mut parsed = sql::parse(files, file, source.dialect);
            // A file that only undoes another: what it "does" is the way back, and its problems do not count.
            if let Some(down) = source.down_of(index) {
                parsed.down.append(&mut sql::parse(files, down, source.dialect).operations);
            }
            Parsed::Sql(parsed)
        }
        SourceKind::Prisma => Parsed::Prisma(prisma::parse(files, file)),
    }
}

fn link(files: &Files, source: &Source, parsed: impl Iterator<Item = Parsed>) -> Readout {
    let mut readout = Readout::default();
    let mut prisma = Vec::new();
    for (file, parsed) in source.files.iter().zip(parsed) {
        match parsed {
            Parsed::Sql(sql) => {
                readout.problems.extend(sql.problems);
                readout.counts = readout.counts + sql.counts;
                let name = migration_name(files.path(*file), source);
                let (operations, down) = (sql.operations, sql.down);
                readout.migrations.push(Migration { name, file: *file, operations, down });
            }
            Parsed::Prisma(file) => prisma.push(file),
        }
    }
    if source.kind == SourceKind::Prisma { prisma::link(files, source, prisma) } else { readout }
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
