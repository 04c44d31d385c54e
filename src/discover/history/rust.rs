//! Which migration library a Rust package uses: the names of sqlx's and refinery's files are those of other tools, too.

use std::path::Path;

use super::super::disk::Disk;
use super::super::draft::{last, parent};
use super::join;

/// Whether the Cargo.toml at or next above a folder names a crate.
pub(super) fn depends_on(folder: &str, name: &str, disk: &Disk) -> bool {
    let mut folder = folder;
    loop {
        if let Some(manifest) = disk.peek(Path::new(&join(folder, "Cargo.toml"))) {
            let names_it = |line: &str| {
                let key = line.trim_start().trim_start_matches("[dependencies.");
                key.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '=', '.', ']', '-']))
            };
            return manifest.lines().any(names_it);
        }
        if folder.is_empty() || last(folder) == ".." || folder == parent(folder) {
            return false;
        }
        folder = parent(folder);
    }
}
