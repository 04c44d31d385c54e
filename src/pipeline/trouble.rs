//! What could not be used of a project: places that were not understood, and what is wrong in the files that the user wrote for Referee.

use super::Project;
use crate::config::ConfigError;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::ir::Problem;

/// Everything that was not understood, by place.
pub fn unread(project: &Project) -> Vec<&Problem> {
    let sources = project.sources.iter();
    let of_sources = sources.flat_map(|loaded| loaded.problems.iter().chain(&loaded.schema.problems));
    let mut unread: Vec<&Problem> = project.problems.iter().chain(of_sources).collect();
    unread.sort_by(|left, right| {
        let path = |problem: &Problem| project.files.path(problem.span.file);
        path(left).cmp(path(right)).then_with(|| left.span.cmp(&right.span))
    });
    unread.dedup();
    unread
}

/// What is wrong in a configuration, as a finding.
pub fn configuration_error(error: ConfigError) -> Diagnostic {
    Diagnostic {
        rule: "invalid-configuration",
        severity: Severity::Error,
        message: error.message,
        primary: Label::new(error.span, "here"),
        related: Vec::new(),
        help: error.help,
        database: String::new(),
        object: String::new(),
        selection: None,
    }
}
