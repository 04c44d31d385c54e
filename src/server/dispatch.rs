//! Which message means what, and which are in order when.

use std::collections::BTreeSet;
use std::time::Instant;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{
    DidChangeConfiguration, DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders,
    DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument, Exit, Initialized, Notification as _,
    WorkDoneProgressCancel,
};
use lsp_types::request::{
    CodeActionRequest, GotoDefinition, HoverRequest, Initialize, Request as _, Shutdown,
    WorkspaceConfiguration,
};
use lsp_types::{ConfigurationItem, ConfigurationParams, MessageType, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Ending;
use super::abilities::Abilities;
use super::client::Client;
use super::folder::{Urgency, caught};
use super::settings::{SECTION, Settings};
use super::transport::Incoming;
use super::workspace::Workspace;
use super::{lenient, requests, uri, watch};

/// How far the conversation is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    /// Nothing was said.
    Begun,
    /// `initialize` was answered; what comes next starts the work.
    Greeted,
    /// At work.
    Working,
    /// `shutdown` was answered.
    Over,
}

/// Why a request got no answer.
type Refusal = (ErrorCode, String);

/// The server: the client, what it has open, and how far the conversation is.
pub(super) struct Server<'w> {
    pub(super) client: Client<'w>,
    workspace: Workspace,
    phase: Phase,
    /// What `initialize` said, until the work starts.
    folders: Vec<Uri>,
    settings: Value,
    /// What we asked the client for our settings.
    asked: Option<RequestId>,
}

impl<'w> Server<'w> {
    pub(super) fn new(client: Client<'w>) -> Server<'w> {
        Server {
            client,
            workspace: Workspace::default(),
            phase: Phase::Begun,
            folders: Vec::new(),
            settings: Value::Null,
            asked: None,
        }
    }

    /// How it ends if it ends now.
    pub(super) fn ending(&self) -> Ending {
        if self.phase == Phase::Over { Ending::Orderly } else { Ending::Abrupt }
    }

    /// When something is to be done without a message.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.workspace.next_due().filter(|_| self.phase == Phase::Working)
    }

    /// Does it.
    pub(super) fn analyse_due(&mut self) {
        if self.phase == Phase::Working
            && let Err(why) = caught(|| self.workspace.analyse_due(&mut self.client))
        {
            self.complain(format!("what was found could not be told: {why}"));
        }
    }

    /// Takes a message; how it ends, if it ends.
    pub(super) fn take(&mut self, incoming: Incoming, cancelled: &BTreeSet<String>) -> Option<Ending> {
        let message = match incoming {
            Incoming::Message(message) => message,
            Incoming::Garbage { id, why } => {
                match id {
                    Some(id) => self.client.answer(id, Err((ErrorCode::InvalidRequest, why))),
                    None => self.complain(why),
                }
                return None;
            }
        };
        if matches!(&message, Message::Notification(last) if last.method == Exit::METHOD) {
            return Some(self.ending());
        }
        if self.phase == Phase::Greeted {
            self.start();
        }
        match message {
            Message::Request(request) if cancelled.contains(&request.id.to_string()) => {
                let refusal = (ErrorCode::RequestCanceled, "the request was cancelled".to_owned());
                self.client.answer(request.id, Err(refusal));
            }
            Message::Request(request) => self.answer(request),
            Message::Notification(notification) if self.phase == Phase::Working => {
                let method = notification.method.clone();
                if let Err(why) = caught(|| self.hear(notification)).and_then(|heard| heard) {
                    self.complain(format!("{method}: {why}"));
                }
            }
            Message::Response(response) => self.hear_answer(response),
            Message::Notification(_) => {}
        }
        None
    }

    /// A line in the client's log, once it may be told something.
    fn complain(&mut self, why: String) {
        if self.phase != Phase::Begun {
            self.client.log(MessageType::WARNING, why);
        }
    }

    fn start(&mut self) {
        self.phase = Phase::Working;
        watch::register(&mut self.client, self.workspace.editor.abilities);
        let settings = std::mem::take(&mut self.settings);
        self.set(&settings);
        let folders = std::mem::take(&mut self.folders);
        self.workspace.change_folders(&[], folders, &mut self.client);
    }

    fn answer(&mut self, request: Request) {
        let id = request.id.clone();
        let answer = match (self.phase, request.method.as_str()) {
            (Phase::Begun, Initialize::METHOD) => value(self.initialize(request.params)),
            (Phase::Begun, _) => {
                let why = "the first request must be `initialize`".to_owned();
                Err((ErrorCode::ServerNotInitialized, why))
            }
            (Phase::Greeted | Phase::Working, Shutdown::METHOD) => {
                self.phase = Phase::Over;
                Ok(Value::Null)
            }
            (Phase::Over, _) => Err((ErrorCode::InvalidRequest, "the server was shut down".to_owned())),
            (_, Initialize::METHOD) => {
                Err((ErrorCode::InvalidRequest, "the server is initialized already".to_owned()))
            }
            (Phase::Greeted | Phase::Working, _) => {
                let refused = |why| Err((ErrorCode::InternalError, why));
                caught(|| self.look_up(request)).unwrap_or_else(refused)
            }
        };
        self.client.answer(id, answer);
    }

