//! What an ORM says about two tables besides foreign keys.

use super::{Action, Name, Span, TableName};

/// A relationship that the code declares: `relations()` of drizzle-orm, `relationship()` of SQLAlchemy, a relation of a Prisma schema with
/// `relationMode = "prisma"`. It is no foreign key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relationship {
    /// The table whose rows refer: the side with the columns.
    pub referencing: TableName,
    /// The referring columns; empty where the code leaves them to the foreign key.
    pub columns: Vec<Name>,
    /// The table that is referred to.
    pub referenced: TableName,
    /// Its columns; empty as above.
    pub referenced_columns: Vec<Name>,
    /// What the ORM does by itself when a referenced row is deleted through it.
    pub deletes: OrmDelete,
    /// Whether the ORM leaves the referencing rows to the database (SQLAlchemy's `passive_deletes`).
    pub passive: PassiveDeletes,
    /// The ON DELETE that the client carries out in the engine's place, statement by statement (Prisma under `relationMode = "prisma"`); it
    /// refuses for NO ACTION as for RESTRICT. A DELETE that does not go through the client does nothing of it.
    pub emulates: Option<Action>,
    /// The declaration: `one(users, { fields: ... })`, `relationship(...)`, the relation's field.
    pub span: Span,
    /// The clause that states `deletes`, if one does.
    pub deletes_span: Option<Span>,
}

/// What an ORM does to the referencing rows that it knows when it deletes the referenced one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OrmDelete {
    /// Nothing is said: SQLAlchemy sets the referring columns to NULL, others do nothing.
    #[default]
    Unstated,
    /// They are deleted (`cascade="all, delete-orphan"`, `cascade="delete"`).
    Cascade,
}

/// SQLAlchemy's `passive_deletes` (docs.sqlalchemy.org, "Using foreign key ON DELETE cascade with ORM relationships").
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PassiveDeletes {
    /// The ORM loads the referencing rows and acts on each.
    #[default]
    No,
    /// Rows that are not loaded are left to the database.
    Yes,
    /// All rows are left to the database (`"all"`).
    All,
}
