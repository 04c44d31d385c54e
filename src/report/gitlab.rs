//! GitLab's code quality report: the part of Code Climate's format that GitLab reads.

use std::io;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Files;

use super::Report;
use super::place::{Place, identified};

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Prints the list and a line end.
pub(super) fn render(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let issues: Vec<Issue<'_>> =
        identified(report).map(|(identity, diagnostic)| issue(report.files, diagnostic, identity)).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

fn issue<'a>(files: &'a Files, diagnostic: &'a Diagnostic, fingerprint: String) -> Issue<'a> {
    let severity = match diagnostic.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    };
    let place = Place::of(files, diagnostic.primary.span);
    let lines = Lines { begin: place.start.line, end: place.last_line() };
    let location = Location { path: place.path, lines };
    Issue { description: &diagnostic.message, check_name: diagnostic.rule, fingerprint, severity, location }
}
