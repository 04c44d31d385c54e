//! referee.toml, referee.lock, referee-baseline.toml and the editor's settings.

use std::fs;

use libtest_mimic::Failed;
use serde_json::{Value, json};

use super::client::Client;
use super::{MIGRATION_PATH, SCHEMA, SCHEMA_PATH, agreeing};
use crate::cli::{Folder, Test};

pub(super) static TESTS: &[(&str, Test)] = &[
    ("a_wrong_configuration_keeps_the_findings", a_wrong_configuration_keeps_the_findings),
    ("a_configuration_that_is_deleted_is_gone", a_configuration_that_is_deleted_is_gone),
    ("a_configuration_above_the_folder_holds", a_configuration_above_the_folder_holds),
    ("a_source_that_is_not_there_is_told_in_its_place", a_source_that_is_not_there_is_told_in_its_place),
    ("wrong_lock_and_baseline_are_told", wrong_lock_and_baseline_are_told),
    ("settings_decide_how_files_are_read", settings_decide_how_files_are_read),
    ("wrong_settings_are_told", wrong_settings_are_told),
];

const TOML: &str = "referee.toml";

/// Agreeing files with a policy that forbids what they agree on.
fn forbidden() -> Result<Folder, Failed> {
    let folder = agreeing()?;
    folder.add(TOML, "[[policy]]\nreferences = \"User\"\non_delete = \"restrict\"\n")?;
    Ok(folder)
}

fn a_wrong_configuration_keeps_the_findings() -> Result<(), Failed> {
    let folder = forbidden()?;
    let mut client = Client::start(&folder)?;
    client.open(TOML)?;
    client.open(SCHEMA_PATH)?;
    client.settle()?;
    client.says(MIGRATION_PATH, &["forbidden-action"])?;
    client.edit(TOML, "on_delete", "on_delte")?;
    client.settle()?;
    client.says(TOML, &["error:3:1", "invalid-configuration", "help: did you mean `on_delete`"])?;
    client.says(MIGRATION_PATH, &["forbidden-action"])?;
    // Edits under a wrong configuration neither help nor harm, and there are no actions for a text that was not analysed.
    client.edit(SCHEMA_PATH, "model User", "// a comment\nmodel User")?;
    assert_eq!(client.actions(SCHEMA_PATH, "onDelete: Cascade")?, Value::Null);
    client.says(MIGRATION_PATH, &["forbidden-action"])?;
    client.edit(TOML, "on_delte", "on_delete")?;
    client.settle()?;
    client.silent(TOML, "invalid-configuration")?;
    client.says(MIGRATION_PATH, &["forbidden-action"])?;
    client.edit(TOML, "restrict", "cascade")?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}

fn a_configuration_that_is_deleted_is_gone() -> Result<(), Failed> {
    let folder = forbidden()?;
    let mut client = Client::start(&folder)?;
    client.open(SCHEMA_PATH)?;
    client.settle()?;
    client.says(MIGRATION_PATH, &["forbidden-action"])?;
    fs::remove_file(folder.path().join(TOML))?;
    client.touch(&[TOML], 3)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    // A new one that is wrong from the beginning, and goes too.
    folder.add(TOML, "nonsense")?;
    client.touch(&[TOML], 1)?;
    client.settle()?;
    client.says(TOML, &["invalid-configuration"])?;
    fs::remove_file(folder.path().join(TOML))?;
    client.touch(&[TOML], 3)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}

fn a_configuration_above_the_folder_holds() -> Result<(), Failed> {
    let folder = forbidden()?;
    let mut client = Client::start_at(&folder.path().join("prisma"), |_| {})?;
    client.open("schema.prisma")?;
    client.settle()?;
    client.says("migrations/1_init/migration.sql", &["forbidden-action"])?;
    client.open("../referee.toml")?;
    client.edit("../referee.toml", "restrict", "cascade")?;
    client.settle_at("schema.prisma")?;
    assert_eq!(client.files(), [""; 0]);
    client.edit("../referee.toml", "cascade", "cascades")?;
    client.settle_at("schema.prisma")?;
    client.says("../referee.toml", &["invalid-configuration"])?;
    client.stop()
}

fn a_source_that_is_not_there_is_told_in_its_place() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    client.open_as(TOML, "[[database]]\nname = \"main\"\nsources = [\"prisma\", \"nowhere\"]\n")?;
    client.settle()?;
    client.says(TOML, &["error:3:22", "invalid-configuration", "`nowhere`"])?;
    client.edit(TOML, "nowhere", "prisma/migrations")?;
    client.settle()?;
    assert_eq!(client.lines(TOML), [""; 0]);
    client.stop()
}

