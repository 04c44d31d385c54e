//! Proposes `[[protected]]`: ledgers, payments, versions and the like, if no cascade reaches them.

use std::collections::BTreeSet;

use super::Proposal;
use super::names::{Patterns, tables, toml, words};
use crate::ir::{ForeignKeyRef, ReferentialAction, Schema, TableRef};

/// Words of tables that tell of what must stay known.
const RECORDS: [&str; 13] = [
    "ledger",
    "payment",
    "invoice",
    "audit",
    "version",
    "transaction",
    "receipt",
    "charge",
    "refund",
    "payout",
    "revision",
    "journal",
    "credit",
];

/// From how many foreign keys on that all do not cascade it is a habit.
const STRONG: usize = 3;

pub(super) fn proposals(schemas: &[&Schema]) -> Vec<Proposal> {
    let patterns = Patterns::of(schemas);
    let (mut names, mut kept) = (BTreeSet::new(), 0);
    let (mut cascading, mut others) = (0, 0);
    for table in schemas.iter().flat_map(|schema| tables(schema)) {
        let outward: Vec<ForeignKeyRef<'_>> =
            table.foreign_keys().filter(|fk| is_outward(table, *fk)).collect();
        let is_cascade = |fk: &&ForeignKeyRef<'_>| fk.get().on_delete.effective == ReferentialAction::Cascade;
        let cascades = outward.iter().filter(is_cascade).count();
        if is_record(table) && !outward.is_empty() && cascades == 0 {
            if names.insert(patterns.table(table)) {
                kept += outward.len();
            }
        } else {
            cascading += cascades;
            others += outward.len();
        }
    }
    if names.is_empty() {
        return Vec::new();
    }
    // Where nothing cascades anyway, it says little that these do not.
    let tolerance = (kept >= STRONG && cascading * 2 >= others).then_some(0);
    let own = match kept {
        1 => "The foreign key of this table does not cascade".to_owned(),
        _ => format!("None of the {kept} foreign keys of these tables cascades"),
    };
    let evidence = format!("{own}; {cascading} of {others} elsewhere do.");
    let names: Vec<String> = names.into_iter().collect();
    let body = format!("[[protected]]\ntable = {}\n", toml(&names));
    vec![Proposal { body, evidence, total: kept, tolerance, exceptions: Vec::new() }]
}

fn is_outward(table: TableRef<'_>, fk: ForeignKeyRef<'_>) -> bool {
    fk.referenced_table().is_none_or(|referenced| referenced.id != table.id)
}

fn is_record(table: TableRef<'_>) -> bool {
    let words = words(table.name().name.as_str());
    // `audit_entries` and `credit_ledger`, but not `payment_methods`.
    let last = words.last().is_some_and(|word| RECORDS.contains(&word.as_str()));
    last || words.first().is_some_and(|word| word == "audit")
}
