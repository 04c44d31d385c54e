//! The part of TypeScript and JavaScript that makes tables, as an owned tree.
//!
//! Invariant: no type of the parser's appears here, and what the tree has no word for is `Other` with its place. Types are gone: `x as T`,
//! `x satisfies T`, `x!` and `(x)` are `x`.

use crate::ir::{Name, Problem, Span};
use crate::text::FileId;

/// One file.
#[derive(Debug)]
pub(in crate::read) struct Parsed {
    /// The file.
    pub(super) file: FileId,
    /// Its statements, in order.
    pub(super) statements: Vec<Statement>,
    /// What is no TypeScript.
    pub(super) problems: Vec<Problem>,
}

#[derive(Debug)]
pub(super) struct Statement {
    pub(super) span: Span,
    pub(super) kind: StatementKind,
}

#[derive(Debug)]
pub(super) enum StatementKind {
    /// `const`, `let`, `var`.
    Variables(Vec<Variable>),
    /// A function with a body; a class, of which only the name counts.
    Function(Name, Box<Function>),
    Class(Name),
    Expression(Expression),
    Block(Vec<Statement>),
    If(Box<If>),
    /// `for (const x of list)`; `for (const key in map)`.
    ForEach(Box<ForEach>),
    /// `for (init; test; update)`, `while (test)`.
    Loop(Box<Loop>),
    Return(Option<Expression>),
    Break,
    Continue,
    Throw,
    Import(Import),
    Export(Export),
    /// What the tree has no word for.
    Other,
}

#[derive(Debug)]
pub(super) struct Variable {
    pub(super) pattern: Pattern,
    pub(super) value: Option<Expression>,
}

#[derive(Debug)]
pub(super) struct If {
    pub(super) test: Expression,
    pub(super) then: Vec<Statement>,
    pub(super) otherwise: Vec<Statement>,
}

#[derive(Debug)]
pub(super) struct ForEach {
    pub(super) pattern: Pattern,
    pub(super) over: Expression,
    /// `in`: the keys instead of the values.
    pub(super) keys: bool,
    pub(super) body: Vec<Statement>,
}

#[derive(Debug)]
pub(super) struct Loop {
    pub(super) start: Vec<Statement>,
    pub(super) test: Option<Expression>,
    pub(super) update: Option<Expression>,
    pub(super) body: Vec<Statement>,
}

/// `import ... from "specifier"`.
#[derive(Debug)]
pub(super) struct Import {
    pub(super) specifier: Name,
    pub(super) bindings: Vec<ImportBinding>,
}

#[derive(Debug)]
pub(super) struct ImportBinding {
    pub(super) local: Name,
    /// `None` for `* as local`; `default` for the default export.
    pub(super) imported: Option<Name>,
}

#[derive(Debug)]
pub(super) enum Export {
    /// `export const ...`, `export function ...`: what is declared, with the names that it exports.
    Declaration(Box<Statement>, Vec<Name>),
    /// `export { local as exported }`.
    Names(Vec<(Name, Name)>),
    /// `export { imported as exported } from "specifier"`.
    From(Name, Vec<(Name, Name)>),
    /// `export * from "specifier"`, `export * as name from "specifier"`.
    All(Name, Option<Name>),
    /// `export default`.
    Default(Box<Expression>),
}

#[derive(Debug)]
pub(super) struct Expression {
    pub(super) span: Span,
    pub(super) kind: ExpressionKind,
}

#[derive(Debug)]
pub(super) enum ExpressionKind {
    /// `null`, `undefined`, `void x`.
    Null,
    Bool(bool),
    Number(f64),
    Text(Box<str>),
    /// `` `a${b}c` ``: one text more than values.
    Template(Vec<Box<str>>, Vec<Expression>),
    /// A tag with the values of its template.
    Tagged(Box<Expression>, Vec<Expression>),
    Variable(Name),
    /// `object.property`.
    Member(Box<Expression>, Name, Access),
    /// `object[index]`.
    Index(Box<Expression>, Box<Expression>, Access),
    Call(Box<Call>),
    List(Vec<Element>),
    Map(Vec<Property>),
    Function(Box<Function>),
    /// `test ? then : otherwise`.
    Conditional(Box<[Expression; 3]>),
    Binary(BinaryOperator, Box<[Expression; 2]>),
    Logical(LogicalOperator, Box<[Expression; 2]>),
    Not(Box<Expression>),
    Negative(Box<Expression>),
    TypeOf(Box<Expression>),
    /// `target = value`; with an operator for `+=`.
    Assign(Box<Assign>),
    /// `x++`, `--x`: the target and what is added.
    Update(Box<Pattern>, f64),
    /// `a, b`.
    Sequence(Vec<Expression>),
    /// `new X(...)`, `import(...)`, a class, a regular expression: what the tree has no word for.
    Other,
}

