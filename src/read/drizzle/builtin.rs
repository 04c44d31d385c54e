//! What of the language's own library makes tables: methods of lists and texts, `Object`, `Array`.

use super::evaluate::{lost_key, text_of, unknown_or};
use super::machine::Machine;
use super::object::{Own, Value};
use super::syntax::Call;
use crate::ir::{Name, Span};

impl<'a> Machine<'a> {
    /// Calls a method of any value.
    pub(super) fn call_method(
        &mut self,
        object: &Value<'a>,
        name: Name,
        arguments: Vec<Value<'a>>,
        call: &'a Call,
        span: Span,
    ) -> Value<'a> {
        match object {
            Value::Unknown(unknown) => {
                self.suspect(&arguments, span);
                Value::Unknown(*unknown)
            }
            Value::List(_) => self.list_method(object, name, arguments, span),
            Value::Text(text) => text_method(text, name, &arguments, span),
            Value::Object(own) => self.own_method(own, object, name, arguments, call, span),
            Value::Map(_) => {
                let method = self.property(object, name, span);
                match method {
                    Value::Object(Own::Bound(_)) => {
                        Value::unknown(span, "is not known before the program runs")
                    }
                    method => self.call(&method, arguments, Some(call), span),
                }
            }
            Value::Number(_) | Value::Bool(_) if name.as_str() == "toString" => {
                text_of(object).map_or(Value::Null, |text| Value::text(&text))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => Value::unknown(span, "has no such method"),
        }
    }

