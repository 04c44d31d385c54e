//! Operations on constraints and indexes.

use crate::ir::naming::NAMELESS_DROP;
use crate::ir::{
    ConstraintDefinition, ConstraintKind, ConstraintName, Existing, Life, Name, Opaque, OperationKind, Span,
    TableName,
};
use crate::read::python::core::{Constraint, Index, KeyConstraint, KeyKind, StatedName, Table, Target};
use crate::read::python::{Argument, Arguments, Machine, Value};

use super::call::Call;
use super::chain::{Chain, Way, made};

impl Chain {
    /// `op.create_foreign_key(name, source, referent, local_cols, remote_cols, ...)`; the batch's has no source.
    pub(super) fn create_foreign_key(&mut self, machine: &mut Machine<'_>, call: &Call<'_>) {
        let Some(table) = self.table_of(machine, call, &["source_table", "source"], "source_schema") else {
            return;
        };
        let referent = call.get(2, &["referent_table", "referent"]);
        let referenced = referent.and_then(|argument| self.name_in(&argument.value));
        let columns = |chain: &Chain, argument: Option<&Argument>| {
            argument.and_then(|argument| chain.names_in(&argument.value)).filter(|names| !names.is_empty())
        };
        let local = columns(self, call.get(3, &["local_cols"]));
        let remote = columns(self, call.get(4, &["remote_cols"]));
        let (Some(referent), Some(referenced), Some(local), Some(remote)) =
            (referent, referenced, local, remote)
        else {
            return self.opaque(
                machine,
                vec![table],
                call.span,
                "what the foreign key refers to, or from which columns, is not known",
            );
        };
        let schema = call.keyword("referent_schema").and_then(|argument| self.name_in(&argument.value));
        let target = TableName { schema, name: referenced };
        let name = self.stated_name(call, 0);
        let known = machine.problems.len();
        let definition = self.with_core(machine, |core| {
            let mut key = core.options(call.arguments(), call.span);
            key.name = name;
            key.use_alter = false;
            key.columns = local;
            let target = |column| Target { table: target, column: Some(column), span: referent.span };
            key.targets = remote.into_iter().map(target).collect();
            core.definition(&Table::new(table, call.span), &Constraint::ForeignKey(key))
        });
        let doubtful = machine.problems.len() > known;
        self.add_constraint(machine, table, definition, call);
        if doubtful {
            self.doubt(machine, known, table, call.span);
        }
    }

    /// `op.create_unique_constraint(name, table, columns)`, `op.create_primary_key(name, table, columns)`.
    pub(super) fn create_key(&mut self, machine: &mut Machine<'_>, call: &Call<'_>, kind: KeyKind) {
        let Some(table) = self.table_of(machine, call, &["table_name", "source"], "schema") else { return };
        let columns = call.get(2, &["columns", "local_cols", "cols"]);
        let columns = columns.and_then(|argument| self.names_in(&argument.value));
        let Some(columns) = columns.filter(|columns| !columns.is_empty()) else {
            let why = "the columns of the constraint are not known";
            return self.opaque(machine, vec![table], call.span, why);
        };
        self.create_stated(machine, table, call, kind, columns);
    }

    /// `op.create_check_constraint(name, table, condition)`.
    pub(super) fn create_check(&mut self, machine: &mut Machine<'_>, call: &Call<'_>) {
        let Some(table) = self.table_of(machine, call, &["table_name", "source"], "schema") else { return };
        let stated = call.get(0, &["constraint_name", "name"]);
        let name = Argument {
            keyword: Some(Name::new("name")),
            value: stated.map_or(Value::Null, |argument| argument.value.clone()),
            span: call.span,
        };
        let condition = call.get(2, &["condition", "sqltext"]).cloned();
        let condition = condition.map(|condition| Argument { keyword: None, ..condition });
        let list = condition.into_iter().chain([name]).collect();
        let check = made("sqlalchemy.CheckConstraint", Arguments { list, open: None }, call.span);
        let definition = self.made_definition(machine, table, &check, call.span);
        self.add_constraint(machine, table, definition, call);
    }

    /// `op.create_exclude_constraint(name, table, ("column", "="), ...)`.
    pub(super) fn create_exclusion(&mut self, machine: &mut Machine<'_>, call: &Call<'_>) {
        let Some(table) = self.table_of(machine, call, &["table_name", "source"], "schema") else { return };
        let mut columns = Vec::new();
        for element in call.rest(2) {
            if let Value::List(pair) = &element.value {
                columns.extend(pair.borrow().first().and_then(|first| self.name_in(first)));
            }
        }
        self.create_stated(machine, table, call, KeyKind::Exclude, columns);
    }

    fn create_stated(
        &mut self,
        machine: &mut Machine<'_>,
        table: TableName,
        call: &Call<'_>,
        kind: KeyKind,
        columns: Vec<Name>,
    ) {
        let name = self.stated_name(call, 0);
        let key = KeyConstraint { kind, name, columns, span: call.span };
        let definition = self
            .with_core(machine, |core| core.definition(&Table::new(table, call.span), &Constraint::Key(key)));
        self.add_constraint(machine, table, definition, call);
    }

