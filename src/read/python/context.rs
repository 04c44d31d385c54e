//! `try` and `with`: exceptions, context managers, and what `yield` does.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ruff_python_ast::{ExceptHandler, ExceptHandlerExceptHandler, Expr, Stmt, StmtTry, StmtWith, WithItem};

use crate::ir::{Name, Span};

use super::control::Flow;
use super::evaluator::{Evaluator, Scope, unknown_or};
use super::machine::Raised;
use super::object::{Arguments, Made, Object, Value};
use super::{Machine, class};

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

impl<'a> Evaluator<'_, 'a> {
    /// `try: ...`
    pub(super) fn try_statement(&mut self, block: &'a StmtTry, span: Span) -> Flow {
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

    /// `with x as y: ...`
    pub(super) fn with_statement(&mut self, block: &'a StmtWith) -> Flow {
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
