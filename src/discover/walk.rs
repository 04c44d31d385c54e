//! The walk: which files lie below the given paths.
//!
//! Invariants: nothing else in the crate lists folders. Nothing fails because of one bad file: it is an entry whose [`Content`] says why. Links
//! below a given path are not followed, so no walk is endless. Entries are sorted by the path that outputs show.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::DiscoverError;
use super::classify::{self, Language, Shape, is_wanted, language_of};
use super::content::Content;
use super::disk::{Disk, Kind, absolute, shown, why};
use super::ignored::Ignores;
use super::scope::Scope;
use super::stamp::kind_itself;
use super::tree::{Entry, Named, Tree};

/// How deep files are looked for below a folder that a tool's configuration names.
const DEEP: usize = 16;

/// What is asked for below a folder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Listing {
    /// The folder.
    pub(super) folder: PathBuf,
    /// How deep.
    pub(super) depth: usize,
    /// Whether files are asked for, else folders.
    pub(super) files: bool,
}

/// What a walk found, kept for the next one.
#[derive(Debug)]
pub(super) struct Walked {
    /// The given paths.
    pub(super) paths: Vec<PathBuf>,
    /// What was left out.
    pub(super) scope: Scope,
    entries: Vec<Named>,
    roots: Vec<String>,
    folders: Arc<Vec<String>>,
    programs: Arc<Vec<(Language, PathBuf)>>,
    /// The files of the real disk among them.
    pub(super) files: Vec<PathBuf>,
}

impl Walked {
    fn new(paths: &[PathBuf], scope: &Scope, tree: &Tree) -> Walked {
        let entries: Vec<Named> = tree.entries.iter().map(Named::of).collect();
        let is_real = |place: &PathBuf| !tree.disk.lays(place) || kind_itself(place) == Some(Kind::File);
        let walked = entries.iter().filter(|entry| !entry.given && entry.trouble.is_none());
        let walked = walked.map(|entry| &entry.place).chain(tree.programs.iter().map(|(_, place)| place));
        Walked {
            paths: paths.to_vec(),
            scope: scope.of_walk(),
            files: walked.filter(|place| is_real(place)).cloned().collect(),
            entries,
            roots: tree.roots.clone(),
            folders: Arc::clone(&tree.folders),
            programs: Arc::clone(&tree.programs),
        }
    }

    fn tree(&self, disk: &Disk) -> Tree {
        Tree {
            disk: disk.clone(),
            entries: self.entries.iter().map(|entry| entry.entry(disk)).collect(),
            roots: self.roots.clone(),
            folders: Arc::clone(&self.folders),
            programs: Arc::clone(&self.programs),
        }
    }

    /// Whether this is what was asked for.
    pub(super) fn is_of(&self, paths: &[PathBuf], scope: &Scope) -> bool {
        self.paths == paths && self.scope.excludes_like(scope)
    }

    /// The folders that were walked.
    pub(super) fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().map(Path::new)
    }

    /// Whether another walk found the same.
    pub(super) fn found_like(&self, other: &Walked) -> bool {
        self.entries == other.entries
            && self.roots == other.roots
            && self.folders == other.folders
            && self.programs == other.programs
    }
}

/// Walks the given paths, or remembers the walk. A path that does not exist is an error, unless the disk is of the past; what cannot be read
/// below it is not. The files that will be looked at are read.
pub(super) fn walk(paths: &[PathBuf], scope: &Scope, disk: &Disk) -> Result<Tree, DiscoverError> {
    let known = disk.memory().and_then(|memory| memory.walk(paths, scope));
    let mut tree = match known {
        Some(walked) => walked.tree(disk),
        None => walk_anew(paths, scope, disk)?,
    };
    // All but the ways back will be looked at.
    let is_wanted = |entry: &Entry| classify::is_source(entry.name()) && entry.shape != Shape::Down;
    let wanted: Vec<usize> =
        (0..).zip(&tree.entries).filter(|(_, entry)| is_wanted(entry)).map(|(index, _)| index).collect();
    read_ahead(&mut tree, &wanted);
    Ok(tree)
}

