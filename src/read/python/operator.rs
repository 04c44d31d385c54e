//! Operators: arithmetic, comparison, truth.

use std::rc::Rc;

use ruff_python_ast::{BoolOp, Expr, ExprBinOp, ExprBoolOp, ExprUnaryOp, Operator, UnaryOp};

use crate::ir::{Name, Span};

use super::evaluator::{Evaluator, unknown_or};
use super::object::{Argument, Arguments, Made, Object, Value};
use super::{collection, format};

/// Whether Python takes a value for true, as far as the value alone tells.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Null => Some(false),
        Value::Bool(value) => Some(*value),
        Value::Number(number) => Some(*number != 0.0),
        Value::Text(text) => Some(!text.is_empty()),
        Value::List(list) => Some(!list.borrow().is_empty()),
        Value::Map(map) => Some(!map.borrow().is_empty()),
        Value::Unknown(_) => None,
        Value::Object(object) => match object {
            Object::Dictionary(map) => Some(!map.borrow().is_empty()),
            // What a class made is true unless it says otherwise; what a function returned may be anything.
            Object::Made(made) => is_class_path(made.path.as_str()).then_some(true),
            Object::Method(..) => None,
            Object::Library(path) => Some(!path.as_str().ends_with(".TYPE_CHECKING")),
            Object::Module(_)
            | Object::Function(_)
            | Object::Class(_)
            | Object::Instance(..)
            | Object::Union(_)
            | Object::Bound(..)
            | Object::Partial(_)
            | Object::Super(..) => Some(true),
        },
    }
}

/// Whether the last part of a path is written as classes are.
pub(super) fn is_class_path(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
}

/// A number, or a truth value as one.
pub(super) fn as_number(value: &Value) -> Option<f64> {
    if let Value::Number(number) = value {
        return Some(*number);
    }
    value.as_bool().map(|value| f64::from(u8::from(value)))
}

/// Whether a value stands for something of a library, so that operators on it build something too.
pub(super) fn is_made(value: &Value) -> bool {
    matches!(
        value,
        Value::Object(Object::Made(_) | Object::Method(..) | Object::Library(_) | Object::Class(_))
    )
}

fn is_type(value: &Value) -> bool {
    if let Value::Object(Object::Made(made)) = value {
        return made.subscript;
    }
    let types = matches!(value, Value::Object(Object::Library(_) | Object::Class(_) | Object::Union(_)));
    types || value.is_null()
}

/// The union of two types, flat.
pub(super) fn union(left: Value, right: Value) -> Value {
    let mut types = Vec::new();
    for value in [left, right] {
        if let Value::Object(Object::Union(more)) = &value {
            types.extend(more.iter().cloned());
        } else {
            types.push(value);
        }
    }
    Value::Object(Object::Union(Rc::new(types)))
}

/// An operator's result where a library decides what it is.
pub(super) fn made(name: &str, operands: &[&Value], span: Span) -> Value {
    let argument = |value: &&Value| Argument { keyword: None, value: (*value).clone(), span };
    let arguments = Arguments { list: operands.iter().map(argument).collect(), open: None };
    let path = Name::new(&format!("operator.{name}"));
    Value::Object(Object::Made(Rc::new(Made { path, receiver: None, arguments, subscript: false, span })))
}

impl Evaluator<'_, '_> {
    /// Whether Python takes a value for true; a library is asked about its own.
    pub(super) fn truth(&mut self, value: &Value, span: Span) -> Option<bool> {
        if let Value::Object(Object::Made(_) | Object::Method(..)) = value {
            let answer = self.library.method(self.machine, value, "__bool__", &Arguments::default(), span);
            if let Some(answer) = answer {
                return truth(&answer);
            }
        }
        truth(value)
    }

    /// `a and b`, `a or b`: an operand.
    pub(super) fn bool_operation(&mut self, operation: &ExprBoolOp, span: Span) -> Value {
        let mut unknown: Option<Value> = None;
        let last = operation.values.len().saturating_sub(1);
        let stop = operation.op == BoolOp::Or;
        for (number, operand) in operation.values.iter().enumerate() {
            let value = self.value(operand);
            let truth = self.truth(&value, span);
            if truth == Some(stop) && (unknown.is_none() || value.as_bool().is_some()) {
                // `unknown or True` is true in any case, for all that a test asks.
                return value;
            }
            if truth == Some(stop) || (truth.is_none() && number < last) {
                unknown.get_or_insert(value);
            } else if number == last {
                return unknown.unwrap_or(value);
            }
        }
        unknown.unwrap_or(Value::Null)
    }

