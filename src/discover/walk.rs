//! The reader of the disk: which files lie below the given paths, and their text.
//!
//! Invariants: nothing else in the crate reads files. Nothing fails because of one bad file: it is an entry whose [`Content`] says why. Links
//! below a given path are not followed, so no walk is endless. Entries are sorted by the path that outputs show.

#![expect(clippy::disallowed_methods, reason = "this is the one file that reads the disk")]

use std::cell::{OnceCell, RefCell};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::DiscoverError;
use super::classify::{self, Shape, is_wanted};
use super::content::{self, Content};
use super::draft::last;
use super::history::tool_of;
use super::scope::Scope;

/// SQL files above this size are not kept whole.
const LARGE: u64 = 8 << 20;
/// Other files above this size are not read at all.
const HUGE: u64 = 64 << 20;
/// How much of a large file is looked at to tell what it is.
const HEAD: u64 = 64 << 10;

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
    content: OnceCell<Content>,
    /// The content, read ahead of the first call that asks for it.
    ahead: RefCell<Option<Content>>,
}

impl Entry {
    fn new(place: &Path, given: bool) -> Entry {
        let shown = shown(place);
        Entry {
            shape: classify::shape(last(&shown)),
            shown,
            place: place.to_path_buf(),
            given,
            content: OnceCell::new(),
            ahead: RefCell::default(),
        }
    }

    fn unread(place: &Path, why: String) -> Entry {
        let content = OnceCell::from(Content::Unreadable(why.into()));
        Entry { content, ..Entry::new(place, false) }
    }

    /// The file's text, read at the first call.
    pub(super) fn content(&self) -> &Content {
        self.content.get_or_init(|| self.ahead.take().unwrap_or_else(|| self.read()))
    }

