//! Places and words: spans, the owner of all text, interned names.
//!
//! Invariant: this module knows nothing of schemas. A span is bytes; lines and columns exist only where something is printed.

mod files;
mod name;

use std::num::NonZeroU32;

pub use files::{Excerpt, File, Files, Position, Text};
pub use name::Name;

/// A file of one run, given in path order, so that sorting by id sorts by path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(NonZeroU32);

impl FileId {
    /// The id of the file at `index` in [`Files`].
    pub(crate) fn new(index: usize) -> FileId {
        let number = u32::try_from(index).unwrap_or(u32::MAX - 1).saturating_add(1);
        FileId(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN))
    }

    /// The position of the file in [`Files`].
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A range of bytes in one file. `end` is exclusive.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `start..end` in `file`; offsets beyond 4 GiB are cut to the limit.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { file, start: cut(start), end: cut(end.max(start)) }
    }

    /// The smallest span that holds both; `other` must lie in the same file, else `self` is returned.
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}
