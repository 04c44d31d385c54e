//! What the configuration says about paths: which are not read, which belong to a stated database. Its paths are relative to its own folder.

use std::path::{Component, Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::config::{Config, DatabaseConfig};
use crate::text::Files;

use super::DiscoverError;
use super::disk::{Disk, absolute, shown};
use super::walk::files_below;

/// The configuration's paths, made comparable with those of a walk.
#[derive(Debug, Default)]
pub(super) struct Scope {
    base: PathBuf,
    /// `exclude` as it is written.
    excluded: Vec<String>,
    exclude: GlobSet,
    /// For each `[[database]]` its sources, as absolute paths.
    stated: Vec<Vec<PathBuf>>,
}

impl Scope {
    /// The scope of a configuration; the first source that does not exist is an error with its place, unless the disk is of the past.
    pub(super) fn new(files: &Files, config: &Config, disk: &Disk) -> Result<Scope, DiscoverError> {
        let base = config.file.map_or_else(PathBuf::new, |file| {
            Path::new(files.path(file)).parent().map_or_else(PathBuf::new, Path::to_path_buf)
        });
        let mut stated = Vec::new();
        for database in &config.databases {
            for (source, span) in &database.sources {
                if !disk.is_past() && !disk.exists(&base.join(source)) {
                    return Err(DiscoverError::Source { path: source.clone(), span: *span });
                }
            }
            stated.push(database.sources.iter().map(|(source, _)| absolute(&base.join(source))).collect());
        }
        let excluded = config.exclude.clone();
        Ok(Scope { base: absolute(&base), exclude: globs(&excluded), excluded, stated })
    }

    /// The same for a walk, which does not ask for more.
    pub(super) fn of_walk(&self) -> Scope {
        let Scope { base, excluded, exclude, stated: _ } = self;
        Scope { base: base.clone(), excluded: excluded.clone(), exclude: exclude.clone(), stated: Vec::new() }
    }

    /// Whether it leaves out the same paths.
    pub(super) fn excludes_like(&self, other: &Scope) -> bool {
        (&self.base, &self.excluded) == (&other.base, &other.excluded)
    }

    /// Whether `exclude` names the file or folder.
    pub(super) fn excludes(&self, path: &Path) -> bool {
        if self.exclude.is_empty() {
            return false;
        }
        let full = absolute(path);
        self.exclude.is_match(full.strip_prefix(&self.base).unwrap_or(&full))
    }

    /// The stated sources that lie at or below `roots`, as paths to walk, each with the index of its database.
    pub(super) fn stated_below(&self, roots: &[PathBuf]) -> Vec<(usize, PathBuf)> {
        let roots: Vec<(PathBuf, &PathBuf)> = roots.iter().map(|root| (absolute(root), root)).collect();
        let mut found = Vec::new();
        for (index, sources) in self.stated.iter().enumerate() {
            for source in sources {
                let below = |(full, root): &(PathBuf, &PathBuf)| {
                    source.strip_prefix(full).ok().map(|rest| {
                        if rest.as_os_str().is_empty() { root.to_path_buf() } else { root.join(rest) }
                    })
                };
                found.extend(roots.iter().find_map(below).map(|path| (index, path)));
            }
        }
        found
    }

    /// The index of the `[[database]]` that names the source at this shown path, or a folder above it.
    pub(super) fn database_of(&self, path: &str) -> Option<usize> {
        let full = absolute(Path::new(path));
        let depth = |sources: &Vec<PathBuf>| {
            sources.iter().filter(|source| full.starts_with(source)).map(|s| s.components().count()).max()
        };
        let named =
            self.stated.iter().enumerate().filter_map(|(index, sources)| Some((depth(sources)?, index)));
        // The longest path is the most exact; of equal ones the first.
        named.max_by_key(|(depth, index)| (*depth, std::cmp::Reverse(*index))).map(|(_, index)| index)
    }
}

fn globs(texts: &[String]) -> GlobSet {
    let mut globs = GlobSetBuilder::new();
    for glob in texts.iter().filter_map(|text| Glob::new(text.trim_end_matches('/')).ok()) {
        globs.add(glob);
    }
    globs.build().unwrap_or_default()
}

/// The given paths; one that does not exist but is a glob of files that do stands for those, as where no shell expands it.
pub(super) fn expand(paths: &[PathBuf], disk: &Disk) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for path in paths {
        let text = path.to_string_lossy();
        let is_glob = |part: &str| part.contains(['*', '?', '[', '{']);
        let glob = GlobBuilder::new(text.trim_start_matches("./")).literal_separator(true).build();
        let (false, true, Ok(glob)) = (disk.exists(path), is_glob(&text), glob) else {
            all.push(path.clone());
            continue;
        };
        let fixed = path.components().take_while(|part| !is_glob(&part.as_os_str().to_string_lossy()));
        let folder: PathBuf = std::iter::once(Component::CurDir).chain(fixed).collect();
        let glob = glob.compile_matcher();
        let found = files_below(&folder, disk).into_iter().map(|file| PathBuf::from(shown(&file)));
        let before = all.len();
        all.extend(found.filter(|file| glob.is_match(file)));
        if all.len() == before {
            all.push(path.clone());
        }
    }
    all
}

/// The shown paths of a database whose `sources` are one history in the order given.
pub(super) fn in_order(database: &DatabaseConfig, stated: &[(usize, PathBuf)], index: usize) -> Vec<String> {
    if !database.in_order {
        return Vec::new();
    }
    stated.iter().filter(|(owner, _)| *owner == index).map(|(_, path)| shown(path)).collect()
}
