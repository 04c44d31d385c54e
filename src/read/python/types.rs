//! What types and classes are asked: `isinstance`, `hasattr`, `type`; and classes that calls make.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::ir::{Name, Span};

use super::evaluator::Evaluator;
use super::globals::library;
use super::index::State;
use super::object::{Arguments, Attribute, Body, Class, Object, Value};
use super::{Machine, class, collection};

/// The names of the built-in types that a value has, where that is known.
fn type_names(value: &Value) -> Option<&'static [&'static str]> {
    match value {
        Value::Null => Some(&["NoneType"]),
        Value::Bool(_) => Some(&["bool", "int"]),
        Value::Number(number) if number.fract() == 0.0 => Some(&["int"]),
        Value::Number(_) => Some(&["float"]),
        Value::Text(_) => Some(&["str", "unicode", "basestring"]),
        Value::Map(_) | Value::Object(Object::Dictionary(_)) => Some(&["dict", "Mapping", "MutableMapping"]),
        Value::List(_) | Value::Object(_) | Value::Unknown(_) => None,
    }
}

/// Whether a value is an instance of a type or of one of several; `None` if that is not known.
pub(super) fn is_instance(value: &Value, types: &Value) -> Option<bool> {
    let types = if let Value::Object(Object::Union(types)) = types {
        types.to_vec()
    } else {
        collection::one_or_many(types)
    };
    let names: Vec<&str> = types.iter().filter_map(type_name).collect();
    if let Some(own) = type_names(value) {
        return (names.len() == types.len()).then(|| names.iter().any(|name| own.contains(name)));
    }
    if let Value::List(_) = value {
        let lists = ["list", "tuple", "set", "frozenset"];
        let all = names.contains(&"list") && names.contains(&"tuple");
        let none = names.len() == types.len() && !names.iter().any(|name| lists.contains(name));
        let broad = names.iter().any(|name| matches!(*name, "Iterable" | "Collection" | "Sequence"));
        return if all || broad { Some(true) } else { none.then_some(false) };
    }
    let Value::Object(Object::Instance(class, _)) = value else { return None };
    is_subclass(&Value::Object(Object::Class(class.clone())), &Value::list(types))
}

/// The last part of a type's path.
fn type_name(value: &Value) -> Option<&'static str> {
    Machine::path_of(value).map(|path| path.as_str().rsplit('.').next().unwrap_or_default())
}

/// Whether a class of the project is a type or is derived from it.
pub(super) fn is_subclass(class: &Value, types: &Value) -> Option<bool> {
    let Value::Object(Object::Class(class)) = class else { return None };
    let types = collection::one_or_many(types);
    let order = class::linearize(class);
    let mut known = true;
    for base in &order {
        for wanted in &types {
            match super::comparison::equal(base, wanted) {
                Some(true) => return Some(true),
                Some(false) => {}
                // A library's class may be derived from the wanted one.
                None => known = known && matches!(base, Value::Object(Object::Class(_))),
            }
        }
    }
    known.then_some(false)
}

impl Evaluator<'_, '_> {
    /// `getattr(x, name, default)`.
    pub(super) fn get_attribute_or(&mut self, values: &[&Value], span: Span) -> Option<Value> {
        let (receiver, name) = (values.first()?, values.get(1)?.as_text()?);
        if let Some(default) = values.get(2) {
            match self.has_attribute(receiver, values.get(1)?) {
                Some(true) => {}
                Some(false) => return Some((*default).clone()),
                None if matches!(receiver, Value::Object(Object::Made(_) | Object::Library(_))) => {}
                None => return None,
            }
        }
        Some(self.get_attribute(receiver, name, span))
    }

    /// `hasattr(x, name)`; `None` if that is not known.
    pub(super) fn has_attribute(&mut self, receiver: &Value, name: &Value) -> Option<bool> {
        let name = Name::new(name.as_text()?);
        match receiver {
            Value::Object(Object::Module(file)) => {
                Some(self.machine.lookup(self.library, *file, name, None).is_some())
            }
            Value::Object(Object::Class(class)) | Value::Object(Object::Instance(class, _)) => {
                if let Value::Object(Object::Instance(_, frame)) = receiver
                    && class::variable(frame, name.as_str()).is_some()
                {
                    return Some(true);
                }
                if self.class_attribute(class, name).is_some() {
                    return Some(true);
                }
                let own = |base: &Value| {
                    matches!(base, Value::Object(Object::Class(_)))
                        || type_name(base).is_some_and(|name| name == "object")
                };
                class::linearize(class).iter().all(own).then_some(false)
            }
            Value::Null | Value::Text(_) | Value::Number(_) => Some(false),
            Value::Bool(_) | Value::List(_) | Value::Map(_) | Value::Object(_) | Value::Unknown(_) => None,
        }
    }

    /// `type(x)`, or a class that is made of a name, bases and attributes.
    pub(super) fn make_type(&mut self, values: &[&Value], span: Span) -> Option<Value> {
        if let [Value::Object(Object::Instance(class, _))] = values {
            return Some(Value::Object(Object::Class(class.clone())));
        }
        let [name, bases, attributes] = values else { return None };
        let bases = self.items(bases, span)?;
        let attribute = |(name, value): (Value, Value)| {
            let name = Name::new(name.as_text()?);
            Some(Attribute { name, annotation: None, value: Some(value), name_span: span, span })
        };
        let attributes = collection::entries(attributes)?.into_iter().filter_map(attribute).collect();
        let body = Body { bases, attributes, ..Body::default() };
        let class = Class::made(Name::new(name.as_text()?), span, body);
        self.library.class_made(self.machine, &class);
        Some(Value::Object(Object::Class(class)))
    }
}

impl Class {
    /// A class that no statement defines.
    pub(super) fn made(name: Name, span: Span, body: Body) -> Rc<Class> {
        Rc::new(Class {
            name,
            file: span.file,
            name_span: span,
            span,
            body: RefCell::new(Rc::new(body)),
            state: Cell::new(State::Done),
            definition: None,
            closure: Vec::new(),
            order: RefCell::default(),
        })
    }
}

/// `collections.namedtuple("X", "a b")`.
pub(super) fn named_tuple(
    evaluator: &mut Evaluator<'_, '_>,
    arguments: &Arguments,
    span: Span,
) -> Option<Value> {
    let name = Name::new(arguments.get(0, "typename")?.value.as_text()?);
    let fields = &arguments.get(1, "field_names")?.value;
    let fields: Vec<Value> = match fields.as_text() {
        Some(text) => text.replace(',', " ").split_whitespace().map(Value::text).collect(),
        None => evaluator.items(fields, span)?,
    };
    let attribute = |field: &Value| {
        // `typing.NamedTuple` gives pairs of a name and a type.
        let name = Name::new(collection::one_or_many(field).first()?.as_text()?);
        Some(Attribute { name, annotation: Some(Value::Null), value: None, name_span: span, span })
    };
    let attributes = fields.iter().map(attribute).collect::<Option<Vec<_>>>()?;
    let body = Body { bases: vec![library("typing.NamedTuple")], attributes, ..Body::default() };
    Some(Value::Object(Object::Class(Class::made(name, span, body))))
}
