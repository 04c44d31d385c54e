//! Lists, dictionaries and what is asked of them: items, keys, slices, comprehensions.

use std::rc::Rc;

use ruff_python_ast::{ExprSlice, Operator};

use rustc_hash::FxHashSet;

use crate::ir::{Name, Span};

use super::comparison::equal;
use super::evaluator::{Evaluator, unknown_or};
use super::object::{Argument, Arguments, Object, Value};
use super::operator::as_number;

/// How long a list that is made of others may become.
const LENGTH: usize = 100_000;

/// The items of a list; another value alone.
pub(super) fn one_or_many(value: &Value) -> Vec<Value> {
    if let Value::List(items) = value { items.borrow().clone() } else { vec![value.clone()] }
}

/// A list without what it has twice.
pub(super) fn unique(list: &Value) -> Value {
    let Value::List(items) = list else { return list.clone() };
    let mut kept: Vec<Value> = Vec::new();
    let mut texts = FxHashSet::default();
    let mut others: Vec<usize> = Vec::new();
    for item in items.borrow().iter() {
        let known = if let Value::Text(text) = item {
            !texts.insert(text.clone())
        } else {
            // Sets of other things are small.
            let mut others = others.iter().take(1000).filter_map(|at| kept.get(*at));
            others.any(|other| equal(item, other) == Some(true))
        };
        if known {
            continue;
        }
        if item.as_text().is_none() {
            others.push(kept.len());
        }
        kept.push(item.clone());
    }
    Value::list(kept)
}

/// A dictionary of these entries; of two with one key the last value counts.
pub(super) fn dictionary(entries: Vec<(Value, Value)>, span: Span) -> Value {
    if let Some((key, _)) = entries.iter().find(|(key, _)| key.as_unknown().is_some()) {
        return unknown_or(key, span, "a key is not known");
    }
    let texts: Option<Vec<Name>> = entries.iter().map(|(key, _)| key.as_text().map(Name::new)).collect();
    if let Some(keys) = texts {
        let mut at = rustc_hash::FxHashMap::default();
        let mut map: Vec<(Name, Value)> = Vec::with_capacity(entries.len());
        for (key, (_, value)) in keys.into_iter().zip(entries) {
            let position = *at.entry(key).or_insert(map.len());
            match map.get_mut(position) {
                Some(entry) => entry.1 = value,
                None => map.push((key, value)),
            }
        }
        return Value::map(map);
    }
    let map = Value::Object(Object::Dictionary(Rc::default()));
    for (key, value) in entries {
        set(&map, key, value);
    }
    map
}

/// The entries of a dictionary.
pub(super) fn entries(value: &Value) -> Option<Vec<(Value, Value)>> {
    if let Value::Map(map) = value {
        let entry = |(key, value): &(Name, Value)| (Value::text(key.as_str()), value.clone());
        return Some(map.borrow().iter().map(entry).collect());
    }
    if let Value::Object(Object::Dictionary(map)) = value { Some(map.borrow().clone()) } else { None }
}

/// The value of a key.
pub(super) fn get(map: &Value, key: &Value) -> Option<Value> {
    if let (Value::Map(map), Value::Text(text)) = (map, key) {
        let map = map.borrow();
        return map.iter().find(|(name, _)| name.as_str() == &**text).map(|(_, value)| value.clone());
    }
    let Value::Object(Object::Dictionary(map)) = map else { return None };
    let map = map.borrow();
    map.iter().find(|(other, _)| equal(key, other) == Some(true)).map(|(_, value)| value.clone())
}

/// Sets the value of a key; false where the dictionary cannot have it.
pub(super) fn set(map: &Value, key: Value, value: Value) -> bool {
    if let (Value::Map(map), Value::Text(text)) = (map, &key) {
        let name = Name::new(text);
        let mut map = map.borrow_mut();
        match map.iter_mut().find(|(other, _)| *other == name) {
            Some(entry) => entry.1 = value,
            None => map.push((name, value)),
        }
        return true;
    }
    let Value::Object(Object::Dictionary(map)) = map else { return false };
    if map.borrow().len() > 1000 {
        return false;
    }
    let position = map.borrow().iter().position(|(other, _)| equal(&key, other) == Some(true));
    let mut map = map.borrow_mut();
    match position.and_then(|position| map.get_mut(position)) {
        Some(entry) => entry.1 = value,
        None => map.push((key, value)),
    }
    true
}

