//! The machine: the modules of one source, what of them was evaluated, and the questions that readers ask.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::rc::Rc;

use ruff_python_ast::{Expr, StmtClassDef, StmtFunctionDef};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::ir::{Name, Problem, Source, Span};
use crate::read::value::Budget;
use crate::text::{FileId, Files};

use super::Module;
use super::evaluator::Evaluator;
use super::index::Index;
use super::library::Library;
use super::object::{Arguments, Class, Entries, Function, Object, Value};

/// How many steps one question may take.
const STEPS: u32 = 100_000;

/// How many steps all questions together may take, besides one for each byte of the text.
const ALL_STEPS: u32 = 2_000_000;

/// Evaluates over the modules of one source.
pub(in crate::read) struct Machine<'a> {
    /// The text of all files.
    pub(in crate::read) files: &'a Files,
    /// The source.
    pub(in crate::read) source: &'a Source,
    /// Its modules by file.
    pub(in crate::read) modules: FxHashMap<FileId, &'a Module>,
    /// The modules by path.
    paths: FxHashMap<&'a str, FileId>,
    /// The places and hashes of the problems so far.
    told: FxHashSet<(Span, u64)>,
    /// What was not understood on the way, in the order in which it was met.
    pub(in crate::read) problems: Vec<Problem>,
    /// The exception that is on its way: nothing runs until it is caught. After [`Machine::call`] it says that the call raised; take it.
    pub(in crate::read) raised: Option<Raised>,
    /// The statements of the modules that were asked for.
    pub(super) indexes: FxHashMap<FileId, Rc<Index<'a>>>,
    /// What functions assigned to names that they declare `global`.
    pub(super) overrides: FxHashMap<(FileId, Name), Value>,
    /// What makes the missing values of a `defaultdict`, by its entries.
    pub(super) factories: Vec<(Entries, Value)>,
    /// The function definitions that were met, by number.
    pub(super) functions: Vec<&'a StmtFunctionDef>,
    /// The class definitions that were met, by number.
    pub(super) classes: Vec<&'a StmtClassDef>,
    /// Classes that only annotations named: their bodies wait until the outermost question ends.
    pub(super) pending: Vec<Rc<Class>>,
    /// Whether classes are to wait like that now.
    pub(super) lazy: bool,
    /// What the present question may still do.
    pub(super) budget: Budget,
    /// What all questions may still do.
    pub(super) all_budget: Budget,
    /// Whether either was used up, and that was told.
    pub(super) exhausted: bool,
    /// How many `try` statements with handlers are around.
    pub(super) tries: u32,
    /// How many functions of the project run now.
    pub(super) calls: u32,
    /// How deep expressions and statements are nested now.
    pub(super) nesting: u32,
    /// How many questions are open.
    questions: u32,
}

/// An exception.
#[derive(Clone, Debug)]
pub(in crate::read) struct Raised {
    /// The statement.
    pub(in crate::read) span: Span,
    /// The exception's class or instance.
    pub(in crate::read) value: Value,
}

