//! What was read before, for a project that stays open.
//!
//! Invariant: what is remembered is used only where everything that decides about it is the same: the file's id, path and text, and what
//! [`Work`] says; for a readout the source itself and all its files. What the last reading did not need is forgotten.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Parsed, Readout, Work};
use crate::ir::{Source, SourceKind};
use crate::text::{FileId, Files, Text};

/// What was read before.
#[derive(Default)]
pub struct Memory {
    files: FxHashMap<Work, (Input, Arc<Parsed>)>,
    /// By path.
    sources: BTreeMap<(String, SourceKind), (Source, Vec<Input>, Readout)>,
}

/// A file as it was.
struct Input {
    path: Box<str>,
    text: Text,
}

impl Input {
    fn new(files: &Files, file: FileId) -> Input {
        let file = files.get(file);
        Input { path: file.path().into(), text: file.shared_text().clone() }
    }

    fn is(&self, files: &Files, file: FileId) -> bool {
        let file = files.get(file);
        self.text.is(file.shared_text()) && *self.path == *file.path()
    }
}

/// All files that decide what comes of a source.
fn inputs(source: &Source) -> impl Iterator<Item = FileId> {
    Work::of(source).map(|work| work.file).chain(source.program.configuration)
}

impl Memory {
    /// What a source says, if neither it nor any of its files has changed.
    pub(super) fn readout(&self, files: &Files, source: &Source) -> Option<Readout> {
        let (before, known, readout) = self.sources.get(&(source.path.clone(), source.kind))?;
        let mut now = inputs(source);
        let is_same =
            before == source && known.iter().all(|known| now.next().is_some_and(|now| known.is(files, now)));
        is_same.then(|| readout.clone())
    }

    /// What a file was parsed to, if it is the same.
    pub(super) fn parsed(&self, files: &Files, work: Work) -> Option<Arc<Parsed>> {
        let (known, parsed) = self.files.get(&work)?;
        known.is(files, work.file).then(|| Arc::clone(parsed))
    }

    /// Keeps what files were parsed to.
    pub(super) fn keep(&mut self, files: &Files, parsed: impl Iterator<Item = (Work, Arc<Parsed>)>) {
        self.files.extend(parsed.map(|(work, parsed)| (work, (Input::new(files, work.file), parsed))));
    }

    /// Keeps what these sources say, of each whether that is new, and forgets all others.
    pub(super) fn keep_readouts<'s>(
        &mut self,
        files: &Files,
        sources: impl Iterator<Item = ((&'s Source, &'s Readout), bool)>,
    ) {
        let mut before = std::mem::take(&mut self.sources);
        let mut parsed = std::mem::take(&mut self.files);
        for ((source, readout), is_new) in sources {
            self.files.extend(Work::of(source).filter_map(|work| parsed.remove_entry(&work)));
            let key = (source.path.clone(), source.kind);
            let entry = before.remove(&key).filter(|_| !is_new).unwrap_or_else(|| {
                let inputs = inputs(source).map(|file| Input::new(files, file)).collect();
                (source.clone(), inputs, readout.clone())
            });
            self.sources.insert(key, entry);
        }
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory")
            .field("files", &self.files.len())
            .field("sources", &self.sources.len())
            .finish()
    }
}
