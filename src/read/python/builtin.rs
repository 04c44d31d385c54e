//! Python's built-in functions.

use crate::ir::Span;

use super::collection::{self, unique};
use super::comparison::order;
use super::evaluator::{Evaluator, unknown_or};
use super::globals::library;
use super::object::{Argument, Arguments, Object, Value};
use super::operator::as_number;
use super::types;

/// How long a `range` may be.
const RANGE: f64 = 100_000.0;

/// The built-in names that programs use, sorted.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "DeprecationWarning",
    "EOFError", "Ellipsis", "Exception", "FileExistsError", "FileNotFoundError", "IOError", "ImportError",
    "IndexError", "InterruptedError", "KeyError", "KeyboardInterrupt", "LookupError",
    "ModuleNotFoundError", "NameError", "NotImplemented", "NotImplementedError", "OSError",
    "OverflowError", "PermissionError", "RuntimeError", "RuntimeWarning", "StopAsyncIteration",
    "StopIteration", "SyntaxError", "SystemExit", "TimeoutError", "TypeError", "UnicodeDecodeError",
    "UnicodeError", "UserWarning", "ValueError", "Warning", "ZeroDivisionError", "__import__", "abs",
    "aiter", "all", "anext", "any", "ascii", "basestring", "bin", "bool", "breakpoint", "bytearray",
    "bytes", "callable", "chr", "classmethod", "complex", "delattr", "dict", "dir", "divmod", "enumerate",
    "eval", "exec", "exit", "filter", "float", "format", "frozenset", "getattr", "globals", "hasattr",
    "hash", "hex", "id", "input", "int", "isinstance", "issubclass", "iter", "len", "list", "locals",
    "long", "map", "max", "memoryview", "min", "next", "object", "oct", "open", "ord", "pow", "print",
    "property", "quit", "range", "repr", "reversed", "round", "set", "setattr", "slice", "sorted",
    "staticmethod", "str", "sum", "super", "tuple", "type", "unicode", "vars", "xrange", "zip",
];

/// A built-in name.
pub(super) fn named(name: &str) -> Option<Value> {
    let known = NAMES.binary_search(&name).is_ok();
    known.then(|| library(&format!("builtins.{name}")))
}

/// Calls a built-in function; `None` where its result is not known.
pub(super) fn call(
    evaluator: &mut Evaluator<'_, '_>,
    name: &str,
    arguments: &Arguments,
    span: Span,
) -> Option<Value> {
    if let Some(unknown) = arguments.open {
        return Some(Value::Unknown(unknown));
    }
    let values: Vec<&Value> = arguments.positional().map(|argument| &argument.value).collect();
    let first = values.first().copied();
    match name {
        "print" | "delattr" | "breakpoint" | "exit" | "quit" => return Some(Value::Null),
        "object" => return Some(library("builtins.object")),
        "len" => return evaluator.length(first?, span),
        "range" | "xrange" => return range(&values, span),
        "dict" => return evaluator.make_dict(arguments, span),
        "str" | "unicode" => return evaluator.make_text(first, span),
        "repr" => return super::format::to_repr(first?).map(|text| Value::text(&text)),
        "bool" => return first.map_or(Some(false), |value| evaluator.truth(value, span)).map(Value::Bool),
        "int" | "float" | "round" | "abs" => return number(name, first?),
        "isinstance" => {
            let (value, classes) = (first?, *values.get(1)?);
            let known = types::is_instance(value, classes).map(Value::Bool);
            return known.or_else(|| {
                let classes = Arguments::of(&collection::one_or_many(classes), span);
                evaluator.library.method(evaluator.machine, value, "__instancecheck__", &classes, span)
            });
        }
        "issubclass" => return types::is_subclass(first?, values.get(1)?).map(Value::Bool),
        "callable" => {
            let callable =
                matches!(first?, Value::Object(Object::Function(_) | Object::Bound(..) | Object::Class(_)));
            return callable.then_some(Value::Bool(true));
        }
        "getattr" => return evaluator.get_attribute_or(&values, span),
        "hasattr" => return evaluator.has_attribute(first?, values.get(1)?).map(Value::Bool),
        "setattr" => {
            let (receiver, name, value) = (first?, values.get(1)?, values.get(2)?);
            match name.as_text() {
                Some(name) => evaluator.set_attribute(receiver, name, (*value).clone(), span),
                None => evaluator.machine.problem(span, "which attribute is set is not known"),
            }
            return Some(Value::Null);
        }
        "type" => return evaluator.make_type(&values, span),
        "chr" => {
            let code = as_number(first?)?;
            let character = char::from_u32(code as u32)?;
            return Some(Value::text(character.encode_utf8(&mut [0; 4])));
        }
        "property" | "staticmethod" | "classmethod" => return first.cloned(),
        "min" | "max" | "sum" => {}
        "map" | "filter" => return evaluator.map_or_filter(name, &values, span),
        "zip" => return evaluator.zip(&values, span),
        _ => {}
    }
    evaluator.over_items(name, arguments, &values, span)
}

