//! What is told of files: when, where, and how often.

use std::fs;

use libtest_mimic::Failed;
use serde_json::{Value, json};

use super::client::Client;
use super::{MIGRATION, MIGRATION_PATH, SCHEMA, SCHEMA_PATH, agreeing, drifting};
use crate::cli::{Folder, Test};

pub(super) static TESTS: &[(&str, Test)] = &[
    ("come_on_open_change_and_save", come_on_open_change_and_save),
    ("drift_is_told_in_both_files", drift_is_told_in_both_files),
    ("only_what_changed_is_published", only_what_changed_is_published),
    ("what_was_not_understood_is_a_hint", what_was_not_understood_is_a_hint),
    ("unsaved_text_wins_over_the_disk", unsaved_text_wins_over_the_disk),
    ("files_change_on_the_disk", files_change_on_the_disk),
    ("without_watchers_saving_looks_around", without_watchers_saving_looks_around),
    ("characters_are_counted_as_agreed", characters_are_counted_as_agreed),
    ("a_byte_order_mark_is_no_character", a_byte_order_mark_is_no_character),
    ("places_are_left_out_where_none_are_shown", places_are_left_out_where_none_are_shown),
    ("typing_fast_ends_with_what_is_there", typing_fast_ends_with_what_is_there),
    ("actions_edit_this_version", actions_edit_this_version),
    ("answers_are_about_the_text_as_it_is", answers_are_about_the_text_as_it_is),
];

/// A table that refers to one which is not there.
const DANGLING: &str = "CREATE TABLE a (id integer PRIMARY KEY, b_id integer REFERENCES b (id));\n";

fn come_on_open_change_and_save() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    client.open(SCHEMA_PATH)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.edit(SCHEMA_PATH, "onDelete: Cascade", "onDelete: Restrict")?;
    client.wait("a change is told", |client| !client.lines(SCHEMA_PATH).is_empty())?;
    client.says(SCHEMA_PATH, &["error:14:", "action-mismatch", "CASCADE in the migrations but RESTRICT"])?;
    assert_eq!(client.version(SCHEMA_PATH), Some(2));
    client.save(SCHEMA_PATH)?;
    client.edit(SCHEMA_PATH, "onDelete: Restrict", "onDelete: Cascade")?;
    client.wait("it is over", |client| client.lines(SCHEMA_PATH).is_empty())?;
    assert_eq!(client.version(SCHEMA_PATH), Some(3));
    client.save(SCHEMA_PATH)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}

fn drift_is_told_in_both_files() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = drifting(&folder, &[MIGRATION_PATH])?;
    client.says(SCHEMA_PATH, &["error", "action-mismatch", "help: "])?;
    client.says(MIGRATION_PATH, &["hint", "action-mismatch"])?;
    let there = &client.diagnostics(SCHEMA_PATH)[0];
    let here = &client.diagnostics(MIGRATION_PATH)[0];
    assert_eq!(there["relatedInformation"][0]["location"]["uri"], json!(client.uri(MIGRATION_PATH)));
    assert_eq!(there["relatedInformation"][0]["location"]["range"], here["range"]);
    assert_eq!(here["relatedInformation"][0]["location"]["uri"], json!(client.uri(SCHEMA_PATH)));
    assert_eq!(here["relatedInformation"][0]["location"]["range"], there["range"]);
    assert_eq!(there["source"], "referee");
    let page = there["codeDescription"]["href"].as_str().unwrap_or("");
    assert!(page.starts_with("https://") && page.ends_with("/RULES.md#action-mismatch"), "{page}");
    // What the migration becomes is told in the schema.
    client.edit(MIGRATION_PATH, "ON DELETE CASCADE", "ON DELETE RESTRICT")?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}

fn only_what_changed_is_published() -> Result<(), Failed> {
    let folder = Folder::new(&[("a/migrations/1_a.sql", DANGLING), ("z/migrations/1_z.sql", DANGLING)])?;
    let mut client = Client::start(&folder)?;
    client.open("a/migrations/1_a.sql")?;
    client.settle()?;
    assert_eq!((client.publications, client.files().len()), (2, 2));
    client.edit("a/migrations/1_a.sql", "b (id)", "c (id)")?;
    client.settle()?;
    assert_eq!(client.publications, 3);
    // What stands behind all findings changes none.
    client.edit("a/migrations/1_a.sql", ");\n", ");\n-- done\n")?;
    client.save("a/migrations/1_a.sql")?;
    client.settle()?;
    assert_eq!(client.publications, 3);
    client.stop()
}

fn what_was_not_understood_is_a_hint() -> Result<(), Failed> {
    let text = "CREATE TABLE a (id integer PRIMARY KEY);\nALTER TABLE a ADD COLUMN;\n";
    let folder = Folder::new(&[("migrations/1_a.sql", text)])?;
    let mut client = Client::start(&folder)?;
    client.open("migrations/1_a.sql")?;
    client.settle()?;
    client.says("migrations/1_a.sql", &["hint:2:", "not-understood"])?;
    client.edit("migrations/1_a.sql", "COLUMN", "COLUMN b integer")?;
    client.settle()?;
    assert_eq!(client.lines("migrations/1_a.sql"), [""; 0]);
    client.stop()
}

