//! Attributes and subscripts: of modules, libraries, classes, instances.

use std::rc::Rc;

use ruff_python_ast::{Expr, ExprAttribute, ExprSubscript};

use crate::ir::{Name, Span};

use super::Machine;
use super::evaluator::{Evaluator, unknown_or};
use super::globals::{library, library_member};
use super::library::Place;
use super::object::{Argument, Arguments, Attribute, Class, Frame, Function, Made, Object, Value};
use super::{class, collection, operator};

/// Why an attribute of a module is not known.
pub(super) const MISSING: &str = "the module does not have this name";

impl Evaluator<'_, '_> {
    /// `x.name`.
    pub(super) fn attribute(&mut self, attribute: &ExprAttribute, span: Span) -> Value {
        let receiver = self.value(&attribute.value);
        if let Some(module) = self.submodule(attribute, &receiver) {
            return module;
        }
        let value = self.get_attribute(&receiver, attribute.attr.as_str(), span);
        self.or_path(value, attribute, &receiver)
    }

    /// What a module of the project does not have is taken for a library's: its path says more than nothing.
    pub(super) fn or_path(&self, value: Value, attribute: &ExprAttribute, receiver: &Value) -> Value {
        let missing = value.as_unknown().is_some_and(|unknown| unknown.why.as_str() == MISSING);
        match receiver {
            Value::Object(Object::Module(_)) if missing => {
                dotted(attribute).map_or(value, |path| library(&path))
            }
            Value::Object(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Text(_)
            | Value::List(_)
            | Value::Map(_)
            | Value::Unknown(_) => value,
        }
    }

    /// The module that `a.b.c` means after `import a.b.c`.
    pub(super) fn submodule(&mut self, attribute: &ExprAttribute, receiver: &Value) -> Option<Value> {
        if !matches!(receiver, Value::Object(Object::Module(_) | Object::Library(_))) {
            return None;
        }
        let path = dotted(attribute)?;
        let file = self.machine.source.program.resolve(self.scope.file, &path)?;
        Some(Value::Object(Object::Module(file)))
    }

    /// An attribute of a value.
    pub(super) fn get_attribute(&mut self, receiver: &Value, name: &str, span: Span) -> Value {
        let Value::Object(object) = receiver else {
            return receiver.as_unknown().map_or_else(|| method(receiver, name), Value::Unknown);
        };
        match object {
            Object::Module(file) => {
                let found = self.machine.lookup(self.library, *file, Name::new(name), None);
                found
                    .or_else(|| {
                        self.machine.below(*file, name).map(|file| Value::Object(Object::Module(file)))
                    })
                    .or_else(|| self.machine.library_star(*file, Name::new(name)))
                    .unwrap_or_else(|| Value::unknown(span, MISSING))
            }
            Object::Library(path) => self
                .library
                .attribute(self.machine, receiver, name, span)
                .or_else(|| Some(Value::Object(Object::Library(library_member(*path, name)?))))
                .unwrap_or_else(|| Value::unknown(span, "its path is too long")),
            Object::Made(_) | Object::Method(..) => self
                .library
                .attribute(self.machine, receiver, name, span)
                .unwrap_or_else(|| method(receiver, name)),
            Object::Function(function) | Object::Bound(function, _) if name == "__name__" => {
                Value::text(function.name.as_str())
            }
            Object::Class(class) => self.attribute_of_class(class, name, span),
            Object::Instance(class, frame) => self.attribute_of_instance(receiver, class, frame, name, span),
            Object::Super(class, receiver) => self.attribute_of_super(class, receiver, name, span),
            Object::Function(_)
            | Object::Bound(..)
            | Object::Union(_)
            | Object::Partial(_)
            | Object::Dictionary(_) => method(receiver, name),
        }
    }

    fn attribute_of_class(&mut self, class: &Rc<Class>, name: &str, span: Span) -> Value {
        self.complete(class);
        if let Some(value) = self.library.class_attribute(self.machine, class, name, span) {
            return value;
        }
        let receiver = Value::Object(Object::Class(class.clone()));
        match name {
            "__name__" | "__qualname__" => return Value::text(class.name.as_str()),
            "__members__" if class::is_enum(class) => {
                let members = class::members(class).unwrap_or_default();
                let entry = |member: Value| {
                    let Value::Object(Object::Instance(_, frame)) = &member else { return None };
                    let name = class::variable(frame, "name")?;
                    Some((Name::new(name.as_text()?), member.clone()))
                };
                return Value::map(members.into_iter().filter_map(entry).collect());
            }
            _ => {}
        }
        match self.class_attribute(class, Name::new(name)) {
            Some((_, value)) => self.bind(value, &receiver, span),
            None => method(&receiver, name),
        }
    }

    fn attribute_of_instance(
        &mut self,
        receiver: &Value,
        class: &Rc<Class>,
        frame: &Frame,
        name: &str,
        span: Span,
    ) -> Value {
        if let Some(value) = class::variable(frame, name) {
            return value;
        }
        if name == "__class__" {
            return Value::Object(Object::Class(class.clone()));
        }
        if let Some((_, value)) = self.class_attribute(class, Name::new(name)) {
            return self.bind(value, receiver, span);
        }
        let answer = self.library.attribute(self.machine, receiver, name, span);
        answer.unwrap_or_else(|| method(receiver, name))
    }

    fn attribute_of_super(&mut self, class: &Rc<Class>, receiver: &Value, name: &str, span: Span) -> Value {
        let own = if let Value::Object(Object::Instance(own, _) | Object::Class(own)) = receiver {
            own
        } else {
            class
        };
        let order = class::linearize(own);
        let is_here =
            |value: &Value| matches!(value, Value::Object(Object::Class(other)) if Rc::ptr_eq(other, class));
        let behind = order.iter().position(is_here).map_or(1, |at| at + 1);
        for base in order.iter().skip(behind) {
            let Value::Object(Object::Class(base)) = base else { continue };
            if let Some(value) = class::own(base, Name::new(name)) {
                return self.bind(value, receiver, span);
            }
        }
        // `object` has these, and what a library's class does in them is its own affair.
        method(&Value::Object(Object::Super(class.clone(), Box::new(receiver.clone()))), name)
    }

    /// What an attribute found in a class gives for a receiver: methods are bound, properties are asked.
    pub(super) fn bind(&mut self, value: Value, receiver: &Value, span: Span) -> Value {
        let Value::Object(Object::Function(function)) = &value else { return value };
        let own_class = if let Value::Object(Object::Instance(class, _)) = receiver {
            Value::Object(Object::Class(class.clone()))
        } else {
            receiver.clone()
        };
        let is_instance = matches!(receiver, Value::Object(Object::Instance(..)));
        match Binding::of(function) {
            Binding::Static => value,
            Binding::Class => Value::Object(Object::Bound(function.clone(), Box::new(own_class))),
            Binding::Declared => self.call_function(function, Some(own_class), Arguments::default(), span),
            Binding::Property if is_instance => {
                self.call_function(function, Some(receiver.clone()), Arguments::default(), span)
            }
            Binding::Plain if is_instance => {
                Value::Object(Object::Bound(function.clone(), Box::new(receiver.clone())))
            }
            Binding::Property => method(receiver, function.name.as_str()),
            Binding::Plain => value,
        }
    }

    /// `x[key]`.
    pub(super) fn subscript(&mut self, subscript: &ExprSubscript, span: Span) -> Value {
        let value = self.value(&subscript.value);
        if let Expr::Slice(slice) = &*subscript.slice {
            return self.slice(&value, slice, span);
        }
        let place = self.span(&*subscript.slice);
        let key = self.value(&subscript.slice);
        if let Value::Object(Object::Library(path)) = &value {
            return match path.as_str() {
                "os.environ" => Value::unknown(span, "the environment is not known"),
                _ => {
                    let keys = match (&key, &*subscript.slice) {
                        (Value::List(keys), Expr::Tuple(_)) => keys.borrow().clone(),
                        _ => vec![key],
                    };
                    subscripted(*path, None, Arguments::of(&keys, place), span)
                }
            };
        }
        self.item(&value, &key, span)
    }

    /// The item of a value.
    pub(super) fn item(&mut self, value: &Value, key: &Value, span: Span) -> Value {
        if let Some(unknown) = value.as_unknown() {
            return Value::Unknown(unknown);
        }
        if let Value::Object(Object::Class(class)) = value {
            return match key.as_text().filter(|_| class::is_enum(class)) {
                Some(name) => self.attribute_of_class(&class.clone(), name, span),
                None => value.clone(),
            };
        }
        if let Some(unknown) = key.as_unknown() {
            return Value::Unknown(unknown);
        }
        if let Value::Map(_) | Value::Object(Object::Dictionary(_)) = value {
            if let Some(value) = collection::get(value, key) {
                return value;
            }
            if let Some(factory) = self.machine.factory(value) {
                let made = self.call_value(&factory, Arguments::default(), span);
                collection::set(value, key.clone(), made.clone());
                return made;
            }
            if self.machine.is_trying() {
                self.machine.throw(span, "builtins.KeyError");
            }
            return Value::unknown(span, "the dictionary does not have this key");
        }
        if let Value::Object(Object::Made(_) | Object::Method(..) | Object::Instance(..)) = value {
            return self.call_method(
                value,
                "__getitem__",
                Arguments::of(std::slice::from_ref(key), span),
                span,
            );
        }
        if let (Value::List(list), Some(number)) = (value, operator::as_number(key)) {
            let list = list.borrow();
            let item = collection::position(number, list.len()).and_then(|at| list.get(at).cloned());
            return item.unwrap_or_else(|| Value::unknown(span, "there is no such item"));
        }
        let items = self.items(value, span);
        let number = operator::as_number(key);
        let item = items.zip(number).and_then(|(items, number)| {
            collection::position(number, items.len()).and_then(|at| items.get(at).cloned())
        });
        item.unwrap_or_else(|| unknown_or(key, span, "there is no such item"))
    }

    /// `receiver.name = value`.
    pub(super) fn set_attribute(&mut self, receiver: &Value, name: &str, value: Value, span: Span) {
        if let Value::Object(Object::Instance(_, frame)) = receiver {
            class::set_variable(frame, Name::new(name), value);
            return;
        }
        if let Value::Object(Object::Class(class)) = receiver {
            self.complete(class);
            let name = Name::new(name);
            let attribute =
                Attribute { name, annotation: None, value: Some(value.clone()), name_span: span, span };
            if let Ok(mut body) = class.body.try_borrow_mut() {
                Rc::make_mut(&mut body).attributes.push(attribute);
            }
        }
        if receiver.as_unknown().is_none() {
            self.library.assign(self.machine, receiver, Place::Attribute(name), &value, span);
        }
    }

    /// An attribute of a class, its own or of the first base that has it, with the class that has it.
    pub(super) fn class_attribute(&mut self, class: &Rc<Class>, name: Name) -> Option<(Rc<Class>, Value)> {
        self.complete(class);
        if let Some(value) = class::own(class, name) {
            return Some((class.clone(), value));
        }
        class::ancestors(class).iter().find_map(|base| {
            let Value::Object(Object::Class(base)) = base else { return None };
            Some((base.clone(), class::own(base, name)?))
        })
    }
}

/// How a function in a class body becomes an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Binding {
    Plain,
    Static,
    Class,
    Property,
    Declared,
}