fn wrong_lock_and_baseline_are_told() -> Result<(), Failed> {
    let folder = forbidden()?;
    folder.add("referee.lock", "version = 1\nnonsense = 5\n")?;
    folder.add("referee-baseline.toml", "version = 1\nnonsense = 5\n")?;
    let mut client = Client::start(&folder)?;
    client.open(SCHEMA_PATH)?;
    client.settle()?;
    client.says("referee.lock", &["invalid-configuration"])?;
    client.says("referee-baseline.toml", &["invalid-configuration"])?;
    client.says(MIGRATION_PATH, &["forbidden-action"])?;
    fs::remove_file(folder.path().join("referee.lock"))?;
    fs::remove_file(folder.path().join("referee-baseline.toml"))?;
    client.touch(&["referee.lock", "referee-baseline.toml"], 3)?;
    client.settle()?;
    client.silent("referee.lock", "")?;
    client.silent("referee-baseline.toml", "")?;
    // What a right one knows is not told.
    folder.run(&["baseline"])?;
    client.touch(&["referee-baseline.toml"], 1)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}

fn settings_decide_how_files_are_read() -> Result<(), Failed> {
    // In MySQL of release 8 an inline REFERENCES means nothing.
    let text = "CREATE TABLE b (id integer PRIMARY KEY);\nCREATE TABLE a (id integer PRIMARY KEY, b_id integer REFERENCES b (id));\n";
    let folder = Folder::new(&[
        ("migrations/1_a.sql", text),
        ("strict.toml", "[rules]\nimplicit-action = \"error\"\n"),
    ])?;
    let mut client = Client::start_with(&folder, |params| {
        params["initializationOptions"] = json!({ "dialect": "mysql@8.0", "config": null, "searchPath": [] });
    })?;
    let file = "migrations/1_a.sql";
    client.open(file)?;
    client.settle()?;
    client.says(file, &["ignored-reference"])?;
    let tell = |client: &mut Client, settings: Value| {
        client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }))?;
        client.settle()
    };
    tell(&mut client, json!({ "referee": { "dialect": "postgresql", "trace": { "server": "off" } } }))?;
    client.silent(file, "ignored-reference")?;
    tell(&mut client, json!({ "config": "strict.toml" }))?;
    client.says(file, &["implicit-action"])?;
    // Nothing that concerns us.
    tell(&mut client, json!({}))?;
    client.says(file, &["implicit-action"])?;
    tell(&mut client, json!({ "referee": {} }))?;
    client.silent(file, "implicit-action")?;
    // A client that only says that there is something to be asked for.
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }))?;
    client.wait("we are asked", |client| client.has_heard("workspace/configuration", "\"referee\""))?;
    let asked = client.heard.iter().find(|message| message["method"] == "workspace/configuration").cloned();
    let id = asked.map_or(Value::Null, |asked| asked["id"].clone());
    client.send(&json!({ "jsonrpc": "2.0", "id": id, "result": [{ "dialect": "mysql@8.0" }] }))?;
    client.settle()?;
    client.says(file, &["ignored-reference"])?;
    client.stop()
}

fn wrong_settings_are_told() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start_with(&folder, |params| {
        params["initializationOptions"] = json!({ "dialect": "oracle", "config": 5, "searchPath": "public" });
    })?;
    client.open_as(SCHEMA_PATH, &SCHEMA.replace("Cascade", "Restrict"))?;
    client.settle()?;
    for words in ["`dialect` must be postgresql", "`config` must be the path", "`searchPath` must be a list"]
    {
        assert!(client.has_heard("window/showMessage", words), "{words}: {:?}", client.heard);
    }
    client.says(SCHEMA_PATH, &["action-mismatch"])?;
    let settings = json!({ "settings": { "referee": { "config": "nowhere.toml" } } });
    client.notify("workspace/didChangeConfiguration", settings)?;
    client.settle()?;
    assert!(client.has_heard("window/showMessage", "nowhere.toml"), "{:?}", client.heard);
    client.says(SCHEMA_PATH, &["action-mismatch"])?;
    // It is told once, however often it hinders.
    client.edit(SCHEMA_PATH, "model User", "// a comment\nmodel User")?;
    client.settle()?;
    let told = client.heard.iter().filter(|message| message.to_string().contains("nowhere.toml"));
    assert_eq!(told.count(), 1);
    client.stop()
}
