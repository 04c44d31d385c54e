//! What a person reads who runs Referee for the first time: whether anything was compared, and what to do next.
//!
//! Invariant: at most five lines, each of them true of this project; with the short summary before them that makes fewer than ten.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::ir::Role;
use crate::pipeline::Project;

/// So many findings are not mended in one go.
const MANY: usize = 10;

/// The lines that follow the summary.
pub(super) fn advice(project: &Project, diagnostics: &[Diagnostic]) -> Vec<String> {
    let has_keys = project.sources.iter().any(|loaded| loaded.schema.living_foreign_keys().next().is_some());
    let mut steps: Vec<(String, String)> = Vec::new();
    if diagnostics.len() >= MANY {
        let what = format!("write down these {} findings; check then shows only new ones", diagnostics.len());
        steps.push(("referee baseline".to_owned(), what));
    } else if let Some((severity, rule)) = most_frequent(diagnostics) {
        let what = format!("read why the most frequent {} matters, and what to do", severity.name());
        steps.push((format!("referee explain {rule}"), what));
    }
    if has_keys {
        let what = "write a referee.toml with policies that the foreign keys suggest";
        steps.push(("referee init".to_owned(), what.to_owned()));
    }
    let what = "see what was found, and what was not read; if something is missing, name its folder";
    steps.push(("referee sources".to_owned(), what.to_owned()));

    let mut lines: Vec<String> = what_is_little(project, has_keys).into_iter().collect();
    lines.push("There is no referee.toml yet. What to do next:".to_owned());
    let width = steps.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
    lines.extend(steps.iter().map(|(command, what)| format!("  {command:<width$}  {what}")));
    lines
}

/// A sentence where little could be told.
fn what_is_little(project: &Project, has_keys: bool) -> Option<String> {
    if project.sources.is_empty() {
        return Some("Nothing was read, so nothing is known.".to_owned());
    }
    if !has_keys {
        return Some("No foreign keys were found in any of this, so there is little to tell.".to_owned());
    }
    why_nothing_is_compared(project)
}

/// A sentence where no database has two descriptions.
fn why_nothing_is_compared(project: &Project) -> Option<String> {
    if project.databases.iter().any(|database| database.sources.len() > 1) {
        return None;
    }
    let [only] = project.sources.as_slice() else {
        return Some(
            "Nothing is compared: no two of these seem to describe one database. If two do, [[database]] in referee.toml says so."
                .to_owned(),
        );
    };
    let missing = match only.source.role {
        Role::History => "models or a schema file",
        Role::Declaration => "migrations",
    };
    Some(format!(
        "Nothing is compared: this is the only description of a database that was found. If there are {missing}, name their folder, too."
    ))
}

/// Of the worst severity, the rule that found most.
fn most_frequent(diagnostics: &[Diagnostic]) -> Option<(Severity, &'static str)> {
    let mut counts: BTreeMap<(Severity, &'static str), usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        *counts.entry((diagnostic.severity, diagnostic.rule)).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|((severity, _), count)| (*severity, *count));
    most.map(|(worst, _)| worst)
}
