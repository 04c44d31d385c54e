//! Operators, and what the environment decides.

use std::rc::Rc;

use super::evaluate::{text_of, unknown_or};
use super::machine::Machine;
use super::object::{Own, Value};
use super::syntax::BinaryOperator;
use crate::ir::Span;

impl<'a> Machine<'a> {
    /// Whether a test holds; `None` where that is not known.
    pub(super) fn truth(&self, value: &Value<'a>) -> Option<bool> {
        match value {
            Value::Null => Some(false),
            Value::Bool(value) => Some(*value),
            Value::Number(number) => Some(*number != 0.0 && !number.is_nan()),
            Value::Text(text) => Some(!text.is_empty()),
            Value::List(_) | Value::Map(_) => Some(true),
            Value::Object(Own::IfUnset(assumed)) => self.truth(&assumed.1),
            Value::Object(Own::Builder(builder)) => builder.borrow().unsure.is_none().then_some(true),
            Value::Object(Own::Import(..) | Own::Package(_) | Own::Global(_)) => None,
            Value::Object(_) => Some(true),
            Value::Unknown(_) => None,
        }
    }

    /// Says that something was read as if no environment variable were set.
    pub(super) fn report_environment(&mut self, span: Span) {
        self.report(span, "depends on the environment; it is read as if the variable were not set");
    }

    pub(super) fn not(&mut self, value: Value<'a>, span: Span) -> Value<'a> {
        match self.truth(&value) {
            Some(truth) => depending_on(&[&value], Value::Bool(!truth)),
            None => unknown_or(value, span, "depends on what is not known before the program runs"),
        }
    }

    pub(super) fn binary(
        &mut self,
        operator: BinaryOperator,
        left: Value<'a>,
        right: Value<'a>,
        span: Span,
    ) -> Value<'a> {
        let (plain_left, plain_right) = (assumed(&left), assumed(&right));
        for side in [&plain_left, &plain_right] {
            if let Value::Unknown(unknown) = side {
                return Value::Unknown(*unknown);
            }
        }
        let result = match operator {
            BinaryOperator::Equal => equal(&plain_left, &plain_right).map(Value::Bool),
            BinaryOperator::NotEqual => equal(&plain_left, &plain_right).map(|equal| Value::Bool(!equal)),
            BinaryOperator::Add => add(&plain_left, &plain_right),
            BinaryOperator::In => self.keys_of(&plain_right).zip(text_of(&plain_left)).map(|(keys, key)| {
                Value::Bool(keys.iter().any(|other| other.as_text() == Some(key.as_str())))
            }),
            BinaryOperator::Subtract
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Remainder
            | BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual => arithmetic(operator, &plain_left, &plain_right),
            BinaryOperator::Other => None,
        };
        match result {
            Some(result) => depending_on(&[&left, &right], result),
            None => Value::unknown(span, "is not known before the program runs"),
        }
    }
}

/// The value, for what depends on the environment that of an empty one.
fn assumed<'a>(value: &Value<'a>) -> Value<'a> {
    if let Value::Object(Own::IfUnset(assumed)) = value { assumed.1.clone() } else { value.clone() }
}

/// A result, marked if one of the operands depends on the environment.
fn depending_on<'a>(operands: &[&Value<'a>], result: Value<'a>) -> Value<'a> {
    let span = operands.iter().find_map(|operand| match operand {
        Value::Object(Own::IfUnset(assumed)) => Some(assumed.0),
        _ => None,
    });
    match span {
        Some(span) => Value::Object(Own::IfUnset(Rc::new((span, result)))),
        None => result,
    }
}

fn equal<'a>(left: &Value<'a>, right: &Value<'a>) -> Option<bool> {
    Some(match (left, right) {
        (Value::Object(left), Value::Object(right)) => return same_object(left, right),
        // What a package returns may be anything.
        (Value::Object(Own::Builder(_) | Own::Import(..) | Own::Package(_) | Own::Global(_)), _)
        | (_, Value::Object(Own::Builder(_) | Own::Import(..) | Own::Package(_) | Own::Global(_)))
        | (Value::Unknown(_), _)
        | (_, Value::Unknown(_)) => return None,
        (Value::Null, Value::Null) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Number(left), Value::Number(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::List(left), Value::List(right)) => Rc::ptr_eq(left, right),
        (Value::Map(left), Value::Map(right)) => Rc::ptr_eq(left, right),
        _ => false,
    })
}

fn same_object<'a>(left: &Own<'a>, right: &Own<'a>) -> Option<bool> {
    match (left, right) {
        (Own::Table(left), Own::Table(right)) => Some(Rc::ptr_eq(left, right)),
        (Own::Closure(left), Own::Closure(right)) => Some(Rc::ptr_eq(left, right)),
        _ => None,
    }
}

fn add<'a>(left: &Value<'a>, right: &Value<'a>) -> Option<Value<'a>> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Some(Value::Number(left + right)),
        (Value::Text(_), _) | (_, Value::Text(_)) => {
            Some(Value::text(&format!("{}{}", text_of(left)?, text_of(right)?)))
        }
        _ => None,
    }
}

fn arithmetic<'a>(operator: BinaryOperator, left: &Value<'a>, right: &Value<'a>) -> Option<Value<'a>> {
    let (Value::Number(left), Value::Number(right)) = (left, right) else { return None };
    Some(match operator {
        BinaryOperator::Subtract => Value::Number(left - right),
        BinaryOperator::Multiply => Value::Number(left * right),
        BinaryOperator::Divide => Value::Number(left / right),
        BinaryOperator::Remainder => Value::Number(left % right),
        BinaryOperator::Less => Value::Bool(left < right),
        BinaryOperator::LessOrEqual => Value::Bool(left <= right),
        BinaryOperator::Greater => Value::Bool(left > right),
        BinaryOperator::GreaterOrEqual => Value::Bool(left >= right),
        BinaryOperator::Add
        | BinaryOperator::Equal
        | BinaryOperator::NotEqual
        | BinaryOperator::In
        | BinaryOperator::Other => return None,
    })
}
