//! referee.toml: what the team states. Every value knows its place, so that a finding can point to the policy it comes from.

mod parse;
mod policy;
mod section;
#[cfg(test)]
mod tests;

pub use parse::{ConfigError, parse};
pub use policy::{Erasable, Patterns, Policy, Protected, Required};

use crate::ir::{Dialect, Name, TableName};
use crate::text::{FileId, Span};

/// The configuration of a run. The default is what holds without a file.
#[derive(Default, Debug)]
pub struct Config {
    /// The file, if there is one.
    pub file: Option<FileId>,
    /// `[[database]]`.
    pub databases: Vec<DatabaseConfig>,
    /// `[[policy]]`, in order: the first match decides.
    pub policies: Vec<Policy>,
    /// `[[erasable]]`: tables whose rows must go without a trace.
    pub erasables: Vec<Erasable>,
    /// `[[protected]]`: tables whose rows no DELETE elsewhere may take along.
    pub protected: Vec<Protected>,
    /// `[[required]]`: foreign keys that tables must have.
    pub required: Vec<Required>,
    /// `soft_delete`: columns that mark a row as deleted, besides those that are known.
    pub soft_delete: Option<Patterns>,
    /// `large`: tables with so many rows that looking for one without an index is slow.
    pub large: Option<Patterns>,
    /// `require_reason`: whether whatever silences a finding must say why.
    pub require_reason: bool,
    /// `[rules]`: a rule's level.
    pub levels: Vec<(String, Level)>,
    /// `[[rules.override]]`: levels by path or table.
    pub overrides: Vec<Override>,
    /// `[[ignore]]`: findings silenced by object.
    pub ignores: Vec<Ignore>,
    /// `exclude`: paths that are not read.
    pub exclude: Vec<String>,
}

/// `[[database]]`: a stated grouping.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// Its name.
    pub name: String,
    /// The engine, if stated.
    pub dialect: Option<Dialect>,
    /// The paths of its sources, relative to referee.toml.
    pub sources: Vec<(String, Span)>,
    /// The search_path before the first statement.
    pub search_path: Vec<Name>,
    /// Whether `sources` are files of one history in the order given.
    pub in_order: bool,
    /// The table.
    pub span: Span,
}

/// How a rule is reported.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Not at all.
    Off,
    /// As a note.
    Note,
    /// As a warning.
    Warn,
    /// As an error.
    Error,
}

/// `[[rules.override]]`.
#[derive(Debug)]
pub struct Override {
    /// Paths it holds for; all if `None`.
    pub paths: Option<Patterns>,
    /// Tables it holds for; all if `None`.
    pub tables: Option<Patterns>,
    /// The levels.
    pub levels: Vec<(String, Level)>,
}

/// `[[ignore]]`.
#[derive(Debug)]
pub struct Ignore {
    /// The rule.
    pub rule: String,
    /// The tables; all if `None`.
    pub tables: Option<Patterns>,
    /// The foreign key's name or columns joined by a comma; any if `None`.
    pub foreign_key: Option<Patterns>,
    /// A column that the finding is about, of a foreign key or by itself; any if `None`.
    pub column: Option<Patterns>,
    /// Why.
    pub reason: Option<String>,
    /// The table in the configuration.
    pub span: Span,
}

impl Config {
    /// The level of a rule where no override is looked at: that of `[rules]`, else the rule's own.
    pub fn level(&self, rule: &str, own: Level) -> Level {
        self.levels.iter().rev().find(|(name, _)| name == rule).map_or(own, |(_, level)| *level)
    }
    /// The level of a rule at a place: that of the last override which holds for the path and table and names the rule, else [`Config::level`].
    pub fn level_for(&self, rule: &str, own: Level, path: &str, table: Option<TableName>) -> Level {
        let holding = self.overrides.iter().rev().filter(|entry| entry.holds(path, table));
        let stated = holding.flat_map(|entry| entry.levels.iter().rev()).find(|(name, _)| name == rule);
        stated.map_or_else(|| self.level(rule, own), |(_, level)| *level)
    }

    /// The `[[ignore]]`s that silence a rule's finding about a table, or about columns of it and the foreign key on them, by index.
    pub fn ignores_for<'c>(
        &'c self,
        rule: &'c str,
        table: Option<TableName>,
        foreign_key: Option<(Option<Name>, &'c [Name])>,
    ) -> impl Iterator<Item = usize> + 'c {
        let all = self.ignores.iter().enumerate();
        all.filter(move |(_, ignore)| ignore.rule == rule && ignore.holds(table, foreign_key))
            .map(|(index, _)| index)
    }
}

impl Override {
    fn holds(&self, path: &str, table: Option<TableName>) -> bool {
        let path_holds = self.paths.as_ref().is_none_or(|paths| paths.matches(path));
        path_holds && holds_for_table(self.tables.as_ref(), table)
    }
}

impl Ignore {
    /// Whether it holds for a table and a foreign key, which is known by its name or by its columns joined by a comma.
    fn holds(&self, table: Option<TableName>, foreign_key: Option<(Option<Name>, &[Name])>) -> bool {
        let (name, columns) = foreign_key.unwrap_or((None, &[]));
        let columns: Vec<&str> = columns.iter().map(|column| column.as_str()).collect();
        let is_foreign_key = |patterns: &Patterns| {
            name.is_some_and(|name| patterns.matches(name.as_str())) || patterns.matches(&columns.join(","))
        };
        let has_column = |patterns: &Patterns| columns.iter().any(|column| patterns.matches(column));
        self.foreign_key.as_ref().is_none_or(is_foreign_key)
            && self.column.as_ref().is_none_or(has_column)
            && holds_for_table(self.tables.as_ref(), table)
    }
}

fn holds_for_table(patterns: Option<&Patterns>, table: Option<TableName>) -> bool {
    patterns.is_none_or(|patterns| table.is_some_and(|table| patterns.matches_table(table)))
}
