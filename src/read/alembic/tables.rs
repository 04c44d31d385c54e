//! Operations on tables and columns.

use crate::ir::{ColumnChange, ConstraintKind, Existing, OperationKind, Span, TableName};
use crate::read::python::core::{Constraint, ForeignKey, Table, construct, data_type};
use crate::read::python::{Machine, Value};

use super::call::Call;
use super::chain::Chain;

impl Chain {
    /// `op.create_table("name", Column(...), ...)`.
    pub(super) fn create_table(&mut self, machine: &mut Machine<'_>, call: &Call<'_>) {
        let Some(name) = self.table_of(machine, call, &["table_name", "name"], "schema") else { return };
        let existing = call.existing("if_not_exists");
        let taken = self.replay.schema().table(name).is_some() && existing == Existing::Fails;
        if self.refuses(machine, taken, call.span) {
            return;
        }
        let name_span = call.get(0, &["table_name", "name"]).map_or(call.span, |argument| argument.span);
        let known = machine.problems.len();
        let mut table = Table::new(name, name_span);
        self.with_core(machine, |core| core.elements(&mut table, call.rest(1)));
        table.unknown.extend(call.arguments().open.map(|unknown| unknown.span));
        if let Some(unknown) = call.arguments().open {
            machine.problem(unknown.span, format!("elements of the table are not known: {}", unknown.why));
        }
        let prefixes = call.keyword("prefixes").and_then(|argument| self.names_in(&argument.value));
        table.temporary = prefixes
            .is_some_and(|all| all.iter().any(|word| word.as_str().eq_ignore_ascii_case("temporary")));
        table.partitioned =
            call.keyword("postgresql_partition_by").is_some_and(|argument| !argument.value.is_null());
        self.make_table(machine, &table, existing, call.span);
        self.doubt(machine, known, name, call.span);
    }

    /// `CREATE TABLE` with the indexes that belong to it.
    pub(super) fn make_table(
        &mut self,
        machine: &mut Machine<'_>,
        table: &Table,
        existing: Existing,
        span: Span,
    ) {
        let (mut create, indexes) = self.with_core(machine, |core| core.create_table(table));
        create.existing = existing;
        let skipped = existing == Existing::Skips && self.replay.schema().table(table.name).is_some();
        self.emit(OperationKind::CreateTable(Box::new(create)), span);
        if !skipped {
            for index in indexes {
                self.emit(OperationKind::CreateIndex(Box::new(index)), span);
            }
        }
    }

    /// `op.drop_table("name")`.
    pub(super) fn drop_table(&mut self, machine: &mut Machine<'_>, call: &Call<'_>) {
        let Some(table) = self.table_of(machine, call, &["table_name", "name"], "schema") else { return };
        let existing = call.existing("if_exists");
        let missing = self.is_missing(table) && existing == Existing::Fails;
        if !self.refuses(machine, missing, call.span) {
            self.emit(OperationKind::DropTable { table, existing, cascade: false }, call.span);
        }
    }

    /// `op.rename_table("old", "new")`.
    pub(super) fn rename_table(&mut self, machine: &mut Machine<'_>, call: &Call<'_>) {
        let Some(table) = self.table_of(machine, call, &["old_table_name"], "schema") else { return };
        let Some(name) = call.get(1, &["new_table_name"]).and_then(|new| self.name_in(&new.value)) else {
            return self.opaque(machine, vec![table], call.span, "the new name of the table is not known");
        };
        let missing = self.is_missing(table);
        if !self.refuses(machine, missing, call.span) {
            let to = TableName { schema: table.schema, name };
            self.emit(OperationKind::RenameTable { table, to, existing: Existing::Fails }, call.span);
        }
    }