/// Removes a key, and gives its value.
pub(super) fn remove(map: &Value, key: &Value) -> Option<Value> {
    if let (Value::Map(map), Value::Text(text)) = (map, key) {
        let mut map = map.borrow_mut();
        let position = map.iter().position(|(name, _)| name.as_str() == &**text)?;
        return Some(map.remove(position).1);
    }
    let Value::Object(Object::Dictionary(map)) = map else { return None };
    let position = map.borrow().iter().position(|(other, _)| equal(key, other) == Some(true))?;
    Some(map.borrow_mut().remove(position).1)
}

/// Operators on text, lists and dictionaries: `+`, `*`, `|`, `-`, `&`.
pub(super) fn combine(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    match (operator, left, right) {
        (Operator::Add, Value::Text(left), Value::Text(right)) => {
            let fits = left.len() + right.len() < 1 << 24;
            fits.then(|| Value::text(&format!("{left}{right}")))
        }
        (Operator::Add | Operator::BitOr, Value::List(left), Value::List(right)) => {
            let mut list = left.borrow().clone();
            list.extend(right.borrow().iter().cloned());
            let list = (list.len() < LENGTH).then(|| Value::list(list))?;
            Some(if operator == Operator::BitOr { unique(&list) } else { list })
        }
        (Operator::Sub | Operator::BitAnd, Value::List(left), Value::List(right)) => {
            let right = right.borrow();
            let mut kept = Vec::new();
            for item in left.borrow().iter() {
                let equals = right.iter().map(|other| equal(item, other));
                let found = if equals.clone().any(|equal| equal == Some(true)) {
                    true
                } else if equals.clone().any(|equal| equal.is_none()) {
                    return None;
                } else {
                    false
                };
                if found == (operator == Operator::BitAnd) {
                    kept.push(item.clone());
                }
            }
            Some(Value::list(kept))
        }
        (Operator::Mult, Value::Text(text), number) | (Operator::Mult, number, Value::Text(text)) => {
            let count = times(number, text.len())?;
            Some(Value::text(&text.repeat(count)))
        }
        (Operator::Mult, Value::List(list), number) | (Operator::Mult, number, Value::List(list)) => {
            let list = list.borrow();
            let count = times(number, list.len() * 10)?;
            Some(Value::list(list.iter().cycle().take(list.len() * count).cloned().collect()))
        }
        (Operator::BitOr, left, right) => {
            let mut all = entries(left)?;
            all.extend(entries(right)?);
            Some(merged(all))
        }
        _ => None,
    }
}

/// A dictionary of entries that others had, whose keys are known.
fn merged(entries: Vec<(Value, Value)>) -> Value {
    let all_text = entries.iter().all(|(key, _)| key.as_text().is_some());
    let map =
        if all_text { Value::map(Vec::new()) } else { Value::Object(Object::Dictionary(Rc::default())) };
    for (key, value) in entries {
        set(&map, key, value);
    }
    map
}

fn times(number: &Value, length: usize) -> Option<usize> {
    let count = as_number(number)?.max(0.0) as usize;
    (count.checked_mul(length)? < LENGTH * 10).then_some(count)
}

/// The position that an index means in a list of this length.
pub(super) fn position(index: f64, length: usize) -> Option<usize> {
    let index = if index < 0.0 { index + length as f64 } else { index };
    (index >= 0.0 && index < length as f64).then_some(index as usize)
}

