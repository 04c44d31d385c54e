//! What a model's table is called, and what of a class is asked for while modules are still evaluated.

use std::rc::Rc;

use crate::ir::{Name, Span};

use super::super::python::core::{class_of, construct, last_segment, library_path, made_of};
use super::super::python::{Arguments, Attribute, Class, Function, Library, Machine, Object, Value};
use super::lineage::{Style, lineage};

/// The function of a `declared_attr`; `None` for what is none.
pub(super) fn declared_function(value: &Value) -> Option<&Rc<Function>> {
    let Value::Object(Object::Function(function)) = value else { return None };
    let is_declared = |decorator: &Value| {
        let path = library_path(decorator).or_else(|| made_of(decorator).map(|made| made.path));
        path.is_some_and(|path| path.as_str().split('.').any(|word| word == "declared_attr"))
    };
    function.decorators.iter().any(is_declared).then_some(function)
}

/// Whether a class's own body gives a name a value.
pub(super) fn states(class: &Class, name: &str) -> bool {
    class
        .body()
        .attributes
        .iter()
        .any(|attribute| attribute.name.as_str() == name && attribute.value.is_some())
}

/// The attribute of the nearest class that has it, and that class.
pub(super) fn nearest(order: &[Value], name: &str) -> Option<(Rc<Class>, Attribute)> {
    order.iter().filter_map(class_of).find_map(|class| {
        let body = class.body();
        let own = body.attributes.iter().rev().find(|attribute| attribute.name.as_str() == name);
        own.map(|attribute| (class.clone(), attribute.clone()))
    })
}

/// What a `declared_attr` gives for a class.
pub(super) fn declare(
    machine: &mut Machine<'_>,
    library: &mut dyn Library,
    function: &Rc<Function>,
    class: &Rc<Class>,
    span: Span,
) -> Value {
    let receiver = Value::Object(Object::Class(class.clone()));
    let value = machine.call_with_receiver(library, function, receiver, Arguments::default(), span);
    if let Some(raised) = machine.raised.take() {
        return Value::unknown(raised.span, "the function raises an exception");
    }
    value
}

/// `cls.__tablename__` where no class of the order states it as text.
pub(super) fn computed(
    machine: &mut Machine<'_>,
    library: &mut dyn Library,
    class: &Rc<Class>,
    span: Span,
) -> Option<Value> {
    let order = machine.resolution_order(class);
    match nearest(&order, "__tablename__") {
        Some((_, attribute)) => {
            let function = attribute.value.as_ref().and_then(declared_function)?.clone();
            Some(declare(machine, library, &function, class, span))
        }
        None => {
            let found = lineage(machine, class)?;
            Some(Value::text(default_name(found.style, class.name)?.as_str()))
        }
    }
}

/// The name that the style gives where none is stated: SQLModel takes the class's in lower case (sqlmodel/main.py), Flask-SQLAlchemy its
/// words with underscores (flask_sqlalchemy/model.py, `camel_to_snake_case`).
pub(super) fn default_name(style: Style, class: Name) -> Option<Name> {
    match style {
        Style::Declarative => None,
        Style::SqlModel => Some(class.to_lowercase()),
        Style::Flask => Some(Name::new(&snake_case(class.as_str()))),
    }
}

/// `HTTPServerName` is `http_server_name`.
fn snake_case(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut snake = String::new();
    for (index, char) in chars.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| chars.get(before));
        let after_small = before.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        let before_small = chars.get(index + 1).is_some_and(char::is_ascii_lowercase);
        if char.is_ascii_uppercase() && (after_small || (index > 0 && before_small)) {
            snake.push('_');
        }
        snake.extend(char.to_lowercase());
    }
    snake.trim_start_matches('_').to_owned()
}

/// Whether an attribute of a class will be a column of its table: `User.id` in a foreign key, `cls.created` in an index.
pub(super) fn is_column(machine: &mut Machine<'_>, class: &Rc<Class>, name: &str) -> bool {
    if name.starts_with("__") {
        return false;
    }
    let order = machine.resolution_order(class);
    let Some((_, attribute)) = nearest(&order, name) else { return false };
    match &attribute.value {
        Some(value) => {
            let word = construct(value).map(|(_, word)| word);
            matches!(word, Some("Column" | "mapped_column" | "MappedColumn" | "Field" | "deferred"))
                || declared_function(value).is_some()
        }
        None => attribute.annotation.is_some_and(|annotation| {
            made_of(&annotation).is_some_and(|made| last_segment(made.path) == "Mapped")
                || lineage(machine, class).is_some_and(|found| found.style == Style::SqlModel)
        }),
    }
}

/// Runs the `__init_subclass__` of a class's bases, which may name tables.
pub(super) fn initialize(machine: &mut Machine<'_>, library: &mut dyn Library, class: &Rc<Class>) {
    let order = machine.resolution_order(class);
    let above = order.get(1..).unwrap_or(&[]);
    let Some((_, attribute)) = nearest(above, "__init_subclass__") else { return };
    let Some(Value::Object(Object::Function(function))) = attribute.value else { return };
    if lineage(machine, class).is_none() {
        return;
    }
    let body = class.body();
    let keywords = body
        .keywords
        .iter()
        .filter(|keyword| keyword.keyword.is_some_and(|name| name.as_str() != "metaclass"));
    let arguments = Arguments { list: keywords.cloned().collect(), open: None };
    let receiver = Value::Object(Object::Class(class.clone()));
    machine.call_with_receiver(library, &function, receiver, arguments, class.name_span);
    machine.raised = None;
}