impl<'a> Machine<'a> {
    /// A machine over these modules.
    pub(in crate::read) fn new(files: &'a Files, source: &'a Source, modules: &[&'a Module]) -> Machine<'a> {
        let bytes =
            modules.iter().fold(0_u32, |sum, module| sum.saturating_add(files.get(module.file).len()));
        let paths = modules.iter().map(|module| (files.path(module.file), module.file)).collect();
        Machine {
            paths,
            files,
            source,
            modules: modules.iter().map(|module| (module.file, *module)).collect(),
            told: FxHashSet::default(),
            problems: Vec::new(),
            raised: None,
            indexes: FxHashMap::default(),
            overrides: FxHashMap::default(),
            factories: Vec::new(),
            functions: Vec::new(),
            classes: Vec::new(),
            pending: Vec::new(),
            lazy: false,
            budget: Budget::new(STEPS),
            all_budget: Budget::new(bytes.saturating_add(ALL_STEPS)),
            exhausted: false,
            tries: 0,
            calls: 0,
            nesting: 0,
            questions: 0,
        }
    }

    /// The value that a module's name has at its end; `None` if the module does not bind it.
    pub(in crate::read) fn global(
        &mut self,
        library: &mut dyn Library,
        file: FileId,
        name: Name,
    ) -> Option<Value> {
        self.ask(library, |machine, library| machine.lookup(library, file, name, None))
    }

    /// Evaluates all top-level statements of a module in order, each once, but for imports. What was asked by name before stays as it is.
    pub(in crate::read) fn run(&mut self, library: &mut dyn Library, file: FileId) {
        let count = self.index(file).map_or(0, |index| index.records.len());
        for number in 0..count {
            self.ask(library, |machine, library| machine.run_record(library, file, number));
        }
    }

    /// Evaluates an expression of a module as if it stood at the module's end.
    pub(in crate::read) fn expression(
        &mut self,
        library: &mut dyn Library,
        file: FileId,
        expression: &Expr,
    ) -> Value {
        self.ask(library, |machine, library| Evaluator::new(machine, library, file).value(expression))
    }

    /// Calls a value with arguments: a function or class of the project, or a library's.
    pub(in crate::read) fn call(
        &mut self,
        library: &mut dyn Library,
        callee: &Value,
        arguments: Arguments,
        span: Span,
    ) -> Value {
        self.ask(library, |machine, library| {
            Evaluator::new(machine, library, span.file).call_value(callee, arguments, span)
        })
    }

    /// Calls a function of the project with a first argument (`self`, `cls`): what `declared_attr` does.
    pub(in crate::read) fn call_with_receiver(
        &mut self,
        library: &mut dyn Library,
        function: &Rc<Function>,
        receiver: Value,
        arguments: Arguments,
        span: Span,
    ) -> Value {
        let bound = Value::Object(Object::Bound(function.clone(), Box::new(receiver)));
        self.call(library, &bound, arguments, span)
    }

    /// The classes of a class's method resolution order, itself first; bases outside the project stand as they are.
    pub(in crate::read) fn resolution_order(&mut self, class: &Rc<Class>) -> Vec<Value> {
        super::class::linearize(class)
    }

    /// Says that something was not understood.
    pub(in crate::read) fn problem(&mut self, span: Span, why: impl Into<Cow<'static, str>>) {
        let why = why.into();
        // What runs often is told once.
        if self.told.insert((span, FxBuildHasher.hash_one(&why))) {
            self.problems.push(Problem { span, why });
        }
    }

    /// Raises an exception of a library from within a [`Library`]'s answer.
    pub(in crate::read) fn throw(&mut self, span: Span, path: &str) {
        let value = Value::Object(Object::Library(Name::new(path)));
        self.raised.get_or_insert(Raised { span, value });
    }

    /// Whether a `try` with handlers is around what runs now.
    pub(in crate::read) fn is_trying(&self) -> bool {
        self.tries > 0
    }

    /// The dotted path of a library's object, or of what made it.
    pub(in crate::read) fn path_of(value: &Value) -> Option<Name> {
        if let Value::Object(Object::Library(path)) = value {
            return Some(*path);
        }
        if let Value::Object(Object::Made(made)) = value { Some(made.path) } else { None }
    }

    /// The definition of a function; `None` for a lambda.
    pub(in crate::read) fn definition(&self, function: &Function) -> Option<&'a StmtFunctionDef> {
        let super::object::Code::Definition(number) = function.code else { return None };
        self.functions.get(number).copied()
    }

    /// What makes a missing value of this dictionary, if it is a `defaultdict`.
    pub(super) fn factory(&self, dictionary: &Value) -> Option<Value> {
        let Value::Object(Object::Dictionary(entries)) = dictionary else { return None };
        let mut known = self.factories.iter().rev();
        known.find(|(other, _)| Rc::ptr_eq(other, entries)).map(|(_, factory)| factory.clone())
    }

    /// The module of this name in a package.
    pub(super) fn below(&self, package: FileId, name: &str) -> Option<FileId> {
        let folder = self.files.path(package).strip_suffix("__init__.py")?;
        let paths = [format!("{folder}{name}.py"), format!("{folder}{name}/__init__.py")];
        paths.iter().find_map(|path| self.paths.get(path.as_str()).copied())
    }

    /// Answers a question. The outermost one has a budget of its own, and fills the classes that waited.
    fn ask<T>(
        &mut self,
        library: &mut dyn Library,
        answer: impl FnOnce(&mut Machine<'a>, &mut dyn Library) -> T,
    ) -> T {
        if self.questions == 0 {
            self.budget = Budget::new(STEPS);
            self.exhausted = false;
            self.raised = None;
        }
        self.questions += 1;
        let lazy = std::mem::replace(&mut self.lazy, false);
        let answer = answer(self, library);
        self.lazy = lazy;
        if self.questions == 1 {
            let raised = self.raised.take();
            while let Some(class) = self.pending.pop() {
                self.budget = Budget::new(STEPS);
                self.exhausted = false;
                Evaluator::new(self, library, class.file).complete(&class);
                self.raised = None;
            }
            self.raised = raised;
        }
        self.questions -= 1;
        answer
    }
}
