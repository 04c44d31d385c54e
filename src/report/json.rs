//! One JSON document, a stable interface: keys are added within a version, never renamed or removed.
//!
//! ```json
//! {"version": 1,
//!  "diagnostics": [{"rule": "action-mismatch", "severity": "error", "message": "...", "database": "main", "object": "posts (author_id) -> users",
//!    "location": {"file": "schema.prisma", "line": 12, "column": 3, "end_line": 12, "end_column": 40},
//!    "labels": [{"file": "schema.prisma", "line": 12, "column": 3, "end_line": 12, "end_column": 40, "text": "...", "primary": true}],
//!    "help": "..."}],
//!  "unread": [{"file": "migrations/1.sql", "line": 3, "column": 1, "why": "..."}],
//!  "summary": {"errors": 1, "warnings": 0, "notes": 0, "files": 120, "unread": 1,
//!    "baseline": {"file": "referee-baseline.toml", "known": 3, "stale": ["missing-foreign-key in main: posts (author_id) -> users"]},
//!    "databases": [{"name": "main", "dialect": "postgresql", "notes": [],
//!      "sources": [{"path": "schema.prisma", "kind": "prisma", "files": 1, "tables": 2, "foreign_keys": 1}]}]}}
//! ```
//!
//! Lines and columns count from 1, columns in characters; the end is exclusive. `severity` is `error`, `warning` or `note`; `help` may be null.
//! `labels` begins with the primary one, whose place is `location`. `summary.files` is the number of files read, `summary.unread` the length
//! of `unread`. `summary.baseline` is there if there is a baseline; `known` is the number of findings that it left out, which no other number counts. `object`
//! is what a finding is about; with `rule` and `database` it stays the same when lines move.
//! With `--since`, `summary.since` is `{"revision": "main", "commit": "3c1cd33...", "merge_base": true, "older": 12}`: `older`
//! findings were there already and are not among the diagnostics; `commit` is null in a repository without commits, where everything is new.

use std::io;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Label};
use crate::text::{Files, Span};

use super::{Counts, DatabaseLine, Report};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    diagnostics: Vec<Finding<'a>>,
    unread: Vec<UnreadPlace<'a>>,
    summary: Totals<'a>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    database: &'a str,
    object: &'a str,
    location: Location<'a>,
    labels: Vec<Mark<'a>>,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Location<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Mark<'a> {
    #[serde(flatten)]
    location: Location<'a>,
    text: &'a str,
    primary: bool,
}

#[derive(Serialize)]
struct UnreadPlace<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    why: &'a str,
}

#[derive(Serialize)]
struct Totals<'a> {
    errors: usize,
    warnings: usize,
    notes: usize,
    files: usize,
    unread: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<BaselineEntry<'a>>,
    databases: Vec<DatabaseEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<SinceEntry<'a>>,
}

#[derive(Serialize)]
struct SinceEntry<'a> {
    revision: &'a str,
    commit: Option<&'a str>,
    merge_base: bool,
    older: usize,
}

#[derive(Serialize)]
struct BaselineEntry<'a> {
    file: &'a str,
    known: usize,
    stale: &'a [String],
}

#[derive(Serialize)]
struct DatabaseEntry<'a> {
    name: &'a str,
    dialect: &'a str,
    notes: &'a [String],
    sources: Vec<SourceEntry<'a>>,
}

#[derive(Serialize)]
struct SourceEntry<'a> {
    path: &'a str,
    kind: &'a str,
    files: usize,
    tables: usize,
    foreign_keys: usize,
}

/// Prints the document and a line end.
pub(super) fn render(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let counts = Counts::of(report.diagnostics);
    let unread = report.summary.unread.iter().map(|place| {
        let position = report.files.position(place.span);
        let file = report.files.path(place.span.file);
        UnreadPlace { file, line: position.line, column: position.column, why: place.why }
    });
    let document = Document {
        version: 1,
        diagnostics: report.diagnostics.iter().map(|diagnostic| finding(report.files, diagnostic)).collect(),
        unread: unread.collect(),
        summary: Totals {
            errors: counts.errors,
            warnings: counts.warnings,
            notes: counts.notes,
            files: report.summary.files_read,
            unread: report.summary.unread.len(),
            baseline: report.summary.baseline.map(|baseline| BaselineEntry {
                file: &baseline.path,
                known: baseline.known,
                stale: &baseline.stale,
            }),
            databases: report.summary.databases.iter().map(database).collect(),
            since: report.summary.since.map(|since| SinceEntry {
                revision: &since.revision,
                commit: Some(since.commit.as_str()).filter(|commit| !commit.is_empty()),
                merge_base: since.is_merge_base,
                older: since.older,
            }),
        },
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn finding<'a>(files: &'a Files, diagnostic: &'a Diagnostic) -> Finding<'a> {
    let mark = |label: &'a Label, primary| Mark {
        location: location(files, label.span),
        text: &label.text,
        primary,
    };
    let primary = std::iter::once(mark(&diagnostic.primary, true));
    Finding {
        rule: diagnostic.rule,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        database: &diagnostic.database,
        object: &diagnostic.object,
        location: location(files, diagnostic.primary.span),
        labels: primary.chain(diagnostic.related.iter().map(|label| mark(label, false))).collect(),
        help: diagnostic.help.as_deref(),
    }
}

fn location(files: &Files, span: Span) -> Location<'_> {
    let file = files.get(span.file);
    let (start, end) = (file.position(span.start), file.position(span.end));
    Location {
        file: file.path(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

fn database(database: &DatabaseLine) -> DatabaseEntry<'_> {
    let sources = database.sources.iter().map(|source| SourceEntry {
        path: &source.path,
        kind: source.kind,
        files: source.files,
        tables: source.tables,
        foreign_keys: source.foreign_keys,
    });
    DatabaseEntry {
        name: &database.name,
        dialect: &database.dialect,
        notes: &database.notes,
        sources: sources.collect(),
    }
}
