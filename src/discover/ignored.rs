//! What git is told to ignore: `.gitignore` files on the way down to a folder and above it.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use walkdir::DirEntry;

use super::classify;
use super::disk::{Disk, Kind};

/// The ignore rules that hold at the current depth of a walk.
pub(super) struct Ignores<'d> {
    disk: &'d Disk,
    /// Rules of the folders above the walk, outermost first.
    above: Vec<Gitignore>,
    /// Rules of the folders on the way down, by depth.
    below: Vec<Option<Gitignore>>,
}

impl<'d> Ignores<'d> {
    /// The rules of the folders above `root`, up to the one that holds `.git`.
    pub(super) fn above(root: &Path, disk: &'d Disk) -> Ignores<'d> {
        let mut above = Vec::new();
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
        for folder in root.ancestors() {
            if folder != root {
                above.extend(gitignore(folder, disk));
            }
            if disk.exists(&folder.join(".git")) {
                above.reverse();
                return Ignores { disk, above, below: Vec::new() };
            }
        }
        // Not in a repository: a stray file far above does not count.
        Ignores { disk, above: Vec::new(), below: Vec::new() }
    }

    /// Whether a walk goes on to an entry.
    pub(super) fn admit(&self, entry: &DirEntry) -> bool {
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
    pub(super) fn enter(&mut self, entry: &DirEntry) -> bool {
        if entry.file_type().is_dir() || entry.depth() == 0 {
            self.below.truncate(entry.depth());
            self.below.push(gitignore(entry.path(), self.disk));
        }
        true
    }
}

fn gitignore(folder: &Path, disk: &Disk) -> Option<Gitignore> {
    let file = folder.join(".gitignore");
    if disk.kind(&file) != Some(Kind::File) {
        return None;
    }
    let folder = std::path::absolute(folder).ok()?;
    let mut builder = GitignoreBuilder::new(folder);
    // A bad line is git's to complain about; the others hold.
    if disk.lays(&file) {
        for line in disk.peek(&file).unwrap_or_default().lines() {
            let _ = builder.add_line(None, line);
        }
    } else {
        let _ = builder.add(file);
    }
    builder.build().ok()
}