    fn own_method(
        &mut self,
        own: &Own<'a>,
        object: &Value<'a>,
        name: Name,
        arguments: Vec<Value<'a>>,
        call: &'a Call,
        span: Span,
    ) -> Value<'a> {
        match own {
            Own::Global(global) => self.global_method(*global, name, arguments, span),
            Own::Builder(builder) => self.builder_method(builder, name, &arguments, call, span),
            Own::ForeignKey(key) => self.foreign_key_method(key, name, &arguments, call, span),
            Own::Key(key) => self.key_method(key, name, arguments, span),
            Own::Schema(core, schema, casing) => {
                self.schema_method((*core, *schema, *casing), name, arguments, call, span)
            }
            Own::Import(package, import) if name.as_str() == "withRLS" => {
                self.call_import(*package, *import, arguments, Some(call), span)
            }
            Own::Creator(..) if name.as_str() == "withRLS" => self.call(object, arguments, Some(call), span),
            Own::Module(_) | Own::Import(..) | Own::Package(_) => match self.property(object, name, span) {
                Value::Object(Own::Bound(_)) => self.call_outside(&arguments, span),
                function => self.call(&function, arguments, Some(call), span),
            },
            // `.enableRLS()`, `.asc()`, `.as(...)`: what is chained to a table, a column or a view leaves it what it is.
            Own::Table(_) | Own::Column(..) | Own::View(..) | Own::Sql(_) => object.clone(),
            Own::Bound(_) if matches!(name.as_str(), "call" | "apply" | "bind") => {
                Value::unknown(span, "is not known before the program runs")
            }
            Own::Closure(_)
            | Own::Bound(_)
            | Own::Environment
            | Own::IfUnset(_)
            | Own::Type(_)
            | Own::Creator(..)
            | Own::Relations(..) => {
                self.suspect(&arguments, span);
                Value::unknown(span, "is not known before the program runs")
            }
        }
    }

    fn list_method(
        &mut self,
        object: &Value<'a>,
        name: Name,
        arguments: Vec<Value<'a>>,
        span: Span,
    ) -> Value<'a> {
        let Value::List(shared) = object else { return Value::Null };
        if name.as_str() == "push" {
            shared.borrow_mut().extend(arguments);
            return Value::Null;
        }
        let first = arguments.first().cloned().unwrap_or(Value::Null);
        let values = shared.borrow().clone();
        match name.as_str() {
            "map" | "flatMap" | "forEach" => {
                let each = values.into_iter().enumerate();
                let results: Vec<Value<'a>> =
                    each.map(|(index, value)| self.apply(&first, vec![value, number(index)], span)).collect();
                match name.as_str() {
                    "flatMap" => self.flat(results),
                    _ => Value::list(results),
                }
            }
            "filter" | "find" | "some" | "every" => self.search(name, values, &first, span),
            "concat" => {
                let more = arguments.iter().flat_map(|argument| match self.elements_of(argument) {
                    Some(values) => values,
                    None => vec![argument.clone()],
                });
                Value::list(values.into_iter().chain(more.collect::<Vec<_>>()).collect())
            }
            "flat" => self.flat(values),
            "reverse" => Value::list(values.into_iter().rev().collect()),
            "slice" => {
                let (start, end) = range(&arguments, values.len());
                Value::list(values.into_iter().take(end).skip(start).collect())
            }
            "includes" => {
                let wanted = text_of(&first);
                let known = values.iter().all(|value| text_of(value).is_some());
                match wanted {
                    Some(wanted) if known => {
                        Value::Bool(values.iter().any(|value| text_of(value).as_ref() == Some(&wanted)))
                    }
                    _ => Value::unknown(span, "is not known before the program runs"),
                }
            }
            "join" => {
                let separator = first.as_text().unwrap_or(",");
                let texts: Option<Vec<String>> = values.iter().map(text_of).collect();
                texts.map_or_else(
                    || Value::unknown(span, "is no text that is known"),
                    |texts| Value::text(&texts.join(separator)),
                )
            }
            "reduce" => self.reduce(values, &arguments, span),
            "at" => match first {
                Value::Number(at) if at < 0.0 => {
                    values.into_iter().rev().nth(index_of(-at - 1.0)).unwrap_or(Value::Null)
                }
                Value::Number(at) => values.into_iter().nth(index_of(at)).unwrap_or(Value::Null),
                _ => Value::unknown(span, "is not known before the program runs"),
            },
            "entries" => {
                let pairs = values.into_iter().enumerate();
                Value::list(pairs.map(|(index, value)| Value::list(vec![number(index), value])).collect())
            }
            _ => Value::unknown(span, "is not known before the program runs"),
        }
    }

    fn flat(&mut self, values: Vec<Value<'a>>) -> Value<'a> {
        let inner = |value: Value<'a>| match value {
            Value::List(values) => values.borrow().clone(),
            other => vec![other],
        };
        Value::list(values.into_iter().flat_map(inner).collect())
    }

    fn search(&mut self, name: Name, values: Vec<Value<'a>>, test: &Value<'a>, span: Span) -> Value<'a> {
        let mut kept = Vec::new();
        let total = values.len();
        for (index, value) in values.into_iter().enumerate() {
            let answer = match test {
                Value::Object(Own::Global(global)) if global.as_str() == "Boolean" => value.clone(),
                test => self.apply(test, vec![value.clone(), number(index)], span),
            };
            match self.truth(&answer) {
                Some(true) => kept.push(value),
                Some(false) => {}
                None => {
                    return unknown_or(answer, span, "depends on what is not known before the program runs");
                }
            }
        }
        match name.as_str() {
            "find" => kept.into_iter().next().unwrap_or(Value::Null),
            "some" => Value::Bool(!kept.is_empty()),
            "every" => Value::Bool(kept.len() == total),
            _ => Value::list(kept),
        }
    }

    fn reduce(&mut self, values: Vec<Value<'a>>, arguments: &[Value<'a>], span: Span) -> Value<'a> {
        let Some(function) = arguments.first() else { return Value::Null };
        let mut values = values.into_iter();
        let start = arguments.get(1).cloned().or_else(|| values.next()).unwrap_or(Value::Null);
        values
            .enumerate()
            .fold(start, |sum, (index, value)| self.apply(function, vec![sum, value, number(index)], span))
    }

    /// Functions of the language: `String(x)`.
    pub(super) fn call_global(&mut self, name: Name, arguments: Vec<Value<'a>>, span: Span) -> Value<'a> {
        let first = arguments.first().cloned().unwrap_or(Value::Null);
        match name.as_str() {
            "require" => match first.as_text() {
                Some(specifier) => {
                    let from = self.by_file(span.file);
                    self.import(from, Name::new(specifier), None, span)
                }
                None => Value::unknown(span, "is not known before the program runs"),
            },
            "String" => text_of(&first).map_or_else(
                || unknown_or(first.clone(), span, "is no text that is known"),
                |text| Value::text(&text),
            ),
            "Number" => match &first {
                Value::Number(number) => Value::Number(*number),
                Value::Text(text) => text.parse().map_or(Value::Null, Value::Number),
                _ => Value::unknown(span, "is not known before the program runs"),
            },
            "Boolean" => self
                .truth(&first)
                .map_or_else(|| Value::unknown(span, "is not known before the program runs"), Value::Bool),
            _ => {
                self.suspect(&arguments, span);
                Value::unknown(span, "is not known before the program runs")
            }
        }
    }

    fn global_method(
        &mut self,
        global: Name,
        name: Name,
        arguments: Vec<Value<'a>>,
        span: Span,
    ) -> Value<'a> {
        let first = arguments.first().cloned().unwrap_or(Value::Null);
        match (global.as_str(), name.as_str()) {
            ("Object", "freeze" | "seal") => first,
            ("Object", "keys" | "values" | "entries") => self.object_list(name, &first, span),
            ("Object", "fromEntries") => self.object_from_entries(&first, span),
            ("Object", "assign") => self.object_assign(&first, &arguments, span),
            ("Array", "isArray") => Value::Bool(matches!(first, Value::List(_))),
            ("Array", "of") => Value::list(arguments),
            ("Array", "from") => match (self.elements_of(&first), arguments.get(1)) {
                (Some(values), None) => Value::list(values),
                (Some(values), Some(function)) => {
                    let list = Value::list(values);
                    self.list_method(&list, Name::new("map"), vec![function.clone()], span)
                }
                (None, _) => unknown_or(first, span, "is no list that is known"),
            },
            _ => {
                self.suspect(&arguments, span);
                Value::unknown(span, "is not known before the program runs")
            }
        }
    }

    fn object_list(&mut self, name: Name, object: &Value<'a>, span: Span) -> Value<'a> {
        let entries = self.entries_of(object).filter(|all| all.iter().all(|(key, _)| *key != lost_key()));
        let Some(entries) = entries else {
            return unknown_or(object.clone(), span, "is no object that is known");
        };
        let text = |key: Name| Value::text(key.as_str());
        Value::list(match name.as_str() {
            "keys" => entries.into_iter().map(|(key, _)| text(key)).collect(),
            "values" => entries.into_iter().map(|(_, value)| value).collect(),
            _ => entries.into_iter().map(|(key, value)| Value::list(vec![text(key), value])).collect(),
        })
    }

    fn object_from_entries(&mut self, list: &Value<'a>, span: Span) -> Value<'a> {
        let Some(pairs) = self.elements_of(list) else {
            return unknown_or(list.clone(), span, "is no list that is known");
        };
        let mut entries: Vec<(Name, Value<'a>)> = Vec::new();
        for pair in pairs {
            let pair_values = self.elements_of(&pair).unwrap_or_default();
            match (pair_values.first().and_then(text_of), pair_values.get(1)) {
                (Some(key), Some(value)) => entries.push((Name::new(&key), value.clone())),
                _ => entries.push((lost_key(), unknown_or(pair, span, "is no entry that is known"))),
            }
        }
        Value::map(entries)
    }

    fn object_assign(&mut self, target: &Value<'a>, arguments: &[Value<'a>], span: Span) -> Value<'a> {
        let Value::Map(shared) = target else {
            // `Object.assign(table, ...)` leaves a table what it is.
            return target.clone();
        };
        for source in arguments.iter().skip(1) {
            let entries = match self.entries_of(source) {
                Some(entries) => entries,
                None => vec![(lost_key(), unknown_or(source.clone(), span, "is no object that is known"))],
            };
            let mut all = shared.borrow_mut();
            for (key, value) in entries {
                match all.iter_mut().find(|(other, _)| *other == key) {
                    Some(entry) => entry.1 = value,
                    None => all.push((key, value)),
                }
            }
        }
        target.clone()
    }
}

