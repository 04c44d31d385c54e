//! Statements that choose and repeat: `if`, loops, `match`, `try`, `with`; and what `yield` does.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Pattern, Singleton, Stmt, StmtFor, StmtIf, StmtMatch, StmtWhile};

use crate::ir::{Name, Span};

use super::evaluator::{Evaluator, unknown_or};
use super::library::{Branch, Fork, Loop};
use super::object::{Object, Value};
use super::{bound, comparison};

/// How a statement ends.
#[derive(Clone, Debug)]
pub(super) enum Flow {
    /// The next one follows.
    Next,
    /// The function returns.
    Return(Value),
    /// The loop ends.
    Break,
    /// The loop goes on with its next item.
    Continue,
    /// An exception is on its way.
    Raised,
}

/// The ways in which statements leave what is around them; those of nested functions do not count.
#[derive(Clone, Copy, Default)]
pub(super) struct Leaves {
    /// They return.
    pub(super) return_: bool,
    /// They end a loop.
    pub(super) break_: bool,
    /// They yield: what is around is a generator.
    pub(super) yield_: bool,
}

impl Leaves {
    /// How these leave.
    pub(super) fn of(bodies: &[&[Stmt]]) -> Leaves {
        let mut leaves = Leaves::default();
        bodies.iter().for_each(|body| leaves.visit_body(body));
        leaves
    }
}

impl<'a> Visitor<'a> for Leaves {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.return_ |= matches!(statement, Stmt::Return(_));
        self.break_ |= matches!(statement, Stmt::Break(_));
        if !matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) {
            walk_stmt(self, statement);
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        self.yield_ |= matches!(expression, Expr::Yield(_) | Expr::YieldFrom(_));
        if !matches!(expression, Expr::Lambda(_)) {
            walk_expr(self, expression);
        }
    }
}

