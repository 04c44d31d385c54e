//! Properties of values: `users.id`, `options["onDelete"]`, what can be spread and walked over.

use std::rc::Rc;

use super::evaluate::{lost_key, text_of};
use super::machine::Machine;
use super::object::{Own, Value};
use crate::ir::{Casing, Name, Span};

impl<'a> Machine<'a> {
    /// A property. What is not there is `undefined`, unless it may be there after all.
    pub(super) fn property(&mut self, object: &Value<'a>, name: Name, span: Span) -> Value<'a> {
        match object {
            Value::Map(entries) => {
                let entries = entries.borrow();
                let find = |key: Name| {
                    entries.iter().find(|(other, _)| *other == key).map(|(_, value)| value.clone())
                };
                match find(name).or_else(|| find(lost_key())) {
                    Some(value) => value,
                    None if is_method_of_maps(name) => bound(object, name),
                    None => Value::Null,
                }
            }
            Value::List(values) => match name.as_str() {
                "length" => count(values.borrow().len()),
                text => match text.parse::<usize>() {
                    Ok(index) => values.borrow().get(index).cloned().unwrap_or(Value::Null),
                    Err(_) => bound(object, name),
                },
            },
            Value::Text(text) => match name.as_str() {
                "length" => count(text.encode_utf16().count()),
                _ => bound(object, name),
            },
            Value::Object(own) => self.property_of(own, object, name, span),
            Value::Unknown(unknown) => Value::Unknown(*unknown),
            Value::Null | Value::Bool(_) | Value::Number(_) => Value::unknown(span, "has no properties"),
        }
    }

    fn property_of(&mut self, own: &Own<'a>, object: &Value<'a>, name: Name, span: Span) -> Value<'a> {
        match own {
            Own::Module(index) => self
                .exported(*index, name, span)
                .unwrap_or_else(|| Value::unknown(span, &format!("the file exports no `{name}`"))),
            Own::Package(package) => Value::Object(Own::Import(*package, name)),
            Own::Import(package, kind) => casing_of(*kind).map_or_else(
                || bound(object, name),
                |_| Value::Object(Own::Import(*package, Name::new(&format!("{kind}.{name}")))),
            ),
            Own::Table(table) => match table.column(name) {
                Some(index) => Value::Object(Own::Column(Rc::clone(table), index)),
                None if is_method_of_tables(name) => bound(object, name),
                None => match table.unsure.first() {
                    Some(unknown) => Value::Unknown(*unknown),
                    None => {
                        Value::unknown(span, &format!("table `{}` has no column under `{name}`", table.name))
                    }
                },
            },
            Own::Column(table, index) => match (name.as_str(), table.columns.get(*index)) {
                ("name", Some(column)) => Value::text(column.name.as_str()),
                ("table", _) => Value::Object(Own::Table(Rc::clone(table))),
                _ => bound(object, name),
            },
            Own::Environment => Value::Object(Own::IfUnset(Rc::new((span, Value::Null)))),
            Own::IfUnset(assumed) if assumed.1.is_null() => object.clone(),
            Own::IfUnset(assumed) => {
                let (place, inner) = (assumed.0, assumed.1.clone());
                let value = self.property(&inner, name, span);
                Value::Object(Own::IfUnset(Rc::new((place, value))))
            }
            Own::Global(global) if global.as_str() == "process" && name.as_str() == "env" => {
                Value::Object(Own::Environment)
            }
            Own::Type(_) if matches!(name.as_str(), "enumValues" | "enumName" | "schema") => {
                Value::unknown(span, "is not known before the program runs")
            }
            Own::Closure(_)
            | Own::Bound(_)
            | Own::Global(_)
            | Own::Builder(_)
            | Own::Type(_)
            | Own::Schema(..)
            | Own::Creator(..)
            | Own::ForeignKey(_)
            | Own::Key(_)
            | Own::Sql(_)
            | Own::View(..)
            | Own::Relations(..) => bound(object, name),
        }
    }

    /// `object[index]`.
    pub(super) fn element(&mut self, object: &Value<'a>, index: &Value<'a>, span: Span) -> Value<'a> {
        match text_of(index) {
            Some(key) => self.property(object, Name::new(&key), span),
            None => super::evaluate::unknown_or(index.clone(), span, "is no name that is known"),
        }
    }

    /// The elements of a list, or the characters of a text.
    pub(super) fn elements_of(&mut self, value: &Value<'a>) -> Option<Vec<Value<'a>>> {
        match value {
            Value::List(values) => Some(values.borrow().clone()),
            Value::Text(text) => {
                Some(text.chars().map(|c| Value::text(c.encode_utf8(&mut [0; 4]))).collect())
            }
            Value::Object(Own::IfUnset(assumed)) if !assumed.1.is_null() => {
                self.report_environment(assumed.0);
                let inner = assumed.1.clone();
                self.elements_of(&inner)
            }
            _ => None,
        }
    }

    /// The entries of an object, as a spread takes them. Nothing of `null`, `false` and the like.
    pub(super) fn entries_of(&mut self, value: &Value<'a>) -> Option<Vec<(Name, Value<'a>)>> {
        match value {
            Value::Map(entries) => Some(entries.borrow().clone()),
            Value::List(values) => {
                let values = values.borrow();
                let number = |index: usize| Name::new(&index.to_string());
                Some(values.iter().enumerate().map(|(index, value)| (number(index), value.clone())).collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => Some(Vec::new()),
            Value::Object(Own::Table(table)) => {
                let columns = 0..table.columns.len();
                let entry = |index: usize| {
                    let key = table.columns.get(index)?.key;
                    Some((key, Value::Object(Own::Column(Rc::clone(table), index))))
                };
                Some(columns.filter_map(entry).collect())
            }
            Value::Object(Own::Module(index)) => Some(self.all_exports(*index)),
            Value::Object(Own::IfUnset(assumed)) => {
                self.report_environment(assumed.0);
                let inner = assumed.1.clone();
                self.entries_of(&inner)
            }
            Value::Text(_) | Value::Object(_) | Value::Unknown(_) => None,
        }
    }

    /// The keys of an object, or the indexes of a list, as texts; `None` if not all are known.
    pub(super) fn keys_of(&mut self, value: &Value<'a>) -> Option<Vec<Value<'a>>> {
        let entries = self.entries_of(value)?;
        if entries.iter().any(|(key, _)| *key == lost_key()) {
            return None;
        }
        Some(entries.into_iter().map(|(key, _)| Value::text(key.as_str())).collect())
    }
}

fn bound<'a>(object: &Value<'a>, name: Name) -> Value<'a> {
    Value::Object(Own::Bound(Rc::new((object.clone(), name))))
}

fn count<'a>(number: usize) -> Value<'a> {
    u32::try_from(number).map_or(Value::Null, |number| Value::Number(number.into()))
}

fn is_method_of_maps(name: Name) -> bool {
    matches!(name.as_str(), "hasOwnProperty" | "toString")
}

fn is_method_of_tables(name: Name) -> bool {
    matches!(name.as_str(), "enableRLS" | "getSQL") || name.as_str().starts_with(['$', '_'])
}

/// The kinds of names of drizzle-orm 1.0: `snakeCase.table(...)`.
pub(super) fn casing_of(name: Name) -> Option<Casing> {
    match name.as_str() {
        "snakeCase" => Some(Casing::Snake),
        "camelCase" => Some(Casing::Camel),
        _ => None,
    }
}
