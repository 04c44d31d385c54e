//! What queries answer on a database that nothing but the chain has made: tables hold no rows, catalogs hold what was replayed.

use crate::ir::{Name, Span, TableName};
use crate::read::python::core::last_segment;
use crate::read::python::{Machine, Made, Object, Value};
use crate::read::sql;

use super::chain::Chain;
use super::execute::asked;

/// Words by which a query shows that it asks the catalog.
const CATALOGS: [&str; 8] = [
    "information_schema",
    "pg_",
    "sqlite_master",
    "sqlite_schema",
    "pragma",
    "to_regclass",
    "show ",
    "crdb_internal",
];

/// What a query is known to give.
enum Rows {
    /// No rows.
    None,
    /// Rows of which nothing else is known.
    Some,
    /// Rows of one value each.
    Values(Vec<Value>),
    /// One row with this value.
    One(Value),
    /// Whether there are any is not known.
    Unknown,
}

impl Chain {
    /// A method of a result, or of a query of the ORM.
    pub(super) fn result_method(
        &mut self,
        _machine: &mut Machine<'_>,
        receiver: &Value,
        result: &Made,
        name: &str,
        span: Span,
    ) -> Option<Value> {
        let unknown = || Value::unknown(span, "the rows are those of the database");
        let row = |value: Value| Value::list(vec![value]);
        let as_row = |value: Value| if matches!(value, Value::List(_)) { value } else { row(value) };
        let rows = self.rows(result);
        Some(match name {
            "fetchall" | "all" | "fetchmany" | "__iter__" | "partitions" | "yield_per" => match rows {
                Rows::None => Value::list(Vec::new()),
                Rows::Some | Rows::Unknown => unknown(),
                Rows::Values(values) => Value::list(values.into_iter().map(as_row).collect()),
                Rows::One(value) => Value::list(vec![row(value)]),
            },
            "first" | "fetchone" | "one_or_none" => match rows {
                Rows::None => Value::Null,
                Rows::Some => row(unknown()),
                Rows::Unknown => unknown(),
                Rows::Values(values) => values.into_iter().next().map_or(Value::Null, as_row),
                Rows::One(value) => row(value),
            },
            "scalar" | "scalar_one_or_none" | "scalar_one" | "one" => match rows {
                Rows::None => Value::Null,
                Rows::Some => Value::Bool(true),
                Rows::Unknown => unknown(),
                Rows::Values(values) => values.into_iter().next().unwrap_or(Value::Null),
                Rows::One(value) => value,
            },
            "count" => match rows {
                Rows::None => Value::Number(0.0),
                Rows::Some | Rows::Unknown | Rows::Values(_) | Rows::One(_) => unknown(),
            },
            "delete" | "update" => Value::Number(0.0),
            "get" => Value::Null,
            "close" | "__exit__" => Value::Null,
            "keys" => unknown(),
            "__bool__" => Value::Bool(true),
            "__len__" | "__getitem__" | "__contains__" => unknown(),
            // `scalars()`, `mappings()`, `filter(...)`, `order_by(...)`: of no rows there are still none.
            _ => receiver.clone(),
        })
    }

    fn rows(&self, result: &Made) -> Rows {
        let (text, statement) = asked(result);
        if statement.is_some_and(|statement| self.may_find_rows(statement)) {
            return Rows::Unknown;
        }
        let Some(text) = text else {
            return match statement {
                Some(statement) if counts(statement, 0) => Rows::One(Value::Number(0.0)),
                Some(_) | None => Rows::None,
            };
        };
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().take(2).collect();
        if lower.contains("current_schema") && !lower.contains("from") {
            return self
                .replay
                .schema()
                .default_schema
                .map_or(Rows::Unknown, |name| Rows::One(Value::text(name.as_str())));
        }
        if let Some(rest) = lower.trim_start().strip_prefix("pragma ") {
            return self.pragma_rows(rest, &text, result.span).map_or(Rows::Unknown, Rows::Values);
        }
        if CATALOGS.iter().any(|catalog| lower.contains(catalog)) {
            return self.catalog_rows(&text, &lower, result.span);
        }
        let is_query = matches!(words.first(), Some(&("select" | "with")));
        if is_query && !lower.contains("from") {
            return Rows::Unknown;
        }
        let counts =
            words.first() == Some(&"select") && words.get(1).is_some_and(|word| word.starts_with("count("));
        if counts {
            return Rows::One(Value::Number(0.0));
        }
        if words.first() == Some(&"select") && words.get(1).is_some_and(|word| word.starts_with("exists")) {
            return Rows::One(Value::Bool(false));
        }
        Rows::None
    }

    fn catalog_rows(&self, text: &str, lower: &str, span: Span) -> Rows {
        let counted = |found: bool| Rows::One(Value::Number(f64::from(u8::from(found))));
        let asks_count = lower.contains("count(");
        let answer = if lower.contains("sqlite_master") || lower.contains("sqlite_schema") {
            match equal_to(text, lower, "name") {
                Some(name) => self.sqlite_object(lower, &name),
                None if lower.contains("'table'") => return Rows::Values(self.table_names()),
                None => None,
            }
        } else {
            sql::question(text.trim_end().trim_end_matches(';'), span, self.dialect)
                .and_then(|condition| self.replay.ask(&condition))
        };
        match answer {
            Some(found) if asks_count => counted(found),
            Some(found) if lower.trim_start().starts_with("select exists") => Rows::One(Value::Bool(found)),
            Some(true) => match self.selected(text, lower) {
                Some(value) => Rows::Values(vec![Value::text(&value)]),
                None => Rows::Some,
            },
            Some(false) => Rows::None,
            None => Rows::Unknown,
        }
    }

