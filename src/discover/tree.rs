//! What a walk found: files by the path that outputs show, read when first asked for.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::classify::{self, Language, Shape};
use super::content::Content;
use super::disk::{Disk, shown};
use super::draft::last;

/// A file that may matter.
#[derive(Debug)]
pub(super) struct Entry {
    /// The path in outputs: as the user gave it, without `./`, with `/`.
    pub(super) shown: String,
    /// Where it lies.
    pub(super) place: PathBuf,
    /// Whether it was named itself, rather than found in a folder.
    pub(super) given: bool,
    /// What the name says.
    pub(super) shape: Shape,
    disk: Disk,
    content: OnceCell<Content>,
    /// The content, read ahead of the first call that asks for it.
    ahead: RefCell<Option<Content>>,
}

impl Entry {
    /// A file that is not read yet.
    pub(super) fn new(place: &Path, given: bool, disk: &Disk) -> Entry {
        let shown = shown(place);
        Entry {
            shape: classify::shape(last(&shown)),
            shown,
            place: place.to_path_buf(),
            given,
            disk: disk.clone(),
            content: OnceCell::new(),
            ahead: RefCell::default(),
        }
    }

    /// A file outside of the walk, with the path that outputs show.
    pub(super) fn named(shown: String, place: &Path, disk: &Disk) -> Entry {
        Entry { shown, ..Entry::new(place, false, disk) }
    }

    /// A file that cannot be read, and why.
    pub(super) fn unread(place: &Path, why: String) -> Entry {
        let content = OnceCell::from(Content::Unreadable(why.into()));
        Entry { content, ..Entry::new(place, false, &Disk::default()) }
    }

    /// The file's text, read at the first call.
    pub(super) fn content(&self) -> &Content {
        self.content.get_or_init(|| self.ahead.take().unwrap_or_else(|| self.disk.read(&self.place)))
    }

    /// Why it cannot be read, if that is known.
    pub(super) fn trouble(&self) -> Option<&str> {
        match self.content.get() {
            Some(Content::Unreadable(why)) => Some(why),
            Some(Content::Whole { .. } | Content::Large { .. }) | None => None,
        }
    }

    /// Whether the content was looked for already.
    pub(super) fn is_read(&self) -> bool {
        self.content.get().is_some() || self.ahead.borrow().is_some()
    }

    /// Puts the content where the first call that asks for it will find it.
    pub(super) fn set_ahead(&mut self, content: Content) {
        self.ahead = RefCell::new(Some(content));
    }

    /// The content, which the entry then no longer has.
    pub(super) fn take_content(&mut self) -> Content {
        self.content();
        self.content.take().unwrap_or_else(|| Content::Unreadable("was taken".into()))
    }

    /// What is known of the text: all of it, the head of a large file, or nothing.
    pub(super) fn text(&self) -> &str {
        self.content().text()
    }

    /// Whether it is known already that the file cannot be read.
    pub(super) fn is_broken(&self) -> bool {
        self.trouble().is_some()
    }

    /// The file's name.
    pub(super) fn name(&self) -> &str {
        last(&self.shown)
    }

    /// The folder as outputs show it; empty for the current one.
    pub(super) fn folder(&self) -> &str {
        self.shown.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// An entry of a walk of which nothing was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Named {
    shown: String,
    /// As of the entry.
    pub(super) place: PathBuf,
    /// As of the entry.
    pub(super) given: bool,
    shape: Shape,
    /// Why it cannot be read, if that is known.
    pub(super) trouble: Option<String>,
}

impl Named {
    /// What the walk says of an entry.
    pub(super) fn of(entry: &Entry) -> Named {
        Named {
            shown: entry.shown.clone(),
            place: entry.place.clone(),
            given: entry.given,
            shape: entry.shape,
            trouble: entry.trouble().map(str::to_owned),
        }
    }

    /// The entry once more.
    pub(super) fn entry(&self, disk: &Disk) -> Entry {
        let trouble = self.trouble.clone().map(|why| Content::Unreadable(why.into()));
        Entry {
            shown: self.shown.clone(),
            place: self.place.clone(),
            given: self.given,
            shape: self.shape,
            disk: disk.clone(),
            content: trouble.map_or_else(OnceCell::new, OnceCell::from),
            ahead: RefCell::default(),
        }
    }
}

/// What lies below the given paths.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Where they lie.
    pub(super) disk: Disk,
    /// The files, by shown path, each once.
    pub(super) entries: Vec<Entry>,
    /// The folders that were given; the current one is the empty string.
    pub(super) roots: Vec<String>,
    /// The folders below them, also empty ones, in order.
    pub(super) folders: Arc<Vec<String>>,
    /// Files of program code below them; no entries yet, for there may be very many.
    pub(super) programs: Arc<Vec<(Language, PathBuf)>>,
}

impl Tree {
    /// The entry at exactly this shown path.
    pub(super) fn find(&self, shown: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.shown.as_str().cmp(shown)).ok()
    }

    /// The entries below a folder, in order of their paths.
    pub(super) fn entries_below(&self, folder: &str) -> impl Iterator<Item = usize> + use<'_> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let start = self.entries.partition_point(|entry| entry.shown < prefix);
        let rest = self.entries.iter().enumerate().skip(start);
        rest.take_while(move |(_, entry)| entry.shown.starts_with(&prefix)).map(|(index, _)| index)
    }

    /// The folders below one, in order of their paths.
    pub(super) fn folders_below(&self, folder: &str) -> impl Iterator<Item = &str> + use<'_> {
        let prefix =
            if folder.is_empty() { String::new() } else { format!("{}/", folder.trim_end_matches('/')) };
        let start = self.folders.partition_point(|other| *other < prefix);
        let rest = self.folders.get(start..).unwrap_or(&[]);
        rest.iter().take_while(move |other| other.starts_with(&prefix)).map(String::as_str)
    }
}