fn range(values: &[&Value], span: Span) -> Option<Value> {
    let numbers: Option<Vec<f64>> = values.iter().map(|value| as_number(value)).collect();
    let (start, end, step) = match *numbers? {
        [end] => (0.0, end, 1.0),
        [start, end] => (start, end, 1.0),
        [start, end, step] if step != 0.0 => (start, end, step),
        _ => return None,
    };
    let count = ((end - start) / step).ceil().max(0.0);
    if count > RANGE {
        return Some(Value::unknown(span, "the range is too long"));
    }
    Some(Value::list(
        (0..count as u32).map(|number| Value::Number(start + step * f64::from(number))).collect(),
    ))
}

fn number(name: &str, value: &Value) -> Option<Value> {
    let number = match value.as_text() {
        Some(text) => text.trim().parse::<f64>().ok().filter(|number| number.is_finite())?,
        None => as_number(value)?,
    };
    Some(Value::Number(match name {
        "int" => number.trunc(),
        "round" => number.round_ties_even(),
        "abs" => number.abs(),
        _ => number,
    }))
}

impl Evaluator<'_, '_> {
    fn length(&mut self, value: &Value, span: Span) -> Option<Value> {
        if let Value::Object(Object::Made(_) | Object::Method(..)) = value {
            let none = Arguments::default();
            if let Some(value) = self.library.method(self.machine, value, "__len__", &none, span) {
                return Some(value);
            }
        }
        if let Value::List(list) = value {
            return Some(Value::Number(list.borrow().len() as f64));
        }
        self.items(value, span).map(|items| Value::Number(items.len() as f64))
    }

    fn make_text(&mut self, value: Option<&Value>, span: Span) -> Option<Value> {
        let Some(value) = value else { return Some(Value::text("")) };
        self.text_of(value, "", span).map(|text| Value::text(&text))
    }

    fn make_dict(&mut self, arguments: &Arguments, span: Span) -> Option<Value> {
        let mut all = Vec::new();
        if let Some(first) = arguments.positional().next() {
            match collection::entries(&first.value) {
                Some(entries) => all = entries,
                None => {
                    for pair in self.items(&first.value, span)? {
                        let pair = self.items(&pair, span)?;
                        let [key, value] = pair.as_slice() else { return None };
                        all.push((key.clone(), value.clone()));
                    }
                }
            }
        }
        for argument in &arguments.list {
            if let Some(keyword) = argument.keyword {
                all.push((Value::text(keyword.as_str()), argument.value.clone()));
            }
        }
        Some(collection::dictionary(all, span))
    }

    fn map_or_filter(&mut self, name: &str, values: &[&Value], span: Span) -> Option<Value> {
        let [function, iterable] = values else { return None };
        let items = self.items(iterable, span)?;
        let mut results = Vec::with_capacity(items.len());
        for item in items {
            self.step(span)?;
            let value = if function.is_null() {
                item.clone()
            } else {
                self.call_value(function, Arguments::of(std::slice::from_ref(&item), span), span)
            };
            if name == "map" {
                results.push(value);
            } else if self.truth(&value, span)? {
                results.push(item);
            }
        }
        Some(Value::list(results))
    }

    fn zip(&mut self, values: &[&Value], span: Span) -> Option<Value> {
        let lists: Option<Vec<Vec<Value>>> = values.iter().map(|value| self.items(value, span)).collect();
        let lists = lists?;
        let shortest = lists.iter().map(Vec::len).min().unwrap_or(0);
        let row = |at: usize| lists.iter().filter_map(|list| list.get(at).cloned()).collect();
        Some(Value::list((0..shortest).map(|at| Value::list(row(at))).collect()))
    }

