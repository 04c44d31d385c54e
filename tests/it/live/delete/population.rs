//! The rows on which a DELETE is played, and the names by which an engine knows their tables and columns.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Host;
use super::super::catalog::{Catalog, foreign_key};
use referee::impact::population::{Row, keeper, population};
use referee::ir::graph::Referencing;
use referee::ir::{Action, ColumnId, ColumnRef, ForeignKeyRef, Name, ReferentialAction, Schema, TableId};

/// The column that tells a table's rows apart, added to every table. No foreign key touches it.
pub(super) const NUMBER: &str = "referee_row";

/// What is put into a database before anything is deleted.
#[derive(Clone)]
pub(crate) struct Population<'s> {
    pub(super) schema: &'s Schema,
    pub(super) referencing: &'s Referencing,
    /// The tables that have rows.
    pub(super) tables: Vec<Place>,
    pub(super) rows: Vec<Stated>,
    /// The rows that the defaults of foreign keys name, which come after the others.
    pub(super) named: Vec<Named>,
    /// Tables without rows, because what the engine holds of them is not the replayed schema.
    pub(super) strange: BTreeMap<TableId, String>,
    host: Host,
}

/// A table.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) id: TableId,
    /// The columns of its foreign keys: all that a DELETE elsewhere can change.
    pub(super) watched: Vec<ColumnId>,
}

/// A row. Columns that are not named hold its number.
#[derive(Clone)]
pub(super) struct Stated {
    pub(super) row: Row,
    /// The numbers that columns of foreign keys hold.
    pub(super) values: Vec<(ColumnId, Option<u8>)>,
}

/// A row that no statement removes: the one that a foreign key with SET DEFAULT refers to in the end.
#[derive(Clone)]
pub(super) struct Named {
    pub(super) row: Row,
    /// The table of the foreign key.
    pub(super) referencing: TableId,
    /// Each referenced column, with the column whose default it holds; without one it holds what row 1 holds.
    pub(super) columns: Vec<(Name, Option<Name>)>,
}

/// What stands for the values 1 and 2, and for those of rows that nothing refers to: no default is likely to be one of these.
pub(super) fn digit(number: u8) -> u8 {
    number.saturating_add(6)
}

impl<'s> Population<'s> {
    /// The rows that `referee::impact` speaks of.
    pub(crate) fn of(schema: &'s Schema, referencing: &'s Referencing, host: Host) -> Population<'s> {
        let rows = population(schema, referencing);
        let mut watched: BTreeMap<TableId, Vec<ColumnId>> = BTreeMap::new();
        let stated = rows.rows().map(|row| {
            let columns = watched.entry(row.table).or_insert_with(|| watched_of(schema, row.table));
            let values = columns.iter().map(|column| (*column, rows.value(row, *column))).collect();
            Stated { row, values }
        });
        let rows = stated.collect();
        let tables = watched.into_iter().map(|(id, watched)| Place { id, watched }).collect();
        Population { schema, referencing, tables, rows, named: named(schema), strange: BTreeMap::new(), host }
    }

    /// The same without the tables that the engine does not have, and those at both ends of foreign keys that it has otherwise.
    pub(crate) fn within(&self, catalog: &Catalog) -> Population<'s> {
        let mut within = self.clone();
        let name = |table| self.schema.walk_table(table).qualified_name();
        let held: BTreeSet<&str> = catalog.objects.iter().map(String::as_str).collect();
        let mut replayed = BTreeSet::new();
        for place in &self.tables {
            if !held.contains(format!("table {}", name(place.id)).as_str()) {
                within.strange.insert(place.id, "the engine has no such table".to_owned());
            }
        }
        for fk in self.schema.living_foreign_keys() {
            let line = foreign_key(fk, self.host);
            if !held.contains(line.as_str()) {
                let ends = [Some(fk.table()), fk.referenced_table()].into_iter().flatten();
                let why = format!("the engine has no {line}");
                ends.for_each(|table| within.blame(table.id, &why));
            }
            replayed.insert(line);
        }
        for line in held.iter().filter(|line| line.starts_with("foreign key ") && !replayed.contains(**line))
        {
            let ends = |place: &&Place| {
                let name = name(place.id);
                line.starts_with(&format!("foreign key {name} "))
                    || line.contains(&format!(" references {name} ("))
            };
            let why = format!("the replayed schema has no {line}");
            self.tables.iter().filter(ends).for_each(|place| within.blame(place.id, &why));
        }
        let Population { strange, tables, rows, named, .. } = &mut within;
        tables.retain(|place| !strange.contains_key(&place.id));
        rows.retain(|stated| !strange.contains_key(&stated.row.table));
        named.retain(|named| {
            !strange.contains_key(&named.row.table) && !strange.contains_key(&named.referencing)
        });
        within
    }

    fn blame(&mut self, table: TableId, why: &str) {
        self.strange.entry(table).or_insert_with(|| why.to_owned());
    }

    /// A table's place in the order of `tables`.
    pub(super) fn index(&self, table: TableId) -> Option<usize> {
        self.tables.binary_search_by_key(&table, |place| place.id).ok()
    }

    /// A column's name as the engine's catalog spells it.
    pub(super) fn column(&self, column: ColumnId) -> &'s str {
        self.schema.walk_column(column).name().as_str()
    }
}

/// The columns of a table's foreign keys, and of those that its partitions have for themselves.
fn watched_of(schema: &Schema, table: TableId) -> Vec<ColumnId> {
    let parts = schema.living_tables().filter(|part| keeper(schema, part.id) == table);
    let columns = parts.flat_map(|part| part.foreign_keys()).flat_map(|fk| fk.columns());
    let own = |column: ColumnRef<'_>| schema.column(table, column.name());
    columns.filter_map(own).collect::<BTreeSet<ColumnId>>().into_iter().collect()
}

/// Every foreign key that holds a column which gets its default leads to that row, not only the one that brings the default about.
fn named(schema: &Schema) -> Vec<Named> {
    let default = |action: Action| action.effective == ReferentialAction::SetDefault;
    let mut defaulted: BTreeSet<ColumnId> = BTreeSet::new();
    for fk in
        schema.living_foreign_keys().filter(|fk| default(fk.get().on_delete) || default(fk.get().on_update))
    {
        let set = &fk.get().set_columns;
        let columns = fk.columns().filter(|column| set.is_empty() || set.contains(&column.name()));
        defaulted.extend(columns.map(|column| column.id));
    }
    let is_met = |fk: &ForeignKeyRef<'_>| fk.columns().any(|column| defaulted.contains(&column.id));
    let named = schema.living_foreign_keys().filter(is_met).zip(3..).filter_map(|(fk, number)| {
        let own = fk.columns().map(|column| defaulted.contains(&column.id).then(|| column.name()));
        let columns = fk.get().referenced_columns.iter().copied().zip(own).collect();
        let row = Row { table: fk.referenced_table()?.id, number };
        Some(Named { row, referencing: fk.table().id, columns })
    });
    named.collect()
}
