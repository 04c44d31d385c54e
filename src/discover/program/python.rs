//! What the imports of a Python file mean, told by its lines: no parser, no search path of an interpreter.
//!
//! Invariants: a module is only ever a file of the project; a name that no file has is a package from elsewhere and is left out. Below the given
//! folders the walk decides what there is; the disk is asked for what lies outside only.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::disk::{Disk, Kind};

/// Packages that a folder of the same name in a project (`alembic/`, `enum.py`) does not stand for.
const ELSEWHERE: [&str; 46] = [
    "__future__",
    "abc",
    "alembic",
    "asyncio",
    "base64",
    "builtins",
    "calendar",
    "collections",
    "contextlib",
    "copy",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "email",
    "enum",
    "functools",
    "glob",
    "hashlib",
    "http",
    "importlib",
    "inspect",
    "io",
    "itertools",
    "json",
    "logging",
    "math",
    "operator",
    "os",
    "pathlib",
    "pickle",
    "pkgutil",
    "platform",
    "random",
    "re",
    "secrets",
    "sqlalchemy",
    "sqlmodel",
    "string",
    "sys",
    "time",
    "traceback",
    "types",
    "typing",
    "uuid",
    "warnings",
];

/// One `import` or `from ... import`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::discover) struct Statement<'t> {
    /// The dotted module with its leading dots.
    module: &'t str,
    /// What is taken from it.
    names: Vec<&'t str>,
}

/// Finds the files that imports mean.
#[derive(Debug)]
pub(in crate::discover) struct PythonResolver {
    disk: Disk,
    /// The Python files that the walk saw.
    walked: FxHashSet<PathBuf>,
    /// The folders that hold them, up to the given ones.
    folders: FxHashSet<PathBuf>,
    /// The given folders.
    given: Vec<PathBuf>,
    /// The outermost folders of projects.
    projects: Vec<PathBuf>,
    /// Folders that are searched for every file: packages of the project, what the configuration names.
    search: Vec<PathBuf>,
    known: Mutex<Known>,
}

/// Answers that were given already.
#[derive(Debug, Default)]
struct Known {
    /// For a file what its imports mean.
    of_file: FxHashMap<PathBuf, Vec<(String, PathBuf)>>,
    /// For the folder of an importing file and the first part of a module the folders in which that part lies.
    bases: FxHashMap<(PathBuf, String), Vec<PathBuf>>,
    /// What lies outside of the given folders.
    outside: FxHashMap<PathBuf, Option<Kind>>,
}

impl PythonResolver {
    /// A resolver among these files, given as absolute paths like all others.
    pub(in crate::discover) fn new(
        walked: &[PathBuf],
        given: Vec<PathBuf>,
        projects: Vec<PathBuf>,
        search: Vec<PathBuf>,
        disk: Disk,
    ) -> PythonResolver {
        let mut folders = FxHashSet::default();
        for file in walked {
            for folder in file.ancestors().skip(1) {
                let is_new =
                    given.iter().any(|root| folder.starts_with(root)) && folders.insert(folder.to_path_buf());
                if !is_new {
                    break;
                }
            }
        }
        let walked = walked.iter().cloned().collect();
        PythonResolver { disk, walked, folders, given, projects, search, known: Mutex::default() }
    }

