//! Classes of the project: their bodies, the order of their bases, enumerations, instances.

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::ir::{Name, Span};

use super::Machine;
use super::comparison::equal;
use super::evaluator::Evaluator;
use super::index::State;
use super::object::{Arguments, Attribute, Class, Frame, Object, Value};

/// How many bases, bases of bases and so on a class may have.
const ORDER: usize = 500;

/// How many levels of bases are followed.
const DEPTH: usize = 60;

/// The method resolution order of a class, itself first; bases outside the project stand as they are. Where Python would refuse the
/// bases, they stand in the order in which they are written, each before its own bases.
pub(super) fn linearize(class: &Rc<Class>) -> Vec<Value> {
    let mut order = vec![Value::Object(Object::Class(class.clone()))];
    order.extend(ancestors(class).iter().cloned());
    order
}

/// The same without the class itself.
pub(super) fn ancestors(class: &Rc<Class>) -> Rc<[Value]> {
    order_bases(class, &mut FxHashMap::default(), 0)
}

/// `known` has what was ordered on the way; a class that is being ordered has nothing there, and so ends a cycle.
fn order_bases(
    class: &Rc<Class>,
    known: &mut FxHashMap<*const Class, Rc<[Value]>>,
    depth: usize,
) -> Rc<[Value]> {
    if let Some(order) = class.order.borrow().clone() {
        return order;
    }
    let key = Rc::as_ptr(class);
    if let Some(order) = known.get(&key).cloned() {
        return order;
    }
    known.insert(key, Rc::default());
    let body = class.body();
    let mut done = class.state.get() == State::Done && depth < DEPTH;
    let mut lists: Vec<VecDeque<Value>> = Vec::new();
    for base in &body.bases {
        let mut list = VecDeque::from([base.clone()]);
        if let Value::Object(Object::Class(base)) = base
            && depth < DEPTH
        {
            list.extend(order_bases(base, known, depth + 1).iter().cloned());
            done &= base.order.borrow().is_some();
        }
        lists.push(list);
    }
    lists.push(body.bases.iter().cloned().collect());
    let order: Rc<[Value]> = merge(lists).into();
    known.insert(key, order.clone());
    if done {
        class.order.replace(Some(order.clone()));
    }
    order
}

/// The merge of Python's C3 linearization.
fn merge(mut lists: Vec<VecDeque<Value>>) -> Vec<Value> {
    let mut order = Vec::new();
    loop {
        lists.retain(|list| !list.is_empty());
        if lists.is_empty() || order.len() > ORDER {
            return order;
        }
        let free = |head: &Value| !lists.iter().any(|list| list.iter().skip(1).any(|other| is(head, other)));
        let at = lists.iter().position(|list| list.front().is_some_and(free)).unwrap_or(0);
        let Some(next) = lists.get_mut(at).and_then(VecDeque::pop_front) else { return order };
        for list in &mut lists {
            list.retain(|other| !is(&next, other));
        }
        order.push(next);
    }
}

/// Whether two bases are one.
fn is(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(Object::Class(one)), Value::Object(Object::Class(other))) => Rc::ptr_eq(one, other),
        (Value::Object(Object::Library(one)), Value::Object(Object::Library(other))) => one == other,
        (Value::Object(Object::Made(one)), Value::Object(Object::Made(other))) => Rc::ptr_eq(one, other),
        _ => false,
    }
}

fn same(one: &Value, other: &Value) -> bool {
    equal(one, other) == Some(true)
}

/// An attribute of the class's own: of two with one name the last that is not a setter.
pub(super) fn own(class: &Class, name: Name) -> Option<Value> {
    let body = class.body();
    let mut found = body.attributes.iter().rev().filter(|attribute| attribute.name == name);
    found.find_map(|attribute| attribute.value.clone().filter(|value| !is_accessory(value)))
}