/// Walks the given paths. A path that does not exist is an error, unless the disk is of the past; what cannot be read below it is not.
pub(super) fn walk_anew(paths: &[PathBuf], scope: &Scope, disk: &Disk) -> Result<Tree, DiscoverError> {
    let mut tree = Found { disk: disk.clone(), ..Found::default() };
    for path in paths {
        let is_folder = match disk.is_folder(path) {
            Ok(is_folder) => is_folder,
            Err(_) if disk.is_past() => continue,
            Err(error) => return Err(error),
        };
        if is_folder {
            tree.roots.push(shown(path));
            // sqitch's plan lies beside the folder of the changes.
            let plan = path.parent().map(|outer| outer.join("sqitch.plan"));
            let plan = plan.filter(|plan| disk.kind(plan) == Some(Kind::File));
            tree.entries.extend(plan.map(|plan| Entry::new(&plan, false, disk)));
            walk_folder(path, scope, &mut tree);
            add_laid(path, scope, &mut tree);
        } else {
            tree.entries.push(Entry::new(path, true, disk));
        }
    }
    // Of two entries for one file the one that was named itself stays.
    tree.entries.sort_by(|left, right| left.shown.cmp(&right.shown).then(right.given.cmp(&left.given)));
    tree.entries.dedup_by(|next, kept| next.shown == kept.shown);
    tree.programs.sort_unstable_by(|left, right| left.1.as_os_str().cmp(right.1.as_os_str()));
    tree.folders.sort_unstable();
    tree.folders.dedup();
    let Found { entries, roots, folders, programs, disk } = tree;
    let tree = Tree { disk, entries, roots, folders: Arc::new(folders), programs: Arc::new(programs) };
    if let Some(memory) = tree.disk.memory() {
        memory.keep_walk(Walked::new(paths, scope, &tree));
    }
    Ok(tree)
}

/// Reads entries that will be asked for, all at once: reading waits for the system more than it works.
pub(super) fn read_ahead(tree: &mut Tree, indices: &[usize]) {
    let knows = |place: &Path| tree.disk.memory().is_some_and(|memory| memory.knows(place));
    let is_unread = |index: &&usize| {
        tree.entries.get(**index).is_some_and(|entry| !entry.is_read() && !knows(&entry.place))
    };
    let unread: Vec<usize> = indices.iter().filter(is_unread).copied().collect();
    let places: Vec<&Path> = unread.iter().map(|index| tree.entries[*index].place.as_path()).collect();
    let disk = &tree.disk;
    let contents: Vec<Content> = places.into_par_iter().map(|place| disk.read(place)).collect();
    for (index, content) in unread.into_iter().zip(contents) {
        tree.entries[index].set_ahead(content);
    }
}

/// A [`Tree`] in the making.
#[derive(Default)]
struct Found {
    disk: Disk,
    entries: Vec<Entry>,
    roots: Vec<String>,
    folders: Vec<String>,
    programs: Vec<(Language, PathBuf)>,
}

/// Walks a folder of the real disk, without what layers take away.
fn walk_folder(root: &Path, scope: &Scope, tree: &mut Found) {
    let disk = tree.disk.clone();
    if disk.hides(root) {
        return;
    }
    let mut ignores = Ignores::above(root, &disk);
    let admit = |entry: &DirEntry| {
        entry.depth() == 0 && ignores.enter(entry)
            || ignores.admit(entry) && !scope.excludes(entry.path()) && ignores.enter(entry)
    };
    let (mut emptied, mut filled) = (BTreeSet::new(), BTreeSet::new());
    for found in WalkDir::new(root).into_iter().filter_entry(admit) {
        match found {
            Ok(entry) if disk.hides(entry.path()) => {
                emptied.extend(folders_up_to(root, entry.path()));
            }
            Ok(entry) => {
                if !disk.is_real() && entry.file_type().is_file() {
                    filled.extend(folders_up_to(root, entry.path()));
                }
                add(entry, tree);
            }
            Err(error) => {
                let place = error.path().unwrap_or(root);
                let reason = error.io_error().map_or_else(|| error.to_string(), why);
                tree.entries.push(Entry::unread(place, format!("cannot be read: {reason}")));
            }
        }
    }
    // A folder that holds only what is gone is gone, too.
    if !emptied.is_empty() {
        tree.folders.retain(|folder| !emptied.contains(folder) || filled.contains(folder));
    }
}

