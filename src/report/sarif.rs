//! SARIF 2.1.0 (OASIS, 2020), for code scanning. What was not understood is a notification of the run, not a result.

use std::collections::BTreeMap;
use std::io;

use serde_json::{Value, json};

use crate::config::Level;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::rules::{self, RULES, Rule};
use crate::text::{Files, Span};

use super::Report;
use super::place::{Place, identified};

/// Prints the log and a line end.
pub(super) fn render(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let indices: BTreeMap<&str, usize> = RULES.iter().map(|rule| rule.name).zip(0..).collect();
    let results: Vec<Value> = identified(report)
        .map(|(identity, diagnostic)| {
            result(report.files, diagnostic, &identity, indices.get(diagnostic.rule).copied())
        })
        .collect();
    let notifications: Vec<Value> = report
        .summary
        .unread
        .iter()
        .map(|unread| {
            json!({
                "level": "note",
                "message": {"text": format!("not understood, and so not checked: {}", unread.why)},
                "locations": [{"physicalLocation": physical(report.files, unread.span)}],
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "Referee",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": RULES.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": notifications}],
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn descriptor(rule: &Rule) -> Value {
    let level = match rule.level {
        Level::Off => json!({"enabled": false}),
        Level::Note => json!({"level": "note"}),
        Level::Warn => json!({"level": "warning"}),
        Level::Error => json!({"level": "error"}),
    };
    json!({
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.docs.finds},
        "help": {"text": format!("{} {}", rule.docs.why, rule.docs.remedy), "markdown": rules::explanation(rule)},
        "defaultConfiguration": level,
        "properties": {"tags": [rule.group.name()]},
    })
}

fn result(files: &Files, diagnostic: &Diagnostic, identity: &str, rule: Option<usize>) -> Value {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!(". {help}"));
    let related: Vec<Value> = (1..)
        .zip(&diagnostic.related)
        .map(|(id, Label { span, text })| {
            json!({"id": id, "message": {"text": text}, "physicalLocation": physical(files, *span)})
        })
        .collect();
    let mut result = json!({
        "ruleId": diagnostic.rule,
        "level": level,
        "message": {"text": format!("{}{help}", diagnostic.message)},
        "locations": [{"physicalLocation": physical(files, diagnostic.primary.span), "message": {"text": diagnostic.primary.text}}],
        "relatedLocations": related,
        "partialFingerprints": {"object/v1": identity},
    });
    if let (Some(result), Some(index)) = (result.as_object_mut(), rule) {
        result.insert("ruleIndex".to_owned(), index.into());
    }
    result
}

fn physical(files: &Files, span: Span) -> Value {
    let place = Place::of(files, span);
    json!({
        "artifactLocation": {"uri": uri(place.path)},
        "region": {
            "startLine": place.start.line,
            "startColumn": place.start.column,
            "endLine": place.end.line,
            "endColumn": place.end.column,
        },
    })
}

/// A path as a URI reference (RFC 3986): relative to the root of the run unless the path is absolute.
fn uri(path: &str) -> String {
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte))
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}
