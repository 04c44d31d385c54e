//! referee.toml to [`Config`]. All errors are collected, each with its place and what to do.

use std::ops::Range;

use globset::Glob;
use toml::de::DeTable;

use crate::ir::{Dialect, Name, ReferentialAction};
use crate::text::{FileId, Files, Span};

use super::section::{Errors, GLOB_HELP, Section, Text, kind_of, level, suggestion};
use super::{Config, DatabaseConfig, Erasable, Ignore, Override, Patterns, Policy, Protected, Required};

/// Something wrong in the configuration.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct ConfigError {
    /// Where.
    pub span: Span,
    /// What, as a sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

const TOP: [&str; 11] = [
    "database",
    "policy",
    "erasable",
    "protected",
    "required",
    "rules",
    "ignore",
    "exclude",
    "soft_delete",
    "large",
    "require_reason",
];
const DATABASE: [&str; 5] = ["name", "dialect", "sources", "search_path", "in_order"];
const POLICY: [&str; 7] = ["table", "references", "column", "nullable", "on_delete", "on_update", "reason"];
const IGNORE: [&str; 5] = ["rule", "table", "column", "foreign_key", "reason"];
const OVERRIDE: [&str; 2] = ["paths", "tables"];
const TABLES: [&str; 2] = ["table", "reason"];
const REQUIRED: [&str; 4] = ["table", "column", "references", "reason"];
const DIALECTS: [&str; 5] = ["postgresql", "cockroachdb", "mysql", "mariadb", "sqlite"];
const ACTIONS: [&str; 5] = ["no action", "restrict", "cascade", "set null", "set default"];

/// Reads the configuration in `file`.
///
/// # Errors
/// All that is wrong, in the order of the file; then nothing of it holds.
pub fn parse(files: &Files, file: FileId, known_rules: &[&str]) -> Result<Config, Vec<ConfigError>> {
    let text = files.get(file).text();
    let mut errors = Errors::new(file);
    // The parser does not know byte order marks; as spaces of the same length they keep all offsets.
    let plain = text.replacen('\u{feff}', "   ", usize::from(text.starts_with('\u{feff}')));
    let (table, broken) = DeTable::parse_recoverable(&plain);
    for error in broken {
        errors.add(&error.span().unwrap_or(0..0), format!("not TOML: {}", error.message()), "");
    }
    let mut reader = Reader { errors, known_rules };
    let mut config = reader.read(Section { title: "referee.toml", table: table.get_ref() });
    config.file = Some(file);
    let errors = reader.errors.finish();
    if errors.is_empty() { Ok(config) } else { Err(errors) }
}

struct Reader<'r> {
    errors: Errors,
    known_rules: &'r [&'r str],
}