/// Whether a function only adds to an attribute of the same name: `@x.setter`.
fn is_accessory(value: &Value) -> bool {
    let Value::Object(Object::Function(function)) = value else { return false };
    function.decorators.iter().any(|decorator| {
        matches!(decorator, Value::Object(Object::Method(receiver, name))
            if matches!(&**receiver, Value::Object(Object::Function(_)))
                && !matches!(name.as_str(), "getter" | "register"))
    })
}

/// The value of a variable or an instance's attribute.
pub(super) fn variable(frame: &Frame, name: &str) -> Option<Value> {
    let frame = frame.borrow();
    frame.iter().rev().find(|(bound, _)| bound.as_str() == name).map(|(_, value)| value.clone())
}

/// Sets a variable.
pub(super) fn set_variable(frame: &Frame, name: Name, value: Value) {
    let mut frame = frame.borrow_mut();
    match frame.iter_mut().find(|(bound, _)| *bound == name) {
        Some(entry) => entry.1 = value,
        None => frame.push((name, value)),
    }
}

fn has_base(class: &Rc<Class>, is: impl Fn(&str) -> bool) -> bool {
    ancestors(class).iter().any(|base| {
        Machine::path_of(base).is_some_and(|path| is(path.as_str().rsplit('.').next().unwrap_or_default()))
    })
}

/// Whether a class is an enumeration.
pub(super) fn is_enum(class: &Rc<Class>) -> bool {
    has_base(class, |name| name.ends_with("Enum") || matches!(name, "Flag" | "IntFlag"))
}

/// The members of an enumeration; `None` for another class.
pub(super) fn members(class: &Rc<Class>) -> Option<Vec<Value>> {
    if !is_enum(class) {
        return None;
    }
    let body = class.body();
    let values = body.attributes.iter().filter_map(|attribute| attribute.value.clone());
    Some(
        values
            .filter(|value| matches!(value, Value::Object(Object::Instance(of, _)) if Rc::ptr_eq(of, class)))
            .collect(),
    )
}

/// What a member of an enumeration is equal to besides itself: its value, if the members are text or numbers as well.
pub(super) fn plain_value(class: &Rc<Class>, frame: &Frame) -> Option<Value> {
    let plain = |name: &str| matches!(name, "str" | "int" | "StrEnum" | "IntEnum" | "IntFlag");
    if is_enum(class) && has_base(class, plain) { variable(frame, "value") } else { None }
}

/// What `str` of a member gives, where that is the same in all versions of Python.
pub(super) fn text_value(class: &Rc<Class>, frame: &Frame) -> Option<Value> {
    if has_base(class, |name| name == "StrEnum") { variable(frame, "value") } else { None }
}

/// The items of an instance of a named tuple.
pub(super) fn tuple(class: &Rc<Class>, frame: &Frame) -> Option<Vec<Value>> {
    has_base(class, |name| name == "NamedTuple")
        .then(|| frame.borrow().iter().map(|(_, value)| value.clone()).collect())
}

