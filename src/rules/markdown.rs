//! RULES.md and `referee explain`, from the rules' own documentation.

use std::fmt::Write as _;

use super::{Group, RULES, Rule};
use crate::config::Level;

/// The text of RULES.md: a table of all rules, then each with its examples.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Rules\n\nGenerated from `src/rules` by `UPDATE=1 cargo test`. A level is changed in referee.toml under `[rules]`.\n",
    );
    for group in [Group::Drift, Group::Policy, Group::Integrity, Group::Safety] {
        // Writing into a String cannot fail.
        let _ = write!(text, "\n## {}\n\n| rule | level | finds |\n|---|---|---|\n", group.name());
        for rule in RULES.iter().filter(|rule| rule.group == group) {
            let name = rule.name;
            let _ = writeln!(text, "| [{name}](#{name}) | {} | {} |", word(rule.level), rule.summary);
        }
    }
    for rule in RULES {
        let _ = write!(text, "\n## {}\n\n{}", rule.name, explanation(rule));
    }
    text
}

/// What `referee explain` says of a rule, as Markdown.
pub fn explanation(rule: &Rule) -> String {
    let Rule { group, level, docs, bad, good, .. } = rule;
    format!(
        "Group {}, level {}.\n\n{}\n\n**Why is this bad?** {}\n\n**What to do.** {}\n\n\
         Found at the marked lines:\n\n```\n{}```\n\nNot found in:\n\n```\n{}```\n",
        group.name(),
        word(*level),
        docs.finds,
        docs.why,
        docs.remedy,
        bad.trim_start(),
        good.trim_start(),
    )
}

/// The word of the configuration.
pub fn word(level: Level) -> &'static str {
    match level {
        Level::Off => "off",
        Level::Note => "note",
        Level::Warn => "warn",
        Level::Error => "error",
    }
}
