//! What Alembic's and SQLAlchemy's objects do while a revision is evaluated.

use std::rc::Rc;

use crate::ir::{Existing, Name, Span};
use crate::read::python::core::{Convention, construct, last_segment};
use crate::read::python::{
    Arguments, Branch, Class, Fork, Library, Loop, Machine, Made, Module, Object, Place, Value,
};

use super::chain::{Chain, bare, made, paths};
use super::syntax::{Outline, function_around};

impl Library for Chain {
    fn call(
        &mut self,
        machine: &mut Machine<'_>,
        path: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        if let Some(operation) = path.strip_prefix("alembic.op.") {
            return self.operate(machine, operation, arguments, None, span);
        }
        let word = path.rsplit('.').next().unwrap_or(path);
        if let Some(rest) = path.strip_prefix("alembic.") {
            return self.call_alembic(rest, word, arguments, span);
        }
        let package = path.split('.').next().unwrap_or(path);
        match (package, word) {
            ("sqlalchemy" | "sqlmodel", "inspect") => {
                let of_class = arguments
                    .positional()
                    .next()
                    .is_some_and(|argument| matches!(argument.value, Value::Object(Object::Class(_))));
                (!of_class).then(|| bare(paths::INSPECTOR, span))
            }
            ("sqlalchemy", "from_engine" | "Inspector") => Some(bare(paths::INSPECTOR, span)),
            ("sqlalchemy" | "flask_sqlalchemy", "Table") => {
                if self.sees_nothing(machine, arguments, span) {
                    return Some(Value::Null);
                }
                let table = made(path, arguments.clone(), span);
                if let (Value::Object(Object::Made(table)), Some(metadata)) =
                    (&table, arguments.get(1, "metadata"))
                {
                    self.tables.push((metadata.value.clone(), table.clone()));
                }
                Some(table)
            }
            (
                "sqlalchemy" | "sqlmodel",
                "create_engine" | "engine_from_config" | "create_async_engine" | "async_engine_from_config",
            ) => Some(bare(paths::BIND, span)),
            (
                "sqlalchemy" | "sqlmodel",
                "Session" | "AsyncSession" | "sessionmaker" | "async_sessionmaker" | "scoped_session",
            ) => Some(bare(paths::SESSION, span)),
            ("importlib", "import_module") => module_called(machine, arguments),
            ("asyncio" | "anyio", "run") => {
                arguments.positional().next().map(|argument| argument.value.clone())
            }
            _ => None,
        }
    }

    fn method(
        &mut self,
        machine: &mut Machine<'_>,
        receiver: &Value,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        let Value::Object(Object::Made(made)) = receiver else {
            return self.method_of_library(machine, receiver, name, arguments, span);
        };
        match made.path.as_str() {
            paths::BATCH => self.batch_method(machine, receiver, made, name, arguments, span),
            paths::INSPECTOR => self.inspect(machine, made, name, arguments, span),
            paths::BIND => self.bind_method(machine, receiver, name, arguments, span),
            paths::SESSION => self.session_method(machine, receiver, name, arguments, span),
            paths::RESULT => self.result_method(machine, receiver, made, name, span),
            paths::CONTEXT => context_method(receiver, name, span),
            paths::DIALECT | paths::URL => self.dialect_method(made, name, arguments, span),
            paths::TYPE => self.type_method(made, name, arguments),
            _ => self.schema_method(machine, receiver, made, name, arguments, span),
        }
    }