impl<'a> Evaluator<'_, 'a> {
    /// Makes the values in an enumeration's body its members.
    pub(super) fn make_members(&mut self, class: &Rc<Class>) {
        if !is_enum(class) {
            return;
        }
        let text = has_base(class, |name| name == "StrEnum");
        let body = class.body();
        let mut last = 0.0;
        let mut attributes = body.attributes.clone();
        for attribute in &mut attributes {
            let Some(value) = attribute.value.take() else { continue };
            let auto = Machine::path_of(&value).is_some_and(|path| path.as_str().ends_with("auto"));
            let plain = !matches!(value, Value::Object(_));
            if !(plain || auto) || attribute.name.as_str().starts_with('_') {
                attribute.value = Some(value);
                continue;
            }
            let value = match (plain, text) {
                (true, _) => value,
                (false, true) => Value::text(&attribute.name.as_str().to_lowercase()),
                (false, false) => Value::Number(last + 1.0),
            };
            if let Value::Number(number) = &value {
                last = *number;
            }
            let name = Value::text(attribute.name.as_str());
            let frame = vec![(Name::new("name"), name), (Name::new("value"), value)];
            let frame: Frame = Rc::new(std::cell::RefCell::new(frame));
            attribute.value = Some(Value::Object(Object::Instance(class.clone(), frame)));
        }
        if let Ok(mut body) = class.body.try_borrow_mut() {
            Rc::make_mut(&mut body).attributes = attributes;
        }
    }

    /// `Class(...)`.
    pub(super) fn instantiate(&mut self, class: &Rc<Class>, arguments: Arguments, span: Span) -> Value {
        self.complete(class);
        if let Some(members) = members(class) {
            let Some(argument) = arguments.get(0, "value") else {
                return Value::unknown(span, "which member it is is not known");
            };
            let is = |member: &Value| {
                let Value::Object(Object::Instance(_, frame)) = member else { return false };
                same(member, &argument.value)
                    || variable(frame, "value").is_some_and(|value| same(&value, &argument.value))
            };
            let found = members.into_iter().find(is);
            return found.unwrap_or_else(|| Value::unknown(span, "which member it is is not known"));
        }
        if has_base(class, |name| name == "TypedDict") {
            let entry = |argument: super::object::Argument| Some((argument.keyword?, argument.value));
            return Value::map(arguments.list.into_iter().filter_map(entry).collect());
        }
        let frame: Frame = Rc::default();
        let instance = Value::Object(Object::Instance(class.clone(), frame.clone()));
        if let Some((_, Value::Object(Object::Function(init)))) =
            self.class_attribute(class, Name::new("__init__"))
        {
            self.call_function(&init, Some(instance.clone()), arguments, span);
            return instance;
        }
        self.set_fields(class, &frame, arguments, span);
        if let Some((_, Value::Object(Object::Function(post)))) =
            self.class_attribute(class, Name::new("__post_init__"))
        {
            self.call_function(&post, Some(instance.clone()), Arguments::default(), span);
        }
        instance
    }

    /// What a data class does with its arguments.
    fn set_fields(&mut self, class: &Rc<Class>, frame: &Frame, arguments: Arguments, span: Span) {
        let mut fields: Vec<Attribute> = Vec::new();
        for base in linearize(class).into_iter().rev() {
            let Value::Object(Object::Class(base)) = base else { continue };
            for attribute in base.body().attributes.iter().filter(|attribute| attribute.annotation.is_some())
            {
                match fields.iter_mut().find(|field| field.name == attribute.name) {
                    Some(field) => *field = attribute.clone(),
                    None => fields.push(attribute.clone()),
                }
            }
        }
        let mut positional = arguments.positional();
        for field in &fields {
            let given = arguments.keyword(field.name.as_str()).or_else(|| positional.next());
            let value = match (given, &arguments.open, &field.value) {
                (Some(argument), _, _) => argument.value.clone(),
                (None, Some(unknown), _) => Value::Unknown(*unknown),
                (None, None, Some(default)) => self.default_of(default, span),
                (None, None, None) => continue,
            };
            set_variable(frame, field.name, value);
        }
        for argument in &arguments.list {
            if let Some(keyword) = argument.keyword {
                set_variable(frame, keyword, argument.value.clone());
            }
        }
    }

    /// The default of a field: `field(default_factory=list)` makes a new one.
    fn default_of(&mut self, default: &Value, span: Span) -> Value {
        let Value::Object(Object::Made(made)) = default else { return default.clone() };
        if !made.path.as_str().to_ascii_lowercase().ends_with("field") {
            return default.clone();
        }
        if let Some(factory) = made.arguments.keyword("default_factory") {
            let factory = factory.value.clone();
            return self.call_value(&factory, Arguments::default(), span);
        }
        made.arguments.get(0, "default").map_or_else(|| default.clone(), |given| given.value.clone())
    }
}
