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
        for name in bodies.iter().flat_map(|body| bound::names_in(body)) {
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

    fn try_statement(&mut self, block: &'a StmtTry, span: Span) -> Flow {
        let handled = u32::from(!block.handlers.is_empty());
        self.machine.tries += handled;
        let mut flow = self.block(&block.body);
        self.machine.tries -= handled;
        if let Some(raised) = self.machine.raised.take() {
            match self.handler(block, &raised) {
                Some(handler) => {
                    if let Some(name) = &handler.name {
                        let is_instance =
                            matches!(raised.value, Value::Object(Object::Instance(..) | Object::Made(_)));
                        let unknown = || Value::unknown(span, "it is an exception");
                        let value = if is_instance { raised.value.clone() } else { unknown() };
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
            let classes = super::collection::one_or_many(&value);
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
        let entered = self.ask_context(&context, "__enter__", Arguments::default(), span);
        if let Some(target) = &item.optional_vars {
            self.assign(target, entered.unwrap_or_else(|| context.clone()));
        }
        let flow = self.with_items(rest, body);
        let raised = self.machine.raised.take();
        let exception = raised.as_ref().map_or(Value::Null, |raised| raised.value.clone());
        let arguments = Arguments::of(&[exception, Value::Null, Value::Null], span);
        self.ask_context(&context, "__exit__", arguments, span);
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

    /// Calls a context manager's `__enter__` or `__exit__`, if it has one.
    fn ask_context(
        &mut self,
        context: &Value,
        name: &str,
        arguments: Arguments,
        span: Span,
    ) -> Option<Value> {
        let Value::Object(object) = context else { return None };
        if let Object::Instance(class, _) = object
            && self.class_attribute(class, Name::new(name)).is_some()
        {
            return Some(self.call_method(context, name, arguments, span));
        }
        self.library.method(self.machine, context, name, &arguments, span)
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
        let name = |value: &Value| {
            if let Value::Object(Object::Class(class)) = value {
                return Some(class.name.as_str());
            }
            Machine::path_of(value).map(last)
        };
        return order.iter().filter_map(name).collect();
    }
    Machine::path_of(value).map(last).into_iter().collect()
}

fn class_is_unknown(classes: &[Value]) -> bool {
    classes.iter().any(|class| class.as_unknown().is_some())
}
