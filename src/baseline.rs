//! referee-baseline.toml: the findings that a team lives with for now, one line each, so that only new ones are shown.
//!
//! ```toml
//! version = 1
//! findings = [
//!     { rule = "missing-foreign-key", severity = "error", database = "main", object = "posts (author_id) -> users" },
//! ]
//! ```
//!
//! An entry knows a finding by rule, database and object, not by its place ([`Fingerprint`]); `count` says how many there are of it, if several.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Value;

use crate::config::ConfigError;
use crate::diagnostic::Severity;
use crate::diagnostic::fingerprint::{Fingerprint, Known};
use crate::text::{FileId, Files, Span};

/// The file's name. It lies beside referee.toml, or where Referee is run.
pub const FILE: &str = "referee-baseline.toml";

const VERSION: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: toml::Spanned<u32>,
    findings: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    severity: Level,
    database: String,
    object: String,
    #[serde(default = "one")]
    count: usize,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Level {
    Note,
    Warning,
    Error,
}

fn one() -> usize {
    1
}

/// Reads the baseline in `file`.
///
/// # Errors
/// What is wrong first; then nothing of it holds.
pub fn parse(files: &Files, file: FileId) -> Result<Known, ConfigError> {
    let text = files.get(file).text();
    let error = |range: std::ops::Range<usize>, message: String, help: &str| ConfigError {
        span: Span::new(file, range.start, range.end),
        message,
        help: Some(help.to_owned()),
    };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark)) {
            return Err(error(
                start..start + line.trim_end().len(),
                "this is a merge conflict that nobody has resolved".to_owned(),
                "Keep the lines of both sides and remove the marks, or run `referee baseline` to write the file anew",
            ));
        }
        start += line.len();
    }
    let document: Document = toml::from_str(text).map_err(|wrong| {
        error(
            wrong.span().unwrap_or(0..0),
            format!("not a baseline: {}", wrong.message()),
            "Mend the line, or run `referee baseline` to write the file anew",
        )
    })?;
    if *document.version.get_ref() != VERSION {
        let message = format!("version {} of baselines is not known", document.version.get_ref());
        return Err(error(
            document.version.span(),
            message,
            "Use a newer Referee, or run `referee baseline` to write the file anew",
        ));
    }
    // A merge may have left an entry of both sides: that is one finding, not two.
    let mut entries: BTreeMap<(Fingerprint, Severity), usize> = BTreeMap::new();
    for Entry { rule, severity, database, object, count } in document.findings {
        let severity = match severity {
            Level::Note => Severity::Note,
            Level::Warning => Severity::Warning,
            Level::Error => Severity::Error,
        };
        let known = entries.entry((Fingerprint { rule, database, object }, severity)).or_default();
        *known = count.max(*known);
    }
    let mut known = Known::default();
    entries.into_iter().for_each(|((fingerprint, severity), count)| known.add(fingerprint, severity, count));
    Ok(known)
}

const HEAD: &str = "\
# Findings that were there when `referee baseline` wrote this file. `referee check` shows only others, and those that became worse.
# `referee baseline --prune` removes the entries that are no longer found.
";

/// The file: entries sorted by rule, database and object, one on each line.
pub fn write(known: &Known) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    let mut text = format!("{HEAD}version = {VERSION}\nfindings = [\n");
    for (Fingerprint { rule, database, object }, severity, count) in known.iter() {
        let count = if count == 1 { String::new() } else { format!(", count = {count}") };
        text.push_str(&format!(
            "    {{ rule = {}, severity = {}, database = {}, object = {}{count} }},\n",
            quoted(rule),
            quoted(severity.name()),
            quoted(database),
            quoted(object),
        ));
    }
    text + "]\n"
}
