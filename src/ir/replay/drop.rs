//! What goes, and what goes with it.

use crate::ir::{
    ColumnId, ConstraintName, Engine, Existing, ForeignKeyId, KeyId, KeyKind, Life, Name, Span, TableId,
    TableKind, TableName,
};

use super::{Replay, UniqueId};

impl Replay {
    pub(super) fn drop_named_table(&mut self, name: TableName, existing: Existing, span: Span) {
        let found = match existing {
            Existing::Fails => self.find(name),
            // A script that drops what may be there does not mean a table of a schema that it does not name.
            Existing::Skips => self.find_on_path(name),
        };
        match found {
            Some(id) => self.drop_table(id, span),
            None => {
                if existing == Existing::Fails {
                    self.problem(span, format!("table `{name}` is not created by any file read"));
                }
            }
        }
    }

    pub(super) fn drop_view(&mut self, name: TableName, span: Span) {
        if let Some(id) = self.find(name)
            && self.table(id).kind == TableKind::View
        {
            self.drop_table(id, span);
        }
    }

    /// Ends a table, all that is in it, its partitions, and (as the engine does) the foreign keys that point to it.
    pub(super) fn drop_table(&mut self, table: TableId, span: Span) {
        let mut doomed = vec![table];
        if self.dialect().is_postgres_like() {
            doomed.extend(self.descendants(table));
        }
        for table in doomed {
            self.unregister_table(table);
            self.lose_referenced(table, span);
            self.end_contents(table, span);
            let origin = self.origin(span);
            self.table_mut(table).provenance.dropped = Some(origin);
        }
    }

    fn end_contents(&mut self, table: TableId, span: Span) {
        let origin = Some(self.origin(span));
        for id in self.table(table).foreign_keys.clone() {
            if self.foreign_key(id).lives() {
                self.drop_foreign_key(id, span);
            }
        }
        for id in self.table(table).keys.clone() {
            self.end_key(id, span);
        }
        for id in self.table(table).indexes.clone() {
            self.end_index(id, span);
        }
        for index in 0..self.table(table).columns.len() {
            let Some(id) = self.table(table).columns.get(index).copied() else { break };
            let column = self.column_mut(id);
            column.provenance.dropped = column.provenance.dropped.or(origin);
        }
    }

    pub(super) fn drop_schema(&mut self, name: Name, span: Span) {
        let key = self.dialect().key(name);
        self.schemas.remove(&key);
        for table in self.tables_in(key) {
            if self.table(table).lives() {
                self.drop_table(table, span);
            }
        }
        self.drop_types_in(name, span);
    }

    /// The living tables of a schema, in order of creation.
    pub(super) fn tables_in(&self, schema: Name) -> Vec<TableId> {
        let dialect = self.dialect();
        let ids = (0..).map(TableId).zip(&self.schema.tables);
        ids.filter(|(_, table)| table.lives() && table.schema.is_some_and(|name| dialect.key(name) == schema))
            .map(|(id, _)| id)
            .collect()
    }

    pub(super) fn drop_named_column(&mut self, table: TableId, name: Name, existing: Existing, span: Span) {
        let Some(column) = self.schema.column(table, name) else {
            if existing == Existing::Fails && !self.is_vague(table) {
                let owner = self.table(table).name;
                self.problem(
                    span,
                    format!("column `{name}` of table `{owner}` is not created by any file read"),
                );
            }
            return;
        };
        self.drop_column(table, column, span);
        for child in self.descendants(table) {
            if let Some(column) = self.schema.column(child, name) {
                self.drop_column(child, column, span);
            }
        }
    }

    /// Ends a column with the constraints and indexes on it, also those on several columns, and the foreign keys that point to it.
    pub(super) fn drop_column(&mut self, table: TableId, column: ColumnId, span: Span) {
        for id in self.table(table).foreign_keys.clone() {
            let fk = self.foreign_key(id);
            if fk.lives() && fk.columns.contains(&column) {
                self.drop_foreign_key(id, span);
            }
        }
        if self.dialect().is_postgres_like() {
            let key = self.dialect().key(self.column(column).name);
            for id in self.incoming(table) {
                let names = &self.foreign_key(id).referenced_columns;
                if names.iter().any(|name| self.dialect().key(*name) == key) {
                    self.drop_foreign_key(id, span);
                }
            }
        }
        for id in self.table(table).keys.clone() {
            let key = self.key(id);
            if key.lives() && key.columns.contains(&column) {
                self.drop_key_column(id, column, span);
            }
        }
        for id in self.table(table).indexes.clone() {
            let index = &mut self.schema.indexes[id.0 as usize];
            if !index.lives() || !index.columns.contains(&Some(column)) {
                continue;
            }
            if self.schema.dialect.is_mysql_like() && index.columns.len() > 1 {
                index.columns.retain(|part| *part != Some(column));
            } else {
                self.end_index(id, span);
            }
        }
        let origin = self.origin(span);
        self.column_mut(column).provenance.dropped = Some(origin);
    }

