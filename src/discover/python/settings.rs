//! What alembic.ini and pyproject.toml say about where revisions lie. Neither is run; what is not written out is not known.

use std::path::{Path, PathBuf};

use toml::Value;

use super::super::disk::{Disk, Kind, absolute};

/// A section that configures Alembic.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Settings {
    /// The file.
    pub(super) file: PathBuf,
    /// The folder of env.py, if it is stated and there.
    pub(super) script: Option<PathBuf>,
    /// The folders of the revisions, if they are stated.
    pub(super) versions: Vec<PathBuf>,
    /// Folders in which imports are searched.
    pub(super) search: Vec<PathBuf>,
    /// `sqlalchemy.url`.
    pub(super) url: Option<String>,
}

/// The keys and values of a section.
type Keys = Vec<(String, String)>;

/// What a file named like alembic.ini says: a section for each database. A section that only gives defaults is none.
pub(super) fn of_ini(path: &Path, text: &str, disk: &Disk) -> Vec<Settings> {
    let sections = sections(text);
    let default = sections.iter().find(|(name, _)| name == "DEFAULT").map(|(_, keys)| keys.clone());
    let default = default.unwrap_or_default();
    let is_alembic = |name: &str, keys: &Keys| {
        name == "alembic"
            || keys.iter().any(|(key, _)| key == "script_location" || key == "version_locations")
    };
    let own = sections.iter().filter(|(name, keys)| name != "DEFAULT" && is_alembic(name, keys));
    own.map(|(_, keys)| {
        let keys: Keys = keys.iter().chain(&default).cloned().collect();
        of_keys(path, &keys, disk)
    })
    .collect()
}

/// What `[tool.alembic]` says.
pub(super) fn of_pyproject(path: &Path, text: &str, disk: &Disk) -> Option<Settings> {
    if !text.contains("tool.alembic") {
        return None;
    }
    let value: Value = toml::from_str(text).ok()?;
    let table = value.get("tool")?.get("alembic")?.as_table()?;
    let mut keys = Keys::new();
    for (key, value) in table {
        match value {
            Value::String(text) => keys.push((key.clone(), text.clone())),
            Value::Array(values) => {
                let parts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
                keys.push((key.clone(), parts.join("\n")));
            }
            Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Table(_) => {}
        }
    }
    Some(of_keys(path, &keys, disk))
}

/// The sections of an INI file; a line that is indented goes on with the value before.
fn sections(text: &str) -> Vec<(String, Keys)> {
    let mut sections: Vec<(String, Keys)> = Vec::new();
    for line in text.lines() {
        let code = line.trim();
        if code.is_empty() || code.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = code.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            sections.push((name.to_string(), Keys::new()));
            continue;
        }
        let Some((_, keys)) = sections.last_mut() else { continue };
        match (line.starts_with([' ', '\t']), keys.last_mut(), code.split_once(['=', ':'])) {
            (true, Some((_, value)), _) => {
                value.push('\n');
                value.push_str(code);
            }
            (_, _, Some((key, value))) => keys.push((key.trim().to_lowercase(), value.trim().to_string())),
            (_, _, None) => {}
        }
    }
    sections
}

fn of_keys(path: &Path, keys: &Keys, disk: &Disk) -> Settings {
    let here = path.parent().unwrap_or(path);
    let value = |key: &str| {
        let found = keys.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str());
        found.map(|value| interpolated(value, here, keys)).filter(|value| !value.is_empty())
    };
    let separator = value("path_separator").or_else(|| value("version_path_separator"));
    let list = |text: String| -> Vec<PathBuf> {
        let colon = matches!(separator.as_deref(), Some("os" | ":"));
        let is_end =
            |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';') || colon && letter == ':';
        let parts = text.split(is_end).filter(|part| !part.is_empty());
        parts.filter_map(|part| located(here, part, disk)).collect()
    };
    Settings {
        file: path.to_path_buf(),
        script: value("script_location").and_then(|text| located(here, &text, disk)),
        versions: value("version_locations").map(list).unwrap_or_default(),
        search: value("prepend_sys_path").map(list).unwrap_or_default(),
        url: value("sqlalchemy.url"),
    }
}

/// `%(here)s` and the section's own values put in; a name that has none stays.
fn interpolated(value: &str, here: &Path, keys: &Keys) -> String {
    let mut text = value.to_string();
    // Values may name each other; a circle ends here.
    for _ in 0..4 {
        for (key, value) in keys {
            text = text.replace(&format!("%({key})s"), value);
        }
    }
    let text = text.replace("%(here)s", &here.to_string_lossy()).replace("%%", "%");
    text.trim_matches(['"', '\'']).to_string()
}

/// The folder that a location means: relative to the file's folder or to one above it from which the tool is run, or inside a package
/// (`package:folder`).
fn located(here: &Path, text: &str, disk: &Disk) -> Option<PathBuf> {
    let inside = text.split_once(':').map(|(package, rest)| Path::new(&package.replace('.', "/")).join(rest));
    let wanted = inside.unwrap_or_else(|| PathBuf::from(text));
    let bases = here.ancestors().take(4).flat_map(|folder| [folder.to_path_buf(), folder.join("src")]);
    bases.map(|base| absolute(&base.join(&wanted))).find(|place| disk.kind(place) == Some(Kind::Folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_on_over_indented_lines_and_name_each_other() {
        let text = "# comment\n[alembic]\nbase = db\nscript_location = %(here)s/%(base)s\nversion_locations =\n    %(here)s/one\n    %(here)s/two\n\n[other]\nx = 1\n";
        let found = sections(text);
        assert_eq!(found.len(), 2);
        let keys = &found[0].1;
        assert_eq!(interpolated(&keys[1].1, Path::new("/app"), keys), "/app/db");
        assert_eq!(keys[2].1, "\n%(here)s/one\n%(here)s/two");
    }
}
