//! `sqlalchemy.inspect(bind)`: what the revisions so far have made, in the words of SQLAlchemy's inspector.

use std::rc::Rc;

use crate::ir::{ColumnId, KeyKind, Name, ReferentialAction, Span, TableKind, TableName, TableRef};
use crate::read::python::{Arguments, Machine, Made, Value};

use super::chain::Chain;
use super::reflected_type::reflected_type;

/// What inspectors have answered: each asks once and keeps the answer.
pub(super) type Reflections = Vec<(Rc<Made>, String, Value)>;

impl Chain {
    /// A method of an inspector, which is asked for each table once.
    pub(super) fn inspect(
        &mut self,
        machine: &mut Machine<'_>,
        inspector: &Rc<Made>,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        if name == "clear_cache" {
            self.reflections.retain(|(known, ..)| !Rc::ptr_eq(known, inspector));
            return Some(Value::Null);
        }
        let asks_table = !matches!(
            name,
            "get_table_names"
                | "get_view_names"
                | "get_schema_names"
                | "get_enums"
                | "get_sorted_table_and_fkc_names"
        );
        let at = usize::from(asks_table);
        let schema = arguments.get(at, "schema").and_then(|argument| self.name_in(&argument.value));
        let table = if asks_table {
            let stated = arguments.get(0, "table_name");
            match stated.and_then(|argument| self.name_in(&argument.value)) {
                Some(name) => Some(TableName { schema, name }),
                None => return Some(Value::unknown(span, "the table that is asked for is not known")),
            }
        } else {
            None
        };
        let key =
            format!("{name} {}", table.map_or_else(|| format!("{schema:?}"), |table| table.to_string()));
        let known =
            self.reflections.iter().find(|(known, asked, _)| Rc::ptr_eq(known, inspector) && *asked == key);
        if let Some((.., answer)) = known {
            return Some(answer.clone());
        }
        let answer = match (name, table) {
            ("get_table_names", _) => Value::list(self.table_names_in(schema)),
            ("get_view_names", _) => Value::list(self.view_names()),
            ("get_schema_names", _) => self.schema_names(span),
            ("has_table", Some(table)) => self.table_answer(table, span),
            (_, Some(table)) => return self.reflect(machine, name, table, arguments, span),
            (_, None) => return None,
        };
        self.reflections.push((inspector.clone(), key, answer.clone()));
        Some(answer)
    }

    /// `get_columns(table)` and its kin.
    fn reflect(
        &mut self,
        machine: &mut Machine<'_>,
        name: &str,
        table: TableName,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        let schema = self.replay.schema();
        let Some(id) = schema.table(table) else {
            if self.is_missing(table) && machine.is_trying() {
                machine.throw(span, "sqlalchemy.exc.NoSuchTableError");
                return Some(Value::Null);
            }
            if self.is_missing(table) {
                return Some(Value::list(Vec::new()));
            }
            return Some(Value::unknown(span, "the table is made by none of the revisions"));
        };
        let table = schema.walk_table(id);
        if table.get().kind == TableKind::Assumed {
            return Some(Value::unknown(span, "the table is made by none of the revisions"));
        }
        let entries = match name {
            "get_columns" => columns(table, span),
            "get_foreign_keys" => foreign_keys(table, self.is_sqlite()),
            "get_pk_constraint" => return Some(primary_key(table)),
            "get_unique_constraints" => keys(table, KeyKind::Unique, self.dialect.is_mysql_like()),
            "get_check_constraints" => keys(table, KeyKind::Check, false),
            "get_indexes" => indexes(table, self.dialect.is_postgres_like() || self.dialect.is_mysql_like()),
            "has_index" => {
                let stated =
                    arguments.get(1, "index_name").and_then(|argument| self.name_in(&argument.value))?;
                let found = table.indexes().any(|index| index.name == Some(stated));
                return Some(Value::Bool(found));
            }
            "get_table_comment" | "get_table_options" => return Some(Value::map(Vec::new())),
            _ => return None,
        };
        Some(Value::list(entries))
    }

    /// Whether a table is there: `None` where the chain builds on tables that it does not make.
    pub(super) fn has_table(&self, name: TableName) -> Option<bool> {
        let schema = self.replay.schema();
        if schema.table(name).is_some() {
            return Some(true);
        }
        let is_referenced = schema
            .living_foreign_keys()
            .any(|fk| fk.referenced_table().is_none() && fk.referenced_name().name == name.name);
        let is_foreign =
            |table: &crate::ir::Table| table.kind == TableKind::Assumed && !is_flask_appbuilders(table.name);
        if is_referenced && !self.is_sqlite() {
            return Some(true);
        }
        if is_referenced || is_flask_appbuilders(name.name) || schema.tables.iter().any(is_foreign) {
            return None;
        }
        Some(false)
    }

    /// The same as a value.
    pub(super) fn table_answer(&self, name: TableName, span: Span) -> Value {
        match self.has_table(name) {
            Some(found) => Value::Bool(found),
            None => Value::unknown(span, "the table may be made by something else than the revisions"),
        }
    }

    /// The names of the tables of the default schema.
    pub(super) fn table_names(&self) -> Vec<Value> {
        self.table_names_in(None)
    }

    fn table_names_in(&self, schema: Option<Name>) -> Vec<Value> {
        let wanted = schema.or(self.replay.schema().default_schema);
        let tables = self.replay.schema().living_tables();
        let tables = tables.filter(|table| !self.dialect.is_postgres_like() || table.get().schema == wanted);
        let mut names: Vec<Value> = tables.map(|table| Value::text(table.get().name.as_str())).collect();
        // Alembic's own table is made before the first revision runs.
        names.push(Value::text("alembic_version"));
        names
    }