    fn read(&self) -> Content {
        read(&self.place).unwrap_or_else(|error| Content::Unreadable(why(&error).into()))
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
        matches!(self.content.get(), Some(Content::Unreadable(_)))
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

/// What lies below the given paths.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The files, by shown path, each once.
    pub(super) entries: Vec<Entry>,
    /// The folders that were given; the current one is the empty string.
    pub(super) roots: Vec<String>,
    /// The folders below them, also empty ones, in order.
    folders: Vec<String>,
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

/// Walks the given paths. A path that does not exist is an error; what cannot be read below it is not.
pub(super) fn walk(paths: &[PathBuf], scope: &Scope) -> Result<Tree, DiscoverError> {
    let mut tree = Tree::default();
    for path in paths {
        let found = fs::metadata(path)
            .map_err(|error| DiscoverError::Path { path: path.clone(), why: why(&error) })?;
        if found.is_dir() {
            tree.roots.push(shown(path));
            // sqitch's plan lies beside the folder of the changes.
            let plan = path.parent().map(|outer| outer.join("sqitch.plan"));
            tree.entries.extend(plan.filter(|plan| plan.is_file()).map(|plan| Entry::new(&plan, false)));
            walk_folder(path, scope, &mut tree);
        } else {
            tree.entries.push(Entry::new(path, true));
        }
    }
    // Of two entries for one file the one that was named itself stays.
    tree.entries.sort_by(|left, right| left.shown.cmp(&right.shown).then(right.given.cmp(&left.given)));
    tree.entries.dedup_by(|next, kept| next.shown == kept.shown);
    // All but the ways back will be looked at; reading waits for the system more than it works.
    let sources = tree.entries.par_iter_mut().filter(|entry| classify::is_source(entry.name()));
    sources.filter(|entry| entry.shape != Shape::Down && entry.content.get().is_none()).for_each(|entry| {
        entry.ahead = RefCell::new(Some(entry.read()));
    });
    tree.folders.sort_unstable();
    tree.folders.dedup();
    Ok(tree)
}

fn walk_folder(root: &Path, scope: &Scope, tree: &mut Tree) {
    let Tree { entries, folders, .. } = tree;
    let mut ignores = Ignores::above(root);
    let admit = |entry: &DirEntry| {
        entry.depth() == 0 && ignores.enter(entry)
            || ignores.admit(entry) && !scope.excludes(entry.path()) && ignores.enter(entry)
    };
    for found in WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(admit) {
        match found {
            Ok(entry) => {
                let name = entry.file_name().to_string_lossy();
                if entry.file_type().is_dir() {
                    folders.push(shown(entry.path()));
                }
                if entry.file_type().is_file() && is_wanted(&name) {
                    entries.push(Entry::new(entry.path(), false));
                } else if entry.file_type().is_symlink() && classify::is_source(&name) {
                    entries.push(Entry::unread(entry.path(), "symbolic links are not followed".into()));
                }
            }
            Err(error) => {
                let place = error.path().unwrap_or(root);
                let reason = error.io_error().map_or_else(|| error.to_string(), why);
                entries.push(Entry::unread(place, format!("cannot be read: {reason}")));
            }
        }
    }
}

/// The ignore rules that hold at the current depth of a walk.
struct Ignores {
    /// Rules of the folders above the walk, outermost first.
    above: Vec<Gitignore>,
    /// Rules of the folders on the way down, by depth.
    below: Vec<Option<Gitignore>>,
}

impl Ignores {
    /// The rules of the folders above `root`, up to the one that holds `.git`.
    fn above(root: &Path) -> Ignores {
        let mut above = Vec::new();
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
        for folder in root.ancestors() {
            if folder != root {
                above.extend(gitignore(folder));
            }
            if folder.join(".git").exists() {
                above.reverse();
                return Ignores { above, below: Vec::new() };
            }
        }
        // Not in a repository: a stray file far above does not count.
        Ignores { above: Vec::new(), below: Vec::new() }
    }

    fn admit(&self, entry: &DirEntry) -> bool {
        let is_folder = entry.file_type().is_dir();
        let outer = entry.path().parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        if is_folder && classify::is_pruned(&entry.file_name().to_string_lossy(), &outer) {
            return false;
        }
        let inner = self.below.iter().take(entry.depth()).flatten();
        for rules in inner.rev().chain(self.above.iter().rev()) {
            let path = std::path::absolute(entry.path()).unwrap_or_else(|_| entry.path().to_path_buf());
            let verdict = rules.matched(path, is_folder);
            if !verdict.is_none() {
                return !verdict.is_ignore();
            }
        }
        true
    }

    /// Takes up the rules of a folder; always true, so that it can end a condition.
    fn enter(&mut self, entry: &DirEntry) -> bool {
        if entry.file_type().is_dir() || entry.depth() == 0 {
            self.below.truncate(entry.depth());
            self.below.push(gitignore(entry.path()));
        }
        true
    }
}

fn gitignore(folder: &Path) -> Option<Gitignore> {
    let file = folder.join(".gitignore");
    if !file.is_file() {
        return None;
    }
    let folder = std::path::absolute(folder).ok()?;
    let mut builder = GitignoreBuilder::new(folder);
    // A bad line is git's to complain about; the others hold.
    let _ = builder.add(file);
    builder.build().ok()
}

fn read(place: &Path) -> io::Result<Content> {
    let mut file = File::open(place)?;
    let found = file.metadata()?;
    if found.is_dir() {
        return Ok(Content::Unreadable("is a folder".into()));
    }
    let is_sql = classify::is_sql(&place.to_string_lossy());
    let mut bytes = Vec::new();
    if is_sql && found.len() > LARGE {
        file.by_ref().take(HEAD).read_to_end(&mut bytes)?;
        // What a tool's marks divide cannot be read as a stream.
        if tool_of(&String::from_utf8_lossy(&bytes)).is_none() || found.len() > HUGE {
            return Ok(content::large(found.len(), bytes));
        }
    }
    if found.len() > HUGE {
        return Ok(Content::Unreadable("is larger than 64 MiB and was not read".into()));
    }
    bytes.reserve_exact(usize::try_from(found.len()).unwrap_or(0) + 1);
    file.read_to_end(&mut bytes)?;
    Ok(content::whole(bytes))
}

/// Opens a file to read it as a stream.
///
/// # Errors
/// Whatever the system says.
pub fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// The text of a small file outside the walk, if it can be read.
pub(super) fn peek(path: &Path) -> Option<String> {
    read(path).ok().map(|content| content.text().to_string()).filter(|text| !text.is_empty())
}

/// Whether something lies at `path`.
pub(super) fn exists(path: &Path) -> bool {
    path.exists()
}

/// The nearest `referee.toml` or `.referee.toml`, from the first path upwards.
pub fn find_config(paths: &[PathBuf]) -> Option<PathBuf> {
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let start = std::path::absolute(first).ok()?;
    let current = std::path::absolute(".").ok();
    for folder in start.ancestors() {
        for name in ["referee.toml", ".referee.toml"] {
            let file = folder.join(name);
            if file.is_file() {
                let near = current.as_deref().and_then(|current| file.strip_prefix(current).ok());
                return Some(near.map_or_else(|| file.clone(), Path::to_path_buf));
            }
        }
    }
    None
}

/// Reads a file that the user named, such as a configuration.
///
/// # Errors
/// The path and why it cannot be read.
pub fn load(path: &Path) -> Result<String, DiscoverError> {
    let error = |why| DiscoverError::Path { path: path.to_path_buf(), why };
    match read(path).map_err(|cause| error(why(&cause)))? {
        Content::Whole { text, trouble: None } => Ok(text),
        Content::Whole { trouble: Some((_, reason)), .. } => Err(error(reason.to_string())),
        Content::Large { .. } => Err(error("is too large".to_string())),
        Content::Unreadable(reason) => Err(error(reason.to_string())),
    }
}

/// A path as outputs show it: with `/`, without `./`; the current folder is the empty string.
pub(super) fn shown(path: &Path) -> String {
    let mut text = String::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => text.push('/'),
            Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => {
                if !text.is_empty() && !text.ends_with('/') {
                    text.push('/');
                }
                text.push_str(&component.as_os_str().to_string_lossy());
            }
        }
    }
    text
}

/// The absolute form of a path with `..` resolved by its words, to compare paths that were written from different folders.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut plain = PathBuf::new();
    for component in full.components() {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) | Component::Normal(_) => plain.push(component),
        }
    }
    plain
}

/// What the system said, in its words without the error number.
fn why(error: &io::Error) -> String {
    let text = error.to_string();
    let plain = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = plain.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
