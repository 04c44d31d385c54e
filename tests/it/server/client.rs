//! A scripted client: it talks to the real program over its standard input and output, as an editor would.
//!
//! Every wait ends: what does not come in time is an error that says what came instead.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::Failed;
use serde_json::{Value, json};

use crate::cli::Folder;

/// Longer than anything may take, even on a busy machine and without optimisation.
const LONGEST: Duration = Duration::from_secs(60);

/// The client.
pub(crate) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    incoming: Receiver<Value>,
    root: PathBuf,
    last: i64,
    /// The texts of open documents, by path below the root, with their versions.
    texts: BTreeMap<String, (i64, String)>,
    /// What was published last, by URI.
    published: BTreeMap<String, Value>,
    /// Everything else that came without being asked for: notifications and requests.
    pub(crate) heard: Vec<Value>,
    /// How often something was published.
    pub(crate) publications: usize,
}

impl Client {
    /// Starts the program; nothing is said yet.
    pub(crate) fn spawn(root: &Path) -> Result<Client, Failed> {
        Client::spawn_at_home(root, Path::new("/nobody"))
    }

    /// The same for a user whose home is this folder.
    pub(crate) fn spawn_at_home(root: &Path, home: &Path) -> Result<Client, Failed> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_referee"))
            .arg("server")
            .env("HOME", home)
            .env("USERPROFILE", home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let (sender, incoming) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Ok(Client {
            input: child.stdin.take(),
            child,
            incoming,
            root: root.to_path_buf(),
            last: 0,
            texts: BTreeMap::new(),
            published: BTreeMap::new(),
            heard: Vec::new(),
            publications: 0,
        })
    }

    /// An editor that can do everything, with a folder open.
    pub(crate) fn start(folder: &Folder) -> Result<Client, Failed> {
        Client::start_with(folder, |_| {})
    }

    /// The same with other parameters of `initialize`.
    pub(crate) fn start_with(folder: &Folder, change: impl FnOnce(&mut Value)) -> Result<Client, Failed> {
        Client::start_at(folder.path(), change)
    }

    /// The same in any folder.
    pub(crate) fn start_at(root: &Path, change: impl FnOnce(&mut Value)) -> Result<Client, Failed> {
        let mut client = Client::spawn(root)?;
        let mut params = client.parameters();
        change(&mut params);
        client.request("initialize", params)?;
        client.notify("initialized", json!({}))?;
        Ok(client)
    }

    /// The parameters of `initialize` of an editor that can do everything.
    pub(crate) fn parameters(&self) -> Value {
        json!({
            "processId": null,
            "rootUri": null,
            "workspaceFolders": [{ "uri": self.uri(""), "name": "project" }],
            "capabilities": {
                "general": { "positionEncodings": ["utf-16", "utf-8"] },
                "window": { "workDoneProgress": true },
                "workspace": {
                    "configuration": true,
                    "didChangeWatchedFiles": { "dynamicRegistration": true },
                    "didChangeConfiguration": { "dynamicRegistration": true },
                    "workspaceEdit": { "documentChanges": true },
                },
                "textDocument": {
                    "publishDiagnostics": { "relatedInformation": true },
                    "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } },
                },
            },
        })
    }

