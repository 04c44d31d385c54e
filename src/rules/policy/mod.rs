//! Foreign keys that are not as the team, or its own majority, wants them.

mod cascade_into_soft_deleted;
mod changed_action;
mod forbidden_action;
mod grown_impact;
mod implicit_action;
mod inconsistent_action;
mod missing_required_reference;
mod unerasable_row;
mod unexplained_suppression;
mod unmatched_policy;
mod unprotected_table;
mod unused_suppression;

pub(super) use cascade_into_soft_deleted::RULE as CASCADE_INTO_SOFT_DELETED;
pub(super) use changed_action::RULE as CHANGED_ACTION;
pub(super) use forbidden_action::RULE as FORBIDDEN_ACTION;
pub(super) use grown_impact::RULE as GROWN_IMPACT;
pub(super) use implicit_action::RULE as IMPLICIT_ACTION;
pub(super) use inconsistent_action::RULE as INCONSISTENT_ACTION;
pub(super) use missing_required_reference::RULE as MISSING_REQUIRED_REFERENCE;
pub(super) use unerasable_row::RULE as UNERASABLE_ROW;
pub(super) use unexplained_suppression::RULE as UNEXPLAINED_SUPPRESSION;
pub(super) use unmatched_policy::RULE as UNMATCHED_POLICY;
pub(super) use unprotected_table::RULE as UNPROTECTED_TABLE;
pub(super) use unused_suppression::RULE as UNUSED_SUPPRESSION;

use crate::config::{Ignore, Patterns};
use crate::text::FileId;

use super::Description;

/// Why the team wants it, at the end of a message.
fn because(reason: &Option<String>) -> String {
    reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"))
}

/// What an `[[ignore]]` is about, in words, each after a space.
fn about(ignore: &Ignore) -> String {
    let list = |patterns: &Patterns| patterns.text.join("`, `");
    let mut about = String::new();
    for (word, patterns) in
        [("table", &ignore.tables), ("column", &ignore.column), ("foreign key", &ignore.foreign_key)]
    {
        if let Some(patterns) = patterns {
            let comma = if about.is_empty() { " about" } else { "," };
            about.push_str(&format!("{comma} {word} `{}`", list(patterns)));
        }
    }
    about
}

/// All files that a description is read from.
fn files<'a>(description: &'a Description<'_>) -> impl Iterator<Item = FileId> + 'a {
    let source = description.source;
    let own = source.files.iter().copied();
    own.chain(source.down.iter().flatten().copied()).chain(source.program.modules.iter().copied())
}
