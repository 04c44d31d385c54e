//! JUnit's XML: a file is a suite, a finding a case. Errors and warnings are failures, notes are output of a case that passed.

use std::collections::BTreeMap;
use std::io;

use crate::diagnostic::{Diagnostic, Severity};

use super::place::Place;
use super::{Counts, Report};

/// Prints the document.
pub(super) fn render(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut suites: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in report.diagnostics {
        suites.entry(report.files.path(diagnostic.primary.span.file)).or_default().push(diagnostic);
    }
    let counts = Counts::of(report.diagnostics);
    let (tests, failures) = (report.diagnostics.len().max(1), counts.errors + counts.warnings);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"referee\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">")?;
    if suites.is_empty() {
        // A report without a case counts as a broken one in some servers.
        writeln!(out, "  <testsuite name=\"referee\" tests=\"1\" failures=\"0\" errors=\"0\">")?;
        writeln!(out, "    <testcase classname=\"referee\" name=\"no problems found\"/>")?;
        writeln!(out, "  </testsuite>")?;
    }
    for (path, diagnostics) in suites {
        let failures = diagnostics.iter().filter(|diagnostic| fails(diagnostic)).count();
        let (path, tests) = (escaped(path), diagnostics.len());
        writeln!(
            out,
            "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
        )?;
        for diagnostic in diagnostics {
            write_case(report, diagnostic, &path, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn fails(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity > Severity::Note
}

fn write_case(
    report: &Report<'_>,
    diagnostic: &Diagnostic,
    path: &str,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let place = Place::of(report.files, diagnostic.primary.span);
    let (line, column) = (place.start.line, place.start.column);
    let (rule, severity) = (escaped(diagnostic.rule), diagnostic.severity.name());
    writeln!(out, "    <testcase classname=\"{path}\" name=\"{rule} at {line}:{column}\">")?;
    let mut text = format!("{}:{line}:{column}: {}", place.path, diagnostic.message);
    for label in &diagnostic.related {
        let other = Place::of(report.files, label.span);
        text.push_str(&format!(
            "\n{}:{}:{}: {}",
            other.path, other.start.line, other.start.column, label.text
        ));
    }
    text.extend(diagnostic.help.as_ref().map(|help| format!("\nhelp: {help}")));
    let (message, text) = (escaped(&diagnostic.message), escaped(&text));
    if fails(diagnostic) {
        writeln!(out, "      <failure type=\"{severity}\" message=\"{message}\">{text}</failure>")?;
    } else {
        writeln!(out, "      <system-out>{text}</system-out>")?;
    }
    writeln!(out, "    </testcase>")
}

/// Text for XML 1.0, in which most control characters may not stand at all.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' => escaped.push(letter),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
