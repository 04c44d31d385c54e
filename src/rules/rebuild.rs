//! Tables that take the place of others: create a new one, copy the rows, drop the old one, give the new one its name. In SQLite this is how
//! nearly every change of a table is made.

use rustc_hash::FxHashMap;

use crate::ir::{Engine, Name, OperationKind, Origin, Role, Schema, Step, Table, TableId, TableKind};

use super::Description;

/// A table that took the place of another one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rebuild {
    /// The table that went.
    pub(crate) old: TableId,
    /// The table that came.
    pub(crate) new: TableId,
    /// The DROP TABLE of the old one.
    pub(crate) dropped: Origin,
}

/// All rebuilds of a history, in order of the new tables' creation.
pub(crate) fn rebuilds(description: &Description<'_>) -> Vec<Rebuild> {
    let schema = description.schema;
    if description.source.role != Role::History {
        return Vec::new();
    }
    let mut by_name: FxHashMap<Name, Vec<TableId>> = FxHashMap::default();
    for (id, table) in tables(schema) {
        by_name.entry(schema.dialect.key(table.name)).or_default().push(id);
    }
    let mut found: Vec<Rebuild> = tables(schema)
        .filter_map(|(old, table)| {
            let dropped = table.provenance.dropped?;
            // Created by the same migration: a temporary help, not something that is replaced.
            let created = table.provenance.created.step;
            if table.kind != TableKind::Assumed && created.migration >= dropped.step.migration {
                return None;
            }
            let before = name_before(description, table, dropped.step.migration);
            let is_away = before.is_some();
            let candidates = by_name.get(&schema.dialect.key(before.unwrap_or(table.name)))?;
            let takes_over = |new: &&TableId| {
                **new != old && takes_over(schema, schema.walk_table(**new).get(), dropped.step, is_away)
            };
            let new = *candidates.iter().find(takes_over)?;
            Some(Rebuild { old, new, dropped })
        })
        .collect();
    found.sort_by_key(|rebuild| rebuild.new);
    found
}

fn tables(schema: &Schema) -> impl Iterator<Item = (TableId, &Table)> {
    let all = (0..).map(TableId).zip(&schema.tables);
    all.filter(|(_, table)| matches!(table.kind, TableKind::Table | TableKind::Assumed))
}

/// The name of a table before a migration that renames it away.
fn name_before(description: &Description<'_>, table: &Table, migration: u32) -> Option<Name> {
    let changed = table.provenance.changed?.step;
    let operations = &description.migrations.get(changed.migration as usize)?.operations;
    if changed.migration != migration {
        return None;
    }
    let operation = operations.get(changed.operation as usize)?;
    let OperationKind::RenameTable { table, .. } = &operation.kind else { return None };
    Some(table.name)
}

/// Whether a table replaces the one that is dropped: it gets its name afterwards, or has got it where the old one was renamed away. A table
/// that is created after the DROP is a new beginning, except in SQLite, where the rows may wait in a temporary table.
fn takes_over(schema: &Schema, new: &Table, dropped: Step, is_away: bool) -> bool {
    let created = new.provenance.created.step;
    let renamed = new.provenance.changed.map(|origin| origin.step);
    if is_away || (renamed.is_none() && schema.dialect.engine == Engine::Sqlite) {
        return created.migration == dropped.migration && (!is_away || created < dropped);
    }
    created < dropped && renamed.is_some_and(|renamed| renamed > dropped)
}
