//! One evaluation: where it stands, what names mean there, and the value of each kind of expression.

use std::cell::Cell;
use std::rc::Rc;

use ruff_python_ast::{Expr, ExprDict, ExprIf, ExprLambda, ExprNumberLiteral, Number};
use ruff_text_size::Ranged;

use crate::ir::{Name, Span};
use crate::read::value::Unknown;
use crate::text::FileId;

use super::context::Yields;
use super::library::{Branch, Fork, Library};
use super::object::{Class, Code, Frame, Function, Object, Value};
use super::{Machine, builtin, comparison};

/// How deep expressions and statements may be nested, calls included.
const NESTING: u32 = 400;

/// Where an evaluation stands.
#[derive(Clone, Debug)]
pub(super) struct Scope<'a> {
    /// The file whose names are looked up.
    pub(super) file: FileId,
    /// The statement of the module that runs now; `None` behind its end, where functions run.
    pub(super) at: Option<usize>,
    /// What that statement binds.
    pub(super) module: Option<Frame>,
    /// The variables around, innermost last.
    pub(super) frames: Vec<Frame>,
    /// How many of the innermost frames are comprehensions', into which `:=` does not assign.
    pub(super) comprehensions: usize,
    /// Whether the innermost frame is a class body's, which functions in it do not see.
    pub(super) in_class_body: bool,
    /// The class in whose body this is, or the function that runs.
    pub(super) class: Option<Rc<Class>>,
    /// The names declared `global`, and `nonlocal`.
    pub(super) declared: Vec<(Name, bool)>,
    /// Whether a statement that may leave the innermost loop was left out.
    pub(super) left: bool,
    /// Why the function's result is not known, once a statement that may return was left out.
    pub(super) doubt: Rc<Cell<Option<Unknown>>>,
    /// What `yield` does.
    pub(super) yields: Option<Yields<'a>>,
}

impl Scope<'_> {
    /// The scope behind the end of a module.
    pub(super) fn of(file: FileId) -> Self {
        Scope {
            file,
            at: None,
            module: None,
            frames: Vec::new(),
            comprehensions: 0,
            in_class_body: false,
            class: None,
            declared: Vec::new(),
            left: false,
            doubt: Rc::default(),
            yields: None,
        }
    }
}

/// Evaluates in one scope.
pub(super) struct Evaluator<'e, 'a> {
    /// The machine.
    pub(super) machine: &'e mut Machine<'a>,
    /// The library.
    pub(super) library: &'e mut dyn Library,
    /// The scope.
    pub(super) scope: Scope<'a>,
}

impl<'e, 'a> Evaluator<'e, 'a> {
    /// An evaluation behind a module's end.
    pub(super) fn new(
        machine: &'e mut Machine<'a>,
        library: &'e mut dyn Library,
        file: FileId,
    ) -> Evaluator<'e, 'a> {
        let scope = Scope::of(file);
        Evaluator { machine, library, scope }
    }

    /// An evaluation of one of a module's statements, which binds into `frame`.
    pub(super) fn at(
        machine: &'e mut Machine<'a>,
        library: &'e mut dyn Library,
        file: FileId,
        at: usize,
        frame: Frame,
    ) -> Evaluator<'e, 'a> {
        let mut evaluator = Evaluator::new(machine, library, file);
        evaluator.scope.at = Some(at);
        evaluator.scope.module = Some(frame);
        evaluator
    }

    /// An evaluation in another scope.
    pub(super) fn within(&mut self, scope: Scope<'a>) -> Evaluator<'_, 'a> {
        Evaluator { machine: &mut *self.machine, library: &mut *self.library, scope }
    }

    /// A place in the file.
    pub(super) fn span(&self, ranged: &impl Ranged) -> Span {
        let range = ranged.range();
        Span::new(self.scope.file, range.start().to_usize(), range.end().to_usize())
    }

    /// Takes a step; `None` with a problem told once when there is none left, or when all is nested too deep.
    pub(super) fn step(&mut self, span: Span) -> Option<()> {
        let machine = &mut *self.machine;
        if machine.budget.step() && machine.all_budget.step() && machine.nesting < NESTING {
            return Some(());
        }
        if !std::mem::replace(&mut machine.exhausted, true) {
            machine.problem(span, "this takes too long to follow without running it");
        }
        None
    }