    /// `op.add_column("table", Column(...))`: the column, then each of its constraints and indexes.
    pub(super) fn add_column(&mut self, machine: &mut Machine<'_>, call: &Call<'_>) {
        let Some(table) = self.table_of(machine, call, &["table_name"], "schema") else { return };
        let column = call.get(1, &["column"]);
        let stated = column.and_then(|argument| construct(&argument.value));
        let Some((made, "Column" | "mapped_column")) = stated else {
            return self.opaque(machine, vec![table], call.span, "the column that is added is not known");
        };
        let known = machine.problems.len();
        let added = self.with_core(machine, |core| {
            let column = core.column(made);
            core.add_column(table, &column)
        });
        let Some(mut added) = added else {
            return self.opaque(machine, vec![table], call.span, "the name of the column is not known");
        };
        let existing = call.existing("if_not_exists");
        let taken = self.has_column(table, added.definition.name) && existing == Existing::Fails;
        if self.refuses(machine, taken || self.is_missing(table), call.span) {
            return;
        }
        let inline = call.flag("inline_references") == Some(true) && added.constraints.len() == 1;
        if let Some(constraint) = added.constraints.first_mut().filter(|_| inline)
            && let ConstraintKind::ForeignKey(fk) = &mut constraint.kind
        {
            fk.inline = true;
            added.definition.constraints.append(&mut added.constraints);
        }
        if call.batch.is_some() && self.is_sqlite() && !added.constraints.is_empty() {
            self.rebuild(machine, table, call);
        }
        self.emit(
            OperationKind::AddColumn { table, column: Box::new(added.definition), existing },
            call.span,
        );
        for constraint in added.constraints {
            if call.batch.is_none() && self.refuses_constraint(machine, call.span) {
                return;
            }
            let constraint = Box::new(constraint);
            self.emit(
                OperationKind::AddConstraint { table, constraint, existing: Existing::Fails },
                call.span,
            );
        }
        for index in added.indexes {
            self.emit(OperationKind::CreateIndex(Box::new(index)), call.span);
        }
        self.doubt(machine, known, table, call.span);
    }

    /// `op.drop_column("table", "column")`.
    pub(super) fn drop_column(&mut self, machine: &mut Machine<'_>, call: &Call<'_>) {
        let Some(table) = self.table_of(machine, call, &["table_name"], "schema") else { return };
        let named = call.get(1, &["column_name", "column"]);
        let Some(column) = named.and_then(|argument| self.column_in(machine, &argument.value)) else {
            return self.opaque(machine, vec![table], call.span, "the column that is dropped is not known");
        };
        let existing = call.existing("if_exists");
        let missing = existing == Existing::Fails && !self.may_have_column(table, column);
        if self.refuses(machine, missing, call.span) {
            return;
        }
        self.rebuild(machine, table, call);
        self.emit(OperationKind::DropColumn { table, column, existing, cascade: false }, call.span);
    }

    /// `op.alter_column("table", "column", nullable=..., type_=..., server_default=..., new_column_name=...)`.
    pub(super) fn alter_column(&mut self, machine: &mut Machine<'_>, call: &Call<'_>) {
        let Some(table) = self.table_of(machine, call, &["table_name"], "schema") else { return };
        let named = call.get(1, &["column_name"]);
        let Some(column) = named.and_then(|argument| self.column_in(machine, &argument.value)) else {
            return self.opaque(machine, vec![table], call.span, "the column that is altered is not known");
        };
        let missing = !self.may_have_column(table, column);
        if self.refuses(machine, missing, call.span) {
            return;
        }
        self.rebuild(machine, table, call);
        let stated = |keyword: &str| call.keyword(keyword).filter(|argument| !argument.value.is_null());
        let default = call.keyword("server_default").filter(|given| given.value.as_bool() != Some(false));
        let mut changes = Vec::new();
        if let Some(given) = stated("type_") {
            match data_type(&given.value, self.dialect) {
                Some(data_type) => changes.push((ColumnChange::Type(data_type), given.span)),
                None if given.value.as_unknown().is_some() => {
                    machine.problem(given.span, "the new type of the column is not known");
                }
                None => {}
            }
        }
        if let Some(given) = default {
            changes.push((ColumnChange::Default(!given.value.is_null()), given.span));
        }
        match stated("nullable").map(|given| (given.value.as_bool(), given.span)) {
            Some((Some(nullable), span)) => changes.push((ColumnChange::NotNull(!nullable), span)),
            Some((None, span)) => {
                machine.problem(span, "whether the column takes NULL from here on is not known");
            }
            None if self.dialect.is_mysql_like() && !changes.is_empty() && stated("type_").is_some() => {
                // MODIFY states everything anew; Alembic takes NULL for what is not said (alembic/ddl/mysql.py).
                let known = stated("existing_nullable").and_then(|given| given.value.as_bool());
                changes.push((ColumnChange::NotNull(known == Some(false)), call.span));
            }
            None => {}
        }
        for (change, _) in changes {
            self.emit(OperationKind::AlterColumn { table, column, change }, call.span);
        }
        if let Some(given) = stated("new_column_name").or_else(|| stated("name")) {
            match self.name_in(&given.value) {
                Some(to) if to == column => {}
                Some(to) => self.emit(OperationKind::RenameColumn { table, from: column, to }, call.span),
                None => {
                    self.opaque(machine, vec![table], given.span, "the new name of the column is not known");
                }
            }
        }
    }

