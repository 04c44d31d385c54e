//! Several folders, documents outside all of them, folders that go.

use std::fs;

use libtest_mimic::Failed;
use serde_json::{Value, json};

use super::client::Client;
use super::{MIGRATION, MIGRATION_PATH, SCHEMA, SCHEMA_PATH, agreeing};
use crate::cli::{Folder, Test};

pub(super) static TESTS: &[(&str, Test)] = &[
    ("folders_come_and_go", folders_come_and_go),
    ("folders_within_folders_say_it_once", folders_within_folders_say_it_once),
    ("a_document_outside_has_its_own_folder", a_document_outside_has_its_own_folder),
    ("a_home_is_no_project", a_home_is_no_project),
    ("a_folder_is_deleted_and_comes_back", a_folder_is_deleted_and_comes_back),
    ("a_folder_is_renamed", a_folder_is_renamed),
    ("names_may_be_unusual", names_may_be_unusual),
    ("a_folder_may_be_a_link", a_folder_may_be_a_link),
    ("the_first_analysis_shows_progress", the_first_analysis_shows_progress),
    ("older_clients_say_root_uri", older_clients_say_root_uri),
];

const DANGLING: &str = "CREATE TABLE a (id integer PRIMARY KEY, b_id integer REFERENCES b (id));\n";

fn change(client: &mut Client, removed: &[&str], added: &[&str]) -> Result<(), Failed> {
    let folders = |paths: &[&str], client: &Client| -> Vec<Value> {
        paths.iter().map(|path| json!({ "uri": client.uri(path), "name": path })).collect()
    };
    let event = json!({ "removed": folders(removed, client), "added": folders(added, client) });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }))
}

fn two() -> Result<Folder, Failed> {
    Folder::new(&[("one/migrations/1.sql", DANGLING), ("two/migrations/1.sql", DANGLING)])
}

fn folders_come_and_go() -> Result<(), Failed> {
    let folder = two()?;
    let mut client = Client::start_with(&folder, |params| params["workspaceFolders"] = json!([]))?;
    change(&mut client, &[], &["one"])?;
    client.wait("the first", |client| client.files() == ["one/migrations/1.sql"])?;
    change(&mut client, &[], &["two"])?;
    client.wait("the second", |client| client.files().len() == 2)?;
    // A change in one is none in the other.
    let before = client.publications;
    client.open("two/migrations/1.sql")?;
    client.edit("two/migrations/1.sql", "b (id)", "c (id)")?;
    client.settle()?;
    assert_eq!(client.publications, before + 1);
    client.says("two/migrations/1.sql", &["`public.c`"])?;
    change(&mut client, &["one"], &[])?;
    client.wait("the first is gone", |client| client.files() == ["two/migrations/1.sql"])?;
    change(&mut client, &["two", "nowhere"], &["one"])?;
    client
        .wait("they change places", |client| client.says("one/migrations/1.sql", &["`public.b`"]).is_ok())?;
    client.stop()
}

fn folders_within_folders_say_it_once() -> Result<(), Failed> {
    let folder = two()?;
    let mut client = Client::start_with(&folder, |params| {
        let inner = format!("{}/one", params["workspaceFolders"][0]["uri"].as_str().unwrap_or(""));
        let outer = params["workspaceFolders"][0].clone();
        params["workspaceFolders"] = json!([outer, { "uri": inner, "name": "one" }]);
    })?;
    client.open("one/migrations/1.sql")?;
    client.settle_at("two/migrations/1.sql")?;
    client.settle_at("one/migrations/1.sql")?;
    assert_eq!(client.lines("one/migrations/1.sql").len(), 1);
    client.edit("one/migrations/1.sql", "b (id)", "c (id)")?;
    client.settle_at("two/migrations/1.sql")?;
    client.settle_at("one/migrations/1.sql")?;
    assert_eq!(client.lines("one/migrations/1.sql").len(), 1);
    client.says("one/migrations/1.sql", &["`public.c`"])?;
    change(&mut client, &["one"], &[])?;
    client.settle()?;
    assert_eq!(client.lines("one/migrations/1.sql").len(), 1);
    client.stop()
}

