//! Files of program code: where they lie, and what they import, also outside of the given paths but never outside of the project.
//!
//! What is found here becomes entries of the tree before other sources are made of it: first all is planned, with indices of entries that hold
//! until the added ones are put in order, then the plan is added to what else was found.

mod closure;
mod python;
mod typescript;

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::ir::SourceKind;

use super::classify::{self, Language};
use super::disk::{self, Disk, Kind};
use super::draft::{Draft, Findings, Remark};
use super::drizzle;
use super::python as python_sources;
use super::scope::Scope;
use super::tree::{Entry, Tree};
use super::walk;

pub(super) use closure::{Closure, Imports, close};
pub(super) use python::PythonResolver;
pub(super) use typescript::Resolver;

/// Files that make a folder part of a project, where no repository tells its bounds.
const MANIFESTS: [&str; 4] = ["package.json", "pyproject.toml", "setup.py", "setup.cfg"];
/// How many folders without a manifest may lie between a package and the project that it is part of.
const GAP: usize = 3;

/// The tree of a walk, to which files of the same project can be added.
#[derive(Debug)]
pub(super) struct Checkout<'t> {
    tree: &'t mut Tree,
    /// The given paths, as outputs show them and as they lie on the disk; the longest first.
    given: Vec<(String, PathBuf)>,
    current: PathBuf,
    /// The number of entries that the walk made; they are in order.
    walked: usize,
    /// Entries that were added, by shown path.
    added: FxHashMap<String, usize>,
    /// The outermost folder of the project, for folders that were asked for.
    outermost: FxHashMap<PathBuf, PathBuf>,
}

impl<'t> Checkout<'t> {
    /// The checkout that a walk over `paths` lies in.
    pub(super) fn new(tree: &'t mut Tree, paths: &[PathBuf]) -> Checkout<'t> {
        let mut given: Vec<(String, PathBuf)> =
            paths.iter().map(|path| (disk::shown(path), disk::absolute(path))).collect();
        given.sort_by_key(|(_, place)| std::cmp::Reverse(place.components().count()));
        let walked = tree.entries.len();
        let current = disk::absolute(Path::new("."));
        Checkout {
            tree,
            given,
            current,
            walked,
            added: FxHashMap::default(),
            outermost: FxHashMap::default(),
        }
    }

    /// The tree.
    pub(super) fn tree(&self) -> &Tree {
        self.tree
    }

    /// The entry at an index, which holds until the end.
    pub(super) fn entry(&self, index: usize) -> &Entry {
        &self.tree.entries[index]
    }

    /// The absolute path of an entry, without `..`.
    pub(super) fn place(&self, index: usize) -> PathBuf {
        disk::absolute(&self.entry(index).place)
    }

    /// How outputs show an absolute path: as the given path leads to it, else from the current folder.
    pub(super) fn shown(&self, place: &Path) -> String {
        for (shown, folder) in &self.given {
            if let Ok(rest) = place.strip_prefix(folder) {
                let rest = disk::shown(rest);
                return match (shown.as_str(), rest.as_str()) {
                    (_, "") => shown.clone(),
                    ("", _) => rest,
                    ("/", _) => format!("/{rest}"),
                    _ => format!("{shown}/{rest}"),
                };
            }
        }
        if self.given.iter().all(|(shown, _)| shown.starts_with('/')) {
            return disk::shown(place);
        }
        let common = place.components().zip(self.current.components()).take_while(|(a, b)| a == b).count();
        let ups = self.current.components().count() - common;
        let down = place.components().skip(common);
        disk::shown(
            &std::iter::repeat_n(Path::new(".."), ups)
                .chain(down.map(|part| Path::new(part.as_os_str())))
                .collect::<PathBuf>(),
        )
    }

    /// The outermost folder of the project that an absolute folder belongs to: the repository, else the outermost folder with a manifest, and
    /// at least the current folder if that is above.
    pub(super) fn project_of(&mut self, folder: &Path) -> PathBuf {
        if let Some(known) = self.outermost.get(folder) {
            return known.clone();
        }
        let repository = folder.ancestors().find(|outer| self.tree.disk.exists(&outer.join(".git")));
        let found = repository.unwrap_or_else(|| {
            let packages = outermost_package(folder, &self.tree.disk).unwrap_or(folder);
            if packages.starts_with(&self.current) { &self.current } else { packages }
        });
        let found = found.to_path_buf();
        self.outermost.insert(folder.to_path_buf(), found.clone());
        found
    }

    /// The entry for the file at an absolute path, added if the walk did not find it; `None` if there is no such file. The caller sees to it
    /// that the file belongs to the project.
    pub(super) fn open(&mut self, place: &Path) -> Option<usize> {
        let shown = self.shown(place);
        let walked = self.tree.entries.get(..self.walked).unwrap_or(&[]);
        if let Ok(index) = walked.binary_search_by(|entry| entry.shown.as_str().cmp(&shown)) {
            return Some(index);
        }
        if let Some(index) = self.added.get(&shown) {
            return Some(*index);
        }
        if self.tree.disk.kind(place) != Some(Kind::File) {
            return None;
        }
        let index = self.tree.entries.len();
        self.tree.entries.push(Entry::named(shown.clone(), place, &self.tree.disk));
        self.added.insert(shown, index);
        Some(index)
    }

    /// The text of an entry.
    pub(super) fn text(&self, index: usize) -> &str {
        self.entry(index).text()
    }

    /// Reads many entries at once.
    pub(super) fn read_ahead(&mut self, indices: &[usize]) {
        walk::read_ahead(self.tree, indices);
    }

    /// The files of a language that the walk saw, as absolute paths.
    pub(super) fn programs(&self, language: Language) -> impl Iterator<Item = PathBuf> + '_ {
        let seen = self.tree.programs.iter().filter(move |(own, _)| *own == language);
        let given = self
            .tree
            .entries
            .iter()
            .filter(move |entry| entry.given && classify::language_of(entry.name()) == Some(language));
        seen.map(|(_, place)| disk::absolute(place)).chain(given.map(|entry| disk::absolute(&entry.place)))
    }

