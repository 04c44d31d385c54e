//! Places and identities of findings, as the formats for other programs need them.

use rustc_hash::FxHashMap;

use crate::diagnostic::Diagnostic;
use crate::text::{Files, Position, Span};

use super::Report;

/// Where a span lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place<'a> {
    /// The file's path.
    pub(super) path: &'a str,
    /// The first character.
    pub(super) start: Position,
    /// Behind the last character.
    pub(super) end: Position,
}

impl<'a> Place<'a> {
    /// The place of a span.
    pub(super) fn of(files: &'a Files, span: Span) -> Place<'a> {
        let file = files.get(span.file);
        Place { path: file.path(), start: file.position(span.start), end: file.position(span.end) }
    }

    /// The last line that the place covers; an end at the start of a line covers nothing of it.
    pub(super) fn last_line(&self) -> u32 {
        let behind = u32::from(self.end.column == 1 && self.end.line > self.start.line);
        self.end.line - behind
    }
}

/// The findings of a report, each with an identity that stays the same when lines move: rule, database, object, and a number where several
/// findings share these.
pub(super) fn identified<'a>(report: &Report<'a>) -> impl Iterator<Item = (String, &'a Diagnostic)> {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    report.diagnostics.iter().map(move |diagnostic| {
        let Diagnostic { rule, database, object, .. } = diagnostic;
        let mut identity = format!("{rule}/{database}/{object}");
        let count = seen.entry(identity.clone()).or_default();
        *count += 1;
        if *count > 1 {
            identity.push_str(&format!("/{count}"));
        }
        (identity, diagnostic)
    })
}
