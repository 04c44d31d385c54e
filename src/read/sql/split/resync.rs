//! Where reading can start again after something that does not end.
//!
//! A line is taken for the start of a statement if it begins with a statement's keyword in column 0 and the line before it is blank, a
//! comment, or ends with `;`. Only texts with an unterminated quote, comment or body are ever cut there.

use memchr::memchr_iter;

use super::window::{Window, is_blank};

/// How far back the line before is looked at.
pub(super) const LOOKBACK: usize = 256;

/// The longest keyword with the blank after it, and some.
pub(super) const KEYWORD_ROOM: usize = 16;

const KEYWORDS: [&[u8]; 7] = [b"CREATE", b"ALTER", b"DROP", b"INSERT", b"COMMENT", b"GRANT", b"TRUNCATE"];

/// The first possible start after the start of what is being read. Each byte is looked at once.
pub(super) struct Resync {
    scanned: usize,
    pub candidate: Option<usize>,
}

impl Resync {
    pub(super) fn new() -> Resync {
        Resync { scanned: 0, candidate: None }
    }

    /// Forgets the start that was found and looks for one from `from` on.
    pub(super) fn reset(&mut self, from: usize) {
        *self = Resync { scanned: from, candidate: None };
    }

    /// The first possible start, if one is in memory.
    pub(super) fn find(&mut self, window: &Window<'_>) -> Option<usize> {
        let room = if window.last { 0 } else { KEYWORD_ROOM };
        let limit = window.end().saturating_sub(room);
        if self.candidate.is_none() && self.scanned < limit {
            let from = self.scanned.max(window.base);
            let ends = memchr_iter(b'\n', window.slice(from, limit)).map(|end| from + end + 1);
            self.candidate = ends.into_iter().find(|start| is_start(window, *start));
            self.scanned = limit;
        }
        self.candidate
    }
}

fn is_start(window: &Window<'_>, start: usize) -> bool {
    let line = window.rest(start);
    let is_keyword = |keyword: &&[u8]| {
        line.get(..keyword.len()).is_some_and(|word| word.eq_ignore_ascii_case(keyword))
            && line.get(keyword.len()).is_some_and(|byte| is_blank(*byte))
    };
    if !line.first().is_some_and(u8::is_ascii_alphabetic) || !KEYWORDS.iter().any(is_keyword) {
        return false;
    }
    let before = window.slice(start.saturating_sub(LOOKBACK), start.saturating_sub(1));
    let (whole, before) = match memchr::memrchr(b'\n', before) {
        Some(end) => (true, &before[end + 1..]),
        None => (start <= LOOKBACK, before),
    };
    let before = before.trim_ascii();
    before.ends_with(b";") || (whole && (before.is_empty() || before.starts_with(b"--")))
}
