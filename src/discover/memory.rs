//! What was seen of the disk, so that a project that stays open looks at nothing twice.
//!
//! Invariant: what is remembered is what looking again would show, as long as every change is told by [`Memory::forget`],
//! [`Memory::forget_text`] or [`Memory::look_again`]. The commonest change, another text in a file that stays a file, forgets that text only;
//! any other one forgets all that was listed, but no texts elsewhere.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::classify;
use super::content::Content;
use super::disk::{Existence, Kind};
use super::scope::Scope;
use super::stamp::{Stamp, is_link, is_straight, kind_itself};
use super::walk::{Listing, Walked};

/// What was seen from one current folder.
#[derive(Debug)]
pub(super) struct Memory {
    /// The current folder, to which relative paths belong.
    pub(super) current: PathBuf,
    seen: Mutex<Seen>,
}

/// By absolute path, as text, for paths compare slowly.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) contents: BTreeMap<OsString, Read>,
    /// Answers of tests about texts that were not kept, by the test's name.
    pub(super) answers: BTreeMap<(OsString, &'static str), Answer>,
    pub(super) structure: Structure,
}

/// A content, and of what it is.
#[derive(Clone, Debug)]
pub(super) struct Read {
    /// Whether it is laid over the disk.
    pub(super) is_laid: bool,
    /// The state of the file of the disk, if it could be opened.
    pub(super) stamp: Option<Stamp>,
    /// What was read.
    pub(super) content: Content,
    /// Whether a link led there.
    pub(super) is_crooked: bool,
}

impl Read {
    /// Whether the state of the file is the same, which for a file that has just changed does not mean that the file is.
    pub(super) fn stamp_is_like(&self, other: &Read) -> bool {
        self.stamp.zip(other.stamp).is_some_and(|(own, other)| own.is_like(&other))
    }
}

/// What a test says about a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    /// As of a [`Read`].
    pub(super) is_laid: bool,
    /// As of a [`Read`].
    pub(super) stamp: Option<Stamp>,
    /// The test.
    pub(super) test: fn(&str) -> bool,
    /// What it says.
    pub(super) holds: bool,
}

/// What lies where, apart from texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Structure {
    pub(super) existences: BTreeMap<OsString, Existence>,
    pub(super) real: BTreeMap<OsString, Option<PathBuf>>,
    pub(super) lists: BTreeMap<Listing, (OsString, Arc<Vec<PathBuf>>)>,
    pub(super) walks: Vec<Arc<Walked>>,
    /// What is known to be a file of the real disk, and no link.
    files: BTreeMap<OsString, ()>,
    folders: BTreeMap<OsString, ()>,
    /// Folders that were looked at for links.
    straight: FxHashMap<PathBuf, bool>,
    /// Whether a path of what was seen is not the real one, so that nobody knows which change concerns it.
    is_crooked: bool,
}

