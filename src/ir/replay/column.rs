//! Columns: definition, change, rename.

use crate::ir::{
    Column, ColumnChange, ColumnDefinition, ColumnId, ConstraintDefinition, ConstraintKind, Engine, Existing,
    ForeignKeyId, IgnoredKind, Life, Name, Span, TableId,
};

use super::{Replay, count};

/// More columns than any engine allows in a table (MySQL: 4096); what comes after them cannot be real and would make look-ups slow.
const COLUMN_LIMIT: usize = 4096;

impl Replay {
    pub(super) fn column(&self, id: ColumnId) -> &Column {
        &self.schema.columns[id.0 as usize]
    }

    pub(super) fn column_mut(&mut self, id: ColumnId) -> &mut Column {
        &mut self.schema.columns[id.0 as usize]
    }

    /// Adds the column, or fills one that exists only by demand or, with `merge`, by inheritance. Does not add its constraints.
    pub(super) fn define_column(
        &mut self,
        table: TableId,
        definition: &ColumnDefinition,
        merge: bool,
    ) -> Option<ColumnId> {
        let found = self.schema.column(table, definition.name);
        if let Some(id) = found
            && !merge
            && !self.demanded.contains(&id)
        {
            self.problem(
                definition.name_span,
                format!("column `{}` of table `{}` exists already", definition.name, self.table(table).name),
            );
            return None;
        }
        let column = Column {
            table,
            name: definition.name,
            data_type: definition.data_type,
            not_null: definition.not_null,
            null_span: definition.span,
            has_default: definition.has_default,
            generated: definition.generated,
            name_span: definition.name_span,
            provenance: self.born(definition.span),
        };
        if let Some(id) = found {
            self.demanded.remove(&id);
            let known = self.column(id).clone();
            let column = Column {
                not_null: column.not_null || (merge && known.not_null),
                has_default: column.has_default || (merge && known.has_default),
                generated: column.generated || (merge && known.generated),
                data_type: column.data_type.or(known.data_type),
                ..column
            };
            *self.column_mut(id) = column;
            return Some(id);
        }
        self.push_column(column)
    }

    /// Adds a column whose name is free.
    pub(super) fn push_column(&mut self, column: Column) -> Option<ColumnId> {
        let table = column.table;
        if self.table(table).columns.len() >= COLUMN_LIMIT {
            self.problem(
                column.name_span,
                format!("table `{}` has more than {COLUMN_LIMIT} columns", self.table(table).name),
            );
            return None;
        }
        let id = ColumnId(count(self.schema.columns.len()));
        self.schema.columns.push(column);
        self.table_mut(table).columns.push(id);
        Some(id)
    }

    /// The column that a constraint or a change names; made where it does not exist, with a problem unless the table is not fully known.
    pub(super) fn demand_column(&mut self, table: TableId, name: Name, span: Span) -> Option<ColumnId> {
        if let Some(id) = self.schema.column(table, name) {
            return Some(id);
        }
        if !self.is_vague(table) {
            self.problem(
                span,
                format!(
                    "column `{name}` of table `{}` is not created by any file read",
                    self.table(table).name
                ),
            );
        }
        let id = self.push_column(Column {
            table,
            name,
            data_type: None,
            not_null: false,
            null_span: span,
            has_default: false,
            generated: false,
            name_span: span,
            provenance: self.born(span),
        })?;
        self.demanded.insert(id);
        Some(id)
    }

    pub(super) fn add_column(
        &mut self,
        table: TableId,
        definition: &ColumnDefinition,
        existing: Existing,
        span: Span,
    ) {
        let known =
            self.schema.column(table, definition.name).filter(|column| !self.demanded.contains(column));
        if let Some(column) = known
            && existing == Existing::Skips
        {
            let table = self.column(column).table;
            for constraint in definition.constraints.iter().filter(|constraint| is_foreign_key(constraint)) {
                // MariaDB skips the column alone (measured on 10.11).
                if self.dialect().is_mysql_like() {
                    self.add_constraint(table, constraint, Some(definition.name), false);
                } else {
                    self.ignore(IgnoredKind::ExistingColumn, table, constraint, Some(definition.name));
                }
            }
            return;
        }
        if self.define_column(table, definition, false).is_none() {
            return;
        }
        for constraint in &definition.constraints {
            self.add_constraint(table, constraint, Some(definition.name), false);
        }
        for child in self.descendants(table) {
            if let Some(column) = self.define_column(child, definition, true) {
                self.column_mut(column).provenance.created.span = span;
            }
        }
    }

