//! Markdown for the page of a CI job: first the referential actions that changed, then the other findings, then what was looked at.

use std::io;

use crate::diagnostic::Diagnostic;

use super::place::Place;
use super::{Counts, Report, summary};

/// The rule whose findings are changes rather than faults.
const CHANGES: &str = "changed-action";

/// Prints the page.
pub(super) fn render(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let (changes, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        report.diagnostics.iter().partition(|diagnostic| diagnostic.rule == CHANGES);
    writeln!(out, "## Foreign keys\n\n{}\n", summary::verdict(report, Counts::of(report.diagnostics)))?;
    if !changes.is_empty() {
        writeln!(out, "### Changed referential actions\n\n| | change | where |\n|---|---|---|")?;
        rows(report, &changes, out)?;
    }
    if !others.is_empty() {
        writeln!(out, "### Findings\n\n| | finding | where |\n|---|---|---|")?;
        rows(report, &others, out)?;
    }
    if !report.summary.databases.is_empty() {
        writeln!(out, "### Looked at\n")?;
        for database in report.summary.databases {
            let sources: Vec<String> = database.sources.iter().map(summary::source).collect();
            let (name, dialect) = (&database.name, &database.dialect);
            writeln!(out, "- {}", cell(&format!("{name} ({dialect}): {}", sources.join(" compared with "))))?;
        }
    }
    let mut left_out = Vec::new();
    summary::write_left_out(report, &mut left_out)?;
    for line in String::from_utf8_lossy(&left_out).lines() {
        writeln!(out, "- {}", cell(line.trim()))?;
    }
    let unread = report.summary.unread;
    if !unread.is_empty() {
        let count = summary::plural(unread.len(), "place");
        writeln!(out, "\n<details><summary>Not understood, and so not checked: {count}</summary>\n")?;
        for one in unread {
            let place = Place::of(report.files, one.span);
            writeln!(out, "- {} {}", position(&place), cell(one.why))?;
        }
        writeln!(out, "\n</details>")?;
    }
    Ok(())
}

fn rows(report: &Report<'_>, diagnostics: &[&Diagnostic], out: &mut dyn io::Write) -> io::Result<()> {
    for diagnostic in diagnostics {
        let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!("<br>{}", cell(help)));
        let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
        let places = labels
            .map(|label| format!("{} {}", position(&Place::of(report.files, label.span)), cell(&label.text)));
        let places: Vec<String> = places.collect();
        let (severity, rule, message) =
            (diagnostic.severity.name(), diagnostic.rule, cell(&diagnostic.message));
        writeln!(out, "| {severity} | {message} (`{rule}`){help} | {} |", places.join("<br>"))?;
    }
    writeln!(out)
}

/// `` `path:line` ``, as code.
fn position(place: &Place<'_>) -> String {
    format!("`{}:{}`", cell(place.path).replace('`', "'"), place.start.line)
}

/// Text in a cell of a table: one line, in which only the code in backticks is markup.
fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    let mut is_code = false;
    for letter in text.chars() {
        match letter {
            '`' => {
                is_code = !is_code;
                cell.push(letter);
            }
            '|' => cell.push_str("\\|"),
            '\n' | '\r' => cell.push(' '),
            '<' if !is_code => cell.push_str("&lt;"),
            '*' | '_' | '[' | ']' if !is_code => {
                cell.push('\\');
                cell.push(letter);
            }
            other if other.is_control() => cell.push('\u{fffd}'),
            other => cell.push(other),
        }
    }
    cell
}
