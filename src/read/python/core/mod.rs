//! SQLAlchemy's own vocabulary: `Column`, `ForeignKey`, `Table`, `Index` and their kin, from the records of their calls to definitions.
//!
//! Models and revisions write the same constructs; both readers come here. First a call becomes a value of this module ([`Column`],
//! [`Constraint`]), in which nothing depends on the table yet; then [`Core::create_table`] or [`Core::add_column`] make definitions of it, with
//! the names that the naming convention gives. Invariant: what was not understood is a problem, and never a guess. A constraint without a name
//! stays without one, so that the replay gives it the engine's.

mod column;
mod constraint;
mod definition;
mod digest;
mod foreign_key;
mod index;
mod naming;
mod path;
mod table;
mod type_table;
mod types;

use std::borrow::Cow;

use crate::ir::{Dialect, Name, Problem, Span, TableName};

use super::Value;

pub(in crate::read) use column::Column;
pub(in crate::read) use constraint::{Constraint, KeyConstraint, KeyKind};
pub(in crate::read) use foreign_key::{ForeignKey, Target};
pub(in crate::read) use index::Index;
pub(in crate::read) use naming::{Convention, StatedName};
pub(in crate::read) use path::{
    class_of, construct, is_database_object, is_item, last_segment, library_path, list_of, made_of, method_of,
};
pub(in crate::read) use table::Table;
pub(in crate::read) use types::data_type;

/// The column that a value means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::read) struct ColumnReference {
    /// Its table, if that is known.
    pub(in crate::read) table: Option<TableName>,
    /// Its name.
    pub(in crate::read) column: Name,
}

/// Finds the column that a value (`User.id`, `users.c.id`, a `Column` in a variable) means.
pub(in crate::read) type Columns<'c> = &'c dyn Fn(&Value) -> Option<ColumnReference>;

/// Reads constructs for one metadata.
pub(in crate::read) struct Core<'c> {
    /// The engine.
    pub(in crate::read) dialect: Dialect,
    /// `MetaData(naming_convention=...)`.
    pub(in crate::read) convention: &'c Convention,
    /// `MetaData(schema=...)`: what names without a schema mean, in `ForeignKey("table.column")` too.
    pub(in crate::read) schema: Option<Name>,
    /// Whether foreign keys with `use_alter` are left out, as Alembic's `create_table` does where the engine has ALTER TABLE.
    pub(in crate::read) without_use_alter: bool,
    /// Which columns values mean, besides what constructs say of themselves.
    pub(in crate::read) columns: Columns<'c>,
    /// What was not understood.
    pub(in crate::read) problems: Vec<Problem>,
}

impl<'c> Core<'c> {
    /// A reader for this engine and convention.
    pub(in crate::read) fn new(
        dialect: Dialect,
        convention: &'c Convention,
        schema: Option<Name>,
        columns: Columns<'c>,
    ) -> Core<'c> {
        Core { dialect, convention, schema, without_use_alter: false, columns, problems: Vec::new() }
    }

    /// Says that something was not understood.
    pub(in crate::read) fn problem(&mut self, span: Span, why: impl Into<Cow<'static, str>>) {
        self.problems.push(Problem { span, why: why.into() });
    }

    /// Says that a value is not known, and why.
    pub(super) fn not_known(&mut self, value: &Value, span: Span, what: &str) {
        let why = match value.as_unknown() {
            Some(unknown) => format!("{what} is not known: {}", unknown.why),
            None => format!("{what} is not understood"),
        };
        self.problem(span, why);
    }

    /// The column's name that an argument gives: as text, or as a column.
    fn column_name(&mut self, value: &Value) -> Option<Name> {
        match value.as_text() {
            Some(text) => Some(self.dialect.quoted(text)),
            None => {
                let known = (self.columns)(value).map(|known| known.column);
                known.or_else(|| path::column_of_value(value)).map(|name| self.dialect.quoted(name.as_str()))
            }
        }
    }
}

/// The text of a list, or of one value.
fn text_list(value: &Value) -> Vec<Name> {
    match path::list_of(value) {
        Some(values) => values.iter().filter_map(naming::text_of).collect(),
        None => naming::text_of(value).into_iter().collect(),
    }
}