    /// `a + b`. Chains of thousands of operands are walked, not nested.
    pub(super) fn binary_operation(&mut self, operation: &ExprBinOp, span: Span) -> Value {
        let mut chain = vec![operation];
        let mut left = &*operation.left;
        while let Expr::BinOp(inner) = left {
            chain.push(inner);
            left = &inner.left;
        }
        let mut value = self.value(left);
        for operation in chain.into_iter().rev() {
            let right = self.value(&operation.right);
            let here = self.span(operation);
            if self.step(here).is_none() {
                return Value::unknown(span, "it takes too long to follow without running it");
            }
            value = self.binary(operation.op, &value, &right, here);
            value = self.charge(value, here);
        }
        value
    }

    /// The result of a binary operator.
    pub(super) fn binary(&mut self, operator: Operator, left: &Value, right: &Value, span: Span) -> Value {
        if let Some(unknown) = left.as_unknown().or(right.as_unknown()) {
            return Value::Unknown(unknown);
        }
        if let (Value::Text(text), Operator::Mod) = (left, operator) {
            return format::percent(self, text, right, span);
        }
        if let (Operator::BitOr, true, true) = (operator, is_type(left), is_type(right)) {
            return union(left.clone(), right.clone());
        }
        if let Some(value) = collection::combine(operator, left, right) {
            return value;
        }
        if let (Some(left), Some(right)) = (as_number(left), as_number(right)) {
            return arithmetic(operator, left, right, span);
        }
        if is_made(left) || is_made(right) {
            return made(function(operator), &[left, right], span);
        }
        Value::unknown(span, "the operator is not known for these values")
    }

    /// `not a`, `-a`.
    pub(super) fn unary_operation(&mut self, operation: &ExprUnaryOp, span: Span) -> Value {
        let value = self.value(&operation.operand);
        if operation.op == UnaryOp::Not {
            return match self.truth(&value, span) {
                Some(truth) => Value::Bool(!truth),
                None => unknown_or(&value, span, "whether it is true is not known"),
            };
        }
        let (name, sign) = match operation.op {
            UnaryOp::USub => ("neg", -1.0),
            UnaryOp::UAdd => ("pos", 1.0),
            UnaryOp::Invert | UnaryOp::Not => ("invert", 0.0),
        };
        match as_number(&value) {
            Some(number) if sign != 0.0 => Value::Number(number * sign),
            Some(number) => Value::Number(-number - 1.0),
            None if is_made(&value) => made(name, &[&value], span),
            None => unknown_or(&value, span, "the operator is not known for this value"),
        }
    }
}

/// The function of Python's `operator` module.
fn function(operator: Operator) -> &'static str {
    match operator {
        Operator::Add => "add",
        Operator::Sub => "sub",
        Operator::Mult => "mul",
        Operator::MatMult => "matmul",
        Operator::Div => "truediv",
        Operator::Mod => "mod",
        Operator::Pow => "pow",
        Operator::LShift => "lshift",
        Operator::RShift => "rshift",
        Operator::BitOr => "or_",
        Operator::BitXor => "xor",
        Operator::BitAnd => "and_",
        Operator::FloorDiv => "floordiv",
    }
}

fn arithmetic(operator: Operator, left: f64, right: f64, span: Span) -> Value {
    let value = match operator {
        Operator::Add => left + right,
        Operator::Sub => left - right,
        Operator::Mult => left * right,
        Operator::Div => left / right,
        Operator::FloorDiv => (left / right).floor(),
        Operator::Mod => left - right * (left / right).floor(),
        Operator::Pow => left.powf(right),
        Operator::BitOr => bits(left, right, |left, right| left | right),
        Operator::BitAnd => bits(left, right, |left, right| left & right),
        Operator::BitXor => bits(left, right, |left, right| left ^ right),
        Operator::LShift => {
            bits(left, right, |left, right| left.checked_shl(right as u32).unwrap_or(i64::MAX))
        }
        Operator::RShift => bits(left, right, |left, right| left.checked_shr(right as u32).unwrap_or(0)),
        Operator::MatMult => f64::NAN,
    };
    if value.is_finite() && value.abs() <= 9_007_199_254_740_992.0 {
        Value::Number(value)
    } else {
        Value::unknown(span, "the result is not a number that can be read")
    }
}

fn bits(left: f64, right: f64, operation: impl Fn(i64, i64) -> i64) -> f64 {
    operation(left as i64, right as i64) as f64
}
