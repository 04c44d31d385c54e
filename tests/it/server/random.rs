//! Edits that nobody would make, one after the other: what the server says in the end is what the command line says of the same texts.

use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use serde_json::{Value, json};

use super::client::Client;
use super::{MIGRATION, MIGRATION_PATH, SCHEMA, SCHEMA_PATH};
use crate::cli::{Folder, Test};

pub(super) static TESTS: &[(&str, Test)] = &[
    ("random_edits_0", || random_edits(0)),
    ("random_edits_1", || random_edits(1)),
    ("random_edits_2", || random_edits(2)),
    ("random_edits_3", || random_edits(3)),
    ("random_messages", random_messages),
];

/// How many times the server is compared with a fresh start.
const ROUNDS: usize = 8;
/// How many edits lie between.
const EDITS: usize = 12;

const OTHER_PATH: &str = "prisma/migrations/2_more/migration.sql";
const FILES: [(&str, &str); 4] = [
    (SCHEMA_PATH, SCHEMA),
    (MIGRATION_PATH, MIGRATION),
    (OTHER_PATH, "ALTER TABLE \"Post\" ADD COLUMN \"note\" TEXT; -- ä🦀\r\n"),
    ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n"),
];

/// What is put in: pieces of both languages, line ends, characters of all sizes.
const PIECES: [&str; 22] = [
    "",
    " ",
    "\n",
    "\r\n",
    "ä",
    "🦀",
    "'",
    "\"",
    "(",
    ")",
    ";",
    "-- ignored 🦀\r\n",
    "/* ",
    " */",
    "Cascade",
    "ON DELETE SET NULL",
    "NOT NULL",
    "\r\nCREATE TABLE \"Tag\" (\"id\" INTEGER PRIMARY KEY, \"post\" INTEGER REFERENCES \"Post\"(\"id\"));\r\n",
    "\nDROP TABLE \"Post\";\n",
    "\nmodel Tag {\n  id Int @id\n}\n",
    "onDelete: SetNull",
    "\u{2028}",
];

/// The same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }

    /// An offset between characters, and never within a line end.
    fn offset(&mut self, text: &str) -> usize {
        let is_place = |at: &usize| {
            text.is_char_boundary(*at) && !(text[..*at].ends_with('\r') && text[*at..].starts_with('\n'))
        };
        let from = self.below(text.len() + 1);
        (from..=text.len()).find(is_place).unwrap_or(text.len())
    }
}

/// The position of an offset, counted in characters; lines end with `\n` only here.
fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.rsplit('\n').next().unwrap_or("");
    json!({ "line": before.matches('\n').count(), "character": line.chars().count() })
}

fn random_edits(seed: u64) -> Result<(), Failed> {
    let folder = Folder::new(&[])?;
    for (path, text) in FILES {
        folder.add(&format!("project/{path}"), text)?;
    }
    let root = folder.path().join("project");
    let mut client = Client::start_at(&root, |params| {
        params["capabilities"]["general"]["positionEncodings"] = json!(["utf-32"]);
    })?;
    let open = [SCHEMA_PATH, MIGRATION_PATH, OTHER_PATH];
    for path in open {
        client.open(path)?;
    }
    let mut random = Random(seed);
    for round in 0..ROUNDS {
        for _ in 0..EDITS {
            let path = open[random.below(open.len())];
            edit(&mut client, &mut random, path)?;
        }
        client.settle()?;
        let fresh = Folder::new(&[])?;
        for (path, text) in FILES {
            fresh.add(&format!("project/{path}"), client.text(path).unwrap_or(text))?;
        }
        let (told, expected) = (told(&client), expected(&fresh.path().join("project"))?);
        if told != expected {
            return Err(format!("seed {seed}, round {round}: {told:#?} is not {expected:#?}").into());
        }
        // From the beginning, so that findings do not drown in what cannot be read.
        let (path, text) = FILES[round % open.len()];
        client.change(path, json!([{ "text": text }]), text.to_owned())?;
    }
    client.stop()
}

fn edit(client: &mut Client, random: &mut Random, path: &str) -> Result<(), Failed> {
    let mut text = client.text(path)?.to_owned();
    let mut changes = Vec::new();
    for _ in 0..=random.below(2) {
        let start = random.offset(&text);
        // Mostly little is taken away.
        let rest = &text[start..];
        let len = if random.below(4) == 0 {
            random.offset(rest)
        } else {
            rest.chars().next().map_or(0, char::len_utf8)
        };
        let end = (start + len..=text.len()).find(|at| {
            text.is_char_boundary(*at) && !(text[..*at].ends_with('\r') && text[*at..].starts_with('\n'))
        });
        let end = if random.below(2) == 0 { start } else { end.unwrap_or(start) };
        let piece = PIECES[random.below(PIECES.len())];
        let range = json!({ "start": position(&text, start), "end": position(&text, end) });
        changes.push(json!({ "range": range, "text": piece }));
        text.replace_range(start..end, piece);
    }
    client.change(path, Value::Array(changes), text)
}

/// What the server says: findings and what was not understood, without what leads from other files.
fn told(client: &Client) -> Vec<String> {
    let mut told = Vec::new();
    for file in client.files() {
        for diagnostic in client.diagnostics(&file) {
            let code = diagnostic["code"].as_str().unwrap_or("");
            if diagnostic["severity"] == 4 && code != "not-understood" {
                continue;
            }
            let severity = match diagnostic["severity"].as_u64() {
                Some(1) => "error",
                Some(2) => "warning",
                Some(3) => "note",
                _ => "unread",
            };
            let number = |end: &str, key: &str| diagnostic["range"][end][key].as_u64().unwrap_or(0) + 1;
            let (line, column) = (number("start", "line"), number("start", "character"));
            let message = diagnostic["message"].as_str().unwrap_or("");
            let end = format!("{}:{}", number("end", "line"), number("end", "character"));
            let end = if severity == "unread" { String::new() } else { end };
            told.push(format!("{file}:{line}:{column}-{end} {severity} {code} {message}"));
        }
    }
    told.sort();
    told
}

