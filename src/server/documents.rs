//! What is open in the editor: the text that the client has, edit by edit.
//!
//! Invariant: after every change the text is the client's, byte for byte; a range outside the text means its end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use super::position::{Encoding, Lines};
use super::uri;

/// A document that is open.
#[derive(Debug)]
pub(super) struct Document {
    /// As the client spells it.
    pub(super) uri: Uri,
    /// What the client calls this text.
    pub(super) version: i32,
    /// The text.
    pub(super) text: String,
}

/// All documents that are open and have a path.
#[derive(Debug, Default)]
pub(super) struct Documents {
    open: BTreeMap<PathBuf, Document>,
}

impl Documents {
    /// Opens a document, or replaces it; its path, if it has one.
    pub(super) fn open(&mut self, item: TextDocumentItem) -> Option<PathBuf> {
        let path = uri::path(&item.uri)?;
        let document = Document { uri: item.uri, version: item.version, text: item.text };
        self.open.insert(path.clone(), document);
        Some(path)
    }

    /// Edits a document; its path, if it is open.
    pub(super) fn edit(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Option<PathBuf> {
        let path = uri::path(uri)?;
        let document = self.open.get_mut(&path)?;
        changes.into_iter().for_each(|change| apply(&mut document.text, change, encoding));
        document.version = version;
        Some(path)
    }

    /// Closes a document; its path, if it was open.
    pub(super) fn close(&mut self, uri: &Uri) -> Option<PathBuf> {
        let path = uri::path(uri)?;
        self.open.remove(&path).map(|_| path)
    }

    pub(super) fn get(&self, path: &Path) -> Option<&Document> {
        self.open.get(path)
    }

    /// The paths of all of them.
    pub(super) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.open.keys()
    }

    /// All of them with their paths.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Document)> {
        self.open.iter()
    }
}

fn apply(text: &mut String, change: TextDocumentContentChangeEvent, encoding: Encoding) {
    let Some(range) = change.range else {
        *text = change.text;
        return;
    };
    let lines = Lines::new(text);
    let (start, end) = (lines.offset(range.start, encoding), lines.offset(range.end, encoding));
    text.replace_range(start.min(end)..start.max(end), &change.text);
}

#[cfg(test)]
mod tests {
    use lsp_types::{Position, Range};

    use super::*;

    /// The position of an offset by counting, one character after the other.
    fn counted(text: &str, offset: usize) -> Position {
        let (mut line, mut character) = (0, 0);
        for (at, letter) in text.char_indices().take_while(|(at, _)| *at < offset) {
            let ends = letter == '\n' || letter == '\r' && text.as_bytes().get(at + 1) != Some(&b'\n');
            (line, character) =
                if ends { (line + 1, 0) } else { (line, character + letter.len_utf16() as u32) };
        }
        Position { line, character }
    }

    #[test]
    fn after_a_thousand_edits_the_text_is_the_clients() {
        let pieces = ["", "a", "ä", "🦀", "\n", "\r\n", "\r", "\n\n", "one\ntwo", "🦀🦀\r\n🦀", "-- x"];
        let mut seed: usize = 1;
        let mut below = |limit: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % limit
        };
        let (mut text, mut document) = (String::new(), String::new());
        for _ in 0..1000 {
            // Nobody can stand within a line end.
            let is_place = |at: &usize| !(text[..*at].ends_with('\r') && text[*at..].starts_with('\n'));
            let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            let places: Vec<usize> = places.filter(is_place).collect();
            let first = below(places.len());
            let (start, end) = (places[first], places[(first + below(4)).min(places.len() - 1)]);
            let range = Range { start: counted(&text, start), end: counted(&text, end) };
            let piece = pieces[below(pieces.len())];
            let new =
                TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: piece.into() };
            apply(&mut document, new, Encoding::Utf16);
            text.replace_range(start..end, piece);
            assert_eq!(document, text);
        }
    }
}