    /// The imports of the file at a path that mean files of the project: what is written, and the file. Among them are the packages on the
    /// way to a module, which Python runs, too.
    pub(in crate::discover) fn imports(&self, file: &Path, text: &str) -> Vec<(String, PathBuf)> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.of_file.get(file) {
            return found.clone();
        }
        let folder = file.parent().unwrap_or(file);
        let mut found: Vec<(String, PathBuf)> = Vec::new();
        for statement in statements(text) {
            for base in self.bases(&mut known, folder, statement.module) {
                let before = found.len();
                self.add(&mut known, &base, &statement, &mut found);
                if found.len() > before {
                    break;
                }
            }
        }
        found.retain(|(_, target)| target != file);
        found.sort_unstable();
        found.dedup_by(|next, kept| next.0 == kept.0);
        known.of_file.insert(file.to_path_buf(), found.clone());
        found
    }

    /// The folder and those above it that belong to the same project.
    pub(in crate::discover) fn ancestors<'p>(
        &self,
        folder: &'p Path,
    ) -> impl Iterator<Item = &'p Path> + use<'p, '_> {
        let bounds = self.projects.iter().filter(|project| folder.starts_with(project));
        let bound = bounds.max_by_key(|project| project.components().count());
        folder.ancestors().take_while(move |outer| bound.is_some_and(|bound| outer.starts_with(bound)))
    }

    /// Whether a file of the project lies at a path.
    fn is_file(&self, known: &mut Known, path: &Path) -> bool {
        if self.given.iter().any(|root| path.starts_with(root)) {
            return self.walked.contains(path);
        }
        self.kind(known, path) == Some(Kind::File)
    }

    fn is_folder(&self, known: &mut Known, path: &Path) -> bool {
        if self.given.iter().any(|root| path.starts_with(root)) {
            return self.folders.contains(path);
        }
        self.kind(known, path) == Some(Kind::Folder)
    }

    fn kind(&self, known: &mut Known, path: &Path) -> Option<Kind> {
        if let Some(kind) = known.outside.get(path) {
            return *kind;
        }
        let is_ours = self.projects.iter().any(|project| path.starts_with(project));
        let kind = if is_ours { self.disk.kind(path) } else { None };
        known.outside.insert(path.to_path_buf(), kind);
        kind
    }

    fn module_at(&self, known: &mut Known, path: &Path) -> Option<PathBuf> {
        let file = path.with_extension("py");
        [path.join("__init__.py"), file].into_iter().find(|file| self.is_file(known, file))
    }

    /// The folders in which the first part of a module may lie, the likeliest first.
    fn bases(&self, known: &mut Known, folder: &Path, module: &str) -> Vec<PathBuf> {
        let dots = module.len() - module.trim_start_matches('.').len();
        if dots > 0 {
            return folder.ancestors().nth(dots - 1).map(Path::to_path_buf).into_iter().collect();
        }
        let top = module.split('.').next().unwrap_or(module);
        if ELSEWHERE.binary_search(&top).is_ok() {
            return Vec::new();
        }
        let key = (folder.to_path_buf(), top.to_string());
        if let Some(bases) = known.bases.get(&key) {
            return bases.clone();
        }
        // Folders that are packages themselves are not on the search path, unless a program is run in them.
        let (mut bases, mut packages) = (Vec::new(), Vec::new());
        for outer in self.ancestors(folder) {
            let is_package = self.is_file(known, &outer.join("__init__.py"));
            let list = if is_package { &mut packages } else { &mut bases };
            list.extend([outer.to_path_buf(), outer.join("src")]);
        }
        bases.extend(self.search.iter().cloned());
        bases.append(&mut packages);
        bases.retain(|base| {
            self.is_folder(known, &base.join(top)) || self.is_file(known, &base.join(format!("{top}.py")))
        });
        known.bases.insert(key, bases.clone());
        bases
    }

    /// Adds what one statement means, searched in one folder: each package on the way, the module, and the modules among its names.
    fn add(
        &self,
        known: &mut Known,
        base: &Path,
        statement: &Statement<'_>,
        found: &mut Vec<(String, PathBuf)>,
    ) {
        let stem = statement.module.trim_start_matches('.');
        let dots = statement.module.get(..statement.module.len() - stem.len()).unwrap_or("");
        let mut specifier = dots.to_string();
        let mut path = base.to_path_buf();
        if !dots.is_empty() {
            let package = Some(path.join("__init__.py")).filter(|file| self.is_file(known, file));
            found.extend(package.map(|file| (specifier.clone(), file)));
        }
        for part in stem.split('.').filter(|part| !part.is_empty()) {
            if !specifier.is_empty() && !specifier.ends_with('.') {
                specifier.push('.');
            }
            specifier.push_str(part);
            path.push(part);
            found.extend(self.module_at(known, &path).map(|file| (specifier.clone(), file)));
        }
        for name in &statement.names {
            let dot = if specifier.ends_with('.') { "" } else { "." };
            let module = self.module_at(known, &path.join(name));
            found.extend(module.map(|file| (format!("{specifier}{dot}{name}"), file)));
        }
    }
}

/// The imports of a text, wherever they stand.
pub(in crate::discover) fn statements(text: &str) -> Vec<Statement<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let rest = text.get(start..).unwrap_or("").trim_start_matches([' ', '\t']);
        start += line.len();
        if let Some(modules) = keyword(rest, "import") {
            let line = modules.split(['\n', '#', ';']).next().unwrap_or("");
            found.extend(
                line.split(',').filter_map(first_word).map(|module| Statement { module, names: Vec::new() }),
            );
        } else if let Some(rest) = keyword(rest, "from") {
            found.extend(from_import(rest));
        } else if let Some((_, module)) = line.split_once("import_module(") {
            let literal = module.trim_start().trim_start_matches(['"', '\'']);
            let is_literal = literal.len() < module.len();
            let end = literal.find(['"', '\'']).filter(|_| is_literal);
            found.extend(
                end.and_then(|end| literal.get(..end)).map(|module| Statement { module, names: Vec::new() }),
            );
        }
    }
    found.retain(|statement| !statement.module.is_empty());
    found
}

/// `a.b import x, y`, `.x import (x as y, # why` and the lines that follow.
fn from_import(rest: &str) -> Option<Statement<'_>> {
    let module = rest.split(char::is_whitespace).next()?;
    let names =
        keyword(rest.get(module.len()..)?.trim_start_matches([' ', '\t', '\\', '\n', '\r']), "import")?;
    let names = names.trim_start();
    let list = match names.strip_prefix('(') {
        Some(inner) => inner.split(')').next().unwrap_or(""),
        None => logical_line(names),
    };
    let lines = list.lines().map(|line| line.split('#').next().unwrap_or(""));
    let names = lines.flat_map(|line| line.split([',', '\\'])).filter_map(first_word);
    Some(Statement { module, names: names.filter(|name| *name != "*").collect() })
}

/// A text up to the end of the line that has no backslash before it.
fn logical_line(text: &str) -> &str {
    let ends = text.match_indices('\n').map(|(at, _)| at);
    let mut ends = ends.filter(|at| !text.get(..*at).unwrap_or("").trim_end_matches('\r').ends_with('\\'));
    text.get(..ends.next().unwrap_or(text.len())).unwrap_or(text)
}

fn keyword<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(word)?;
    rest.starts_with([' ', '\t', '(']).then(|| rest.trim_start_matches([' ', '\t']))
}

fn first_word(text: &str) -> Option<&str> {
    text.split_whitespace().next().map(|word| word.trim_end_matches(';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_found_by_their_lines() {
        let text = "import a.b as c, d\nfrom .x import (\n    y,  # why\n    z as w,\n)\ntry:\n    from a import b, \\\n        e\nexcept ImportError:\n    pass\nfrom .. import *\nfrom_here = 1\n";
        let found = statements(text);
        let plain: Vec<(&str, Vec<&str>)> =
            found.iter().map(|statement| (statement.module, statement.names.clone())).collect();
        let expected =
            [("a.b", vec![]), ("d", vec![]), (".x", vec!["y", "z"]), ("a", vec!["b", "e"]), ("..", vec![])];
        assert_eq!(plain, expected);
    }
}
