//! Foreign keys that are not as the team, or its own majority, wants them.

mod cascade_into_soft_deleted;
mod forbidden_action;
mod grown_impact;
mod implicit_action;
mod inconsistent_action;
mod unused_suppression;

pub(super) use cascade_into_soft_deleted::RULE as CASCADE_INTO_SOFT_DELETED;
pub(super) use forbidden_action::RULE as FORBIDDEN_ACTION;
pub(super) use grown_impact::RULE as GROWN_IMPACT;
pub(super) use implicit_action::RULE as IMPLICIT_ACTION;
pub(super) use inconsistent_action::RULE as INCONSISTENT_ACTION;
pub(super) use unused_suppression::RULE as UNUSED_SUPPRESSION;

use crate::config::{Config, Policy};
use crate::ir::{ForeignKeyRef, ReferentialAction};

use super::words::Event;

/// The first policy that matches a foreign key and says something about a clause.
fn deciding<'a>(config: &'a Config, fk: ForeignKeyRef<'_>, event: Event) -> Option<&'a Policy> {
    config.policies.iter().find(|policy| !allowed(policy, event).is_empty() && applies(policy, fk))
}

fn allowed(policy: &Policy, event: Event) -> &[ReferentialAction] {
    match event {
        Event::Delete => &policy.on_delete,
        Event::Update => &policy.on_update,
    }
}

fn applies(policy: &Policy, fk: ForeignKeyRef<'_>) -> bool {
    let referenced =
        fk.referenced_table().map_or_else(|| fk.referenced_name(), |table| table.qualified_name());
    policy.table.as_ref().is_none_or(|tables| tables.matches_table(fk.table().qualified_name()))
        && policy.references.as_ref().is_none_or(|tables| tables.matches_table(referenced))
        && policy
            .column
            .as_ref()
            .is_none_or(|names| fk.columns().any(|column| names.matches(column.name().as_str())))
        && policy.nullable.is_none_or(|nullable| fk.columns().all(|column| column.is_nullable()) == nullable)
}
