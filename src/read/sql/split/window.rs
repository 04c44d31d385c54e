//! The part of a text that is in memory, addressed by offsets in the whole text.

/// How far the machine may look ahead of where it stands; at the end of a window that is not the last it waits for as much.
pub(super) const LOOKAHEAD: usize = 256;

/// Bytes of a text from `base` on.
#[derive(Clone, Copy)]
pub(in crate::read::sql) struct Window<'w> {
    /// What is in memory.
    pub bytes: &'w [u8],
    /// The offset of the first byte in the whole text.
    pub base: usize,
    /// Whether the text ends with this window.
    pub last: bool,
}

impl<'w> Window<'w> {
    /// The offset after the last byte.
    pub(super) fn end(&self) -> usize {
        self.base + self.bytes.len()
    }

    /// Everything from `pos` on.
    pub(super) fn rest(&self, pos: usize) -> &'w [u8] {
        self.slice(pos, self.end())
    }

    /// The bytes of `start..end`, as far as they are in memory.
    pub(in crate::read::sql) fn slice(&self, start: usize, end: usize) -> &'w [u8] {
        let end = end.saturating_sub(self.base).min(self.bytes.len());
        let start = start.saturating_sub(self.base).min(end);
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// The byte at `pos`.
    pub(super) fn byte(&self, pos: usize) -> Option<u8> {
        self.bytes.get(pos.checked_sub(self.base)?).copied()
    }

    /// The byte before `pos`.
    pub(super) fn before(&self, pos: usize) -> Option<u8> {
        self.byte(pos.checked_sub(1)?)
    }

    /// Whether all that a decision at `pos` may look at is in memory.
    pub(super) fn can_decide(&self, pos: usize) -> bool {
        self.last || pos + LOOKAHEAD <= self.end()
    }

    /// The window up to `end`; `last` tells whether it is to be treated as the end of the text.
    pub(super) fn until(&self, end: usize, last: bool) -> Window<'w> {
        Window { bytes: self.slice(self.base, end), base: self.base, last }
    }
}

/// Whether a byte can be part of an unquoted identifier.
pub(in crate::read::sql) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Whether a byte is blank for SQL.
pub(in crate::read::sql) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}
