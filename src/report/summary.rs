//! The lines below the findings: what was compared with what, what was not understood, how much was found.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io;

use crate::diagnostic::{Diagnostic, Severity};

use super::snippet::clean;
use super::{Baseline, DatabaseLine, Report, Since, SourceLine};

/// Unread places that the full format lists; the others list all.
pub(super) const UNREAD_IN_FULL: usize = 10;

/// Lines of the short summary.
const SHORT: usize = 9;

/// Databases that it has a line for.
const DATABASES_SHOWN: usize = 3;

/// Stale entries of a baseline that are listed.
const STALE_SHOWN: usize = 10;

/// How many findings of each severity there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Files that a finding is in.
    pub files: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of(diagnostics: &[Diagnostic]) -> Counts {
        let mut counts = Counts::default();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        let files: BTreeSet<_> = diagnostics.iter().map(|diagnostic| diagnostic.primary.span.file).collect();
        counts.files = files.len();
        counts
    }

    fn total(self) -> usize {
        self.errors + self.warnings + self.notes
    }
}

/// Writes the summary as text, with at most `unread_shown` of the places that were not understood.
pub(super) fn write(report: &Report<'_>, unread_shown: usize, out: &mut dyn io::Write) -> io::Result<()> {
    for database in report.summary.databases {
        write_database(database, out)?;
    }
    write_unread(report, unread_shown, out)?;
    write_left_out(report, out)?;
    writeln!(out, "{}", verdict(report, Counts::of(report.diagnostics)))
}

/// The same in a few lines, with the advice: what says most about the databases first.
pub(super) fn write_shortly(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut databases: Vec<&DatabaseLine> = report.summary.databases.iter().collect();
    let tables = |database: &DatabaseLine| database.sources.iter().map(|source| source.tables).max();
    databases.sort_by_key(|database| Reverse((database.sources.len().min(2), tables(database))));
    let compared = databases.iter().filter(|database| database.sources.len() > 1).count();
    let others = 1 + report.summary.advice.len() + usize::from(!report.summary.unread.is_empty());
    let room = SHORT.saturating_sub(others).clamp(2, DATABASES_SHOWN);
    let shown = if databases.len() > room { compared.clamp(1, room - 1) } else { room };
    for database in databases.iter().take(shown) {
        writeln!(out, "{}", database_shortly(database))?;
    }
    match databases.len().saturating_sub(shown) {
        0 => {}
        more => writeln!(out, "and {more} more databases, which `referee sources` lists")?,
    }
    match report.summary.unread.len() {
        // Then it is all that there is to tell.
        _ if databases.is_empty() => write_unread(report, DATABASES_SHOWN, out)?,
        0 => {}
        1 => writeln!(out, "Not understood, and so not checked: 1 place; `referee sources` lists it")?,
        count => {
            writeln!(
                out,
                "Not understood, and so not checked: {count} places; `referee sources` lists them"
            )?;
        }
    }
    write_left_out(report, out)?;
    writeln!(out, "{}", verdict(report, Counts::of(report.diagnostics)))?;
    report.summary.advice.iter().try_for_each(|line| writeln!(out, "{}", clean(line)))
}

/// What was compared with what, and which findings are not told for that.
pub(super) fn write_left_out(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    write_baseline(report, out)?;
    report.summary.since.map_or(Ok(()), |since| write_since(since, out))
}

/// How much was found, and in how much.
pub(super) fn verdict(report: &Report<'_>, counts: Counts) -> String {
    let found = if counts.total() == 0 {
        let hides = report.summary.baseline.is_some_and(|baseline| baseline.known > 0);
        let kind = match (report.summary.since, hides) {
            (Some(_), _) => "new ",
            (None, true) => "other ",
            (None, false) => "",
        };
        format!("No {kind}problems found")
    } else {
        let kinds = [(counts.errors, "error"), (counts.warnings, "warning"), (counts.notes, "note")];
        let kinds: Vec<String> =
            kinds.iter().filter(|(count, _)| *count > 0).map(|(count, word)| plural(*count, word)).collect();
        let (found, places) = (plural(counts.total(), "problem"), plural(counts.files, "file"));
        format!("Found {found} ({}) in {places}", kinds.join(", "))
    };
    let (files, databases) = (report.summary.files_read, report.summary.databases.len());
    format!("{found}; checked {}, {}", plural(files, "file"), plural(databases, "database"))
}

