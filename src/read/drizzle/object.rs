//! What evaluated code can hold besides plain values: functions, tables, columns and the builders of drizzle-orm.
//!
//! Builders are shared and change in place, as in JavaScript: a column that two tables use is one object, and what is chained to it
//! counts for both.

use std::cell::RefCell;
use std::rc::Rc;

use super::syntax::{Call, Expression, Function};
use crate::ir::{Casing, DataType, Engine, Name, ReferentialAction, Span};
use crate::read::value::{self, Unknown};

/// A value of the evaluated program; `'a` is its text, as a tree.
pub(super) type Value<'a> = value::Value<Own<'a>>;

/// What is neither plain nor unknown.
#[derive(Clone, Debug)]
pub(super) enum Own<'a> {
    /// A function of the project.
    Closure(Rc<Closure<'a>>),
    /// A method that was taken from a value: `users.enableRLS`.
    Bound(Rc<(Value<'a>, Name)>),
    /// `import * as name` of a file of the project, by its index.
    Module(usize),
    /// `import * as name` of a package.
    Package(Name),
    /// Something that a package exports: package, name.
    Import(Name, Name),
    /// A global object or function of the language: `Object`, `process`.
    Global(Name),
    /// `process.env`.
    Environment,
    /// What holds as long as no environment variable is set; the place of the question.
    IfUnset(Rc<(Span, Value<'a>)>),
    /// A column that is not yet part of a table, or what a function outside of the project returned.
    Builder(Rc<RefCell<Builder<'a>>>),
    /// What makes columns of one type: an enum, a `customType`.
    Type(Rc<ColumnType<'a>>),
    /// A table.
    Table(Rc<Table<'a>>),
    /// A column of a table, by its index.
    Column(Rc<Table<'a>>, usize),
    /// `pgSchema("name")`; casing if a kind of names was chosen for it.
    Schema(Core, Option<Name>, Option<Casing>),
    /// `pgTableCreator(function)`.
    Creator(Core, Rc<Value<'a>>, Option<Casing>),
    /// What `foreignKey` returned.
    ForeignKey(Rc<RefCell<ForeignKey<'a>>>),
    /// What `primaryKey`, `unique`, `index` and `check` returned.
    Key(Rc<RefCell<Key<'a>>>),
    /// `` sql`...` `` with the values in it.
    Sql(Rc<Vec<Value<'a>>>),
    /// A view: its name, its schema.
    View(Core, Name, Option<Name>, Span),
    /// A call of `relations` or `defineRelations`, looked at when all tables are known, with the scope it stands in.
    Relations(&'a Call, ScopeId, Span),
}

/// A scope of variables, by its index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ScopeId(pub(super) u32);

/// A function with the scope in which it was written.
#[derive(Debug)]
pub(super) struct Closure<'a> {
    pub(super) function: &'a Function,
    pub(super) scope: ScopeId,
    /// The file, by its index.
    pub(super) module: usize,
}

/// The part of drizzle-orm for one family of engines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Core {
    PostgreSql,
    CockroachDb,
    MySql,
    SingleStore,
    Sqlite,
    /// An engine that Referee does not know: SQL Server, Gel.
    Foreign,
}

impl Core {
    /// The part that a package is: `drizzle-orm/pg-core`.
    pub(super) fn of_package(package: &str) -> Option<Core> {
        let rest = package.strip_prefix("drizzle-orm/")?;
        Some(match rest.split('/').next()? {
            "pg-core" => Core::PostgreSql,
            "cockroach-core" => Core::CockroachDb,
            "mysql-core" => Core::MySql,
            "singlestore-core" => Core::SingleStore,
            "sqlite-core" => Core::Sqlite,
            "mssql-core" | "gel-core" => Core::Foreign,
            _ => return None,
        })
    }

    /// The package, so that a name of it can be imported.
    pub(super) fn package(self) -> Name {
        Name::new(match self {
            Core::PostgreSql => "drizzle-orm/pg-core",
            Core::CockroachDb => "drizzle-orm/cockroach-core",
            Core::MySql => "drizzle-orm/mysql-core",
            Core::SingleStore => "drizzle-orm/singlestore-core",
            Core::Sqlite => "drizzle-orm/sqlite-core",
            Core::Foreign => "drizzle-orm/mssql-core",
        })
    }

    /// Whether drizzle-kit looks at its tables when it works for this engine.
    pub(super) fn serves(self, engine: Engine) -> bool {
        match self {
            Core::PostgreSql => matches!(engine, Engine::PostgreSql | Engine::CockroachDb),
            Core::CockroachDb => engine == Engine::CockroachDb,
            Core::MySql | Core::SingleStore => matches!(engine, Engine::MySql | Engine::MariaDb),
            Core::Sqlite => engine == Engine::Sqlite,
            Core::Foreign => false,
        }
    }
}

/// A column as it is being described.
#[derive(Clone, Debug, Default)]
pub(super) struct Builder<'a> {
    /// The stated name; without it the key is taken, once, for all tables that use the builder.
    pub(super) name: Option<Name>,
    pub(super) key_as_name: bool,
    pub(super) data_type: Option<DataType>,
    pub(super) not_null: bool,
    pub(super) has_default: bool,
    pub(super) generated: bool,
    pub(super) primary: Option<Span>,
    /// `.unique(name)`.
    pub(super) unique: Option<(Option<Name>, Span)>,
    pub(super) references: Vec<Reference<'a>>,
    /// What about it is not known; a name that is not known makes the column useless.
    pub(super) unsure: Option<Unknown>,
    pub(super) nameless: Option<Unknown>,
    /// The call that made it, without what is chained.
    pub(super) base: Option<Span>,
    /// The property that holds it.
    pub(super) property: Option<Span>,
}

/// `.references(() => users.id, { onDelete: "cascade" })`.
#[derive(Clone, Debug)]
pub(super) struct Reference<'a> {
    pub(super) target: Value<'a>,
    /// The function as it is written, for the place of what it names.
    pub(super) target_span: Span,
    pub(super) on_delete: Stated,
    pub(super) on_update: Stated,
    pub(super) span: Span,
}

/// What code says about an action.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Stated {
    #[default]
    Nothing,
    Action(ReferentialAction, Span),
    Unknown(Unknown),
}

/// A type of columns.
#[derive(Clone, Debug)]
pub(super) enum ColumnType<'a> {
    /// An enum of PostgreSQL.
    Enum(Option<DataType>),
    /// `customType({ dataType })`: the function that names the type.
    Custom(Core, Value<'a>),
}

/// A table.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) core: Core,
    pub(super) schema: Option<Name>,
    pub(super) name: Name,
    pub(super) name_span: Span,
    pub(super) span: Span,
    pub(super) columns: Vec<Column<'a>>,
    /// The function that returns keys, indexes and foreign keys; with its place.
    pub(super) extra: Option<(Value<'a>, Span)>,
    /// What of it is not known.
    pub(super) unsure: Vec<Unknown>,
    /// Whether its name is not known either.
    pub(super) nameless: Option<Unknown>,
}

impl<'a> Table<'a> {
    /// The index of the column under a key of the table's object.
    pub(super) fn column(&self, key: Name) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }
}

/// A column of a table: its builder as it was when the table was made.
#[derive(Debug)]
pub(super) struct Column<'a> {
    pub(super) key: Name,
    pub(super) name: Name,
    pub(super) key_as_name: bool,
    pub(super) builder: Builder<'a>,
    pub(super) span: Span,
    pub(super) name_span: Span,
}

/// `foreignKey({ columns, foreignColumns, name })` with what is chained to it.
#[derive(Clone, Debug)]
pub(super) struct ForeignKey<'a> {
    /// The object, or in SQLite a function that returns it.
    pub(super) config: Value<'a>,
    /// The object as it is written.
    pub(super) written: Option<&'a Expression>,
    pub(super) on_delete: Stated,
    pub(super) on_update: Stated,
    pub(super) span: Span,
}

/// A key or an index.
#[derive(Clone, Debug)]
pub(super) struct Key<'a> {
    pub(super) kind: KeyKind,
    pub(super) name: Option<Name>,
    /// Columns and expressions.
    pub(super) columns: Vec<Value<'a>>,
    pub(super) partial: bool,
    pub(super) span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum KeyKind {
    Primary,
    Unique,
    Index,
    UniqueIndex,
    Check,
}
