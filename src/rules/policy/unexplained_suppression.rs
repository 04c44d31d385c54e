//! `unexplained-suppression`: something silences findings without saying why.

use std::collections::BTreeSet;

use crate::config::Level;
use crate::diagnostic::{Label, suppress};
use crate::ir::Name;
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::{Check, Docs, Group, Rule, Silences};

use super::{about, files};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "unexplained-suppression",
    group: Group::Policy,
    level: Level::Off,
    summary: "a comment or an `[[ignore]]` silences findings without a reason; an error with `require_reason = true`",
    docs: Docs {
        finds: "A comment `referee: ignore[rule]` with nothing after the bracket, and an `[[ignore]]` of referee.toml without `reason`. Off until \
                referee.toml says `require_reason = true`, which makes it an error, or gives it a level under `[rules]`.",
        why: "An exception outlives the memory of whoever made it. Without its reason nobody dares to remove it, and the next one is added like it.",
        remedy: "Write the reason after the bracket, or as `reason = \"...\"`; an issue's number is often enough. If there is none, remove it.",
    },
    bad: "\
--- referee.toml
require_reason = true
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    -- \"expect: unexplained-suppression\" referee: ignore[type-mismatch]
    author_id text NOT NULL REFERENCES users (id)
);
",
    good: "\
--- referee.toml
require_reason = true
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    -- referee: ignore[type-mismatch] the ids become text next week
    author_id text NOT NULL REFERENCES users (id)
);
",
    check: Check::Silences(check),
};

fn check(silences: &Silences<'_>, findings: &mut Findings<'_>) {
    let config = findings.config();
    for ignore in config.ignores.iter().filter(|ignore| !explains(ignore.reason.as_deref().unwrap_or(""))) {
        let about = about(ignore);
        let message = format!("this [[ignore]] silences `{}`{about} without a reason", ignore.rule);
        let aspect = Name::new(&format!("{}{about}", ignore.rule)).as_str();
        let finding = Finding::new(Object::database(), aspect, message, Label::new(ignore.span, "why?"));
        findings.add(finding.help("Add `reason = \"...\"`"));
    }
    let descriptions = silences.subjects.iter().flat_map(|subject| &subject.descriptions);
    let all: BTreeSet<_> = descriptions.flat_map(files).collect();
    for file in all {
        for comment in
            suppress::comments(findings.files(), file).iter().filter(|comment| !explains(comment.reason))
        {
            let Some((span, _)) = comment.rules.first() else { continue };
            let names: Vec<&str> = comment.rules.iter().map(|(_, name)| *name).collect();
            let message = format!("this comment silences `{}` without a reason", names.join("`, `"));
            let path = findings.files().path(file);
            let aspect = Name::new(&format!("{path} {}", names.join(", "))).as_str();
            let finding = Finding::new(Object::database(), aspect, message, Label::new(*span, "why?"));
            findings.add(finding.help("Write the reason after the bracket"));
        }
    }
}

/// Whether a reason says anything.
fn explains(reason: &str) -> bool {
    reason.chars().any(char::is_alphanumeric)
}
