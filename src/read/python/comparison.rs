//! Comparisons: equality, order, identity, membership.

use std::cell::Cell;
use std::cmp::Ordering;
use std::rc::Rc;

use ruff_python_ast::{CmpOp, ExprCompare};

use crate::ir::Span;

use super::collection;
use super::evaluator::Evaluator;
use super::library::{Branch, Fork};
use super::object::{Arguments, Object, Value};
use super::operator::{as_number, is_made, made, truth};

/// Whether two values are equal; `None` if that is not known.
pub(super) fn equal(one: &Value, other: &Value) -> Option<bool> {
    equal_within(one, other, 32, &Cell::new(10_000))
}

/// As [`equal`], so many levels deep and so many comparisons long: lists may contain themselves.
fn equal_within(one: &Value, other: &Value, depth: u32, steps: &Cell<u32>) -> Option<bool> {
    steps.set(steps.get().saturating_sub(1));
    match (one, other) {
        (Value::Unknown(_), _) | (_, Value::Unknown(_)) => None,
        _ if depth == 0 || steps.get() == 0 => None,
        (Value::Null, Value::Null) => Some(true),
        (Value::Bool(one), Value::Bool(other)) => Some(one == other),
        (Value::Bool(one), Value::Number(other)) | (Value::Number(other), Value::Bool(one)) => {
            Some(f64::from(u8::from(*one)) == *other)
        }
        (Value::Number(one), Value::Number(other)) => Some(one == other),
        (Value::Text(one), Value::Text(other)) => Some(one == other),
        (Value::List(one), Value::List(other)) if Rc::ptr_eq(one, other) => Some(true),
        (Value::List(one), Value::List(other)) => {
            let (one, other) = (one.borrow(), other.borrow());
            if one.len() != other.len() {
                return Some(false);
            }
            let pairs = one.iter().zip(other.iter());
            all(pairs.map(|(one, other)| equal_within(one, other, depth - 1, steps)))
        }
        (Value::Object(one), Value::Object(other)) => equal_objects(one, other, depth, steps),
        // A class of the project may define `__eq__`, and an Enum may be text.
        (Value::Object(Object::Instance(class, frame)), plain)
        | (plain, Value::Object(Object::Instance(class, frame))) => {
            let value = super::class::plain_value(class, frame)?;
            equal_within(&value, plain, depth - 1, steps)
        }
        (Value::Object(Object::Made(_) | Object::Method(..)), _)
        | (_, Value::Object(Object::Made(_) | Object::Method(..))) => None,
        _ => match (collection::entries(one), collection::entries(other)) {
            (Some(one), Some(other)) if one.len() == other.len() => all(one.iter().map(|(key, value)| {
                let found = other.iter().find(|(other, _)| equal(key, other) == Some(true));
                found.map_or(Some(false), |(_, other)| equal_within(value, other, depth - 1, steps))
            })),
            _ => Some(false),
        },
    }
}

fn equal_objects(one: &Object, other: &Object, depth: u32, steps: &Cell<u32>) -> Option<bool> {
    match (one, other) {
        (Object::Library(one), Object::Library(other)) => (one == other).then_some(true),
        (Object::Module(one), Object::Module(other)) => Some(one == other),
        (Object::Class(one), Object::Class(other)) => Some(Rc::ptr_eq(one, other)),
        (Object::Function(one), Object::Function(other)) => Some(Rc::ptr_eq(one, other)),
        (Object::Made(one), Object::Made(other)) => Rc::ptr_eq(one, other).then_some(true),
        (Object::Instance(class, one), Object::Instance(_, other)) => {
            if Rc::ptr_eq(one, other) {
                return Some(true);
            }
            super::class::is_enum(class).then_some(false)
        }
        (Object::Method(one, name), Object::Method(other, other_name)) if name == other_name => {
            (equal_within(one, other, depth - 1, steps)?).then_some(true)
        }
        _ => None,
    }
}

fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            None => known = None,
            Some(true) => {}
        }
    }
    known
}

