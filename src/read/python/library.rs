//! What a reader tells the machine about libraries, and decides where the machine cannot know.

use std::rc::Rc;

use ruff_python_ast::Stmt;

use crate::ir::Span;

use super::Machine;
use super::object::{Arguments, Class, Value};

/// What a reader knows of libraries. Models and revisions have one each.
pub(in crate::read) trait Library {
    /// The result of calling `path`; `None` if nothing is known, which makes a [`super::Made`].
    fn call(
        &mut self,
        machine: &mut Machine<'_>,
        path: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value>;

    /// The result of calling a method of a value that is neither a class nor a module of the project; `None` as above. Python's protocols ask
    /// by its names: `__enter__`, `__exit__`, `__iter__`, `__len__`, `__bool__`, `__contains__`, `__getitem__`, `__eq__`, `__str__`, `__call__`.
    fn method(
        &mut self,
        machine: &mut Machine<'_>,
        receiver: &Value,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value>;

    /// An attribute of such a value that is not called: `inspector.dialect.name`; `None` makes a [`super::Object::Method`], or of a library's
    /// path a longer path.
    fn attribute(
        &mut self,
        machine: &mut Machine<'_>,
        receiver: &Value,
        name: &str,
        span: Span,
    ) -> Option<Value>;

    /// `receiver.name = value` or `receiver[key] = value`, where the receiver is a library's or a class of the project.
    fn assign(
        &mut self,
        _machine: &mut Machine<'_>,
        _receiver: &Value,
        _place: Place<'_>,
        _value: &Value,
        _span: Span,
    ) {
    }

    /// An attribute of a class of the project that an expression names, before the class itself is asked: `User.id`.
    fn class_attribute(
        &mut self,
        _machine: &mut Machine<'_>,
        _class: &Rc<Class>,
        _name: &str,
        _span: Span,
    ) -> Option<Value> {
        None
    }

    /// A class statement was evaluated.
    fn class_made(&mut self, _machine: &mut Machine<'_>, _class: &Rc<Class>) {}

    /// Which way to go at an `if` (or `while`, `match`, `a if b else c`) whose test is not known.
    fn branch(&mut self, _machine: &mut Machine<'_>, _test: &Value, _fork: &Fork<'_>) -> Branch {
        Branch::Neither
    }

    /// What to say of a `for` whose iterable is not a known list.
    fn iterate(&mut self, _machine: &mut Machine<'_>, _iterable: &Value, _fork: &Fork<'_>) -> Loop {
        Loop::Untold
    }
}

/// Where an assignment goes.
#[derive(Clone, Copy, Debug)]
pub(in crate::read) enum Place<'a> {
    /// `x.name = ...`
    Attribute(&'a str),
    /// `x[...] = ...`
    Item,
}

/// A statement or expression that goes one of several ways.
#[derive(Clone, Copy, Debug)]
pub(in crate::read) struct Fork<'a> {
    /// The whole of it.
    pub(in crate::read) span: Span,
    /// What may run: the body, then those of `elif` and `else`. None for an expression.
    pub(in crate::read) bodies: &'a [&'a [Stmt]],
}

/// What happens at an `if` whose test is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::read) enum Branch {
    /// Its body runs.
    Then,
    /// What follows runs: the next `elif`, `else`, or nothing.
    Else,
    /// Neither runs, which is told as a problem; the variables assigned in either are not known afterwards.
    Neither,
    /// As [`Branch::Neither`], but it does not matter, and nothing is told.
    Skip,
    /// Both run, one after the other.
    Both,
}

/// What happens at a `for` whose iterable is not known. What is known about it the library says when it is asked for `__iter__`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::read) enum Loop {
    /// It does not run, which is told as a problem; the variables assigned in it are not known afterwards.
    Untold,
    /// As [`Loop::Untold`], but it does not matter, and nothing is told.
    Skip,
}
