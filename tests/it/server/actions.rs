//! Code actions, as an editor asks for them and carries them out.

use std::fs;

use libtest_mimic::Failed;
use serde_json::Value;

use super::{MIGRATION_PATH, SCHEMA_PATH, agreeing, drifting};
use crate::cli::Test;

/// The tests of this file.
pub(super) static TESTS: &[(&str, Test)] = &[
    ("the_declared_action_is_brought_in_line", the_declared_action_is_brought_in_line),
    ("a_finding_is_ignored_with_a_reason", a_finding_is_ignored_with_a_reason),
    ("nothing_is_offered_where_nothing_is_found", nothing_is_offered_where_nothing_is_found),
];

/// The titles of actions, and the text that each one's only edit puts in.
fn offered(actions: &Value) -> Vec<(String, String)> {
    let text = |action: &Value| {
        let edit = &action["edit"];
        let edits = [&edit["documentChanges"][0]["edits"], &edit["changes"]];
        let first = edits[0][0].clone();
        let first = if first.is_null() {
            edits[1]
                .as_object()
                .and_then(|files| files.values().next())
                .map_or(Value::Null, |edits| edits[0].clone())
        } else {
            first
        };
        first["newText"].as_str().unwrap_or("").to_owned()
    };
    let all = actions.as_array().into_iter().flatten();
    all.map(|action| (action["title"].as_str().unwrap_or("").to_owned(), text(action))).collect()
}

fn the_declared_action_is_brought_in_line() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = drifting(&folder, &[MIGRATION_PATH])?;
    let here = client.actions(SCHEMA_PATH, "onDelete")?;
    let first = offered(&here).into_iter().next();
    let title = "State ON DELETE CASCADE as the migrations do";
    assert_eq!(first, Some((title.to_owned(), "Cascade".to_owned())));
    assert_eq!(here[0]["isPreferred"], Value::Bool(true));
    assert_eq!(here[0]["diagnostics"][0]["code"], "action-mismatch");
    let there = client.actions(MIGRATION_PATH, "ON DELETE")?;
    let first = offered(&there).into_iter().next();
    assert_eq!(first, Some((format!("{title} in {SCHEMA_PATH}"), "Cascade".to_owned())));
    client.edit(SCHEMA_PATH, "onDelete: Restrict", "onDelete: Cascade")?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}

fn a_finding_is_ignored_with_a_reason() -> Result<(), Failed> {
    let folder = agreeing()?;
    fs::write(folder.path().join("referee.toml"), "[rules]\n")?;
    let mut client = drifting(&folder, &[])?;
    let actions = client.actions(SCHEMA_PATH, "onDelete")?;
    let comment = "  // referee: ignore[action-mismatch] TODO: say why\n";
    let entry = "\n[[ignore]]\nrule = \"action-mismatch\"\ntable = \"Post\"\ncolumn = \"userId\"\nreason = \"TODO: say why\"\n";
    let expected = [
        ("Ignore action-mismatch here, with a reason", comment),
        ("Ignore action-mismatch in referee.toml, with a reason", entry),
    ];
    let expected = expected.map(|(title, text)| (title.to_owned(), text.to_owned()));
    assert_eq!(offered(&actions)[1..], expected);
    client.edit(SCHEMA_PATH, "  user   User", &format!("{comment}  user   User"))?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}

fn nothing_is_offered_where_nothing_is_found() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = drifting(&folder, &[])?;
    assert_eq!(offered(&client.actions(SCHEMA_PATH, "model User")?), []);
    client.stop()
}