/// The order of two values, of which `<` and sorting speak.
pub(super) fn order(one: &Value, other: &Value) -> Option<Ordering> {
    if let (Value::Text(one), Value::Text(other)) = (one, other) {
        return Some(one.cmp(other));
    }
    if let (Value::List(one), Value::List(other)) = (one, other) {
        let (one, other) = (one.borrow(), other.borrow());
        for (one, other) in one.iter().zip(other.iter()) {
            match equal(one, other)? {
                true => {}
                false => return order(one, other),
            }
        }
        return Some(one.len().cmp(&other.len()));
    }
    as_number(one)?.partial_cmp(&as_number(other)?)
}

impl Evaluator<'_, '_> {
    /// `a < b <= c`.
    pub(super) fn comparison(&mut self, comparison: &ExprCompare, span: Span) -> Value {
        let mut left = self.value(&comparison.left);
        let mut result = Value::Bool(true);
        for (operator, right) in comparison.ops.iter().zip(&comparison.comparators) {
            let right = self.value(right);
            let value = self.compare(*operator, &left, &right, span);
            match value.as_bool() {
                Some(false) => return value,
                Some(true) => {}
                None => result = value,
            }
            left = right;
        }
        result
    }

    /// One comparison.
    pub(super) fn compare(&mut self, operator: CmpOp, left: &Value, right: &Value, span: Span) -> Value {
        let answer = match operator {
            CmpOp::Eq | CmpOp::NotEq => {
                let equal = self.equals(left, right, span);
                equal.map(|equal| equal == (operator == CmpOp::Eq))
            }
            CmpOp::Is | CmpOp::IsNot => is(left, right).map(|same| same == (operator == CmpOp::Is)),
            CmpOp::In | CmpOp::NotIn => {
                self.contains(right, left, span).map(|found| found == (operator == CmpOp::In))
            }
            CmpOp::Lt => order(left, right).map(Ordering::is_lt),
            CmpOp::LtE => order(left, right).map(Ordering::is_le),
            CmpOp::Gt => order(left, right).map(Ordering::is_gt),
            CmpOp::GtE => order(left, right).map(Ordering::is_ge),
        };
        if let Some(answer) = answer {
            return Value::Bool(answer);
        }
        if let Some(unknown) = left.as_unknown().or(right.as_unknown()) {
            return Value::Unknown(unknown);
        }
        let name = match operator {
            CmpOp::Eq => "eq",
            CmpOp::NotEq => "ne",
            CmpOp::Lt => "lt",
            CmpOp::LtE => "le",
            CmpOp::Gt => "gt",
            CmpOp::GtE => "ge",
            CmpOp::Is => "is_",
            CmpOp::IsNot => "is_not",
            CmpOp::In | CmpOp::NotIn => "contains",
        };
        if is_made(left) || is_made(right) {
            return made(name, &[left, right], span);
        }
        Value::unknown(span, "the comparison is not known for these values")
    }

    fn equals(&mut self, left: &Value, right: &Value, span: Span) -> Option<bool> {
        for (value, other) in [(left, right), (right, left)] {
            if let Value::Object(Object::Made(_) | Object::Method(..)) = value {
                let arguments = Arguments::of(std::slice::from_ref(other), span);
                let answer = self.library.method(self.machine, value, "__eq__", &arguments, span);
                if let Some(answer) = answer {
                    return answer.as_bool();
                }
            }
        }
        equal(left, right)
    }

    /// Whether a test that stands alone, such as a comprehension's, holds.
    pub(super) fn holds(&mut self, test: &Value, span: Span) -> Option<bool> {
        match self.decide(test, &Fork { span, bodies: &[] }) {
            Branch::Then | Branch::Both => Some(true),
            Branch::Else => Some(false),
            Branch::Neither | Branch::Skip => None,
        }
    }
}

fn is(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Unknown(_), _) | (_, Value::Unknown(_)) => None,
        (Value::Null, Value::Null) => Some(true),
        (Value::Null, other @ Value::Object(Object::Made(_)))
        | (other @ Value::Object(Object::Made(_)), Value::Null) => truth(other).map(|_| false),
        (Value::Null, Value::Object(Object::Method(..)))
        | (Value::Object(Object::Method(..)), Value::Null) => None,
        (Value::Bool(one), Value::Bool(other)) => Some(one == other),
        (Value::Object(_), Value::Object(_)) => equal(left, right),
        _ => Some(false),
    }
}
