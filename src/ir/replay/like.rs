//! Tables made after others: `LIKE`, `INHERITS`.

use crate::ir::{Column, Index, KeyKind, Life, Like, Name, Span, TableId, TableName};

use super::Replay;

impl Replay {
    /// `LIKE`: columns with NOT NULL, on demand keys and indexes, never foreign keys.
    pub(super) fn copy_like(&mut self, table: TableId, like: Like, span: Span) {
        let Some(model) = self.model_of(table, like.table, span) else { return };
        self.copy_columns(table, model, span);
        if like.including_indexes {
            self.copy_keys(table, model, span);
            self.copy_indexes(table, model, span);
        }
    }

    /// `INHERITS`: columns, and their later changes; no keys, no foreign keys.
    pub(super) fn inherit(&mut self, table: TableId, parent: TableName, span: Span) {
        let Some(parent) = self.model_of(table, parent, span) else { return };
        self.copy_columns(table, parent, span);
        self.set_parent(table, parent);
    }

    /// The table that another is made after; what it does not know, its copy does not either.
    pub(super) fn model_of(&mut self, table: TableId, name: TableName, span: Span) -> Option<TableId> {
        let found = self.find(name).filter(|id| *id != table);
        match found {
            Some(model) => {
                if self.is_vague(model) {
                    self.table_mut(table).uncertain.get_or_insert(span);
                }
                Some(model)
            }
            None => {
                self.problem(span, format!("table `{name}` is not created by any file read"));
                self.table_mut(table).uncertain = Some(span);
                None
            }
        }
    }

    pub(super) fn copy_columns(&mut self, table: TableId, model: TableId, span: Span) {
        for id in self.table(model).columns.clone() {
            let column = self.column(id);
            if column.lives() && self.schema.column(table, column.name).is_none() {
                let column = Column { table, provenance: self.born(span), ..column.clone() };
                self.push_column(column);
            }
        }
    }

    /// Copies primary key and unique constraints under names of their own.
    pub(super) fn copy_keys(&mut self, table: TableId, model: TableId, span: Span) {
        for id in self.table(model).keys.clone() {
            let key = self.key(id);
            if !key.lives() || key.kind == KeyKind::Check {
                continue;
            }
            let kind = key.kind;
            if kind == KeyKind::Primary && self.primary_key(table).is_some() {
                continue;
            }
            let names: Vec<Name> = key.columns.iter().map(|id| self.column(*id).name).collect();
            let columns: Vec<_> = names.iter().filter_map(|name| self.schema.column(table, *name)).collect();
            let own = key.name.filter(|_| self.dialect().is_mysql_like());
            let name = own.or_else(|| self.choose_key_name(table, kind, &columns));
            self.push_key(table, kind, name, columns, span);
        }
    }

    fn copy_indexes(&mut self, table: TableId, model: TableId, span: Span) {
        for id in self.table(model).indexes.clone() {
            let index = self.schema.indexes[id.0 as usize].clone();
            if !index.lives() {
                continue;
            }
            let own = |id| self.schema.column(table, self.column(id).name);
            let columns: Vec<_> = index.columns.iter().map(|id| id.and_then(own)).collect();
            let names = columns.iter().copied().collect::<Option<Vec<_>>>();
            let kept = index.name.filter(|_| self.dialect().is_mysql_like());
            let name = kept.or_else(|| names.and_then(|ids| self.choose_copied_index_name(table, &ids)));
            self.push_index(Index { name, table, columns, provenance: self.born(span), ..index });
        }
    }

    fn choose_copied_index_name(&self, table: TableId, columns: &[crate::ir::ColumnId]) -> Option<Name> {
        if !self.dialect().is_postgres_like() {
            return None;
        }
        let joined = crate::ir::naming::join(columns.iter().map(|id| self.column(*id).name));
        let owner = self.table(table).name.as_str();
        Some(crate::ir::naming::choose(self.dialect(), owner, &joined, "idx", |name| {
            self.relation_name_is_taken(table, name)
        }))
    }
}
