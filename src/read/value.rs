//! The values that a static reader of program code knows, whatever the language.
//!
//! Lists and maps are shared, as in the languages themselves: what is appended through one name is seen through the other. What cannot be
//! known is [`Value::Unknown`], with its place and why; it spreads through everything that is made of it, and is never guessed.

use std::cell::RefCell;
use std::rc::Rc;

use crate::ir::{Name, Span};

/// What several names may hold.
type Shared<T> = Rc<RefCell<Vec<T>>>;

/// A value; `O` is what only one language or library has: functions, classes, columns, tables.
#[derive(Clone, Debug)]
pub(super) enum Value<O> {
    /// `null`, `undefined`, `None`.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number; whole ones up to 2^53 are exact.
    Number(f64),
    /// Text.
    Text(Rc<str>),
    /// An array, list, tuple or set.
    List(Shared<Value<O>>),
    /// An object or dictionary, in the order of insertion.
    Map(Shared<(Name, Value<O>)>),
    /// What only the language or the library knows.
    Object(O),
    /// What cannot be known without running the program.
    Unknown(Unknown),
}

/// Why a value is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Unknown {
    /// The expression.
    pub(super) span: Span,
    /// Why, as a sentence without a full stop.
    pub(super) why: Name,
}

impl<O> Value<O> {
    /// Text.
    pub(super) fn text(text: &str) -> Value<O> {
        Value::Text(text.into())
    }

    /// A list of its own.
    pub(super) fn list(values: Vec<Value<O>>) -> Value<O> {
        Value::List(Rc::new(RefCell::new(values)))
    }

    /// A map of its own.
    pub(super) fn map(entries: Vec<(Name, Value<O>)>) -> Value<O> {
        Value::Map(Rc::new(RefCell::new(entries)))
    }

    /// What is not known.
    pub(super) fn unknown(span: Span, why: &str) -> Value<O> {
        Value::Unknown(Unknown { span, why: Name::new(why) })
    }

    /// The text, if it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    /// The truth value, if it is one.
    pub(super) fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self { Some(*value) } else { None }
    }

    /// Whether it is null.
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Why it is not known, if it is not.
    pub(super) fn as_unknown(&self) -> Option<Unknown> {
        if let Value::Unknown(unknown) = self { Some(*unknown) } else { None }
    }
}

/// How much an evaluation may still do, so that no input makes it run for ever or nest too deep.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    steps: u32,
    depth: u32,
}

impl Budget {
    /// How many calls may be nested.
    const DEPTH: u32 = 64;

    /// A budget of so many steps.
    pub(super) fn new(steps: u32) -> Budget {
        Budget { steps, depth: 0 }
    }

    /// Takes one step; false when none is left.
    pub(super) fn step(&mut self) -> bool {
        self.steps = self.steps.saturating_sub(1);
        self.steps > 0
    }

    /// Enters a call or an import; false if it is nested too deep. Each success needs a [`Budget::leave`].
    pub(super) fn enter(&mut self) -> bool {
        if self.depth >= Budget::DEPTH {
            return false;
        }
        self.depth += 1;
        true
    }

    /// Leaves what [`Budget::enter`] entered.
    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}