    /// Puts the added files in order, and says for each index which one the entry has from now on.
    fn finish(self) -> Vec<usize> {
        let mut entries: Vec<(usize, Entry)> =
            std::mem::take(&mut self.tree.entries).into_iter().enumerate().collect();
        if !self.added.is_empty() {
            entries.sort_by(|(_, left), (_, right)| left.shown.cmp(&right.shown));
        }
        let mut numbers = vec![0; entries.len()];
        for (now, (before, entry)) in entries.into_iter().enumerate() {
            numbers[before] = now;
            self.tree.entries.push(entry);
        }
        numbers
    }
}

/// What is to be made of program code.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Sources.
    pub(super) drafts: Vec<Draft>,
    /// What was left out.
    pub(super) remarks: Vec<Remark>,
    /// Which of the sources go with which migrations.
    pub(super) links: Vec<Link>,
}

/// A tool's configuration that names both models and the folder of their migrations.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Link {
    /// The path of the models' source.
    pub(super) models: String,
    /// The configuration, as outputs show it.
    pub(super) config: String,
    /// The folder, as outputs show it.
    pub(super) migrations: String,
}

/// Looks for program code that describes a database. Adds the files to the tree that it needs and the walk did not find.
pub(super) fn plan(tree: &mut Tree, paths: &[PathBuf], scope: &Scope) -> Plan {
    let mut checkout = Checkout::new(tree, paths);
    let mut plan = Plan::default();
    drizzle::plan(&mut checkout, paths, scope, &mut plan);
    python_sources::plan(&mut checkout, scope, &mut plan);
    let numbers = checkout.finish();
    plan.drafts.iter_mut().for_each(|draft| draft.renumber(&numbers));
    plan.drafts.iter_mut().for_each(|draft| draft.program.modules.sort_unstable());
    plan.remarks.iter_mut().for_each(|remark| remark.entry = numbers[remark.entry]);
    plan
}

/// Keeps revisions that are programs from being taken for programs between SQL files.
pub(super) fn claim(found: &mut Findings<'_>, plan: &Plan) {
    let revisions = plan.drafts.iter().filter(|draft| draft.kind == SourceKind::Alembic);
    revisions.flat_map(|draft| &draft.files).for_each(|file| found.claim(*file));
}

/// Adds what was planned, now that the histories are known, and says what goes together.
pub(super) fn find(found: &mut Findings<'_>, plan: Plan) -> Vec<Link> {
    for draft in plan.drafts {
        found.add(draft);
    }
    for Remark { entry, range, why } in plan.remarks {
        found.remark(entry, range, why);
    }
    plan.links
}

/// The outermost folder with a manifest, of those between which few folders lie.
fn outermost_package<'p>(folder: &'p Path, disk: &Disk) -> Option<&'p Path> {
    let mut found = None;
    let mut gap = 0;
    for outer in folder.ancestors() {
        if MANIFESTS.iter().any(|name| disk.exists(&outer.join(name))) {
            (found, gap) = (Some(outer), 0);
        } else {
            gap += 1;
        }
        if found.is_some() && gap > GAP {
            break;
        }
    }
    found
}

/// Whether a file that lies at an absolute path is a project's own: below its folder, also where links lead, and not installed there.
pub(super) fn is_own(place: &Path, project: &Path, disk: &Disk) -> bool {
    const INSTALLED: [&str; 4] = ["node_modules", "site-packages", ".venv", "venv"];
    let own = |place: &Path, project: &Path| {
        let inner = place.strip_prefix(project).ok();
        inner.is_some_and(|inner| {
            !inner.components().any(|part| INSTALLED.iter().any(|name| part.as_os_str() == *name))
        })
    };
    let canonical = || Some(own(&disk.canonical(place)?, &disk.canonical(project)?));
    own(place, project) && canonical().unwrap_or(false)
}
