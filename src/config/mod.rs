//! referee.toml: what the team states. Every value knows its place, so that a finding can point to the policy it comes from.

mod policy;

pub use policy::{Patterns, Policy};

use crate::ir::{Dialect, Name};
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
    /// Why.
    pub reason: Option<String>,
    /// The table in the configuration.
    pub span: Span,
}

impl Config {
    /// The level of a rule: the last matching override, else `[rules]`, else the rule's own.
    pub fn level(&self, rule: &str, own: Level) -> Level {
        self.levels.iter().rev().find(|(name, _)| name == rule).map_or(own, |(_, level)| *level)
    }
}

/// STUB
#[derive(Debug)]
pub struct ConfigError { /// x
 pub span: Span, /// x
 pub message: String, /// x
 pub help: Option<String> }
/// STUB
pub fn parse(_f: &crate::text::Files, _x: FileId, _r: &[&str]) -> Result<Config, Vec<ConfigError>> { Ok(Config::default()) }
