//! The methods of text, lists and dictionaries.

use ruff_python_ast::Operator;

use crate::ir::Span;

use super::collection;
use super::comparison::equal;
use super::evaluator::Evaluator;
use super::format;
use super::object::{Arguments, Object, Value};
use super::operator::as_number;

/// Calls a method of a plain value; `None` for what is not one, or has no such method.
pub(super) fn call(
    evaluator: &mut Evaluator<'_, '_>,
    receiver: &Value,
    name: &str,
    arguments: &Arguments,
    span: Span,
) -> Option<Value> {
    let unknown = || super::builtin::unknown_argument(arguments, span);
    match receiver {
        Value::Text(text) => {
            if name == "format" || name == "format_map" {
                return Some(format::format(evaluator, text, arguments, span));
            }
            if name == "join" {
                return Some(evaluator.join(text, arguments, span).unwrap_or_else(unknown));
            }
            Some(of_text(text, name, arguments).unwrap_or_else(unknown))
        }
        Value::List(_) => Some(evaluator.of_list(receiver, name, arguments, span).unwrap_or_else(unknown)),
        Value::Map(_) | Value::Object(Object::Dictionary(_)) => {
            Some(evaluator.of_dict(receiver, name, arguments, span).unwrap_or_else(unknown))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Unknown(_) => Some(unknown()),
        Value::Object(_) => None,
    }
}

/// What `strip` takes away.
const BLANK: &str = " \t\n\r\u{b}\u{c}";

fn of_text(text: &str, name: &str, arguments: &Arguments) -> Option<Value> {
    let values: Vec<&Value> = arguments.positional().map(|argument| &argument.value).collect();
    let argument = |at: usize| values.get(at).and_then(|value| value.as_text());
    let first = argument(0);
    let set = || match values.first() {
        None | Some(Value::Null) => Some(BLANK.to_owned()),
        Some(value) => value.as_text().map(str::to_owned),
    };
    if let Some(answer) = is_text(text, name) {
        return Some(Value::Bool(answer));
    }
    let value = match name {
        "lower" | "casefold" => Value::text(&text.to_lowercase()),
        "upper" => Value::text(&text.to_uppercase()),
        "capitalize" => {
            let mut characters = text.chars();
            let head: String =
                characters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
            Value::text(&format!("{head}{}", characters.as_str().to_lowercase()))
        }
        "title" => Value::text(&title(text)),
        "strip" => {
            let set = set()?;
            Value::text(text.trim_matches(|character| set.contains(character)))
        }
        "lstrip" => {
            let set = set()?;
            Value::text(text.trim_start_matches(|character| set.contains(character)))
        }
        "rstrip" => {
            let set = set()?;
            Value::text(text.trim_end_matches(|character| set.contains(character)))
        }
        "replace" => match values.get(2) {
            None => Value::text(&text.replace(first?, argument(1)?)),
            Some(count) => Value::text(&text.replacen(first?, argument(1)?, as_number(count)? as usize)),
        },
        "startswith" | "endswith" => {
            let is =
                |part: &str| if name == "startswith" { text.starts_with(part) } else { text.ends_with(part) };
            let parts = collection::one_or_many(values.first()?);
            let known: Option<Vec<&str>> = parts.iter().map(Value::as_text).collect();
            Value::Bool(known?.into_iter().any(is))
        }
        "removeprefix" => Value::text(text.strip_prefix(first?).unwrap_or(text)),
        "removesuffix" => Value::text(text.strip_suffix(first?).unwrap_or(text)),
        "split" | "rsplit" => split(text, name, &values)?,
        "splitlines" => Value::list(text.lines().map(Value::text).collect()),
        "partition" | "rpartition" => {
            let separator = first?;
            let parts =
                if name == "partition" { text.split_once(separator) } else { text.rsplit_once(separator) };
            let (before, between, after) = match parts {
                Some((before, after)) => (before, separator, after),
                None if name == "partition" => (text, "", ""),
                None => ("", "", text),
            };
            Value::list(vec![Value::text(before), Value::text(between), Value::text(after)])
        }
        "find" | "index" => match text.find(first?) {
            Some(at) => Value::Number(text.get(..at)?.chars().count() as f64),
            None if name == "find" => Value::Number(-1.0),
            None => return None,
        },
        "count" => Value::Number(text.matches(first.filter(|part| !part.is_empty())?).count() as f64),
        "zfill" => Value::text(&format!("{text:0>width$}", width = width(values.first()?)?)),
        "ljust" => Value::text(&format!("{text:<width$}", width = width(values.first()?)?)),
        "rjust" => Value::text(&format!("{text:>width$}", width = width(values.first()?)?)),
        _ => return None,
    };
    Some(value)
}

/// The questions that text is asked without an argument.
fn is_text(text: &str, name: &str) -> Option<bool> {
    let all = |is: fn(char) -> bool| !text.is_empty() && text.chars().all(is);
    match name {
        "isdigit" => Some(all(|character| character.is_ascii_digit())),
        "isupper" => Some(text != text.to_lowercase() && text == text.to_uppercase()),
        "islower" => Some(text != text.to_uppercase() && text == text.to_lowercase()),
        "isalpha" => Some(all(char::is_alphabetic)),
        "isalnum" => Some(all(char::is_alphanumeric)),
        "isspace" => Some(all(char::is_whitespace)),
        _ => None,
    }
}

fn width(value: &Value) -> Option<usize> {
    as_number(value).filter(|width| (0.0..1000.0).contains(width)).map(|width| width as usize)
}

fn title(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut inside = false;
    for character in text.chars() {
        if inside {
            result.extend(character.to_lowercase());
        } else {
            result.extend(character.to_uppercase());
        }
        inside = character.is_alphabetic();
    }
    result
}

fn split(text: &str, name: &str, values: &[&Value]) -> Option<Value> {
    let limit = values.get(1).map(|limit| as_number(limit)).map_or(Some(-1.0), |limit| limit)?;
    let parts: Vec<&str> = match values.first() {
        None | Some(Value::Null) if limit < 0.0 => text.split_whitespace().collect(),
        None | Some(Value::Null) => return None,
        Some(separator) => {
            let separator = separator.as_text().filter(|separator| !separator.is_empty())?;
            if limit < 0.0 {
                text.split(separator).collect()
            } else if name == "split" {
                text.splitn(limit as usize + 1, separator).collect()
            } else {
                let mut parts: Vec<&str> = text.rsplitn(limit as usize + 1, separator).collect();
                parts.reverse();
                parts
            }
        }
    };
    Some(Value::list(parts.into_iter().map(Value::text).collect()))
}

impl Evaluator<'_, '_> {
    fn join(&mut self, separator: &str, arguments: &Arguments, span: Span) -> Option<Value> {
        let list = &arguments.positional().next()?.value;
        if let Some(unknown) = list.as_unknown() {
            return Some(Value::Unknown(unknown));
        }
        let mut text = String::new();
        for (number, item) in self.items(list, span)?.iter().enumerate() {
            if number > 0 {
                text.push_str(separator);
            }
            if let Some(unknown) = item.as_unknown() {
                return Some(Value::Unknown(unknown));
            }
            text.push_str(&self.text_of(item, "", span)?);
        }
        Some(Value::text(&text))
    }

    fn of_list(&mut self, receiver: &Value, name: &str, arguments: &Arguments, span: Span) -> Option<Value> {
        let Value::List(list) = receiver else { return None };
        let first = arguments.positional().next().map(|argument| argument.value.clone());
        match name {
            "append" => list.borrow_mut().push(first?),
            "add" => {
                let first = first?;
                if self.contains(receiver, &first, span) != Some(true) {
                    list.borrow_mut().push(first);
                }
            }
            "extend" | "update" => {
                let first = first?;
                match self.items(&first, span) {
                    Some(items) => list.borrow_mut().extend(items),
                    // What is missing must show: an item that is not known.
                    None => list.borrow_mut().push(super::builtin::unknown_argument(arguments, span)),
                }
            }
            "insert" => {
                let at = as_number(&first?)?;
                let item = arguments.positional().nth(1)?.value.clone();
                let length = list.borrow().len() as f64;
                let at = if at < 0.0 { at + length } else { at }.clamp(0.0, length);
                list.borrow_mut().insert(at as usize, item);
            }
            "remove" | "discard" => {
                let first = first?;
                let at = list.borrow().iter().position(|item| equal(item, &first) == Some(true));
                if let Some(at) = at {
                    list.borrow_mut().remove(at);
                }
            }
            "pop" | "popleft" => {
                let length = list.borrow().len();
                let default = if name == "pop" { -1.0 } else { 0.0 };
                let at = first.map_or(Some(default), |first| as_number(&first))?;
                let at = collection::position(at, length)?;
                return Some(list.borrow_mut().remove(at));
            }
            "clear" => list.borrow_mut().clear(),
            "reverse" => list.borrow_mut().reverse(),
            "sort" => self.sort(receiver, arguments, span)?,
            "copy" => return Some(Value::list(list.borrow().clone())),
            "index" => {
                let first = first?;
                let at = list.borrow().iter().position(|item| equal(item, &first) == Some(true))?;
                return Some(Value::Number(at as f64));
            }
            "count" => {
                let first = first?;
                let count = list.borrow().iter().filter(|item| equal(item, &first) == Some(true)).count();
                return Some(Value::Number(count as f64));
            }
            _ => return self.of_set(receiver, name, &first?, span),
        }
        Some(Value::Null)
    }

    fn of_set(&mut self, receiver: &Value, name: &str, other: &Value, span: Span) -> Option<Value> {
        let operator = match name {
            "union" => Operator::BitOr,
            "difference" => Operator::Sub,
            "intersection" => Operator::BitAnd,
            "issubset" | "issuperset" => {
                let (part, whole) = if name == "issubset" { (receiver, other) } else { (other, receiver) };
                let mut all = true;
                for item in self.items(part, span)? {
                    all &= self.contains(whole, &item, span)?;
                }
                return Some(Value::Bool(all));
            }
            _ => return None,
        };
        let other = Value::list(self.items(other, span)?);
        collection::combine(operator, receiver, &other)
    }

    fn of_dict(&mut self, receiver: &Value, name: &str, arguments: &Arguments, span: Span) -> Option<Value> {
        let values: Vec<&Value> = arguments.positional().map(|argument| &argument.value).collect();
        let default = || values.get(1).map(|value| (*value).clone());
        match name {
            "get" => {
                let key = values.first()?;
                if let Some(unknown) = key.as_unknown() {
                    return Some(Value::Unknown(unknown));
                }
                Some(collection::get(receiver, key).or_else(default).unwrap_or(Value::Null))
            }
            "pop" => {
                let key = values.first().filter(|key| key.as_unknown().is_none())?;
                collection::remove(receiver, key).or_else(default)
            }
            "setdefault" => {
                let key = values.first().filter(|key| key.as_unknown().is_none())?;
                if let Some(value) = collection::get(receiver, key) {
                    return Some(value);
                }
                let value = default().unwrap_or(Value::Null);
                collection::set(receiver, (*key).clone(), value.clone()).then_some(value)
            }
            "items" => {
                let pair = |(key, value)| Value::list(vec![key, value]);
                Some(Value::list(collection::entries(receiver)?.into_iter().map(pair).collect()))
            }
            "keys" => {
                Some(Value::list(collection::entries(receiver)?.into_iter().map(|(key, _)| key).collect()))
            }
            "values" => Some(Value::list(
                collection::entries(receiver)?.into_iter().map(|(_, value)| value).collect(),
            )),
            "copy" => {
                let entries = collection::entries(receiver)?;
                Some(collection::dictionary(entries, span))
            }
            "update" => {
                let mut known = true;
                if let Some(first) = values.first() {
                    let entries = collection::entries(first);
                    known = entries.is_some();
                    for (key, value) in entries.unwrap_or_default() {
                        known &= collection::set(receiver, key, value);
                    }
                }
                for argument in &arguments.list {
                    if let Some(keyword) = argument.keyword {
                        collection::set(receiver, Value::text(keyword.as_str()), argument.value.clone());
                    }
                }
                if !known {
                    self.machine
                        .problem(span, "cannot tell without running it what is added to the dictionary");
                }
                Some(Value::Null)
            }
            _ => None,
        }
    }
}
