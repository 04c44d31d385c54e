//! What a migration does to a schema, statement by statement.
//!
//! Names in operations are spelled as the engine's catalog would (folded, unquoted, cut); a missing schema is filled in by the replay from the
//! search_path. Every operation and every definition knows its place.

use std::fmt;
use std::sync::Arc;

use crate::text::FileId;

use super::{Action, DataType, Deferrability, MatchType, Name, Relationship, Span};

/// A table's name as a statement gives it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TableName {
    /// The schema, if it was written.
    pub schema: Option<Name>,
    /// The table.
    pub name: Name,
}

impl TableName {
    /// A name without a schema.
    pub fn bare(name: Name) -> TableName {
        TableName { schema: None, name }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => write!(f, "{}", self.name),
        }
    }
}

/// A file (or revision) of a history, or a whole declaration. Cheap to clone: what was read once is shared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Migration {
    /// The name by which people know it: folder or file name without extension.
    pub name: Name,
    /// Its file.
    pub file: FileId,
    /// What it does, in order.
    pub operations: Arc<Vec<Operation>>,
    /// What its down part does; never replayed.
    pub down: Arc<Vec<Operation>>,
}

/// A moment of a history.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Step {
    /// Index of the migration.
    pub migration: u32,
    /// Index of the operation within it.
    pub operation: u32,
}

/// One change with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Operation {
    /// What is done.
    pub kind: OperationKind,
    /// The statement, or the action within an ALTER TABLE.
    pub span: Span,
}

/// Whether a statement tolerates that its object exists, or is missing, already.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Existing {
    /// Neither `IF EXISTS` nor `IF NOT EXISTS`.
    #[default]
    Fails,
    /// `IF [NOT] EXISTS`: the whole statement (or action) is skipped.
    Skips,
}

/// What an operation does.
#[expect(missing_docs, reason = "the fields repeat the words of the clause")]
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OperationKind {
    /// `CREATE SCHEMA`.
    CreateSchema(Name),
    /// `DROP SCHEMA`; all its tables go when it cascades.
    DropSchema { name: Name, cascade: bool },
    /// `ALTER SCHEMA ... RENAME TO`.
    RenameSchema { from: Name, to: Name },
    /// `SET search_path`, `USE database`: what unqualified names mean from here to the end of the migration. Empty: back to the default.
    SetSearchPath(Vec<Name>),
    /// `CREATE TABLE`.
    CreateTable(Box<CreateTable>),
    /// `CREATE [MATERIALIZED] VIEW`: takes the name, holds no foreign keys.
    CreateView { name: TableName, existing: Existing },
    /// `DROP TABLE`, of one table.
    DropTable { table: TableName, existing: Existing, cascade: bool },
    /// `DROP [MATERIALIZED] VIEW`.
    DropView { name: TableName, existing: Existing },
    /// `ALTER TABLE ... RENAME TO`, `RENAME TABLE`.
    RenameTable { table: TableName, to: TableName, existing: Existing },
    /// `ALTER TABLE ... SET SCHEMA`.
    SetSchema { table: TableName, schema: Name },
    /// `ALTER TABLE ... ADD COLUMN`.
    AddColumn { table: TableName, column: Box<ColumnDefinition>, existing: Existing },
    /// `ALTER TABLE ... DROP COLUMN`.
    DropColumn { table: TableName, column: Name, existing: Existing, cascade: bool },
    /// `ALTER TABLE ... RENAME COLUMN`.
    RenameColumn { table: TableName, from: Name, to: Name },
    /// `ALTER TABLE ... ALTER COLUMN`, `MODIFY`, `CHANGE`.
    AlterColumn { table: TableName, column: Name, change: ColumnChange },
    /// `ALTER TABLE ... ADD [CONSTRAINT]`.
    AddConstraint { table: TableName, constraint: Box<ConstraintDefinition>, existing: Existing },
    /// `ALTER TABLE ... DROP CONSTRAINT`, `DROP FOREIGN KEY`, `DROP PRIMARY KEY`.
    DropConstraint { table: TableName, name: ConstraintName, existing: Existing, cascade: bool },
    /// `ALTER TABLE ... RENAME CONSTRAINT`.
    RenameConstraint { table: TableName, from: Name, to: Name },
    /// SQLite, where a table is made anew: a constraint that has no name gets one. `foreign` says whether it is a foreign key.
    NameConstraint { table: TableName, foreign: bool, columns: Vec<Name>, name: Name },
    /// `ALTER TABLE ... ALTER CONSTRAINT`; `None` leaves a property as it was.
    AlterConstraint {
        table: TableName,
        name: Name,
        deferrability: Option<Deferrability>,
        enforced: Option<bool>,
    },
    /// `ALTER TABLE ... VALIDATE CONSTRAINT`.
    ValidateConstraint { table: TableName, name: Name },
    /// `CREATE [UNIQUE] INDEX`.
    CreateIndex(Box<IndexDefinition>),
    /// `DROP INDEX`; `table` is known for MySQL and for CockroachDB's `table@index`.
    DropIndex { table: Option<TableName>, name: TableName, existing: Existing, cascade: bool },
    /// `ALTER INDEX ... RENAME TO`, `RENAME INDEX`.
    RenameIndex { table: Option<TableName>, from: TableName, to: Name },
    /// `ALTER TABLE ... ATTACH PARTITION`: the parent's foreign keys are cloned.
    AttachPartition { parent: TableName, partition: TableName },
    /// `ALTER TABLE ... DETACH PARTITION`.
    DetachPartition { parent: TableName, partition: TableName },
    /// `ALTER TABLE ... INHERIT`; `NO INHERIT` is [`OperationKind::DetachPartition`].
    Inherit { table: TableName, parent: TableName },
    /// `DROP TYPE`, `DROP DOMAIN`: when it cascades, the columns of the type go.
    DropType { name: TableName, cascade: bool },
    /// `ALTER TYPE` and `ALTER DOMAIN`, `... RENAME TO` and `... SET SCHEMA`.
    RenameType { from: TableName, to: TableName },
    /// SQLite's `PRAGMA foreign_keys`: whether foreign keys act at all. Within a transaction it changes nothing.
    EnforceForeignKeys(bool),
    /// SQLite's `PRAGMA legacy_alter_table`: whether renaming a table leaves the references of others as they are written.
    KeepReferencedNames(bool),
    /// Where a transaction of the file's own begins or ends; most tools add one around the whole migration.
    Transaction(Boundary),
    /// What an ORM declares beside the foreign keys; changes nothing.
    Relate(Box<Relationship>),
    /// An `IF [NOT] EXISTS`-like question whose answer the replay knows.
    Guarded { condition: Condition, then: Vec<Operation>, otherwise: Vec<Operation> },
    /// We know that we do not know.
    Opaque(Opaque),
}