/// How a property is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Access {
    /// The property's name or index.
    pub(super) span: Span,
    /// `?.`, here or before in the same chain: without an object the whole is `undefined`.
    pub(super) optional: bool,
}

#[derive(Debug)]
pub(super) struct Call {
    pub(super) callee: Expression,
    /// As of [`Access`].
    pub(super) optional: bool,
    pub(super) arguments: Vec<Element>,
    /// The name of the method or function with what follows it: `onDelete("cascade")`.
    pub(super) tail: Span,
}

/// An element of a list or an argument.
#[derive(Debug)]
pub(super) enum Element {
    Value(Expression),
    Spread(Expression),
    /// `[, x]`.
    Hole,
}

#[derive(Debug)]
pub(super) enum Property {
    /// `key: value`, also a method.
    Value { key: Key, value: Expression, span: Span },
    /// `...value`.
    Spread(Expression),
    /// A getter or setter.
    Other,
}

#[derive(Debug)]
pub(super) enum Key {
    Name(Name),
    Computed(Expression),
}

#[derive(Debug)]
pub(super) struct Assign {
    pub(super) target: Pattern,
    pub(super) operator: Option<AssignOperator>,
    pub(super) value: Expression,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum AssignOperator {
    Add,
    Logical(LogicalOperator),
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum BinaryOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LogicalOperator {
    And,
    Or,
    Coalesce,
}

#[derive(Debug)]
pub(super) struct Function {
    pub(super) span: Span,
    pub(super) parameters: Vec<Parameter>,
    pub(super) rest: Option<Pattern>,
    pub(super) body: Body,
    /// An async function or a generator: its result is no plain value.
    pub(super) deferred: bool,
}

#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) pattern: Pattern,
    pub(super) default: Option<Expression>,
}

#[derive(Debug)]
pub(super) enum Body {
    Expression(Expression),
    Block(Vec<Statement>),
}

/// What a value is bound to.
#[derive(Debug)]
pub(super) enum Pattern {
    Name(Name),
    /// `{ key: pattern = default, ...rest }`.
    Map(Vec<PatternProperty>, Option<Box<Pattern>>),
    /// `[pattern = default, , ...rest]`.
    List(Vec<Option<PatternElement>>, Option<Box<Pattern>>),
    /// `object.property`, `object[index]`, as a target.
    Place(Box<Expression>),
    Other,
}

#[derive(Debug)]
pub(super) struct PatternProperty {
    pub(super) key: Key,
    pub(super) element: PatternElement,
}

#[derive(Debug)]
pub(super) struct PatternElement {
    pub(super) pattern: Pattern,
    pub(super) default: Option<Expression>,
    pub(super) span: Span,
}

impl Pattern {
    /// Gives every name that it binds to `found`.
    pub(super) fn each_name(&self, found: &mut dyn FnMut(Name)) {
        // Patterns are nested no deeper than the parser's own limit, see `lower`.
        match self {
            Pattern::Name(name) => found(*name),
            Pattern::Map(properties, rest) => {
                properties.iter().for_each(|property| property.element.pattern.each_name(found));
                if let Some(rest) = rest {
                    rest.each_name(found);
                }
            }
            Pattern::List(elements, rest) => {
                for element in elements.iter().flatten() {
                    element.pattern.each_name(found);
                }
                if let Some(rest) = rest {
                    rest.each_name(found);
                }
            }
            Pattern::Place(_) | Pattern::Other => {}
        }
    }
}
