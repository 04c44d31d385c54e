//! The lines below the findings: what was compared with what, what was not understood, how much was found.

use std::collections::BTreeSet;
use std::io;

use crate::diagnostic::{Diagnostic, Severity};

use super::snippet::clean;
use super::{DatabaseLine, Report, SourceLine};

/// Unread places that the full format lists; the others list all.
pub(super) const UNREAD_IN_FULL: usize = 10;

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
    writeln!(out, "{}", verdict(report, Counts::of(report.diagnostics)))
}

/// How much was found, and in how much.
pub(super) fn verdict(report: &Report<'_>, counts: Counts) -> String {
    let found = if counts.total() == 0 {
        "No problems found".to_owned()
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
    let sources: Vec<String> = database.sources.iter().map(source).collect();
    let alone = if sources.len() == 1 { ", compared with nothing" } else { "" };
    let sources = sources.join(" compared with ");
    writeln!(out, "{} ({}): {sources}{alone}", clean(&database.name), database.dialect)?;
    for note in &database.notes {
        writeln!(out, "  {}", clean(note))?;
    }
    Ok(())
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

/// `1 file`, `2 files`.
pub(super) fn plural(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {word}{ending}")
}