impl Reader<'_> {
    fn read(&mut self, top: Section<'_>) -> Config {
        top.deny_others(&TOP, &mut self.errors);
        let mut config = Config::default();
        for (section, range) in top.tables("database", "[[database]]", &mut self.errors) {
            config.databases.extend(self.database(section, &range));
        }
        for (section, range) in top.tables("policy", "[[policy]]", &mut self.errors) {
            config.policies.push(self.policy(section, &range));
        }
        for (section, range) in top.tables("erasable", "[[erasable]]", &mut self.errors) {
            let read = self.tables(section, &range);
            config.erasables.extend(read.map(|(tables, reason, span)| Erasable { tables, reason, span }));
        }
        for (section, range) in top.tables("protected", "[[protected]]", &mut self.errors) {
            let read = self.tables(section, &range);
            config.protected.extend(read.map(|(tables, reason, span)| Protected { tables, reason, span }));
        }
        for (section, range) in top.tables("required", "[[required]]", &mut self.errors) {
            config.required.extend(self.required(section, &range));
        }
        config.soft_delete = top.patterns("soft_delete", &mut self.errors);
        config.large = top.patterns("large", &mut self.errors);
        config.require_reason = top.flag("require_reason", &mut self.errors).unwrap_or(false);
        for (section, range) in top.tables("ignore", "[[ignore]]", &mut self.errors) {
            config.ignores.extend(self.ignore(section, &range));
        }
        self.rules(top, &mut config);
        if config.require_reason {
            // Before what `[rules]` says, so that this can still change it.
            config.levels.insert(0, ("unexplained-suppression".to_owned(), super::Level::Error));
        }
        for (text, range) in top.texts("exclude", &mut self.errors) {
            match Glob::new(text.trim_end_matches('/')) {
                Ok(_) => config.exclude.push(text),
                Err(error) => {
                    let message = format!("`{text}` is not a pattern: {}", error.kind());
                    self.errors.add(&range, message, GLOB_HELP);
                }
            }
        }
        config
    }

    fn database(&mut self, section: Section<'_>, range: &Range<usize>) -> Option<DatabaseConfig> {
        section.deny_others(&DATABASE, &mut self.errors);
        let dialect = section.text("dialect", &mut self.errors).and_then(|text| self.dialect(&text));
        let sources = section.texts("sources", &mut self.errors);
        let search_path = section.texts("search_path", &mut self.errors);
        let in_order = section.flag("in_order", &mut self.errors).unwrap_or(false);
        let (name, _) = section.required("name", range, &mut self.errors)?;
        let sources = sources.into_iter().map(|(text, range)| (text, self.errors.span(&range))).collect();
        let search_path = search_path.iter().map(|(text, _)| Name::new(text)).collect();
        Some(DatabaseConfig { name, dialect, sources, search_path, in_order, span: self.errors.span(range) })
    }

    fn dialect(&mut self, (text, range): &Text) -> Option<Dialect> {
        let dialect = Dialect::parse(text);
        if dialect.is_none() {
            let help = suggestion(text.split('@').next().unwrap_or(text), &DIALECTS);
            let message = format!(
                "`{text}` is not a dialect; write an engine with an optional version, as in `mysql@8.4`"
            );
            self.errors.add(range, message, help);
        }
        dialect
    }

    fn policy(&mut self, section: Section<'_>, range: &Range<usize>) -> Policy {
        section.deny_others(&POLICY, &mut self.errors);
        let errors = &mut self.errors;
        let (table, references) = (section.patterns("table", errors), section.patterns("references", errors));
        let (column, nullable) = (section.patterns("column", errors), section.flag("nullable", errors));
        let reason = section.text("reason", errors).map(|(text, _)| text);
        let (on_delete, on_update) = (self.actions(section, "on_delete"), self.actions(section, "on_update"));
        if !["on_delete", "on_update"].iter().any(|key| section.table.contains_key(*key)) {
            let help = "add `on_delete = \"cascade\"` or what is allowed";
            self.errors.add(
                range,
                "[[policy]] demands nothing: it has neither `on_delete` nor `on_update`",
                help,
            );
        }
        let span = self.errors.span(range);
        Policy { table, references, column, nullable, on_delete, on_update, reason, span }
    }

    /// What `[[erasable]]` and `[[protected]]` say.
    fn tables(
        &mut self,
        section: Section<'_>,
        range: &Range<usize>,
    ) -> Option<(Patterns, Option<String>, Span)> {
        section.deny_others(&TABLES, &mut self.errors);
        let reason = section.text("reason", &mut self.errors).map(|(text, _)| text);
        let tables = section.required_patterns("table", range, &mut self.errors)?;
        Some((tables, reason, self.errors.span(range)))
    }

    fn required(&mut self, section: Section<'_>, range: &Range<usize>) -> Option<Required> {
        section.deny_others(&REQUIRED, &mut self.errors);
        let errors = &mut self.errors;
        let reason = section.text("reason", errors).map(|(text, _)| text);
        let tables = section.filled_patterns("table", errors);
        let column = section.required_patterns("column", range, errors);
        let references = section.required_patterns("references", range, errors);
        let span = errors.span(range);
        Some(Required { tables, column: column?, references: references?, reason, span })
    }

    fn actions(&mut self, section: Section<'_>, key: &str) -> Vec<ReferentialAction> {
        let mut actions = Vec::new();
        for (text, range) in section.texts(key, &mut self.errors) {
            match ReferentialAction::parse(&text) {
                Some(action) => actions.push(action),
                None => {
                    let help = suggestion(&text.to_lowercase(), &ACTIONS);
                    self.errors.add(&range, format!("`{text}` is not a referential action"), help);
                }
            }
        }
        actions
    }

    fn ignore(&mut self, section: Section<'_>, range: &Range<usize>) -> Option<Ignore> {
        section.deny_others(&IGNORE, &mut self.errors);
        let tables = section.patterns("table", &mut self.errors);
        let foreign_key = section.patterns("foreign_key", &mut self.errors);
        let column = section.patterns("column", &mut self.errors);
        let reason = section.text("reason", &mut self.errors).map(|(text, _)| text);
        let (rule, place) = section.required("rule", range, &mut self.errors)?;
        self.known_rule(&rule, &place);
        Some(Ignore { rule, tables, foreign_key, column, reason, span: self.errors.span(range) })
    }

    fn rules(&mut self, top: Section<'_>, config: &mut Config) {
        let Some(value) = top.table.get("rules") else { return };
        let Some(table) = value.get_ref().as_table() else {
            let message = format!("`rules` is {}, not a table", kind_of(value.get_ref()));
            self.errors.add(&value.span(), message, "write `[rules]`");
            return;
        };
        let rules = Section { title: "[rules]", table };
        config.levels = self.levels(rules, &["override"]);
        for (section, _) in rules.tables("override", "[[rules.override]]", &mut self.errors) {
            let paths = section.patterns("paths", &mut self.errors);
            let tables = section.patterns("tables", &mut self.errors);
            let levels = self.levels(section, &OVERRIDE);
            config.overrides.push(Override { paths, tables, levels });
        }
    }

    fn levels(&mut self, section: Section<'_>, other_keys: &[&str]) -> Vec<(String, super::Level)> {
        let mut levels = Vec::new();
        for (rule, range, value) in section.others(other_keys) {
            let level = level(value, &mut self.errors);
            if self.known_rule(rule, &range) {
                levels.extend(level.map(|level| (rule.to_string(), level)));
            }
        }
        levels
    }

    fn known_rule(&mut self, rule: &str, range: &Range<usize>) -> bool {
        let known = self.known_rules.contains(&rule);
        if !known {
            let help = Some(suggestion(rule, self.known_rules)).filter(|help| help.starts_with("did"));
            let help = help.unwrap_or_else(|| "run `referee rules` to see all rules".to_string());
            self.errors.add(range, format!("unknown rule `{rule}`"), help);
        }
        known
    }
}
