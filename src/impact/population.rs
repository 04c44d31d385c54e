//! The rows that a DELETE is played on, which also a test with a real engine can insert.
//!
//! - Every table has row 1: each of its columns holds the value 1, so that every foreign key refers to row 1 of the table it points to, and composite
//!   foreign keys that share columns agree. The columns of its foreign keys to its own table are NULL where that is possible (see [`Population::value`])
//!   and there is a row 2: it is the root of a tree. Otherwise the row refers to itself.
//! - A table whose foreign keys lead back to it, directly or through others, also has row 2: the columns of its foreign keys hold 1 and thus refer to
//!   the first rows, all others hold 2. There is no such row if a key consists of columns that would hold the same values in both.
//! - Views and temporary tables have no rows. A partition has none of its own: its rows are those of the table it belongs to.
//!
//! The rows do not exist one after the other: circles refer to each other, so they are inserted while foreign keys are not enforced,
//! in a transaction before that of the DELETE (PostgreSQL checks all foreign keys of a row again that the same transaction inserted and an action changes).
//!
//! A foreign key with SET DEFAULT and a default that is not NULL asks for one more row, the one that the default names, which no statement removes. It
//! is not part of the population since the schema knows no values.

use crate::ir::graph::Referencing;
use crate::ir::{
    ColumnId, ColumnRef, ForeignKeyRef, Key, KeyKind, MatchType, Schema, TableId, TableKind, TableRef,
};

/// A row, by its number within its table: 1 or 2.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Row {
    /// The table; never a partition.
    pub table: TableId,
    /// Its number.
    pub number: u8,
}

/// The rows of a schema. Nothing is kept: what is asked for is computed.
#[derive(Clone, Copy, Debug)]
pub struct Population<'s> {
    schema: &'s Schema,
    referencing: &'s Referencing,
}

/// The rows that a DELETE is played on.
pub fn population<'s>(schema: &'s Schema, referencing: &'s Referencing) -> Population<'s> {
    Population { schema, referencing }
}

/// The table that keeps the rows of `table`: itself, or the one that a partition belongs to.
pub fn keeper(schema: &Schema, table: TableId) -> TableId {
    let row = schema.walk_table(table).get();
    match row.parent {
        Some(parent) if row.kind == TableKind::Partition => keeper(schema, parent),
        Some(_) | None => table,
    }
}

impl<'s> Population<'s> {
    /// All rows, in the order of the tables.
    pub fn rows(self) -> impl Iterator<Item = Row> {
        self.schema
            .living_tables()
            .filter(|table| table.get().kind != TableKind::Partition)
            .flat_map(move |table| self.of(table.id))
    }

    /// The rows of a table; a partition's are its keeper's.
    pub fn of(self, table: TableId) -> impl Iterator<Item = Row> {
        let table = keeper(self.schema, table);
        let count = if self.has_second(table) { 2 } else { 1 };
        (1..=count).map(move |number| Row { table, number })
    }

    /// What a column holds: 1, 2 or NULL.
    ///
    /// NULL: in row 1 of a table with two, a column of a foreign key to its own table that accepts NULL, if it belongs to no other foreign key, is not referenced and is
    /// not generated. With MATCH FULL all columns of the foreign key must be such.
    pub fn value(self, row: Row, column: ColumnId) -> Option<u8> {
        let value = self.value_beside_second(row, column);
        value.or_else(|| (!self.has_second(row.table)).then_some(1))
    }

    /// The value, if the table has a second row.
    fn value_beside_second(self, row: Row, column: ColumnId) -> Option<u8> {
        let table = self.schema.walk_table(row.table);
        let mut keys = table.foreign_keys().filter(|fk| fk.get().columns.contains(&column));
        match row.number {
            1 if keys.any(|fk| self.is_root(table, fk, column)) => None,
            1 => Some(1),
            _ if keys.next().is_some() => Some(1),
            _ => Some(2),
        }
    }

    /// Whether row 1 has NULL in this column of a foreign key.
    fn is_root(self, table: TableRef<'s>, fk: ForeignKeyRef<'s>, column: ColumnId) -> bool {
        let own = |fk: ForeignKeyRef<'s>| fk.referenced_table().is_some_and(|other| other.id == table.id);
        let is_free = |column: ColumnRef<'s>| {
            let mut others = table.foreign_keys().filter(|other| !own(*other));
            let mut pointing = self.referencing.of(self.schema, table.id);
            column.is_nullable()
                && !column.get().generated
                && !others.any(|other| other.get().columns.contains(&column.id))
                && !pointing.any(|fk| fk.referenced_columns().any(|referenced| referenced.id == column.id))
        };
        match fk.get().match_type {
            MatchType::Full => own(fk) && fk.columns().all(is_free),
            MatchType::Simple | MatchType::Partial => own(fk) && is_free(self.schema.walk_column(column)),
        }
    }

    fn has_second(self, table: TableId) -> bool {
        self.referencing.leads_back(table) && !self.is_single(self.schema.walk_table(table))
    }

    /// Whether a unique key holds the same values in both rows.
    fn is_single(self, table: TableRef<'s>) -> bool {
        let value = |number, column| self.value_beside_second(Row { table: table.id, number }, column);
        let is_same = |columns: &[ColumnId]| {
            let same = |column: &ColumnId| value(1, *column) == value(2, *column);
            !columns.is_empty() && columns.iter().all(same)
        };
        let is_unique = |key: &&Key| match key.kind {
            KeyKind::Primary | KeyKind::Unique => true,
            KeyKind::Check | KeyKind::Exclude => false,
        };
        table.keys().filter(is_unique).any(|key| is_same(&key.columns))
            || table.indexes().filter(|index| index.unique).any(|index| {
                let columns: Option<Vec<ColumnId>> = index.columns.iter().copied().collect();
                columns.is_some_and(|columns| is_same(&columns))
            })
    }
}
