//! Types and dialects as the database reports them: what `isinstance` and `str` say of them.

use crate::ir::{DataType, Engine, Span};
use crate::read::python::core::last_segment;
use crate::read::python::{Argument, Arguments, Machine, Made, Value};

use super::chain::{Chain, made, paths};

/// Reflected types with the classes of SQLAlchemy that they are instances of (sqlalchemy/sql/sqltypes.py and the dialects').
const CLASSES: &[(&str, &[&str])] = &[
    ("VARCHAR", &["VARCHAR", "String"]),
    ("NVARCHAR", &["NVARCHAR", "Unicode", "String"]),
    ("CHAR", &["CHAR", "String"]),
    ("TEXT", &["TEXT", "Text", "String"]),
    ("TINYTEXT", &["TINYTEXT", "String"]),
    ("MEDIUMTEXT", &["MEDIUMTEXT", "String"]),
    ("LONGTEXT", &["LONGTEXT", "String"]),
    ("INTEGER", &["INTEGER", "Integer"]),
    ("INT", &["INTEGER", "Integer"]),
    ("TINYINT", &["TINYINT", "Integer"]),
    ("SMALLINT", &["SMALLINT", "SmallInteger", "Integer"]),
    ("BIGINT", &["BIGINT", "BigInteger", "Integer"]),
    ("NUMERIC", &["NUMERIC", "Numeric"]),
    ("DECIMAL", &["DECIMAL", "Numeric"]),
    ("FLOAT", &["FLOAT", "Float", "Numeric"]),
    ("REAL", &["REAL", "Float", "Numeric"]),
    ("DOUBLE PRECISION", &["DOUBLE_PRECISION", "Double", "Float", "Numeric"]),
    ("DOUBLE", &["DOUBLE", "Double", "Float", "Numeric"]),
    ("BOOLEAN", &["BOOLEAN", "Boolean"]),
    ("UUID", &["UUID", "Uuid"]),
    ("JSON", &["JSON"]),
    ("JSONB", &["JSONB", "JSON"]),
    ("TIMESTAMP", &["TIMESTAMP", "DateTime"]),
    ("DATETIME", &["DATETIME", "DateTime"]),
    ("DATE", &["DATE", "Date"]),
    ("TIME", &["TIME", "Time"]),
    ("BYTEA", &["BYTEA", "LargeBinary"]),
    ("BLOB", &["BLOB", "LargeBinary"]),
];

/// A column's type as SQLAlchemy gives it back.
pub(super) fn reflected_type(data_type: Option<DataType>, span: Span) -> Value {
    let Some(data_type) = data_type else {
        return Value::unknown(span, "the type of the column is not known");
    };
    let argument = |text: &str| Argument { keyword: None, value: Value::text(text), span };
    let name = data_type.name.as_str();
    let list = vec![argument(&spelled(name)), argument(name)];
    made(paths::TYPE, Arguments { list, open: None }, span)
}

/// PostgreSQL's names in SQLAlchemy's spelling.
fn spelled(name: &str) -> String {
    let (base, rest) = name.split_at(name.find('(').unwrap_or(name.len()));
    let base = match base {
        "character varying" => "VARCHAR",
        "character" => "CHAR",
        "timestamp without time zone" | "timestamp with time zone" | "timestamp" => "TIMESTAMP",
        "time without time zone" | "time with time zone" => "TIME",
        other => &other.to_uppercase(),
    };
    format!("{base}{rest}")
}

impl Chain {
    /// A method of a reflected type.
    pub(super) fn type_method(&self, of: &Made, name: &str, arguments: &Arguments) -> Option<Value> {
        let text = of.arguments.list.first()?.value.as_text()?;
        match name {
            "__str__" | "compile" | "__repr__" => Some(Value::text(text)),
            "__instancecheck__" => {
                let base = text.split('(').next()?;
                let (_, classes) = CLASSES.iter().find(|(name, _)| *name == base)?;
                let asked = Machine::path_of(&arguments.positional().next()?.value)?;
                Some(Value::Bool(classes.contains(&last_segment(asked))))
            }
            "__bool__" => Some(Value::Bool(true)),
            _ => None,
        }
    }

    /// An attribute of a reflected type.
    pub(super) fn type_attribute(&self, of: &Made, name: &str) -> Option<Value> {
        let text = of.arguments.list.first()?.value.as_text()?;
        let catalog = of.arguments.list.get(1)?.value.as_text()?;
        match name {
            "timezone" => Some(Value::Bool(catalog.ends_with("with time zone"))),
            "length" => {
                let digits = text.split_once('(').and_then(|(_, rest)| rest.split(')').next());
                Some(digits.and_then(|digits| digits.parse().ok()).map_or(Value::Null, Value::Number))
            }
            _ => None,
        }
    }

    /// Whether the dialect is an instance of a class such as `PGDialect`.
    pub(super) fn dialect_is(&self, class: &Value) -> Option<Value> {
        let name = last_segment(Machine::path_of(class)?).to_lowercase();
        let own = match self.dialect.engine {
            Engine::PostgreSql => "pgdialect",
            Engine::CockroachDb => "cockroachdbdialect",
            Engine::MySql | Engine::MariaDb => "mysqldialect",
            Engine::Sqlite => "sqlitedialect",
        };
        name.contains("dialect").then(|| Value::Bool(name.starts_with(own) || name == "defaultdialect"))
    }

    /// A name in the engine's quotes.
    pub(super) fn in_quotes(&self, name: &str) -> Value {
        let quote = if self.dialect.is_mysql_like() { '`' } else { '"' };
        let doubled = name.replace(quote, &format!("{quote}{quote}"));
        Value::text(&format!("{quote}{doubled}{quote}"))
    }
}
