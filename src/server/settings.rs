//! What the user sets in the editor: `{ "config": path, "dialect": "postgresql@16", "searchPath": ["app", "public"] }`.

use std::path::PathBuf;

use serde_json::Value;

use crate::discover::Options;
use crate::ir::{Dialect, Name};
use crate::pipeline::Configuration;

/// The name under which editors keep our settings.
pub(super) const SECTION: &str = "referee";

const KEYS: [&str; 3] = ["config", "dialect", "searchPath"];

/// The settings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Settings {
    config: Option<PathBuf>,
    dialect: Option<Dialect>,
    search_path: Vec<Name>,
}

impl Settings {
    /// Reads settings, either ours alone or all of the editor's; `None` if nothing is said about ours. Other keys are the editor's business.
    ///
    /// # Errors
    /// What is wrong, a sentence each.
    pub(super) fn read(value: &Value) -> Result<Option<Settings>, Vec<String>> {
        let own = value.get(SECTION).or_else(|| (!value.is_object() || has_keys(value)).then_some(value));
        let Some(own) = own.filter(|own| !own.is_null()) else { return Ok(None) };
        let mut wrong = Vec::new();
        let mut settings = Settings::default();
        if !own.is_object() {
            return Err(vec![format!("the settings of Referee must be an object, not `{own}`")]);
        }
        match own.get("config").map(|value| (value, value.as_str())) {
            None | Some((Value::Null, _) | (_, Some(""))) => {}
            Some((_, Some(path))) => settings.config = Some(PathBuf::from(path)),
            Some((value, None)) => {
                wrong.push(format!("`config` must be the path of a referee.toml, not `{value}`"));
            }
        }
        match own.get("dialect").map(|value| (value, value.as_str())) {
            None | Some((Value::Null, _) | (_, Some(""))) => {}
            Some((value, text)) => {
                settings.dialect = text.and_then(Dialect::parse);
                if settings.dialect.is_none() {
                    wrong.push(format!(
                        "`dialect` must be postgresql, cockroachdb, mysql, mariadb or sqlite, with an optional version such as mysql@8.4, not `{value}`"
                    ));
                }
            }
        }
        match own.get("searchPath") {
            None | Some(Value::Null) => {}
            Some(value) => {
                let names = value.as_array().map(|names| names.iter().map(Value::as_str).collect());
                match names.and_then(|names: Option<Vec<&str>>| names) {
                    Some(names) => {
                        settings.search_path = names.iter().map(|name| Name::new(name.trim())).collect();
                    }
                    None => wrong.push(format!("`searchPath` must be a list of schemas, not `{value}`")),
                }
            }
        }
        if wrong.is_empty() { Ok(Some(settings)) } else { Err(wrong) }
    }

    /// What they say about the files.
    pub(super) fn options(&self) -> Options {
        Options { dialect: self.dialect, search_path: self.search_path.clone(), ..Options::default() }
    }

    /// Which configuration holds.
    pub(super) fn configuration(&self) -> Configuration {
        self.config.clone().map_or(Configuration::Nearest, Configuration::File)
    }
}

fn has_keys(value: &Value) -> bool {
    KEYS.iter().any(|key| value.get(key).is_some())
}
