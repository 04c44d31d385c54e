//! The conversation itself: its order, and everything that should not be said.

use libtest_mimic::Failed;
use serde_json::{Value, json};

use super::client::Client;
use super::{MIGRATION_PATH, SCHEMA_PATH, agreeing};
use crate::cli::Test;

pub(super) static TESTS: &[(&str, Test)] = &[
    ("capabilities_are_told", capabilities_are_told),
    ("it_ends_as_the_protocol_wants", it_ends_as_the_protocol_wants),
    ("it_ends_with_its_input", it_ends_with_its_input),
    ("nothing_goes_before_initialize", nothing_goes_before_initialize),
    ("garbage_is_survived", garbage_is_survived),
    ("unknown_methods_are_refused", unknown_methods_are_refused),
    ("wrong_parameters_are_refused", wrong_parameters_are_refused),
    ("cancelled_requests_are_answered_once", cancelled_requests_are_answered_once),
    ("odd_edits_are_survived", odd_edits_are_survived),
];

const NOT_INITIALIZED: i64 = -32002;
const INVALID_REQUEST: i64 = -32600;
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;
const CANCELLED: i64 = -32800;

/// Fails unless edits are still understood.
fn works(client: &mut Client) -> Result<(), Failed> {
    client.open(SCHEMA_PATH)?;
    client.edit(SCHEMA_PATH, "Cascade", "Restrict")?;
    client.settle()?;
    client.says(SCHEMA_PATH, &["action-mismatch"])?;
    client.says(MIGRATION_PATH, &["action-mismatch"])?;
    client.close(SCHEMA_PATH)
}

fn capabilities_are_told() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::spawn(folder.path())?;
    let params = client.parameters();
    let answer = client.request("initialize", params)?;
    let told = &answer["capabilities"];
    assert_eq!(told["textDocumentSync"]["change"], 2);
    assert_eq!(told["textDocumentSync"]["openClose"], true);
    assert!(told["textDocumentSync"]["save"].is_object());
    assert_eq!((&told["hoverProvider"], &told["definitionProvider"]), (&json!(true), &json!(true)));
    assert_eq!(told["codeActionProvider"]["codeActionKinds"], json!(["quickfix"]));
    let folders = json!({ "supported": true, "changeNotifications": true });
    assert_eq!(told["workspace"]["workspaceFolders"], folders);
    assert_eq!(answer["serverInfo"]["name"], "referee");
    client.notify("initialized", json!({}))?;
    client.wait("watchers", |client| {
        let files = ["prisma", "referee.toml", "referee.lock", "referee-baseline.toml", "sql"];
        files.iter().all(|words| client.has_heard("client/registerCapability", words))
    })?;
    client.stop()
}

fn it_ends_as_the_protocol_wants() -> Result<(), Failed> {
    let folder = agreeing()?;
    Client::start(&folder)?.stop()?;
    let mut client = Client::start(&folder)?;
    client.notify("exit", Value::Null)?;
    client.exits(1)?;
    let mut client = Client::spawn(folder.path())?;
    client.notify("exit", Value::Null)?;
    client.exits(1)?;
    let mut client = Client::start(&folder)?;
    client.request("shutdown", Value::Null)?;
    let answer = client.try_request("textDocument/hover", json!({}))?;
    assert_eq!(answer["error"]["code"], INVALID_REQUEST);
    client.open(SCHEMA_PATH)?;
    client.notify("exit", Value::Null)?;
    client.exits(0)
}

fn it_ends_with_its_input() -> Result<(), Failed> {
    let folder = agreeing()?;
    for last in ["", "Content-Length: 50\r\n\r\n{\"jsonrpc\":", "Content-Len", "{"] {
        let mut client = Client::start(&folder)?;
        client.open(SCHEMA_PATH)?;
        client.send_bytes(last.as_bytes())?;
        client.hang_up();
        client.exits(1)?;
    }
    let mut client = Client::spawn(folder.path())?;
    client.hang_up();
    client.exits(1)?;
    let mut client = Client::start(&folder)?;
    client.request("shutdown", Value::Null)?;
    client.hang_up();
    client.exits(0)
}