    fn stated_name(&self, call: &Call<'_>, position: usize) -> StatedName {
        StatedName::of(call.get(position, &["constraint_name", "name", "index_name"]))
    }

    fn add_constraint(
        &mut self,
        machine: &mut Machine<'_>,
        table: TableName,
        definition: Option<ConstraintDefinition>,
        call: &Call<'_>,
    ) {
        let Some(definition) = definition else { return };
        if call.batch.is_none() && self.refuses_constraint(machine, call.span) {
            return;
        }
        let taken = definition.name.is_some_and(|name| self.has_constraint(table, name));
        let sqlite_wants_name = self.is_sqlite() && definition.name.is_none();
        if self.refuses(machine, taken || sqlite_wants_name || self.is_missing(table), call.span) {
            return;
        }
        self.rebuild(machine, table, call);
        let is_primary = matches!(definition.kind, ConstraintKind::PrimaryKey { .. });
        if is_primary && call.batch.is_some() && self.is_sqlite() {
            // A table that is made anew has one; the last one wins.
            let name = ConstraintName::PrimaryKey;
            let existing = Existing::Skips;
            self.emit(OperationKind::DropConstraint { table, name, existing, cascade: false }, call.span);
        }
        let constraint = Box::new(definition);
        self.emit(OperationKind::AddConstraint { table, constraint, existing: Existing::Fails }, call.span);
    }

    /// SQLite has no ALTER for constraints, which Alembic says before it asks the database. Told where nothing swallows it.
    pub(super) fn refuses_constraint(&mut self, machine: &mut Machine<'_>, span: Span) -> bool {
        if !self.is_sqlite() {
            return false;
        }
        if self.refuses(machine, true, span) {
            return true;
        }
        if self.way == Way::Up {
            let why = "Alembic changes constraints on SQLite within batch_alter_table only, and stops here";
            machine.problem(span, why);
        }
        false
    }

    /// `op.drop_constraint(name, table, type_)`.
    pub(super) fn drop_constraint(&mut self, machine: &mut Machine<'_>, call: &Call<'_>) {
        let Some(table) = self.table_of(machine, call, &["table_name"], "schema") else { return };
        let stated = call.get(0, &["constraint_name", "name"]);
        let kind = call.get(2, &["type_"]).and_then(|argument| argument.value.as_text().map(str::to_owned));
        let existing = call.existing("if_exists");
        let is_primary = kind.as_deref() == Some("primary");
        let name = match stated.map(|argument| &argument.value) {
            _ if is_primary && self.dialect.is_mysql_like() => ConstraintName::PrimaryKey,
            None | Some(Value::Null) => return self.drop_nameless(machine, table, call),
            Some(value) => match self.dropped_name(machine, value, table, kind.as_deref(), call.span) {
                Some(name) => ConstraintName::Named(name),
                None => {
                    let why = "the name of the constraint that is dropped is not known";
                    return self.opaque(machine, vec![table], call.span, why);
                }
            },
        };
        if call.batch.is_none() && self.refuses_constraint(machine, call.span) {
            return;
        }
        self.rebuild(machine, table, call);
        let missing = match name {
            ConstraintName::Named(name) => existing == Existing::Fails && self.lacks_constraint(table, name),
            ConstraintName::PrimaryKey => false,
        };
        if !self.refuses(machine, missing, call.span) {
            let existing = self.in_batch(call, existing);
            self.emit(OperationKind::DropConstraint { table, name, existing, cascade: false }, call.span);
        }
    }

    /// The name that a drop means. Alembic runs it through the convention, as `create` did.
    fn dropped_name(
        &mut self,
        machine: &mut Machine<'_>,
        value: &Value,
        table: TableName,
        kind: Option<&str>,
        span: Span,
    ) -> Option<Name> {
        let stated = StatedName::of_value(value);
        if kind == Some("check")
            && let StatedName::Plain(_) = stated
        {
            let key = KeyConstraint { kind: KeyKind::Check, name: stated, columns: Vec::new(), span };
            let table = Table::new(table, span);
            return self.with_core(machine, |core| core.definition(&table, &Constraint::Key(key)))?.name;
        }
        self.name_in(value)
    }

    /// `op.drop_constraint(None, ...)`: SQLAlchemy cannot write it.
    fn drop_nameless(&mut self, machine: &mut Machine<'_>, table: TableName, call: &Call<'_>) {
        if self.refuses(machine, true, call.span) {
            return;
        }
        if self.way == Way::Up {
            return self.opaque(machine, vec![table], call.span, NAMELESS_DROP);
        }
        let opaque = Opaque { touches: vec![table], why: Name::new(NAMELESS_DROP) };
        self.emit(OperationKind::Opaque(opaque), call.span);
    }

