//! Byte offsets and the positions of the protocol: line and character from 0, the character in the units that were agreed on.
//!
//! Lines end with `\n`, `\r\n` or `\r`. Invariant: every position has an offset and every offset a position; what lies past the end of a line or
//! of the text is its end, what lies within a character is its beginning.

use lsp_types::{Position, PositionEncodingKind};

use crate::text::Excerpt;

/// The bytes of a byte order mark.
const MARK: usize = '\u{feff}'.len_utf8();

/// What a character counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Encoding {
    /// Its bytes in UTF-8.
    Utf8,
    /// Its units in UTF-16: what holds if nothing was agreed on.
    #[default]
    Utf16,
    /// One.
    Utf32,
}

impl Encoding {
    /// The best of those that a client offers.
    pub(super) fn choose<'a>(offered: impl Iterator<Item = &'a str>) -> Encoding {
        let offered: Vec<&str> = offered.collect();
        let known = [("utf-8", Encoding::Utf8), ("utf-16", Encoding::Utf16), ("utf-32", Encoding::Utf32)];
        let found = known.into_iter().find(|(name, _)| offered.contains(name));
        found.map_or(Encoding::default(), |(_, encoding)| encoding)
    }

    /// Its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn units(self, character: char) -> usize {
        match self {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }

    /// How many units a text has.
    fn len(self, text: &str) -> usize {
        if text.is_ascii() { text.len() } else { text.chars().map(|character| self.units(character)).sum() }
    }

    /// The bytes of the characters that lie wholly within the first units of a line.
    fn bytes(self, line: &str, units: usize) -> usize {
        let mut left = units;
        for (at, character) in line.char_indices() {
            match left.checked_sub(self.units(character)) {
                Some(rest) => left = rest,
                None => return at,
            }
        }
        line.len()
    }
}

/// A text, or a piece of one, with its lines.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    /// The offset of the text's first byte, and its line.
    first: (usize, usize),
    /// Where lines begin, from the beginning of the text.
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Lines<'t> {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
        let last = ends.filter(|end| bytes.get(*end) == Some(&b'\n') || bytes.get(end + 1) != Some(&b'\n'));
        let starts = std::iter::once(0).chain(last.map(|end| end + 1)).collect();
        Lines { text, first: (0, 0), starts }
    }

    /// A piece of a file.
    pub(super) fn of_excerpt(excerpt: &'t Excerpt) -> Lines<'t> {
        Lines { first: (excerpt.start as usize, excerpt.line as usize), ..Lines::new(&excerpt.text) }
    }

    /// The same without the mark that some files begin with, which is no part of their first line.
    pub(super) fn without_mark(self) -> Lines<'t> {
        match self.text.strip_prefix('\u{feff}') {
            Some(text) if self.first.0 == 0 => Lines { first: (MARK, 0), ..Lines::new(text) },
            Some(_) | None => self,
        }
    }

    /// The line that it begins on.
    pub(super) fn line(&self) -> u32 {
        count(self.first.1)
    }

    /// Whether an offset lies in or after the text.
    pub(super) fn begins_before(&self, offset: u32) -> bool {
        self.first.0 <= offset as usize
    }

    /// The position of an offset.
    pub(super) fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let at = (offset as usize).saturating_sub(self.first.0);
        let at = self.text.floor_char_boundary(at);
        let line = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = self.text.get(start..at).unwrap_or("");
        let before = before.trim_end_matches(['\n', '\r']);
        Position { line: count(self.first.1 + line), character: count(encoding.len(before)) }
    }

    /// The offset of a position.
    pub(super) fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = (position.line as usize).saturating_sub(self.first.1);
        let Some(start) = self.starts.get(line).copied() else { return self.first.0 + self.text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let own = self.text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        self.first.0 + start + encoding.bytes(own, position.character as usize)
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "ab\r\nä🦀c\n\rx\n";
    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn positions(offset: u32) -> [(u32, u32); 3] {
        let lines = Lines::new(TEXT);
        ALL.map(|encoding| lines.position(offset, encoding)).map(|at| (at.line, at.character))
    }

    #[test]
    fn offsets_become_positions() {
        assert_eq!(positions(1), [(0, 1); 3]);
        assert_eq!(positions(3), [(0, 2); 3], "between the two bytes of a line end");
        assert_eq!(positions(10), [(1, 6), (1, 3), (1, 2)], "after the astral character");
        assert_eq!(positions(8), [(1, 2), (1, 1), (1, 1)], "within it");
        assert_eq!(positions(12), [(2, 0); 3], "a lone carriage return ends a line");
        assert_eq!(positions(13), [(3, 0); 3]);
        assert_eq!(positions(99), [(4, 0); 3], "past the end");
    }

    #[test]
    fn positions_become_offsets() {
        let lines = Lines::new(TEXT);
        for encoding in ALL {
            for (offset, _) in TEXT.char_indices().filter(|(at, _)| *at != 3) {
                let position = lines.position(count(offset), encoding);
                assert_eq!(lines.offset(position, encoding), offset, "{encoding:?}");
            }
            let past = |line, character| lines.offset(Position { line, character }, encoding);
            assert_eq!([past(0, 99), past(1, 99), past(99, 0), past(u32::MAX, u32::MAX)], [2, 11, 15, 15]);
        }
        assert_eq!(lines.offset(Position { line: 1, character: 2 }, Encoding::Utf16), 6, "half a pair");
    }

    #[test]
    fn excerpts_keep_their_place() {
        let excerpt = Excerpt { start: 100, line: 7, text: "ab\ncd".to_owned() };
        let lines = Lines::of_excerpt(&excerpt);
        let position = lines.position(104, Encoding::Utf16);
        assert_eq!((position.line, position.character), (8, 1));
        assert_eq!(lines.offset(position, Encoding::Utf16), 104);
    }
}