/// What the command line says.
fn expected(root: &Path) -> Result<Vec<String>, Failed> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_referee"));
    let output = command.args(["check", "--format", "json"]).current_dir(root).output()?;
    if output.stdout.is_empty() {
        return Ok(Vec::new());
    }
    let report: Value = serde_json::from_slice(&output.stdout)?;
    let place = |place: &Value| {
        format!("{}:{}:{}", place["file"].as_str().unwrap_or(""), place["line"], place["column"])
    };
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let mut lines: Vec<String> = Vec::new();
    for finding in report["diagnostics"].as_array().into_iter().flatten() {
        let location = &finding["location"];
        let help = finding["help"].as_str().map_or(String::new(), |help| format!("\nhelp: {help}"));
        let end = format!("{}:{}", location["end_line"], location["end_column"]);
        let (severity, rule) = (text(&finding["severity"]), text(&finding["rule"]));
        let message = text(&finding["message"]);
        lines.push(format!("{}-{end} {severity} {rule} {message}{help}", place(location)));
    }
    for unread in report["unread"].as_array().into_iter().flatten() {
        let why = text(&unread["why"]);
        lines.push(format!("{}- unread not-understood not understood: {why}", place(unread)));
    }
    lines.sort();
    Ok(lines)
}

/// What a message may be about, and what may stand in its place.
const METHODS: [&str; 16] = [
    "initialize",
    "initialized",
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didSave",
    "textDocument/didClose",
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/codeAction",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeWorkspaceFolders",
    "workspace/didChangeConfiguration",
    "$/cancelRequest",
    "$/progress",
    "window/workDoneProgress/cancel",
    "textDocument/formatting",
];

/// Messages with parts of other messages in them, in any order: all requests are answered, and in the end all is well.
fn random_messages() -> Result<(), Failed> {
    let folder = Folder::new(&FILES)?;
    let mut client = Client::start(&folder)?;
    let mut random = Random(7);
    let mut waiting = Vec::new();
    for _ in 0..600 {
        let params = value(&client, &mut random, 0);
        let method = METHODS[random.below(METHODS.len())];
        if random.below(3) == 0 {
            waiting.push(client.begin(method, params)?);
        } else {
            client.notify(method, params)?;
        }
    }
    // Each is answered, cancelled or not.
    for id in waiting {
        client.answer_to(id)?;
    }
    let open = json!([{ "uri": client.uri(""), "name": "project" }]);
    let event = json!({ "event": { "removed": [], "added": open } });
    client.notify("workspace/didChangeWorkspaceFolders", event)?;
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "referee": {} } }))?;
    client.open_as(SCHEMA_PATH, &SCHEMA.replace("Cascade", "Restrict"))?;
    client.open(MIGRATION_PATH)?;
    client.settle_at(SCHEMA_PATH)?;
    client.says(SCHEMA_PATH, &["action-mismatch"])?;
    client.stop()
}

/// Parameters: the right ones of some message, each part of which may be another one.
fn value(client: &Client, random: &mut Random, depth: usize) -> Value {
    let keys = [
        "textDocument",
        "position",
        "range",
        "start",
        "end",
        "uri",
        "line",
        "character",
        "text",
        "version",
        "contentChanges",
        "languageId",
        "context",
        "diagnostics",
        "changes",
        "type",
        "event",
        "added",
        "removed",
        "settings",
        "referee",
        "config",
        "dialect",
        "searchPath",
        "id",
        "name",
    ];
    match random.below(if depth < 4 { 14 } else { 8 }) {
        0 => Value::Null,
        1 => json!(random.below(5)),
        2 => json!(-7.5),
        3 => json!(true),
        4 => json!(PIECES[random.below(PIECES.len())]),
        5 | 6 => json!(client.uri(FILES[random.below(FILES.len())].0)),
        7 => json!(u64::MAX),
        8 => (0..random.below(4)).map(|_| value(client, random, depth + 1)).collect(),
        9 => {
            let entry = |random: &mut Random| {
                (keys[random.below(keys.len())].to_owned(), value(client, random, depth + 1))
            };
            Value::Object((0..random.below(6)).map(|_| entry(random)).collect())
        }
        10 => {
            let at = |random: &mut Random| json!({ "line": random.below(40), "character": random.below(90) });
            let (start, end) = (at(random), at(random));
            let change = json!({ "range": { "start": start, "end": end }, "text": value(client, random, 4) });
            let document = json!({ "uri": client.uri(SCHEMA_PATH), "version": random.below(9) });
            json!({ "textDocument": document, "contentChanges": [change], "position": start, "range": { "start": start, "end": end },
                "context": { "diagnostics": [] } })
        }
        11 => {
            let (path, text) = FILES[random.below(FILES.len())];
            json!({ "textDocument": { "uri": client.uri(path), "languageId": "sql", "version": 1, "text": text } })
        }
        12 => {
            json!({ "event": { "added": [{ "uri": client.uri("prisma"), "name": "x" }], "removed": [{ "uri": client.uri(""), "name": "y" }] } })
        }
        _ => {
            json!({ "changes": [{ "uri": client.uri(SCHEMA_PATH), "type": 2 }], "settings": value(client, random, depth + 1) })
        }
    }
}
