//! The index that InnoDB makes for the columns of a foreign key where none serves (measured on MariaDB 10.11).
//!
//! It is called as the constraint if that was named, else as the first column; it stays when the foreign key goes, and gives way in silence to
//! any later index that begins with the same columns.

use crate::ir::{ColumnId, ForeignKeyId, Index, IndexId, KeyKind, Life, Name, Span, TableId, naming};

use super::{Replay, count};

impl Replay {
    /// Makes the index of a new foreign key, unless one serves already.
    pub(super) fn back_foreign_key(&mut self, id: ForeignKeyId, span: Span) {
        if !self.dialect().is_mysql_like() {
            return;
        }
        let fk = self.foreign_key(id);
        let (table, columns) = (fk.table, fk.columns.clone());
        let stated = fk.name.filter(|_| fk.named);
        if columns.is_empty() || self.is_served(table, &columns) {
            return;
        }
        self.give_way(table, &columns, span);
        let Some(first) = columns.first().map(|id| self.column(*id).name) else { return };
        let name = stated.unwrap_or_else(|| {
            naming::choose_mysql_index(first, |name| self.relation_name_is_taken(table, name))
        });
        let columns = columns.into_iter().map(Some).collect();
        let index = IndexId(count(self.schema.indexes.len()));
        let provenance = self.born(span);
        self.push_index(Index {
            name: Some(name),
            table,
            columns,
            unique: false,
            partial: false,
            provenance,
        });
        self.generated.insert(index);
    }

    /// Whether an index that somebody wrote begins with these columns.
    fn is_served(&self, table: TableId, columns: &[ColumnId]) -> bool {
        let table = self.table(table);
        let by_key = table.keys.iter().any(|id| {
            let key = self.key(*id);
            key.lives() && key.kind != KeyKind::Check && key.columns.starts_with(columns)
        });
        by_key
            || table.indexes.iter().any(|id| {
                let index = &self.schema.indexes[id.0 as usize];
                let parts = index.columns.iter().take(columns.len()).copied();
                index.lives() && !self.generated.contains(id) && parts.eq(columns.iter().copied().map(Some))
            })
    }

    /// Ends the generated indexes on the first of these columns.
    pub(super) fn give_way(&mut self, table: TableId, columns: &[ColumnId], span: Span) {
        if self.generated.is_empty() {
            return;
        }
        for id in self.table(table).indexes.clone() {
            let index = &self.schema.indexes[id.0 as usize];
            let is_covered = index.columns.len() <= columns.len()
                && index.columns.iter().zip(columns).all(|(left, right)| *left == Some(*right));
            if index.lives() && is_covered && self.generated.contains(&id) {
                self.end_index(id, span);
            }
        }
    }

    /// Ends a generated index whose name somebody gives to another one.
    pub(super) fn give_up_name(&mut self, table: TableId, name: Name, span: Span) {
        let found = self.find_index_of(table, name).filter(|id| self.generated.contains(id));
        if let Some(id) = found {
            self.end_index(id, span);
        }
    }
}