fn unsaved_text_wins_over_the_disk() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    client.open(SCHEMA_PATH)?;
    folder.add(SCHEMA_PATH, &SCHEMA.replace("Cascade", "Restrict"))?;
    client.touch(&[SCHEMA_PATH], 2)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0], "the editor still has the old text");
    client.close(SCHEMA_PATH)?;
    client.wait("the disk counts", |client| !client.lines(SCHEMA_PATH).is_empty())?;
    client.says(SCHEMA_PATH, &["action-mismatch"])?;
    assert_eq!(client.version(SCHEMA_PATH), None);
    client.open_as(SCHEMA_PATH, SCHEMA)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    // A file that is nowhere but in the editor.
    client.open_as("prisma/migrations/2_more/migration.sql", DANGLING)?;
    client.settle()?;
    client.says("prisma/migrations/2_more/migration.sql", &["dangling-reference"])?;
    client.close("prisma/migrations/2_more/migration.sql")?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}

fn files_change_on_the_disk() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    client.wait("watchers", |client| {
        client.has_heard("client/registerCapability", "workspace/didChangeWatchedFiles")
    })?;
    client.open(SCHEMA_PATH)?;
    let migration = "prisma/migrations/2_more/migration.sql";
    folder.add(migration, DANGLING)?;
    client.touch(&[migration], 1)?;
    client.settle()?;
    client.says(migration, &["dangling-reference"])?;
    folder.add(migration, &DANGLING.replace("REFERENCES b (id)", ""))?;
    client.touch(&[migration], 2)?;
    client.settle()?;
    client.silent(migration, "dangling-reference")?;
    // Of a folder that goes only the folder is told.
    folder.add(migration, DANGLING)?;
    client.touch(&[migration], 2)?;
    client.settle()?;
    client.says(migration, &["dangling-reference"])?;
    fs::remove_dir_all(folder.path().join("prisma/migrations/2_more"))?;
    client.touch(&["prisma/migrations/2_more"], 3)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}

fn without_watchers_saving_looks_around() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start_with(&folder, |params| params["capabilities"]["workspace"] = json!({}))?;
    client.open(SCHEMA_PATH)?;
    client.settle()?;
    let migration = "prisma/migrations/2_more/migration.sql";
    folder.add(migration, DANGLING)?;
    client.save(SCHEMA_PATH)?;
    client.settle()?;
    client.says(migration, &["dangling-reference"])?;
    assert!(!client.has_heard("client/registerCapability", ""));
    fs::remove_dir_all(folder.path().join("prisma/migrations/2_more"))?;
    client.open(MIGRATION_PATH)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}

fn characters_are_counted_as_agreed() -> Result<(), Failed> {
    let text = "CREATE TABLE x (id integer);\r\n/* ä🦀 */ CREATE TABLE a (id integer PRIMARY KEY, b_id integer REFERENCES b (id));\r\n";
    let folder = Folder::new(&[("migrations/1_a.sql", text)])?;
    let line = text.lines().nth(1).unwrap_or("");
    let before = line.split_once("b (id)").map_or("", |(before, _)| before);
    let counts = [before.len(), before.encode_utf16().count(), before.chars().count()];
    let offers = [
        (json!(["utf-16", "utf-8", "utf-32"]), "utf-8", counts[0]),
        (json!(["utf-32", "utf-16"]), "utf-16", counts[1]),
        (json!(["utf-32"]), "utf-32", counts[2]),
        (json!(["utf-7"]), "utf-16", counts[1]),
        (Value::Null, "utf-16", counts[1]),
    ];
    for (offered, chosen, count) in offers {
        let mut client = Client::spawn(folder.path())?;
        let mut params = client.parameters();
        params["capabilities"]["general"]["positionEncodings"] = offered;
        let answer = client.request("initialize", params)?;
        assert_eq!(answer["capabilities"]["positionEncoding"], chosen);
        client.notify("initialized", json!({}))?;
        client.open("migrations/1_a.sql")?;
        client.settle()?;
        let found = client.diagnostics("migrations/1_a.sql");
        let start = &found[0]["range"]["start"];
        assert_eq!((start["line"].as_u64(), start["character"].as_u64()), (Some(1), Some(count as u64)));
        // An edit that is counted in the same way.
        let end = json!({ "line": 1, "character": count + 1 });
        let range = json!({ "start": start, "end": end });
        let after = text.replace("b (id)", "a (id)");
        client.change("migrations/1_a.sql", json!([{ "range": range, "text": "a" }]), after)?;
        client.settle()?;
        assert_eq!(client.lines("migrations/1_a.sql"), [""; 0], "{chosen}");
        client.stop()?;
    }
    Ok(())
}

