//! A client of the language server that says what an editor would, and waits.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// A running server.
pub(crate) struct Client {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    version: i32,
}

impl Client {
    /// Starts the server in a folder; `None` if this build has none.
    pub(crate) fn start(folder: &Path) -> Option<Client> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_referee"));
        command.arg("server").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        let (to, from) = (child.stdin.take()?, BufReader::new(child.stdout.take()?));
        let mut client = Client { child, to, from, version: 0 };
        let folders = json!([{ "uri": uri(folder), "name": "bench" }]);
        let watched = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
        let capabilities = json!({ "workspace": watched });
        let params = json!({ "processId": null, "capabilities": capabilities, "workspaceFolders": folders, "rootUri": uri(folder) });
        client.tell(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }))?;
        client.hear()?;
        client.notify("initialized", &json!({}));
        Some(client)
    }

    /// Opens a document.
    pub(crate) fn open(&mut self, path: &Path, text: &str) {
        let document = json!({ "uri": uri(path), "languageId": "sql", "version": 0, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    /// Gives an open document another text.
    pub(crate) fn change(&mut self, path: &Path, text: &str) {
        self.version += 1;
        let document = json!({ "uri": uri(path), "version": self.version });
        let changes = json!([{ "text": text }]);
        self.notify(
            "textDocument/didChange",
            &json!({ "textDocument": document, "contentChanges": changes }),
        );
    }

    /// Says that an open document was saved.
    pub(crate) fn save(&mut self, path: &Path) {
        self.notify("textDocument/didSave", &json!({ "textDocument": { "uri": uri(path) } }));
    }

    /// Waits for the findings in a file.
    pub(crate) fn wait_for(&mut self, path: &Path) -> Option<()> {
        let uri = uri(path);
        loop {
            let message = self.hear()?;
            if message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri.as_str()
            {
                return Some(());
            }
            // Requests of the server, such as for progress, are answered with nothing.
            if message.get("id").is_some() && message.get("method").is_some() {
                self.tell(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }))?;
            }
        }
    }

    /// Ends the conversation.
    pub(crate) fn end(mut self) {
        let _ = self.tell(&json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }));
        self.notify("exit", &Value::Null);
        let _ = self.child.wait();
    }

    fn notify(&mut self, method: &str, params: &Value) {
        let _ = self.tell(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn tell(&mut self, message: &Value) -> Option<()> {
        let body = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{body}", body.len()).ok()?;
        self.to.flush().ok()
    }

    fn hear(&mut self) -> Option<Value> {
        let mut len = 0;
        loop {
            let mut line = String::new();
            if self.from.read_line(&mut line).ok()? == 0 {
                return None;
            }
            match line.trim().split_once(": ") {
                Some(("Content-Length", number)) => len = number.parse().ok()?,
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; len];
        self.from.read_exact(&mut body).ok()?;
        serde_json::from_slice(&body).ok()
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