fn a_document_outside_has_its_own_folder() -> Result<(), Failed> {
    let folder = Folder::new(&[
        ("open/notes.md", ""),
        ("other/.git/HEAD", ""),
        ("other/prisma/schema.prisma", SCHEMA),
        (
            "other/prisma/migrations/1_init/migration.sql",
            &MIGRATION.replace("DELETE CASCADE", "DELETE RESTRICT"),
        ),
        ("other/prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n"),
    ])?;
    let mut client = Client::start_with(&folder, |params| {
        let inner = format!("{}/open", params["workspaceFolders"][0]["uri"].as_str().unwrap_or(""));
        params["workspaceFolders"] = json!([{ "uri": inner, "name": "open" }]);
    })?;
    client.open("other/prisma/schema.prisma")?;
    client.settle()?;
    client.says("other/prisma/schema.prisma", &["action-mismatch"])?;
    client.open("other/prisma/migrations/1_init/migration.sql")?;
    client.edit("other/prisma/migrations/1_init/migration.sql", "DELETE RESTRICT", "DELETE CASCADE")?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.edit("other/prisma/migrations/1_init/migration.sql", "DELETE CASCADE", "DELETE SET NULL")?;
    client.settle()?;
    assert_eq!(client.files().len(), 2);
    // As long as a document of it is open, and no longer.
    client.close("other/prisma/schema.prisma")?;
    client.settle()?;
    client.says("other/prisma/schema.prisma", &["action-mismatch"])?;
    client.close("other/prisma/migrations/1_init/migration.sql")?;
    client.wait("nobody looks", |client| client.files().is_empty())?;
    // What has no path is no concern of ours.
    let item = json!({ "uri": "untitled:Untitled-1", "languageId": "sql", "version": 1, "text": DANGLING });
    client.notify("textDocument/didOpen", json!({ "textDocument": item }))?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}

fn a_home_is_no_project() -> Result<(), Failed> {
    let folder = Folder::new(&[
        ("1.sql", DANGLING),
        (".git/HEAD", ""),
        ("work/1.sql", DANGLING),
        ("other/1.sql", DANGLING),
    ])?;
    let mut client = Client::spawn_at_home(folder.path(), folder.path())?;
    client.request("initialize", json!({ "capabilities": {} }))?;
    client.notify("initialized", json!({}))?;
    client.open("1.sql")?;
    client.open("work/1.sql")?;
    client.settle_at("1.sql")?;
    client.settle_at("work/1.sql")?;
    assert_eq!(client.files(), ["work/1.sql"]);
    client.stop()
}

fn a_folder_is_deleted_and_comes_back() -> Result<(), Failed> {
    let folder = Folder::new(&[("project/migrations/1.sql", DANGLING)])?;
    let root = folder.path().join("project");
    let mut client = Client::start_at(&root, |_| {})?;
    client.open("migrations/1.sql")?;
    client.settle()?;
    client.says("migrations/1.sql", &["dangling-reference"])?;
    fs::remove_dir_all(&root)?;
    client.touch(&[""], 3)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    assert!(client.has_heard("window/logMessage", "is no folder any more"), "{:?}", client.heard);
    client.edit("migrations/1.sql", "b (id)", "c (id)")?;
    client.settle()?;
    folder.add("project/migrations/1.sql", DANGLING)?;
    client.touch(&["migrations/1.sql"], 1)?;
    client.settle()?;
    client.says("migrations/1.sql", &["dangling-reference", "`public.c`"])?;
    client.stop()
}

fn a_folder_is_renamed() -> Result<(), Failed> {
    let folder = Folder::new(&[("old/migrations/1.sql", DANGLING)])?;
    let mut client = Client::start_with(&folder, |params| params["workspaceFolders"] = json!([]))?;
    change(&mut client, &[], &["old"])?;
    client.wait("the old name", |client| client.files() == ["old/migrations/1.sql"])?;
    fs::rename(folder.path().join("old"), folder.path().join("new"))?;
    change(&mut client, &["old"], &["new"])?;
    client.wait("the new name", |client| client.files() == ["new/migrations/1.sql"])?;
    client.stop()
}

