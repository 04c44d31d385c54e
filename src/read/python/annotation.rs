//! Annotations: types as values. They never fail, and the classes that they name are not evaluated for it.

use ruff_python_ast::{Expr, ExprBinOp, ExprStringLiteral, ExprSubscript, Operator};

use crate::ir::{Name, Span};

use super::attribute::subscripted;
use super::evaluator::Evaluator;
use super::object::{Argument, Arguments, Object, Value};
use super::{Machine, nesting, operator};

impl Evaluator<'_, '_> {
    /// The type that an annotation says.
    pub(super) fn annotation(&mut self, annotation: &Expr) -> Value {
        let lazy = std::mem::replace(&mut self.machine.lazy, true);
        let value = self.annotated(annotation);
        self.machine.lazy = lazy;
        value
    }

    fn annotated(&mut self, annotation: &Expr) -> Value {
        let span = self.span(annotation);
        if self.step(span).is_none() {
            return Value::unknown(span, "it takes too long to follow without running it");
        }
        self.machine.nesting += 1;
        let value = if let Expr::StringLiteral(literal) = annotation {
            self.quoted(literal, span)
        } else if let Expr::Subscript(subscript) = annotation {
            self.parametrized(subscript, span)
        } else if let Expr::BinOp(ExprBinOp { op: Operator::BitOr, left, right, .. }) = annotation {
            let (left, right) = (self.annotated(left), self.annotated(right));
            operator::union(left, right)
        } else if let Expr::List(list) = annotation {
            Value::list(list.elts.iter().map(|element| self.annotated(element)).collect())
        } else {
            self.value(annotation)
        };
        self.machine.nesting -= 1;
        value
    }

    /// `"User"`: text that is parsed where it stands.
    fn quoted(&mut self, literal: &ExprStringLiteral, span: Span) -> Value {
        let text = Value::text(literal.value.to_str());
        let mut parts = literal.value.iter();
        let (Some(part), None) = (parts.next(), parts.next()) else { return text };
        if part.len() > 1000 || nesting::too_deep(part).is_some() {
            return text;
        }
        let source = self.machine.files.get(self.scope.file).text();
        match ruff_python_parser::parse_string_annotation(source, part) {
            // Text in text again would be parsed at the same place for ever.
            Ok(parsed) if !matches!(&*parsed.syntax().body, Expr::StringLiteral(_)) => {
                self.annotated(&parsed.syntax().body)
            }
            Ok(_) | Err(_) => Value::unknown(span, "the annotation is not a type"),
        }
    }

    /// `Mapped[int]`.
    fn parametrized(&mut self, subscript: &ExprSubscript, span: Span) -> Value {
        let base = self.value(&subscript.value);
        let path = Machine::path_of(&base).map(Name::as_str).unwrap_or_default();
        let name = path.rsplit('.').next().unwrap_or_default();
        let elements = if let Expr::Tuple(tuple) = &*subscript.slice {
            tuple.elts.as_slice()
        } else {
            std::slice::from_ref(&*subscript.slice)
        };
        let mut arguments = Arguments::default();
        for (number, element) in elements.iter().enumerate() {
            // What follows the type in `Annotated` and all of `Literal` are values.
            let plain = name == "Literal" || name == "Annotated" && number > 0;
            let value = if plain {
                let lazy = std::mem::replace(&mut self.machine.lazy, false);
                let value = self.value(element);
                self.machine.lazy = lazy;
                value
            } else {
                self.annotated(element)
            };
            arguments.list.push(Argument { keyword: None, value, span: self.span(element) });
        }
        if let Value::Object(Object::Library(path)) = &base {
            return subscripted(*path, None, arguments, span);
        }
        let path = if let Value::Object(Object::Class(class)) = &base {
            class.name
        } else if let Value::Object(Object::Made(made)) = &base {
            made.path
        } else {
            return base;
        };
        subscripted(path, Some(base), arguments, span)
    }
}