    fn look_up(&mut self, request: Request) -> Result<Value, Refusal> {
        let Request { method, params, .. } = request;
        let (workspace, client) = (&mut self.workspace, &mut self.client);
        let invalid = |why| (ErrorCode::InvalidParams, why);
        match method.as_str() {
            HoverRequest::METHOD => {
                value(requests::hover(workspace, &read(params).map_err(invalid)?, client))
            }
            GotoDefinition::METHOD => {
                value(requests::definition(workspace, &read(params).map_err(invalid)?, client))
            }
            CodeActionRequest::METHOD => {
                value(requests::code_actions(workspace, &read(params).map_err(invalid)?, client))
            }
            _ => Err((ErrorCode::MethodNotFound, format!("`{method}` is not known"))),
        }
    }

    fn initialize(&mut self, mut params: Value) -> lsp_types::InitializeResult {
        lenient::mend(&mut params);
        let abilities = Abilities::read(&params);
        self.workspace.editor.abilities = abilities;
        self.folders = folders(&params);
        self.settings = params.get("initializationOptions").cloned().unwrap_or_default();
        self.phase = Phase::Greeted;
        abilities.answer()
    }

    fn hear(&mut self, notification: Notification) -> Result<(), String> {
        let Notification { method, params } = notification;
        let (workspace, client) = (&mut self.workspace, &mut self.client);
        match method.as_str() {
            DidOpenTextDocument::METHOD => {
                let opened: lsp_types::DidOpenTextDocumentParams = read(params)?;
                workspace.open(opened.text_document, client);
            }
            DidChangeTextDocument::METHOD => {
                let edited: lsp_types::DidChangeTextDocumentParams = read(params)?;
                let document = edited.text_document;
                if !workspace.edit(&document.uri, document.version, edited.content_changes) {
                    return Err(format!("`{}` is not open", document.uri.as_str()));
                }
            }
            DidSaveTextDocument::METHOD => {
                let saved: lsp_types::DidSaveTextDocumentParams = read(params)?;
                workspace.save(&saved.text_document.uri);
            }
            DidCloseTextDocument::METHOD => {
                let closed: lsp_types::DidCloseTextDocumentParams = read(params)?;
                workspace.close(&closed.text_document.uri, client);
            }
            DidChangeWatchedFiles::METHOD => {
                let changed: lsp_types::DidChangeWatchedFilesParams = read(params)?;
                for path in changed.changes.iter().filter_map(|change| uri::path(&change.uri)) {
                    workspace.touch(&path, Urgency::Soon);
                }
            }
            DidChangeWorkspaceFolders::METHOD => {
                let changed: lsp_types::DidChangeWorkspaceFoldersParams = read(params)?;
                let uris = |folders: Vec<lsp_types::WorkspaceFolder>| -> Vec<Uri> {
                    folders.into_iter().map(|folder| folder.uri).collect()
                };
                workspace.change_folders(&uris(changed.event.removed), uris(changed.event.added), client);
            }
            DidChangeConfiguration::METHOD => {
                self.hear_settings(params.get("settings").unwrap_or(&Value::Null))
            }
            Initialized::METHOD | WorkDoneProgressCancel::METHOD => {}
            // Those that begin with `$/` may be left alone without a word.
            _ if method.starts_with("$/") => {}
            _ => return Err("is not known".to_owned()),
        }
        Ok(())
    }

    /// Settings that the client tells; where it tells only that they are others, it is asked.
    fn hear_settings(&mut self, settings: &Value) {
        if settings.is_null() && self.workspace.editor.abilities.answers_settings {
            let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
            let params = ConfigurationParams { items: vec![item] };
            self.asked = Some(self.client.ask::<WorkspaceConfiguration>(params));
        } else {
            self.set(settings);
        }
    }

    fn hear_answer(&mut self, response: Response) {
        if self.asked.as_ref() == Some(&response.id) {
            self.asked = None;
            if let Some(settings) = response.response_result.ok().as_ref().and_then(|all| all.get(0)) {
                self.set(settings);
            }
        }
    }

    fn set(&mut self, settings: &Value) {
        match Settings::read(settings) {
            Ok(Some(settings)) => self.workspace.set(settings),
            Ok(None) => {}
            Err(wrong) => {
                for why in wrong {
                    self.client.show(MessageType::ERROR, format!("Referee: {why}"));
                }
            }
        }
    }
}

/// The folders that are open from the beginning; `rootUri` is what older clients say.
fn folders(params: &Value) -> Vec<Uri> {
    let parse = |uri: &Value| uri.as_str().and_then(|uri| uri::mend(uri).parse().ok());
    match params.get("workspaceFolders").and_then(Value::as_array) {
        Some(folders) => folders.iter().filter_map(|folder| parse(folder.get("uri")?)).collect(),
        None => params.get("rootUri").and_then(parse).into_iter().collect(),
    }
}

fn read<P: DeserializeOwned>(mut params: Value) -> Result<P, String> {
    lenient::mend(&mut params);
    serde_json::from_value(params).map_err(|error| format!("the parameters are wrong: {error}"))
}

fn value(answer: impl Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(answer).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}
