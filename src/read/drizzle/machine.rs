//! The machine: files that run when something of theirs is asked for, scopes, and what the run must report.
//!
//! A file runs from top to bottom, but a name that is asked for too early, as in a cycle of imports, is made at once if its declaration
//! stands at the top level. Nothing is run that is not asked for.

use rustc_hash::{FxHashMap, FxHashSet};

use super::object::{Core, Own, ScopeId, Value};
use super::relation::Relation;
use super::syntax::{Export, Expression, Parsed, Statement, StatementKind, Variable};
use crate::ir::{Name, Problem, Program, Span};
use crate::read::value::{Budget, Unknown};
use crate::text::FileId;

/// Steps for one source: expressions and statements. Real schemas need some tens of thousands.
const STEPS: u32 = 20_000_000;

/// Expressions nested deeper, calls and imports included, are not evaluated; the stack of `link` is made for it.
const DEPTH_LIMIT: u32 = 1500;

/// The machine.
pub(super) struct Machine<'a> {
    pub(super) program: &'a Program,
    pub(super) modules: Vec<Module<'a>>,
    by_file: FxHashMap<FileId, usize>,
    pub(super) scopes: Vec<Scope<'a>>,
    pub(super) budget: Budget,
    depth: u32,
    pub(super) problems: Vec<Problem>,
    reported: FxHashSet<Span>,
    /// What `relations` said, filled by running them.
    pub(super) relations: Vec<Relation<'a>>,
}

/// One file.
pub(super) struct Module<'a> {
    pub(super) parsed: &'a Parsed,
    pub(super) scope: ScopeId,
    state: State,
    /// Top-level variables that have not been made yet.
    pending: FxHashMap<Name, &'a Variable>,
    /// Those that are being made.
    making: FxHashSet<Name>,
    /// What it exports, in order.
    pub(super) exports: Vec<(Name, Exported)>,
    by_name: FxHashMap<Name, usize>,
    stars: Vec<(Name, Span)>,
    defaults: Option<&'a Expression>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Untouched,
    Running,
    Done,
}

/// What an exported name means.
#[derive(Clone, Copy, Debug)]
pub(super) enum Exported {
    /// A name of the file.
    Local(Name, Span),
    /// A name of another file, or all of it.
    From(Name, Option<Name>, Span),
}

impl Exported {
    /// The place that exports.
    pub(super) fn span(self) -> Span {
        match self {
            Exported::Local(_, span) | Exported::From(_, _, span) => span,
        }
    }
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
    Import(Name, Option<Name>),
}

/// The name under which a default export is kept.
pub(super) fn default_name() -> Name {
    Name::new("default")
}

impl<'a> Machine<'a> {
    pub(super) fn new(program: &'a Program, parsed: &'a [Parsed]) -> Machine<'a> {
        let mut machine = Machine {
            program,
            modules: Vec::new(),
            by_file: FxHashMap::default(),
            scopes: Vec::new(),
            budget: Budget::new(STEPS),
            depth: 0,
            problems: Vec::new(),
            reported: FxHashSet::default(),
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
                Some(Slot::Import(specifier, imported)) => {
                    let (specifier, imported, module) = (*specifier, *imported, scope.module);
                    return self.import(module, specifier, imported, span);
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
            return Some(Value::unknown(span, "depends on itself"));
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

    /// What an import means: a value of a file of the project, or of a package.
    pub(super) fn import(
        &mut self,
        from: usize,
        specifier: Name,
        name: Option<Name>,
        span: Span,
    ) -> Value<'a> {
        let file = self.modules.get(from).map(|module| module.parsed.file);
        let target = file.and_then(|file| self.program.resolve(file, specifier.as_str()));
        let target = target.and_then(|target| self.by_file.get(&target).copied());
        match (target, name) {
            (Some(target), None) => Value::Object(Own::Module(target)),
            (Some(target), Some(name)) => self
                .exported(target, name, span)
                .unwrap_or_else(|| Value::unknown(span, &format!("`{specifier}` exports no `{name}`"))),
            (None, _) if is_relative(specifier.as_str()) => {
                Value::unknown(span, &format!("`{specifier}` could not be found"))
            }
            (None, None) => Value::Object(Own::Package(specifier)),
            (None, Some(name)) => Value::Object(Own::Import(specifier, name)),
        }
    }

    /// The value that a file exports under a name.
    pub(super) fn exported(&mut self, index: usize, name: Name, span: Span) -> Option<Value<'a>> {
        let mut seen = FxHashSet::default();
        self.exported_once(index, name, span, &mut seen)
    }