    /// Takes steps for a value that one step made, so that large ones do not come for nothing.
    pub(super) fn charge(&mut self, value: Value, span: Span) -> Value {
        let size = match &value {
            Value::List(list) => list.borrow().len() / 8,
            Value::Text(text) => text.len() / 256,
            Value::Map(map) => map.borrow().len() / 8,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) | Value::Unknown(_) => 0,
        };
        for _ in 0..size {
            if self.step(span).is_none() {
                return Value::unknown(span, "it takes too long to follow without running it");
            }
        }
        value
    }

    /// The value of an expression.
    pub(super) fn value(&mut self, expression: &Expr) -> Value {
        let span = self.span(expression);
        if self.step(span).is_none() {
            return Value::unknown(span, "it takes too long to follow without running it");
        }
        self.machine.nesting += 1;
        let value = self.dispatch(expression, span);
        self.machine.nesting -= 1;
        value
    }

    fn dispatch(&mut self, expression: &Expr, span: Span) -> Value {
        match expression {
            Expr::NoneLiteral(_) => Value::Null,
            Expr::BooleanLiteral(literal) => Value::Bool(literal.value),
            Expr::NumberLiteral(literal) => number(literal, span),
            Expr::StringLiteral(literal) => Value::text(literal.value.to_str()),
            Expr::FString(literal) => self.f_string(literal),
            Expr::BytesLiteral(_) => Value::unknown(span, "bytes are not read"),
            Expr::TString(_) => Value::unknown(span, "template strings are not read"),
            Expr::IpyEscapeCommand(_) => Value::unknown(span, "it is not Python"),
            Expr::EllipsisLiteral(_) => super::globals::library("builtins.Ellipsis"),
            Expr::Name(name) => self.name(Name::new(name.id.as_str()), span),
            Expr::Attribute(attribute) => self.attribute(attribute, span),
            Expr::Subscript(subscript) => self.subscript(subscript, span),
            Expr::Call(call) => self.call(call, span),
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::If(choice) => self.choice(choice, span),
            Expr::BoolOp(operation) => self.bool_operation(operation, span),
            Expr::BinOp(operation) => self.binary_operation(operation, span),
            Expr::UnaryOp(operation) => self.unary_operation(operation, span),
            Expr::Compare(comparison) => self.comparison(comparison, span),
            Expr::List(list) => self.elements(&list.elts),
            Expr::Tuple(tuple) => self.elements(&tuple.elts),
            Expr::Set(set) => {
                let elements = self.elements(&set.elts);
                super::collection::unique(&elements)
            }
            Expr::Dict(dict) => self.dictionary(dict, span),
            Expr::ListComp(list) => self.comprehension(&list.elt, &list.generators, span),
            Expr::SetComp(set) => {
                let elements = self.comprehension(&set.elt, &set.generators, span);
                super::collection::unique(&elements)
            }
            Expr::Generator(generator) => self.comprehension(&generator.elt, &generator.generators, span),
            Expr::DictComp(dict) => self.dict_comprehension(dict, span),
            Expr::Await(wait) => self.value(&wait.value),
            Expr::Yield(given) => {
                let value = given.value.as_deref().map_or(Value::Null, |value| self.value(value));
                self.yield_value(value, span)
            }
            Expr::YieldFrom(given) => {
                let value = self.value(&given.value);
                self.yield_all(&value, span)
            }
            Expr::Named(named) => {
                let value = self.value(&named.value);
                let hidden = std::mem::take(&mut self.scope.comprehensions);
                let depth = self.scope.frames.len().saturating_sub(hidden);
                let inner = self.scope.frames.split_off(depth);
                self.assign(&named.target, value.clone());
                self.scope.frames.extend(inner);
                self.scope.comprehensions = hidden;
                value
            }
            Expr::Starred(starred) => self.value(&starred.value),
            Expr::Slice(_) => Value::unknown(span, "a slice stands alone"),
        }
    }

    /// What a name means here.
    pub(super) fn name(&mut self, name: Name, span: Span) -> Value {
        let frames = self.scope.frames.iter().rev().chain(&self.scope.module);
        for frame in frames {
            let frame = frame.borrow();
            if let Some((_, value)) = frame.iter().rev().find(|(bound, _)| *bound == name) {
                return value.clone();
            }
        }
        let (file, at) = (self.scope.file, self.scope.at);
        if let Some(value) = self.machine.lookup(self.library, file, name, at) {
            return value;
        }
        if let Some(value) = builtin::named(name.as_str()) {
            return value;
        }
        match name.as_str() {
            "__name__" => Value::text(&module_name(self.machine.files.path(file))),
            "__file__" => Value::text(self.machine.files.path(file)),
            _ => match self.machine.library_star(file, name) {
                Some(value) => value,
                None => Value::unknown(span, "the name is not known here"),
            },
        }
    }

    fn lambda(&mut self, lambda: &ExprLambda) -> Value {
        let defaults =
            lambda.parameters.as_deref().map(|parameters| self.defaults(parameters)).unwrap_or_default();
        Value::Object(Object::Function(Rc::new(Function {
            name: Name::new("<lambda>"),
            file: self.scope.file,
            decorators: Vec::new(),
            code: Code::Lambda(Rc::new(lambda.clone())),
            closure: self.closure(),
            class: self.scope.class.clone(),
            defaults,
        })))
    }

    /// The variables that a function sees which is defined here.
    pub(super) fn closure(&self) -> Vec<Frame> {
        let mut frames: Vec<Frame> = self.scope.module.iter().chain(&self.scope.frames).cloned().collect();
        if self.scope.in_class_body && self.scope.comprehensions == 0 {
            frames.pop();
        }
        frames
    }

    fn choice(&mut self, choice: &ExprIf, span: Span) -> Value {
        let test = self.value(&choice.test);
        match self.decide(&test, &Fork { span, bodies: &[] }) {
            Branch::Then => self.value(&choice.body),
            Branch::Else => self.value(&choice.orelse),
            Branch::Neither | Branch::Skip | Branch::Both => {
                let one = self.value(&choice.body);
                let other = self.value(&choice.orelse);
                if comparison::equal(&one, &other) == Some(true) {
                    return one;
                }
                let unknown = test.as_unknown();
                unknown.map_or_else(
                    || Value::unknown(span, "it depends on a condition that is not known"),
                    Value::Unknown,
                )
            }
        }
    }

    /// Which way a test goes: [`Branch::Then`], [`Branch::Else`], or what the library says.
    pub(super) fn decide(&mut self, test: &Value, fork: &Fork<'_>) -> Branch {
        match self.truth(test, fork.span) {
            Some(true) => Branch::Then,
            Some(false) => Branch::Else,
            // What was told is enough.
            None if self.machine.exhausted => Branch::Skip,
            None => self.library.branch(self.machine, test, fork),
        }
    }

    /// The values of `a, *b, c`.
    fn elements(&mut self, elements: &[Expr]) -> Value {
        let mut values = Vec::with_capacity(elements.len());
        for element in elements {
            let Expr::Starred(starred) = element else {
                values.push(self.value(element));
                continue;
            };
            let span = self.span(starred);
            let list = self.value(&starred.value);
            match self.items(&list, span) {
                Some(items) => values.extend(items),
                None => return unknown_or(&list, span, "the list that is unpacked is not known"),
            }
        }
        Value::list(values)
    }

    fn dictionary(&mut self, dict: &ExprDict, span: Span) -> Value {
        let mut entries = Vec::with_capacity(dict.items.len());
        for item in &dict.items {
            let value = self.value(&item.value);
            if let Some(key) = &item.key {
                let key = self.value(key);
                entries.push((key, value));
            } else if let Some(more) = super::collection::entries(&value) {
                entries.extend(more);
            } else {
                return unknown_or(&value, span, "the dictionary that is unpacked is not known");
            }
        }
        super::collection::dictionary(entries, span)
    }
}

/// A value that is not known because another is not.
pub(super) fn unknown_or(value: &Value, span: Span, why: &str) -> Value {
    value.as_unknown().map_or_else(|| Value::unknown(span, why), Value::Unknown)
}

fn number(literal: &ExprNumberLiteral, span: Span) -> Value {
    match &literal.value {
        // Python's integers have no bounds; beyond 2^53 ours are not exact.
        Number::Int(int) => match int.as_i64().filter(|int| int.unsigned_abs() <= 1 << 53) {
            Some(int) => Value::Number(int as f64),
            None => Value::unknown(span, "the number is too large"),
        },
        Number::Float(float) => Value::Number(*float),
        Number::Complex { .. } => Value::unknown(span, "complex numbers are not read"),
    }
}

/// The dotted name of a module, as its path says.
fn module_name(path: &str) -> String {
    let path = path.strip_suffix(".py").unwrap_or(path);
    path.strip_suffix("/__init__").unwrap_or(path).replace('/', ".")
}