fn text_method<'a>(text: &str, name: Name, arguments: &[Value<'a>], span: Span) -> Value<'a> {
    let argument = |index: usize| arguments.get(index).and_then(Value::as_text);
    let done = match (name.as_str(), argument(0), argument(1)) {
        ("toLowerCase" | "toLocaleLowerCase", ..) => Some(Value::text(&text.to_lowercase())),
        ("toUpperCase" | "toLocaleUpperCase", ..) => Some(Value::text(&text.to_uppercase())),
        ("trim", ..) => Some(Value::text(text.trim())),
        ("toString" | "valueOf", ..) => Some(Value::text(text)),
        ("concat", Some(more), None) => Some(Value::text(&format!("{text}{more}"))),
        ("replace", Some(from), Some(to)) if !to.contains('$') => {
            Some(Value::text(&text.replacen(from, to, 1)))
        }
        ("replaceAll", Some(from), Some(to)) if !to.contains('$') => {
            Some(Value::text(&text.replace(from, to)))
        }
        ("startsWith", Some(part), _) => Some(Value::Bool(text.starts_with(part))),
        ("endsWith", Some(part), _) => Some(Value::Bool(text.ends_with(part))),
        ("includes", Some(part), _) => Some(Value::Bool(text.contains(part))),
        ("split", Some(separator), _) if !separator.is_empty() => {
            Some(Value::list(text.split(separator).map(Value::text).collect()))
        }
        ("slice" | "substring", ..) if text.is_ascii() => {
            let (start, end) = range(arguments, text.len());
            Some(Value::text(text.get(start..end.max(start)).unwrap_or("")))
        }
        ("charAt" | "at", ..) if text.is_ascii() => match arguments.first() {
            Some(Value::Number(at)) if *at >= 0.0 => {
                let at = index_of(*at);
                Some(Value::text(text.get(at..at.saturating_add(1)).unwrap_or("")))
            }
            _ => None,
        },
        _ => None,
    };
    done.unwrap_or_else(|| Value::unknown(span, "is not known before the program runs"))
}

/// The range of `slice(start, end)`, with negative numbers counted from the end.
fn range(arguments: &[Value<'_>], len: usize) -> (usize, usize) {
    let bound = |index: usize, default: usize| match arguments.get(index) {
        Some(Value::Number(number)) if *number < 0.0 => len.saturating_sub(index_of(-number)),
        Some(Value::Number(number)) => index_of(*number).min(len),
        _ => default,
    };
    (bound(0, 0), bound(1, len))
}

/// A number as an index; what is no index is beyond every list.
fn index_of(number: f64) -> usize {
    // `as` saturates, and makes 0 of what is no number.
    number as usize
}

fn number<'a>(index: usize) -> Value<'a> {
    u32::try_from(index).map_or(Value::Null, |index| Value::Number(index.into()))
}
