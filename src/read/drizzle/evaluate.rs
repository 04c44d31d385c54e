//! Expressions to values.

use std::rc::Rc;

use super::machine::{Machine, TOO_MUCH};
use super::object::{Closure, Own, ScopeId, Value};
use super::syntax::{
    Assign, AssignOperator, Call, Element, Expression, ExpressionKind, Key, LogicalOperator, Pattern,
    Property,
};
use crate::ir::{Name, Span};

impl<'a> Machine<'a> {
    /// The value of an expression.
    pub(super) fn evaluate(&mut self, scope: ScopeId, expression: &'a Expression) -> Value<'a> {
        let span = expression.span;
        self.deeper(span, |this| this.evaluate_kind(scope, expression))
            .unwrap_or_else(|| Value::unknown(span, TOO_MUCH))
    }

    fn evaluate_kind(&mut self, scope: ScopeId, expression: &'a Expression) -> Value<'a> {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Null => Value::Null,
            ExpressionKind::Bool(value) => Value::Bool(*value),
            ExpressionKind::Number(value) => Value::Number(*value),
            ExpressionKind::Text(text) => Value::text(text),
            ExpressionKind::Template(texts, values) => self.template(scope, texts, values),
            ExpressionKind::Tagged(tag, values) => self.tagged(scope, tag, values),
            ExpressionKind::Variable(name) => self.look_up(scope, *name, span),
            ExpressionKind::Member(object, name, access) => {
                let object = self.evaluate(scope, object);
                if access.optional && object.is_null() {
                    return Value::Null;
                }
                self.property(&object, *name, span)
            }
            ExpressionKind::Index(object, index, access) => {
                let object = self.evaluate(scope, object);
                if access.optional && object.is_null() {
                    return Value::Null;
                }
                let index = self.evaluate(scope, index);
                self.element(&object, &index, span)
            }
            ExpressionKind::Call(call) => self.call_expression(scope, call, span),
            ExpressionKind::List(elements) => self.list(scope, elements),
            ExpressionKind::Map(properties) => self.map(scope, properties),
            ExpressionKind::Function(function) => {
                let module = self.module_of(scope);
                Value::Object(Own::Closure(Rc::new(Closure { function, scope, module })))
            }
            ExpressionKind::Conditional(parts) => {
                let [test, then, otherwise] = &**parts;
                self.conditional(scope, test, then, otherwise)
            }
            ExpressionKind::Logical(operator, sides) => {
                let [left, right] = &**sides;
                let left = self.evaluate(scope, left);
                self.logical(scope, *operator, left, right, span)
            }
            ExpressionKind::Binary(operator, sides) => {
                let [left, right] = &**sides;
                let (left, right) = (self.evaluate(scope, left), self.evaluate(scope, right));
                self.binary(*operator, left, right, span)
            }
            ExpressionKind::Not(operand) => {
                let operand = self.evaluate(scope, operand);
                self.not(operand, span)
            }
            ExpressionKind::Negative(operand) => match self.evaluate(scope, operand) {
                Value::Number(number) => Value::Number(-number),
                other => unknown_or(other, span, "is no number"),
            },
            ExpressionKind::TypeOf(operand) => {
                let operand = self.evaluate(scope, operand);
                type_of(&operand, span)
            }
            ExpressionKind::Assign(assign) => self.assign_expression(scope, assign, span),
            ExpressionKind::Update(target, step) => self.update(scope, target, *step, span),
            ExpressionKind::Sequence(all) => {
                all.iter().fold(Value::Null, |_, expression| self.evaluate(scope, expression))
            }
            ExpressionKind::Other => Value::unknown(span, "is not known before the program runs"),
        }
    }

    fn template(&mut self, scope: ScopeId, texts: &[Box<str>], values: &'a [Expression]) -> Value<'a> {
        let mut whole = String::new();
        for (index, text) in texts.iter().enumerate() {
            whole.push_str(text);
            let Some(expression) = values.get(index) else { continue };
            let value = self.evaluate(scope, expression);
            match text_of(&value) {
                Some(text) => whole.push_str(&text),
                None => return unknown_or(value, expression.span, "is no text that is known"),
            }
        }
        Value::text(&whole)
    }

    /// Templates of SQL keep their values, for the columns among them; those of others are not known.
    fn tagged(&mut self, scope: ScopeId, tag: &'a Expression, values: &'a [Expression]) -> Value<'a> {
        let function = self.evaluate(scope, tag);
        if let Value::Object(Own::Import(_, name)) = function
            && name.as_str() == "sql"
        {
            let values = values.iter().map(|value| self.evaluate(scope, value)).collect();
            return Value::Object(Own::Sql(Rc::new(values)));
        }
        Value::unknown(tag.span, "is not known before the program runs")
    }

    fn list(&mut self, scope: ScopeId, elements: &'a [Element]) -> Value<'a> {
        let values = self.elements(scope, elements);
        match values {
            Ok(values) => Value::list(values),
            Err(unknown) => unknown,
        }
    }

    /// The values of elements or arguments; or what one of them that is spread is instead of a list.
    pub(super) fn elements(
        &mut self,
        scope: ScopeId,
        elements: &'a [Element],
    ) -> Result<Vec<Value<'a>>, Value<'a>> {
        let mut values = Vec::with_capacity(elements.len());
        for element in elements {
            match element {
                Element::Value(value) => values.push(self.evaluate(scope, value)),
                Element::Hole => values.push(Value::Null),
                Element::Spread(spread) => {
                    let list = self.evaluate(scope, spread);
                    match self.elements_of(&list) {
                        Some(more) => values.extend(more),
                        None => return Err(unknown_or(list, spread.span, "is no list that is known")),
                    }
                }
            }
        }
        Ok(values)
    }

    fn map(&mut self, scope: ScopeId, properties: &'a [Property]) -> Value<'a> {
        let mut entries: Entries<'a> = Entries::default();
        for property in properties {
            match property {
                Property::Value { key, value, span } => {
                    let key = match key {
                        Key::Name(name) => *name,
                        Key::Computed(key) => {
                            let key_value = self.evaluate(scope, key);
                            match text_of(&key_value) {
                                Some(text) => Name::new(&text),
                                None => {
                                    entries.lose(unknown_or(key_value, key.span, "is no name that is known"));
                                    continue;
                                }
                            }
                        }
                    };
                    let value = self.evaluate(scope, value);
                    if let Value::Object(Own::Builder(builder)) = &value {
                        builder.borrow_mut().property = Some(*span);
                    }
                    entries.set(key, value);
                }
                Property::Spread(spread) => {
                    let value = self.evaluate(scope, spread);
                    match self.entries_of(&value) {
                        Some(more) => more.into_iter().for_each(|(key, value)| entries.set(key, value)),
                        None => entries.lose(unknown_or(value, spread.span, "is no object that is known")),
                    }
                }
                Property::Other => {}
            }
        }
        Value::map(entries.all)
    }

    fn conditional(
        &mut self,
        scope: ScopeId,
        test: &'a Expression,
        then: &'a Expression,
        otherwise: &'a Expression,
    ) -> Value<'a> {
        let value = self.evaluate(scope, test);
        if let Value::Object(Own::IfUnset(assumed)) = &value {
            self.report_environment(assumed.0);
        }
        match self.truth(&value) {
            Some(true) => self.evaluate(scope, then),
            Some(false) => self.evaluate(scope, otherwise),
            None => {
                let why = "depends on what is not known before the program runs";
                unknown_or(value, test.span, why)
            }
        }
    }

    fn logical(
        &mut self,
        scope: ScopeId,
        operator: LogicalOperator,
        left: Value<'a>,
        right: &'a Expression,
        span: Span,
    ) -> Value<'a> {
        let keeps_left = match operator {
            LogicalOperator::And => self.truth(&left).map(|truth| !truth),
            LogicalOperator::Or => self.truth(&left),
            LogicalOperator::Coalesce => match &left {
                Value::Unknown(_) => None,
                Value::Object(Own::IfUnset(assumed)) => Some(!assumed.1.is_null()),
                other => Some(!other.is_null()),
            },
        };
        match keeps_left {
            Some(true) => left,
            Some(false) => {
                let right = self.evaluate(scope, right);
                match left {
                    // `process.env.PREFIX ?? "app"`
                    Value::Object(Own::IfUnset(assumed)) => {
                        Value::Object(Own::IfUnset(Rc::new((assumed.0, right))))
                    }
                    _ => right,
                }
            }
            None => unknown_or(left, span, "depends on what is not known before the program runs"),
        }
    }

    fn assign_expression(&mut self, scope: ScopeId, assign: &'a Assign, span: Span) -> Value<'a> {
        let value = match assign.operator {
            None => self.evaluate(scope, &assign.value),
            Some(operator) => {
                let old = self.read_target(scope, &assign.target, span);
                match operator {
                    AssignOperator::Logical(operator) => {
                        self.logical(scope, operator, old, &assign.value, span)
                    }
                    AssignOperator::Add => {
                        let more = self.evaluate(scope, &assign.value);
                        self.binary(super::syntax::BinaryOperator::Add, old, more, span)
                    }
                    AssignOperator::Other => Value::unknown(span, "is not known before the program runs"),
                }
            }
        };
        if let Value::Object(Own::Builder(builder)) = &value {
            builder.borrow_mut().property = Some(span);
        }
        self.bind(scope, &assign.target, value.clone(), span, false);
        value
    }

    fn update(&mut self, scope: ScopeId, target: &'a Pattern, step: f64, span: Span) -> Value<'a> {
        let new = match self.read_target(scope, target, span) {
            Value::Number(number) => Value::Number(number + step),
            other => unknown_or(other, span, "is no number"),
        };
        self.bind(scope, target, new.clone(), span, false);
        new
    }

    fn read_target(&mut self, scope: ScopeId, target: &'a Pattern, span: Span) -> Value<'a> {
        match target {
            Pattern::Name(name) => self.look_up(scope, *name, span),
            Pattern::Place(place) => self.evaluate(scope, place),
            Pattern::Map(..) | Pattern::List(..) | Pattern::Other => {
                Value::unknown(span, "is not known before the program runs")
            }
        }
    }

    fn call_expression(&mut self, scope: ScopeId, call: &'a Call, span: Span) -> Value<'a> {
        if let ExpressionKind::Member(object, name, access) = &call.callee.kind {
            let object = self.evaluate(scope, object);
            if access.optional && object.is_null() {
                return Value::Null;
            }
            if let Value::Object(Own::Package(package)) = object {
                let function = Value::Object(Own::Import(package, *name));
                return self.call_function(scope, &function, call, span);
            }
            return match self.elements(scope, &call.arguments) {
                Ok(arguments) => self.call_method(&object, *name, arguments, call, span),
                Err(unknown) => unknown,
            };
        }
        let function = self.evaluate(scope, &call.callee);
        if call.optional && function.is_null() {
            return Value::Null;
        }
        self.call_function(scope, &function, call, span)
    }

    fn call_function(
        &mut self,
        scope: ScopeId,
        function: &Value<'a>,
        call: &'a Call,
        span: Span,
    ) -> Value<'a> {
        if let Value::Object(Own::Import(_, name)) = function
            && matches!(name.as_str(), "relations" | "defineRelations" | "defineRelationsPart")
        {
            return Value::Object(Own::Relations(call, scope, span));
        }
        match self.elements(scope, &call.arguments) {
            Ok(arguments) => self.call(function, arguments, Some(call), span),
            Err(unknown) => unknown,
        }
    }
}

/// Entries of an object, with a key in its first place and the last value.
#[derive(Default)]
struct Entries<'a> {
    all: Vec<(Name, Value<'a>)>,
    index: rustc_hash::FxHashMap<Name, usize>,
}

impl<'a> Entries<'a> {
    fn set(&mut self, key: Name, value: Value<'a>) {
        match self.index.get(&key).and_then(|at| self.all.get_mut(*at)) {
            Some(entry) => entry.1 = value,
            None => {
                self.index.insert(key, self.all.len());
                self.all.push((key, value));
            }
        }
    }

    /// Remembers that there are entries that are not known.
    fn lose(&mut self, value: Value<'a>) {
        self.all.push((lost_key(), value));
    }
}

/// The key under which an object keeps that it has entries that are not known; no identifier.
pub(super) fn lost_key() -> Name {
    Name::new("...")
}

/// The value if it says itself why it is not known, else unknown.
pub(super) fn unknown_or<'a>(value: Value<'a>, span: Span, why: &str) -> Value<'a> {
    match value {
        Value::Unknown(unknown) => Value::Unknown(unknown),
        Value::Object(Own::Builder(builder)) if builder.borrow().unsure.is_some() => {
            builder.borrow().unsure.map_or(Value::Null, Value::Unknown)
        }
        _ => Value::unknown(span, why),
    }
}

/// A plain value as text in a template or as a key.
pub(super) fn text_of(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) | Value::Object(_) | Value::Unknown(_) => None,
    }
}

fn type_of<'a>(value: &Value<'a>, span: Span) -> Value<'a> {
    Value::text(match value {
        Value::Null => "undefined",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::Text(_) => "string",
        Value::Object(Own::Closure(_) | Own::Bound(_) | Own::Type(_)) => "function",
        Value::List(_) | Value::Map(_) | Value::Object(Own::Table(_) | Own::Column(..)) => "object",
        Value::Object(_) => return Value::unknown(span, "is not known before the program runs"),
        Value::Unknown(unknown) => return Value::Unknown(*unknown),
    })
}
