//! `--since REV`: the findings that are not in the tree of the commit where the change began.

use std::path::PathBuf;

use super::git::{Base, Changes, Repository};
use super::progress::Watcher;
use super::project;
use super::{InputArguments, complain};
use crate::discover::Disk;
use crate::pipeline::progress::Phase;
use crate::pipeline::{self, Introduced, Project};
use crate::report::Since;

/// The state that the files are compared with.
#[derive(Debug)]
pub(super) struct Past {
    revision: String,
    base: Base,
    /// The disk as it was; `None` if nothing differs that Referee reads.
    disk: Option<Disk>,
}

impl Past {
    /// Says on stderr what else git said about the revision.
    pub(super) fn tell(&self, watcher: &mut Watcher) {
        if let Some(note) = &self.base.note {
            watcher.clear();
            complain(note);
        }
    }
}

/// Asks git for the files as they were.
///
/// # Errors
/// The reason why that cannot be.
pub(super) fn past(revision: &str, input: &InputArguments) -> Result<Past, String> {
    let own = [PathBuf::from(".")];
    let paths = if input.paths.is_empty() { &own[..] } else { &input.paths };
    let mut repositories: Vec<Repository> = Vec::new();
    for path in paths {
        let folder = Disk::default().nearest_folder(path);
        if !repositories.iter().any(|known| folder.starts_with(&known.root)) {
            repositories.push(Repository::of(&folder)?);
        }
    }
    let canonical = |repository: &Repository| repository.root.canonicalize().ok();
    let Some(first) = repositories.first() else { return Err("no path was given".to_owned()) };
    if let Some(other) = repositories.iter().find(|other| canonical(other) != canonical(first)) {
        return Err(format!(
            "the paths lie in two repositories, `{}` and `{}`; check one repository at a time",
            first.root.display(),
            other.root.display(),
        ));
    }
    let base = first.base(revision)?;
    let changes = first.changes(&base.commit)?;
    // By whatever way a path leads into the repository, it finds the same.
    let mut all = Changes::new();
    for repository in &repositories {
        let moved = changes.iter().filter_map(|(path, layer)| {
            Some((repository.root.join(path.strip_prefix(&first.root).ok()?), layer.clone()))
        });
        all.extend(moved);
    }
    let disk = (!all.is_empty()).then(|| Disk::past(all));
    Ok(Past { revision: revision.to_owned(), base, disk })
}

/// What the project has and did not have then. `None` after the reason why that cannot be told was given on stderr.
pub(super) fn compare(
    past: &Past,
    project: &Project,
    input: &InputArguments,
    watcher: &mut Watcher,
) -> Option<(Introduced, Since)> {
    let introduced = match &past.disk {
        None => pipeline::check_unchanged(project),
        Some(disk) => {
            let options = project::options(input, disk.clone());
            // Both trees are held to what the team states now.
            let opened = pipeline::open_watched(&options, &project.configuration(), watcher.progress());
            let before = match opened {
                Ok(before) => before,
                Err(failure) => {
                    watcher.clear();
                    project::tell(failure);
                    return None;
                }
            };
            watcher.progress().enter(Phase::Checking);
            let introduced = pipeline::check_since(project, &before);
            // Freed by the end of the process.
            std::mem::forget(before);
            introduced
        }
    };
    let since = Since {
        revision: past.revision.clone(),
        commit: past.base.commit.clone(),
        is_merge_base: past.base.is_merge_base,
        older: introduced.older,
    };
    Some((introduced, since))
}
