//! What the client can do, and what we tell it that we can.

use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, HoverProviderCapability,
    InitializeResult, OneOf, SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};
use serde_json::Value;

use super::position::Encoding;

/// What the client can do. Looked up by name, so that one odd value spoils nothing else.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Abilities {
    /// What a character of a position counts.
    pub(super) encoding: Encoding,
    /// Watches files for us.
    pub(super) watches: bool,
    /// Tells changes of our settings if asked to.
    pub(super) tells_settings: bool,
    /// Answers what our settings are.
    pub(super) answers_settings: bool,
    /// Shows progress.
    pub(super) shows_progress: bool,
    /// Shows the places that belong to a diagnostic.
    pub(super) shows_related: bool,
    /// Takes code actions that carry their edit.
    pub(super) takes_actions: bool,
    /// Takes edits for a version of a document.
    pub(super) takes_versions: bool,
}

impl Abilities {
    /// Reads the parameters of `initialize`.
    pub(super) fn read(params: &Value) -> Abilities {
        let at = |path: &str| params.pointer(&format!("/capabilities/{path}"));
        let can = |path: &str| at(path).and_then(Value::as_bool).unwrap_or(false);
        let encodings = at("general/positionEncodings").and_then(Value::as_array);
        Abilities {
            encoding: Encoding::choose(encodings.into_iter().flatten().filter_map(Value::as_str)),
            watches: can("workspace/didChangeWatchedFiles/dynamicRegistration"),
            tells_settings: can("workspace/didChangeConfiguration/dynamicRegistration"),
            answers_settings: can("workspace/configuration"),
            shows_progress: can("window/workDoneProgress"),
            shows_related: can("textDocument/publishDiagnostics/relatedInformation"),
            takes_actions: at("textDocument/codeAction/codeActionLiteralSupport")
                .is_some_and(Value::is_object),
            takes_versions: can("workspace/workspaceEdit/documentChanges"),
        }
    }

    /// The answer to `initialize`.
    pub(super) fn answer(self) -> InitializeResult {
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        };
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        };
        let folders = WorkspaceFoldersServerCapabilities {
            supported: Some(true),
            change_notifications: Some(OneOf::Left(true)),
        };
        InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: Some(self.encoding.kind()),
                text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                definition_provider: Some(OneOf::Left(true)),
                code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
                workspace: Some(WorkspaceServerCapabilities {
                    workspace_folders: Some(folders),
                    file_operations: None,
                }),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        }
    }
}
