//! `path:line:column: severity[rule] message`: one line per finding, as editors and `grep` want it.

use std::io;

use super::snippet::clean;
use super::{Report, Style, summary, terminal};

/// Other places that a line names; the rest is counted.
const PLACES_SHOWN: usize = 4;

/// Prints one line per finding, then the summary.
pub(super) fn render(report: &Report<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for diagnostic in report.diagnostics {
        let primary = diagnostic.primary.span;
        let (path, position) = (report.files.path(primary.file), report.files.position(primary));
        write!(out, "{}:{}:{}: ", clean(path), position.line, position.column)?;
        let message = clean(&diagnostic.message).replace('\n', " ");
        write!(out, "{} {message}", terminal::title(diagnostic, style))?;
        let mut places: Vec<String> = Vec::new();
        for label in &diagnostic.related {
            let (path, line) = (report.files.path(label.span.file), report.files.position(label.span).line);
            let place = format!("{}:{line}", clean(path));
            if !places.contains(&place) {
                places.push(place);
            }
            if places.len() == PLACES_SHOWN {
                break;
            }
        }
        if !places.is_empty() {
            let more = if diagnostic.related.len() > PLACES_SHOWN { ", ..." } else { "" };
            write!(out, " (see {}{more})", places.join(", "))?;
        }
        writeln!(out)?;
    }
    summary::write(report, usize::MAX, out)
}
