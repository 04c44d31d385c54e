//! Calls of the project's functions, and the binding of values to names.

use super::evaluate::{text_of, unknown_or};
use super::machine::{Machine, TOO_MUCH};
use super::object::{Closure, Own, ScopeId, Value};
use super::statement::Flow;
use super::syntax::{Body, Call, ExpressionKind, Key, Pattern, PatternElement};
use crate::ir::{Name, Span};

impl<'a> Machine<'a> {
    /// Calls a value. `call` is how it is written, where it is.
    pub(super) fn call(
        &mut self,
        function: &Value<'a>,
        arguments: Vec<Value<'a>>,
        call: Option<&'a Call>,
        span: Span,
    ) -> Value<'a> {
        match function {
            Value::Object(Own::Closure(closure)) => self.call_closure(closure, arguments, span),
            Value::Object(Own::Bound(bound)) => match call {
                Some(call) => self.call_method(&bound.0, bound.1, arguments, call, span),
                None => Value::unknown(span, "is not known before the program runs"),
            },
            Value::Object(Own::Import(package, name)) => {
                self.call_import(*package, *name, arguments, call, span)
            }
            Value::Object(Own::Creator(core, function, casing)) => {
                self.call_creator((*core, function, *casing), arguments, call, span)
            }
            Value::Object(Own::Type(kind)) => self.call_type(kind, &arguments, span),
            Value::Object(Own::Global(name)) => self.call_global(*name, arguments, span),
            Value::Object(Own::Package(package)) => {
                self.call_import(*package, super::machine::default_name(), arguments, call, span)
            }
            Value::Object(Own::Builder(_)) => self.call_outside(&arguments, span),
            Value::Unknown(unknown) => Value::Unknown(*unknown),
            Value::Object(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Text(_)
            | Value::List(_)
            | Value::Map(_) => Value::unknown(span, "calls what is no function"),
        }
    }

