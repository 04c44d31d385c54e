//! What the folders say about which sources belong together: packages, and the databases that the configuration states.

use std::path::Path;

use crate::ir::Source;

use super::disk::Disk;
use super::draft::{is_below, last, parent};
use super::history::join;
use super::program::Link;
use super::scope::Scope;

/// Files that make a folder a package.
const MANIFESTS: [&str; 8] = [
    "package.json",
    "Cargo.toml",
    "go.mod",
    "pyproject.toml",
    "pom.xml",
    "build.gradle",
    "composer.json",
    "mix.exs",
];

/// Facts about folders that outlive the walk.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Grouping {
    /// The folders of packages that hold sources; the current folder is the empty string.
    pub packages: Vec<String>,
    /// For each `[[database]]` the paths of its sources.
    pub stated: Vec<Vec<String>>,
    /// Models and migrations that a tool's configuration names together.
    pub(super) links: Vec<Link>,
}

impl Grouping {
    /// Looks at the folders above each source.
    pub(super) fn new(
        sources: &[Source],
        databases: usize,
        scope: &Scope,
        links: Vec<Link>,
        disk: &Disk,
    ) -> Grouping {
        let mut grouping = Grouping { packages: Vec::new(), stated: vec![Vec::new(); databases], links };
        for source in sources {
            let package =
                package_above(&source.path, disk).filter(|package| !grouping.packages.contains(package));
            grouping.packages.extend(package);
            let stated = scope.database_of(&source.path).and_then(|index| grouping.stated.get_mut(index));
            if let Some(stated) = stated {
                stated.push(source.path.clone());
            }
        }
        grouping
    }

    /// The innermost package that holds a path.
    pub(super) fn package_of(&self, path: &str) -> Option<&str> {
        let holding = self.packages.iter().filter(|package| is_below(path, package));
        holding.max_by_key(|package| package.len()).map(String::as_str)
    }

    /// Whether two paths may belong to one database: the innermost package of one holds the other, or neither has a package.
    pub(super) fn are_near(&self, left: &str, right: &str) -> bool {
        match (self.package_of(left), self.package_of(right)) {
            (None, None) => true,
            (of_left, of_right) => {
                of_left.is_some_and(|package| is_below(right, package))
                    || of_right.is_some_and(|package| is_below(left, package))
            }
        }
    }
}

/// The innermost folder at or above a path that has a manifest.
pub(super) fn package_above(path: &str, disk: &Disk) -> Option<String> {
    let mut folder = if path == "." { "" } else { path };
    loop {
        if MANIFESTS.iter().any(|name| disk.exists(Path::new(&join(folder, name)))) {
            return Some(folder.to_string());
        }
        if folder.is_empty() || last(folder) == ".." || folder == parent(folder) {
            return None;
        }
        folder = parent(folder);
    }
}