impl Memory {
    /// Nothing seen yet, from this folder.
    pub(super) fn new(current: PathBuf) -> Memory {
        Memory { current, seen: Mutex::default() }
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key of a path. `None` where `..` follows a name: if that is a link, the words mislead.
    pub(super) fn key(&self, path: &Path) -> Option<OsString> {
        let mut full = if path.is_absolute() { PathBuf::new() } else { self.current.clone() };
        let mut is_named = false;
        for component in path.components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir if is_named => return None,
                Component::ParentDir => {
                    full.pop();
                }
                Component::Normal(name) => {
                    is_named = true;
                    full.push(name);
                }
                Component::RootDir | Component::Prefix(_) => full.push(component),
            }
        }
        Some(full.into_os_string())
    }

    /// The content of a file, looked for by `look` at the first call.
    pub(super) fn content(&self, path: &Path, look: impl FnOnce() -> Read) -> Content {
        let Some(key) = self.key(path) else { return look().content };
        if let Some(read) = self.seen().contents.get(&key) {
            return read.content.clone();
        }
        let read = look();
        let content = read.content.clone();
        self.seen().keep(key, read);
        content
    }

    /// Whether the content is known.
    pub(super) fn knows(&self, path: &Path) -> bool {
        self.key(path).is_some_and(|key| self.seen().contents.contains_key(&key))
    }

    /// The answer of a test about a file's text, which is not kept.
    pub(super) fn answer(&self, path: &Path, name: &'static str, look: impl FnOnce() -> Answer) -> bool {
        let Some(key) = self.key(path) else { return look().holds };
        let key = (key, name);
        if let Some(answer) = self.seen().answers.get(&key) {
            return answer.holds;
        }
        let answer = look();
        self.seen().keep_answer(key, answer);
        answer.holds
    }

    /// What lies at a path.
    pub(super) fn existence(&self, path: &Path, look: impl FnOnce() -> Existence) -> Existence {
        let Some(key) = self.key(path) else { return look() };
        if let Some(known) = self.seen().structure.existences.get(&key) {
            return *known;
        }
        let found = look();
        let structure = &mut self.seen().structure;
        structure.note(&key);
        structure.existences.insert(key, found);
        found
    }

    /// The path with all links followed.
    pub(super) fn real(&self, path: &Path, look: impl FnOnce() -> Option<PathBuf>) -> Option<PathBuf> {
        let Some(key) = self.key(path) else { return look() };
        if let Some(known) = self.seen().structure.real.get(&key) {
            return known.clone();
        }
        let found = look();
        let structure = &mut self.seen().structure;
        structure.note(&key);
        structure.real.insert(key, found.clone());
        found
    }

    /// The files or folders below one.
    pub(super) fn list(&self, listing: &Listing, look: impl FnOnce() -> Vec<PathBuf>) -> Vec<PathBuf> {
        let Some(key) = self.key(&listing.folder) else { return look() };
        if let Some((_, known)) = self.seen().structure.lists.get(listing) {
            return known.to_vec();
        }
        let found = Arc::new(look());
        let structure = &mut self.seen().structure;
        structure.note(&key);
        if listing.files {
            structure.note_files(self, &found);
        }
        structure.lists.insert(listing.clone(), (key, Arc::clone(&found)));
        found.to_vec()
    }

    /// A walk that was done before.
    pub(super) fn walk(&self, paths: &[PathBuf], scope: &Scope) -> Option<Arc<Walked>> {
        let seen = self.seen();
        seen.structure.walks.iter().find(|walked| walked.is_of(paths, scope)).map(Arc::clone)
    }

    /// Keeps a walk.
    pub(super) fn keep_walk(&self, walked: Walked) {
        let mut seen = self.seen();
        let structure = &mut seen.structure;
        for folder in walked.folders() {
            match self.key(folder) {
                Some(key) => {
                    structure.note(&key);
                    structure.folders.insert(key, ());
                }
                None => structure.is_crooked = true,
            }
        }
        structure.note_files(self, &walked.files);
        structure.walks.push(Arc::new(walked));
    }

    /// What lies at a path, or below it, may be something else.
    pub(super) fn forget(&self, path: &Path) {
        let Some(key) = self.key(path) else {
            *self.seen() = Seen::default();
            return;
        };
        let now = kind_itself(path);
        let mut seen = self.seen();
        if seen.structure.is_crooked {
            seen.contents.retain(|_, read| !read.is_crooked);
            seen.answers.clear();
        } else if now == Some(Kind::File) && seen.structure.files.contains_key(&key) && !rules_walk(&key) {
            seen.drop_text(&key);
            return;
        }
        if seen.is_concerned(&key, now) {
            seen.contents.retain(|path, read| read.is_laid || !is_below(path, &key));
            seen.answers.retain(|(path, _), answer| answer.is_laid || !is_below(path, &key));
            seen.structure = Structure::default();
        }
    }

    /// Another text is laid over a file, where one was laid before or not, or none any more.
    pub(super) fn forget_laid(&self, path: &Path, was_laid: bool, is_laid: bool) {
        let Some(key) = self.key(path) else { return };
        let mut seen = self.seen();
        seen.contents.remove(&key);
        seen.answers.retain(|(path, _), _| *path != key);
        let stays_file = was_laid && is_laid || seen.structure.files.contains_key(&key);
        if !stays_file || rules_walk(&key) || seen.structure.is_crooked {
            seen.contents.retain(|_, read| !read.is_crooked);
            seen.structure = Structure::default();
        }
    }
}

