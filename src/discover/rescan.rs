//! Looking again at everything that was seen: afterwards what is remembered is what the disk has now.

use rayon::prelude::*;

use std::ffi::OsString;
use std::path::Path;

use super::content::Content;
use super::disk::Disk;
use super::memory::{Answer, Read, Structure};
use super::stamp::Stamp;
use super::walk;

impl Disk {
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
