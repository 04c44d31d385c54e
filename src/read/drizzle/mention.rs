//! Whether code that cannot be run may make tables: then it is told that they are missing.

use super::library::table_maker;
use super::machine::{Machine, Slot};
use super::object::{Core, Own, ScopeId, Value};
use super::syntax::{
    Body, Call, Element, Expression, ExpressionKind, Function, Property, Statement, StatementKind,
};
use crate::ir::{Name, Span};

/// How many functions deep the calls of other functions are followed.
const CALL_DEPTH: u32 = 3;

impl<'a> Machine<'a> {
    /// Reports code that is not run but is given what makes tables: a function that does, or drizzle-orm's own.
    pub(super) fn suspect(&mut self, arguments: &[Value<'a>], span: Span) {
        let gives = arguments.iter().any(|argument| match argument {
            Value::Object(Own::Import(_, name)) => table_maker(name.as_str()).is_some(),
            Value::Object(Own::Package(package)) => Core::of_package(package.as_str()).is_some(),
            Value::Object(Own::Schema(..) | Own::Creator(..)) => true,
            Value::Object(Own::Closure(closure)) => {
                Walk { machine: self, scope: closure.scope, depth: 0 }.function(closure.function)
            }
            _ => false,
        });
        if gives {
            self.report(span, "tables are made by what is not known before the program runs");
        }
    }

    /// Whether running statements may make tables.
    pub(super) fn mentions_table(&self, scope: ScopeId, statements: &[Statement]) -> bool {
        Walk { machine: self, scope, depth: 0 }.statements(statements)
    }

    /// Whether an expression may make tables.
    pub(super) fn may_make_table(&self, scope: ScopeId, value: &Expression) -> bool {
        Walk { machine: self, scope, depth: 0 }.expression(value)
    }

    fn slot(&self, scope: ScopeId, name: Name) -> Option<&Slot<'a>> {
        let mut at = Some(scope);
        while let Some(id) = at {
            let scope = self.scopes.get(id.0 as usize)?;
            if let Some(slot) = scope.values.get(&name) {
                return Some(slot);
            }
            at = scope.parent;
        }
        None
    }
}

/// A walk over code, with the scope in which its free names are looked up.
struct Walk<'m, 'a> {
    machine: &'m Machine<'a>,
    scope: ScopeId,
    depth: u32,
}

impl Walk<'_, '_> {
    fn statements(&self, statements: &[Statement]) -> bool {
        statements.iter().any(|statement| self.statement(statement))
    }

    fn statement(&self, statement: &Statement) -> bool {
        match &statement.kind {
            StatementKind::Variables(variables) => variables
                .iter()
                .filter_map(|variable| variable.value.as_ref())
                .any(|value| self.expression(value)),
            StatementKind::Expression(value) | StatementKind::Return(Some(value)) => self.expression(value),
            StatementKind::Block(statements) => self.statements(statements),
            StatementKind::If(choice) => self.statements(&choice.then) || self.statements(&choice.otherwise),
            StatementKind::ForEach(each) => self.expression(&each.over) || self.statements(&each.body),
            StatementKind::Loop(each) => self.statements(&each.body),
            StatementKind::Function(..)
            | StatementKind::Class(_)
            | StatementKind::Return(None)
            | StatementKind::Break
            | StatementKind::Continue
            | StatementKind::Throw
            | StatementKind::Import(_)
            | StatementKind::Export(_)
            | StatementKind::Other => false,
        }
    }

    fn expression(&self, expression: &Expression) -> bool {
        match &expression.kind {
            ExpressionKind::Variable(name) => self.makes(*name),
            ExpressionKind::Call(call) => self.call(call),
            ExpressionKind::Member(inner, ..)
            | ExpressionKind::Not(inner)
            | ExpressionKind::Negative(inner) => self.expression(inner),
            ExpressionKind::Index(object, index, _) => self.expression(object) || self.expression(index),
            ExpressionKind::List(elements) => self.elements(elements),
            ExpressionKind::Map(properties) => properties.iter().any(|property| match property {
                Property::Value { value, .. } | Property::Spread(value) => self.expression(value),
                Property::Other => false,
            }),
            ExpressionKind::Function(function) => self.function(function),
            ExpressionKind::Conditional(parts) => parts.iter().any(|part| self.expression(part)),
            ExpressionKind::Binary(_, sides) | ExpressionKind::Logical(_, sides) => {
                sides.iter().any(|side| self.expression(side))
            }
            ExpressionKind::Assign(assign) => self.expression(&assign.value),
            ExpressionKind::Sequence(all) => all.iter().any(|one| self.expression(one)),
            ExpressionKind::Template(_, values) => values.iter().any(|value| self.expression(value)),
            ExpressionKind::Null
            | ExpressionKind::Bool(_)
            | ExpressionKind::Number(_)
            | ExpressionKind::Text(_)
            | ExpressionKind::Tagged(..)
            | ExpressionKind::TypeOf(_)
            | ExpressionKind::Update(..)
            | ExpressionKind::Other => false,
        }
    }

    fn elements(&self, elements: &[Element]) -> bool {
        elements.iter().any(|element| match element {
            Element::Value(value) | Element::Spread(value) => self.expression(value),
            Element::Hole => false,
        })
    }

    pub(super) fn function(&self, function: &Function) -> bool {
        match &function.body {
            Body::Expression(result) => self.expression(result),
            Body::Block(statements) => self.statements(statements),
        }
    }

    fn call(&self, call: &Call) -> bool {
        let makes = match &call.callee.kind {
            ExpressionKind::Member(object, name, _) => {
                table_maker(name.as_str()).is_some()
                    || (name.as_str() == "table"
                        && matches!(&object.kind, ExpressionKind::Variable(name) if self.makes(*name)))
            }
            _ => false,
        };
        makes || self.elements(&call.arguments) || self.expression(&call.callee)
    }

    /// Whether a name is a function that makes tables, or a schema.
    fn makes(&self, name: Name) -> bool {
        match self.machine.slot(self.scope, name) {
            Some(Slot::Import(_, Some(imported), _)) => table_maker(imported.as_str()).is_some(),
            Some(Slot::Value(Value::Object(own))) => match own {
                Own::Schema(..) | Own::Creator(..) => true,
                Own::Import(_, name) => table_maker(name.as_str()).is_some(),
                Own::Closure(closure) if self.depth < CALL_DEPTH => {
                    let inner = Walk { machine: self.machine, scope: closure.scope, depth: self.depth + 1 };
                    inner.function(closure.function)
                }
                _ => false,
            },
            Some(Slot::Import(_, None, _) | Slot::Value(_)) | None => false,
        }
    }
}
