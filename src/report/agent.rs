//! Compact text for coding agents: every fact of a finding once, nothing drawn.

use std::io;

use super::place::Place;
use super::snippet;
use super::{Report, summary};

/// Text as one line.
fn clean(text: &str) -> String {
    snippet::clean(text).replace('\n', " ")
}

/// Prints a block for each finding, then the summary.
pub(super) fn render(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    for diagnostic in report.diagnostics {
        let Place { path, start, .. } = Place::of(report.files, diagnostic.primary.span);
        let (severity, rule) = (diagnostic.severity.name(), diagnostic.rule);
        write!(out, "{severity} {rule} {}:{}:{} ", clean(path), start.line, start.column)?;
        writeln!(out, "{}", clean(&diagnostic.message))?;
        for label in std::iter::once(&diagnostic.primary).chain(&diagnostic.related) {
            let Place { path, start, .. } = Place::of(report.files, label.span);
            writeln!(out, "- {}:{}:{} {}", clean(path), start.line, start.column, clean(&label.text))?;
        }
        if let Some(help) = &diagnostic.help {
            writeln!(out, "> {}", clean(help))?;
        }
    }
    summary::write(report, summary::UNREAD_IN_FULL, out)
}