    fn exported_once(
        &mut self,
        index: usize,
        name: Name,
        span: Span,
        seen: &mut FxHashSet<usize>,
    ) -> Option<Value<'a>> {
        if !seen.insert(index) {
            return None;
        }
        let module = self.modules.get(index)?;
        let scope = module.scope;
        let known =
            module.by_name.get(&name).and_then(|at| module.exports.get(*at)).map(|(_, export)| *export);
        match known {
            Some(Exported::Local(local, _)) => {
                self.run(index);
                return Some(self.look_up(scope, local, span));
            }
            Some(Exported::From(specifier, imported, _)) => {
                return Some(self.import(index, specifier, imported, span));
            }
            None => {}
        }
        if name == default_name() {
            return None;
        }
        for (specifier, _) in module.stars.clone() {
            match self.target(index, specifier) {
                Some(target) => {
                    if let Some(value) = self.exported_once(target, name, span, seen) {
                        return Some(value);
                    }
                }
                None if !is_relative(specifier.as_str()) => {
                    // The last resort: what no file exports may come from the package.
                    let stars = self.modules.get(index).map_or(0, |module| module.stars.len());
                    if stars == 1 {
                        return Some(Value::Object(Own::Import(specifier, name)));
                    }
                    let core = Core::of_package(specifier.as_str());
                    if core.is_some() {
                        return Some(Value::Object(Own::Import(specifier, name)));
                    }
                }
                None => {}
            }
        }
        None
    }

    /// The file of the project that a specifier means.
    pub(super) fn target(&self, from: usize, specifier: Name) -> Option<usize> {
        let file = self.modules.get(from)?.parsed.file;
        self.by_file.get(&self.program.resolve(file, specifier.as_str())?).copied()
    }

    /// The file in which a scope lies.
    pub(super) fn file_of(&self, scope: ScopeId) -> FileId {
        self.modules.get(self.module_of(scope)).map_or(FileId::new(0), |module| module.parsed.file)
    }

    /// The index of a file.
    pub(super) fn by_file(&self, file: FileId) -> usize {
        self.by_file.get(&file).copied().unwrap_or(0)
    }

    /// Adds an export that only running the file shows: `module.exports.users = ...`.
    pub(super) fn store_value(&mut self, scope: ScopeId, name: Name, value: Value<'a>, span: Span) {
        let index = self.module_of(scope);
        let Some(module) = self.modules.get_mut(index) else { return };
        let top = module.scope;
        let local = Name::new(&format!("exports.{name}"));
        module.export(name, Exported::Local(local, span));
        self.declare(top, local, value);
    }

    /// Everything that a file exports, with what it passes on.
    pub(super) fn all_exports(&mut self, index: usize) -> Vec<(Name, Value<'a>)> {
        self.run(index);
        let mut names = Vec::new();
        self.export_names(index, &mut names, &mut FxHashSet::default());
        let found = names.into_iter().filter_map(|(from, name, span)| {
            let value = self.exported(from, name, span)?;
            Some((name, value))
        });
        found.collect()
    }

    /// The names that a file exports: file that says so, name, place. Own names first, as they hide others.
    pub(super) fn export_names(
        &self,
        index: usize,
        found: &mut Vec<(usize, Name, Span)>,
        seen: &mut FxHashSet<usize>,
    ) {
        let Some(module) = self.modules.get(index) else { return };
        if !seen.insert(index) {
            return;
        }
        found.extend(module.exports.iter().map(|(name, export)| (index, *name, export.span())));
        for (specifier, _) in &module.stars {
            if let Some(target) = self.target(index, *specifier) {
                self.export_names(target, found, seen);
            }
        }
    }

    /// What a file exports from elsewhere without naming it.
    pub(super) fn stars(&self, index: usize) -> Vec<(Name, Span)> {
        self.modules.get(index).map(|module| module.stars.clone()).unwrap_or_default()
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

    /// One level deeper; `None` if that is too deep or nothing may be done any more.
    pub(super) fn deeper<T>(&mut self, act: impl FnOnce(&mut Machine<'a>) -> T) -> Option<T> {
        if self.depth >= DEPTH_LIMIT || !self.budget.step() {
            return None;
        }
        self.depth += 1;
        let result = act(self);
        self.depth -= 1;
        Some(result)
    }
}

impl<'a> Module<'a> {
    fn new(parsed: &'a Parsed, scope: ScopeId) -> Module<'a> {
        let mut module = Module {
            parsed,
            scope,
            state: State::Untouched,
            pending: FxHashMap::default(),
            making: FxHashSet::default(),
            exports: Vec::new(),
            by_name: FxHashMap::default(),
            stars: Vec::new(),
            defaults: None,
        };
        for statement in &parsed.statements {
            module.note(statement);
        }
        module
    }

    fn note(&mut self, statement: &'a Statement) {
        match &statement.kind {
            StatementKind::Variables(variables) => {
                for variable in variables {
                    variable.pattern.each_name(&mut |name| {
                        self.pending.insert(name, variable);
                    });
                }
            }
            StatementKind::Export(export) => self.note_export(export, statement.span),
            _ => {}
        }
    }

    fn note_export(&mut self, export: &'a Export, span: Span) {
        match export {
            Export::Declaration(declaration, names) => {
                self.note(declaration);
                names.iter().for_each(|name| self.export(*name, Exported::Local(*name, span)));
            }
            Export::Names(pairs) => {
                for (local, exported) in pairs {
                    self.export(*exported, Exported::Local(*local, span));
                }
            }
            Export::From(specifier, pairs) => {
                for (imported, exported) in pairs {
                    self.export(*exported, Exported::From(*specifier, Some(*imported), span));
                }
            }
            Export::All(specifier, None) => self.stars.push((*specifier, span)),
            Export::All(specifier, Some(name)) => self.export(*name, Exported::From(*specifier, None, span)),
            Export::Default(value) => {
                self.defaults = Some(value);
                self.export(default_name(), Exported::Local(default_name(), span));
            }
        }
    }

    fn export(&mut self, name: Name, exported: Exported) {
        self.by_name.entry(name).or_insert_with(|| {
            self.exports.push((name, exported));
            self.exports.len() - 1
        });
    }
}

fn is_relative(specifier: &str) -> bool {
    specifier.starts_with('.') || specifier.starts_with('/')
}
