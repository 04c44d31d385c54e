//! Which `[[policy]]` decides about a clause of a foreign key.

use crate::config::{Config, Policy};
use crate::ir::{ForeignKeyRef, ReferentialAction};

use super::words::Event;

/// The first policy that matches a foreign key and says something about a clause.
pub(super) fn deciding<'a>(config: &'a Config, fk: ForeignKeyRef<'_>, event: Event) -> Option<&'a Policy> {
    config.policies.iter().find(|policy| !allowed(policy, event).is_empty() && applies(policy, fk))
}

/// The actions that a policy allows for a clause; empty if it says nothing about it.
pub(super) fn allowed(policy: &Policy, event: Event) -> &[ReferentialAction] {
    match event {
        Event::Delete => &policy.on_delete,
        Event::Update => &policy.on_update,
    }
}

/// Whether all conditions of a policy hold for a foreign key.
pub(super) fn applies(policy: &Policy, fk: ForeignKeyRef<'_>) -> bool {
    policy.table.as_ref().is_none_or(|tables| tables.matches_table(fk.table().qualified_name()))
        && policy
            .references
            .as_ref()
            .is_none_or(|tables| tables.matches_table(fk.qualified_referenced_name()))
        && policy
            .column
            .as_ref()
            .is_none_or(|names| fk.columns().any(|column| names.matches(column.name().as_str())))
        && policy.nullable.is_none_or(|nullable| fk.columns().all(|column| column.is_nullable()) == nullable)
}
