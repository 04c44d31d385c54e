//! What the modules make while they are evaluated: classes, tables, indexes, and what is added to them afterwards.

use std::rc::Rc;

use crate::ir::{Name, Span};

use super::super::python::core::{
    class_of, is_database_object, last_segment, library_path, made_of, method_of,
};
use super::super::python::{
    Arguments, Branch, Class, Fork, Library, Loop, Machine, Made, Object, Place, Value,
};
use super::{names, pattern};

/// The path of the record for a column of a class: `User.id`.
pub(super) const COLUMN_OF: &str = "sqlalchemy.column_of_class";
/// The path of the record for the table of a class: `User.__table__`.
pub(super) const TABLE_OF: &str = "sqlalchemy.table_of_class";

/// Everything that was met, in order.
#[derive(Default)]
pub(super) struct Gathered {
    /// The classes; a base stands before what inherits from it.
    pub(super) classes: Vec<Rc<Class>>,
    /// The calls of `Table`.
    pub(super) tables: Vec<Rc<Made>>,
    /// The calls of `Index`.
    pub(super) indexes: Vec<Rc<Made>>,
    /// The calls of `MetaData`.
    pub(super) metadata: Vec<Rc<Made>>,
    /// `table.append_constraint(...)`, `table.append_column(...)`: the table, and with what.
    pub(super) appended: Vec<(Value, Arguments)>,
    /// `map_imperatively(Class, table, properties={...})`, `mapper(...)`.
    pub(super) mapped: Vec<Arguments>,
    /// Statements of the source's own files that make tables, and of which it is not known whether or how often they run.
    pub(super) doubts: Vec<Span>,
    /// `metadata.naming_convention = ...`, `SQLModel.metadata = ...`: the receiver, the attribute and the value.
    pub(super) assigned: Vec<(Value, Name, Value)>,
}

impl Gathered {
    fn doubt(&mut self, machine: &Machine<'_>, fork: &Fork<'_>) {
        const WORDS: [&str; 4] = ["Column(", "Table(", "ForeignKey", "setattr("];
        let text = machine.files.text(fork.span);
        let is_own = machine.source.files.contains(&fork.span.file);
        if is_own && !fork.bodies.is_empty() && WORDS.iter().any(|word| text.contains(word)) {
            self.doubts.push(fork.span);
        }
    }

    fn keep(&mut self, path: &str, receiver: Option<&Value>, arguments: &Arguments, span: Span) -> Value {
        let made = Rc::new(Made {
            path: Name::new(path),
            receiver: receiver.cloned(),
            arguments: arguments.clone(),
            subscript: false,
            span,
        });
        let list = match last_segment(made.path) {
            "Table" => &mut self.tables,
            "Index" => &mut self.indexes,
            _ => &mut self.metadata,
        };
        list.push(made.clone());
        Value::Object(Object::Made(made))
    }
}

impl Library for Gathered {
    fn call(
        &mut self,
        _machine: &mut Machine<'_>,
        path: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        let (package, _) = path.split_once('.')?;
        match (package, last_segment(Name::new(path))) {
            ("sqlalchemy" | "sqlmodel", "Table" | "Index" | "MetaData") => {
                Some(self.keep(path, None, arguments, span))
            }
            ("sqlalchemy", "mapper") => {
                self.mapped.push(arguments.clone());
                None
            }
            ("re", name @ ("sub" | "split" | "findall")) => pattern::call(name, None, arguments),
            ("re", "compile") => Some(made_by(path, None, arguments, span)),
            // Read as if no variable were set: what a fresh checkout has.
            ("os", "getenv" | "get") => {
                Some(arguments.get(1, "default").map_or(Value::Null, |default| default.value.clone()))
            }
            _ => None,
        }
    }