    /// MySQL takes the column out of the key; the others drop the key.
    fn drop_key_column(&mut self, id: KeyId, column: ColumnId, span: Span) {
        let key = self.key(id);
        if self.dialect().is_mysql_like() && key.kind != KeyKind::Check && key.columns.len() > 1 {
            self.schema.keys[id.0 as usize].columns.retain(|part| *part != column);
        } else {
            self.drop_key(id, span);
        }
    }

    pub(super) fn drop_named_constraint(
        &mut self,
        table: TableName,
        name: ConstraintName,
        existing: Existing,
        span: Span,
    ) {
        if existing == Existing::Skips && self.find(table).is_none() {
            return;
        }
        let Some(table) = self.find_or_assume(table, span) else { return };
        match name {
            ConstraintName::PrimaryKey => self.drop_primary_key(table, existing, span),
            ConstraintName::Named(name) => {
                if let Some(id) = self.find_foreign_key(table, name) {
                    self.drop_foreign_key(id, span);
                } else if let Some(id) = self.find_key(table, name) {
                    self.drop_key(id, span);
                } else if existing == Existing::Fails && !self.drops_not_null(table, name, span) {
                    self.unknown_constraint(table, name, span);
                }
            }
        }
    }

    fn drop_primary_key(&mut self, table: TableId, existing: Existing, span: Span) {
        let Some(id) = self.primary_key(table) else {
            if existing == Existing::Fails && !self.is_vague(table) {
                let owner = self.table(table).name;
                self.problem(span, format!("table `{owner}` has no primary key to drop"));
            }
            return;
        };
        let columns = self.key(id).columns.clone();
        if self.dialect().engine == Engine::CockroachDb {
            // ALTER PRIMARY KEY keeps the old one as a unique constraint; foreign keys go on pointing to it.
            let origin = self.key(id).provenance.created;
            self.end_key(id, span);
            let name = self.choose_key_name(table, KeyKind::Unique, &columns);
            let key = self.push_key(table, KeyKind::Unique, name, columns, span);
            self.schema.keys[key.0 as usize].provenance.created = origin;
        } else {
            self.drop_key(id, span);
        }
    }

    /// PostgreSQL 18 keeps NOT NULL as a constraint `table_column_not_null`.
    fn drops_not_null(&mut self, table: TableId, name: Name, span: Span) -> bool {
        let start = self.table(table).name.as_str();
        let Some(column) = name
            .as_str()
            .strip_suffix("_not_null")
            .and_then(|rest| rest.strip_prefix(start))
            .and_then(|rest| rest.strip_prefix('_'))
            .filter(|_| self.dialect().engine == Engine::PostgreSql)
            .and_then(|column| self.schema.column(table, Name::new(column)))
        else {
            return false;
        };
        let column = self.column_mut(column);
        column.not_null = false;
        column.null_span = span;
        true
    }

    /// Ends a constraint, and in PostgreSQL the foreign keys that rely on its index.
    pub(super) fn drop_key(&mut self, id: KeyId, span: Span) {
        let unique = matches!(self.key(id).kind, KeyKind::Primary | KeyKind::Unique);
        if unique && self.dialect().is_postgres_like() {
            for fk in self.relying_on(self.key(id).table, UniqueId::Key(id)) {
                self.drop_foreign_key(fk, span);
            }
        }
        self.end_key(id, span);
    }

    /// The living foreign keys to a table that have chosen this index.
    pub(super) fn relying_on(&self, table: TableId, id: UniqueId) -> Vec<ForeignKeyId> {
        let mut incoming = self.incoming(table);
        incoming.retain(|fk| self.support_of(*fk) == Some(id));
        incoming
    }

    /// Ends a constraint and nothing else.
    fn end_key(&mut self, id: KeyId, span: Span) {
        let origin = self.origin(span);
        let key = &mut self.schema.keys[id.0 as usize];
        if key.lives() {
            key.provenance.dropped = Some(origin);
            let (table, name) = (key.table, key.name);
            self.free_constraint_name(table, name);
            self.free_index_name(table, name, UniqueId::Key(id));
        }
    }
}