    /// The URI of a path below the root; the root's own for the empty path.
    pub(crate) fn uri(&self, path: &str) -> String {
        let full = if path.is_empty() { self.root.clone() } else { self.root.join(path) };
        let mut uri = String::from("file://");
        for byte in full.to_string_lossy().bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                uri.push(char::from(byte));
            } else {
                uri.push_str(&format!("%{byte:02X}"));
            }
        }
        uri
    }

    /// Opens a document with the text that the disk has.
    pub(crate) fn open(&mut self, path: &str) -> Result<(), Failed> {
        let text = fs::read_to_string(self.root.join(path))?;
        self.open_as(path, &text)
    }

    /// Opens a document with a text.
    pub(crate) fn open_as(&mut self, path: &str, text: &str) -> Result<(), Failed> {
        self.texts.insert(path.to_owned(), (1, text.to_owned()));
        let item = json!({ "uri": self.uri(path), "languageId": "plaintext", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": item }))
    }

    /// Replaces the first place where a document says `old`, as an incremental edit.
    pub(crate) fn edit(&mut self, path: &str, old: &str, new: &str) -> Result<(), Failed> {
        let text = self.text(path)?;
        let start = text.find(old).ok_or_else(|| format!("{path} does not say {old:?}"))?;
        let range = json!({ "start": position(text, start), "end": position(text, start + old.len()) });
        let after = text.replacen(old, new, 1);
        self.change(path, json!([{ "range": range, "text": new }]), after)
    }

    /// Sends changes after which a document has this text.
    pub(crate) fn change(&mut self, path: &str, changes: Value, after: String) -> Result<(), Failed> {
        let (version, text) = self.texts.get_mut(path).ok_or("is not open")?;
        *version += 1;
        *text = after;
        let document = json!({ "uri": null, "version": *version });
        let mut params = json!({ "textDocument": document, "contentChanges": changes });
        params["textDocument"]["uri"] = self.uri(path).into();
        self.notify("textDocument/didChange", params)
    }

    /// Makes edits of a document, as an action has them.
    pub(crate) fn apply(&mut self, path: &str, edits: &Value) -> Result<(), Failed> {
        let mut places = Vec::new();
        for edit in edits.as_array().ok_or("no edits")? {
            let at = |end: &str| offset(self.text(path).unwrap_or(""), &edit["range"][end]);
            places.push((at("start"), at("end"), edit["newText"].as_str().unwrap_or("")));
        }
        places.sort_unstable();
        let mut text = self.text(path)?.to_owned();
        for (start, end, new) in places.into_iter().rev() {
            text.replace_range(start..end, new);
        }
        self.change(path, json!([{ "text": text }]), text.clone())
    }

    /// Writes a document to the disk and says so.
    pub(crate) fn save(&mut self, path: &str) -> Result<(), Failed> {
        fs::write(self.root.join(path), self.text(path)?)?;
        self.notify("textDocument/didSave", json!({ "textDocument": { "uri": self.uri(path) } }))
    }

    pub(crate) fn close(&mut self, path: &str) -> Result<(), Failed> {
        self.texts.remove(path);
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": self.uri(path) } }))
    }

    /// The text of an open document.
    pub(crate) fn text(&self, path: &str) -> Result<&str, Failed> {
        Ok(self
            .texts
            .get(path)
            .map(|(_, text)| text.as_str())
            .ok_or_else(|| format!("{path} is not open"))?)
    }

    /// Tells that files were written, made (1), changed (2) or removed (3) on the disk.
    pub(crate) fn touch(&mut self, paths: &[&str], kind: u8) -> Result<(), Failed> {
        let changes: Vec<Value> =
            paths.iter().map(|path| json!({ "uri": self.uri(path), "type": kind })).collect();
        self.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }))
    }

    /// Asks about the place where an open document says `words`: `at` bytes after their beginning.
    pub(crate) fn ask(&mut self, method: &str, path: &str, words: &str, at: usize) -> Result<Value, Failed> {
        let text = self.text(path)?;
        let start = text.find(words).ok_or_else(|| format!("{path} does not say {words:?}"))?;
        let position = position(text, start + at);
        self.request(method, json!({ "textDocument": { "uri": self.uri(path) }, "position": position }))
    }

    /// The code actions for the place where an open document says `words`.
    pub(crate) fn actions(&mut self, path: &str, words: &str) -> Result<Value, Failed> {
        let text = self.text(path)?;
        let start = text.find(words).ok_or_else(|| format!("{path} does not say {words:?}"))?;
        let range = json!({ "start": position(text, start), "end": position(text, start + words.len()) });
        let context = json!({ "diagnostics": [] });
        let document = json!({ "uri": self.uri(path) });
        let params = json!({ "textDocument": document, "range": range, "context": context });
        self.request("textDocument/codeAction", params)
    }

    /// What is published of a file when the folder of an open document was analysed as it is now. An answer comes from an analysis of the
    /// text as it is, and what that found is published before.
    pub(crate) fn settle(&mut self) -> Result<(), Failed> {
        let path = self.texts.keys().next().cloned().unwrap_or_else(|| "nothing.sql".to_owned());
        self.settle_at(&path)
    }

    /// The same for the folder of this document.
    pub(crate) fn settle_at(&mut self, path: &str) -> Result<(), Failed> {
        let start = json!({ "line": 0, "character": 0 });
        let params = json!({ "textDocument": { "uri": self.uri(path) }, "position": start });
        self.request("textDocument/hover", params).map(drop)
    }

    /// What was published last of a file: for each diagnostic its severity, line and column from 1, code and message.
    pub(crate) fn lines(&self, path: &str) -> Vec<String> {
        let line = |diagnostic: &Value| {
            let severities = ["error", "warning", "information", "hint"];
            let severity =
                diagnostic["severity"].as_u64().and_then(|number| severities.get(number as usize - 1));
            let start = &diagnostic["range"]["start"];
            let number = |value: &Value| value.as_u64().unwrap_or(0) + 1;
            let (line, column) = (number(&start["line"]), number(&start["character"]));
            let code = diagnostic["code"].as_str().unwrap_or("");
            let message = diagnostic["message"].as_str().unwrap_or("");
            format!("{}:{line}:{column} {code}: {message}", severity.unwrap_or(&"?"))
        };
        self.diagnostics(path).iter().map(line).collect()
    }

    /// What was published last of a file.
    pub(crate) fn diagnostics(&self, path: &str) -> Vec<Value> {
        let params = self.published.get(&self.uri(path));
        params.and_then(|params| params["diagnostics"].as_array()).cloned().unwrap_or_default()
    }

    /// The version that was published last of a file.
    pub(crate) fn version(&self, path: &str) -> Option<i64> {
        self.published.get(&self.uri(path))?["version"].as_i64()
    }

    /// All files of which something is published.
    pub(crate) fn files(&self) -> Vec<String> {
        let root = format!("{}/", self.uri(""));
        let told = self.published.iter().filter(|(_, params)| params["diagnostics"] != json!([]));
        told.map(|(uri, _)| uri.strip_prefix(&root).unwrap_or(uri).to_owned()).collect()
    }

    /// Fails unless a diagnostic of a file contains all these words.
    pub(crate) fn says(&self, path: &str, words: &[&str]) -> Result<(), Failed> {
        let lines = self.lines(path);
        let found = lines.iter().any(|line| words.iter().all(|word| line.contains(word)));
        if found { Ok(()) } else { Err(format!("{path} does not say {words:?} but {lines:#?}").into()) }
    }

    /// Fails if a diagnostic of a file contains these words.
    pub(crate) fn silent(&self, path: &str, words: &str) -> Result<(), Failed> {
        let lines = self.lines(path);
        let is_silent = !lines.iter().any(|line| line.contains(words));
        if is_silent { Ok(()) } else { Err(format!("{path} says {words:?}: {lines:#?}").into()) }
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) -> Result<(), Failed> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// The result of a request.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, Failed> {
        let answer = self.try_request(method, params)?;
        if let Some(error) = answer.get("error") {
            return Err(format!("{method}: {error}").into());
        }
        Ok(answer["result"].clone())
    }

    /// The answer to a request, with its result or its error.
    pub(crate) fn try_request(&mut self, method: &str, params: Value) -> Result<Value, Failed> {
        let id = self.begin(method, params)?;
        self.answer_to(id)
    }

    /// Sends a request; its id.
    pub(crate) fn begin(&mut self, method: &str, params: Value) -> Result<i64, Failed> {
        self.last += 1;
        let id = self.last;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        Ok(id)
    }

    /// Waits for the answer to a request.
    pub(crate) fn answer_to(&mut self, id: i64) -> Result<Value, Failed> {
        let end = Instant::now() + LONGEST;
        loop {
            let message = self.next(end).map_err(|why| format!("no answer to request {id}: {why}"))?;
            if message["id"] == id && message.get("method").is_none() {
                return Ok(message);
            }
        }
    }

    /// Waits until something is so.
    pub(crate) fn wait(&mut self, what: &str, is_so: impl Fn(&Client) -> bool) -> Result<(), Failed> {
        let end = Instant::now() + LONGEST;
        while !is_so(self) {
            self.next(end).map_err(|why| format!("{what}: {why}"))?;
        }
        Ok(())
    }

    /// The next message, after it was taken note of. The server's own requests are answered with `null`.
    fn next(&mut self, end: Instant) -> Result<Value, String> {
        let left = end.saturating_duration_since(Instant::now());
        let message = self.incoming.recv_timeout(left).map_err(|error| {
            format!("{error}; published: {:?}; heard: {:?}", self.files(), self.heard.iter().rev().take(5))
        })?;
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().unwrap_or("").to_owned();
            self.published.insert(uri, message["params"].clone());
            self.publications += 1;
        } else if message.get("method").is_some() {
            self.heard.push(message.clone());
            if let (Some(id), true) = (message.get("id"), message["method"] != "workspace/configuration") {
                let answer = json!({ "jsonrpc": "2.0", "id": id, "result": null });
                self.send(&answer).map_err(|error| format!("{error:?}"))?;
            }
        }
        Ok(message)
    }

    /// Whether a notification or request of this method came that contains these words.
    pub(crate) fn has_heard(&self, method: &str, words: &str) -> bool {
        self.heard.iter().any(|message| message["method"] == method && message.to_string().contains(words))
    }

    /// Sends a message as it is.
    pub(crate) fn send(&mut self, message: &Value) -> Result<(), Failed> {
        let text = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes())
    }

    /// Sends anything.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) -> Result<(), Failed> {
        let input = self.input.as_mut().ok_or("the input is closed")?;
        input.write_all(bytes)?;
        Ok(input.flush()?)
    }

    /// Ends the conversation as the protocol wants it.
    pub(crate) fn stop(mut self) -> Result<(), Failed> {
        self.request("shutdown", Value::Null)?;
        self.notify("exit", Value::Null)?;
        self.exits(0)
    }

    /// Closes the server's input.
    pub(crate) fn hang_up(&mut self) {
        self.input = None;
    }

    /// Waits for the end of the program.
    pub(crate) fn exits(&mut self, status: i32) -> Result<(), Failed> {
        let end = Instant::now() + LONGEST;
        while Instant::now() < end {
            if let Some(found) = self.child.try_wait()? {
                let is_right = found.code() == Some(status);
                return if is_right { Ok(()) } else { Err(format!("ended with {found}").into()) };
            }
            thread::sleep(Duration::from_millis(2));
        }
        Err("does not end".into())
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It has ended already where the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The position of an offset, in UTF-8.
pub(crate) fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    json!({ "line": before.matches('\n').count(), "character": offset - line })
}

/// The offset of a position, in UTF-8.
fn offset(text: &str, position: &Value) -> usize {
    let number =
        |key: &str| position[key].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
    let lines = text.split_inclusive('\n').take(number("line"));
    lines.map(str::len).sum::<usize>() + number("character")
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut len = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(number) = line.strip_prefix("Content-Length: ") {
            len = number.trim().parse().ok()?;
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut bytes = vec![0; len];
    output.read_exact(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}