fn a_byte_order_mark_is_no_character() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/1_a.sql", &format!("\u{feff}{DANGLING}"))])?;
    let mut client = Client::start(&folder)?;
    client.settle_at("migrations/2_b.sql")?;
    let closed = client.lines("migrations/1_a.sql");
    // Editors take the mark away.
    client.open_as("migrations/1_a.sql", DANGLING)?;
    client.settle()?;
    assert_eq!(client.lines("migrations/1_a.sql"), closed);
    assert_eq!(closed.len(), 1);
    client.stop()
}

fn places_are_left_out_where_none_are_shown() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client =
        Client::start_with(&folder, |params| params["capabilities"]["textDocument"] = json!({}))?;
    client.open_as(SCHEMA_PATH, &SCHEMA.replace("Cascade", "Restrict"))?;
    client.settle()?;
    client.says(SCHEMA_PATH, &["action-mismatch"])?;
    assert_eq!(client.diagnostics(SCHEMA_PATH)[0].get("relatedInformation"), None);
    // Nor are there actions for a client that knows only commands.
    assert_eq!(client.actions(SCHEMA_PATH, "onDelete: Restrict")?, Value::Null);
    client.stop()
}

fn typing_fast_ends_with_what_is_there() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    client.open(SCHEMA_PATH)?;
    for _ in 0..40 {
        for (old, new) in [("Cascade", "SetNull"), ("SetNull", "Restrict"), ("Restrict", "Cascade")] {
            client.edit(SCHEMA_PATH, &format!("onDelete: {old}"), &format!("onDelete: {new}"))?;
        }
    }
    client.edit(SCHEMA_PATH, "onDelete: Cascade", "onDelete: SetDefault")?;
    // Nothing but time passes.
    client.wait("the last text is told", |client| client.says(SCHEMA_PATH, &["SET DEFAULT"]).is_ok())?;
    assert!(client.publications < 200, "{} publications", client.publications);
    client.stop()
}

fn actions_edit_this_version() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = drifting(&folder, &[])?;
    let actions = client.actions(SCHEMA_PATH, "onDelete: Restrict")?;
    let first = &actions[0];
    assert_eq!((&first["kind"], &first["isPreferred"]), (&json!("quickfix"), &json!(true)), "{actions:#}");
    assert_eq!(first["diagnostics"][0], client.diagnostics(SCHEMA_PATH)[0]);
    let document = &first["edit"]["documentChanges"][0];
    assert_eq!(document["textDocument"], json!({ "uri": client.uri(SCHEMA_PATH), "version": 2 }));
    client.apply(SCHEMA_PATH, &document["edits"])?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0], "{}", client.text(SCHEMA_PATH)?);
    client.stop()?;

    let without = |params: &mut Value| params["capabilities"]["workspace"]["workspaceEdit"] = Value::Null;
    let mut client = Client::start_with(&folder, without)?;
    client.open_as(SCHEMA_PATH, &SCHEMA.replace("Cascade", "Restrict"))?;
    let actions = client.actions(SCHEMA_PATH, "onDelete: Restrict")?;
    let edits = actions[0]["edit"]["changes"][client.uri(SCHEMA_PATH)].clone();
    client.apply(SCHEMA_PATH, &edits)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    // Only what was asked for.
    client.edit(SCHEMA_PATH, "onDelete: Cascade", "onDelete: Restrict")?;
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let context = json!({ "diagnostics": [], "only": ["source.organizeImports"] });
    let document = json!({ "uri": client.uri(SCHEMA_PATH) });
    let params = json!({ "textDocument": document, "range": range, "context": context });
    assert_eq!(client.request("textDocument/codeAction", params)?, Value::Null);
    client.stop()
}

fn answers_are_about_the_text_as_it_is() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    client.open(SCHEMA_PATH)?;
    client.open(MIGRATION_PATH)?;
    client.edit(SCHEMA_PATH, "datasource", "// one\n// two\ndatasource")?;
    let hover = client.ask("textDocument/hover", SCHEMA_PATH, "onDelete", 2)?;
    assert!(hover["contents"]["value"].to_string().contains("CASCADE"), "{hover:#}");
    assert_eq!(hover["contents"]["kind"], "markdown");
    assert_eq!(hover["range"]["start"]["line"], 15);
    let there = client.ask("textDocument/definition", SCHEMA_PATH, "@relation", 2)?;
    assert_eq!(there[0]["uri"], json!(client.uri(MIGRATION_PATH)), "{there:#}");
    assert_eq!(there[0]["range"]["start"]["line"], json!(MIGRATION.lines().count() - 1));
    // A place past the end, in a file that is not open, in a file that there is not.
    let far = json!({ "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 });
    for path in [SCHEMA_PATH, "prisma/migrations/migration_lock.toml", "nowhere.sql"] {
        let params = json!({ "textDocument": { "uri": client.uri(path) }, "position": far });
        client.request("textDocument/hover", params.clone())?;
        client.request("textDocument/definition", params)?;
    }
    client.stop()
}
