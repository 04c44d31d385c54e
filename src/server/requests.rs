//! What the client asks: what stands here, where is it declared too, what can be done about it.
//!
//! Invariant: every answer is about the text as it is now. Where the last analysis is of another text, there is no answer.

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, GotoDefinitionParams, Hover, HoverContents, HoverParams,
    Location, MarkupContent, MarkupKind, Position, Uri,
};

use super::actions::{Offer, actions};
use super::client::Client;
use super::convert::{self, Places};
use super::definition::definitions;
use super::edits;
use super::folder::Folder;
use super::hover;
use super::uri;
use super::workspace::{Editor, Workspace};
use crate::pipeline::Analysis;
use crate::text::FileId;

/// A document that something is asked about.
struct Asked<'a> {
    folder: &'a Folder,
    analysis: &'a Analysis,
    file: FileId,
    places: Places<'a>,
    editor: &'a Editor,
}

impl<'a> Asked<'a> {
    fn find(workspace: &'a mut Workspace, uri: &Uri, client: &mut Client<'_>) -> Option<Asked<'a>> {
        let path = uri::path(uri)?;
        let (folder, editor) = workspace.folder(&path, client)?;
        let (analysis, file) = folder.look_up(&editor.documents, &path)?;
        let places = Places::new(folder, &analysis.project.files, editor);
        Some(Asked { folder, analysis, file, places, editor })
    }

    fn offset(&mut self, position: Position) -> u32 {
        self.places.offset(self.file, position)
    }

    fn action(&mut self, offer: Offer) -> Option<CodeAction> {
        let Asked { folder, analysis, editor, places, .. } = self;
        let edit = edits::edit(&offer.fix, folder, &analysis.project.files, places, editor)?;
        let answered = offer.findings.iter().filter_map(|index| analysis.diagnostics.get(*index));
        let diagnostics = answered.map(|finding| convert::diagnostic(places, finding, editor.abilities));
        Some(CodeAction {
            title: offer.fix.title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(diagnostics.collect()),
            edit: Some(edit),
            is_preferred: offer.is_preferred.then_some(true),
            ..CodeAction::default()
        })
    }
}

/// What there is to know about a place.
pub(super) fn hover(
    workspace: &mut Workspace,
    params: &HoverParams,
    client: &mut Client<'_>,
) -> Option<Hover> {
    let place = &params.text_document_position_params;
    let mut asked = Asked::find(workspace, &place.text_document.uri, client)?;
    let offset = asked.offset(place.position);
    let (folder, files) = (asked.folder, &asked.analysis.project.files);
    let address = |file: FileId| Some(folder.uri_of(&folder.outer(files.path(file)))?.to_string());
    let (span, value) = hover::hover(asked.analysis, asked.file, offset, &address)?;
    let range = (span.file == asked.file).then(|| asked.places.range(span));
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
    Some(Hover { contents, range })
}

/// The other places where a thing is declared.
pub(super) fn definition(
    workspace: &mut Workspace,
    params: &GotoDefinitionParams,
    client: &mut Client<'_>,
) -> Option<Vec<Location>> {
    let place = &params.text_document_position_params;
    let mut asked = Asked::find(workspace, &place.text_document.uri, client)?;
    let offset = asked.offset(place.position);
    let found = definitions(asked.analysis, asked.file, offset);
    Some(found.into_iter().filter_map(|span| asked.places.location(span)).collect())
}

/// What can be done about the findings in a range.
pub(super) fn code_actions(
    workspace: &mut Workspace,
    params: &CodeActionParams,
    client: &mut Client<'_>,
) -> Option<Vec<CodeAction>> {
    // `quickfix` is one of its own kind, and of the kind without a name.
    let wanted = params.context.only.as_ref();
    let is_wanted =
        wanted.is_none_or(|kinds| kinds.iter().any(|kind| ["", "quickfix"].contains(&kind.as_str())));
    if !is_wanted || !workspace.editor.abilities.takes_actions {
        return None;
    }
    let mut asked = Asked::find(workspace, &params.text_document.uri, client)?;
    let (start, end) = (asked.offset(params.range.start), asked.offset(params.range.end));
    let offers = actions(asked.analysis, asked.file, start.min(end)..start.max(end));
    Some(offers.into_iter().filter_map(|offer| asked.action(offer)).collect())
}