    /// What a query for one object gives of it: `SELECT column_name FROM ... WHERE column_name = 'x'`, or its type.
    fn selected(&self, text: &str, lower: &str) -> Option<String> {
        const NAMES: [&str; 8] = [
            "name",
            "table_name",
            "column_name",
            "constraint_name",
            "conname",
            "indexname",
            "tablename",
            "attname",
        ];
        let mut words = lower.split_whitespace().skip(1);
        let (column, next) = (words.next()?, words.next()?);
        if next != "from" {
            return None;
        }
        if NAMES.contains(&column) {
            return equal_to(text, lower, column);
        }
        let table = TableName::bare(Name::new(&equal_to(text, lower, "table_name")?));
        let schema = self.replay.schema();
        let found = schema.column(schema.table(table)?, Name::new(&equal_to(text, lower, "column_name")?))?;
        let found = schema.walk_column(found);
        match column {
            "data_type" => {
                let name = found.data_type()?.name.as_str();
                let (start, rest) = name.split_once('(').unwrap_or((name, ""));
                Some(format!("{start}{}", rest.split_once(')').map_or("", |(_, end)| end)))
            }
            "is_nullable" => Some(if found.is_nullable() { "YES" } else { "NO" }.to_owned()),
            _ => None,
        }
    }

    /// SQLite's `PRAGMA table_info(x)`, `foreign_key_list(x)`, `index_list(x)`.
    fn pragma_rows(&self, rest: &str, text: &str, span: Span) -> Option<Vec<Value>> {
        let (word, _) = rest.split_once('(')?;
        let (_, argument) = text.split_once('(')?;
        let argument = argument.split(')').next()?.trim();
        let name = Name::new(argument.trim_matches(|c| matches!(c, '"' | '\'' | '`' | '[' | ']')));
        let schema = self.replay.schema();
        let Some(id) = schema.table(TableName::bare(name)) else {
            return self.is_missing(TableName::bare(name)).then(Vec::new);
        };
        let table = schema.walk_table(id);
        let number = |number: usize| Value::Number(u32::try_from(number).map_or(f64::MAX, f64::from));
        let flag = |flag: bool| number(usize::from(flag));
        let name = |name: Option<Name>| name.map_or(Value::Null, |name| Value::text(name.as_str()));
        let unknown = || Value::unknown(span, "it is not kept");
        match word.trim() {
            "table_info" | "table_xinfo" => {
                let key = table.primary_key().map_or(&[][..], |key| key.columns.as_slice());
                let row = |(index, column): (usize, crate::ir::ColumnRef<'_>)| {
                    let data_type = name(column.data_type().map(|data_type| data_type.name));
                    let default = if column.get().has_default { unknown() } else { Value::Null };
                    let primary = key.iter().position(|id| *id == column.id).map_or(0, |at| at + 1);
                    Value::list(vec![
                        number(index),
                        name(Some(column.name())),
                        data_type,
                        flag(!column.is_nullable()),
                        default,
                        number(primary),
                    ])
                };
                Some(table.columns().enumerate().map(row).collect())
            }
            "index_list" => {
                let row = |(index, found): (usize, &crate::ir::Index)| {
                    let (unique, partial) = (flag(found.unique), flag(found.partial));
                    Value::list(vec![number(index), name(found.name), unique, Value::text("c"), partial])
                };
                Some(table.indexes().enumerate().map(row).collect())
            }
            "foreign_key_list" => {
                let mut rows = Vec::new();
                for (index, fk) in table.foreign_keys().enumerate() {
                    for (at, (from, to)) in fk.columns().zip(&fk.get().referenced_columns).enumerate() {
                        rows.push(Value::list(vec![
                            number(index),
                            number(at),
                            name(Some(fk.referenced_name().name)),
                            name(Some(from.name())),
                            name(Some(*to)),
                            Value::text(fk.get().on_update.effective.sql()),
                            Value::text(fk.get().on_delete.effective.sql()),
                            Value::text("NONE"),
                        ]));
                    }
                }
                Some(rows)
            }
            _ => None,
        }
    }

    fn sqlite_object(&self, lower: &str, name: &str) -> Option<bool> {
        let name = Name::new(name);
        if lower.contains("'index'") {
            return self.replay.ask(&crate::ir::Condition::Index(name));
        }
        self.has_table(TableName::bare(name))
    }
}

/// The text that a column is compared with: `name = 'x'`.
fn equal_to(text: &str, lower: &str, column: &str) -> Option<String> {
    let mut from = 0;
    while let Some(at) = lower.get(from..)?.find(column) {
        let start = from + at;
        from = start + column.len();
        let is_whole = !lower.get(..start)?.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let rest = text.get(from..)?.trim_start();
        if let Some(value) = rest.strip_prefix('=').filter(|_| is_whole) {
            let value = value.trim_start().strip_prefix('\'')?;
            return value.split_once('\'').map(|(value, _)| value.to_owned());
        }
    }
    None
}

/// Whether a statement of SQLAlchemy's own counts rows, and gives nothing else.
fn counts(value: &Value, depth: usize) -> bool {
    let Value::Object(Object::Made(made)) = value else { return false };
    let word = last_segment(made.path);
    if depth > 16 || word == "group_by" {
        return false;
    }
    let selected: Vec<_> = made.arguments.positional().collect();
    let is_count = |value: &Value| matches!(value, Value::Object(Object::Made(made)) if last_segment(made.path) == "count");
    match selected.as_slice() {
        [only] if word == "select" && is_count(&only.value) => true,
        _ => made.receiver.as_ref().is_some_and(|receiver| counts(receiver, depth + 1)),
    }
}
