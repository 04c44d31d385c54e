//! GitHub's workflow commands: each finding becomes an annotation of the pull request's lines.

use std::io;

use crate::diagnostic::Severity;

use super::place::Place;
use super::{Report, summary};

/// Prints one command per finding, then the summary, which ends up in the job's log.
pub(super) fn render(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    for diagnostic in report.diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let place = Place::of(report.files, diagnostic.primary.span);
        write!(out, "::{command} file={},line={}", property(place.path), place.start.line)?;
        write!(out, ",endLine={}", place.last_line())?;
        // Columns of a range over several lines are refused.
        if place.last_line() == place.start.line {
            write!(out, ",col={},endColumn={}", place.start.column, place.end.column)?;
        }
        let mut message = diagnostic.message.clone();
        for label in &diagnostic.related {
            let other = Place::of(report.files, label.span);
            message.push_str(&format!("\n{}:{}: {}", other.path, other.start.line, label.text));
        }
        message.extend(diagnostic.help.as_ref().map(|help| format!("\nhelp: {help}")));
        writeln!(out, ",title=referee[{}]::{}", property(diagnostic.rule), data(&message))?;
    }
    summary::write(report, summary::UNREAD_IN_FULL, out)
}

/// The text of a command: one line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