/// An end of a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Boundary {
    /// `BEGIN`, `START TRANSACTION`.
    Begin,
    /// `COMMIT`, `END`, `ROLLBACK`.
    End,
}

/// A statement whose effect cannot be told. The tables it touches are not judged as if they were fully known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opaque {
    /// The tables it may change; empty where not even that is known.
    pub touches: Vec<TableName>,
    /// Why, as a sentence without a full stop.
    pub why: Name,
}

/// A question about the schema as replayed so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Condition {
    /// A schema exists.
    Schema(Name),
    /// A table or view exists.
    Relation(TableName),
    /// A column exists.
    Column(TableName, Name),
    /// A column exists and takes NULL.
    Nullable(TableName, Name),
    /// A column exists and has this type, as `information_schema.columns.data_type` spells it.
    Type(TableName, Name, Name),
    /// A constraint exists, on the table if it is given.
    Constraint(Option<TableName>, Name),
    /// An index exists.
    Index(Name),
    /// An index exists on this table.
    TableIndex(TableName, Name),
    /// The contrary.
    Not(Box<Condition>),
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// Cannot be told without the data or the server.
    Unknown(Span),
}

impl Condition {
    /// The question, unless it cannot be answered.
    pub fn known(self) -> Option<Condition> {
        if let Condition::Unknown(_) = self { None } else { Some(self) }
    }
}

/// `CREATE TABLE`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateTable {
    /// The name.
    pub name: TableName,
    /// Where the name stands: the place that findings about the table point to.
    pub name_span: Span,
    /// `IF NOT EXISTS`.
    pub existing: Existing,
    /// Permanent or temporary table.
    pub relation: Relation,
    /// The columns, in order.
    pub columns: Vec<ColumnDefinition>,
    /// The table constraints, in order.
    pub constraints: Vec<ConstraintDefinition>,
    /// Inline indexes (MySQL KEY, CockroachDB INDEX).
    pub indexes: Vec<IndexDefinition>,
    /// `LIKE` clauses.
    pub like: Vec<Like>,
    /// `INHERITS` parents: their columns are copied, their foreign keys are not.
    pub inherits: Vec<TableName>,
    /// `PARTITION OF`: columns and foreign keys are the parent's.
    pub partition_of: Option<TableName>,
    /// `PARTITION BY`.
    pub partitioned: bool,
    /// `AS SELECT`: columns come from a query and are not known beyond those listed.
    pub from_query: bool,
}

