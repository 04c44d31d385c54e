//! A replayed schema: flat tables of objects which refer to each other by id. What was dropped stays, with its life span.

use rustc_hash::FxHashMap;

use super::{
    Action, DataType, Deferrability, Dialect, MatchType, Name, Opaque, Problem, Relationship, Span, Step,
    TableName,
};

/// A table in [`Schema::tables`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TableId(pub u32);
/// A column in [`Schema::columns`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ColumnId(pub u32);
/// A primary key, unique, check or exclusion constraint in [`Schema::keys`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct KeyId(pub u32);
/// A foreign key in [`Schema::foreign_keys`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ForeignKeyId(pub u32);
/// An index in [`Schema::indexes`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct IndexId(pub u32);

/// A moment and the place in the text that made it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Origin {
    /// The moment.
    pub step: Step,
    /// The statement or clause.
    pub span: Span,
}

/// The life of an object.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Provenance {
    /// Where it was made.
    pub created: Origin,
    /// Where it was last changed (renamed, validated, altered), if ever.
    pub changed: Option<Origin>,
    /// Where it was dropped, if it was.
    pub dropped: Option<Origin>,
}

/// Whether an object lives at the end of the history.
pub trait Life {
    /// The life of the object.
    fn provenance(&self) -> &Provenance;

    /// Whether it was never dropped.
    fn lives(&self) -> bool {
        self.provenance().dropped.is_none()
    }

    /// Whether it existed just before `step`.
    fn lived_before(&self, step: Step) -> bool {
        let provenance = self.provenance();
        provenance.created.step < step && provenance.dropped.is_none_or(|origin| origin.step >= step)
    }
}

/// A replayed schema.
#[derive(Clone, Debug)]
pub struct Schema {
    /// The engine.
    pub dialect: Dialect,
    /// What unqualified names mean at the end, and in outputs.
    pub default_schema: Option<Name>,
    /// All tables ever, in the order of their creation.
    pub tables: Vec<Table>,
    /// All columns ever.
    pub columns: Vec<Column>,
    /// All primary keys and unique, check and exclusion constraints ever.
    pub keys: Vec<Key>,
    /// All foreign keys ever.
    pub foreign_keys: Vec<ForeignKey>,
    /// All indexes ever that are not made by a constraint.
    pub indexes: Vec<Index>,
    /// What the code declares beside the foreign keys.
    pub relationships: Vec<Relationship>,
    /// What could not be told, with its moment.
    pub opaque: Vec<(Origin, Opaque)>,
    /// What statements say about foreign keys and the engine passes over in silence.
    pub ignored: Vec<Ignored>,
    /// What the replay met and could not do (an unknown table, a name that is taken): notes, not failures.
    pub problems: Vec<Problem>,
    /// The living tables by schema and name, folded by [`Dialect::key`].
    pub(super) by_name: FxHashMap<TableName, TableId>,
}

/// A table or what stands in its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Its schema; `None` where the engine has none.
    pub schema: Option<Name>,
    /// Its name.
    pub name: Name,
    /// What it is.
    pub kind: TableKind,
    /// Where its name stands in the statement that made it.
    pub name_span: Span,
    /// Its columns ever, in order of creation.
    pub columns: Vec<ColumnId>,
    /// Its primary key and unique, check and exclusion constraints ever.
    pub keys: Vec<KeyId>,
    /// Its foreign keys ever.
    pub foreign_keys: Vec<ForeignKeyId>,
    /// Its indexes ever.
    pub indexes: Vec<IndexId>,
    /// The partitioned or inherited table it belongs to.
    pub parent: Option<TableId>,
    /// Whether something that was not understood may have changed it: what is missing may be there.
    pub uncertain: Option<Span>,
    /// Its life.
    pub provenance: Provenance,
}

/// What a table is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TableKind {
    /// A table.
    Table,
    /// A partition; its foreign keys are its parent's.
    Partition,
    /// A view: takes the name, holds no foreign keys.
    View,
    /// Gone with its session.
    Temporary,
    /// Altered or referenced by the history, created by nobody: a baseline that is not among the files, or a platform's table such as auth.users.
    Assumed,
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its table.
    pub table: TableId,
    /// Its name.
    pub name: Name,
    /// Its type, if known.
    pub data_type: Option<DataType>,
    /// Whether NULL is refused, by NOT NULL or a primary key.
    pub not_null: bool,
    /// The clause that decided over NULL last: the definition, or a later SET / DROP NOT NULL.
    pub null_span: Span,
    /// Whether it has a default that is not NULL.
    pub has_default: bool,
    /// Whether it is generated from other columns.
    pub generated: bool,
    /// Its name and type where it was defined.
    pub name_span: Span,
    /// Its life.
    pub provenance: Provenance,
}

/// What a [`Key`] demands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum KeyKind {
    /// Primary key.
    Primary,
    /// Unique constraint.
    Unique,
    /// Check constraint.
    Check,
    /// Exclusion constraint.
    Exclude,
}

