//! The reader of the disk: which files lie below the given paths, and their text.
//!
//! Invariants: nothing else in the crate reads files. Nothing fails because of one bad file: it is an entry whose [`Content`] says why. Links
//! below a given path are not followed, so no walk is endless. Entries are sorted by the path that outputs show.

#![expect(clippy::disallowed_methods, reason = "this is the one file that reads the disk")]

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::DiscoverError;
use super::classify::{self, Shape, is_wanted, language_of};
use super::content::{self, Content};
use super::history::tool_of;
use super::scope::Scope;
use super::tree::{Entry, Tree};

/// SQL files above this size are not kept whole.
const LARGE: u64 = 8 << 20;
/// Other files above this size are not read at all.
const HUGE: u64 = 64 << 20;
/// How deep files are looked for below a folder that a tool's configuration names.
const DEEP: usize = 16;
/// How much of a large file is looked at to tell what it is.
const HEAD: u64 = 64 << 10;

/// What lies at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
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
    // All but the ways back will be looked at.
    let is_wanted = |entry: &Entry| classify::is_source(entry.name()) && entry.shape != Shape::Down;
    let wanted: Vec<usize> =
        (0..).zip(&tree.entries).filter(|(_, entry)| is_wanted(entry)).map(|(index, _)| index).collect();
    read_ahead(&mut tree, &wanted);
    tree.programs.sort_unstable_by(|left, right| left.1.as_os_str().cmp(right.1.as_os_str()));
    tree.folders.sort_unstable();
    tree.folders.dedup();
    Ok(tree)
}

/// Reads entries that will be asked for, all at once: reading waits for the system more than it works.
pub(super) fn read_ahead(tree: &mut Tree, indices: &[usize]) {
    let is_unread = |index: &&usize| tree.entries.get(**index).is_some_and(|entry| !entry.is_read());
    let unread: Vec<usize> = indices.iter().filter(is_unread).copied().collect();
    let places: Vec<&Path> = unread.iter().map(|index| tree.entries[*index].place.as_path()).collect();
    let contents: Vec<Content> = places.into_par_iter().map(read).collect();
    for (index, content) in unread.into_iter().zip(contents) {
        tree.entries[index].set_ahead(content);
    }
}

fn walk_folder(root: &Path, scope: &Scope, tree: &mut Tree) {
    let Tree { entries, folders, programs, .. } = tree;
    let mut ignores = Ignores::above(root);
    let admit = |entry: &DirEntry| {
        entry.depth() == 0 && ignores.enter(entry)
            || ignores.admit(entry) && !scope.excludes(entry.path()) && ignores.enter(entry)
    };
    for found in WalkDir::new(root).into_iter().filter_entry(admit) {
        match found {
            Ok(entry) => {
                let name = entry.file_name().to_string_lossy();
                if entry.file_type().is_dir() {
                    folders.push(shown(entry.path()));
                }
                if entry.file_type().is_file() {
                    if is_wanted(&name) {
                        entries.push(Entry::new(entry.path(), false));
                    }
                    programs.extend(language_of(&name).map(|language| (language, entry.into_path())));
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

/// The content of a file, or why there is none.
pub(super) fn read(place: &Path) -> Content {
    try_read(place).unwrap_or_else(|error| Content::Unreadable(why(&error).into()))
}

fn try_read(place: &Path) -> io::Result<Content> {
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
    Some(read(path).text().to_string()).filter(|text| !text.is_empty())
}

/// Whether a file, or else a folder, lies at `path`; links are followed.
pub(super) fn kind(path: &Path) -> Option<Kind> {
    let found = fs::metadata(path).ok()?;
    if found.is_dir() { Some(Kind::Folder) } else { found.is_file().then_some(Kind::File) }
}

/// Whether a file lies at `path`; links are followed.
pub fn is_file(path: &Path) -> bool {
    kind(path) == Some(Kind::File)
}

/// The path with all links followed.
pub(super) fn canonical(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

/// The files directly in a folder, by name; links are not followed.
pub(super) fn files_in(folder: &Path) -> Vec<PathBuf> {
    below(folder, 1, true)
}

/// The files in a folder and those below it, by path.
pub(super) fn files_below(folder: &Path) -> Vec<PathBuf> {
    below(folder, DEEP, true)
}

/// The folders below one, down to a depth, by path.
pub(super) fn folders_in(folder: &Path, depth: usize) -> Vec<PathBuf> {
    below(folder, depth, false)
}

fn below(folder: &Path, depth: usize, files: bool) -> Vec<PathBuf> {
    let admit = |entry: &DirEntry| {
        let outer = entry.path().parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        let is_pruned = || classify::is_pruned(&entry.file_name().to_string_lossy(), &outer);
        entry.depth() == 0 || !entry.file_type().is_dir() || !is_pruned()
    };
    let walk = WalkDir::new(folder).min_depth(usize::from(files)).max_depth(depth).sort_by_file_name();
    let found = walk.into_iter().filter_entry(admit).flatten();
    let kind =
        |entry: &DirEntry| if files { entry.file_type().is_file() } else { entry.file_type().is_dir() };
    found.filter(kind).map(DirEntry::into_path).collect()
}

/// For each file whether its text passes a test; the texts are not kept.
pub(super) fn matching(places: &[PathBuf], test: fn(&str) -> bool) -> Vec<bool> {
    places.par_iter().map(|place| test(read(place).text())).collect()
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
    match try_read(path).map_err(|cause| error(why(&cause)))? {
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
