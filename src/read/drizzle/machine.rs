//! The machine: files that run when something of theirs is asked for, scopes, and what the run must report.
//!
//! A file runs from top to bottom, but a name that is asked for too early, as in a cycle of imports, is made at once if its declaration
//! stands at the top level. Nothing is run that is not asked for.

use rustc_hash::{FxHashMap, FxHashSet};

use super::module::{Module, State};
use super::object::{Own, ScopeId, Value};
use super::relation::Relation;
use super::syntax::{Parsed, Variable};
use crate::ir::{Name, Problem, Program, Span};
use crate::read::value::{Budget, Unknown};
use crate::text::FileId;

/// Steps (expressions and statements) for one statement of a file's top level, or one table. Real schemas need some tens of thousands in all.
const STEPS: u32 = 1_000_000;

/// How many statements may use up their steps; those after them get few.
const PATIENCE: u32 = 10;

/// These few.
const FEW_STEPS: u32 = 5_000;

/// Expressions nested deeper, calls and imports included, are not evaluated; the stack of `link` is made for it.
const DEPTH_LIMIT: u32 = 1500;

/// Why a value is not known where the bounds were met.
pub(super) const TOO_MUCH: &str = "the program does too much to be followed to the end";

/// The machine.
pub(super) struct Machine<'a> {
    pub(super) program: &'a Program,
    pub(super) modules: Vec<Module<'a>>,
    pub(super) by_file: FxHashMap<FileId, usize>,
    pub(super) scopes: Vec<Scope<'a>>,
    pub(super) budget: Budget,
    depth: u32,
    pub(super) problems: Vec<Problem>,
    reported: FxHashSet<Span>,
    /// Whether the steps of this statement are used up, and of how many before.
    is_exhausted: bool,
    exhausted: u32,
    /// What `relations` said, filled by running them.
    pub(super) relations: Vec<Relation<'a>>,
}

/// A scope of names.
pub(super) struct Scope<'a> {
    pub(super) values: FxHashMap<Name, Slot<'a>>,
    pub(super) parent: Option<ScopeId>,
    pub(super) module: usize,
}

/// What a name holds.
#[derive(Clone)]
pub(super) enum Slot<'a> {
    Value(Value<'a>),
    /// Imported from a specifier: a name of it, or all of it.
    Import(Name, Option<Name>, Span),
}

/// The name under which a default export is kept.
pub(super) fn default_name() -> Name {
    Name::new("default")
}

