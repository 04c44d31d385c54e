//! The owner of all text, and the only place that turns bytes into lines and columns.

use std::sync::{Arc, OnceLock};

use super::{FileId, Span};

/// All files of a run. A file's id is its index; files are added in path order.
#[derive(Default, Debug)]
pub struct Files {
    files: Vec<File>,
}

/// One file: its path and what was kept of its text.
#[derive(Debug)]
pub struct File {
    path: String,
    text: Text,
}

/// What was kept of a file's text; cheap to clone, so that it lives once, however many runs look at it.
///
/// A small file is one excerpt that starts at 0. Of a large dump only the statements that can touch the schema are kept, each with the offset
/// and line at which it stands, so that memory does not grow with the data.
#[derive(Clone, Debug)]
pub struct Text(Arc<Kept>);

#[derive(Debug)]
struct Kept {
    len: u32,
    excerpts: Vec<Excerpt>,
    /// For each excerpt the starts of its lines, as offsets in the file. Made when first asked for.
    lines: OnceLock<Vec<Vec<u32>>>,
}

impl Text {
    /// The text of a file that is kept whole.
    pub fn whole(text: impl Into<String>) -> Text {
        let text = text.into();
        Text::excerpts(text.len(), vec![Excerpt { start: 0, line: 0, text }])
    }

    /// The text of a file of which only `excerpts` are kept; they are in order and do not overlap. `len` is the length of the whole, in bytes.
    pub fn excerpts(len: usize, excerpts: Vec<Excerpt>) -> Text {
        let len = u32::try_from(len).unwrap_or(u32::MAX);
        Text(Arc::new(Kept { len, excerpts, lines: OnceLock::new() }))
    }

    /// The whole text of a file that was kept whole; of another file its first excerpt.
    pub fn as_str(&self) -> &str {
        self.0.excerpts.first().map_or("", |excerpt| excerpt.text.as_str())
    }

    /// Whether it is a clone of `other`, and so says the same. Of equal texts that were read apart it does not tell.
    pub fn is(&self, other: &Text) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A kept piece of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excerpt {
    /// Offset of the first byte in the file.
    pub start: u32,
    /// Line of the first byte, counted from 0.
    pub line: u32,
    /// The text.
    pub text: String,
}

impl Excerpt {
    fn end(&self) -> u32 {
        self.start.saturating_add(u32::try_from(self.text.len()).unwrap_or(u32::MAX))
    }
}

/// A place as people count: line and column from 1, the column in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Files {
    /// Adds a file that is kept whole.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        self.add_text(path, Text::whole(text))
    }

    /// Adds a file with a text that others may hold, too.
    pub fn add_text(&mut self, path: impl Into<String>, text: Text) -> FileId {
        self.files.push(File { path: path.into(), text });
        FileId::new(self.files.len() - 1)
    }

    /// Adds a file of which only `excerpts` are kept; they are in order and do not overlap. `len` is the length of the whole, in bytes.
    pub fn add_excerpts(&mut self, path: impl Into<String>, len: usize, excerpts: Vec<Excerpt>) -> FileId {
        self.add_text(path, Text::excerpts(len, excerpts))
    }

    /// Fills the empty place of a file whose text is read later, see [`Files::add_excerpts`]; an id of another `Files` changes nothing.
    pub fn set_text(&mut self, id: FileId, text: Text) {
        if let Some(file) = self.files.get_mut(id.index()) {
            file.text = text;
        }
    }

    /// The file with this id.
    ///
    /// # Panics
    /// If the id belongs to another `Files`.
    pub fn get(&self, id: FileId) -> &File {
        &self.files[id.index()]
    }

    /// All files with their ids, in path order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId::new(index), file))
    }

    /// The file at exactly this path.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.iter().find(|(_, file)| file.path == path).map(|(id, _)| id)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The path of a span's file.
    pub fn path(&self, id: FileId) -> &str {
        &self.get(id).path
    }

    /// The text at a span; empty where the file's text was not kept.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).slice(span.start, span.end)
    }

    /// Where a span begins, as people count.
    pub fn position(&self, span: Span) -> Position {
        self.get(span.file).position(span.start)
    }
}

impl File {
    /// The path from the root of the run, with `/` between folders.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was kept of the text, to share it.
    pub fn shared_text(&self) -> &Text {
        &self.text
    }

    /// The length of the whole file in bytes, kept or not.
    pub fn len(&self) -> u32 {
        self.text.0.len
    }

    /// Whether the file is empty.
    pub fn is_empty(&self) -> bool {
        self.text.0.len == 0
    }

    /// The kept pieces, in order. A file that is kept whole has one, at offset 0.
    pub fn excerpts(&self) -> &[Excerpt] {
        &self.text.0.excerpts
    }

    /// The whole text of a file that was kept whole; of another file its first excerpt.
    pub fn text(&self) -> &str {
        self.text.as_str()
    }

    /// The text of `start..end`; empty where it was not kept or where the ends are not character boundaries.
    pub fn slice(&self, start: u32, end: u32) -> &str {
        let Some((_, excerpt)) = self.excerpt_at(start) else { return "" };
        let from = (start - excerpt.start) as usize;
        let to = ((end.max(start) - excerpt.start) as usize).min(excerpt.text.len());
        excerpt.text.get(from..to).unwrap_or("")
    }

    /// Line and column of a byte offset. An offset that was not kept counts as the end of the excerpt before it.
    pub fn position(&self, offset: u32) -> Position {
        let Some((index, excerpt)) = self.excerpt_at(offset) else { return Position { line: 1, column: 1 } };
        let offset = offset.min(excerpt.end());
        let starts = &self.line_starts()[index];
        let line = starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let before = self.slice(starts[line], offset);
        let column = before.strip_prefix('\u{feff}').unwrap_or(before).chars().count();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: excerpt.line + count(line) + 1, column: count(column) + 1 }
    }

    /// The whole line (without its end) in which `offset` lies, as a byte range of the file.
    pub fn line_range(&self, offset: u32) -> (u32, u32) {
        let Some((index, excerpt)) = self.excerpt_at(offset) else { return (0, 0) };
        let starts = &self.line_starts()[index];
        let line = starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let end = starts.get(line + 1).map_or(excerpt.end(), |next| next - 1);
        (starts[line], end.max(starts[line]))
    }

    fn excerpt_at(&self, offset: u32) -> Option<(usize, &Excerpt)> {
        let index = self.excerpts().partition_point(|excerpt| excerpt.start <= offset).checked_sub(1)?;
        Some((index, &self.excerpts()[index]))
    }

    fn line_starts(&self) -> &[Vec<u32>] {
        self.text.0.lines.get_or_init(|| self.excerpts().iter().map(line_starts_of).collect())
    }
}

fn line_starts_of(excerpt: &Excerpt) -> Vec<u32> {
    let ends = memchr::memchr_iter(b'\n', excerpt.text.as_bytes());
    let after = ends.map(|end| excerpt.start + u32::try_from(end + 1).unwrap_or(u32::MAX));
    std::iter::once(excerpt.start).chain(after).collect()
}
