//! Proposes `[[erasable]]`: the tables of accounts and persons whose rows one DELETE already removes, or nearly so.

use std::collections::BTreeSet;

use super::Proposal;
use super::names::{Patterns, tables, toml, words};
use crate::impact::{Outcome, impact};
use crate::ir::graph;
use crate::ir::{ForeignKeyId, Schema, TableId};

/// Last words of tables that stand for somebody who may ask to be forgotten.
const PERSONS: [&str; 12] = [
    "user", "account", "person", "people", "member", "customer", "profile", "patient", "student", "contact",
    "employee", "identity",
];

/// From how many foreign keys on a table is a root.
const LEAST: usize = 3;
/// How many are proposed.
const MOST: usize = 2;

pub(super) fn proposals(schemas: &[&Schema]) -> Vec<Proposal> {
    let patterns = Patterns::of(schemas);
    let mut found: Vec<(usize, Proposal)> = Vec::new();
    for schema in schemas {
        let referencing = graph::referencing(schema);
        for table in tables(schema) {
            let words = words(table.name().name.as_str());
            let references = referencing.of(schema, table.id).filter(|fk| fk.table().id != table.id).count();
            let is_person =
                words.last().is_some_and(|word| PERSONS.contains(&word.as_str())) && words.len() <= 2;
            if !is_person || references < LEAST {
                continue;
            }
            let impact = impact(schema, &referencing, table.id);
            let reached: BTreeSet<ForeignKeyId> =
                impact.effects.iter().map(|effect| effect.foreign_key).collect();
            let removed = impact.effects.iter().filter(|effect| effect.outcome == Outcome::Removed);
            let removed: BTreeSet<TableId> =
                removed.map(|effect| schema.walk_foreign_key(effect.foreign_key).table().id).collect();
            let evidence = format!(
                "{references} foreign keys lead to {}; DELETE of a row acts on {} and removes rows of {} other tables.",
                table.name(),
                reached.len(),
                removed.len(),
            );
            let body = format!("[[erasable]]\ntable = {}\n", toml(&[patterns.table(table)]));
            let (total, exceptions) = (reached.len(), Vec::new());
            let tolerance = Some(total / 10);
            found.push((references, Proposal { body, evidence, total, tolerance, exceptions }));
        }
    }
    found.sort_by_key(|(references, _)| std::cmp::Reverse(*references));
    let mut proposals: Vec<Proposal> = Vec::new();
    for (_, proposal) in found {
        // Databases of one project for several engines propose the same.
        if proposals.len() < MOST && proposals.iter().all(|other| other.body != proposal.body) {
            proposals.push(proposal);
        }
    }
    proposals
}
