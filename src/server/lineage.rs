//! The life of a foreign key beyond one statement: what was dropped and made again is the same to people, and so is what a rebuilt table took over.

use crate::ir::{ForeignKeyRef, Life, Name, Origin, TableId};
use crate::pipeline::{Loaded, describe};
use crate::rules;

/// The foreign keys that stand or stood on the same columns of the same table, in the order in which they were made.
#[derive(Debug)]
pub(super) struct Lineage<'a> {
    keys: Vec<ForeignKeyRef<'a>>,
}

impl<'a> Lineage<'a> {
    /// All that came before and after a foreign key, and itself.
    pub(super) fn of(loaded: &'a Loaded, fk: ForeignKeyRef<'a>) -> Lineage<'a> {
        let schema = fk.schema;
        let own = columns(fk);
        let tables = incarnations(loaded, fk.table().id);
        let ids = tables.iter().flat_map(|table| schema.walk_table(*table).get().foreign_keys.iter());
        let keys = ids.map(|id| schema.walk_foreign_key(*id)).filter(|key| !key.get().cloned);
        let mut keys: Vec<ForeignKeyRef<'a>> = keys.filter(|key| columns(*key) == own).collect();
        keys.sort_by_key(|key| (key.get().provenance.created.step, key.id));
        Lineage { keys }
    }

    /// The one that decides now in the place of one of them: itself if it lives, else the youngest that does.
    pub(super) fn current(&self, fk: ForeignKeyRef<'a>) -> Option<ForeignKeyRef<'a>> {
        let mut living = self.keys.iter().rev().copied().filter(|key| key.get().lives());
        if fk.get().lives() { Some(fk) } else { living.next() }
    }

    /// Each moment with what was done then, in order.
    pub(super) fn steps(&self) -> Vec<(Origin, String)> {
        let mut steps = Vec::new();
        for (index, key) in self.keys.iter().enumerate() {
            let life = key.get().provenance;
            let again = if index > 0 { "created again" } else { "created" };
            let action = key.get().on_delete.effective;
            steps.push((life.created, format!("{again} with ON DELETE {action}")));
            steps.extend(life.changed.map(|origin| (origin, "changed".to_owned())));
            let table_end = key.table().get().provenance.dropped;
            let with = if life.dropped == table_end { " with its table" } else { "" };
            steps.extend(life.dropped.map(|origin| (origin, format!("dropped{with}"))));
        }
        steps.sort_by_key(|(origin, _)| origin.step);
        steps
    }
}

/// The referencing columns, sorted, in the spelling by which they are compared.
fn columns(fk: ForeignKeyRef<'_>) -> Vec<Name> {
    let mut names: Vec<Name> = fk.columns().map(|column| fk.schema.dialect.key(column.name())).collect();
    names.sort_unstable();
    names
}

/// A table with all that it replaced and that replaced it.
fn incarnations(loaded: &Loaded, table: TableId) -> Vec<TableId> {
    let rebuilds = rules::rebuilds(&describe(loaded));
    let mut tables = vec![table];
    let mut next = 0;
    while let Some(table) = tables.get(next).copied() {
        next += 1;
        for rebuild in &rebuilds {
            let is_part = table == rebuild.old || table == rebuild.new;
            for other in [rebuild.old, rebuild.new] {
                if is_part && !tables.contains(&other) {
                    tables.push(other);
                }
            }
        }
    }
    tables
}
