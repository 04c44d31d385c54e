//! Which files, which source system, in which order. `walk.rs` is the only reader of the disk.

use std::path::PathBuf;

use crate::ir::{Dialect, Name, Problem, Source};
use crate::text::{FileId, Files};

/// What the command line (or `[[database]]`) says about the paths.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The files and folders to look at, as given; `.` if empty.
    pub paths: Vec<PathBuf>,
    /// `--dialect`.
    pub dialect: Option<Dialect>,
    /// `--search-path`.
    pub search_path: Vec<Name>,
    /// `--in-order`: the files given form one history in the order given.
    pub in_order: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The text of every file that a source needs.
    pub files: Files,
    /// The sources, by path.
    pub sources: Vec<Source>,
    /// Files too large to keep whole; [`crate::pipeline`] reads their statements as a stream.
    pub large: Vec<LargeFile>,
    /// Files that could not be read, and what was left out.
    pub problems: Vec<Problem>,
}

/// A file of which only the statements that can touch the schema will be kept.
#[derive(Clone, Debug)]
pub struct LargeFile {
    /// Its (still empty) place in [`Files`].
    pub file: FileId,
    /// Where it lies.
    pub path: PathBuf,
}
