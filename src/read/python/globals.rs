//! The names of modules: which of the statements that bind a name counts, imports, and what conditions leave open.

use std::rc::Rc;

use ruff_python_ast::{Alias, Expr, Stmt, StmtImport, StmtImportFrom};

use crate::ir::{Name, Span};
use crate::text::FileId;

use super::bound;
use super::evaluator::Evaluator;
use super::index::{Holds, Index, State};
use super::library::Library;
use super::object::{Object, Value};
use super::{Machine, comparison, operator};

impl<'a> Machine<'a> {
    /// The index of a module.
    pub(super) fn index(&mut self, file: FileId) -> Option<Rc<Index<'a>>> {
        if let Some(index) = self.indexes.get(&file) {
            return Some(index.clone());
        }
        let module: &'a super::Module = self.modules.get(&file)?;
        let index = Rc::new(Index::new(&module.tree.body));
        self.indexes.insert(file, index.clone());
        Some(index)
    }

    /// The value of a module's name as it is before a statement, or at the module's end.
    pub(super) fn lookup(
        &mut self,
        library: &mut dyn Library,
        file: FileId,
        name: Name,
        before: Option<usize>,
    ) -> Option<Value> {
        if let Some(value) = self.overrides.get(&(file, name)) {
            return Some(value.clone());
        }
        let index = self.index(file)?;
        let Some(records) = index.names.get(&name) else {
            return self.star(library, file, name, before);
        };
        let end = before.map_or(records.len(), |before| records.partition_point(|number| *number < before));
        // What stands below is used when nothing stands above: statements run in another order than they are asked for.
        let (above, below) = records.split_at_checked(end).unwrap_or((records, &[]));
        let found = self.choose(library, file, &index, name, above);
        let (value, at) = match found {
            Some(found) => found,
            None => match self.star(library, file, name, before) {
                Some(value) => return Some(value),
                None => self.choose(library, file, &index, name, below)?,
            },
        };
        for number in above.iter().filter(|number| **number > at) {
            let changes = index.records.get(*number).is_some_and(|record| !record.binds.contains(&name));
            let sure = !changes || self.change(library, file, &index, *number);
            if !sure && matches!(value, Value::List(_) | Value::Map(_)) {
                let span = self.place(file, &index, *number);
                return Some(Value::unknown(span, "it depends on a condition that is not known"));
            }
        }
        // What ran may have assigned it as a global.
        Some(self.overrides.get(&(file, name)).cloned().unwrap_or(value))
    }

    /// The statement among these whose binding of the name counts, and its value.
    fn choose(
        &mut self,
        library: &mut dyn Library,
        file: FileId,
        index: &Rc<Index<'a>>,
        name: Name,
        records: &[usize],
    ) -> Option<(Value, usize)> {
        let mut maybe: Vec<(Value, usize)> = Vec::new();
        let mut otherwise: Option<(Value, usize)> = None;
        let mut sure = None;
        for number in records.iter().rev() {
            let Some(record) = index.records.get(*number) else { continue };
            if !record.binds.contains(&name) {
                continue;
            }
            let holds = record.guard.map_or(Holds::Yes, |guard| self.holds(library, file, index, guard));
            if holds == Holds::No {
                continue;
            }
            let Some(value) = self.bound_by(library, file, index, *number, name) else { continue };
            match holds {
                Holds::Yes => {
                    sure = Some((value, *number));
                    break;
                }
                Holds::Maybe => maybe.push((value, *number)),
                Holds::Otherwise => otherwise = Some((value, *number)),
                Holds::No => {}
            }
        }
        let sure = sure.filter(|(value, _)| otherwise.is_none() || value.as_unknown().is_none());
        let sure = sure.or(otherwise);
        if maybe.is_empty() {
            return sure;
        }
        maybe.extend(sure);
        let last = maybe.first().map_or(0, |(_, number)| *number);
        Some((agree(maybe, self.place(file, index, last)), last))
    }

    /// The value that one statement binds a name to.
    fn bound_by(
        &mut self,
        library: &mut dyn Library,
        file: FileId,
        index: &Rc<Index<'a>>,
        number: usize,
        name: Name,
    ) -> Option<Value> {
        let record = index.records.get(number)?;
        let find = || {
            let frame = record.frame.borrow();
            frame.iter().rev().find(|(bound, _)| *bound == name).map(|(_, value)| value.clone())
        };
        if let Some(value) = find() {
            return Some(value);
        }
        let import = if let Stmt::Import(import) = record.statement {
            self.import(file, import, name)
        } else if let Stmt::ImportFrom(import) = record.statement {
            if !self.budget.enter() {
                return None;
            }
            // Two modules that import a name from each other never get it.
            record.frame.borrow_mut().push((name, self.cycle(file, index, number)));
            let value = self.import_from(library, file, import, name);
            record.frame.borrow_mut().retain(|(bound, _)| *bound != name);
            self.budget.leave();
            value
        } else {
            self.run_record(library, file, number);
            let running = record.state.get() == State::Running;
            return find().or_else(|| running.then(|| self.cycle(file, index, number)));
        };
        let value = import?;
        if !self.lazy || !matches!(value, Value::Unknown(_)) {
            record.frame.borrow_mut().push((name, value.clone()));
        }
        Some(value)
    }

    fn cycle(&self, file: FileId, index: &Index<'a>, number: usize) -> Value {
        Value::unknown(self.place(file, index, number), "its value depends on itself")
    }

    fn place(&self, file: FileId, index: &Index<'a>, number: usize) -> Span {
        use ruff_text_size::Ranged;
        let range = index.records.get(number).map(|record| record.statement.range()).unwrap_or_default();
        Span::new(file, range.start().to_usize(), range.end().to_usize())
    }

    /// Runs a statement that changes a value in place, if nothing speaks against it; false if it cannot be known whether it runs.
    fn change(
        &mut self,
        library: &mut dyn Library,
        file: FileId,
        index: &Rc<Index<'a>>,
        number: usize,
    ) -> bool {
        let Some(record) = index.records.get(number) else { return true };
        let holds = record.guard.map_or(Holds::Yes, |guard| self.holds(library, file, index, guard));
        match holds {
            Holds::Yes => {
                self.run_record(library, file, number);
                true
            }
            Holds::Maybe if record.state.replace(State::Done) == State::Waiting => {
                let span = self.place(file, index, number);
                self.problem(span, "cannot tell without running it whether this statement runs");
                false
            }
            Holds::Maybe => false,
            Holds::Otherwise | Holds::No => true,
        }
    }

    /// Runs a statement of the top level once; imports wait until one of their names is asked for.
    pub(super) fn run_record(&mut self, library: &mut dyn Library, file: FileId, number: usize) {
        let Some(index) = self.index(file) else { return };
        let Some(record) = index.records.get(number) else { return };
        if record.state.get() != State::Waiting
            || matches!(record.statement, Stmt::Import(_) | Stmt::ImportFrom(_))
        {
            return;
        }
        let holds = record.guard.map_or(Holds::Yes, |guard| self.holds(library, file, &index, guard));
        if holds == Holds::No || record.state.get() != State::Waiting || !self.budget.enter() {
            return;
        }
        let class = matches!(record.statement, Stmt::ClassDef(_));
        let lazy = self.lazy;
        self.lazy = lazy && class;
        let tries = std::mem::take(&mut self.tries);
        let raised = self.raised.take();
        record.state.set(State::Running);
        let mut evaluator = Evaluator::at(self, library, file, number, record.frame.clone());
        evaluator.statement(record.statement);
        record.state.set(State::Done);
        // What a module raises while it is imported is not what its importer does.
        self.raised = raised;
        self.tries = tries;
        self.lazy = lazy;
        self.budget.leave();
    }

    /// Whether a condition holds.
    fn holds(
        &mut self,
        library: &mut dyn Library,
        file: FileId,
        index: &Rc<Index<'a>>,
        number: usize,
    ) -> Holds {
        let Some(guard) = index.guards.get(number) else { return Holds::Yes };
        if let Some(holds) = guard.holds.get() {
            return holds;
        }
        // Whoever asks while the test is evaluated is part of the test.
        guard.holds.set(Some(Holds::Maybe));
        let outer = guard.outer.map_or(Holds::Yes, |outer| self.holds(library, file, index, outer));
        let mut holds = if guard.handler { Holds::Otherwise } else { Holds::Yes };
        if outer != Holds::No {
            for test in &guard.not {
                holds = both(holds, negate(self.test(library, file, guard.at, test)));
            }
            if let Some(test) = guard.test {
                let test = self.test(library, file, guard.at, test);
                holds = both(holds, if test == Holds::Otherwise { Holds::Yes } else { test });
            }
        }
        holds = both(outer, holds);
        guard.holds.set(Some(holds));
        holds
    }

    /// Whether a test holds; one for type checkers does otherwise.
    fn test(&mut self, library: &mut dyn Library, file: FileId, at: usize, test: &Expr) -> Holds {
        let lazy = std::mem::replace(&mut self.lazy, false);
        let mut evaluator = Evaluator::at(self, library, file, at, Rc::default());
        let value = evaluator.value(test);
        self.lazy = lazy;
        self.raised = None;
        if Machine::path_of(&value).is_some_and(|path| path.as_str().ends_with(".TYPE_CHECKING")) {
            return Holds::Otherwise;
        }
        match operator::truth(&value) {
            Some(true) => Holds::Yes,
            Some(false) => Holds::No,
            None => Holds::Maybe,
        }
    }

    /// A name that `from x import *` brings.
    fn star(
        &mut self,
        library: &mut dyn Library,
        file: FileId,
        name: Name,
        before: Option<usize>,
    ) -> Option<Value> {
        let index = self.index(file)?;
        if name.as_str().starts_with('_') || index.stars.is_empty() || !self.budget.enter() {
            return None;
        }
        let mut value = None;
        for number in index.stars.iter().rev().filter(|number| before.is_none_or(|end| **number < end)) {
            let Some(record) = index.records.get(*number) else { continue };
            // A cycle of star imports ends here.
            if record.state.replace(State::Running) == State::Running {
                continue;
            }
            if let Stmt::ImportFrom(import) = record.statement {
                let target = self.source.program.resolve(file, &specifier(import));
                value = target.and_then(|target| self.lookup(library, target, name, None));
            }
            record.state.set(State::Waiting);
            if value.is_some() {
                break;
            }
        }
        self.budget.leave();
        value
    }

    /// The path of a name that nothing but a star import of a library may bring.
    pub(super) fn library_star(&mut self, file: FileId, name: Name) -> Option<Value> {
        let index = self.index(file)?;
        let paths = index.stars.iter().rev().filter_map(|number| {
            let Stmt::ImportFrom(import) = index.records.get(*number)?.statement else { return None };
            let specifier = specifier(import);
            let outside = self.source.program.resolve(file, &specifier).is_none();
            outside.then(|| library(&format!("{specifier}.{}", name.as_str())))
        });
        paths.into_iter().next()
    }

    /// `import a.b as c`.
    pub(super) fn import(&self, file: FileId, import: &StmtImport, name: Name) -> Option<Value> {
        let alias = import.names.iter().rev().find(|alias| bound::imported(alias) == name)?;
        let path = if alias.asname.is_some() { alias.name.as_str() } else { name.as_str() };
        let target = self.source.program.resolve(file, path);
        Some(target.map_or_else(|| library(path), |target| Value::Object(Object::Module(target))))
    }

    /// `from a import b as c`: an attribute of the module, else a module below it.
    pub(super) fn import_from(
        &mut self,
        library_: &mut dyn Library,
        file: FileId,
        import: &StmtImportFrom,
        name: Name,
    ) -> Option<Value> {
        let alias: &Alias = import.names.iter().rev().find(|alias| bound::imported(alias) == name)?;
        let imported = alias.name.as_str();
        let specifier = specifier(import);
        let dot = if specifier.ends_with('.') { "" } else { "." };
        let path = format!("{specifier}{dot}{imported}");
        let module = self.source.program.resolve(file, &specifier);
        let below = self.source.program.resolve(file, &path);
        let below = below.or_else(|| self.below(module?, imported));
        if let Some(module) = module.filter(|module| *module != file || below.is_none())
            && let Some(value) = self.lookup(library_, module, Name::new(imported), None)
        {
            return Some(value);
        }
        if let Some(below) = below {
            return Some(Value::Object(Object::Module(below)));
        }
        let Some(module) = module else { return Some(library(&path)) };
        if let Some(value) = self.library_star(module, Name::new(imported)) {
            return Some(value);
        }
        use ruff_text_size::Ranged;
        let span = Span::new(file, alias.range().start().to_usize(), alias.range().end().to_usize());
        Some(Value::unknown(span, super::attribute::MISSING))
    }
}