fn nothing_goes_before_initialize() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::spawn(folder.path())?;
    client.open(SCHEMA_PATH)?;
    client.close(SCHEMA_PATH)?;
    for method in ["textDocument/hover", "shutdown", "nonsense"] {
        assert_eq!(client.try_request(method, json!({}))?["error"]["code"], NOT_INITIALIZED, "{method}");
    }
    let params = client.parameters();
    client.request("initialize", params.clone())?;
    assert_eq!(client.try_request("initialize", params)?["error"]["code"], INVALID_REQUEST);
    // A client that forgets to say `initialized`.
    works(&mut client)?;
    client.stop()
}

fn garbage_is_survived() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    let framed = |body: &[u8]| [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat();
    let deep = "[".repeat(100_000);
    let garbage: [Vec<u8>; 14] = [
        framed(b"{"),
        framed(b""),
        framed(b"null"),
        framed(b"[]"),
        framed(b"\xff\xfe\x00"),
        framed(deep.as_bytes()),
        framed(b"{\"jsonrpc\": \"2.0\"}"),
        framed(b"{\"jsonrpc\": \"2.0\", \"id\": null, \"method\": \"x\"}"),
        framed(b"{\"jsonrpc\": \"2.0\", \"id\": 5000, \"result\": 5}"),
        b"Content-Length: many\r\n\r\n".to_vec(),
        b"Content-Length: -5\r\n\r\n".to_vec(),
        b"\r\n\r\n\n\n".to_vec(),
        b"\x00\xff\xfe nonsense without an end of line ".to_vec(),
        b"{\"jsonrpc\": \"2.0\", \"method\": \"initialized\"}\n".to_vec(),
    ];
    for bytes in garbage {
        client.send_bytes(&bytes)?;
    }
    // The length of this one is wrong, and the next begins within a line.
    client
        .send_bytes(b"Content-Length: 3\r\nContent-Type: application/json\r\n\r\n{\"jsonrpc\": \"2.0\"}")?;
    works(&mut client)?;
    assert!(client.has_heard("window/logMessage", "is no JSON"), "{:?}", client.heard);
    // Looks like a request, and so is answered.
    client.send(&json!({ "jsonrpc": "2.0", "id": 77, "method": 5 }))?;
    assert_eq!(client.answer_to(77)?["error"]["code"], INVALID_REQUEST);
    works(&mut client)?;
    client.stop()
}

fn unknown_methods_are_refused() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    for method in ["textDocument/rename", "nonsense", "", "$/nonsense"] {
        assert_eq!(client.try_request(method, json!(null))?["error"]["code"], METHOD_NOT_FOUND, "{method}");
    }
    for method in ["nonsense", "textDocument/willSave", "$/setTrace", ""] {
        client.notify(method, json!({ "value": "off" }))?;
    }
    works(&mut client)?;
    assert!(client.has_heard("window/logMessage", "nonsense: is not known"));
    assert!(!client.has_heard("window/logMessage", "$/setTrace"));
    client.stop()
}

fn wrong_parameters_are_refused() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    let odd = [
        Value::Null,
        json!([]),
        json!({}),
        json!({ "textDocument": 5 }),
        json!({ "textDocument": { "uri": "::: no uri" }, "position": { "line": 0, "character": 0 } }),
    ];
    for params in odd {
        for method in ["textDocument/hover", "textDocument/definition", "textDocument/codeAction"] {
            let code = &client.try_request(method, params.clone())?["error"]["code"];
            assert_eq!(*code, INVALID_PARAMS, "{method} {params}");
        }
        for method in ["didOpen", "didChange", "didSave", "didClose"] {
            client.notify(&format!("textDocument/{method}"), params.clone())?;
        }
        for method in ["didChangeWatchedFiles", "didChangeWorkspaceFolders", "didChangeConfiguration"] {
            client.notify(&format!("workspace/{method}"), params.clone())?;
        }
    }
    works(&mut client)?;
    assert!(client.has_heard("window/logMessage", "textDocument/didOpen: the parameters are wrong"));
    client.stop()
}

