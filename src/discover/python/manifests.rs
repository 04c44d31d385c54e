//! What the manifests of Python projects say: whether a project uses SQLAlchemy at all, with which drivers, and where its folders begin.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::super::classify::Shape;
use super::super::disk::absolute;
use super::super::history::contains_word;
use super::super::program::{Checkout, PythonResolver};

/// Names of manifests, beside `requirements*.txt`.
const NAMES: [&str; 5] = ["pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "requirements.txt"];
/// Folders in which manifests speak for the folder above.
const ASIDE: [&str; 3] = ["requirements", "deps", "dependencies"];
/// What lists in those folders are called.
const LISTS: [&str; 10] = [
    "base.txt",
    "base.in",
    "common.txt",
    "main.txt",
    "main.in",
    "prod.txt",
    "prod.in",
    "production.txt",
    "app.txt",
    "core.txt",
];
/// Packages without which no file is looked at.
const PACKAGES: [&str; 6] =
    ["sqlalchemy", "sqlmodel", "alembic", "flask-migrate", "flask_migrate", "appbuilder"];

/// A manifest.
#[derive(Debug)]
pub(super) struct Manifest {
    /// Its name.
    pub(super) path: PathBuf,
    /// Its text.
    pub(super) text: String,
}

/// The manifests of a checkout, by the folder that they speak for.
#[derive(Debug, Default)]
pub(super) struct Manifests {
    by_folder: FxHashMap<PathBuf, Vec<Manifest>>,
}

impl Manifests {
    /// Those that the walk came by, and those in the folders above the given ones.
    pub(super) fn new(checkout: &Checkout<'_>, python: &[PathBuf], above: &[PathBuf]) -> Manifests {
        let mut manifests = Manifests::default();
        let entries = checkout.tree().entries.iter();
        for entry in entries.filter(|entry| entry.shape == Shape::PythonManifest) {
            manifests.add(&absolute(&entry.place), entry.text().to_string());
        }
        let folders = checkout.tree().folders.iter().map(|folder| absolute(Path::new(folder)));
        let aside = folders.filter(|folder| is_aside(folder));
        let lists = aside.flat_map(|folder| LISTS.map(|name| folder.join(name)));
        let setups = python.iter().filter(|path| path.ends_with("setup.py")).cloned();
        let outer = above.iter().flat_map(|folder| NAMES.map(|name| folder.join(name)));
        for path in setups.chain(outer).chain(lists) {
            if let Some(text) = checkout.tree().disk.peek(&path) {
                manifests.add(&path, text);
            }
        }
        manifests
    }

    fn add(&mut self, path: &Path, text: String) {
        let Some(folder) = path.parent() else { return };
        let folder = if is_aside(folder) { folder.parent().unwrap_or(folder) } else { folder };
        let manifest = Manifest { path: path.to_path_buf(), text };
        let known = self.by_folder.entry(folder.to_path_buf()).or_default();
        if known.iter().all(|other| other.path != manifest.path) {
            known.push(manifest);
        }
    }

    /// The manifests that speak for a folder, the nearest first.
    pub(super) fn of<'m>(
        &'m self,
        resolver: &'m PythonResolver,
        folder: &'m Path,
    ) -> impl Iterator<Item = &'m Manifest> {
        resolver.ancestors(folder).filter_map(|outer| self.by_folder.get(outer)).flatten()
    }

    /// Whether the files of a folder may have to do with SQLAlchemy: its manifests name it, or there are none.
    pub(super) fn admit(&self, resolver: &PythonResolver, folder: &Path) -> bool {
        let mut all = self.of(resolver, folder).peekable();
        all.peek().is_none()
            || all.any(|manifest| PACKAGES.iter().any(|package| contains_word(&manifest.text, package)))
    }

    /// The nearest folder with a manifest.
    pub(super) fn project_of(&self, resolver: &PythonResolver, folder: &Path) -> Option<PathBuf> {
        resolver.ancestors(folder).find(|outer| self.by_folder.contains_key(*outer)).map(Path::to_path_buf)
    }

    /// All folders with a manifest, in order.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let mut folders: Vec<PathBuf> = self.by_folder.keys().cloned().collect();
        folders.sort_unstable();
        folders
    }
}

fn is_aside(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| ASIDE.iter().any(|aside| name == *aside))
}
