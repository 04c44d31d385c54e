//! `metadata.create_all` beside revisions: it makes the tables that are not there, as the models have them, and leaves the others alone. Whichever
//! runs first on a new database decides what it holds.

use crate::ir::{ReferentialAction, SourceKind};
use crate::text::{Files, Span};

use super::findings::Finding;
use super::scene::Comparison;
use super::words::{self, Event};

/// The call.
const CALL: &str = ".create_all(";

/// Says of an action on which models and revisions differ what `create_all` makes of it.
pub(super) fn explain(
    finding: Finding,
    comparison: &Comparison<'_>,
    event: Event,
    wanted: ReferentialAction,
) -> Finding {
    let (left, right) = (&comparison.left.description, &comparison.right.description);
    if (left.source.kind, right.source.kind) != (SourceKind::SqlAlchemy, SourceKind::Alembic) {
        return finding;
    }
    match call(comparison.left.subject.files, &left.source.path) {
        Some(span) => {
            let clause = event.clause();
            finding.related(
                span,
                format!("where this runs before {}, the table is made with {clause} {wanted}", words::title(right)),
            )
        }
        None => finding.and_help(
            "If the application calls `metadata.create_all`, whichever runs first on a new database decides what it holds",
        ),
    }
}

/// Where the project calls it, outside of tests; of several the one that lies nearest to the models.
fn call(files: &Files, models: &str) -> Option<Span> {
    let python = files.iter().filter(|(_, file)| file.path().ends_with(".py") && !is_test(file.path()));
    let near = |path: &str| path.bytes().zip(models.bytes()).take_while(|(own, other)| own == other).count();
    let calls = python.filter_map(|(id, file)| {
        let text = file.text();
        let is_code = |at: &usize| {
            let start = text[..*at].rfind('\n').map_or(0, |end| end + 1);
            !text[start..*at].contains('#')
        };
        let at = memchr::memmem::find_iter(text.as_bytes(), CALL).find(is_code)?;
        let start = text[..at]
            .rfind(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.'))
            .map_or(0, |end| end + 1);
        Some((near(file.path()), Span::new(id, start, at + CALL.len() - 1)))
    });
    calls.max_by_key(|(near, span)| (*near, std::cmp::Reverse(*span))).map(|(_, span)| span)
}

fn is_test(path: &str) -> bool {
    let mut parts = path.split('/').rev();
    let is_file = parts
        .next()
        .is_some_and(|file| file == "conftest.py" || file.starts_with("test_") || file.ends_with("_test.py"));
    is_file || parts.any(|folder| matches!(folder, "tests" | "test"))
}
