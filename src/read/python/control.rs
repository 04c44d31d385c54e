//! Statements that choose and repeat: `if`, loops, `match`, `try`, `with`; and what `yield` does.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{
    ExceptHandler, ExceptHandlerExceptHandler, Expr, Pattern, Singleton, Stmt, StmtFor, StmtIf, StmtMatch,
    StmtTry, StmtWhile, StmtWith, WithItem,
};

use crate::ir::{Name, Span};

use super::call::is_context_manager;
use super::evaluator::{Evaluator, Scope, unknown_or};
use super::library::{Branch, Fork, Loop};
use super::machine::Raised;
use super::object::{Arguments, Made, Object, Value};
use super::{Machine, bound, class, operator};

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

/// What `yield` does.
#[derive(Clone, Debug)]
pub(super) enum Yields<'a> {
    /// The value becomes an item.
    Collect(Rc<RefCell<Vec<Value>>>),
    /// The body of the `with` runs whose context manager this is.
    Resume(Rc<Resume<'a>>),
}

/// The rest of a `with` statement, which runs where its context manager yields.
#[derive(Debug)]
pub(super) struct Resume<'a> {
    scope: Scope<'a>,
    target: Option<&'a Expr>,
    items: &'a [WithItem],
    body: &'a [Stmt],
    flow: RefCell<Option<Flow>>,
    done: Cell<bool>,
}

/// Whether a function's body yields, and so is a generator's.
pub(super) fn has_yield(body: &[Stmt]) -> bool {
    let mut search = Search(false);
    search.visit_body(body);
    search.0
}

struct Search(bool);

