//! `[[ignore]]` in referee.toml.

use super::{Edit, REASON, is_whole};
use crate::diagnostic::Diagnostic;
use crate::text::{FileId, Files, Span};

/// An entry at the end of referee.toml that silences a finding by its object; `None` for findings that belong to no table.
pub fn ignore_entry(files: &Files, config: FileId, finding: &Diagnostic) -> Option<Edit> {
    let file = files.get(config);
    let selection = finding.selection.as_ref().filter(|_| is_whole(file))?;
    let columns: Vec<&str> = selection.columns.iter().map(|column| column.as_str()).collect();
    let mut lines = vec![
        "[[ignore]]".to_owned(),
        format!("rule = \"{}\"", finding.rule),
        format!("table = {}", pattern(&selection.table)),
    ];
    match columns.as_slice() {
        [] => {}
        [column] => lines.push(format!("column = {}", pattern(column))),
        several => lines.push(format!("foreign_key = {}", pattern(&several.join(",")))),
    }
    lines.push(format!("reason = \"{REASON}\""));
    let text = file.text();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = match text.trim_end_matches(['\r', '\n']).len() {
        0 => "",
        _ if text.ends_with('\n') => newline,
        _ => &newline.repeat(2),
    };
    let entry = lines.iter().map(|line| format!("{line}{newline}")).collect::<String>();
    let end = text.len();
    Some(Edit { span: Span::new(config, end, end), text: format!("{gap}{entry}") })
}

/// A name as a pattern that matches nothing else, as a string of TOML.
fn pattern(name: &str) -> String {
    let mut text = String::from("\"");
    for c in name.chars() {
        match c {
            '*' | '?' | '[' | ']' | '{' | '}' => text.extend(['[', c, ']']),
            '\\' => text.push_str("[\\\\]"),
            '"' => text.push_str("\\\""),
            c if c.is_control() => text.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}