impl Seen {
    /// Keeps a content.
    pub(super) fn keep(&mut self, key: OsString, mut read: Read) {
        if !read.is_laid {
            read.is_crooked = self.structure.note(&key);
            if read.stamp.is_some() && !read.is_crooked {
                self.structure.files.insert(key.clone(), ());
            }
        }
        self.contents.insert(key, read);
    }

    /// Keeps an answer.
    pub(super) fn keep_answer(&mut self, key: (OsString, &'static str), answer: Answer) {
        self.structure.note(&key.0);
        self.answers.insert(key, answer);
    }

    /// Forgets the text of a file of the disk.
    fn drop_text(&mut self, key: &OsString) {
        if self.contents.get(key).is_some_and(|read| !read.is_laid) {
            self.contents.remove(key);
        }
        self.answers.retain(|(path, _), answer| answer.is_laid || path != key);
    }

    /// Whether a change at a path can change what was seen, if this lies there now.
    fn is_concerned(&self, key: &OsString, now: Option<Kind>) -> bool {
        let structure = &self.structure;
        let name = Path::new(key).file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        let is_seen = has_below(&self.contents, key)
            || has_below(&structure.existences, key)
            || has_below(&structure.real, key)
            || has_below(&structure.files, key)
            || has_below(&structure.folders, key)
            || self.answers.keys().any(|(path, _)| is_below(path, key));
        let is_listed = || structure.lists.values().any(|(folder, _)| is_below(key, folder));
        now == Some(Kind::Folder)
            || structure.is_crooked
            || rules_walk(key)
            || classify::is_wanted(&name)
            || classify::language_of(&name).is_some()
            || is_seen
            || is_listed()
    }
}

impl Structure {
    /// Takes note of a path that was looked at, and says whether a link leads there.
    fn note(&mut self, key: &OsStr) -> bool {
        let path = Path::new(key);
        let folder = path.parent().unwrap_or(path);
        let is_straight = match self.straight.get(folder) {
            Some(known) => *known,
            None => *self.straight.entry(folder.to_path_buf()).or_insert_with(|| is_straight(folder)),
        };
        let is_crooked = !is_straight || is_link(path);
        self.is_crooked |= is_crooked;
        is_crooked
    }

    /// Takes note of files that are no links.
    fn note_files(&mut self, memory: &Memory, files: &[PathBuf]) {
        self.files.extend(files.iter().filter_map(|file| Some((memory.key(file)?, ()))));
    }
}

/// Whether a file's text decides what a walk finds.
fn rules_walk(key: &OsStr) -> bool {
    Path::new(key).file_name().is_some_and(|name| name == ".gitignore" || name == ".git")
}

/// Whether an absolute path is another one or lies below it.
fn is_below(path: &OsStr, outer: &OsStr) -> bool {
    let rest = path.as_encoded_bytes().strip_prefix(outer.as_encoded_bytes());
    let separator = std::path::MAIN_SEPARATOR as u8;
    rest.is_some_and(|rest| {
        rest.first().is_none_or(|first| *first == separator)
            || outer.as_encoded_bytes().ends_with(&[separator])
    })
}

/// Whether a map knows something at or below a path.
fn has_below<T>(map: &BTreeMap<OsString, T>, key: &OsString) -> bool {
    let mut folder = key.clone();
    folder.push(std::path::MAIN_SEPARATOR_STR);
    let mut inner = map.range::<OsString, _>(&folder..);
    map.contains_key(key) || inner.next().is_some_and(|(next, _)| is_below(next, key))
}
