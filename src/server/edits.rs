//! Fixes as edits of the protocol.

use std::collections::{BTreeMap, HashMap};

use lsp_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};

use super::convert::Places;
use super::folder::Folder;
use super::workspace::Editor;
use crate::fix::Fix;
use crate::text::{FileId, Files};

/// A fix as an edit; `None` if one of its files is not what was analysed, or can have no URI.
pub(super) fn edit(
    fix: &Fix,
    folder: &Folder,
    files: &Files,
    places: &mut Places<'_>,
    editor: &Editor,
) -> Option<WorkspaceEdit> {
    let mut by_file: BTreeMap<FileId, Vec<TextEdit>> = BTreeMap::new();
    for edit in &fix.edits {
        let new = TextEdit { range: places.range(edit.span), new_text: edit.text.clone() };
        by_file.entry(edit.span.file).or_default().push(new);
    }
    let mut parts: Vec<(Uri, Option<i32>, Vec<TextEdit>)> = Vec::new();
    for (file, edits) in by_file {
        if !folder.is_current(&editor.documents, files, file) {
            return None;
        }
        let document = editor.documents.get(places.path(file));
        parts.push((places.uri(file)?, document.map(|document| document.version), edits));
    }
    if editor.abilities.takes_versions {
        let document = |(uri, version, edits): (Uri, _, Vec<TextEdit>)| TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
            edits: edits.into_iter().map(OneOf::Left).collect(),
        };
        let changes = DocumentChanges::Edits(parts.into_iter().map(document).collect());
        return Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() });
    }
    #[expect(clippy::mutable_key_type, reason = "the protocol's own map; a URI hashes as its text")]
    let changes: HashMap<Uri, Vec<TextEdit>> =
        parts.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
    Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}
