//! SQLite: foreign keys that it accepts and then stumbles over. Every statement that has to look at one fails while it is prepared, with or without rows
//! (measured on 3.40.1).
//!
//! - The referenced table is missing: what deletes from the referencing table fails, or sets one of the columns (`no such table`).
//! - The referenced columns are no key, or not there (`rowid`, too): what changes the referenced table fails, and what deletes from the referencing
//!   table or sets one of the columns (`foreign key mismatch`).
//! - An action is prepared with the statement, so a DELETE fails that cascades there. RESTRICT and NO ACTION do not look further.

use super::Obstacle;
use crate::ir::{ForeignKeyRef, Life, Name, Origin, Referenced, Schema, TableKind, TableName, TableRef};

/// Why SQLite cannot use a foreign key. `None` where that is not certain: for a table that no file creates, or that something may have changed
/// which was not understood.
pub(super) fn unusable(fk: ForeignKeyRef<'_>) -> Option<Obstacle> {
    let table = match fk.get().referenced {
        Referenced::Resolved(id) => fk.schema.walk_table(id),
        Referenced::Unresolved(name) => return is_dropped(fk.schema, name).then_some(Obstacle::NoTable),
    };
    if !table.get().lives() {
        return is_dropped(fk.schema, table.qualified_name()).then_some(Obstacle::NoTable);
    }
    let row = table.get();
    let is_known = row.kind == TableKind::Table && row.parent.is_none() && !table.is_uncertain();
    let is_broken = is_known && !is_key(fk, table);
    let may_follow = || may_follow(fk.schema, table.qualified_name(), row.provenance.created);
    (is_broken && !may_follow()).then_some(Obstacle::NoKey)
}

/// Whether the table of this name was dropped, and nothing may have brought it back.
fn is_dropped(schema: &Schema, name: TableName) -> bool {
    let key = |name: Name| schema.dialect.key(name);
    let named = schema.tables.iter().filter(|table| key(table.name) == key(name.name));
    let dropped = named.clone().filter_map(|table| table.provenance.dropped).max_by_key(|origin| origin.step);
    let is_gone = named.into_iter().all(|table| !table.lives());
    dropped.is_some_and(|dropped| is_gone && !may_follow(schema, name, dropped))
}

/// Whether a statement that was not understood and comes later may touch the table.
fn may_follow(schema: &Schema, name: TableName, since: Origin) -> bool {
    let key = |name: TableName| schema.dialect.key(name.name);
    schema.opaque.iter().any(|(origin, opaque)| {
        let touches = &opaque.touches;
        origin.step > since.step
            && (touches.is_empty() || touches.iter().any(|touched| key(*touched) == key(name)))
    })
}

/// Whether the referenced columns are a key as SQLite wants one: those that are stated are unique; if none is, the primary key has as many.
fn is_key(fk: ForeignKeyRef<'_>, table: TableRef<'_>) -> bool {
    let row = fk.get();
    if !row.states_columns {
        return table.primary_key().is_some_and(|key| key.columns.len() == row.columns.len());
    }
    let columns: Option<Vec<_>> =
        row.referenced_columns.iter().map(|name| table.column(*name).map(|column| column.id)).collect();
    columns.is_some_and(|columns| table.has_key(&columns))
}
