//! Proposes `[[required]]`: the column by which rows belong to a tenant, where nearly all tables that have it reference the tenant's.

use std::collections::{BTreeMap, BTreeSet};

use super::Proposal;
use super::names::{Patterns, literal, tables, toml, words};
use crate::ir::{Name, Schema, TableRef};

/// What tenants are called.
const TENANTS: [&str; 14] = [
    "tenant",
    "workspace",
    "organization",
    "organisation",
    "org",
    "company",
    "team",
    "shop",
    "store",
    "site",
    "community",
    "clinic",
    "school",
    "project",
];

/// From how many foreign keys on it is a habit, and from how many on it is worth a line.
const STRONG: usize = 5;
const LEAST: usize = 3;

/// The tables with a column of one name.
#[derive(Default)]
struct Habit {
    /// Those without a foreign key on it.
    loose: BTreeSet<String>,
    /// Those with one, by what that references.
    by_referenced: BTreeMap<String, BTreeSet<String>>,
}

pub(super) fn proposals(schemas: &[&Schema]) -> Vec<Proposal> {
    let patterns = Patterns::of(schemas);
    let mut proposals: Vec<Proposal> = Vec::new();
    for schema in schemas {
        let all: BTreeSet<String> = tables(schema).map(|table| patterns.table(table)).collect();
        for (column, habit) in habits(schema, &patterns) {
            let proposal = propose(column, &habit, &all);
            // Databases of one project for several engines propose the same.
            let is_new = |one: &Proposal| proposals.iter().all(|other| other.body != one.body);
            if let Some(proposal) = proposal.filter(is_new) {
                proposals.push(proposal);
            }
        }
    }
    proposals.sort_by_key(|proposal| std::cmp::Reverse(proposal.total));
    proposals
}

fn habits(schema: &Schema, patterns: &Patterns) -> BTreeMap<Name, Habit> {
    let mut habits: BTreeMap<Name, Habit> = BTreeMap::new();
    for table in tables(schema) {
        for column in table.columns().filter(|column| is_tenant(column.name())) {
            let habit = habits.entry(column.name()).or_default();
            let own = table.foreign_keys().filter(|fk| fk.columns().any(|one| one.id == column.id));
            let referenced: Vec<TableRef<'_>> = own.filter_map(|fk| fk.referenced_table()).collect();
            if referenced.is_empty() {
                habit.loose.insert(patterns.table(table));
            }
            for other in referenced.into_iter().filter(|other| is_named_after(column.name(), *other)) {
                habit.by_referenced.entry(patterns.table(other)).or_default().insert(patterns.table(table));
            }
        }
    }
    habits
}

fn propose(column: Name, habit: &Habit, all: &BTreeSet<String>) -> Option<Proposal> {
    let (referenced, keeping) = habit.by_referenced.iter().max_by_key(|(_, tables)| tables.len())?;
    // A table whose column leads elsewhere belongs to the tenant by way of that.
    let tables: Vec<String> =
        keeping.union(&habit.loose).filter(|table| *table != referenced).cloned().collect();
    if keeping.len() < LEAST || keeping.len() * 5 < tables.len() * 4 {
        return None;
    }
    let others = all.iter().filter(|table| *table != referenced).count();
    // Where nearly all tables belong to a tenant, the next one should as well.
    let leads_elsewhere =
        habit.by_referenced.values().flatten().any(|table| table != referenced && !tables.contains(table));
    let with_column = || format!("tables with {column}");
    let (table, total, what) = if keeping.len() * 5 >= others * 4 {
        ("table = \"*\"\n".to_owned(), others, "tables".to_owned())
    } else if leads_elsewhere {
        (format!("table = {}\n", toml(&tables)), tables.len(), with_column())
    } else {
        (String::new(), tables.len(), with_column())
    };
    let evidence = format!("{} of {total} {what} reference {referenced} by {column}.", keeping.len());
    let column = toml(&[literal(column.as_str())]);
    let body = format!(
        "[[required]]\n{table}column = {column}\nreferences = {}\n",
        toml(std::slice::from_ref(referenced))
    );
    let tolerance = (keeping.len() >= STRONG).then_some(total / 5);
    Some(Proposal { body, evidence, total, tolerance, exceptions: Vec::new() })
}

/// Whether a column is called like the id of a tenant.
fn is_tenant(column: Name) -> bool {
    let mut words = words(column.as_str());
    let is_id = words.pop().is_some_and(|word| ["id", "uuid"].contains(&word.as_str()));
    is_id && words.len() == 1 && words.last().is_some_and(|word| TENANTS.contains(&word.as_str()))
}

/// Whether a column is called after a table; otherwise it only goes along in a key of several columns.
fn is_named_after(column: Name, table: TableRef<'_>) -> bool {
    let (column, table) = (words(column.as_str()), words(table.name().name.as_str()));
    // `org_id` references `organizations`.
    column.first().zip(table.last()).is_some_and(|(stem, noun)| noun.starts_with(stem.as_str()))
}