impl<'a> Machine<'a> {
    pub(super) fn new(program: &'a Program, parsed: &[&'a Parsed]) -> Machine<'a> {
        let mut machine = Machine {
            program,
            modules: Vec::new(),
            by_file: FxHashMap::default(),
            scopes: Vec::new(),
            budget: Budget::new(STEPS),
            depth: 0,
            problems: Vec::new(),
            reported: FxHashSet::default(),
            is_exhausted: false,
            exhausted: 0,
            relations: Vec::new(),
        };
        for (index, parsed) in parsed.iter().enumerate() {
            let scope = machine.open(None, index);
            machine.by_file.entry(parsed.file).or_insert(index);
            machine.modules.push(Module::new(parsed, scope));
        }
        machine
    }

    /// Notes what was not understood; once a place.
    pub(super) fn report(&mut self, span: Span, why: impl Into<std::borrow::Cow<'static, str>>) {
        if self.reported.insert(span) {
            self.problems.push(Problem { span, why: why.into() });
        }
    }

    pub(super) fn report_unknown(&mut self, unknown: Unknown) {
        self.report(unknown.span, unknown.why.as_str());
    }

    /// A new scope.
    pub(super) fn open(&mut self, parent: Option<ScopeId>, module: usize) -> ScopeId {
        let id = ScopeId(u32::try_from(self.scopes.len()).unwrap_or(u32::MAX));
        self.scopes.push(Scope { values: FxHashMap::default(), parent, module });
        id
    }

    pub(super) fn module_of(&self, scope: ScopeId) -> usize {
        self.scopes.get(scope.0 as usize).map_or(0, |scope| scope.module)
    }

    /// Declares a name.
    pub(super) fn declare(&mut self, scope: ScopeId, name: Name, value: Value<'a>) {
        if let Some(scope) = self.scopes.get_mut(scope.0 as usize) {
            scope.values.insert(name, Slot::Value(value));
        }
    }

    /// Gives a name that exists another value.
    pub(super) fn assign(&mut self, scope: ScopeId, name: Name, value: Value<'a>) {
        let mut at = Some(scope);
        while let Some(id) = at {
            let Some(scope) = self.scopes.get_mut(id.0 as usize) else { return };
            if let Some(slot) = scope.values.get_mut(&name) {
                *slot = Slot::Value(value);
                return;
            }
            at = scope.parent;
        }
        let module = self.module_of(scope);
        if let Some(module) = self.modules.get_mut(module) {
            module.pending.remove(&name);
            let scope = module.scope;
            self.declare(scope, name, value);
        }
    }

    /// The value of a name.
    pub(super) fn look_up(&mut self, scope: ScopeId, name: Name, span: Span) -> Value<'a> {
        let mut at = Some(scope);
        while let Some(id) = at {
            let Some(scope) = self.scopes.get(id.0 as usize) else { break };
            match scope.values.get(&name) {
                Some(Slot::Value(value)) => return value.clone(),
                Some(Slot::Import(specifier, imported, at)) => {
                    let (specifier, imported, at, module) = (*specifier, *imported, *at, scope.module);
                    return self.import(module, specifier, imported, at);
                }
                None => at = scope.parent,
            }
        }
        let module = self.module_of(scope);
        match self.demand(module, name, span) {
            Some(value) => value,
            None => Value::Object(Own::Global(name)),
        }
    }

    /// A variable of the top level that was not reached yet.
    fn demand(&mut self, index: usize, name: Name, span: Span) -> Option<Value<'a>> {
        let module = self.modules.get_mut(index)?;
        let scope = module.scope;
        if module.making.contains(&name) {
            return Some(Value::unknown(span, &format!("`{name}` depends on itself")));
        }
        let variable = *module.pending.get(&name)?;
        self.make(index, scope, variable);
        match self.scopes.get(scope.0 as usize)?.values.get(&name)? {
            Slot::Value(value) => Some(value.clone()),
            Slot::Import(..) => None,
        }
    }

    /// Makes a variable of the top level, unless it was made on demand.
    pub(super) fn make(&mut self, index: usize, scope: ScopeId, variable: &'a Variable) {
        let mut names = Vec::new();
        variable.pattern.each_name(&mut |name| names.push(name));
        let Some(module) = self.modules.get_mut(index) else { return };
        if module.scope == scope {
            if !names.is_empty() && names.iter().all(|name| !module.pending.contains_key(name)) {
                return;
            }
            module.making.extend(&names);
        }
        self.declare_variable(scope, variable);
        if let Some(module) = self.modules.get_mut(index) {
            for name in &names {
                module.making.remove(name);
                module.pending.remove(name);
            }
        }
    }

    /// The file in which a scope lies.
    pub(super) fn file_of(&self, scope: ScopeId) -> FileId {
        self.modules.get(self.module_of(scope)).map_or(FileId::new(0), |module| module.parsed.file)
    }

    /// The index of a file.
    pub(super) fn by_file(&self, file: FileId) -> usize {
        self.by_file.get(&file).copied().unwrap_or(0)
    }

    /// Runs a file, unless it has run or is running.
    pub(super) fn run(&mut self, index: usize) {
        let Some(module) = self.modules.get_mut(index) else { return };
        if module.state != State::Untouched {
            return;
        }
        module.state = State::Running;
        let (scope, parsed, default) = (module.scope, module.parsed, module.defaults);
        self.hoist(scope, &parsed.statements);
        let _ = self.execute_all(scope, &parsed.statements);
        if let Some(default) = default {
            let value = self.evaluate(scope, default);
            self.declare(scope, default_name(), value);
        }
        if let Some(module) = self.modules.get_mut(index) {
            module.state = State::Done;
        }
    }

    /// Begins a statement or a table with steps of its own.
    pub(super) fn refresh(&mut self) {
        self.exhausted += u32::from(std::mem::take(&mut self.is_exhausted));
        self.budget = Budget::new(if self.exhausted < PATIENCE { STEPS } else { FEW_STEPS });
    }

    /// One level deeper; `None` if that is too deep or nothing may be done any more, which is reported once.
    pub(super) fn deeper<T>(&mut self, span: Span, act: impl FnOnce(&mut Machine<'a>) -> T) -> Option<T> {
        if self.depth >= DEPTH_LIMIT || !self.budget.step() {
            if !self.is_exhausted {
                self.is_exhausted = true;
                self.report(span, TOO_MUCH);
            }
            return None;
        }
        self.depth += 1;
        let result = act(self);
        self.depth -= 1;
        Some(result)
    }
}
