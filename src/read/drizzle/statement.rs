//! Running statements.

use super::machine::{Machine, Slot};
use super::object::{Closure, Own, ScopeId, Value};
use super::syntax::{
    Export, Expression, ExpressionKind, ForEach, If, Loop, Pattern, Statement, StatementKind, Variable,
};
use crate::ir::Span;
use crate::read::value::Unknown;
use std::rc::Rc;

/// How a statement ends.
#[derive(Debug)]
pub(super) enum Flow<'a> {
    Next,
    Break,
    Continue,
    Return(Value<'a>),
    /// `throw`: what follows in the function does not happen.
    Throw,
}

impl<'a> Machine<'a> {
    /// Declares the functions and imports of a block before it runs, as the language does.
    pub(super) fn hoist(&mut self, scope: ScopeId, statements: &'a [Statement]) {
        for statement in statements {
            let kind = match &statement.kind {
                StatementKind::Export(Export::Declaration(inner, _)) => &inner.kind,
                kind => kind,
            };
            match kind {
                StatementKind::Function(name, function) => {
                    let module = self.module_of(scope);
                    let closure = Closure { function, scope, module };
                    self.declare(scope, *name, Value::Object(Own::Closure(Rc::new(closure))));
                }
                StatementKind::Class(name) => {
                    self.declare(scope, *name, Value::unknown(statement.span, "classes are not evaluated"));
                }
                StatementKind::Import(import) => {
                    for binding in &import.bindings {
                        let slot = Slot::Import(import.specifier, binding.imported, statement.span);
                        if let Some(scope) = self.scopes.get_mut(scope.0 as usize) {
                            scope.values.insert(binding.local, slot);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn execute_all(&mut self, scope: ScopeId, statements: &'a [Statement]) -> Flow<'a> {
        let top = self.is_top(scope);
        for statement in statements {
            if top {
                self.refresh();
            }
            match self.execute(scope, statement) {
                Flow::Next => {}
                // At the top level `throw` and its like would end the program; what follows is meant to run.
                _ if top => {}
                ended => return ended,
            }
        }
        Flow::Next
    }

    fn is_top(&self, scope: ScopeId) -> bool {
        self.modules.get(self.module_of(scope)).is_some_and(|module| module.scope == scope)
    }

    fn execute(&mut self, scope: ScopeId, statement: &'a Statement) -> Flow<'a> {
        self.deeper(statement.span, |this| this.execute_kind(scope, statement)).unwrap_or(Flow::Throw)
    }

    fn execute_kind(&mut self, scope: ScopeId, statement: &'a Statement) -> Flow<'a> {
        match &statement.kind {
            StatementKind::Variables(variables) => {
                let module = self.module_of(scope);
                variables.iter().for_each(|variable| self.make(module, scope, variable));
                Flow::Next
            }
            StatementKind::Expression(expression) => {
                self.evaluate(scope, expression);
                Flow::Next
            }
            StatementKind::Block(statements) => self.execute_block(scope, statements),
            StatementKind::If(choice) => self.execute_if(scope, choice),
            StatementKind::ForEach(each) => self.execute_each(scope, each),
            StatementKind::Loop(each) => self.execute_loop(scope, each, statement.span),
            StatementKind::Return(value) => {
                Flow::Return(value.as_ref().map_or(Value::Null, |value| self.evaluate(scope, value)))
            }
            StatementKind::Break => Flow::Break,
            StatementKind::Continue => Flow::Continue,
            StatementKind::Throw => Flow::Throw,
            StatementKind::Export(Export::Declaration(inner, names)) => {
                let flow = self.execute_kind(scope, inner);
                if names.is_empty()
                    && let StatementKind::Variables(_) = inner.kind
                {
                    return Flow::Next;
                }
                flow
            }
            StatementKind::Function(..)
            | StatementKind::Class(_)
            | StatementKind::Import(_)
            | StatementKind::Export(_) => Flow::Next,
            StatementKind::Other => Flow::Next,
        }
    }

    pub(super) fn declare_variable(&mut self, scope: ScopeId, variable: &'a Variable) {
        match &variable.value {
            Some(value) => {
                let span = value.span;
                let value = self.evaluate(scope, value);
                self.bind(scope, &variable.pattern, value, span, true);
            }
            None => variable.pattern.each_name(&mut |name| self.declare(scope, name, Value::Null)),
        }
    }

    fn execute_block(&mut self, scope: ScopeId, statements: &'a [Statement]) -> Flow<'a> {
        let inner = self.open(Some(scope), self.module_of(scope));
        self.hoist(inner, statements);
        self.execute_all(inner, statements)
    }

    fn execute_if(&mut self, scope: ScopeId, choice: &'a If) -> Flow<'a> {
        let test = self.evaluate(scope, &choice.test);
        let branch = match self.decide(&test, choice.test.span, &choice.then, &choice.otherwise) {
            Ok(true) => &choice.then,
            Ok(false) => &choice.otherwise,
            Err(unknown) => {
                for branch in [&choice.then, &choice.otherwise] {
                    self.forget(scope, branch, unknown);
                }
                let returns = may_return(&choice.then) || may_return(&choice.otherwise);
                return if returns { Flow::Return(Value::Unknown(unknown)) } else { Flow::Next };
            }
        };
        self.execute_block(scope, branch)
    }

    /// Which branch runs. What depends on the environment runs as if no variable were set, and is reported if it matters.
    fn decide(
        &mut self,
        test: &Value<'a>,
        span: Span,
        then: &[Statement],
        otherwise: &[Statement],
    ) -> Result<bool, Unknown> {
        if let Value::Object(Own::IfUnset(assumed)) = test {
            let matters = |branch: &[Statement]| branch.iter().any(|statement| !only_stops(statement));
            if matters(then) || matters(otherwise) {
                self.report_environment(assumed.0);
            }
        }
        self.truth(test).ok_or_else(|| unknown_test(test, span))
    }

    fn execute_each(&mut self, scope: ScopeId, each: &'a ForEach) -> Flow<'a> {
        let over = self.evaluate(scope, &each.over);
        let values = if each.keys { self.keys_of(&over) } else { self.elements_of(&over) };
        let Some(values) = values else {
            let unknown = unknown_test(&over, each.over.span);
            if self.mentions_table(scope, &each.body) {
                self.report(
                    each.over.span,
                    "tables are made in a loop over what is not known before the program runs",
                );
            }
            self.forget(scope, &each.body, unknown);
            return Flow::Next;
        };
        for value in values {
            let inner = self.open(Some(scope), self.module_of(scope));
            self.bind(inner, &each.pattern, value, each.over.span, true);
            match self.execute_all(inner, &each.body) {
                Flow::Next | Flow::Continue => {}
                Flow::Break => break,
                ended @ (Flow::Return(_) | Flow::Throw) => return ended,
            }
        }
        Flow::Next
    }

    fn execute_loop(&mut self, scope: ScopeId, each: &'a Loop, span: Span) -> Flow<'a> {
        let inner = self.open(Some(scope), self.module_of(scope));
        let _ = self.execute_all(inner, &each.start);
        loop {
            let test = each.test.as_ref().map_or(Value::Bool(true), |test| self.evaluate(inner, test));
            match self.truth(&test) {
                Some(true) => {}
                Some(false) => return Flow::Next,
                None => {
                    if self.mentions_table(scope, &each.body) {
                        self.report(
                            span,
                            "tables are made in a loop whose end is not known before the program runs",
                        );
                    }
                    self.forget(scope, &each.body, unknown_test(&test, span));
                    return Flow::Next;
                }
            }
            match self.execute_all(inner, &each.body) {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Flow::Next,
                ended @ (Flow::Return(_) | Flow::Throw) => return ended,
            }
            if let Some(update) = &each.update {
                self.evaluate(inner, update);
            }
            if !self.budget.step() {
                return Flow::Throw;
            }
        }
    }

    /// Makes unknown whatever statements would change that do not run because it is not known whether they do.
    fn forget(&mut self, scope: ScopeId, statements: &'a [Statement], unknown: Unknown) {
        for statement in statements {
            match &statement.kind {
                StatementKind::Expression(expression) => self.forget_target(scope, expression, unknown),
                StatementKind::Block(inner) => self.forget(scope, inner, unknown),
                StatementKind::If(choice) => {
                    self.forget(scope, &choice.then, unknown);
                    self.forget(scope, &choice.otherwise, unknown);
                }
                StatementKind::ForEach(each) => self.forget(scope, &each.body, unknown),
                StatementKind::Loop(each) => self.forget(scope, &each.body, unknown),
                _ => {}
            }
        }
    }

    fn forget_target(&mut self, scope: ScopeId, expression: &'a Expression, unknown: Unknown) {
        let target = match &expression.kind {
            ExpressionKind::Assign(assign) => &assign.target,
            ExpressionKind::Update(target, _) => target,
            _ => return,
        };
        let mut names = Vec::new();
        target.each_name(&mut |name| names.push(name));
        if let Pattern::Place(place) = target {
            names.extend(root_of(place));
        }
        for name in names {
            self.assign(scope, name, Value::Unknown(unknown));
        }
    }
}

/// The variable that `a.b.c` begins with.
fn root_of(mut expression: &Expression) -> Option<crate::ir::Name> {
    loop {
        match &expression.kind {
            ExpressionKind::Variable(name) => return Some(*name),
            ExpressionKind::Member(object, ..) | ExpressionKind::Index(object, ..) => expression = object,
            _ => return None,
        }
    }
}

fn unknown_test(value: &Value<'_>, span: Span) -> Unknown {
    value.as_unknown().unwrap_or_else(|| Unknown {
        span,
        why: crate::ir::Name::new("depends on what is not known before the program runs"),
    })
}

fn may_return(statements: &[Statement]) -> bool {
    statements.iter().any(|statement| match &statement.kind {
        StatementKind::Return(_) => true,
        StatementKind::Block(inner) => may_return(inner),
        StatementKind::If(choice) => may_return(&choice.then) || may_return(&choice.otherwise),
        StatementKind::ForEach(each) => may_return(&each.body),
        StatementKind::Loop(each) => may_return(&each.body),
        _ => false,
    })
}

/// Whether a statement only throws or calls something: `if (!process.env.URL) throw ...`.
fn only_stops(statement: &Statement) -> bool {
    match &statement.kind {
        StatementKind::Throw | StatementKind::Other => true,
        StatementKind::Expression(expression) => !matches!(expression.kind, ExpressionKind::Assign(_)),
        StatementKind::Block(inner) => inner.iter().all(only_stops),
        _ => false,
    }
}