    pub(super) fn alter_column(&mut self, table: TableId, name: Name, change: &ColumnChange, span: Span) {
        let Some(column) = self.demand_column(table, name, span) else { return };
        self.change_column(column, change, span);
        if let ColumnChange::Redefine(definition) = change {
            self.redefine_references(table, column, definition, span);
            return;
        }
        for child in self.descendants(table) {
            if let Some(column) = self.schema.column(child, name) {
                self.change_column(column, change, span);
            }
        }
    }

    fn change_column(&mut self, id: ColumnId, change: &ColumnChange, span: Span) {
        let origin = self.origin(span);
        if let ColumnChange::Redefine(definition) = change {
            self.rename_column_to(id, definition.name, span);
        }
        let in_primary_key = self.is_in_primary_key(id);
        let column = self.column_mut(id);
        column.provenance.changed = Some(origin);
        match change {
            ColumnChange::NotNull(not_null) => {
                column.not_null = *not_null;
                column.null_span = span;
            }
            ColumnChange::Type(data_type) => column.data_type = Some(*data_type),
            ColumnChange::Default(has_default) => column.has_default = *has_default,
            ColumnChange::Redefine(definition) => {
                column.data_type = definition.data_type;
                column.not_null = definition.not_null || in_primary_key;
                column.null_span = definition.span;
                column.has_default = definition.has_default;
                column.generated = definition.generated;
                column.name_span = definition.name_span;
            }
        }
    }

    fn is_in_primary_key(&self, column: ColumnId) -> bool {
        self.dialect().engine != Engine::Sqlite
            && self
                .primary_key(self.column(column).table)
                .is_some_and(|key| self.schema.keys[key.0 as usize].columns.contains(&column))
    }

    /// libSQL's `ALTER COLUMN ... TO` replaces the inline clauses; MySQL's `MODIFY` adds to what is there.
    fn redefine_references(
        &mut self,
        table: TableId,
        column: ColumnId,
        definition: &ColumnDefinition,
        span: Span,
    ) {
        if self.dialect().engine == Engine::Sqlite {
            let replaced: Vec<ForeignKeyId> = self.table(table).foreign_keys.clone();
            for id in replaced {
                let fk = self.foreign_key(id);
                if fk.lives() && fk.columns == [column] && self.inline.contains(&id) {
                    self.drop_foreign_key(id, span);
                }
            }
        }
        for constraint in &definition.constraints {
            self.add_constraint(table, constraint, Some(definition.name), false);
        }
    }

    pub(super) fn rename_column(&mut self, table: TableId, from: Name, to: Name, span: Span) {
        let Some(column) = self.demand_column(table, from, span) else { return };
        self.rename_column_to(column, to, span);
        for child in self.descendants(table) {
            if let Some(column) = self.schema.column(child, from) {
                self.rename_column_to(column, to, span);
            }
        }
    }

    /// Renames a column, and with it what names it: the referenced columns of foreign keys, their `SET NULL (...)` lists.
    fn rename_column_to(&mut self, id: ColumnId, to: Name, span: Span) {
        let (table, from) = (self.column(id).table, self.column(id).name);
        if from == to {
            return;
        }
        if self.schema.column(table, to).is_some_and(|other| other != id) {
            self.problem(span, format!("column `{to}` of table `{}` exists already", self.table(table).name));
            return;
        }
        let origin = self.origin(span);
        let column = self.column_mut(id);
        column.name = to;
        column.provenance.changed = Some(origin);
        let dialect = self.dialect();
        let key = dialect.key(from);
        let rename = |names: &mut Vec<Name>| {
            for name in names.iter_mut().filter(|name| dialect.key(**name) == key) {
                *name = to;
            }
        };
        for fk in self.incoming(table) {
            rename(&mut self.schema.foreign_keys[fk.0 as usize].referenced_columns);
        }
        for fk in &self.schema.tables[table.0 as usize].foreign_keys {
            rename(&mut self.schema.foreign_keys[fk.0 as usize].set_columns);
        }
    }
}

fn is_foreign_key(constraint: &ConstraintDefinition) -> bool {
    matches!(constraint.kind, ConstraintKind::ForeignKey(_))
}
