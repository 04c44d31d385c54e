//! The state of a file, to tell without reading it whether it is still the same, and whether links lead there.

#![expect(clippy::disallowed_methods, reason = "it asks the disk for no text and no names")]

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::disk::Kind;

/// How coarse the clocks of file systems are, at worst.
const TICK: Duration = Duration::from_secs(2);

/// The state of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp {
    len: u64,
    modified: Option<SystemTime>,
    /// What else the system tells: number and time of the last change of any kind.
    other: (u64, i64, i64),
    /// Whether a later change would have another time for sure.
    is_settled: bool,
}

impl Stamp {
    /// The state of the file at a path, links followed.
    pub(super) fn of(path: &Path) -> Option<Stamp> {
        let found = fs::metadata(path).ok()?;
        let modified = found.modified().ok();
        let age = modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
        let is_settled = age.is_some_and(|age| age > TICK);
        Some(Stamp { len: found.len(), modified, other: other(&found), is_settled })
    }

    /// Whether a file that has this state now is the one that had `self`.
    pub(super) fn still_is(&self, now: &Stamp) -> bool {
        self.is_settled && self.is_like(now)
    }

    /// Whether both look the same.
    pub(super) fn is_like(&self, other: &Stamp) -> bool {
        (self.len, self.modified, self.other) == (other.len, other.modified, other.other)
    }
}

/// What lies at a path of the real disk itself: neither where it is a link.
pub(super) fn kind_itself(path: &Path) -> Option<Kind> {
    let found = fs::symlink_metadata(path).ok()?.file_type();
    if found.is_dir() { Some(Kind::Folder) } else { found.is_file().then_some(Kind::File) }
}

/// Whether a path of the real disk is a link, or something else that is neither file nor folder.
pub(super) fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| !found.is_dir() && !found.is_file())
}

/// Whether no link leads to a folder, as far as it exists.
pub(super) fn is_straight(folder: &Path) -> bool {
    let there = folder.ancestors().find_map(|outer| Some((outer, fs::canonicalize(outer).ok()?)));
    there.is_none_or(|(outer, real)| outer == real)
}

#[cfg(unix)]
fn other(found: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (found.ino(), found.ctime(), found.ctime_nsec())
}

#[cfg(not(unix))]
fn other(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}
