//! Metadata in revisions: tables and models that a revision declares and then creates, and the metadata that env.py names.

use std::rc::Rc;

use crate::ir::{Existing, Name, Operation, OperationKind, Span};
use crate::read::python::core::{Convention, construct};
use crate::read::python::{Arguments, Class, Machine, Made, Object, Value};
use crate::read::sqlalchemy;
use crate::text::FileId;

use super::chain::{Chain, is_made, paths};

/// What the models of a file would make, by the place of each class.
pub(super) type Declared = Rc<Vec<(Span, Vec<Operation>)>>;

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
        let tables: Vec<Value> = only.unwrap_or_else(|| {
            let of_metadata = self.tables.iter().filter(|(of, _)| same(of, metadata));
            of_metadata.map(|(_, table)| Value::Object(Object::Made(table.clone()))).collect()
        });
        for table in &tables {
            match name {
                "create_all" => self.create_value(machine, table, Existing::Skips, span),
                _ => self.drop_value(machine, table, Existing::Skips, span),
            }
        }
        if tables.is_empty() {
            let models = self.declared_in(machine, span.file);
            if models.is_empty() {
                self.opaque(machine, Vec::new(), span, "which tables belong to the metadata is not known");
            }
            for (_, operations) in models.iter() {
                self.apply_declared(operations, name == "create_all", Existing::Skips, span);
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
        if let Some(operations) = self.of_model(machine, value) {
            return self.apply_declared(&operations, true, existing, span);
        }
        match value {
            Value::Object(Object::Made(made)) if matches!(construct(value), Some((_, "Table"))) => {
                let made = made.clone();
                self.create_made(machine, &made, existing, span);
            }
            _ => self.opaque(machine, Vec::new(), span, "the table that is created is not known"),
        }
    }

    /// Drops the table that a value is: `Table.drop()`, `DropTable(table)`.
    pub(super) fn drop_value(
        &mut self,
        machine: &mut Machine<'_>,
        value: &Value,
        existing: Existing,
        span: Span,
    ) {
        if let Some(operations) = self.of_model(machine, value) {
            return self.apply_declared(&operations, false, existing, span);
        }
        let table = match construct(value) {
            Some((table, "Table")) => self.with_core(machine, |core| core.table_name(&table.arguments)),
            Some(_) | None => None,
        };
        match table {
            Some(table) => self.emit(OperationKind::DropTable { table, existing, cascade: false }, span),
            None => self.opaque(machine, Vec::new(), span, "the table that is dropped is not known"),
        }
    }

    /// What makes the table of a `Model.__table__`.
    fn of_model(&mut self, machine: &Machine<'_>, value: &Value) -> Option<Vec<Operation>> {
        let made = is_made(value, paths::MODEL_TABLE)?;
        let Some(Value::Object(Object::Class(class))) = &made.receiver else { return None };
        let declared = self.declared_in(machine, class.file);
        declared.iter().find(|(span, _)| *span == class.span).map(|(_, operations)| operations.clone())
    }

    fn apply_declared(&mut self, operations: &[Operation], creates: bool, existing: Existing, span: Span) {
        for operation in operations {
            match &operation.kind {
                OperationKind::CreateTable(create) if creates => {
                    let exists = self.replay.schema().table(create.name).is_some();
                    if exists && existing == Existing::Skips {
                        return;
                    }
                    self.emit(operation.kind.clone(), span);
                }
                OperationKind::CreateTable(create) => {
                    let table = create.name;
                    self.emit(OperationKind::DropTable { table, existing, cascade: false }, span);
                }
                kind if creates => self.emit(kind.clone(), span),
                _ => {}
            }
        }
    }

    /// What the models of a file would make.
    fn declared_in(&mut self, machine: &Machine<'_>, file: FileId) -> Declared {
        if let Some(declared) = self.declared.get(&file) {
            return declared.clone();
        }
        // A machine of its own: this one's classes were made for another library.
        let mut apart = Machine::new(machine.files, machine.source, &[]);
        apart.modules.clone_from(&machine.modules);
        let declared = Rc::new(sqlalchemy::declared_in(&mut apart, file));
        self.declared.insert(file, declared.clone());
        declared
    }

    /// `Model.__table__`, `Base.metadata`.
    pub(super) fn model_attribute(&self, class: &Rc<Class>, name: &str, span: Span) -> Option<Value> {
        let states = || class.body().attributes.iter().any(|attribute| attribute.name.as_str() == name);
        let path = match name {
            "__table__" if !states() => paths::MODEL_TABLE,
            _ => return None,
        };
        Some(Value::Object(Object::Made(Rc::new(Made {
            path: Name::new(path),
            receiver: Some(Value::Object(Object::Class(class.clone()))),
            arguments: Arguments::default(),
            subscript: false,
            span,
        }))))
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
