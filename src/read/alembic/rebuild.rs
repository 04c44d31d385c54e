//! What `batch_alter_table` does on SQLite beside what is asked for: it makes the table anew.
//!
//! The replay alters tables of SQLite in place, which leads to the same schema but for what SQLAlchemy makes of the old table when it reads it
//! back: of several foreign keys over the same columns it sees one (sqlalchemy/dialects/sqlite/base.py, `get_foreign_keys`), and constraints
//! without a name get those that the batch's own `naming_convention` gives.

use crate::ir::{
    ColumnId, ConstraintDefinition, ConstraintName, Deferrability, Existing, ForeignKeyId, MatchType, Name,
    OperationKind, TableName, TableRef,
};
use crate::read::python::Machine;
use crate::read::python::core::{Constraint, ForeignKey, KeyConstraint, KeyKind, StatedName, Table, Target};

use super::call::Call;
use super::chain::Chain;

impl Chain {
    /// What reading a table back does to it, before the batch's first operation that needs a new table.
    pub(super) fn rebuild(&mut self, machine: &mut Machine<'_>, table: TableName, call: &Call<'_>) {
        if call.batch.is_none() || !self.is_sqlite() {
            return;
        }
        self.drop_repeated(table, call);
        let Some(convention) = call.convention.clone() else { return };
        let unnamed = self.unnamed(table, call);
        let convention = std::mem::replace(&mut self.convention, convention);
        for (foreign, columns, constraint) in unnamed {
            let definition = self
                .with_core(machine, |core| core.definition(&Table::new(table, call.span), &constraint))
                .and_then(|definition: ConstraintDefinition| definition.name);
            if let Some(name) = definition {
                self.emit(OperationKind::NameConstraint { table, foreign, columns, name }, call.span);
            }
        }
        self.convention = convention;
    }

    /// Of several foreign keys over the same columns one is read back.
    fn drop_repeated(&mut self, table: TableName, call: &Call<'_>) {
        let schema = self.replay.schema();
        let Some(id) = schema.table(table) else { return };
        let repeated = repeated(schema.walk_table(id));
        let names: Vec<(Option<Name>, Vec<Name>)> = repeated
            .iter()
            .map(|id| {
                let fk = schema.walk_foreign_key(*id);
                (fk.get().name, fk.columns().map(|column| column.name()).collect())
            })
            .collect();
        for (name, columns) in names {
            let passing = Name::new("read back");
            if name.is_none() {
                let name = passing;
                self.emit(OperationKind::NameConstraint { table, foreign: true, columns, name }, call.span);
            }
            let name = ConstraintName::Named(name.unwrap_or(passing));
            let existing = Existing::Skips;
            self.emit(OperationKind::DropConstraint { table, name, existing, cascade: false }, call.span);
        }
    }

    /// The constraints of a table that have no name; whether each is a foreign key, and its columns.
    fn unnamed(&self, table: TableName, call: &Call<'_>) -> Vec<(bool, Vec<Name>, Constraint)> {
        let schema = self.replay.schema();
        let Some(id) = schema.table(table) else { return Vec::new() };
        let walked = schema.walk_table(id);
        let names = |columns: &[ColumnId]| -> Vec<Name> {
            columns.iter().map(|column| schema.walk_column(*column).name()).collect()
        };
        let mut unnamed = Vec::new();
        for fk in walked.foreign_keys().filter(|fk| fk.get().name.is_none()) {
            let columns = names(&fk.get().columns);
            let (table, span) = (fk.referenced_name(), fk.get().referenced_span);
            let target = |column: &Name| Target { table, column: Some(*column), span };
            let key = ForeignKey {
                name: StatedName::None,
                columns: columns.clone(),
                targets: fk.get().referenced_columns.iter().map(target).collect(),
                on_delete: fk.get().on_delete,
                on_update: fk.get().on_update,
                deferrability: Deferrability::NotDeferrable,
                match_type: MatchType::Simple,
                use_alter: false,
                not_valid: false,
                span: call.span,
            };
            unnamed.push((true, columns, Constraint::ForeignKey(key)));
        }
        for key in walked.keys().filter(|key| key.name.is_none()) {
            let kind = match key.kind {
                crate::ir::KeyKind::Primary => KeyKind::Primary,
                crate::ir::KeyKind::Unique => KeyKind::Unique,
                crate::ir::KeyKind::Check | crate::ir::KeyKind::Exclude => continue,
            };
            let columns = names(&key.columns);
            let key =
                KeyConstraint { kind, name: StatedName::None, columns: columns.clone(), span: call.span };
            unnamed.push((false, columns, Constraint::Key(key)));
        }
        unnamed
    }
}

/// The foreign keys of a table that repeat another one's columns and target. The first stays; one with a name before one without.
pub(super) fn repeated(table: TableRef<'_>) -> Vec<ForeignKeyId> {
    let mut keys: Vec<_> = table.foreign_keys().collect();
    keys.sort_by_key(|fk| fk.get().name.is_none());
    let mut seen = Vec::new();
    let mut repeated = Vec::new();
    for fk in keys {
        let signature = (&fk.get().columns, fk.referenced_name(), &fk.get().referenced_columns);
        if seen.contains(&signature) {
            repeated.push(fk.id);
        } else {
            seen.push(signature);
        }
    }
    repeated
}
