//! The evaluation of names, expressions, statements and calls.

use rustc_hash::FxHashMap;

use crate::ir::{Name, Problem, Source, Span};
use crate::text::{FileId, Files};

use super::Module;
use super::object::{Arguments, Class, Object, Value};

/// What a reader knows of libraries. Models and revisions have one each.
pub(in crate::read) trait Library {
    /// The result of calling `path`; `None` if nothing is known, which makes a [`super::Made`].
    fn call(
        &mut self,
        machine: &mut Machine<'_>,
        path: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value>;

    /// The result of calling a method of a value that is neither a class nor a module of the project; `None` as above.
    fn method(
        &mut self,
        machine: &mut Machine<'_>,
        receiver: &Value,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value>;

    /// An attribute of such a value that is not called: `inspector.dialect.name`; `None` makes a [`Object::Method`].
    fn attribute(
        &mut self,
        machine: &mut Machine<'_>,
        receiver: &Value,
        name: &str,
        span: Span,
    ) -> Option<Value>;

    /// `receiver.name = value` (or `receiver[name] = value`) where the receiver is neither a class nor an instance of the project.
    fn assign(
        &mut self,
        _machine: &mut Machine<'_>,
        _receiver: &Value,
        _place: Place<'_>,
        _value: &Value,
        _span: Span,
    ) {
    }

    /// Which way to go at an `if` (or `while`, `a if b else c`) whose test is not known; `statement` is the whole of it.
    fn branch(&mut self, _machine: &mut Machine<'_>, _test: &Value, _statement: Span) -> Branch {
        Branch::Neither
    }

    /// What a `for` goes over whose iterable is not a known list; `statement` is the whole loop.
    fn iterate(&mut self, _machine: &mut Machine<'_>, _iterable: &Value, _statement: Span) -> Loop {
        Loop::Untold
    }
}

/// Where an assignment goes.
#[derive(Clone, Copy, Debug)]
pub(in crate::read) enum Place<'a> {
    /// `x.name = ...`
    Attribute(&'a str),
    /// `x[key] = ...`
    Item(&'a Value),
}

/// What happens at an `if` whose test is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::read) enum Branch {
    /// Its body runs.
    Then,
    /// What follows `else` runs.
    Else,
    /// Neither runs, which is told as a problem; the variables assigned in either are not known afterwards.
    Neither,
    /// As [`Branch::Neither`], but it does not matter, and nothing is told.
    Skip,
    /// Both run, one after the other.
    Both,
}

/// What happens at a `for` whose iterable is not known.
#[derive(Clone, Debug)]
pub(in crate::read) enum Loop {
    /// It runs over these.
    Over(Vec<Value>),
    /// It does not run, which is told as a problem; the variables assigned in it are not known afterwards.
    Untold,
    /// As [`Loop::Untold`], but it does not matter, and nothing is told.
    Skip,
}

/// Evaluates over the modules of one source.
pub(in crate::read) struct Machine<'a> {
    /// The text of all files.
    pub(in crate::read) files: &'a Files,
    /// The source.
    pub(in crate::read) source: &'a Source,
    /// Its modules by file.
    pub(in crate::read) modules: FxHashMap<FileId, &'a Module>,
    /// What was not understood on the way, in the order in which it was met.
    pub(in crate::read) problems: Vec<Problem>,
    /// The exception that is on its way: nothing runs until it is caught. After [`Machine::call`] it says that the call raised; take it.
    pub(in crate::read) raised: Option<Value>,
}

impl<'a> Machine<'a> {
    /// A machine over these modules.
    pub(in crate::read) fn new(files: &'a Files, source: &'a Source, modules: &'a [Module]) -> Machine<'a> {
        let modules = modules.iter().map(|module| (module.file, module)).collect();
        Machine { files, source, modules, problems: Vec::new(), raised: None }
    }

    /// The value that a module's name has at its end; `None` if the module does not bind it.
    pub(in crate::read) fn global(
        &mut self,
        _library: &mut dyn Library,
        _file: FileId,
        _name: Name,
    ) -> Option<Value> {
        None
    }

    /// Calls a value with arguments: a function or class of the project, or a library's.
    pub(in crate::read) fn call(
        &mut self,
        _library: &mut dyn Library,
        _callee: &Value,
        _arguments: Arguments,
        span: Span,
    ) -> Value {
        Value::unknown(span, "calls are not evaluated")
    }

    /// Calls a function of the project with a first argument (`self`, `cls`): what `declared_attr` does.
    pub(in crate::read) fn call_with_receiver(
        &mut self,
        library: &mut dyn Library,
        function: &std::rc::Rc<super::Function>,
        receiver: Value,
        arguments: Arguments,
        span: Span,
    ) -> Value {
        self.call(
            library,
            &Value::Object(Object::Bound(function.clone(), Box::new(receiver))),
            arguments,
            span,
        )
    }

    /// The values of the expressions that stand alone as statements at a module's top level: `Table("x", metadata, ...)`, `Index(...)`.
    pub(in crate::read) fn expressions(&mut self, _library: &mut dyn Library, _file: FileId) -> Vec<Value> {
        Vec::new()
    }

    /// Whether Python takes a value for true; `None` if that is not known.
    pub(in crate::read) fn truth(value: &Value) -> Option<bool> {
        value.as_bool()
    }

    /// An attribute of a class, its own or of the first base (in method resolution order) that has it.
    pub(in crate::read) fn attribute_of(
        &mut self,
        _library: &mut dyn Library,
        _class: &Class,
        _name: Name,
    ) -> Option<Value> {
        None
    }

    /// The classes of a class's method resolution order, itself first; bases outside the project stand as they are.
    pub(in crate::read) fn resolution_order(&mut self, _class: &std::rc::Rc<Class>) -> Vec<Value> {
        Vec::new()
    }

    /// The classes and other values that a module binds at its top level, by name, in the order of their statements; `if` and `try` count.
    pub(in crate::read) fn globals(
        &mut self,
        _library: &mut dyn Library,
        _file: FileId,
    ) -> Vec<(Name, Value)> {
        Vec::new()
    }

    /// Says that something was not understood.
    pub(in crate::read) fn problem(&mut self, span: Span, why: impl Into<std::borrow::Cow<'static, str>>) {
        self.problems.push(Problem { span, why: why.into() });
    }

    /// The dotted path of a library's object, or of what made it.
    pub(in crate::read) fn path_of(value: &Value) -> Option<Name> {
        match value {
            Value::Object(Object::Library(path)) => Some(*path),
            Value::Object(Object::Made(made)) => Some(made.path),
            _ => None,
        }
    }
}