/// The module that an import names, with its leading dots.
pub(super) fn specifier(import: &StmtImportFrom) -> String {
    let dots = ".".repeat(import.level as usize);
    let module = import.module.as_ref().map(|module| module.as_str()).unwrap_or_default();
    format!("{dots}{module}")
}

/// Something of a library.
pub(super) fn library(path: &str) -> Value {
    Value::Object(Object::Library(Name::new(path)))
}

/// Something of something of a library.
pub(super) fn library_member(path: Name, name: &str) -> Option<Name> {
    // A loop over `x = x.next` must not spell it out.
    (path.as_str().len() < 300).then(|| Name::new(&format!("{path}.{name}")))
}

fn negate(holds: Holds) -> Holds {
    match holds {
        Holds::Yes => Holds::No,
        Holds::No => Holds::Yes,
        Holds::Otherwise | Holds::Maybe => holds,
    }
}

fn both(one: Holds, other: Holds) -> Holds {
    match (one, other) {
        (Holds::No, _) | (_, Holds::No) => Holds::No,
        (Holds::Otherwise, _) | (_, Holds::Otherwise) => Holds::Otherwise,
        (Holds::Maybe, _) | (_, Holds::Maybe) => Holds::Maybe,
        (Holds::Yes, Holds::Yes) => Holds::Yes,
    }
}

/// The value of a name that several statements may bind, last first: the first known import or definition, which then are alternatives of
/// one thing; a plain value only if all are the same.
fn agree(mut values: Vec<(Value, usize)>, span: Span) -> Value {
    values.retain(|(value, _)| value.as_unknown().is_none());
    let Some((first, _)) = values.last() else {
        return Value::unknown(span, "it depends on a condition that is not known");
    };
    let is_definition = matches!(first, Value::Object(_));
    let same = values.iter().all(|(value, _)| comparison::equal(value, first) == Some(true));
    if is_definition || same {
        return first.clone();
    }
    Value::unknown(span, "it depends on a condition that is not known")
}