fn names_may_be_unusual() -> Result<(), Failed> {
    let names = ["a b%20c", "Grüße 🦀", "#?&+[x]'", "日本"];
    for name in names {
        let file = format!("{name}/{name}/schema.prisma");
        let migration = format!("{name}/{name}/migrations/1_init/migration.sql");
        let folder = Folder::new(&[(file.as_str(), SCHEMA), (migration.as_str(), MIGRATION)])?;
        let mut client = Client::start_at(&folder.path().join(name), |_| {})?;
        let path = format!("{name}/schema.prisma");
        client.open(&path)?;
        client.edit(&path, "Cascade", "Restrict")?;
        client.settle()?;
        client.says(&path, &["action-mismatch"])?;
        client.says(&format!("{name}/migrations/1_init/migration.sql"), &["action-mismatch"])?;
        client.stop()?;
    }
    // A client that does not escape.
    let folder = Folder::new(&[("a ü/migrations/1.sql", DANGLING)])?;
    let raw = format!("file://{}/a ü", folder.path().display());
    let mut client = Client::start_with(&folder, |params| params["workspaceFolders"][0]["uri"] = json!(raw))?;
    let item =
        json!({ "uri": format!("{raw}/migrations/1.sql"), "languageId": "sql", "version": 1, "text": "" });
    client.wait("it is found", |client| {
        client.files() == ["a ü/migrations/1.sql"].map(|path| encoded(client, path))
    })?;
    client.notify("textDocument/didOpen", json!({ "textDocument": item }))?;
    client.wait("its text counts", |client| client.files().is_empty())?;
    client.stop()
}

/// The path below the root, as it stands in its URI.
fn encoded(client: &Client, path: &str) -> String {
    client.uri(path).replace(&format!("{}/", client.uri("")), "")
}

#[cfg(unix)]
fn a_folder_may_be_a_link() -> Result<(), Failed> {
    let folder = Folder::new(&[("real/notes.md", "")])?;
    let project = agreeing()?;
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(project.path(), &link)?;
    let mut client = Client::start_at(&link, |_| {})?;
    client.open(SCHEMA_PATH)?;
    client.edit(SCHEMA_PATH, "Cascade", "Restrict")?;
    client.settle()?;
    client.says(SCHEMA_PATH, &["action-mismatch"])?;
    client.says(MIGRATION_PATH, &["action-mismatch"])?;
    client.stop()
}

#[cfg(not(unix))]
fn a_folder_may_be_a_link() -> Result<(), Failed> {
    Ok(())
}

fn the_first_analysis_shows_progress() -> Result<(), Failed> {
    let folder = two()?;
    let mut client = Client::start(&folder)?;
    client.open("one/migrations/1.sql")?;
    client.edit("one/migrations/1.sql", "b (id)", "c (id)")?;
    client.settle()?;
    let methods: Vec<&str> = client.heard.iter().filter_map(|message| message["method"].as_str()).collect();
    let progress: Vec<&str> =
        methods.into_iter().filter(|method| method.to_lowercase().contains("progress")).collect();
    assert_eq!(progress, ["window/workDoneProgress/create", "$/progress", "$/progress"]);
    let kinds = client.heard.iter().map(|message| message["params"]["value"]["kind"].clone());
    let kinds: Vec<Value> = kinds.filter(|kind| !kind.is_null()).collect();
    assert_eq!(kinds, [json!("begin"), json!("end")]);
    client.stop()?;
    let mut client = Client::start_with(&folder, |params| params["capabilities"]["window"] = Value::Null)?;
    client.open("one/migrations/1.sql")?;
    client.settle()?;
    assert!(!client.has_heard("$/progress", ""));
    client.stop()
}

fn older_clients_say_root_uri() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start_with(&folder, |params| {
        params["rootUri"] = params["workspaceFolders"][0]["uri"].clone();
        params["workspaceFolders"] = Value::Null;
        params["capabilities"] = json!({});
    })?;
    client.open_as(SCHEMA_PATH, &SCHEMA.replace("Cascade", "Restrict"))?;
    client.settle()?;
    client.says(SCHEMA_PATH, &["action-mismatch"])?;
    client.says(MIGRATION_PATH, &["action-mismatch"])?;
    client.stop()
}
