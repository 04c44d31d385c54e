//! Which lines a finding shows: windows around its labels, cut to the width of the terminal.
//!
//! Invariants: the primary label's window comes first; labels that stand far from each other in one file get windows of their own; every line
//! of a window ends in `\n`; nothing that a terminal would obey is left in the text, and a replaced character keeps its length in bytes.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Label};
use crate::text::{Excerpt, File, Files, Position, Span};

/// Labels that are shown; the rest is counted.
const LABELS_SHOWN: usize = 12;
/// A label over more lines than this marks its first line only.
const LINES_MARKED: u32 = 8;
/// What stands for the cut part of a line.
const CUT: &str = "…";

/// A window of lines with the labels in it.
#[derive(Debug)]
pub(super) struct Snippet<'a> {
    /// The file's path.
    pub(super) path: Cow<'a, str>,
    /// The number of the first line, from 1.
    pub(super) first_line: u32,
    /// How many lines there are.
    pub(super) line_count: usize,
    /// The lines as they are shown.
    pub(super) text: String,
    /// The labels, in the order of the finding.
    pub(super) marks: Vec<Mark<'a>>,
}

/// A label in a window.
#[derive(Debug)]
pub(super) struct Mark<'a> {
    /// Where it begins in the window's text.
    pub(super) start: usize,
    /// How many bytes of that text it covers.
    pub(super) len: usize,
    /// Where it begins in the file.
    pub(super) position: Position,
    /// What it says.
    pub(super) text: Cow<'a, str>,
    /// Whether it is the finding's primary label.
    pub(super) primary: bool,
}

/// A range of whole lines in one excerpt, as offsets in the file, and the labels in it.
struct Window<'a> {
    file: &'a File,
    excerpt: u32,
    start: u32,
    end: u32,
    labels: Vec<(&'a Label, Span, bool)>,
}

/// The windows of a finding, the primary label's first, and the number of labels left out.
pub(super) fn snippets<'a>(
    files: &'a Files,
    diagnostic: &'a Diagnostic,
    width: usize,
) -> (Vec<Snippet<'a>>, usize) {
    let mut windows: Vec<Window<'a>> = Vec::new();
    let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
    for (index, label) in labels.take(LABELS_SHOWN).enumerate() {
        let new = window(files.get(label.span.file), label, index == 0);
        let near = windows.iter_mut().find(|known| {
            std::ptr::eq(known.file, new.file)
                && known.excerpt == new.excerpt
                && new.start <= known.end.saturating_add(1)
                && known.start <= new.end.saturating_add(1)
        });
        match near {
            Some(known) => {
                known.start = known.start.min(new.start);
                known.end = known.end.max(new.end);
                known.labels.extend(new.labels);
            }
            None => windows.push(new),
        }
    }
    let hidden = (diagnostic.related.len() + 1).saturating_sub(LABELS_SHOWN);
    (windows.iter().map(|window| snippet(window, width)).collect(), hidden)
}

/// The lines of one label, with a line of context on either side.
fn window<'a>(file: &'a File, label: &'a Label, primary: bool) -> Window<'a> {
    let Some(excerpt) = excerpt_of(file, label.span.start) else {
        return Window { file, excerpt: 0, start: 0, end: 0, labels: vec![(label, label.span, primary)] };
    };
    let len = u32::try_from(excerpt.text.len()).unwrap_or(u32::MAX);
    let (first, last) = (excerpt.start, excerpt.start.saturating_add(len));
    let mut span = label.span;
    span.start = span.start.min(last);
    span.end = span.end.clamp(span.start, last);
    let (mut start, line_end) = file.line_range(span.start);
    let words = file.slice(span.start, span.end).trim_end();
    span.end = span.start + u32::try_from(words.len()).unwrap_or(0);
    if file.position(span.end).line - file.position(span.start).line >= LINES_MARKED {
        span.end = line_end;
    }
    let mut end = file.line_range(span.end).1;
    if start > first {
        start = file.line_range(start - 1).0;
    }
    // The nothing after the last line's end is no line.
    if end.saturating_add(1) < last {
        end = file.line_range(end + 1).1;
    }
    Window { file, excerpt: first, start, end, labels: vec![(label, span, primary)] }
}

