//! Statements that go no way but on: assignments, definitions, imports; and the bodies of classes.

use std::rc::Rc;

use ruff_python_ast::{Expr, Operator, Stmt, StmtAugAssign, StmtFunctionDef, StmtRaise};

use crate::ir::{Name, Span};

use super::bound;
use super::control::Flow;
use super::evaluator::Evaluator;
use super::library::Place;
use super::machine::Raised;
use super::object::{Arguments, Code, Function, Object, Value};
use super::{class, collection, operator};

impl<'a> Evaluator<'_, 'a> {
    /// Runs statements one after the other.
    pub(super) fn block(&mut self, body: &'a [Stmt]) -> Flow {
        for statement in body {
            let flow = self.statement(statement);
            if !matches!(flow, Flow::Next) {
                return flow;
            }
        }
        Flow::Next
    }

    /// Runs a statement.
    pub(super) fn statement(&mut self, statement: &'a Stmt) -> Flow {
        let span = self.span(statement);
        if self.step(span).is_none() {
            return Flow::Return(Value::unknown(span, "it takes too long to follow without running it"));
        }
        self.machine.nesting += 1;
        let flow = self.run(statement, span);
        self.machine.nesting -= 1;
        if self.machine.raised.is_some() { Flow::Raised } else { flow }
    }

    fn run(&mut self, statement: &'a Stmt, span: Span) -> Flow {
        match statement {
            Stmt::FunctionDef(definition) => self.define_function(definition, span),
            Stmt::ClassDef(definition) => {
                self.define_class(definition, span);
            }
            Stmt::Return(given) => {
                let value = given.value.as_deref().map_or(Value::Null, |value| self.value(value));
                return Flow::Return(value);
            }
            Stmt::Assign(assign) => {
                let value = self.value(&assign.value);
                for target in &assign.targets {
                    self.assign(target, value.clone());
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let value = self.value(value);
                    self.assign(&assign.target, value);
                }
            }
            Stmt::AugAssign(assign) => self.augment(assign, span),
            Stmt::TypeAlias(alias) => {
                let value = self.annotation(&alias.value);
                self.assign(&alias.name, value);
            }
            Stmt::Expr(expression) => {
                self.value(&expression.value);
            }
            Stmt::Delete(delete) => delete.targets.iter().for_each(|target| self.delete(target)),
            Stmt::Raise(raise) => self.raise(raise, span),
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = bound::imported(alias);
                    if let Some(value) = self.machine.import(self.scope.file, import, name) {
                        self.set_name(name, value);
                    }
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    let name = bound::imported(alias);
                    let file = self.scope.file;
                    let value = self.machine.import_from(self.library, file, import, name);
                    self.set_name(name, value.unwrap_or(Value::unknown(span, "the import is not known")));
                }
            }
            Stmt::Global(global) => {
                let names = global.names.iter().map(|name| (Name::new(name.as_str()), true));
                self.scope.declared.extend(names);
            }
            Stmt::Nonlocal(nonlocal) => {
                let names = nonlocal.names.iter().map(|name| (Name::new(name.as_str()), false));
                self.scope.declared.extend(names);
            }
            Stmt::For(_) | Stmt::While(_) | Stmt::If(_) | Stmt::With(_) | Stmt::Match(_) | Stmt::Try(_) => {
                return self.compound(statement, span);
            }
            Stmt::Break(_) => return Flow::Break,
            Stmt::Continue(_) => return Flow::Continue,
            Stmt::Assert(_) | Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => {}
        }
        Flow::Next
    }

    fn raise(&mut self, raise: &StmtRaise, span: Span) {
        let value = raise.exc.as_deref().map(|raised| self.value(raised));
        let value = value.unwrap_or_else(|| Value::unknown(span, "it was caught before"));
        self.machine.raised.get_or_insert(Raised { span, value });
    }

    /// Assigns to a target: a name, an attribute, an item, or several of them.
    pub(super) fn assign(&mut self, target: &Expr, value: Value) {
        let span = self.span(target);
        if let Expr::Name(name) = target {
            self.set_name(Name::new(name.id.as_str()), value);
        } else if let Expr::Attribute(attribute) = target {
            let receiver = self.value(&attribute.value);
            self.set_attribute(&receiver, attribute.attr.as_str(), value, span);
        } else if let Expr::Subscript(subscript) = target {
            let receiver = self.value(&subscript.value);
            let key = self.value(&subscript.slice);
            self.set_item(&receiver, key, value, span);
        } else if let Expr::Starred(starred) = target {
            self.assign(&starred.value, value);
        } else if let Expr::Tuple(tuple) = target {
            self.unpack(&tuple.elts, &value, span);
        } else if let Expr::List(list) = target {
            self.unpack(&list.elts, &value, span);
        }
    }

    fn unpack(&mut self, targets: &[Expr], value: &Value, span: Span) {
        let unknown = super::evaluator::unknown_or(value, span, "what is unpacked is not known");
        let mut items = self.items(value, span).unwrap_or_default();
        let star = targets.iter().position(|target| matches!(target, Expr::Starred(_)));
        let enough = match star {
            Some(_) => items.len() + 1 >= targets.len(),
            None => items.len() == targets.len(),
        };
        if !enough {
            targets.iter().for_each(|target| self.assign(target, unknown.clone()));
            return;
        }
        if let Some(star) = star {
            let end = star + items.len() + 1 - targets.len();
            let rest: Vec<Value> = items.splice(star..end, [Value::Null]).collect();
            if let Some(item) = items.get_mut(star) {
                *item = Value::list(rest);
            }
        }
        for (target, item) in targets.iter().zip(items) {
            self.assign(target, item);
        }
    }

    /// Binds a name where Python would.
    pub(super) fn set_name(&mut self, name: Name, value: Value) {
        let declared = self.scope.declared.iter().find(|(declared, _)| *declared == name);
        match declared.map(|(_, global)| *global) {
            Some(true) => {
                self.machine.overrides.insert((self.scope.file, name), value);
                return;
            }
            Some(false) => {
                let outer = self.scope.frames.iter().rev().skip(1);
                let bound =
                    |frame: &&super::object::Frame| frame.borrow().iter().any(|(bound, _)| *bound == name);
                if let Some(frame) = outer.into_iter().find(bound) {
                    class::set_variable(frame, name, value);
                    return;
                }
            }
            None => {}
        }
        match self.scope.frames.last().or(self.scope.module.as_ref()) {
            Some(frame) => class::set_variable(frame, name, value),
            None => {
                self.machine.overrides.insert((self.scope.file, name), value);
            }
        }
    }

    /// `receiver[key] = value`.
    pub(super) fn set_item(&mut self, receiver: &Value, key: Value, value: Value, span: Span) {
        match receiver {
            Value::List(list) => {
                let length = list.borrow().len();
                let at = operator::as_number(&key).and_then(|number| collection::position(number, length));
                if let Some(item) = at.and_then(|at| list.borrow_mut().get_mut(at).map(|item| *item = value))
                {
                    return item;
                }
                self.machine.problem(span, "which item is assigned is not known");
            }
            Value::Map(_) | Value::Object(Object::Dictionary(_)) => {
                if key.as_unknown().is_some() || !collection::set(receiver, key, value) {
                    self.machine.problem(span, "the key that is assigned is not known");
                }
            }
            Value::Object(Object::Instance(..)) => {
                let arguments = Arguments::of(&[key, value], span);
                self.call_method(receiver, "__setitem__", arguments, span);
            }
            Value::Object(_) => {
                self.library.assign(self.machine, receiver, Place::Item, &value, span);
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Unknown(_) => {}
        }
    }

    fn augment(&mut self, assign: &StmtAugAssign, span: Span) {
        let left = self.value(&assign.target);
        let right = self.value(&assign.value);
        // Lists grow in place, as `extend` does.
        if let (Value::List(list), Operator::Add) = (&left, assign.op)
            && let Some(items) = self.items(&right, span)
        {
            list.borrow_mut().extend(items);
            self.assign(&assign.target, left);
            return;
        }
        let value = self.binary(assign.op, &left, &right, span);
        self.assign(&assign.target, value);
    }

    fn delete(&mut self, target: &Expr) {
        if let Expr::Name(name) = target {
            let name = Name::new(name.id.as_str());
            if let Some(frame) = self.scope.frames.last().or(self.scope.module.as_ref()) {
                frame.borrow_mut().retain(|(bound, _)| *bound != name);
            }
        } else if let Expr::Subscript(subscript) = target {
            let receiver = self.value(&subscript.value);
            let key = self.value(&subscript.slice);
            let span = self.span(target);
            if let Value::List(list) = &receiver {
                let length = list.borrow().len();
                let at = operator::as_number(&key).and_then(|number| collection::position(number, length));
                if let Some(at) = at {
                    list.borrow_mut().remove(at);
                }
            } else if collection::entries(&receiver).is_some() {
                collection::remove(&receiver, &key);
            } else if let Value::Object(_) = receiver {
                self.call_method(&receiver, "__delitem__", Arguments::of(&[key], span), span);
            }
        }
    }

    fn define_function(&mut self, definition: &'a StmtFunctionDef, span: Span) {
        let decorators: Vec<Value> =
            definition.decorator_list.iter().map(|decorator| self.value(&decorator.expression)).collect();
        let defaults = self.defaults(&definition.parameters);
        let number = self.machine.functions.len();
        self.machine.functions.push(definition);
        let name = Name::new(definition.name.as_str());
        let function = Value::Object(Object::Function(Rc::new(Function {
            name,
            file: self.scope.file,
            decorators: decorators.clone(),
            code: Code::Definition(number),
            closure: self.closure(),
            class: self.scope.class.clone(),
            defaults,
        })));
        let value = decorators
            .iter()
            .rev()
            .fold(function, |function, decorator| self.decorate(function, decorator, span));
        self.set_name(name, value);
    }

    /// What a decorator of the project makes of a function; one of a library leaves it as it is.
    fn decorate(&mut self, function: Value, decorator: &Value, span: Span) -> Value {
        let own = matches!(
            decorator,
            Value::Object(
                Object::Function(_)
                    | Object::Bound(..)
                    | Object::Partial(_)
                    | Object::Instance(..)
                    | Object::Class(_)
            )
        );
        if !own {
            return function;
        }
        let decorated =
            self.call_value(decorator, Arguments::of(std::slice::from_ref(&function), span), span);
        let callable = matches!(
            decorated,
            Value::Object(
                Object::Function(_) | Object::Bound(..) | Object::Partial(_) | Object::Instance(..)
            )
        );
        if callable { decorated } else { function }
    }
}
