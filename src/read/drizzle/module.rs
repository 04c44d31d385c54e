//! Files: what they export, and what their imports mean.

use rustc_hash::{FxHashMap, FxHashSet};

use super::machine::{Machine, default_name};
use super::object::{Core, Own, ScopeId, Value};
use super::syntax::{Export, Expression, Parsed, Statement, StatementKind, Variable};
use crate::ir::{Name, Span};

/// One file.
pub(super) struct Module<'a> {
    pub(super) parsed: &'a Parsed,
    pub(super) scope: ScopeId,
    pub(super) state: State,
    /// Its top-level variables.
    declared: FxHashMap<Name, &'a Variable>,
    /// Those that have not been made yet.
    pub(super) pending: FxHashMap<Name, &'a Variable>,
    /// Those that are being made.
    pub(super) making: FxHashSet<Name>,
    /// What it exports, in order.
    pub(super) exports: Vec<(Name, Exported)>,
    by_name: FxHashMap<Name, usize>,
    stars: Vec<(Name, Span)>,
    pub(super) defaults: Option<&'a Expression>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
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

impl<'a> Module<'a> {
    pub(super) fn new(parsed: &'a Parsed, scope: ScopeId) -> Module<'a> {
        let mut module = Module {
            parsed,
            scope,
            state: State::Untouched,
            declared: FxHashMap::default(),
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
                        self.declared.insert(name, variable);
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

impl<'a> Machine<'a> {
    /// What an import means: a value of a file of the project, or of a package. `span` is the statement that imports.
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
                let why = format!("`{specifier}` was not found");
                let unknown = Value::unknown(span, &why);
                self.report(span, why);
                unknown
            }
            (None, None) => Value::Object(Own::Package(specifier)),
            (None, Some(name)) => super::platform::table(specifier, name, span)
                .unwrap_or(Value::Object(Own::Import(specifier, name))),
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

    /// The expression whose value a file exports under a name, with its scope.
    pub(super) fn initializer(&self, index: usize, name: Name) -> Option<(ScopeId, &'a Expression)> {
        let module = self.modules.get(index)?;
        let (_, exported) = module.exports.get(*module.by_name.get(&name)?)?;
        let Exported::Local(local, _) = exported else { return None };
        let value = match module.declared.get(local) {
            Some(variable) => variable.value.as_ref(),
            None => module.defaults.filter(|_| *local == default_name()),
        };
        Some((module.scope, value?))
    }

    /// The file of the project that a specifier means.
    pub(super) fn target(&self, from: usize, specifier: Name) -> Option<usize> {
        let file = self.modules.get(from)?.parsed.file;
        self.by_file.get(&self.program.resolve(file, specifier.as_str())?).copied()
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
}

fn is_relative(specifier: &str) -> bool {
    specifier.starts_with('.') || specifier.starts_with('/')
}
