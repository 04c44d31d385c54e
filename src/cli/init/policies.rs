//! Proposes `[[policy]]`: what most foreign keys to a table already do.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Proposal;
use super::names::{Patterns, literal};
use crate::ir::{ForeignKeyRef, ReferentialAction, Schema};

/// A policy is written out if at least this many foreign keys to one table exist and this share of them agree; weaker ones are commented out.
const STRONG: (usize, usize) = (5, 80);
const WEAK: (usize, usize) = (3, 60);

/// How the foreign keys to one table are split over actions.
#[derive(Default)]
struct Votes<'a> {
    by_action: BTreeMap<ReferentialAction, Vec<ForeignKeyRef<'a>>>,
    total: usize,
    seen: BTreeSet<String>,
}

impl<'a> Votes<'a> {
    fn add(&mut self, fk: ForeignKeyRef<'a>) {
        let action = fk.get().on_delete.effective;
        // Databases of one project for several engines have the same foreign keys.
        if self.seen.insert(describe(fk, action)) {
            self.by_action.entry(action).or_default().push(fk);
            self.total += 1;
        }
    }
}

/// Votes by referenced table and whether all referencing columns allow NULL: what can become NULL is often treated otherwise.
type Ballot<'a> = BTreeMap<(String, Option<bool>), Votes<'a>>;

/// What most foreign keys to a table do.
struct Majority {
    table: String,
    nullable: Option<bool>,
    action: ReferentialAction,
    kept: usize,
    total: usize,
    strong: bool,
    exceptions: Vec<String>,
}

/// One policy for a table whose foreign keys mostly do the same, else one for those that allow NULL and one for those that do not.
pub(super) fn proposals(schemas: &[&Schema]) -> Vec<Proposal> {
    let patterns = Patterns::of(schemas);
    let (mut whole, mut parts) = (Ballot::new(), Ballot::new());
    for fk in schemas.iter().flat_map(|schema| schema.living_foreign_keys()) {
        let table = fk
            .referenced_table()
            .map_or_else(|| literal(&fk.referenced_name().to_string()), |table| patterns.table(table));
        let nullable = fk.columns().all(|column| column.is_nullable());
        whole.entry((table.clone(), None)).or_default().add(fk);
        parts.entry((table, Some(nullable))).or_default().add(fk);
    }
    let mut proposals: Vec<Majority> = Vec::new();
    for ((table, _), votes) in &whole {
        match majority(table, None, votes) {
            Some(proposal) if proposal.exceptions.is_empty() || is_one_class(table, &parts) => {
                proposals.push(proposal);
            }
            other => {
                let of_part =
                    |nullable| parts.get(&(table.clone(), Some(nullable))).map(|votes| (nullable, votes));
                let split = [of_part(false), of_part(true)].into_iter().flatten();
                let split: Vec<Majority> =
                    split.filter_map(|(nullable, votes)| majority(table, Some(nullable), votes)).collect();
                if split.is_empty() { proposals.extend(other) } else { proposals.extend(split) }
            }
        }
    }
    proposals
        .sort_by_key(|proposal| (Reverse(proposal.strong), Reverse(proposal.kept), proposal.table.clone()));
    proposals.into_iter().map(propose).collect()
}

/// Whether the foreign keys to a table all allow NULL, or all do not.
fn is_one_class(table: &str, parts: &Ballot<'_>) -> bool {
    let holds = |nullable| parts.contains_key(&(table.to_owned(), Some(nullable)));
    holds(true) != holds(false)
}

fn majority(table: &str, nullable: Option<bool>, votes: &Votes<'_>) -> Option<Majority> {
    let (action, kept) = votes.by_action.iter().max_by_key(|(_, keys)| keys.len())?;
    let reaches =
        |(least, share): (usize, usize)| votes.total >= least && kept.len() * 100 >= votes.total * share;
    let others = votes.by_action.iter().filter(|(other, _)| *other != action);
    let exceptions = others.flat_map(|(other, keys)| keys.iter().map(move |fk| describe(*fk, *other)));
    reaches(WEAK).then(|| Majority {
        table: table.to_owned(),
        nullable,
        action: *action,
        kept: kept.len(),
        total: votes.total,
        strong: reaches(STRONG),
        exceptions: exceptions.collect(),
    })
}

fn describe(fk: ForeignKeyRef<'_>, action: ReferentialAction) -> String {
    let columns: Vec<&str> = fk.columns().map(|column| column.name().as_str()).collect();
    format!("{}({}) {action}", fk.table().name(), columns.join(", "))
}

fn propose(policy: Majority) -> Proposal {
    let Majority { table, nullable, action, kept, total, strong, exceptions } = policy;
    let (class, condition) = match nullable {
        None => ("", ""),
        Some(true) => ("nullable ", "nullable = true\n"),
        Some(false) => ("NOT NULL ", "nullable = false\n"),
    };
    let action = action.sql().to_lowercase();
    Proposal {
        body: format!("[[policy]]\nreferences = {table:?}\n{condition}on_delete = {action:?}\n"),
        evidence: format!("{kept} of {total} {class}foreign keys to {table} do this."),
        total,
        tolerance: strong.then_some(exceptions.len()),
        exceptions,
    }
}
