//! The state of a chain of revisions while they are read: what they have made so far, and what the current one does.

use std::borrow::Cow;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{Counts, Dialect, Engine, Name, Opaque, Operation, OperationKind, Replay, Span, TableName};
use crate::read::python::core::{Convention, Core, made_of};
use crate::read::python::{Argument, Arguments, Machine, Made, Object, Value};
use crate::text::FileId;

use super::inspector::Reflections;
use super::metadata::Declared;

/// What the records of this reader are made by; [`made`] makes them, [`is_made`] knows them.
pub(super) mod paths {
    /// A connection or an engine.
    pub(crate) const BIND: &str = "alembic.bind";
    /// `op.get_context()`.
    pub(crate) const CONTEXT: &str = "alembic.migration_context";
    /// The dialect of either.
    pub(crate) const DIALECT: &str = "alembic.dialect";
    /// `op.batch_alter_table(...)`.
    pub(crate) const BATCH: &str = "alembic.batch_operations";
    /// `sqlalchemy.inspect(bind)`.
    pub(crate) const INSPECTOR: &str = "alembic.inspector";
    /// `Session(bind=bind)`.
    pub(crate) const SESSION: &str = "alembic.session";
    /// What a query of rows gives; its argument is the query's text, if it has one.
    pub(crate) const RESULT: &str = "alembic.result";
    /// Something of a table that was read back; its arguments are its attributes.
    pub(crate) const REFLECTED: &str = "alembic.reflected";
    /// Where a connection leads; of it only the engine is known.
    pub(crate) const URL: &str = "alembic.url";
    /// `Model.__table__`; its receiver is the class.
    pub(crate) const MODEL_TABLE: &str = "alembic.model_table";
    /// A type that the database reports.
    pub(crate) const TYPE: &str = "alembic.reflected_type";
}

/// Which way a revision is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// `upgrade()`: what it does is there for what follows.
    Up,
    /// `downgrade()`: what it would do is only noted.
    Down,
}

/// A chain of revisions.
pub(super) struct Chain {
    /// The engine.
    pub(super) dialect: Dialect,
    /// The naming convention of `target_metadata`.
    pub(super) convention: Rc<Convention>,
    /// The keyword arguments of `context.configure`.
    pub(super) options: Vec<(Name, Value)>,
    /// The keyword arguments that `context.run_migrations` passes on to every revision.
    pub(super) given: Vec<Argument>,
    /// What the revisions so far have made.
    pub(super) replay: Replay,
    /// What the current revision does.
    pub(super) operations: Vec<Operation>,
    /// Which way it goes.
    pub(super) way: Way,
    /// Tables that programs have made, each with its metadata.
    pub(super) tables: Vec<(Value, Rc<Made>)>,
    /// What the models of revisions would make, by file.
    pub(super) declared: FxHashMap<FileId, Declared>,
    /// Tables that the revisions have filled.
    pub(super) filled: FxHashSet<Name>,
    /// What inspectors have answered.
    pub(super) reflections: Reflections,
    /// How much was read.
    pub(super) counts: Counts,
}

impl Chain {
    /// Nothing was run yet.
    pub(super) fn new(dialect: Dialect, search_path: &[Name]) -> Chain {
        Chain {
            dialect,
            convention: Rc::default(),
            options: Vec::new(),
            given: Vec::new(),
            replay: Replay::new(dialect, search_path),
            operations: Vec::new(),
            way: Way::Up,
            tables: Vec::new(),
            declared: FxHashMap::default(),
            filled: FxHashSet::default(),
            reflections: Reflections::default(),
            counts: Counts::default(),
        }
    }

    /// Forgets what was done, but for what the revisions are run with.
    pub(super) fn forget(&mut self, search_path: &[Name]) {
        let fresh = Chain::new(self.dialect, search_path);
        let old = std::mem::replace(self, fresh);
        (self.convention, self.options, self.given) = (old.convention, old.options, old.given);
    }

    /// Does one thing.
    pub(super) fn emit(&mut self, kind: OperationKind, span: Span) {
        let operation = Operation { kind, span };
        if self.way == Way::Up {
            self.replay.apply_next(&operation);
            self.counts.read += 1;
        }
        self.operations.push(operation);
    }

    /// Says that something is done of which only the tables are known, if at all.
    pub(super) fn opaque(
        &mut self,
        machine: &mut Machine<'_>,
        touches: Vec<TableName>,
        span: Span,
        why: impl Into<Cow<'static, str>>,
    ) {
        let why = why.into();
        self.emit(OperationKind::Opaque(Opaque { touches, why: Name::new(&why) }), span);
        machine.problem(span, why);
    }

    /// Marks a table where problems have come up while what is done to it was read.
    pub(super) fn doubt(&mut self, machine: &Machine<'_>, known: usize, table: TableName, span: Span) {
        if let Some(problem) = machine.problems.get(known) {
            let why = Name::new(&problem.why);
            self.emit(OperationKind::Opaque(Opaque { touches: vec![table], why }), span);
        }
    }

    /// Reads constructs of SQLAlchemy.
    pub(super) fn with_core<T>(&self, machine: &mut Machine<'_>, read: impl FnOnce(&mut Core<'_>) -> T) -> T {
        let convention = self.convention.clone();
        let columns = |_: &Value| None;
        let mut core = Core::new(self.dialect, &convention, None, &columns);
        core.without_use_alter = true;
        let result = read(&mut core);
        machine.problems.extend(core.problems);
        result
    }

    /// The name of the dialect in SQLAlchemy; MariaDB is nearly always addressed as MySQL.
    pub(super) fn dialect_name(&self) -> &'static str {
        match self.dialect.engine {
            Engine::PostgreSql => "postgresql",
            Engine::CockroachDb => "cockroachdb",
            Engine::MySql | Engine::MariaDb => "mysql",
            Engine::Sqlite => "sqlite",
        }
    }

    /// Whether the engine refuses what is asked for now; then a `try` around it swallows that, and the rest of its block does not run. Where
    /// nothing would swallow it, the replay tells of it.
    pub(super) fn refuses(&self, machine: &mut Machine<'_>, refused: bool, span: Span) -> bool {
        let thrown = refused && self.way == Way::Up && machine.is_trying();
        if thrown {
            machine.throw(span, "sqlalchemy.exc.ProgrammingError");
        }
        thrown
    }

    pub(super) fn is_sqlite(&self) -> bool {
        self.dialect.engine == Engine::Sqlite
    }
}

/// A record of this reader.
pub(super) fn made(path: &str, arguments: Arguments, span: Span) -> Value {
    let path = Name::new(path);
    Value::Object(Object::Made(Rc::new(Made { path, receiver: None, arguments, subscript: false, span })))
}

/// The same without arguments.
pub(super) fn bare(path: &str, span: Span) -> Value {
    made(path, Arguments::default(), span)
}

/// The record, if the value is one with this path.
pub(super) fn is_made<'v>(value: &'v Value, path: &str) -> Option<&'v Rc<Made>> {
    made_of(value).filter(|made| made.path.as_str() == path)
}
