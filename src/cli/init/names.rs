//! What the names of tables and columns say, and how patterns write them.

use std::collections::BTreeMap;

use crate::ir::{Schema, TableKind, TableRef};

/// The words of a name in lower case, the last one in the singular: `BillingAccounts` is `billing`, `account`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = '_';
    for letter in name.chars() {
        let starts = !before.is_alphanumeric() || (letter.is_uppercase() && !before.is_uppercase());
        if letter.is_alphanumeric() {
            match words.last_mut() {
                Some(word) if !starts => word.extend(letter.to_lowercase()),
                _ => words.push(letter.to_lowercase().collect()),
            }
        }
        before = letter;
    }
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

fn singular(word: &str) -> String {
    match (word.strip_suffix("ies"), word.strip_suffix('s')) {
        (Some(stem), _) if stem.len() > 1 => format!("{stem}y"),
        (_, Some(stem)) if !word.ends_with("ss") && !word.ends_with("us") => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// The tables that hold rows of their own and were created.
pub(super) fn tables(schema: &Schema) -> impl Iterator<Item = TableRef<'_>> {
    schema.living_tables().filter(|table| table.get().kind == TableKind::Table)
}

/// How tables are called in patterns.
pub(super) struct Patterns {
    counts: BTreeMap<&'static str, Vec<String>>,
}

impl Patterns {
    /// Looks at which bare names are enough.
    pub(super) fn of(schemas: &[&Schema]) -> Patterns {
        let mut counts: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for table in schemas.iter().flat_map(|schema| schema.living_tables()) {
            let known = counts.entry(table.name().name.as_str()).or_default();
            let name = table.qualified_name().to_string();
            if !known.contains(&name) {
                known.push(name);
            }
        }
        Patterns { counts }
    }

    /// The pattern that matches this table alone: its bare name, unless another schema has a table of this name as well.
    pub(super) fn table(&self, table: TableRef<'_>) -> String {
        let is_alone = self.counts.get(table.name().name.as_str()).is_none_or(|known| known.len() == 1);
        let name = if is_alone { table.name() } else { table.qualified_name() };
        literal(&name.to_string())
    }
}

/// A name as a pattern.
pub(super) fn literal(name: &str) -> String {
    let mut pattern = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '*' | '?' | '[' | ']' | '{' | '}' => pattern.extend(['[', letter, ']']),
            '\\' => pattern.push_str("\\\\"),
            _ => pattern.push(letter),
        }
    }
    pattern
}

/// The widest line of a list.
const WIDTH: usize = 100;

/// One pattern or a list of them, as TOML.
pub(super) fn toml(patterns: &[String]) -> String {
    let quoted: Vec<String> = patterns.iter().map(|pattern| format!("{pattern:?}")).collect();
    let line = quoted.join(", ");
    match quoted.as_slice() {
        [_] => line,
        _ if line.len() < WIDTH => format!("[{line}]"),
        many => {
            let mut text = String::from("[");
            let mut width = WIDTH;
            for one in many {
                let (separator, own) = if width + one.len() < WIDTH { (" ", 1) } else { ("\n    ", 4) };
                width = if own == 1 { width } else { 0 } + own + one.len() + 1;
                text.push_str(separator);
                text.push_str(one);
                text.push(',');
            }
            text + "\n]"
        }
    }
}
