//! What the statements of a module's top level bind, so that a name's value can be had without running the rest.
//!
//! `if`, `try` and `with` are opened: their statements stand here with the conditions under which they run. Loops and `match` are one
//! statement each.

use std::cell::Cell;
use std::rc::Rc;

use ruff_python_ast::{ExceptHandler, Expr, Stmt, StmtIf, StmtTry};
use rustc_hash::FxHashMap;

use crate::ir::Name;

use super::bound;
use super::object::Frame;

/// The top-level statements of one module.
#[derive(Debug, Default)]
pub(super) struct Index<'a> {
    /// In the order of the text.
    pub(super) records: Vec<Record<'a>>,
    /// The conditions.
    pub(super) guards: Vec<Guard<'a>>,
    /// Which statements bind or change a name, ascending.
    pub(super) names: FxHashMap<Name, Vec<usize>>,
    /// Those that are `from x import *`.
    pub(super) stars: Vec<usize>,
}

/// One statement.
#[derive(Debug)]
pub(super) struct Record<'a> {
    /// The statement.
    pub(super) statement: &'a Stmt,
    /// The innermost condition around it.
    pub(super) guard: Option<usize>,
    /// The names that it binds.
    pub(super) binds: Vec<Name>,
    /// How far it has run.
    pub(super) state: Cell<State>,
    /// What it bound.
    pub(super) frame: Frame,
}

/// How far a statement has run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Not at all.
    Waiting,
    /// It runs now.
    Running,
    /// To its end.
    Done,
}

/// A condition under which statements run.
#[derive(Debug)]
pub(super) struct Guard<'a> {
    /// The condition around this one.
    pub(super) outer: Option<usize>,
    /// The tests that must fail before.
    pub(super) not: Vec<&'a Expr>,
    /// The test that must hold; `None` for an `else`.
    pub(super) test: Option<&'a Expr>,
    /// Whether it is an exception's handler, which only stands in for what is not known otherwise.
    pub(super) handler: bool,
    /// The first statement behind the test.
    pub(super) at: usize,
    /// Whether it holds, once that was asked.
    pub(super) holds: Cell<Option<Holds>>,
}

/// Whether a condition holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Holds {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It does not where Python runs it, but what stands there is better than nothing.
    Otherwise,
    /// That cannot be known.
    Maybe,
}

impl<'a> Index<'a> {
    /// Indexes a module's statements.
    pub(super) fn new(body: &'a [Stmt]) -> Index<'a> {
        let mut index = Index::default();
        index.enter(body, None);
        index
    }

    fn enter(&mut self, body: &'a [Stmt], guard: Option<usize>) {
        for statement in body {
            if let Stmt::If(statement) = statement {
                self.enter_if(statement, guard);
            } else if let Stmt::Try(statement) = statement {
                self.enter_try(statement, guard);
            } else if let Stmt::With(with) = statement
                && with.items.iter().all(|item| item.optional_vars.is_none())
            {
                self.enter(&with.body, guard);
            } else {
                self.add(statement, guard);
            }
        }
    }

    fn enter_if(&mut self, statement: &'a StmtIf, outer: Option<usize>) {
        let mut not: Vec<&'a Expr> = Vec::new();
        let first = (Some(&*statement.test), &statement.body);
        let rest = statement.elif_else_clauses.iter().map(|clause| (clause.test.as_ref(), &clause.body));
        for (test, body) in std::iter::once(first).chain(rest) {
            let guard = self.guard(outer, not.clone(), test, false);
            self.enter(body, Some(guard));
            // Chains of thousands of tests would be copied for each of them.
            if not.len() < 64 {
                not.extend(test);
            }
        }
    }

    fn enter_try(&mut self, statement: &'a StmtTry, outer: Option<usize>) {
        self.enter(&statement.body, outer);
        for ExceptHandler::ExceptHandler(handler) in &statement.handlers {
            let guard = self.guard(outer, Vec::new(), None, true);
            self.enter(&handler.body, Some(guard));
        }
        self.enter(&statement.orelse, outer);
        self.enter(&statement.finalbody, outer);
    }

    fn guard(
        &mut self,
        outer: Option<usize>,
        not: Vec<&'a Expr>,
        test: Option<&'a Expr>,
        handler: bool,
    ) -> usize {
        let at = self.records.len();
        self.guards.push(Guard { outer, not, test, handler, at, holds: Cell::new(None) });
        self.guards.len() - 1
    }

    fn add(&mut self, statement: &'a Stmt, guard: Option<usize>) {
        let number = self.records.len();
        let (binds, changes, star) = bound::names(statement);
        for name in binds.iter().chain(&changes) {
            let records = self.names.entry(*name).or_default();
            if records.last() != Some(&number) {
                records.push(number);
            }
        }
        if star {
            self.stars.push(number);
        }
        let frame = Rc::default();
        let state = Cell::new(State::Waiting);
        self.records.push(Record { statement, guard, binds, state, frame });
    }
}