fn write_database(database: &DatabaseLine, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}", database_line(database))?;
    for note in &database.notes {
        writeln!(out, "  {}", clean(note))?;
    }
    Ok(())
}

/// The same line with the folder that all sources lie in said once.
fn database_shortly(database: &DatabaseLine) -> String {
    let Some(folder) = shared_folder(&database.sources) else { return database_line(database) };
    let mut short = database.clone();
    for source in &mut short.sources {
        source.path = source.path.get(folder.len() + 1..).unwrap_or_default().to_owned();
    }
    short.name = format!("{} in {folder}", database.name);
    database_line(&short)
}

/// The innermost folder in which several sources lie.
fn shared_folder(sources: &[SourceLine]) -> Option<&str> {
    let (first, others) = sources.split_first().filter(|(_, others)| !others.is_empty())?;
    let mut folders = first.path.rmatch_indices('/').filter_map(|(end, _)| first.path.get(..end));
    let holds =
        |folder: &str, path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    folders.find(|folder| !folder.is_empty() && others.iter().all(|other| holds(folder, &other.path)))
}

fn database_line(database: &DatabaseLine) -> String {
    let sources: Vec<String> = database.sources.iter().map(source).collect();
    let alone = if sources.len() == 1 { ", compared with nothing" } else { "" };
    let sources = sources.join(" compared with ");
    format!("{} ({}): {sources}{alone}", clean(&database.name), database.dialect)
}

fn write_since(since: &Since, out: &mut dyn io::Write) -> io::Result<()> {
    if since.commit.is_empty() {
        return writeln!(out, "Compared with nothing: the repository has no commits yet");
    }
    let commit = since.commit.get(..7).unwrap_or(&since.commit);
    let of = if since.is_merge_base { "merge base of " } else { "" };
    write!(out, "Compared with {commit} ({of}{})", clean(&since.revision))?;
    match since.older {
        0 => writeln!(out),
        1 => writeln!(out, "; 1 older finding is not shown"),
        older => writeln!(out, "; {older} older findings are not shown"),
    }
}

/// A description of a database, in words.
pub(super) fn source(source: &SourceLine) -> String {
    let (tables, keys) = (plural(source.tables, "table"), plural(source.foreign_keys, "foreign key"));
    format!("{} ({}, {tables}, {keys})", clean(&source.path), source.title)
}

fn write_unread(report: &Report<'_>, shown: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let unread = report.summary.unread;
    if unread.is_empty() {
        return Ok(());
    }
    writeln!(out, "Not understood, and so not checked: {}", plural(unread.len(), "place"))?;
    for place in unread.iter().take(shown) {
        let position = report.files.position(place.span);
        let path = clean(report.files.path(place.span.file));
        writeln!(out, "  {path}:{}:{}: {}", position.line, position.column, clean(place.why))?;
    }
    match unread.len().saturating_sub(shown) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more, which `--format concise` lists"),
    }
}

/// What a baseline has left out, and what of it is over.
fn write_baseline(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(Baseline { path, known, stale }) = report.summary.baseline else { return Ok(()) };
    let path = clean(path);
    match known {
        0 => {}
        1 => writeln!(out, "1 known finding in {path} is not shown")?,
        _ => writeln!(out, "{known} known findings in {path} are not shown")?,
    }
    if !stale.is_empty() {
        let (entries, are) = (plural_entries(stale.len()), if stale.len() == 1 { "is" } else { "are" });
        writeln!(
            out,
            "{entries} of {path} {are} no longer found; `referee baseline --prune` removes what is stale"
        )?;
    }
    for entry in stale.iter().take(STALE_SHOWN) {
        writeln!(out, "  {}", clean(entry))?;
    }
    match stale.len().saturating_sub(STALE_SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more"),
    }
}

fn plural_entries(count: usize) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}

/// `1 file`, `2 files`.
pub fn plural(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {word}{ending}")
}
