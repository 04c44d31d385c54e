//! `unused-suppression`: what silences findings that are not there.

use rustc_hash::FxHashMap;

use crate::config::{Ignore, Level};
use crate::diagnostic::Label;
use crate::diagnostic::suppress;
use crate::rules::findings::{Finding, Findings, Object, is_active};
use crate::rules::{Check, Docs, Group, Rule, Silences, rule};
use crate::text::FileId;

use super::{about, files};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "unused-suppression",
    group: Group::Policy,
    level: Level::Warn,
    summary: "a comment or an `[[ignore]]` silences nothing",
    docs: Docs {
        finds: "A comment `referee: ignore[rule]` at which the rule finds nothing, or whose rule does not exist, and an `[[ignore]]` of referee.toml \
                that no finding matches. Rules that are off are left alone, as are comments in files that were not fully read, comments about \
                drift where there is nothing to compare with, and `[[ignore]]` where only a part of the folder of referee.toml is checked.",
        why: "The exception is over, but the statement stays and will silence the next finding at that place, which nobody decided. Or it never did \
              what it was written for: a rule or a table is misspelt.",
        remedy: "Remove it. If it is meant for something that is still there, mend its rule, table, column or foreign key.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    -- referee: ignore[type-mismatch] the ids become text next week -- expect: unused-suppression
    author_id integer NOT NULL REFERENCES users (id)
);
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    -- referee: ignore[type-mismatch] the ids become integers next week
    author_id text NOT NULL REFERENCES users (id)
);
",
    check: Check::Silences(check),
};

/// Where a file is read: whether by something that is compared, and whether something of it was not understood.
#[derive(Clone, Copy, Default)]
struct Reading {
    is_compared: bool,
    is_partial: bool,
}

fn check(silences: &Silences<'_>, findings: &mut Findings<'_>) {
    if let Some(used) = &silences.ignores {
        let config = findings.config();
        for (_, ignore) in config.ignores.iter().enumerate().filter(|(index, _)| !used.contains(index)) {
            let is_run = |rule: &Rule| is_active(rule, config) && !matches!(rule.check, Check::Change(_));
            if rule(&ignore.rule).is_some_and(is_run) {
                findings.add(unused_entry(ignore));
            }
        }
    }
    for (file, reading) in readings(silences) {
        for finding in unused_comments(silences, findings, file, reading) {
            findings.add(finding);
        }
    }
}

fn unused_entry(ignore: &Ignore) -> Finding {
    let message =
        format!("this [[ignore]] silences nothing: `{}` finds nothing{}", ignore.rule, about(ignore));
    let label = match &ignore.reason {
        Some(reason) => format!("its reason was: {reason}"),
        None => "no longer needed".to_owned(),
    };
    Finding::new(Object::database(), "", message, Label::new(ignore.span, label))
        .help("Remove it, or mend what it names")
}

fn unused_comments(
    silences: &Silences<'_>,
    findings: &Findings<'_>,
    file: FileId,
    reading: Reading,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for comment in suppress::comments(findings.files(), file) {
        for (span, name) in comment.rules {
            let message = match rule(name) {
                None => format!("this comment silences nothing: there is no rule `{name}`"),
                Some(rule) if is_judged(rule, findings, file, reading) => {
                    if silences.comments.used.contains(&(file, comment.line, rule.name)) {
                        continue;
                    }
                    format!("this comment silences nothing: `{name}` finds nothing here")
                }
                Some(_) => continue,
            };
            let object = Object::file(findings.files().path(file), name);
            let finding = Finding::new(object, "", message, Label::new(span, "no longer needed"));
            found.push(finding.help("Remove it, or mend what it names"));
        }
    }
    found
}

/// Whether it can be told that a rule finds nothing.
fn is_judged(rule: &Rule, findings: &Findings<'_>, file: FileId, reading: Reading) -> bool {
    let path = findings.files().path(file);
    let can_tell = match rule.check {
        Check::ForeignKey(_) | Check::Description(_) => true,
        Check::ForeignKeyPair(_) | Check::Comparison(_) => reading.is_compared,
        Check::Siblings(_) | Check::Change(_) | Check::Silences(_) => false,
    };
    can_tell
        && !reading.is_partial
        && findings.config().level_for(rule.name, rule.level, path, None) != Level::Off
}

/// The files of all descriptions, by path.
fn readings(silences: &Silences<'_>) -> Vec<(FileId, Reading)> {
    let mut readings: FxHashMap<FileId, Reading> = FxHashMap::default();
    for subject in silences.subjects {
        for description in &subject.descriptions {
            for file in files(description) {
                readings.entry(file).or_default().is_compared |= subject.descriptions.len() > 1;
            }
            for problem in description.problems {
                readings.entry(problem.span.file).or_default().is_partial = true;
            }
        }
    }
    let mut sorted: Vec<_> = readings.into_iter().collect();
    sorted.sort_unstable_by_key(|(file, _)| *file);
    sorted
}