    fn attribute(
        &mut self,
        _machine: &mut Machine<'_>,
        receiver: &Value,
        name: &str,
        span: Span,
    ) -> Option<Value> {
        let Value::Object(Object::Made(of)) = receiver else { return None };
        let unknown = |why| Some(Value::unknown(span, why));
        match (of.path.as_str(), name) {
            (paths::BIND | paths::CONTEXT | paths::SESSION | paths::INSPECTOR, "dialect") => {
                Some(bare(paths::DIALECT, span))
            }
            (
                paths::BIND | paths::SESSION | paths::INSPECTOR,
                "bind" | "engine" | "connection" | "sync_connection",
            )
            | (paths::CONTEXT, "bind" | "connection") => Some(bare(paths::BIND, span)),
            (paths::DIALECT | paths::BIND, "name") => Some(Value::text(self.dialect_name())),
            (paths::BIND, "url") => Some(bare(paths::URL, span)),
            (paths::URL, "drivername") => Some(Value::text(self.dialect_name())),
            (paths::DIALECT, "identifier_preparer") => Some(bare(paths::DIALECT, span)),
            (paths::TYPE, _) => self.type_attribute(of, name),
            (paths::DIALECT, "is_mariadb") => {
                Some(Value::Bool(self.dialect.engine == crate::ir::Engine::MariaDb))
            }
            (paths::DIALECT, "default_schema_name") | (paths::INSPECTOR, "default_schema_name") => {
                let default = self.replay.schema().default_schema;
                Some(default.map_or(Value::Null, |name| Value::text(name.as_str())))
            }
            (paths::BIND | paths::DIALECT | paths::CONTEXT, "server_version_info" | "driver") => {
                unknown("the server is not asked")
            }
            (paths::CONTEXT, "opts") => Some(Value::map(self.options.clone())),
            (paths::CONTEXT, "as_sql") => Some(Value::Bool(false)),
            (paths::CONTEXT, "impl") | (paths::BATCH, "impl") => Some(bare(paths::CONTEXT, span)),
            (paths::CONTEXT, "version_table_schema" | "version_table") => {
                let known = self.options.iter().find(|(key, _)| key.as_str() == name);
                Some(known.map_or(Value::Null, |(_, value)| value.clone()))
            }
            (paths::RESULT, "rowcount") => Some(Value::Number(0.0)),
            (_, "metadata") if of.arguments.keyword("metadata").is_some() => stated_metadata(of),
            _ => self.reflected_attribute(receiver, of, name, span),
        }
    }

    fn assign(
        &mut self,
        _machine: &mut Machine<'_>,
        _receiver: &Value,
        place: Place<'_>,
        value: &Value,
        _span: Span,
    ) {
        // env.py may give the convention to the metadata that it imports.
        if let Place::Attribute("naming_convention") = place {
            self.convention = Rc::new(Convention::read(value));
        }
    }

    fn class_attribute(
        &mut self,
        _machine: &mut Machine<'_>,
        class: &Rc<Class>,
        name: &str,
        span: Span,
    ) -> Option<Value> {
        self.model_attribute(class, name, span)
    }

    fn branch(&mut self, machine: &mut Machine<'_>, test: &Value, fork: &Fork<'_>) -> Branch {
        let outline = Outline::of(fork.bodies.iter().copied().flatten());
        if !self.matters(machine, &outline, fork.span) {
            return Branch::Skip;
        }
        self.leave_open(&outline, fork.span, test);
        Branch::Neither
    }

    fn iterate(&mut self, machine: &mut Machine<'_>, iterable: &Value, fork: &Fork<'_>) -> Loop {
        let outline = Outline::of(fork.bodies.iter().copied().flatten());
        if !self.matters(machine, &outline, fork.span) {
            return Loop::Skip;
        }
        self.leave_open(&outline, fork.span, iterable);
        Loop::Untold
    }
}

impl Chain {
    fn call_alembic(&mut self, path: &str, word: &str, arguments: &Arguments, span: Span) -> Option<Value> {
        match word {
            "configure" if path.starts_with("context") => {
                let stated = arguments.list.iter();
                let stated = stated.filter_map(|argument| Some((argument.keyword?, argument.value.clone())));
                self.options = stated.collect();
                self.note_target();
                Some(Value::Null)
            }
            "configure" => Some(bare(paths::CONTEXT, span)),
            "is_offline_mode" => Some(Value::Bool(false)),
            "get_context" => Some(bare(paths::CONTEXT, span)),
            "get_bind" => Some(bare(paths::BIND, span)),
            "run_migrations" => {
                self.given.clone_from(&arguments.list);
                Some(Value::Null)
            }
            "Operations" => Some(Value::Object(Object::Library(Name::new("alembic.op")))),
            _ => None,
        }
    }

    /// Methods of functions and classes that are not called themselves: `Inspector.from_engine`, `Base.metadata.create_all`.
    fn method_of_library(
        &mut self,
        machine: &mut Machine<'_>,
        receiver: &Value,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        if matches!(name, "create_all" | "drop_all") {
            return self.metadata_method(machine, receiver, name, arguments, span);
        }
        None
    }