fn add(entry: DirEntry, tree: &mut Found) {
    let name = entry.file_name().to_string_lossy();
    if entry.file_type().is_dir() {
        tree.folders.push(shown(entry.path()));
    }
    if entry.file_type().is_file() || tree.disk.lays(entry.path()) {
        if is_wanted(&name) {
            tree.entries.push(Entry::new(entry.path(), false, &tree.disk));
        }
        tree.programs.extend(language_of(&name).map(|language| (language, entry.into_path())));
    } else if entry.file_type().is_symlink() && classify::is_source(&name) {
        tree.entries.push(Entry::unread(entry.path(), "symbolic links are not followed".into()));
    }
}

/// Adds the files below a folder that only layers have. Rules of git's for untracked files do not matter to them.
fn add_laid(root: &Path, scope: &Scope, tree: &mut Found) {
    let disk = tree.disk.clone();
    let full = absolute(root);
    for file in disk.files_laid_below(&full) {
        let Ok(inner) = file.strip_prefix(&full) else { continue };
        let place = root.join(inner);
        let above: Vec<&Path> = place.ancestors().skip(1).take_while(|outer| *outer != root).collect();
        let is_excluded = || above.iter().any(|outer| is_pruned(outer) || scope.excludes(outer));
        if disk.is_on_real_disk(file) || is_excluded() || scope.excludes(&place) {
            continue;
        }
        tree.folders.extend(above.into_iter().chain([root]).map(shown));
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        if is_wanted(&name) {
            tree.entries.push(Entry::new(&place, false, &disk));
        }
        tree.programs.extend(language_of(&name).map(|language| (language, place.clone())));
    }
}

/// The folders that hold a path, as outputs show them, up to a given one.
fn folders_up_to<'p>(root: &'p Path, path: &'p Path) -> impl Iterator<Item = String> + use<'p> {
    path.ancestors().skip(1).take_while(move |outer| outer.starts_with(root)).map(shown)
}

fn is_pruned(folder: &Path) -> bool {
    let name = |path: Option<&Path>| {
        path.and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned()
    };
    classify::is_pruned(&name(Some(folder)), &name(folder.parent()))
}

/// The files directly in a folder, by name; links are not followed.
pub(super) fn files_in(folder: &Path, disk: &Disk) -> Vec<PathBuf> {
    below(folder, 1, true, disk)
}

/// The files in a folder and those below it, by path.
pub(super) fn files_below(folder: &Path, disk: &Disk) -> Vec<PathBuf> {
    below(folder, DEEP, true, disk)
}

/// The folders below one, down to a depth, by path.
pub(super) fn folders_in(folder: &Path, depth: usize, disk: &Disk) -> Vec<PathBuf> {
    below(folder, depth, false, disk)
}

fn below(folder: &Path, depth: usize, files: bool, disk: &Disk) -> Vec<PathBuf> {
    list_below(&Listing { folder: folder.to_path_buf(), depth, files }, disk)
}

/// What is asked for, or what is remembered of it.
pub(super) fn list_below(listing: &Listing, disk: &Disk) -> Vec<PathBuf> {
    match disk.memory() {
        Some(memory) => memory.list(listing, || list(listing, disk)),
        None => list(listing, disk),
    }
}

fn list(listing: &Listing, disk: &Disk) -> Vec<PathBuf> {
    let Listing { folder, depth, files } = listing;
    let (depth, files) = (*depth, *files);
    let admit =
        |entry: &DirEntry| entry.depth() == 0 || !entry.file_type().is_dir() || !is_pruned(entry.path());
    let walk = WalkDir::new(folder).min_depth(usize::from(files)).max_depth(depth).sort_by_file_name();
    let found = walk.into_iter().filter_entry(admit).flatten();
    let kind =
        |entry: &DirEntry| if files { entry.file_type().is_file() } else { entry.file_type().is_dir() };
    let mut paths: Vec<PathBuf> = found.filter(kind).map(DirEntry::into_path).collect();
    if !disk.is_real() {
        paths.retain(|path| disk.kind(path).is_some());
        let full = absolute(folder);
        for file in disk.files_laid_below(&full) {
            let Ok(inner) = file.strip_prefix(&full) else { continue };
            let place = folder.join(inner);
            let above = place.ancestors().skip(1).take_while(|outer| *outer != folder);
            if above.clone().any(is_pruned) {
                continue;
            }
            let is_near = |path: &Path| path.components().count() <= folder.components().count() + depth;
            let wanted = if files { vec![place.as_path()] } else { above.collect() };
            paths.extend(wanted.into_iter().filter(|path| is_near(path)).map(Path::to_path_buf));
        }
        paths.sort();
        paths.dedup();
    }
    paths
}