    /// The functions that go through one list.
    fn over_items(
        &mut self,
        name: &str,
        arguments: &Arguments,
        values: &[&Value],
        span: Span,
    ) -> Option<Value> {
        const OVER: [&str; 14] = [
            "list",
            "tuple",
            "set",
            "frozenset",
            "iter",
            "sorted",
            "reversed",
            "enumerate",
            "any",
            "all",
            "next",
            "min",
            "max",
            "sum",
        ];
        if !OVER.contains(&name) {
            return None;
        }
        let items = match values {
            [] => Vec::new(),
            [one] => self.items(one, span)?,
            [one, ..] if matches!(name, "next" | "enumerate" | "sum") => self.items(one, span)?,
            many => many.iter().map(|value| (*value).clone()).collect(),
        };
        match name {
            "list" | "tuple" | "iter" => Some(Value::list(items)),
            "set" | "frozenset" => Some(unique(&Value::list(items))),
            "reversed" => Some(Value::list(items.into_iter().rev().collect())),
            "sorted" => {
                let list = Value::list(items);
                self.sort(&list, arguments, span)?;
                Some(list)
            }
            "enumerate" => {
                let start = arguments.get(1, "start").map_or(Some(0.0), |start| as_number(&start.value))?;
                let pair = |(at, item)| Value::list(vec![Value::Number(start + at as f64), item]);
                Some(Value::list(items.into_iter().enumerate().map(pair).collect()))
            }
            "any" | "all" => {
                let mut known = true;
                for item in &items {
                    match self.truth(item, span) {
                        Some(truth) if truth == (name == "any") => return Some(Value::Bool(truth)),
                        Some(_) => {}
                        None => known = false,
                    }
                }
                known.then_some(Value::Bool(name == "all"))
            }
            "next" => items.into_iter().next().or_else(|| values.get(1).map(|value| (*value).clone())),
            "sum" => {
                let sum = items.iter().try_fold(0.0, |sum, item| as_number(item).map(|number| sum + number));
                sum.map(Value::Number)
            }
            _ => {
                let list = Value::list(items);
                self.sort(&list, arguments, span)?;
                let sorted = self.items(&list, span)?;
                let found = if name == "min" { sorted.first() } else { sorted.last() };
                found.cloned().or_else(|| arguments.keyword("default").map(|given| given.value.clone()))
            }
        }
    }

    /// Sorts a list in place; `None` if the order is not known.
    pub(super) fn sort(&mut self, list: &Value, arguments: &Arguments, span: Span) -> Option<()> {
        let Value::List(list) = list else { return None };
        let items = list.borrow().clone();
        let key = arguments.keyword("key").map(|argument| argument.value.clone());
        let mut keyed = Vec::with_capacity(items.len());
        for item in items {
            let key = match &key {
                Some(key) if !key.is_null() => {
                    self.call_value(key, Arguments::of(std::slice::from_ref(&item), span), span)
                }
                _ => item.clone(),
            };
            keyed.push((key, item));
        }
        // Neighbours that cannot be compared make the whole order unknown.
        let comparable = keyed.windows(2).all(|pair| match pair {
            [(one, _), (other, _)] => order(one, other).is_some(),
            _ => true,
        });
        if !comparable {
            return None;
        }
        keyed.sort_by(|(one, _), (other, _)| order(one, other).unwrap_or(std::cmp::Ordering::Equal));
        let reverse = arguments.keyword("reverse").map(|argument| &argument.value);
        if reverse.is_some_and(|reverse| reverse.as_bool() == Some(true)) {
            keyed.reverse();
        }
        list.replace(keyed.into_iter().map(|(_, item)| item).collect());
        Some(())
    }
}

/// An argument that is not known, as the value of the call.
pub(super) fn unknown_argument(arguments: &Arguments, span: Span) -> Value {
    let unknown = arguments.list.iter().map(|argument: &Argument| &argument.value);
    let first = unknown.into_iter().find(|value| value.as_unknown().is_some());
    first.map_or_else(
        || Value::unknown(span, "only running it tells"),
        |value| unknown_or(value, span, "only running it tells"),
    )
}
