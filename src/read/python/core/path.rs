//! Which construct a record is: by the last word of its path, where the package is one that has them.

use crate::ir::Name;

use super::super::{Class, Made, Object, Value};

/// Packages that define the constructs, pass them on, or subclass them.
const PACKAGES: &[&str] = &[
    "sqlalchemy",
    "sqlmodel",
    "flask_sqlalchemy",
    "flask_sqlalchemy_lite",
    "flask_appbuilder",
    "quart_sqlalchemy",
    "geoalchemy2",
    "sqlalchemy_utils",
    "alembic",
    "advanced_alchemy",
    "pgvector",
    "citext",
    "sqlalchemy_json",
    "sqlalchemy_searchable",
    "fastapi_users_db_sqlalchemy",
    "fastapi_users_db_sqlmodel",
];

/// The last word of a dotted path.
pub(in crate::read) fn last_segment(path: Name) -> &'static str {
    let path = path.as_str();
    path.rsplit('.').next().unwrap_or(path)
}

/// The word of the construct that a call made: `Column`, `ForeignKey`. `None` for what no package of SQLAlchemy's world made.
pub(in crate::read) fn construct(value: &Value) -> Option<(&Made, &'static str)> {
    let Value::Object(Object::Made(made)) = value else { return None };
    let path = made.path.as_str();
    let known = match path.split_once('.') {
        Some((package, _)) => PACKAGES.contains(&package),
        None => made.receiver.as_ref().is_some_and(is_database_object),
    };
    known.then(|| (made.as_ref(), last_segment(made.path)))
}

/// The path of something in one of the packages, called or not.
pub(super) fn package_path(value: &Value) -> Option<Name> {
    let path = match value {
        Value::Object(Object::Library(path)) => *path,
        Value::Object(Object::Made(made)) => made.path,
        Value::Object(
            Object::Module(_)
            | Object::Function(_)
            | Object::Class(_)
            | Object::Instance(..)
            | Object::Method(..)
            | Object::Union(_),
        )
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::Text(_)
        | Value::List(_)
        | Value::Map(_)
        | Value::Unknown(_) => return None,
    };
    let package = path.as_str().split('.').next().unwrap_or("");
    PACKAGES.contains(&package).then_some(path)
}

/// Whether a value is Flask-SQLAlchemy's `db`, whose attributes are SQLAlchemy's.
pub(in crate::read) fn is_database_object(value: &Value) -> bool {
    match value {
        Value::Object(Object::Made(made)) => is_database_class(made.path),
        Value::Object(Object::Library(path)) => is_database_class(*path),
        Value::Object(Object::Instance(class, _)) => inherits_database_class(class, 0),
        Value::Object(
            Object::Module(_)
            | Object::Function(_)
            | Object::Class(_)
            | Object::Method(..)
            | Object::Union(_),
        )
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::Text(_)
        | Value::List(_)
        | Value::Map(_)
        | Value::Unknown(_) => false,
    }
}

fn is_database_class(path: Name) -> bool {
    matches!(last_segment(path), "SQLAlchemy" | "SQLA" | "Alchemical") && path.as_str().contains('.')
}

fn inherits_database_class(class: &Class, depth: usize) -> bool {
    depth < 16
        && class.bases.iter().any(|base| match base {
            Value::Object(Object::Library(path)) => is_database_class(*path),
            Value::Object(Object::Class(base)) => inherits_database_class(base, depth + 1),
            other => is_database_object(other),
        })
}

/// The name that a column states for itself, and `column` in `users.c.column`, `users.columns.column`.
pub(super) fn column_of_value(value: &Value) -> Option<Name> {
    if let Some((made, "Column" | "mapped_column" | "MappedColumn" | "column")) = construct(value) {
        let stated = made.arguments.get(0, "name").and_then(|argument| argument.value.as_text());
        return stated.map(Name::new);
    }
    match value {
        Value::Object(Object::Method(_, name)) => Some(*name),
        _ => None,
    }
}
