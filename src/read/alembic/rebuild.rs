//! What `batch_alter_table` does on SQLite beside what is asked for: it makes the table anew.
//!
//! The replay alters tables of SQLite in place, which leads to the same schema. Only one thing has to be said: constraints without a name are
//! read back from the old table, and get the names that the batch's own `naming_convention` gives.

use crate::ir::{ColumnId, ConstraintDefinition, Deferrability, MatchType, Name, OperationKind, TableName};
use crate::read::python::Machine;
use crate::read::python::core::{Constraint, ForeignKey, KeyConstraint, KeyKind, StatedName, Table, Target};

use super::call::Call;
use super::chain::Chain;

impl Chain {
    /// Names the constraints that have no name, before the batch's first operation that needs a new table.
    pub(super) fn name_reflected(&mut self, machine: &mut Machine<'_>, table: TableName, call: &Call<'_>) {
        let Some(convention) = call.convention.clone().filter(|_| self.is_sqlite()) else { return };
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
