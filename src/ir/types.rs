//! Column types, as far as foreign keys care.

use std::fmt;

use super::Name;

/// A column's type in the catalog's spelling: `integer`, `character varying(255)`, `uuid[]`, `int unsigned`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DataType {
    /// The canonical name with its modifiers, as the engine's catalog prints it.
    pub name: Name,
    /// What kind of value it holds.
    pub family: TypeFamily,
}

/// Groups of types between which PostgreSQL has an equality operator, so that a foreign key can be implemented (semantics.md, References).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TypeFamily {
    /// smallint, integer, bigint and their serials.
    Integer,
    /// numeric, decimal.
    Numeric,
    /// real, double precision.
    Float,
    /// text, varchar, char, citext.
    Text,
    /// uuid.
    Uuid,
    /// boolean.
    Boolean,
    /// bytea, blob, binary.
    Binary,
    /// timestamps.
    Timestamp,
    /// date.
    Date,
    /// An enumeration or another type made by the user; compared by name.
    Named,
    /// Not known; compatible with everything.
    Unknown,
}

impl DataType {
    /// A type with a canonical name.
    pub fn new(name: &str, family: TypeFamily) -> DataType {
        DataType { name: Name::new(name), family }
    }
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name.as_str())
    }
}