impl Binding {
    fn of(function: &Function) -> Binding {
        for decorator in &function.decorators {
            let Some(path) = Machine::path_of(decorator) else { continue };
            let path = path.as_str();
            let last = path.rsplit('.').next().unwrap_or(path);
            if last == "staticmethod" {
                return Binding::Static;
            }
            if last == "classmethod" {
                return Binding::Class;
            }
            if path.contains("declared_attr") {
                return Binding::Declared;
            }
            if last.ends_with("property") || last == "classproperty" {
                return if last == "classproperty" { Binding::Declared } else { Binding::Property };
            }
        }
        match function.name.as_str() {
            "__init_subclass__" | "__class_getitem__" => Binding::Class,
            _ => Binding::Plain,
        }
    }
}

/// An attribute that may be a method: what it is shows when it is called.
pub(super) fn method(receiver: &Value, name: &str) -> Value {
    Value::Object(Object::Method(Box::new(receiver.clone()), Name::new(name)))
}

/// `path[...]`.
pub(super) fn subscripted(path: Name, receiver: Option<Value>, arguments: Arguments, span: Span) -> Value {
    let arguments = Arguments {
        list: arguments.list.into_iter().map(|argument| Argument { keyword: None, ..argument }).collect(),
        ..arguments
    };
    Value::Object(Object::Made(Rc::new(Made { path, receiver, arguments, subscript: true, span })))
}

/// The text of `a.b.c`.
fn dotted(attribute: &ExprAttribute) -> Option<String> {
    let mut parts = vec![attribute.attr.as_str()];
    let mut inner = &*attribute.value;
    while let Expr::Attribute(attribute) = inner {
        parts.push(attribute.attr.as_str());
        inner = &attribute.value;
    }
    let Expr::Name(name) = inner else { return None };
    parts.push(name.id.as_str());
    parts.reverse();
    Some(parts.join("."))
}
