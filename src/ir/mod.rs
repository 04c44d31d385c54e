//! The vocabulary: one representation for every description of a database.
//!
//! Readers produce [`Operation`]s; [`replay()`] turns them into a [`Schema`]; rules compare schemas. Invariants: no foreign syntax, no IO, no
//! `String`: ids, [`Name`]s and [`Span`]s are `Copy`, text lives in [`crate::text::Files`].

mod action;
mod dialect;
pub mod graph;
pub mod naming;
mod operation;
pub mod pair;
mod program;
mod relationship;
mod replay;
mod schema;
mod source;
mod types;
mod walk;

pub use crate::text::{Name, Span};
pub use action::{Action, Deferrability, MatchType, ReferentialAction};
pub use dialect::{Dialect, Engine, Version};
pub use operation::{
    Boundary, ColumnChange, ColumnDefinition, Condition, ConstraintDefinition, ConstraintKind,
    ConstraintName, CreateTable, Existing, ForeignKeyDefinition, IndexDefinition, Like, Migration, Opaque,
    Operation, OperationKind, Relation, Step, TableName,
};
pub use program::{Casing, DrizzleKit, DrizzleSettings, Import, Program, Settings};
pub use relationship::{OrmDelete, PassiveDeletes, Relationship};
pub use replay::{Replay, replay};
pub use schema::{
    Column, ColumnId, ForeignKey, ForeignKeyId, Ignored, IgnoredKind, Index, IndexId, Key, KeyId, KeyKind,
    Life, Origin, Provenance, Referenced, Schema, Table, TableId, TableKind,
};
pub use source::{
    Counts, Database, HistoryFlaw, HistoryFlawKind, Layout, Problem, Release, Role, Source, SourceId,
    SourceKind,
};
pub use types::{DataType, TypeFamily};
pub use walk::{ColumnRef, ForeignKeyRef, TableRef};
