//! Which construct a record is: by the last word of its path, where the package is one that has them.

use std::rc::Rc;

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
    let made = made_of(value)?;
    let path = made.path.as_str();
    let known = match path.split_once('.') {
        Some((package, _)) => PACKAGES.contains(&package),
        None => made.receiver.as_ref().is_some_and(is_database_object),
    };
    known.then(|| (made.as_ref(), last_segment(made.path)))
}

/// What a call made.
pub(in crate::read) fn made_of(value: &Value) -> Option<&Rc<Made>> {
    if let Value::Object(Object::Made(made)) = value { Some(made) } else { None }
}

/// A class of the project.
pub(in crate::read) fn class_of(value: &Value) -> Option<&Rc<Class>> {
    if let Value::Object(Object::Class(class)) = value { Some(class) } else { None }
}

/// The path of something outside the project that was not called.
pub(in crate::read) fn library_path(value: &Value) -> Option<Name> {
    if let Value::Object(Object::Library(path)) = value { Some(*path) } else { None }
}

/// A method (or attribute) and what it is one of.
pub(in crate::read) fn method_of(value: &Value) -> Option<(&Value, &'static str)> {
    if let Value::Object(Object::Method(receiver, name)) = value {
        Some((receiver, name.as_str()))
    } else {
        None
    }
}

/// Whether a record is `x[...]`.
pub(in crate::read) fn is_item(made: &Made) -> bool {
    made.subscript || made.path.as_str() == "__getitem__"
}

/// The elements of a list.
pub(in crate::read) fn list_of(value: &Value) -> Option<Vec<Value>> {
    if let Value::List(values) = value { Some(values.borrow().clone()) } else { None }
}

/// A number.
pub(super) fn number_of(value: &Value) -> Option<f64> {
    if let Value::Number(number) = value { Some(*number) } else { None }
}

/// The path of something in one of the packages, called or not.
pub(super) fn package_path(value: &Value) -> Option<Name> {
    let path = library_path(value).or_else(|| made_of(value).map(|made| made.path))?;
    let package = path.as_str().split('.').next().unwrap_or("");
    PACKAGES.contains(&package).then_some(path)
}

/// Whether a value is Flask-SQLAlchemy's `db`, whose attributes are SQLAlchemy's.
pub(in crate::read) fn is_database_object(value: &Value) -> bool {
    let path = library_path(value).or_else(|| made_of(value).map(|made| made.path));
    if let Some(path) = path {
        return is_database_class(path);
    }
    if let Value::Object(Object::Instance(class, _)) = value {
        inherits_database_class(class, 0)
    } else {
        false
    }
}

fn is_database_class(path: Name) -> bool {
    matches!(last_segment(path), "SQLAlchemy" | "SQLA" | "Alchemical") && path.as_str().contains('.')
}

fn inherits_database_class(class: &Class, depth: usize) -> bool {
    depth < 16
        && class.body().bases.iter().any(|base| match class_of(base) {
            Some(base) => inherits_database_class(base, depth + 1),
            None => is_database_object(base),
        })
}

/// The name that a column states for itself, and `column` in `users.c.column`, `users.columns.column`.
pub(super) fn column_of_value(value: &Value) -> Option<Name> {
    if let Some((made, "Column" | "mapped_column" | "MappedColumn" | "column")) = construct(value) {
        let stated = made.arguments.get(0, "name").and_then(|argument| argument.value.as_text());
        return stated.map(Name::new);
    }
    method_of(value).map(|(_, name)| Name::new(name))
}
