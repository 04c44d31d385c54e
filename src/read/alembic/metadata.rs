//! Metadata in revisions: tables and models that a revision declares and then creates, and the metadata that env.py names.

use std::rc::Rc;

use crate::ir::{Existing, Name, Operation, OperationKind, Span};
use crate::read::python::core::{Convention, class_of, construct, library_path, list_of, made_of, method_of};
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
        match construct(value) {
            Some((made, "Table")) => self.create_made(machine, made, existing, span),
            Some(_) | None => {
                self.opaque(machine, Vec::new(), span, "the table that is created is not known");
            }
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
            if let OperationKind::CreateTable(create) = &operation.kind {
                let table = create.name;
                if !creates {
                    self.emit(OperationKind::DropTable { table, existing, cascade: false }, span);
                } else if existing == Existing::Skips && self.replay.schema().table(table).is_some() {
                    return;
                }
            }
            if creates {
                self.emit(operation.kind.clone(), span);
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
    pub(super) fn note_target(&mut self) {
        let target = self.options.iter().find(|(key, _)| key.as_str() == "target_metadata");
        if let Some(target) = target.map(|(_, value)| value.clone()) {
            self.take_convention(&target);
        }
    }

    /// Takes the naming convention of a metadata, or of the first of several.
    pub(super) fn take_convention(&mut self, metadata: &Value) {
        let mut metadata =
            list_of(metadata).and_then(|list| list.first().cloned()).unwrap_or(metadata.clone());
        // `declarative_base(metadata=...)`, `SQLAlchemy(metadata=...)`
        for _ in 0..4 {
            let Some(made) = made_of(&metadata).cloned() else { return };
            if let Some(stated) = made.arguments.keyword("naming_convention") {
                self.convention = Rc::new(Convention::read(&stated.value));
                return;
            }
            let Some(inner) = made.arguments.keyword("metadata") else { return };
            metadata = inner.value.clone();
        }
    }
}

/// Whether two values are one object.
fn same(left: &Value, right: &Value) -> bool {
    if let (Some(left), Some(right)) = (made_of(left), made_of(right)) {
        return Rc::ptr_eq(left, right);
    }
    if let (Some((left, name)), Some((right, other))) = (method_of(left), method_of(right)) {
        return name == other && same(left, right);
    }
    if let (Some(left), Some(right)) = (class_of(left), class_of(right)) {
        return Rc::ptr_eq(left, right);
    }
    library_path(left).is_some_and(|path| library_path(right) == Some(path))
}
