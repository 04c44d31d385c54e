//! Class statements: their bases, and what their bodies bind.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtIf};
use ruff_text_size::Ranged;

use crate::ir::{Name, Span};

use super::evaluator::{Evaluator, Scope};
use super::index::State;
use super::object::{Arguments, Attribute, Body, Class, Object, Value};
use super::{bound, class};

impl<'a> Evaluator<'_, 'a> {
    /// `class X: ...`
    pub(super) fn define_class(&mut self, definition: &'a StmtClassDef, span: Span) {
        let number = self.machine.classes.len();
        self.machine.classes.push(definition);
        let name = Name::new(definition.name.as_str());
        let class = Rc::new(Class {
            name,
            file: self.scope.file,
            name_span: self.span(&definition.name),
            span,
            body: RefCell::default(),
            state: State::Waiting.into(),
            definition: Some((number, self.scope.at)),
            closure: self.closure(),
            order: RefCell::default(),
        });
        // The class is bound before its body runs: its own annotations and those of others name it.
        self.set_name(name, Value::Object(Object::Class(class.clone())));
        if self.machine.lazy {
            self.machine.pending.push(class);
        } else {
            self.complete(&class);
        }
    }

    /// Evaluates the bases and body of a class, if that was not done.
    pub(super) fn complete(&mut self, class: &Rc<Class>) {
        if class.state.get() != State::Waiting {
            return;
        }
        class.state.set(State::Running);
        let Some((number, at)) = class.definition else { return };
        let Some(definition) = self.machine.classes.get(number).copied() else { return };
        if !self.machine.budget.enter() {
            class.state.set(State::Waiting);
            return;
        }
        let lazy = std::mem::replace(&mut self.machine.lazy, false);
        let raised = self.machine.raised.take();
        let tries = std::mem::take(&mut self.machine.tries);
        let scope = Scope { at, frames: class.closure.clone(), ..Scope::of(class.file) };
        let mut evaluator = self.within(scope);
        evaluator.fill(class, definition);
        self.machine.raised = raised;
        self.machine.tries = tries;
        self.machine.lazy = lazy;
        self.machine.budget.leave();
        class.state.set(State::Done);
        self.library.class_made(self.machine, class);
    }

    fn fill(&mut self, class: &Rc<Class>, definition: &'a StmtClassDef) {
        let decorators: Vec<Value> =
            definition.decorator_list.iter().map(|decorator| self.value(&decorator.expression)).collect();
        let mut body = Body { decorators, ..Body::default() };
        if let Some(arguments) = &definition.arguments {
            for argument in self.arguments(arguments).list {
                if argument.keyword.is_some() {
                    body.keywords.push(argument);
                } else {
                    body.bases.push(argument.value);
                }
            }
        }
        for base in &body.bases {
            if let Value::Object(Object::Class(base)) = base {
                self.complete(base);
            }
        }
        let decorators = body.decorators.clone();
        class.body.replace(Rc::new(body));
        self.scope.class = Some(class.clone());
        self.scope.frames.push(Rc::default());
        self.scope.in_class_body = true;
        self.class_block(class, &definition.body);
        self.make_members(class);
        let span = class.span;
        for decorator in decorators.iter().rev() {
            if let Value::Object(Object::Function(_) | Object::Bound(..)) = decorator {
                let class = Value::Object(Object::Class(class.clone()));
                self.call_value(decorator, Arguments::of(&[class], span), span);
            }
        }
    }

    /// Runs the statements of a class body, and notes what they bind as attributes.
    fn class_block(&mut self, class: &Rc<Class>, body: &'a [Stmt]) {
        for statement in body {
            self.class_statement(class, statement);
            // Running it would end here; but what follows is what people wrote, and mostly runs where they run it.
            self.machine.raised = None;
        }
    }

    fn class_statement(&mut self, class: &Rc<Class>, statement: &'a Stmt) {
        let span = self.span(statement);
        if let Stmt::If(block) = statement {
            self.class_branches(class, block);
        } else if let Stmt::Try(block) = statement {
            self.class_block(class, &block.body);
            self.class_block(class, &block.orelse);
            self.class_block(class, &block.finalbody);
        } else if let Stmt::With(block) = statement {
            self.class_block(class, &block.body);
        } else if let Stmt::AnnAssign(assign) = statement {
            let annotation = Some(self.annotation(&assign.annotation));
            let value = assign.value.as_deref().map(|value| self.value(value));
            if let Some(value) = value.clone() {
                self.assign(&assign.target, value);
            }
            if let Expr::Name(name) = &*assign.target {
                let (name, name_span) = (Name::new(name.id.as_str()), self.span(&*assign.target));
                note(class, Attribute { name, annotation, value, name_span, span });
            }
        } else {
            let name_span = self.name_span(statement).unwrap_or(span);
            self.statement(statement);
            for name in bound::names(statement).0 {
                let frame = self.scope.frames.last().cloned().unwrap_or_default();
                if let Some(value) = class::variable(&frame, name.as_str()) {
                    note(class, Attribute { name, annotation: None, value: Some(value), name_span, span });
                }
            }
        }
    }

    fn name_span(&self, statement: &Stmt) -> Option<Span> {
        let range = if let Stmt::FunctionDef(function) = statement {
            function.name.range()
        } else if let Stmt::ClassDef(class) = statement {
            class.name.range()
        } else if let Stmt::Assign(assign) = statement {
            assign.targets.first()?.range()
        } else {
            return None;
        };
        Some(self.span(&range))
    }

    /// The branches of an `if` in a class body: the first whose test holds; all that may, where that is not known.
    fn class_branches(&mut self, class: &Rc<Class>, block: &'a StmtIf) {
        let first = (Some(&*block.test), block.body.as_slice());
        let clauses = block.elif_else_clauses.iter();
        let rest = clauses.map(|clause| (clause.test.as_ref(), clause.body.as_slice()));
        for (test, body) in std::iter::once(first).chain(rest) {
            let Some(test) = test else {
                self.class_block(class, body);
                return;
            };
            let span = self.span(test);
            let value = self.value(test);
            match self.truth(&value, span) {
                Some(true) => {
                    self.class_block(class, body);
                    return;
                }
                Some(false) => {}
                None => {
                    let why = "cannot tell without running it which attributes the class has";
                    self.machine.problem(span, why);
                    self.class_block(class, body);
                }
            }
        }
    }
}

fn note(class: &Class, attribute: Attribute) {
    if let Ok(mut body) = class.body.try_borrow_mut() {
        Rc::make_mut(&mut body).attributes.push(attribute);
    }
}
