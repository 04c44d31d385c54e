//! What a team means by its tables: `[[policy]]`, `[[erasable]]`, `[[protected]]`, `[[required]]`.

use globset::GlobSet;

use crate::ir::{ReferentialAction, TableName};
use crate::text::Span;

/// One `[[policy]]`. A foreign key that all its conditions match must have one of its actions.
#[derive(Debug)]
pub struct Policy {
    /// `table =`: the referencing table.
    pub table: Option<Patterns>,
    /// `references =`: the referenced table.
    pub references: Option<Patterns>,
    /// `column =`: any of the referencing columns.
    pub column: Option<Patterns>,
    /// `nullable =`: whether all referencing columns allow NULL.
    pub nullable: Option<bool>,
    /// `on_delete =`; empty if nothing is said about it.
    pub on_delete: Vec<ReferentialAction>,
    /// `on_update =`; empty if nothing is said about it.
    pub on_update: Vec<ReferentialAction>,
    /// `reason =`.
    pub reason: Option<String>,
    /// The table in the configuration.
    pub span: Span,
}

/// One `[[erasable]]`: DELETE of a row must succeed and leave no row that names it.
#[derive(Debug)]
pub struct Erasable {
    /// `table =`.
    pub tables: Patterns,
    /// `reason =`.
    pub reason: Option<String>,
    /// The table in the configuration.
    pub span: Span,
}

/// One `[[protected]]`: no DELETE of another table's row may remove rows of these tables.
#[derive(Debug)]
pub struct Protected {
    /// `table =`.
    pub tables: Patterns,
    /// `reason =`.
    pub reason: Option<String>,
    /// The table in the configuration.
    pub span: Span,
}

/// One `[[required]]`: each of these tables must have a foreign key on `column` that references a table.
#[derive(Debug)]
pub struct Required {
    /// `table =`; every table that has the column if `None`.
    pub tables: Option<Patterns>,
    /// `column =`.
    pub column: Patterns,
    /// `references =`: `table`, `schema.table`, or either with `.column` after it.
    pub references: Patterns,
    /// `reason =`.
    pub reason: Option<String>,
    /// The table in the configuration.
    pub span: Span,
}

/// One or more globs over names: `users`, `*_ledger`, `billing.*`.
#[derive(Debug)]
pub struct Patterns {
    /// As written, for messages.
    pub text: Vec<String>,
    /// Compiled.
    pub globs: GlobSet,
}

impl Patterns {
    /// Whether a plain name or path matches.
    pub fn matches(&self, text: &str) -> bool {
        self.globs.is_match(text)
    }

    /// The patterns that match none of the names, as written.
    pub fn idle<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<&str> {
        let mut idle: Vec<Option<&str>> = self.text.iter().map(|text| Some(text.as_str())).collect();
        for name in names {
            for index in self.globs.matches(name) {
                idle.get_mut(index).and_then(Option::take);
            }
        }
        idle.into_iter().flatten().collect()
    }

    /// Whether a table matches, by its bare name or by `schema.name`.
    pub fn matches_table(&self, name: TableName) -> bool {
        self.matches(name.name.as_str()) || (name.schema.is_some() && self.matches(&name.to_string()))
    }
}
