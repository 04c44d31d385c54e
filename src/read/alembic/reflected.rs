//! Tables that a revision reads back from the database: `Table("name", metadata, autoload_with=bind)`.

use crate::ir::{ColumnId, Name, Span, TableId};
use crate::read::python::core::construct;
use crate::read::python::{Argument, Arguments, Machine, Made, Value};

use super::chain::{Chain, made, paths};

impl Chain {
    /// What a reflected table, or a column or constraint of any, says of itself.
    pub(super) fn reflected_attribute(
        &self,
        receiver: &Value,
        of: &Made,
        name: &str,
        span: Span,
    ) -> Option<Value> {
        if of.path.as_str() == paths::REFLECTED {
            return of.arguments.keyword(name).map(|argument| argument.value.clone());
        }
        let (of, word) = construct(receiver)?;
        match (word, name) {
            ("Column" | "Table" | "Index" | "Sequence", "name" | "key") => {
                let stated = of.arguments.get(0, "name").and_then(|argument| self.name_in(&argument.value));
                stated.map(|name| Value::text(name.as_str()))
            }
            ("Table", "foreign_key_constraints" | "constraints" | "indexes" | "primary_key") => {
                self.reflect_table(of, name, span)
            }
            _ => None,
        }
    }

    /// Whether a table is read back through another connection than the revision's. PostgreSQL shows it nothing that the upgrade has not committed,
    /// and an upgrade from nothing is one transaction.
    pub(super) fn sees_nothing(&self, machine: &mut Machine<'_>, arguments: &Arguments, span: Span) -> bool {
        let Some(through) = arguments.keyword("autoload_with") else { return false };
        let is_own = super::chain::is_made(&through.value, paths::BIND).is_some();
        let refused = !is_own && self.dialect.is_postgres_like() && machine.is_trying();
        if refused {
            machine.throw(span, "sqlalchemy.exc.NoSuchTableError");
        }
        refused
    }

    fn reflect_table(&self, of: &Made, name: &str, span: Span) -> Option<Value> {
        let is_read =
            ["autoload_with", "autoload"].iter().any(|keyword| of.arguments.keyword(keyword).is_some());
        let stated = of.arguments.get(0, "name").and_then(|argument| self.name_in(&argument.value));
        let schema = of.arguments.keyword("schema").and_then(|argument| self.name_in(&argument.value));
        let table = crate::ir::TableName { schema, name: stated.filter(|_| is_read)? };
        let id = self.replay.schema().table(table)?;
        match name {
            "foreign_key_constraints" => Some(Value::list(self.reflected_keys(id, span))),
            "constraints" => {
                let mut all = self.reflected_keys(id, span);
                all.extend(self.reflected_others(id, span));
                Some(Value::list(all))
            }
            "primary_key" => {
                let key = self.replay.schema().walk_table(id).primary_key()?;
                Some(self.reflected_constraint(key.name, &key.columns, Vec::new(), span))
            }
            _ => {
                let indexes = self.replay.schema().walk_table(id).indexes();
                let describe = |index: &crate::ir::Index| {
                    let columns: Vec<ColumnId> = index.columns.iter().flatten().copied().collect();
                    self.reflected_constraint(index.name, &columns, Vec::new(), span)
                };
                Some(Value::list(indexes.map(describe).collect()))
            }
        }
    }

    fn reflected_keys(&self, table: TableId, span: Span) -> Vec<Value> {
        let table = self.replay.schema().walk_table(table);
        let describe = |fk: crate::ir::ForeignKeyRef<'_>| {
            let name = Value::text(fk.referenced_name().name.as_str());
            let referred = ("referred_table", record(vec![("name", name)], span));
            self.reflected_constraint(fk.get().name, &fk.get().columns, vec![referred], span)
        };
        table.foreign_keys().map(describe).collect()
    }

    fn reflected_others(&self, table: TableId, span: Span) -> Vec<Value> {
        let keys = self.replay.schema().walk_table(table).keys();
        keys.map(|key| self.reflected_constraint(key.name, &key.columns, Vec::new(), span)).collect()
    }

    fn reflected_constraint(
        &self,
        name: Option<Name>,
        columns: &[ColumnId],
        more: Vec<(&str, Value)>,
        span: Span,
    ) -> Value {
        let schema = self.replay.schema();
        let names = || columns.iter().map(|column| Value::text(schema.walk_column(*column).name().as_str()));
        let column = |name: Value| record(vec![("name", name.clone()), ("key", name)], span);
        let mut entries = vec![
            ("name", name.map_or(Value::Null, |name| Value::text(name.as_str()))),
            ("column_keys", Value::list(names().collect())),
            ("columns", Value::list(names().map(column).collect())),
        ];
        entries.extend(more);
        record(entries, span)
    }
}

/// An object with these attributes.
fn record(entries: Vec<(&str, Value)>, span: Span) -> Value {
    let argument = |(key, value): (&str, Value)| Argument { keyword: Some(Name::new(key)), value, span };
    made(paths::REFLECTED, Arguments { list: entries.into_iter().map(argument).collect(), open: None }, span)
}
