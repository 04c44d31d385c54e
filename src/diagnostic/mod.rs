//! What Referee says: data, independent of how it is printed.
//!
//! Messages are one sentence without a full stop, names in backticks, readable without colour; help is an imperative.

pub mod fingerprint;
pub mod suppress;

use crate::text::{Files, Name, Span};

/// A finding, or a note about something that could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The rule's name, or the name of a problem with the input (`invalid-configuration`, `unreadable-file`).
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where it is to be mended.
    pub primary: Label,
    /// The other places that matter, in any file.
    pub related: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// The database it belongs to, by name; empty for problems with the input.
    pub database: String,
    /// What it is about, in words that stay the same when lines move: with the rule and the database it tells which finding this is. Empty for
    /// problems with the input.
    pub object: String,
    /// The same as `[[ignore]]` selects it, where it belongs to a table.
    pub selection: Option<Selection>,
}

/// The table and the columns that a finding is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection {
    /// The table, with its schema where that is not the default one.
    pub table: String,
    /// The columns, of a foreign key in its order; empty if the finding is about the table.
    pub columns: Vec<Name>,
}

/// A place with what is to be said about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words.
    pub text: String,
}

impl Label {
    /// A label at a place.
    pub fn new(span: Span, text: impl Into<String>) -> Label {
        Label { span, text: text.into() }
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// The word in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Sorts findings by path, place and rule, and drops exact repetitions, so that output never depends on threads.
pub fn sort(files: &Files, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|left, right| {
        let place = |diagnostic: &Diagnostic| (diagnostic.primary.span.start, diagnostic.primary.span.end);
        let path = |diagnostic: &Diagnostic| files.path(diagnostic.primary.span.file);
        path(left)
            .cmp(path(right))
            .then_with(|| place(left).cmp(&place(right)))
            .then_with(|| left.rule.cmp(right.rule))
            .then_with(|| left.message.cmp(&right.message))
    });
    diagnostics.dedup();
}
