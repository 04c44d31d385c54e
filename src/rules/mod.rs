//! Rules: schemas of one database in, findings out. A rule is one file: its documentation, its examples and its function.

use crate::config::{Config, Level};
use crate::diagnostic::Diagnostic;
use crate::ir::{Problem, Schema, Source};
use crate::text::Files;

/// One description of the database, read and replayed.
#[derive(Clone, Copy, Debug)]
pub struct Description<'a> {
    /// Where it comes from.
    pub source: &'a Source,
    /// What it makes.
    pub schema: &'a Schema,
    /// What of it was not understood.
    pub problems: &'a [Problem],
}

/// A database with all its descriptions: what rules look at.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The text of all files.
    pub files: &'a Files,
    /// What the team states.
    pub config: &'a Config,
    /// The database's name.
    pub name: &'a str,
    /// Its descriptions; only descriptions of one database are compared.
    pub descriptions: Vec<Description<'a>>,
}

/// Runs all rules over one database. The findings are not yet sorted.
pub fn check(_subject: &Subject<'_>) -> Vec<Diagnostic> {
    let _ = Level::Off;
    Vec::new()
}