    /// A method of something that SQLAlchemy made: metadata, a table, an index, a type.
    fn schema_method(
        &mut self,
        machine: &mut Machine<'_>,
        receiver: &Value,
        made: &Rc<Made>,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        let checks = arguments.get(1, "checkfirst").and_then(|argument| argument.value.as_bool());
        let existing = if checks == Some(true) { Existing::Skips } else { Existing::Fails };
        match (construct(receiver).map(|(_, word)| word), name) {
            (_, "create_all" | "drop_all") => self.metadata_method(machine, receiver, name, arguments, span),
            _ if name == "create" && made.path.as_str() == paths::MODEL_TABLE => {
                self.create_value(machine, receiver, existing, span);
                Some(Value::Null)
            }
            _ if name == "drop" && made.path.as_str() == paths::MODEL_TABLE => {
                self.drop_value(machine, receiver, existing, span);
                Some(Value::Null)
            }
            (Some("Table"), "create") => {
                self.create_made(machine, made, existing, span);
                Some(Value::Null)
            }
            (Some("Table"), "drop") => {
                self.drop_value(machine, receiver, existing, span);
                Some(Value::Null)
            }
            (Some("MetaData"), "reflect") => Some(Value::Null),
            (Some("sessionmaker" | "scoped_session"), "__call__") => Some(bare(paths::SESSION, span)),
            (_, "execute" | "scalar") if last_segment(made.path) == "DDL" => {
                let value = receiver.clone();
                let argument = crate::read::python::Argument { keyword: None, value, span };
                Some(self.execute(machine, Some(&argument), None, span))
            }
            _ => None,
        }
    }

    /// Whether statements that may run or not matter to the schema.
    fn matters(&self, machine: &Machine<'_>, outline: &Outline, span: Span) -> bool {
        let Some(module) = machine.modules.get(&span.file) else { return true };
        if operates(module, outline) {
            return true;
        }
        // Where a function ends early matters only to what it does after that.
        let function = if outline.leaves { function_around(&module.tree.body, span) } else { None };
        function.is_some_and(|function| operates(module, &Outline::of(&function.body)))
    }

    /// Says that statements may have run which touch these tables.
    fn leave_open(&mut self, outline: &Outline, span: Span, test: &Value) {
        if !outline.operates {
            return;
        }
        let why = match test.as_unknown() {
            Some(unknown) => Name::new(&format!("whether this runs is not known: {}", unknown.why)),
            None => Name::new("whether this runs is not known"),
        };
        let opaque = crate::ir::Opaque { touches: outline.tables.clone(), why };
        self.emit(crate::ir::OperationKind::Opaque(opaque), span);
    }
}

/// Whether statements do something to the schema, by themselves or through functions of their file.
fn operates(module: &Module, outline: &Outline) -> bool {
    let functions = module.tree.body.iter().filter_map(|statement| statement.as_function_def_stmt());
    outline.operates
        || outline.executes
        || functions
            .filter(|function| outline.called.contains(&Name::new(function.name.as_str())))
            .map(|function| Outline::of(&function.body))
            .any(|called| called.operates || called.executes)
}

/// The module that a dotted path names, by the path of its file: names of revisions are no words that `import` takes.
fn module_called(machine: &Machine<'_>, arguments: &Arguments) -> Option<Value> {
    let name = arguments.positional().next()?.value.as_text()?;
    let wanted = format!("{}.py", name.replace('.', "/"));
    let is_it = |path: &str| {
        path.strip_suffix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    let mut found = machine.modules.keys().copied().filter(|file| is_it(machine.files.path(*file)));
    found.next().filter(|_| found.next().is_none()).map(|file| Value::Object(Object::Module(file)))
}

fn context_method(receiver: &Value, name: &str, span: Span) -> Option<Value> {
    match name {
        "autocommit_block" | "begin_transaction" | "__enter__" => Some(receiver.clone()),
        "__exit__" => Some(Value::Null),
        "get_bind" => Some(bare(paths::BIND, span)),
        _ => None,
    }
}

/// `metadata` of `declarative_base(metadata=...)`, `SQLAlchemy(metadata=...)`, `registry(metadata=...)`.
fn stated_metadata(made: &Made) -> Option<Value> {
    made.arguments.keyword("metadata").map(|argument| argument.value.clone())
}