    /// A column's name, also as `Column("name")` or `users.c.name`.
    fn column_in(&self, machine: &mut Machine<'_>, value: &Value) -> Option<crate::ir::Name> {
        if let Some((made, "Column" | "column")) = construct(value) {
            return self.with_core(machine, |core| core.column(made).name);
        }
        self.name_in(value)
    }

    /// Whether a table is certainly not there.
    pub(super) fn is_missing(&self, table: TableName) -> bool {
        self.has_table(table) == Some(false)
    }

    /// Whether a table has a column, for all that is known.
    pub(super) fn has_column(&self, table: TableName, column: crate::ir::Name) -> bool {
        let schema = self.replay.schema();
        schema.table(table).is_some_and(|table| schema.column(table, column).is_some())
    }

    /// Whether a column is there, or may be.
    fn may_have_column(&self, table: TableName, column: crate::ir::Name) -> bool {
        let schema = self.replay.schema();
        match schema.table(table) {
            Some(id) => schema.walk_table(id).is_uncertain() || schema.column(id, column).is_some(),
            None => !self.is_missing(table),
        }
    }

    /// `Table.create(bind)`, `metadata.create_all(bind)`: tables that the program made, with their keys wherever they stand.
    pub(super) fn create_made(
        &mut self,
        machine: &mut Machine<'_>,
        made: &crate::read::python::Made,
        existing: Existing,
        span: Span,
    ) {
        let known = machine.problems.len();
        let Some(table) = self.with_core(machine, |core| core.table(made)) else { return };
        self.create_declared(machine, &table, existing, span);
        self.doubt(machine, known, table.name, span);
    }

    /// The same for a table that is understood already.
    pub(super) fn create_declared(
        &mut self,
        machine: &mut Machine<'_>,
        table: &Table,
        existing: Existing,
        span: Span,
    ) {
        if existing == Existing::Skips && self.replay.schema().table(table.name).is_some() {
            return;
        }
        self.make_table(machine, table, existing, span);
        if self.is_sqlite() {
            return;
        }
        // Other than Alembic's `create_table`, SQLAlchemy adds what is left out of CREATE TABLE.
        let late = |key: &ForeignKey| key.use_alter;
        let of_table = table.constraints.iter().filter_map(|constraint| match constraint {
            Constraint::ForeignKey(key) => Some((key, key.columns.clone())),
            Constraint::Key(_) => None,
        });
        let of_columns = table.columns.iter().flat_map(|column| {
            column.foreign_keys.iter().map(|key| (key, column.key().into_iter().collect::<Vec<_>>()))
        });
        for (key, columns) in of_table.chain(of_columns).filter(|(key, _)| late(key)) {
            let definition = self.with_core(machine, |core| {
                core.without_use_alter = false;
                core.foreign_key_definition(table, key, &columns)
            });
            if let Some(definition) = definition {
                let constraint = Box::new(definition);
                self.emit(
                    OperationKind::AddConstraint { table: table.name, constraint, existing: Existing::Fails },
                    span,
                );
            }
        }
    }
}