    fn method(
        &mut self,
        _machine: &mut Machine<'_>,
        receiver: &Value,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        match name {
            "Table" | "Index" | "MetaData" if is_database_object(receiver) => {
                Some(self.keep(name, Some(receiver), arguments, span))
            }
            "sub" | "split" | "findall" => pattern::call(name, Some(receiver), arguments),
            "append_constraint" | "append_column" => {
                self.appended.push((receiver.clone(), arguments.clone()));
                Some(Value::Null)
            }
            "map_imperatively" => {
                self.mapped.push(arguments.clone());
                None
            }
            _ => None,
        }
    }

    fn attribute(
        &mut self,
        _machine: &mut Machine<'_>,
        _receiver: &Value,
        _name: &str,
        _span: Span,
    ) -> Option<Value> {
        None
    }

    fn assign(
        &mut self,
        _machine: &mut Machine<'_>,
        receiver: &Value,
        place: Place<'_>,
        value: &Value,
        _span: Span,
    ) {
        if let Place::Attribute(name @ ("naming_convention" | "metadata" | "schema")) = place {
            self.assigned.push((receiver.clone(), Name::new(name), value.clone()));
        }
    }

    fn class_attribute(
        &mut self,
        machine: &mut Machine<'_>,
        class: &Rc<Class>,
        name: &str,
        span: Span,
    ) -> Option<Value> {
        match name {
            "__tablename__" => names::computed(machine, self, class, span),
            "__table__" if !names::states(class, "__table__") => Some(record(TABLE_OF, class, name, span)),
            _ if names::is_column(machine, class, name) => Some(record(COLUMN_OF, class, name, span)),
            _ => None,
        }
    }

    fn class_made(&mut self, machine: &mut Machine<'_>, class: &Rc<Class>) {
        self.classes.push(class.clone());
        names::initialize(machine, self, class);
    }

    fn branch(&mut self, machine: &mut Machine<'_>, _test: &Value, fork: &Fork<'_>) -> Branch {
        // Classes that are made under a condition are part of what the code declares.
        let mut statements = fork.bodies.iter().flat_map(|body| body.iter());
        if statements.any(ruff_python_ast::Stmt::is_class_def_stmt) {
            return Branch::Both;
        }
        self.doubt(machine, fork);
        Branch::Neither
    }

    fn iterate(&mut self, machine: &mut Machine<'_>, _iterable: &Value, fork: &Fork<'_>) -> Loop {
        self.doubt(machine, fork);
        Loop::Untold
    }
}

fn made_by(path: &str, receiver: Option<&Value>, arguments: &Arguments, span: Span) -> Value {
    Value::Object(Object::Made(Rc::new(Made {
        path: Name::new(path),
        receiver: receiver.cloned(),
        arguments: arguments.clone(),
        subscript: false,
        span,
    })))
}

fn record(path: &str, class: &Rc<Class>, attribute: &str, span: Span) -> Value {
    let argument = super::super::python::Argument { keyword: None, value: Value::text(attribute), span };
    Value::Object(Object::Made(Rc::new(Made {
        path: Name::new(path),
        receiver: Some(Value::Object(Object::Class(class.clone()))),
        arguments: Arguments { list: vec![argument], open: None },
        subscript: false,
        span,
    })))
}

/// The class and attribute of a `User.id`.
pub(super) fn column_of_class(value: &Value) -> Option<(&Rc<Class>, Name)> {
    let made = made_of(value)?;
    if made.path.as_str() != COLUMN_OF {
        return None;
    }
    let attribute = made.arguments.positional().next()?.value.as_text()?;
    Some((class_of(made.receiver.as_ref()?)?, Name::new(attribute)))
}

/// The class of a `User.__table__`.
pub(super) fn table_of_class(value: &Value) -> Option<&Rc<Class>> {
    let made = made_of(value)?;
    if made.path.as_str() == TABLE_OF { class_of(made.receiver.as_ref()?) } else { None }
}

/// What `x.metadata` is an attribute of.
pub(super) fn owner_of_metadata(value: &Value) -> Option<Value> {
    if let Some((owner, "metadata")) = method_of(value) {
        return Some(owner.clone());
    }
    let path = library_path(value)?.as_str().strip_suffix(".metadata")?;
    Some(Value::Object(Object::Library(Name::new(path))))
}