fn cancelled_requests_are_answered_once() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    client.open(SCHEMA_PATH)?;
    let start = json!({ "line": 0, "character": 0 });
    let params = json!({ "textDocument": { "uri": client.uri(SCHEMA_PATH) }, "position": start });
    // The first takes so long that the others and their cancellation wait together.
    client.edit(SCHEMA_PATH, "Cascade", "Restrict")?;
    let ids = (0..20).map(|_| client.begin("textDocument/hover", params.clone()));
    let ids = ids.collect::<Result<Vec<i64>, Failed>>()?;
    for id in &ids {
        client.notify("$/cancelRequest", json!({ "id": id }))?;
    }
    client.notify("$/cancelRequest", json!({ "id": "never heard of" }))?;
    client.notify("$/cancelRequest", json!({ "id": { "odd": 1 } }))?;
    for id in ids {
        let answer = client.answer_to(id)?;
        let code = &answer["error"]["code"];
        assert!(code.is_null() || *code == CANCELLED, "{answer}");
    }
    client.close(SCHEMA_PATH)?;
    works(&mut client)?;
    client.stop()
}

fn odd_edits_are_survived() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    client.open(SCHEMA_PATH)?;
    let text = client.text(SCHEMA_PATH)?.to_owned();
    let at = |line: i64, character: i64| json!({ "line": line, "character": character });
    let range = |start: Value, end: Value| json!({ "start": start, "end": end });
    // Past the end of the text and of a line, backwards, below nothing, larger than a number may be.
    let mut after = text.clone();
    let change = |client: &mut Client, range: Value, text: &str, after: &str| {
        client.change(SCHEMA_PATH, json!([{ "range": range, "text": text }]), after.to_owned())
    };
    after.push_str("// one\n");
    change(&mut client, range(at(1000, 0), at(2000, 7)), "// one\n", &after)?;
    after.push_str("// two\n");
    change(&mut client, range(at(5_000_000_000, 5_000_000_000), at(i64::MAX, 0)), "// two\n", &after)?;
    after.insert_str(0, "// zero\n");
    change(&mut client, range(at(-1, -7), at(0, 0)), "// zero\n", &after)?;
    let after = after.replacen("// zero", "// null", 1);
    change(&mut client, range(at(0, 7), at(0, 3)), "null", &after)?;
    let after = after.replacen("// null\n", "// null!\n", 1);
    change(&mut client, range(at(0, 99), at(0, 4_000_000_000)), "!", &after)?;
    // Two changes of one message: the second counts in the text after the first.
    let after = after.replacen("// null!", "// nullity", 1);
    let changes = json!([
        { "range": range(at(0, 7), at(0, 8)), "text": "\u{1f980}" },
        { "range": range(at(0, 7), at(0, 11)), "text": "ity" },
    ]);
    client.change(SCHEMA_PATH, changes, after)?;
    client.edit(SCHEMA_PATH, "Cascade", "Restrict")?;
    client.settle()?;
    let line = client.lines(SCHEMA_PATH).first().cloned().unwrap_or_default();
    assert!(line.starts_with("error:15:"), "{line}");
    // Versions that go back, and documents that are not open.
    let document = json!({ "uri": client.uri(SCHEMA_PATH), "version": -5 });
    let changes = json!([{ "text": client.text(SCHEMA_PATH)?.replace("Restrict", "Cascade") }]);
    client
        .notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }))?;
    client.settle()?;
    assert_eq!((client.files(), client.version(SCHEMA_PATH)), (Vec::new(), Some(-5)));
    let document = json!({ "uri": client.uri("other.sql"), "version": 1 });
    client
        .notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }))?;
    client.notify("textDocument/didClose", json!({ "textDocument": document }))?;
    client.notify("textDocument/didSave", json!({ "textDocument": document }))?;
    // Opened twice: the last text counts.
    client.open(SCHEMA_PATH)?;
    client.open(SCHEMA_PATH)?;
    client.close(SCHEMA_PATH)?;
    works(&mut client)?;
    client.stop()
}
