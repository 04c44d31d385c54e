//! Metadata in revisions: `MetaData()`, tables and models that a revision declares and then creates, and the metadata that env.py names.

use std::rc::Rc;

use crate::ir::{Existing, Span};
use crate::read::python::core::{Convention, construct};
use crate::read::python::{Arguments, Class, Machine, Object, Value};

use super::chain::Chain;

impl Chain {
    /// `metadata.create_all(bind, tables=[...])`, `metadata.drop_all(bind)`.
    pub(super) fn metadata_method(
        &mut self,
        machine: &mut Machine<'_>,
        metadata: &Value,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        let only = match arguments.get(1, "tables").map(|argument| &argument.value) {
            Some(Value::List(list)) => Some(list.borrow().clone()),
            Some(_) | None => None,
        };
        let tables: Vec<Value> = match only {
            Some(tables) => tables,
            None => {
                let of_metadata = self.tables.iter().filter(|(of, _)| same(of, metadata));
                of_metadata.map(|(_, table)| Value::Object(Object::Made(table.clone()))).collect()
            }
        };
        if tables.is_empty() {
            self.opaque(machine, Vec::new(), span, "which tables belong to the metadata is not known");
            return Some(Value::Null);
        }
        for table in &tables {
            match name {
                "create_all" => self.create_value(machine, table, Existing::Skips, span),
                _ => self.drop_value(machine, table, Existing::Skips, span),
            }
        }
        Some(Value::Null)
    }

    /// Creates the table that a value is.
    pub(super) fn create_value(
        &mut self,
        machine: &mut Machine<'_>,
        value: &Value,
        existing: Existing,
        span: Span,
    ) {
        match value {
            Value::Object(Object::Made(made)) if matches!(construct(value), Some((_, "Table"))) => {
                let made = made.clone();
                self.create_made(machine, &made, existing, span);
            }
            _ => self.opaque(machine, Vec::new(), span, "the table that is created is not known"),
        }
    }

    /// Takes note of a model, which only matters where its table is created.
    pub(super) fn note_model(&mut self, _machine: &mut Machine<'_>, _class: &Rc<Class>) {}

    /// `Model.__table__`, `Base.metadata`.
    pub(super) fn model_attribute(
        &mut self,
        _machine: &mut Machine<'_>,
        _class: &Rc<Class>,
        _name: &str,
        _span: Span,
    ) -> Option<Value> {
        None
    }

    /// Takes the naming convention from the metadata that `context.configure` is given.
    pub(super) fn note_target(&mut self, machine: &mut Machine<'_>) {
        let target = self.options.iter().find(|(key, _)| key.as_str() == "target_metadata");
        if let Some(target) = target.map(|(_, value)| value.clone()) {
            self.take_convention(machine, &target);
        }
    }

    /// Takes the naming convention of a metadata, or of the first of several.
    pub(super) fn take_convention(&mut self, machine: &mut Machine<'_>, metadata: &Value) {
        match metadata {
            Value::List(list) => {
                let first = list.borrow().first().cloned();
                if let Some(first) = first {
                    self.take_convention(machine, &first);
                }
            }
            Value::Object(Object::Made(made)) => {
                if let Some(stated) = made.arguments.keyword("naming_convention") {
                    self.convention = Rc::new(Convention::read(&stated.value));
                } else if let Some(inner) = made.arguments.keyword("metadata") {
                    self.take_convention(machine, &inner.value.clone());
                }
            }
            _ => {}
        }
    }
}

/// Whether two values are one object.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Object(Object::Made(left)), Value::Object(Object::Made(right))) => Rc::ptr_eq(left, right),
        (Value::Object(Object::Library(left)), Value::Object(Object::Library(right))) => left == right,
        (Value::Object(Object::Method(left, name)), Value::Object(Object::Method(right, other))) => {
            name == other && same(left, right)
        }
        (Value::Object(Object::Class(left)), Value::Object(Object::Class(right))) => Rc::ptr_eq(left, right),
        _ => false,
    }
}