impl Evaluator<'_, '_> {
    /// The items that a `for` over a value goes through; `None` if they are not known.
    pub(super) fn items(&mut self, value: &Value, span: Span) -> Option<Vec<Value>> {
        match value {
            Value::List(list) => Some(list.borrow().clone()),
            Value::Text(text) => {
                Some(text.chars().map(|character| Value::text(character.encode_utf8(&mut [0; 4]))).collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Unknown(_) => None,
            Value::Map(_) | Value::Object(Object::Dictionary(_)) => {
                Some(entries(value)?.into_iter().map(|(key, _)| key).collect())
            }
            Value::Object(Object::Class(class)) => {
                self.complete(class);
                super::class::members(class)
            }
            Value::Object(Object::Instance(class, frame)) => {
                if let Some(fields) = super::class::tuple(class, frame) {
                    return Some(fields);
                }
                self.class_attribute(class, Name::new("__iter__"))?;
                let items = self.call_method(value, "__iter__", Arguments::default(), span);
                if let Value::List(list) = items { Some(list.borrow().clone()) } else { None }
            }
            Value::Object(_) => {
                let none = Arguments::default();
                let items = self.library.method(self.machine, value, "__iter__", &none, span)?;
                if let Value::List(list) = items {
                    return Some(list.borrow().clone());
                }
                Some(entries(&items)?.into_iter().map(|(key, _)| key).collect())
            }
        }
    }

    /// Whether a collection contains a value.
    pub(super) fn contains(&mut self, collection: &Value, value: &Value, span: Span) -> Option<bool> {
        if let (Value::Text(text), Value::Text(part)) = (collection, value) {
            return Some(text.contains(&**part));
        }
        if let Value::Map(_) | Value::Object(Object::Dictionary(_)) = collection {
            return match (get(collection, value), value) {
                (Some(_), _) => Some(true),
                (None, Value::Unknown(_)) => None,
                (None, _) => Some(false),
            };
        }
        if let Value::Object(Object::Made(_) | Object::Method(..) | Object::Library(_)) = collection {
            let arguments = Arguments::of(std::slice::from_ref(value), span);
            let answer = self.library.method(self.machine, collection, "__contains__", &arguments, span);
            if let Some(answer) = answer {
                return answer.as_bool();
            }
        }
        if let Value::List(list) = collection {
            return among(&list.borrow(), value);
        }
        among(&self.items(collection, span)?, value)
    }

    /// `list[a:b:c]`.
    pub(super) fn slice(&mut self, value: &Value, slice: &ExprSlice, span: Span) -> Value {
        let mut bounds = [None; 3];
        let parts = [&slice.lower, &slice.upper, &slice.step];
        for (bound, part) in bounds.iter_mut().zip(parts) {
            let Some(part) = part else { continue };
            let part = self.value(part);
            if part.is_null() {
                continue;
            }
            let Some(number) = as_number(&part) else {
                return unknown_or(&part, span, "a bound of the slice is not known");
            };
            *bound = Some(number);
        }
        let text = value.as_text();
        let items: Vec<Value> = match self.items(value, span) {
            Some(items) => items,
            None => return unknown_or(value, span, "what is sliced is not known"),
        };
        let picked = pick(&items, bounds);
        let Some(picked) = picked else { return Value::unknown(span, "the slice is not known") };
        if text.is_some() {
            let text: String = picked.iter().filter_map(Value::as_text).collect();
            return Value::text(&text);
        }
        Value::list(picked)
    }
}

/// Whether a value is among others.
fn among(items: &[Value], value: &Value) -> Option<bool> {
    let mut answer = Some(false);
    for item in items {
        match equal(item, value) {
            Some(true) => return Some(true),
            None => answer = None,
            Some(false) => {}
        }
    }
    answer
}

fn pick(items: &[Value], [lower, upper, step]: [Option<f64>; 3]) -> Option<Vec<Value>> {
    let length = items.len() as f64;
    let clamp = |bound: f64| (if bound < 0.0 { bound + length } else { bound }).clamp(0.0, length) as usize;
    let step = step.unwrap_or(1.0);
    if step == -1.0 && lower.is_none() && upper.is_none() {
        return Some(items.iter().rev().cloned().collect());
    }
    if step < 1.0 {
        return None;
    }
    let (start, end) = (clamp(lower.unwrap_or(0.0)), clamp(upper.unwrap_or(length)));
    Some(items.get(start..end).unwrap_or_default().iter().step_by(step as usize).cloned().collect())
}

impl Arguments {
    /// Positional arguments.
    pub(in crate::read) fn of(values: &[Value], span: Span) -> Arguments {
        let argument = |value: &Value| Argument { keyword: None, value: value.clone(), span };
        Arguments { list: values.iter().map(argument).collect(), open: None }
    }
}