/// The kept piece in which an offset lies, or the one before it.
fn excerpt_of(file: &File, offset: u32) -> Option<&Excerpt> {
    let excerpts = file.excerpts();
    let index = excerpts.partition_point(|excerpt| excerpt.start <= offset).saturating_sub(1);
    excerpts.get(index)
}

fn snippet<'a>(window: &Window<'a>, width: usize) -> Snippet<'a> {
    let source = window.file.slice(window.start, window.end);
    let position = window.file.position(window.start);
    let lines = source.split('\n').count();
    let digits = (position.line as usize + lines).to_string().len();
    let room = width.saturating_sub(digits + 5).max(20);
    let mut text = String::with_capacity(source.len() + 1);
    // The ends of the labels in `text`.
    let mut ends: Vec<(usize, usize)> = vec![(0, 0); window.labels.len()];
    let mut offset = window.start as usize;
    for line in source.split('\n') {
        let range = offset..=offset + line.len();
        offset += line.len() + 1;
        let line = line.strip_suffix('\r').unwrap_or(line);
        let starts = window.labels.iter().map(|(_, span, _)| span.start as usize);
        let anchor = starts.filter(|start| range.contains(start)).min().unwrap_or(*range.start());
        let shown = cut(line, anchor - range.start(), room);
        for ((_, span, _), (start, end)) in window.labels.iter().zip(&mut ends) {
            let place =
                |offset: u32| text.len() + shown.map((offset as usize).saturating_sub(*range.start()));
            if range.contains(&(span.start as usize)) {
                *start = place(span.start);
            }
            if range.contains(&(span.end as usize)) {
                *end = place(span.end);
            }
        }
        shown.push_to(&mut text);
    }
    let marks = window.labels.iter().zip(ends).map(|((label, span, primary), (start, end))| Mark {
        start,
        len: end.saturating_sub(start),
        position: window.file.position(span.start),
        text: clean(&label.text),
        primary: *primary,
    });
    let marks = marks.collect();
    Snippet { path: clean(window.file.path()), first_line: position.line, line_count: lines, text, marks }
}

/// The part of a line that is shown.
struct Shown<'a> {
    from: usize,
    part: &'a str,
    before: &'static str,
    after: &'static str,
}

impl Shown<'_> {
    /// The place of an offset of the line in what is shown.
    fn map(&self, offset: usize) -> usize {
        self.before.len() + offset.saturating_sub(self.from).min(self.part.len())
    }

    fn push_to(&self, text: &mut String) {
        text.push_str(self.before);
        text.push_str(&clean(self.part));
        text.push_str(self.after);
        text.push('\n');
    }
}

/// Cuts a line to `room` characters so that the one at the offset `anchor` stays. Looks only at the part that is kept.
fn cut(line: &str, anchor: usize, room: usize) -> Shown<'_> {
    let Some((fits, _)) = line.char_indices().nth(room) else {
        return Shown { from: 0, part: line, before: "", after: "" };
    };
    let mut from = 0;
    // Where the label does not begin in the first half, a third of the room goes to what precedes it.
    if anchor > fits / 2 {
        let before = line.get(..anchor).unwrap_or("");
        from = before.char_indices().rev().nth(room / 3).map_or(0, |(offset, _)| offset);
    }
    let rest = line.get(from..).unwrap_or("");
    let part = rest.char_indices().nth(room - 2).map_or(rest, |(end, _)| rest.get(..end).unwrap_or(rest));
    let before = if from > 0 { CUT } else { "" };
    let after = if part.len() < rest.len() { CUT } else { "" };
    Shown { from, part, before, after }
}

/// Text without the characters that a terminal obeys (control characters, changes of direction); each keeps its length in bytes.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| replacement(character).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|character| replacement(character).unwrap_or(character)).collect())
}

fn replacement(character: char) -> Option<char> {
    match character {
        '\t' | '\n' => None,
        '\0'..='\u{1f}' | '\u{7f}' => Some('?'),
        '\u{80}'..='\u{9f}' => Some('·'),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some('\u{fffd}'),
        _ => None,
    }
}
