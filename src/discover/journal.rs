//! drizzle-kit's `meta/_journal.json`: the files of a history in the order in which they apply, which is that of the list.

use std::ops::Range;

use serde_json::Value;

use crate::ir::{Dialect, Engine};

use super::draft::Evidence;

/// The journal.
#[derive(Debug)]
pub(super) struct Journal {
    /// The engine.
    pub(super) dialect: Option<Evidence>,
    /// The entries, in order.
    pub(super) tags: Vec<Tag>,
}

/// An entry: the name of a file without `.sql`.
#[derive(Debug)]
pub(super) struct Tag {
    /// The name.
    pub(super) name: String,
    /// Where it stands in the journal.
    pub(super) range: Range<usize>,
    /// When it was made, in milliseconds since 1970.
    pub(super) when: Option<f64>,
}

/// Reads a journal; the error is why it cannot be used.
pub(super) fn read(text: &str) -> Result<Journal, String> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| format!("the journal is not JSON: {error}"))?;
    let entries =
        value.get("entries").and_then(Value::as_array).ok_or("the journal has no list of `entries`")?;
    let mut tags = Vec::new();
    let mut from = 0;
    for entry in entries {
        let Some(name) = entry.get("tag").and_then(Value::as_str) else { continue };
        // Entries come in order, so each is looked for after the one before.
        let quoted = format!("\"{name}\"");
        let rest = text.get(from..).unwrap_or("");
        let start = rest.find(&quoted).map_or(from, |at| from + at);
        from = (start + quoted.len()).min(text.len());
        tags.push(Tag {
            name: name.to_string(),
            range: start..from,
            when: entry.get("when").and_then(Value::as_f64),
        });
    }
    let dialect = dialect_of_value(&value).map(|dialect| (dialect, "dialect in _journal.json".into()));
    Ok(Journal { dialect, tags })
}

/// The engine that a snapshot states.
pub(super) fn dialect_of(snapshot: &str) -> Option<Dialect> {
    dialect_of_value(&serde_json::from_str(snapshot).ok()?)
}

fn dialect_of_value(value: &Value) -> Option<Dialect> {
    value.get("dialect").and_then(Value::as_str).and_then(Engine::parse).map(Dialect::of)
}
