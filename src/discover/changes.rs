//! A disk that remembers, and what changes on it: told piece by piece, or found by looking again at everything that was seen.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::content::Content;
use super::disk::{Disk, absolute};
use super::layers::Layer;
use super::memory::{Answer, Memory, Read, Structure};
use super::stamp::Stamp;
use super::walk;

impl Disk {
    /// The disk of a project that stays open, seen from the current folder: nothing is looked at twice unless it is told that it changed.
    pub fn remembering() -> Disk {
        let memory = Memory::new(absolute(Path::new(".")));
        Disk { layers: None, memory: Some(Arc::new(memory)) }
    }

    /// What was seen.
    pub(super) fn memory(&self) -> Option<&Memory> {
        self.memory.as_deref()
    }

    /// Whether what was seen was seen from the current folder.
    pub fn is_current(&self) -> bool {
        self.memory.as_ref().is_none_or(|memory| memory.current == absolute(Path::new(".")))
    }

    /// From now on the current folder is the one that it is seen from.
    pub fn look_from_here(&mut self) {
        self.memory = Disk::remembering().memory;
    }

    /// From now on a file has this text.
    pub fn lay(&mut self, path: &Path, text: String) {
        let path = absolute(path);
        let layers = Arc::make_mut(self.layers.get_or_insert_default());
        let old = layers.files.insert(path.clone().into_os_string(), Layer::Text(text.into_bytes()));
        if let Some(memory) = &self.memory {
            memory.forget_laid(&path, old.is_some(), true);
        }
    }

    /// From now on a file is what the real disk says.
    pub fn lift(&mut self, path: &Path) {
        let Some(layers) = &mut self.layers else { return };
        let path = absolute(path);
        let old = Arc::make_mut(layers).files.remove(path.as_os_str());
        if layers.files.is_empty() && layers.gone.is_empty() && !layers.is_past {
            self.layers = None;
        }
        if let Some(memory) = self.memory.as_ref().filter(|_| old.is_some()) {
            memory.forget_laid(&path, true, false);
        }
    }

    /// What lies at a path, or below it, may be something else than was seen.
    pub fn forget(&self, path: &Path) {
        if let Some(memory) = &self.memory {
            memory.forget(&absolute(path));
        }
    }

    /// Looks again at all that was seen, and says whether any of it has changed. Only files whose state differs are read again.
    pub fn look_again(&self) -> bool {
        let Some(memory) = self.memory() else { return true };
        let old = std::mem::take(&mut *memory.seen());
        let texts: Vec<(OsString, Read, bool)> =
            old.contents.into_par_iter().map(|(path, read)| self.read_again(path, read)).collect();
        let answers: Vec<((OsString, &'static str), Answer, bool)> =
            old.answers.into_par_iter().map(|(key, answer)| self.ask_again(key, answer)).collect();
        let mut has_changed =
            texts.iter().any(|(.., changed)| *changed) || answers.iter().any(|(.., changed)| *changed);
        {
            let mut seen = memory.seen();
            texts.into_iter().for_each(|(path, read, _)| seen.keep(path, read));
            answers.into_iter().for_each(|(key, answer, _)| seen.keep_answer(key, answer));
        }
        has_changed |= self.lists_changed(&old.structure);
        has_changed
    }

    /// The content that a file has now, and whether it is another one than before.
    fn read_again(&self, path: OsString, read: Read) -> (OsString, Read, bool) {
        let place = Path::new(&path);
        if read.is_laid {
            return (path, read, false);
        }
        if let (Some(before), Some(now)) = (&read.stamp, Stamp::of(place))
            && before.still_is(&now)
        {
            return (path, read, false);
        }
        let mut now = self.look(place);
        // Of what lies beyond the beginning of a large file only the state tells.
        let is_part = matches!(now.content, Content::Large { .. });
        let changed = !now.content.says_like(&read.content) || is_part && !now.stamp_is_like(&read);
        if !changed {
            now.content = read.content;
        }
        (path, now, changed)
    }

    fn ask_again(
        &self,
        key: (OsString, &'static str),
        answer: Answer,
    ) -> ((OsString, &'static str), Answer, bool) {
        let place = Path::new(&key.0);
        let is_same = answer.stamp.zip(Stamp::of(place)).is_some_and(|(before, now)| before.still_is(&now));
        if answer.is_laid || is_same {
            return (key, answer, false);
        }
        let now = self.ask(place, answer.test);
        (key, now, now.holds != answer.holds)
    }

    /// Asks again all that was asked apart from texts.
    fn lists_changed(&self, old: &Structure) -> bool {
        let mut changed = false;
        for (path, before) in &old.existences {
            changed |= self.existence(Path::new(path)) != *before;
        }
        for (path, before) in &old.real {
            changed |= self.canonical(Path::new(path)) != *before;
        }
        for (listing, (_, before)) in &old.lists {
            changed |= walk::list_below(listing, self) != **before;
        }
        for before in &old.walks {
            // A given path that is gone is the next analysis's to complain about.
            let _ = walk::walk_anew(&before.paths, &before.scope, self);
            let now = self.memory().and_then(|memory| memory.walk(&before.paths, &before.scope));
            changed |= now.is_none_or(|now| !now.found_like(before));
        }
        changed
    }
}
