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
        let rows = self.rows(result);
        Some(match name {
            "fetchall" | "all" | "fetchmany" | "__iter__" | "partitions" | "yield_per" => match rows {
                Rows::None => Value::list(Vec::new()),
                Rows::Some | Rows::Unknown => unknown(),
                Rows::Values(values) => Value::list(values.into_iter().map(row).collect()),
                Rows::One(value) => Value::list(vec![row(value)]),
            },
            "first" | "fetchone" | "one_or_none" => match rows {
                Rows::None => Value::Null,
                Rows::Some => row(unknown()),
                Rows::Unknown => unknown(),
                Rows::Values(values) => values.into_iter().next().map_or(Value::Null, row),
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
            sql::question(text, span, self.dialect).and_then(|condition| self.replay.ask(&condition))
        };
        match answer {
            Some(found) if asks_count => counted(found),
            Some(found) if lower.trim_start().starts_with("select exists") => Rows::One(Value::Bool(found)),
            Some(true) => match selected_name(text, lower) {
                Some(name) => Rows::Values(vec![Value::text(&name)]),
                None => Rows::Some,
            },
            Some(false) => Rows::None,
            None => Rows::Unknown,
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

/// The name that a query for a named object gives back: `SELECT column_name FROM ... WHERE column_name = 'x'`.
fn selected_name(text: &str, lower: &str) -> Option<String> {
    let column = lower.split_whitespace().nth(1)?;
    let is_name =
        ["name", "table_name", "column_name", "constraint_name", "conname", "indexname", "tablename"];
    is_name.contains(&column).then(|| equal_to(text, lower, column)).flatten()
}

/// Whether a statement of SQLAlchemy's own counts rows.
fn counts(value: &Value, depth: usize) -> bool {
    let Value::Object(Object::Made(made)) = value else { return false };
    depth < 8
        && (last_segment(made.path) == "count"
            || made.receiver.as_ref().is_some_and(|receiver| counts(receiver, depth + 1))
            || made.arguments.list.iter().any(|argument| counts(&argument.value, depth + 1)))
}