    /// Calls a function with values alone, as `map` does.
    pub(super) fn apply(&mut self, function: &Value<'a>, arguments: Vec<Value<'a>>, span: Span) -> Value<'a> {
        self.call(function, arguments, None, span)
    }

    fn call_closure(&mut self, closure: &Closure<'a>, arguments: Vec<Value<'a>>, span: Span) -> Value<'a> {
        if closure.function.deferred {
            return Value::unknown(span, "an async function or a generator is not evaluated");
        }
        let called = self.deeper(span, |this| this.run_closure(closure, arguments));
        called.unwrap_or_else(|| Value::unknown(span, TOO_MUCH))
    }

    fn run_closure(&mut self, closure: &Closure<'a>, arguments: Vec<Value<'a>>) -> Value<'a> {
        let function = closure.function;
        let scope = self.open(Some(closure.scope), closure.module);
        let mut given = arguments.into_iter();
        for parameter in &function.parameters {
            let value = match (given.next(), &parameter.default) {
                (None | Some(Value::Null), Some(default)) => self.evaluate(scope, default),
                (Some(value), _) => value,
                (None, None) => Value::Null,
            };
            self.bind(scope, &parameter.pattern, value, function.span, true);
        }
        if let Some(rest) = &function.rest {
            let rest_values = Value::list(given.collect());
            self.bind(scope, rest, rest_values, function.span, true);
        }
        match &function.body {
            Body::Expression(result) => self.evaluate(scope, result),
            Body::Block(statements) => {
                self.hoist(scope, statements);
                match self.execute_all(scope, statements) {
                    Flow::Return(value) => value,
                    Flow::Throw => Value::unknown(function.span, "the function throws"),
                    Flow::Next | Flow::Break | Flow::Continue => Value::Null,
                }
            }
        }
    }

    /// Binds a value to a pattern: as a declaration, or by assignment.
    pub(super) fn bind(
        &mut self,
        scope: ScopeId,
        pattern: &'a Pattern,
        value: Value<'a>,
        span: Span,
        declares: bool,
    ) {
        match pattern {
            Pattern::Name(name) if declares => self.declare(scope, *name, value),
            Pattern::Name(name) => self.assign(scope, *name, value),
            Pattern::Map(properties, rest) => {
                let mut taken = Vec::new();
                for property in properties {
                    let key = match &property.key {
                        Key::Name(name) => Some(*name),
                        Key::Computed(key) => {
                            let key = self.evaluate(scope, key);
                            text_of(&key).map(|text| Name::new(&text))
                        }
                    };
                    let part = match key {
                        Some(key) => self.property(&value, key, property.element.span),
                        None => Value::unknown(property.element.span, "is no name that is known"),
                    };
                    taken.extend(key);
                    self.bind_element(scope, &property.element, part, declares);
                }
                if let Some(rest) = rest {
                    let left = match self.entries_of(&value) {
                        Some(mut entries) => {
                            entries.retain(|(key, _)| !taken.contains(key));
                            Value::map(entries)
                        }
                        None => unknown_or(value, span, "is no object that is known"),
                    };
                    self.bind(scope, rest, left, span, declares);
                }
            }
            Pattern::List(elements, rest) => {
                let values = self.elements_of(&value);
                let part = |index: usize, span: Span| match &values {
                    Some(values) => values.get(index).cloned().unwrap_or(Value::Null),
                    None => unknown_or(value.clone(), span, "is no list that is known"),
                };
                for (index, element) in elements.iter().enumerate() {
                    let Some(element) = element else { continue };
                    let part = part(index, element.span);
                    self.bind_element(scope, element, part, declares);
                }
                if let Some(rest) = rest {
                    let left = match &values {
                        Some(values) => Value::list(values.iter().skip(elements.len()).cloned().collect()),
                        None => unknown_or(value.clone(), span, "is no list that is known"),
                    };
                    self.bind(scope, rest, left, span, declares);
                }
            }
            Pattern::Place(place) => self.store(scope, place, value),
            Pattern::Other => {}
        }
    }

    fn bind_element(
        &mut self,
        scope: ScopeId,
        element: &'a PatternElement,
        value: Value<'a>,
        declares: bool,
    ) {
        let value = match &element.default {
            Some(default) if value.is_null() => self.evaluate(scope, default),
            _ => value,
        };
        self.bind(scope, &element.pattern, value, element.span, declares);
    }

    /// `object.key = value`, `object[key] = value`.
    fn store(&mut self, scope: ScopeId, place: &'a super::syntax::Expression, value: Value<'a>) {
        let (object, key) = match &place.kind {
            ExpressionKind::Member(object, name, _) => (self.evaluate(scope, object), Some(*name)),
            ExpressionKind::Index(object, index, _) => {
                let object = self.evaluate(scope, object);
                let index = self.evaluate(scope, index);
                (object, text_of(&index).map(|text| Name::new(&text)))
            }
            _ => return,
        };
        match (object, key) {
            (Value::Map(entries), Some(key)) => {
                let mut entries = entries.borrow_mut();
                match entries.iter_mut().find(|(name, _)| *name == key) {
                    Some(entry) => entry.1 = value,
                    None => entries.push((key, value)),
                }
            }
            (Value::Map(entries), None) => {
                let lost = Value::unknown(place.span, "is no name that is known");
                entries.borrow_mut().push((super::evaluate::lost_key(), lost));
            }
            (Value::List(values), Some(key)) => {
                if let Ok(index) = key.as_str().parse::<usize>() {
                    let mut values = values.borrow_mut();
                    if index == values.len() {
                        values.push(value);
                    } else if let Some(old) = values.get_mut(index) {
                        *old = value;
                    }
                }
            }
            (Value::Object(Own::Global(global)), Some(key)) if is_exports(global, key) => {
                self.store_exports(scope, value);
            }
            (Value::Object(Own::Global(global)), Some(key)) if global.as_str() == "exports" => {
                self.store_export(scope, key, value);
            }
            (Value::Object(Own::Bound(bound)), Some(key)) => {
                if let Value::Object(Own::Global(global)) = &bound.0
                    && is_exports(*global, bound.1)
                {
                    self.store_export(scope, key, value);
                }
            }
            _ => {}
        }
    }

    /// `module.exports = { ... }`.
    fn store_exports(&mut self, scope: ScopeId, value: Value<'a>) {
        for (key, value) in self.entries_of(&value).unwrap_or_default() {
            self.store_export(scope, key, value);
        }
        let span = Span::new(self.file_of(scope), 0, 0);
        self.store_value(scope, super::machine::default_name(), value, span);
    }

    fn store_export(&mut self, scope: ScopeId, key: Name, value: Value<'a>) {
        let span = Span::new(self.file_of(scope), 0, 0);
        self.store_value(scope, key, value, span);
    }
}

fn is_exports(global: Name, key: Name) -> bool {
    global.as_str() == "module" && key.as_str() == "exports"
}