impl CreateTable {
    /// A permanent table without columns.
    pub fn new(name: TableName, name_span: Span) -> CreateTable {
        CreateTable {
            name,
            name_span,
            existing: Existing::Fails,
            relation: Relation::Permanent,
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            like: Vec::new(),
            inherits: Vec::new(),
            partition_of: None,
            partitioned: false,
            from_query: false,
        }
    }
}

/// What kind of table `CREATE` makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Relation {
    /// Stays.
    #[default]
    Permanent,
    /// Gone with the session; not part of the schema.
    Temporary,
}

/// `LIKE table [INCLUDING ...]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Like {
    /// The table whose columns are copied.
    pub table: TableName,
    /// Whether primary key, unique constraints and indexes are copied (`INCLUDING INDEXES`, `INCLUDING ALL`); foreign keys never are.
    pub including_indexes: bool,
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ColumnDefinition {
    /// The name.
    pub name: Name,
    /// The whole definition.
    pub span: Span,
    /// The name and type, without the constraints: what a finding about the column points to.
    pub name_span: Span,
    /// The type; `None` where none is written (SQLite) or it is not known.
    pub data_type: Option<DataType>,
    /// `NOT NULL`, also by PRIMARY KEY, SERIAL or identity. The replay adds what table constraints imply.
    pub not_null: bool,
    /// Whether a non-NULL default is stated.
    pub has_default: bool,
    /// Whether the value is generated from other columns.
    pub generated: bool,
    /// Inline PRIMARY KEY, UNIQUE, CHECK, REFERENCES, in order.
    pub constraints: Vec<ConstraintDefinition>,
}

/// A change of a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ColumnChange {
    /// `SET NOT NULL`, `DROP NOT NULL`.
    NotNull(bool),
    /// `SET DATA TYPE`.
    Type(DataType),
    /// `SET DEFAULT`, `DROP DEFAULT`.
    Default(bool),
    /// MySQL `MODIFY`/`CHANGE`, libSQL `ALTER COLUMN ... TO`: everything anew, under a name that may differ.
    Redefine(Box<ColumnDefinition>),
}

/// A constraint, inline or of the table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConstraintDefinition {
    /// The stated name.
    pub name: Option<Name>,
    /// The whole clause.
    pub span: Span,
    /// What it demands.
    pub kind: ConstraintKind,
}

/// What a constraint demands.
#[expect(missing_docs, reason = "the fields repeat the words of the clause")]
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ConstraintKind {
    /// `PRIMARY KEY`; with `using_index` its columns are those of an index.
    PrimaryKey { columns: Vec<Name>, using_index: Option<Name> },
    /// `UNIQUE`.
    Unique { columns: Vec<Name>, using_index: Option<Name> },
    /// `CHECK`; what its expression names besides functions, each once. Which of them are columns decides its default name and its end.
    Check { mentions: Vec<Name> },
    /// `EXCLUDE`.
    Exclude { columns: Vec<Name> },
    /// `FOREIGN KEY`, `REFERENCES`.
    ForeignKey(Box<ForeignKeyDefinition>),
}

/// A foreign key as a statement or a model gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignKeyDefinition {
    /// The referencing columns, in order.
    pub columns: Vec<Name>,
    /// The referenced table.
    pub referenced: TableName,
    /// Where it is named.
    pub referenced_span: Span,
    /// The referenced columns; empty for the primary key.
    pub referenced_columns: Vec<Name>,
    /// ON DELETE.
    pub on_delete: Action,
    /// ON UPDATE.
    pub on_update: Action,
    /// The columns of `SET NULL (...)` or `SET DEFAULT (...)`; empty for all.
    pub set_columns: Vec<Name>,
    /// MATCH.
    pub match_type: MatchType,
    /// DEFERRABLE.
    pub deferrability: Deferrability,
    /// `NOT VALID`.
    pub not_valid: bool,
    /// `NOT ENFORCED`.
    pub not_enforced: bool,
    /// Whether it is an inline `REFERENCES` of a column, which MySQL before 9.0 ignores.
    pub inline: bool,
    /// MySQL's `FOREIGN KEY index_name (...)`, which becomes the constraint's name where none is stated.
    pub index_name: Option<Name>,
}

/// The constraint that a `DROP` means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConstraintName {
    /// By name.
    Named(Name),
    /// MySQL `DROP PRIMARY KEY`.
    PrimaryKey,
}

/// An index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexDefinition {
    /// The stated name.
    pub name: Option<Name>,
    /// The table.
    pub table: TableName,
    /// The columns, in order; `None` for an expression.
    pub columns: Vec<Option<Name>>,
    /// UNIQUE.
    pub unique: bool,
    /// Whether it has a WHERE clause: then it cannot be referenced.
    pub partial: bool,
    /// `IF NOT EXISTS`.
    pub existing: Existing,
    /// The whole clause.
    pub span: Span,
}