impl<'a> Evaluator<'_, 'a> {
    /// Runs a compound statement.
    pub(super) fn compound(&mut self, statement: &'a Stmt, span: Span) -> Flow {
        if let Stmt::If(block) = statement {
            return self.if_statement(block, span);
        }
        if let Stmt::For(block) = statement {
            return self.for_statement(block, span);
        }
        if let Stmt::While(block) = statement {
            return self.while_statement(block, span);
        }
        if let Stmt::With(block) = statement {
            return self.with_statement(block);
        }
        if let Stmt::Try(block) = statement {
            return self.try_statement(block, span);
        }
        if let Stmt::Match(block) = statement { self.match_statement(block, span) } else { Flow::Next }
    }

    fn if_statement(&mut self, block: &'a StmtIf, span: Span) -> Flow {
        let mut branches = vec![(Some(&*block.test), block.body.as_slice())];
        let clauses = block.elif_else_clauses.iter();
        branches.extend(clauses.map(|clause| (clause.test.as_ref(), clause.body.as_slice())));
        let bodies: Vec<&[Stmt]> = branches.iter().map(|(_, body)| *body).collect();
        for (number, (test, body)) in branches.iter().enumerate() {
            let Some(test) = test else { return self.block(body) };
            let place = self.span(*test);
            let value = self.value(test);
            if self.machine.raised.is_some() {
                return Flow::Raised;
            }
            let rest = bodies.get(number..).unwrap_or_default();
            match self.decide(&value, &Fork { span, bodies: rest }) {
                Branch::Then => return self.block(body),
                Branch::Else => {}
                Branch::Both => {
                    let flow = self.block(body);
                    if !matches!(flow, Flow::Next) {
                        return flow;
                    }
                }
                Branch::Neither => {
                    self.machine
                        .problem(place, "cannot tell without running it whether this condition holds");
                    self.forget(rest, &value, place);
                    return Flow::Next;
                }
                Branch::Skip => {
                    self.forget(rest, &value, place);
                    return Flow::Next;
                }
            }
        }
        Flow::Next
    }

    /// After statements that may or may not run, what they assign is not known, nor what the function returns if they return.
    fn forget(&mut self, bodies: &[&[Stmt]], because: &Value, span: Span) {
        let unknown = unknown_or(because, span, "it depends on a condition that is not known");
        let (mut assigned, mut changed) = (Vec::new(), Vec::new());
        bodies.iter().for_each(|body| bound::names_in(body, &mut assigned, &mut changed));
        for name in changed {
            let value = self.name(name, span);
            if !matches!(value, Value::List(_) | Value::Map(_) | Value::Object(Object::Dictionary(_))) {
                continue;
            }
            if self.scope.frames.is_empty() {
                self.machine.overrides.insert((self.scope.file, name), unknown.clone());
            }
            assigned.push(name);
        }
        for name in assigned {
            self.set_name(name, unknown.clone());
        }
        let leaves = Leaves::of(bodies);
        self.scope.left |= leaves.break_;
        if leaves.return_ || leaves.yield_ {
            self.scope.left = true;
            let doubt = self.scope.doubt.get().or(unknown.as_unknown());
            self.scope.doubt.set(doubt);
        }
    }

    fn for_statement(&mut self, block: &'a StmtFor, span: Span) -> Flow {
        let place = self.span(&*block.iter);
        let iterable = self.value(&block.iter);
        if self.machine.raised.is_some() {
            return Flow::Raised;
        }
        let bodies: [&[Stmt]; 1] = [&block.body];
        let Some(items) = self.items(&iterable, place) else {
            let fork = Fork { span, bodies: &bodies };
            let told = self.library.iterate(self.machine, &iterable, &fork);
            if told == Loop::Untold {
                self.machine.problem(place, "cannot tell without running it over what this loop goes");
            }
            self.forget(&bodies, &iterable, place);
            return Flow::Next;
        };
        for item in items {
            if self.step(span).is_none() {
                return Flow::Next;
            }
            self.assign(&block.target, item);
            match self.block(&block.body) {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Flow::Next,
                flow @ (Flow::Return(_) | Flow::Raised) => return flow,
            }
        }
        self.block(&block.orelse)
    }

    fn while_statement(&mut self, block: &'a StmtWhile, span: Span) -> Flow {
        let bodies: [&[Stmt]; 1] = [&block.body];
        loop {
            if self.step(span).is_none() {
                return Flow::Next;
            }
            let place = self.span(&*block.test);
            let test = self.value(&block.test);
            let known = self.truth(&test, place).is_some();
            match self.decide(&test, &Fork { span, bodies: &bodies }) {
                Branch::Then | Branch::Both => {}
                Branch::Else => return self.block(&block.orelse),
                Branch::Neither => {
                    self.machine.problem(place, "cannot tell without running it how often this loop runs");
                    self.forget(&bodies, &test, place);
                    return Flow::Next;
                }
                Branch::Skip => {
                    self.forget(&bodies, &test, place);
                    return Flow::Next;
                }
            }
            self.scope.left = false;
            let flow = self.block(&block.body);
            if self.scope.left {
                self.forget(&bodies, &test, place);
            }
            match flow {
                // Where the library decides, it would decide so for ever; where a `break` was left out, nothing else may end it.
                Flow::Next | Flow::Continue if known && !self.scope.left => {}
                Flow::Next | Flow::Continue | Flow::Break => return Flow::Next,
                flow @ (Flow::Return(_) | Flow::Raised) => return flow,
            }
        }
    }

    fn match_statement(&mut self, block: &'a StmtMatch, span: Span) -> Flow {
        let subject = self.value(&block.subject);
        let bodies: Vec<&[Stmt]> = block.cases.iter().map(|case| case.body.as_slice()).collect();
        for (number, case) in block.cases.iter().enumerate() {
            let mut matched = self.matches(&subject, &case.pattern);
            if let (Some(true), Some(guard)) = (matched, &case.guard) {
                let guard = self.value(guard);
                matched = self.truth(&guard, span);
            }
            match matched {
                Some(true) => return self.block(&case.body),
                Some(false) => {}
                None => {
                    let rest = bodies.get(number..).unwrap_or_default();
                    return match self.library.branch(self.machine, &subject, &Fork { span, bodies: rest }) {
                        Branch::Then => self.block(&case.body),
                        Branch::Else => continue,
                        Branch::Neither | Branch::Both => {
                            self.machine.problem(span, "cannot tell without running it which case holds");
                            self.forget(rest, &subject, span);
                            Flow::Next
                        }
                        Branch::Skip => {
                            self.forget(rest, &subject, span);
                            Flow::Next
                        }
                    };
                }
            }
        }
        Flow::Next
    }

    fn matches(&mut self, subject: &Value, pattern: &Pattern) -> Option<bool> {
        match pattern {
            Pattern::MatchValue(pattern) => {
                let value = self.value(&pattern.value);
                comparison::equal(subject, &value)
            }
            Pattern::MatchSingleton(pattern) => {
                let value = match pattern.value {
                    Singleton::None => Value::Null,
                    Singleton::True => Value::Bool(true),
                    Singleton::False => Value::Bool(false),
                };
                comparison::equal(subject, &value)
            }
            Pattern::MatchAs(pattern) => {
                let matched =
                    pattern.pattern.as_deref().map_or(Some(true), |inner| self.matches(subject, inner));
                if let (Some(true), Some(name)) = (matched, &pattern.name) {
                    self.set_name(Name::new(name.as_str()), subject.clone());
                }
                matched
            }
            Pattern::MatchOr(pattern) => {
                for pattern in &pattern.patterns {
                    match self.matches(subject, pattern) {
                        Some(false) => {}
                        answer => return answer,
                    }
                }
                Some(false)
            }
            Pattern::MatchSequence(_)
            | Pattern::MatchMapping(_)
            | Pattern::MatchClass(_)
            | Pattern::MatchStar(_) => None,
        }
    }
}
