//! The objects of Python and of its libraries, as far as they are known.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ruff_python_ast::ExprLambda;

use crate::ir::{Name, Span};
use crate::read::value;
use crate::text::FileId;

use super::index::State;

/// A value of Python.
pub(in crate::read) type Value = value::Value<Object>;

/// What only Python has.
#[derive(Clone, Debug)]
pub(in crate::read) enum Object {
    /// A module of the project.
    Module(FileId),
    /// Something of a package outside the project, or a built-in, by its dotted path: `sqlalchemy.Column`, `alembic.op`, `builtins.len`.
    Library(Name),
    /// What the call (or subscription) of something outside the project made.
    Made(Rc<Made>),
    /// A function or lambda of the project.
    Function(Rc<Function>),
    /// A class of the project.
    Class(Rc<Class>),
    /// An instance of a class of the project; its attributes as they were set.
    Instance(Rc<Class>, Frame),
    /// A method (the name) of a value, before it is called.
    Method(Box<Value>, Name),
    /// A union of types: `int | None`.
    Union(Rc<Vec<Value>>),
    /// A function with its first argument: a method of an instance, a class method.
    Bound(Rc<Function>, Box<Value>),
    /// `functools.partial`.
    Partial(Rc<(Value, Arguments)>),
    /// `super()`: the class in which it is written, and the receiver.
    Super(Rc<Class>, Box<Value>),
    /// A dictionary with keys that are not text.
    Dictionary(Entries),
}

/// What a call of something outside the project made: `sa.Column("id", sa.Integer())` is a record with the path `sqlalchemy.Column` and its
/// arguments; `Mapped[int]` one with the path `sqlalchemy.orm.Mapped` and `subscript`; `column.asc()` one with the path `asc` and a receiver.
/// An operator on something made is the function of Python's `operator`: `a == b` has the path `operator.eq`, `~a` has `operator.invert`.
#[derive(Debug)]
pub(in crate::read) struct Made {
    /// The dotted path of what was called; of a method its bare name.
    pub(in crate::read) path: Name,
    /// The value whose method was called.
    pub(in crate::read) receiver: Option<Value>,
    /// With what.
    pub(in crate::read) arguments: Arguments,
    /// Whether it was `path[...]` instead of `path(...)`.
    pub(in crate::read) subscript: bool,
    /// The whole expression.
    pub(in crate::read) span: Span,
}

/// One argument of a call.
#[derive(Clone, Debug)]
pub(in crate::read) struct Argument {
    /// The keyword; `None` for a positional one.
    pub(in crate::read) keyword: Option<Name>,
    /// The value.
    pub(in crate::read) value: Value,
    /// Where it is written in the call (not where its value comes from).
    pub(in crate::read) span: Span,
}

/// The arguments of a call, those of `*list` and `**map` among them where they are known.
#[derive(Clone, Debug, Default)]
pub(in crate::read) struct Arguments {
    /// In order.
    pub(in crate::read) list: Vec<Argument>,
    /// A `*x` or `**x` that is not known: anything may be missing.
    pub(in crate::read) open: Option<value::Unknown>,
}

impl Arguments {
    /// The positional arguments.
    pub(in crate::read) fn positional(&self) -> impl Iterator<Item = &Argument> {
        self.list.iter().filter(|argument| argument.keyword.is_none())
    }

    /// The argument at a position, or with a keyword.
    pub(in crate::read) fn get(&self, position: usize, keyword: &str) -> Option<&Argument> {
        self.keyword(keyword).or_else(|| self.positional().nth(position))
    }

    /// The argument with a keyword; of two the last.
    pub(in crate::read) fn keyword(&self, keyword: &str) -> Option<&Argument> {
        let mut list = self.list.iter().rev();
        list.find(|argument| argument.keyword.is_some_and(|name| name.as_str() == keyword))
    }
}

/// The entries of a dictionary whose keys are not all text.
pub(in crate::read) type Entries = Rc<RefCell<Vec<(Value, Value)>>>;

/// The variables of one call, shared with the functions that are defined in it.
pub(in crate::read) type Frame = Rc<RefCell<Vec<(Name, Value)>>>;

/// A function of the project.
#[derive(Debug)]
pub(in crate::read) struct Function {
    /// Its name; `<lambda>` for a lambda.
    pub(in crate::read) name: Name,
    /// Its file, in which its free names are looked up.
    pub(in crate::read) file: FileId,
    /// The values of its decorators, outermost first. Those that the machine understands itself (`functools.wraps`, `property`, ...) too.
    pub(in crate::read) decorators: Vec<Value>,
    /// What runs.
    pub(super) code: Code,
    /// The variables of the functions around it, innermost last.
    pub(super) closure: Vec<Frame>,
    /// The class in whose body it stands.
    pub(super) class: Option<Rc<Class>>,
    /// The values of its parameters' defaults, by name.
    pub(super) defaults: Vec<(Name, Value)>,
}

/// What runs when a function is called. Trees are not cloned: definitions are found in the machine by their number.
#[derive(Clone, Debug)]
pub(super) enum Code {
    /// A `def`, by its number in the machine.
    Definition(usize),
    /// A lambda.
    Lambda(Rc<ExprLambda>),
}

/// A class of the project. Its own attributes only; [`super::Machine::attribute_of`] looks through the bases in Python's order.
#[derive(Debug)]
pub(in crate::read) struct Class {
    /// Its name.
    pub(in crate::read) name: Name,
    /// Its file.
    pub(in crate::read) file: FileId,
    /// Its name's place.
    pub(in crate::read) name_span: Span,
    /// The whole statement.
    pub(in crate::read) span: Span,
    /// Its bases and body.
    pub(super) body: RefCell<Rc<Body>>,
    /// How far its bases and body were evaluated.
    pub(super) state: Cell<State>,
    /// Its definition's number in the machine, and the module's statement in which it stands; `None` for a class that a call made.
    pub(super) definition: Option<(usize, Option<usize>)>,
    /// The variables around it.
    pub(super) closure: Vec<Frame>,
    /// Its bases and theirs in method resolution order, once that is final.
    pub(super) order: RefCell<Option<Rc<[Value]>>>,
}

impl Class {
    /// Its bases and body, as they are now. A class that only an annotation names is filled when the outermost question to the machine ends.
    pub(in crate::read) fn body(&self) -> Rc<Body> {
        self.body.borrow().clone()
    }
}

/// What a class statement says.
#[derive(Clone, Debug, Default)]
pub(in crate::read) struct Body {
    /// Its bases, in order.
    pub(in crate::read) bases: Vec<Value>,
    /// `table=True`, `metaclass=...`.
    pub(in crate::read) keywords: Vec<Argument>,
    /// What its body assigns and defines, in order, and what is assigned to it afterwards; of two with one name both are here.
    pub(in crate::read) attributes: Vec<Attribute>,
    /// Its decorators, outermost first.
    pub(in crate::read) decorators: Vec<Value>,
}

/// An attribute of a class.
#[derive(Clone, Debug)]
pub(in crate::read) struct Attribute {
    /// Its name.
    pub(in crate::read) name: Name,
    /// Its annotation, evaluated: `Mapped[int]` is a [`Made`] with `subscript`, `int | None` a [`Object::Union`], text is parsed. Names that
    /// are imported for type checkers only are found as well.
    pub(in crate::read) annotation: Option<Value>,
    /// Its value; `None` for a bare annotation. A method is an [`Object::Function`].
    pub(in crate::read) value: Option<Value>,
    /// The name's place.
    pub(in crate::read) name_span: Span,
    /// The whole statement.
    pub(in crate::read) span: Span,
}