impl<'a> Visitor<'a> for Search {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if !self.0 && !matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) {
            walk_stmt(self, statement);
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Yield(_) | Expr::YieldFrom(_) = expression {
            self.0 = true;
        } else if !self.0 && !matches!(expression, Expr::Lambda(_)) {
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
                Some(Branch::Then) => return self.block(body),
                Some(Branch::Else) => {}
                Some(Branch::Both) => {
                    let flow = self.block(body);
                    if !matches!(flow, Flow::Next) {
                        return flow;
                    }
                }
                Some(Branch::Neither) | None => {
                    self.machine
                        .problem(place, "cannot tell without running it whether this condition holds");
                    self.forget(rest, &value, place);
                    return Flow::Next;
                }
                Some(Branch::Skip) => {
                    self.forget(rest, &value, place);
                    return Flow::Next;
                }
            }
        }
        Flow::Next
    }

    /// After statements that may or may not run, what they assign is not known.
    fn forget(&mut self, bodies: &[&[Stmt]], because: &Value, span: Span) {
        let unknown = unknown_or(because, span, "it depends on a condition that is not known");
        for name in bodies.iter().flat_map(|body| bound::names_in(body)) {
            self.set_name(name, unknown.clone());
        }
    }

    fn for_statement(&mut self, block: &'a StmtFor, span: Span) -> Flow {
        let place = self.span(&*block.iter);
        let iterable = self.value(&block.iter);
        if self.machine.raised.is_some() {
            return Flow::Raised;
        }
        let bodies: [&[Stmt]; 1] = [&block.body];
        let items = match self.items(&iterable, place) {
            Some(items) => items,
            None => match self.library.iterate(self.machine, &iterable, &Fork { span, bodies: &bodies }) {
                Loop::Over(items) => items,
                Loop::Untold => {
                    self.machine.problem(place, "cannot tell without running it over what this loop goes");
                    self.forget(&bodies, &iterable, place);
                    return Flow::Next;
                }
                Loop::Skip => {
                    self.forget(&bodies, &iterable, place);
                    return Flow::Next;
                }
            },
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
                Some(Branch::Then | Branch::Both) => {}
                Some(Branch::Else) => return self.block(&block.orelse),
                Some(Branch::Neither) | None => {
                    self.machine.problem(place, "cannot tell without running it how often this loop runs");
                    self.forget(&bodies, &test, place);
                    return Flow::Next;
                }
                Some(Branch::Skip) => {
                    self.forget(&bodies, &test, place);
                    return Flow::Next;
                }
            }
            match self.block(&block.body) {
                // Where the library decides, it would decide so for ever.
                Flow::Next | Flow::Continue if known => {}
                Flow::Next | Flow::Continue | Flow::Break => return Flow::Next,
                flow @ (Flow::Return(_) | Flow::Raised) => return flow,
            }
        }
    }

    fn try_statement(&mut self, block: &'a StmtTry, span: Span) -> Flow {
        let handled = u32::from(!block.handlers.is_empty());
        self.machine.tries += handled;
        let mut flow = self.block(&block.body);
        self.machine.tries -= handled;
        if let Some(raised) = self.machine.raised.take() {
            match self.handler(block, &raised) {
                Some(handler) => {
                    if let Some(name) = &handler.name {
                        let value = match &raised.value {
                            Value::Object(Object::Instance(..) | Object::Made(_)) => raised.value.clone(),
                            _ => Value::unknown(span, "it is an exception"),
                        };
                        self.set_name(Name::new(name.as_str()), value);
                    }
                    flow = self.block(&handler.body);
                }
                None => {
                    self.machine.raised = Some(raised);
                    flow = Flow::Raised;
                }
            }
        } else if matches!(flow, Flow::Next) {
            flow = self.block(&block.orelse);
        }
        // What is on its way waits until `finally` has run.
        let raised = self.machine.raised.take();
        let last = self.block(&block.finalbody);
        if self.machine.raised.is_none() {
            self.machine.raised = raised;
        }
        if matches!(last, Flow::Next) { flow } else { last }
    }

    /// The handler that catches an exception: the first that names its class or a class of which all are; else the first.
    fn handler(&mut self, block: &'a StmtTry, raised: &Raised) -> Option<&'a ExceptHandlerExceptHandler> {
        let mut handlers = block.handlers.iter().map(|ExceptHandler::ExceptHandler(handler)| handler);
        let first = handlers.next()?;
        let names = exception_names(&raised.value);
        for handler in std::iter::once(first).chain(handlers) {
            let Some(class) = handler.type_.as_deref() else { return Some(handler) };
            let span = self.span(class);
            let value = self.value(class);
            let classes = if let Value::List(list) = &value { list.borrow().clone() } else { vec![value] };
            let catches = classes.iter().any(|class| {
                let own = exception_names(class);
                let all = own.first().is_some_and(|name| matches!(*name, "Exception" | "BaseException"));
                all || own.first().is_some_and(|own| names.contains(own))
            });
            if catches || class_is_unknown(&classes) && names.is_empty() {
                return Some(handler);
            }
            self.machine.problems.retain(|problem| problem.span != span);
        }
        // An exception of the project has all its bases; one of a library may have any.
        let is_own = matches!(&raised.value, Value::Object(Object::Instance(..) | Object::Class(_)));
        (!is_own).then_some(first)
    }

    fn with_statement(&mut self, block: &'a StmtWith) -> Flow {
        self.with_items(&block.items, &block.body)
    }

    fn with_items(&mut self, items: &'a [WithItem], body: &'a [Stmt]) -> Flow {
        let Some((item, rest)) = items.split_first() else { return self.block(body) };
        let span = self.span(&item.context_expr);
        let context = self.value(&item.context_expr);
        if self.machine.raised.is_some() {
            return Flow::Raised;
        }
        if let Value::Object(Object::Made(made)) = &context
            && made.path.as_str() == "contextlib.contextmanager"
        {
            return self.resume(&made.clone(), item, rest, body);
        }
        let none = Arguments::default();
        let entered = match &context {
            Value::Object(Object::Instance(class, _)) => {
                let enter = self.class_attribute(&class.clone(), Name::new("__enter__"));
                enter.map(|_| self.call_method(&context, "__enter__", none.clone(), span))
            }
            Value::Object(_) => self.library.method(self.machine, &context, "__enter__", &none, span),
            _ => None,
        };
        if let Some(target) = &item.optional_vars {
            self.assign(target, entered.unwrap_or_else(|| context.clone()));
        }
        let flow = self.with_items(rest, body);
        let raised = self.machine.raised.take();
        let exception = raised.as_ref().map_or(Value::Null, |raised| raised.value.clone());
        let arguments = Arguments::of(&[exception, Value::Null, Value::Null], span);
        match &context {
            Value::Object(Object::Instance(class, _)) => {
                if self.class_attribute(&class.clone(), Name::new("__exit__")).is_some() {
                    self.call_method(&context, "__exit__", arguments, span);
                }
            }
            Value::Object(_) => {
                self.library.method(self.machine, &context, "__exit__", &arguments, span);
            }
            _ => {}
        }
        let suppressed =
            Machine::path_of(&context).is_some_and(|path| path.as_str() == "contextlib.suppress");
        if raised.is_some() && suppressed {
            return Flow::Next;
        }
        if self.machine.raised.is_none() {
            self.machine.raised = raised;
        }
        flow
    }

    /// Runs a function that is a context manager, and the statements below `with` where it yields.
    fn resume(&mut self, made: &Made, item: &'a WithItem, items: &'a [WithItem], body: &'a [Stmt]) -> Flow {
        let (function, receiver) = match &made.receiver {
            Some(Value::Object(Object::Function(function))) => (function.clone(), None),
            Some(Value::Object(Object::Bound(function, receiver))) => {
                (function.clone(), Some((**receiver).clone()))
            }
            _ => return self.with_items(items, body),
        };
        let resume = Rc::new(Resume {
            scope: self.scope.clone(),
            target: item.optional_vars.as_deref(),
            items,
            body,
            flow: RefCell::default(),
            done: Cell::new(false),
        });
        debug_assert!(is_context_manager(&function));
        let arguments = made.arguments.clone();
        self.run_function(&function, receiver, arguments, made.span, || Yields::Resume(resume.clone()));
        if self.machine.raised.is_some() {
            return Flow::Raised;
        }
        resume.flow.take().unwrap_or(Flow::Next)
    }

    /// `yield value`.
    pub(super) fn yield_value(&mut self, value: Value, span: Span) -> Value {
        match self.scope.yields.clone() {
            Some(Yields::Collect(list)) => list.borrow_mut().push(value),
            Some(Yields::Resume(resume)) if !resume.done.replace(true) => {
                let mut evaluator = self.within(resume.scope.clone());
                if let Some(target) = resume.target {
                    evaluator.assign(target, value);
                }
                let flow = evaluator.with_items(resume.items, resume.body);
                resume.flow.replace(Some(flow));
            }
            Some(Yields::Resume(_)) | None => {}
        }
        let _ = span;
        Value::Null
    }

    /// `yield from values`.
    pub(super) fn yield_all(&mut self, values: &Value, span: Span) -> Value {
        match self.items(values, span) {
            Some(items) => {
                for item in items {
                    self.yield_value(item, span);
                }
            }
            None => {
                let unknown = unknown_or(values, span, "what is yielded is not known");
                self.yield_value(unknown, span);
            }
        }
        Value::Null
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
                operator::equal(subject, &value)
            }
            Pattern::MatchSingleton(pattern) => {
                let value = match pattern.value {
                    Singleton::None => Value::Null,
                    Singleton::True => Value::Bool(true),
                    Singleton::False => Value::Bool(false),
                };
                operator::equal(subject, &value)
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

/// The last parts of the names of an exception's class and its bases.
fn exception_names(value: &Value) -> Vec<&'static str> {
    let last = |name: Name| name.as_str().rsplit('.').next().unwrap_or_default();
    if let Value::Object(Object::Instance(class, _) | Object::Class(class)) = value {
        let order = class::linearize(class);
        let name = |value: &Value| match value {
            Value::Object(Object::Class(class)) => Some(class.name.as_str()),
            other => Machine::path_of(other).map(last),
        };
        return order.iter().filter_map(name).collect();
    }
    Machine::path_of(value).map(last).into_iter().collect()
}

fn class_is_unknown(classes: &[Value]) -> bool {
    classes.iter().any(|class| class.as_unknown().is_some())
}
