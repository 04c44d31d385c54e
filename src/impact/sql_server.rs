//! What SQL Server would say: it refuses to create foreign keys by which one DELETE could come to a table twice.

use rustc_hash::FxHashMap;

use crate::ir::graph::Referencing;
use crate::ir::{ForeignKeyId, ReferentialAction, Schema, TableId};

/// A table that one DELETE comes to twice: error 1785, "may cause cycles or multiple cascade paths".
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repeated {
    /// The table.
    pub table: TableId,
    /// The foreign keys of the first way to it; empty for the table whose row is deleted.
    pub first: Vec<ForeignKeyId>,
    /// Those of the second way.
    pub second: Vec<ForeignKeyId>,
}

/// The tables that may appear more than once in the tree of cascades of a DELETE. CASCADE, SET NULL and SET DEFAULT count, and only rows that are
/// removed lead further (learn.microsoft.com, "MSSQLSERVER_1785" and "Primary and foreign key constraints"). Each is told once per foreign key
/// that leads to it again; what lies below it is not followed again.
pub fn repeated(schema: &Schema, referencing: &Referencing, table: TableId) -> Vec<Repeated> {
    let mut ways: FxHashMap<TableId, Vec<ForeignKeyId>> = FxHashMap::default();
    ways.insert(table, Vec::new());
    let mut removed = vec![table];
    let mut next = 0;
    let mut found = Vec::new();
    while let Some(from) = removed.get(next).copied() {
        next += 1;
        for fk in referencing.of(schema, from) {
            let action = fk.get().on_delete.effective;
            if action.stops() {
                continue;
            }
            let to = fk.table().id;
            let mut way = ways.get(&from).cloned().unwrap_or_default();
            way.push(fk.id);
            match ways.get(&to) {
                Some(first) => found.push(Repeated { table: to, first: first.clone(), second: way }),
                None => {
                    ways.insert(to, way);
                    if action == ReferentialAction::Cascade {
                        removed.push(to);
                    }
                }
            }
        }
    }
    found
}