    fn view_names(&self) -> Vec<Value> {
        let tables = self.replay.schema().tables.iter();
        let views =
            tables.filter(|table| table.kind == TableKind::View && table.provenance.dropped.is_none());
        views.map(|view| Value::text(view.name.as_str())).collect()
    }

    fn schema_names(&self, span: Span) -> Value {
        let Some(default) = self.replay.schema().default_schema else {
            return Value::unknown(span, "the schemas are those of the server");
        };
        let mut names = vec![default];
        for table in self.replay.schema().living_tables() {
            names.extend(table.get().schema.filter(|schema| !names.contains(schema)));
        }
        Value::list(names.iter().map(|name| Value::text(name.as_str())).collect())
    }
}

/// Flask-AppBuilder makes its tables itself, before the first revision runs.
fn is_flask_appbuilders(name: Name) -> bool {
    name.as_str().starts_with("ab_")
}

fn entry(entries: Vec<(&str, Value)>) -> Value {
    Value::map(entries.into_iter().map(|(key, value)| (Name::new(key), value)).collect())
}

fn text(name: Option<Name>) -> Value {
    name.map_or(Value::Null, |name| Value::text(name.as_str()))
}

fn column_names(table: TableRef<'_>, columns: &[ColumnId]) -> Value {
    let names = columns.iter().map(|id| Value::text(table.schema.walk_column(*id).name().as_str()));
    Value::list(names.collect())
}

fn columns(table: TableRef<'_>, span: Span) -> Vec<Value> {
    let describe = |column: crate::ir::ColumnRef<'_>| {
        let key = table.primary_key().map_or(&[][..], |key| key.columns.as_slice());
        let default = if column.get().has_default {
            Value::unknown(span, "defaults are not kept")
        } else {
            Value::Null
        };
        entry(vec![
            ("name", Value::text(column.name().as_str())),
            ("type", reflected_type(column.data_type(), span)),
            ("nullable", Value::Bool(column.is_nullable())),
            ("default", default),
            ("autoincrement", Value::Bool(false)),
            ("primary_key", Value::Number(f64::from(u8::from(key.contains(&column.id))))),
            ("comment", Value::Null),
        ])
    };
    table.columns().map(describe).collect()
}

/// Foreign keys. SQLAlchemy tells those of SQLite apart by what they refer to: of several alike it gives one.
fn foreign_keys(table: TableRef<'_>, once: bool) -> Vec<Value> {
    let describe = |fk: crate::ir::ForeignKeyRef<'_>| {
        let referenced = fk.referenced_name();
        let names = fk.get().referenced_columns.iter().map(|name| Value::text(name.as_str()));
        let action = |action: ReferentialAction| {
            (action != ReferentialAction::NoAction).then(|| Value::text(action.sql()))
        };
        let mut options = Vec::new();
        options.extend(action(fk.get().on_delete.effective).map(|action| ("ondelete", action)));
        options.extend(action(fk.get().on_update.effective).map(|action| ("onupdate", action)));
        entry(vec![
            ("name", text(fk.get().name)),
            ("constrained_columns", column_names(table, &fk.get().columns)),
            ("referred_schema", text(referenced.schema)),
            ("referred_table", Value::text(referenced.name.as_str())),
            ("referred_columns", Value::list(names.collect())),
            ("options", entry(options)),
            ("comment", Value::Null),
        ])
    };
    let repeated = if once { super::rebuild::repeated(table) } else { Vec::new() };
    table.foreign_keys().filter(|fk| !repeated.contains(&fk.id)).map(describe).collect()
}

fn primary_key(table: TableRef<'_>) -> Value {
    let key = table.primary_key();
    let columns = key.map_or(&[][..], |key| key.columns.as_slice());
    entry(vec![
        ("constrained_columns", column_names(table, columns)),
        ("name", text(key.and_then(|key| key.name))),
        ("comment", Value::Null),
    ])
}

/// Constraints of one kind; MySQL knows unique indexes as unique constraints too.
fn keys(table: TableRef<'_>, kind: KeyKind, with_indexes: bool) -> Vec<Value> {
    let of_keys = table.keys().filter(|key| key.kind == kind).map(|key| {
        entry(vec![
            ("name", text(key.name)),
            ("column_names", column_names(table, &key.columns)),
            ("sqltext", Value::text("")),
            ("comment", Value::Null),
        ])
    });
    let unique = table.indexes().filter(|index| with_indexes && index.unique);
    let of_indexes = unique.map(|index| {
        let columns: Vec<ColumnId> = index.columns.iter().flatten().copied().collect();
        entry(vec![("name", text(index.name)), ("column_names", column_names(table, &columns))])
    });
    of_keys.chain(of_indexes).collect()
}

/// Indexes; PostgreSQL and MySQL list those of unique constraints too.
fn indexes(table: TableRef<'_>, with_constraints: bool) -> Vec<Value> {
    let own = table.indexes().map(|index| {
        let names = index.columns.iter().map(|column| {
            column.map_or(Value::Null, |id| Value::text(table.schema.walk_column(id).name().as_str()))
        });
        entry(vec![
            ("name", text(index.name)),
            ("column_names", Value::list(names.collect())),
            ("unique", Value::Bool(index.unique)),
        ])
    });
    let unique = table.keys().filter(|key| with_constraints && key.kind == KeyKind::Unique);
    let of_constraints = unique.map(|key| {
        entry(vec![
            ("name", text(key.name)),
            ("column_names", column_names(table, &key.columns)),
            ("unique", Value::Bool(true)),
            ("duplicates_constraint", text(key.name)),
        ])
    });
    own.chain(of_constraints).collect()
}