/// A constraint that is not a foreign key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// Its table.
    pub table: TableId,
    /// Its name, stated or generated.
    pub name: Option<Name>,
    /// What it demands.
    pub kind: KeyKind,
    /// Its columns, in order; of a check those that its expression names.
    pub columns: Vec<ColumnId>,
    /// Its life.
    pub provenance: Provenance,
}

/// The table that a foreign key points to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Referenced {
    /// A table of this schema.
    Resolved(TableId),
    /// A table that was not there.
    Unresolved(TableName),
}

/// A foreign key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignKey {
    /// Its name as the catalog has it, stated or generated; `None` where the engine keeps none or it is not known.
    pub name: Option<Name>,
    /// Whether the name was stated.
    pub named: bool,
    /// The referencing table.
    pub table: TableId,
    /// The referencing columns, in order. A column that does not exist is made and marked by a problem.
    pub columns: Vec<ColumnId>,
    /// The referenced table.
    pub referenced: Referenced,
    /// Where the referenced table is named.
    pub referenced_span: Span,
    /// The referenced columns by name, in order: the stated ones, or the primary key's. Empty if they are not known.
    pub referenced_columns: Vec<Name>,
    /// Whether the referenced columns were stated.
    pub states_columns: bool,
    /// ON DELETE.
    pub on_delete: Action,
    /// ON UPDATE.
    pub on_update: Action,
    /// The columns of `SET NULL (...)`; empty for all.
    pub set_columns: Vec<Name>,
    /// MATCH.
    pub match_type: MatchType,
    /// DEFERRABLE.
    pub deferrability: Deferrability,
    /// Whether existing rows were checked.
    pub validated: bool,
    /// Whether it is enforced at all.
    pub enforced: bool,
    /// The clause: `REFERENCES ...`, `FOREIGN KEY ...`, the relation's line.
    pub span: Span,
    /// Whether it is a partition's copy of its parent's foreign key; catalogs list it, people did not write it.
    pub cloned: bool,
    /// Its life.
    pub provenance: Provenance,
}

/// A foreign key as a clause asks for it, where the engine makes none or another one, without an error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ignored {
    /// Why.
    pub kind: IgnoredKind,
    /// The clause.
    pub at: Origin,
    /// The referencing table.
    pub table: TableId,
    /// The referencing columns.
    pub columns: Vec<Name>,
    /// The table that is named.
    pub referenced: TableName,
    /// ON DELETE as asked for.
    pub on_delete: Action,
    /// ON UPDATE as asked for.
    pub on_update: Action,
}

/// Why a clause has no effect.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum IgnoredKind {
    /// An inline `REFERENCES`, which MySQL before 9.0 and MariaDB before 10.5 only parse.
    Inline,
    /// An action that the engine does not know (MariaDB's SET DEFAULT), or drops because of a MATCH clause (MySQL).
    Action,
    /// `ADD COLUMN IF NOT EXISTS` of a column that exists.
    ExistingColumn,
    /// `CREATE TABLE IF NOT EXISTS` of a table that exists.
    ExistingTable,
    /// `ADD CONSTRAINT` of a name that exists, where that is tolerated.
    ExistingConstraint,
}

/// An index that is not made by a constraint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Index {
    /// Its name, stated or generated.
    pub name: Option<Name>,
    /// Its table.
    pub table: TableId,
    /// Its columns, in order; `None` for an expression.
    pub columns: Vec<Option<ColumnId>>,
    /// UNIQUE.
    pub unique: bool,
    /// Whether it has a WHERE clause.
    pub partial: bool,
    /// Its life.
    pub provenance: Provenance,
}

impl Life for Table {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}
impl Life for Column {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}
impl Life for Key {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}
impl Life for ForeignKey {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}
impl Life for Index {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

impl Schema {
    /// An empty schema.
    pub fn new(dialect: Dialect, default_schema: Option<Name>) -> Schema {
        Schema {
            dialect,
            default_schema,
            tables: Vec::new(),
            columns: Vec::new(),
            keys: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
            relationships: Vec::new(),
            opaque: Vec::new(),
            ignored: Vec::new(),
            problems: Vec::new(),
            by_name: FxHashMap::default(),
        }
    }

    /// The living table of this name; a missing schema means the default one.
    pub fn table(&self, name: TableName) -> Option<TableId> {
        self.by_name.get(&self.key_of(name)).copied()
    }

    /// The name under which a table is found.
    pub(super) fn key_of(&self, name: TableName) -> TableName {
        let schema = name.schema.or(self.default_schema);
        TableName { schema: schema.map(|schema| self.dialect.key(schema)), name: self.dialect.key(name.name) }
    }

    /// The living column of this name.
    pub fn column(&self, table: TableId, name: Name) -> Option<ColumnId> {
        let columns = &self.tables[table.0 as usize].columns;
        columns.iter().copied().find(|id| {
            let column = &self.columns[id.0 as usize];
            column.lives() && self.dialect.same_name(column.name, name)
        })
    }
}