    /// `op.create_index(name, table, columns)`.
    pub(super) fn create_index(&mut self, machine: &mut Machine<'_>, call: &Call<'_>) {
        let Some(table) = self.table_of(machine, call, &["table_name", "tablename"], "schema") else {
            return;
        };
        let existing = call.existing("if_not_exists");
        let columns = match call.get(2, &["columns"]).map(|argument| &argument.value) {
            Some(Value::List(list)) => list.borrow().clone(),
            Some(value) => vec![value.clone()],
            None => Vec::new(),
        };
        let engine = if self.dialect.is_postgres_like() { "postgresql" } else { self.dialect.engine.name() };
        let condition = call.keyword(&format!("{engine}_where"));
        let name = self.stated_name(call, 0);
        let mut definition = self.with_core(machine, |core| {
            let index = Index {
                name,
                columns: columns.iter().map(|column| core.indexed(column)).collect(),
                unique: call.flag("unique") == Some(true),
                partial: condition.is_some_and(|condition| !condition.value.is_null()),
                span: call.span,
            };
            core.index_definition(&Table::new(table, call.span), &index)
        });
        definition.existing = existing;
        let taken = definition.name.is_some_and(|name| self.has_index(table, name));
        if !self.refuses(machine, self.is_missing(table) || (taken && existing == Existing::Fails), call.span)
        {
            self.emit(OperationKind::CreateIndex(Box::new(definition)), call.span);
        }
    }

    /// `op.drop_index(name, table_name=...)`.
    pub(super) fn drop_index(&mut self, machine: &mut Machine<'_>, call: &Call<'_>) {
        let schema = call.keyword("schema").and_then(|argument| self.name_in(&argument.value));
        let stated = call.get(1, &["table_name", "tablename"]);
        let table = call.batch.or_else(|| {
            let name = self.name_in(&stated?.value)?;
            Some(TableName { schema, name })
        });
        let Some(name) = call.get(0, &["index_name", "name"]).and_then(|name| self.name_in(&name.value))
        else {
            let touches = table.into_iter().collect();
            return self.opaque(machine, touches, call.span, "the index that is dropped is not known");
        };
        let existing = call.existing("if_exists");
        let missing = existing == Existing::Fails && table.is_some_and(|table| self.lacks_index(table, name));
        if self.refuses(machine, missing, call.span) {
            return;
        }
        let existing = self.in_batch(call, existing);
        let schema = table.and_then(|table| table.schema).or(schema);
        let name = TableName { schema, name };
        // MySQL's indexes belong to their table; elsewhere the name alone decides.
        let table = table.filter(|_| self.dialect.is_mysql_like());
        self.emit(OperationKind::DropIndex { table, name, existing, cascade: false }, call.span);
    }

    /// Within a batch on SQLite a column that was dropped takes its constraints along only at the end: they may still be dropped by name.
    fn in_batch(&self, call: &Call<'_>, existing: Existing) -> Existing {
        if call.batch.is_some() && self.is_sqlite() { Existing::Skips } else { existing }
    }

    /// Whether a constraint of this name is on the table.
    pub(super) fn has_constraint(&self, table: TableName, name: Name) -> bool {
        let schema = self.replay.schema();
        let Some(id) = schema.table(table) else { return false };
        let table = schema.walk_table(id);
        let same = |other: Option<Name>| other.is_some_and(|other| self.dialect.same_name(other, name));
        table.foreign_keys().any(|fk| same(fk.get().name)) || table.keys().any(|key| same(key.name))
    }

    /// Whether a table certainly has no constraint of this name.
    pub(super) fn lacks_constraint(&self, table: TableName, name: Name) -> bool {
        let schema = self.replay.schema();
        match schema.table(table) {
            Some(id) => !schema.walk_table(id).is_uncertain() && !self.has_constraint(table, name),
            None => self.is_missing(table),
        }
    }

    fn has_index(&self, table: TableName, name: Name) -> bool {
        let schema = self.replay.schema();
        let same = |other: Option<Name>| other.is_some_and(|other| self.dialect.same_name(other, name));
        if self.dialect.is_mysql_like() {
            let Some(id) = schema.table(table) else { return false };
            return schema.walk_table(id).indexes().any(|index| same(index.name));
        }
        schema.indexes.iter().any(|index| index.lives() && same(index.name))
    }

    fn lacks_index(&self, table: TableName, name: Name) -> bool {
        let schema = self.replay.schema();
        match schema.table(table) {
            Some(id) => {
                let is_certain = !schema.walk_table(id).is_uncertain();
                is_certain && !self.has_index(table, name) && !self.has_constraint(table, name)
            }
            None => self.is_missing(table),
        }
    }

    /// A constraint that the program made, as a definition for a table.
    pub(super) fn made_definition(
        &self,
        machine: &mut Machine<'_>,
        table: TableName,
        value: &Value,
        span: Span,
    ) -> Option<ConstraintDefinition> {
        self.with_core(machine, |core| {
            let constraint = core.constraint(value)?;
            core.definition(&Table::new(table, span), &constraint)
        })
    }
}
