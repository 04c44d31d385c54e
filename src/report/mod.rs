//! Findings, printed. One file per format; a format never changes the exit status.
//!
//! Invariants: findings are printed in the order given (the caller has sorted them); nothing is written but to `out`, so that a closed pipe is
//! an [`io::Error`] which the caller can treat as the end.

mod agent;
mod concise;
mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod place;
mod sarif;
mod snippet;
mod summary;
mod terminal;

use std::io;

use crate::diagnostic::Diagnostic;
use crate::text::{Files, Span};

pub use summary::{Counts, plural};

/// How findings are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// With the lines of every place, for people.
    #[default]
    Full,
    /// One line per finding, for people and editors.
    Concise,
    /// One JSON document, for programs; its shape is described in `json.rs`.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// GitHub's workflow commands, for annotations.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit's XML.
    Junit,
    /// Compact text, for coding agents.
    Agent,
    /// Markdown, for the page of a CI job.
    Markdown,
}

impl Format {
    const ALL: [Format; 9] = [
        Format::Full,
        Format::Concise,
        Format::Json,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Junit,
        Format::Agent,
        Format::Markdown,
    ];

    /// The format with this name.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The word of the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Full => "full",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Junit => "junit",
            Format::Agent => "agent",
            Format::Markdown => "markdown",
        }
    }

    /// All names, for messages and help.
    pub fn names() -> [&'static str; 9] {
        Format::ALL.map(Format::name)
    }
}

/// What the terminal can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// Whether ANSI colours are wanted.
    pub color: bool,
    /// Whether a rule's name leads to its documentation (OSC 8).
    pub links: bool,
    /// Columns of the terminal; longer source lines are cut.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Style {
        Style { color: false, links: false, width: 100 }
    }
}

/// All that a run has to say.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The text of all files.
    pub files: &'a Files,
    /// The findings, sorted.
    pub diagnostics: &'a [Diagnostic],
    /// What was looked at.
    pub summary: Summary<'a>,
}

/// What was looked at, so that silence can be told from blindness.
#[derive(Clone, Copy, Debug, Default)]
pub struct Summary<'a> {
    /// The databases, in the order of their names.
    pub databases: &'a [DatabaseLine],
    /// How many files were read.
    pub files_read: usize,
    /// What was not understood.
    pub unread: &'a [Unread<'a>],
    /// What a baseline knows, if there is one.
    pub baseline: Option<&'a Baseline>,
    /// What the findings were compared with, if only new ones are told.
    pub since: Option<&'a Since>,
    /// What to tell somebody who is new here, a line each; the full format then tells the rest shortly.
    pub advice: &'a [String],
}

/// What a baseline knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Baseline {
    /// Its file.
    pub path: String,
    /// How many findings it has left out.
    pub known: usize,
    /// Its entries that are no longer found, one sentence each.
    pub stale: Vec<String>,
}

/// The commit whose findings are not told again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Since {
    /// As the user named it.
    pub revision: String,
    /// The full name of the commit; empty if there was none yet.
    pub commit: String,
    /// Whether that is where the revision and HEAD part, rather than the revision itself.
    pub is_merge_base: bool,
    /// How many findings were there then and are not told.
    pub older: usize,
}

/// A database and what of it was compared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DatabaseLine {
    /// Its name.
    pub name: String,
    /// The engine, with its version if one is known.
    pub dialect: String,
    /// Its descriptions; each was compared with the others.
    pub sources: Vec<SourceLine>,
    /// Why these were grouped, and which doubtful pairings were not made, one sentence each.
    pub notes: Vec<String>,
}

/// One description of a database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceLine {
    /// The path that names it.
    pub path: String,
    /// The word of the JSON interface: `prisma`, `sql-migrations`.
    pub kind: &'static str,
    /// How sentences name the kind: `Prisma schema`.
    pub title: &'static str,
    /// How many files it has.
    pub files: usize,
    /// How many tables it ends with.
    pub tables: usize,
    /// How many foreign keys it ends with.
    pub foreign_keys: usize,
}

/// Something in a file that was not understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unread<'a> {
    /// The statement, line or clause.
    pub span: Span,
    /// Why, as a sentence without a full stop.
    pub why: &'a str,
}

/// Prints a report. Fails only where `out` does.
pub fn render(report: &Report<'_>, format: Format, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Full => terminal::render(report, style, out),
        Format::Concise => concise::render(report, style, out),
        Format::Json => json::render(report, out),
        Format::Sarif => sarif::render(report, out),
        Format::Github => github::render(report, out),
        Format::Gitlab => gitlab::render(report, out),
        Format::Junit => junit::render(report, out),
        Format::Agent => agent::render(report, out),
        Format::Markdown => markdown::render(report, out),
    }
}
