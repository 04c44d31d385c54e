//! What `package.json` says: which packages the project has, which of them use drizzle-orm, and in which release.

use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use memchr::memmem;
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::ir::DrizzleKit;

use super::super::classify::Shape;
use super::super::disk::{Disk, Kind, absolute};
use super::super::program::Checkout;
use super::super::walk;

/// How deep packages are looked for below the folder that a workspace names with `**`.
const DEEPEST: usize = 4;

/// The packages of a checkout, by their absolute folders.
#[derive(Debug, Default)]
pub(super) struct Packages {
    disk: Disk,
    /// The text of each package.json.
    manifests: FxHashMap<PathBuf, String>,
    /// Folders up to which the walk saw everything.
    walked: Vec<PathBuf>,
}

impl Packages {
    /// The packages that the walk found, and those above the given paths.
    pub(super) fn new(checkout: &mut Checkout<'_>, paths: &[PathBuf]) -> Packages {
        let mut packages = Packages { disk: checkout.tree().disk.clone(), ..Packages::default() };
        let entries = checkout.tree().entries.iter().enumerate();
        let walked: Vec<usize> =
            entries.filter(|(_, entry)| entry.shape == Shape::Package).map(|(index, _)| index).collect();
        checkout.read_ahead(&walked);
        for index in walked {
            let place = checkout.place(index);
            if let Some(folder) = place.parent() {
                packages.manifests.insert(folder.to_path_buf(), checkout.text(index).to_string());
            }
        }
        for path in paths {
            let path = absolute(path);
            if checkout.tree().disk.kind(&path) == Some(Kind::Folder) {
                packages.walked.push(path.clone());
            }
            let project = checkout.project_of(path.parent().unwrap_or(&path));
            for folder in path.ancestors().take_while(|folder| folder.starts_with(&project)) {
                packages.look(folder);
            }
        }
        packages
    }

    fn look(&mut self, folder: &Path) {
        if !self.manifests.contains_key(folder) {
            let text = self.disk.peek(&folder.join("package.json"));
            self.manifests.extend(text.map(|text| (folder.to_path_buf(), text)));
        }
    }

    /// The innermost package that holds a path.
    pub(super) fn nearest<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        path.ancestors().skip(1).find(|folder| self.manifests.contains_key(*folder))
    }

    /// Whether code directly in a folder may use drizzle-orm: a package that holds it says so, or there is none.
    pub(super) fn may_use(&self, folder: &Path) -> bool {
        let mut holding = folder.ancestors().filter_map(|folder| self.manifests.get(folder)).peekable();
        holding.peek().is_none() || holding.any(|text| memmem::find(text.as_bytes(), b"drizzle-").is_some())
    }

    /// The folder of each package of a project by its name.
    pub(super) fn names(&mut self, project: &Path) -> FxHashMap<String, PathBuf> {
        if !self.walked.iter().any(|walked| project.starts_with(walked)) {
            self.look_in_workspace(project);
        }
        let own = self.manifests.iter().filter(|(folder, _)| folder.starts_with(project));
        let mut named: Vec<(String, &PathBuf)> =
            own.filter_map(|(folder, text)| Some((name_in(text)?, folder))).collect();
        // Of two packages with one name the outer one counts.
        named.sort_by_key(|(_, folder)| std::cmp::Reverse((folder.components().count(), *folder)));
        named.into_iter().map(|(name, folder)| (name, folder.clone())).collect()
    }

    /// Finds the packages that the workspace's own list names.
    fn look_in_workspace(&mut self, project: &Path) {
        let mut patterns = Vec::new();
        self.look(project);
        if let Some(value) = self.manifests.get(project).and_then(|text| json(text)) {
            let list = value.get("workspaces").map(|stated| stated.get("packages").unwrap_or(stated));
            let list = list.and_then(Value::as_array).into_iter().flatten();
            patterns.extend(list.filter_map(|pattern| pattern.as_str().map(str::to_string)));
        }
        let pnpm = self.disk.peek(&project.join("pnpm-workspace.yaml")).unwrap_or_default();
        patterns.extend(items_of(&pnpm, "packages"));
        let is_inside = |pattern: &&String| !pattern.starts_with('!') && !pattern.contains("..");
        for pattern in patterns.iter().filter(is_inside) {
            let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
            let fixed: PathBuf = pattern.split('/').take_while(|part| !is_glob(part)).collect();
            let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() else { continue };
            let glob = glob.compile_matcher();
            let depth = if pattern.contains("**") { DEEPEST } else { pattern.split('/').count() };
            for folder in walk::folders_in(&project.join(&fixed), depth, &self.disk) {
                if folder.strip_prefix(project).is_ok_and(|inner| glob.is_match(inner)) {
                    self.look(&folder);
                }
            }
        }
    }

    /// Which drizzle-kit the package around a path uses.
    pub(super) fn kit_of(&self, path: &Path) -> DrizzleKit {
        let holding: Vec<&Path> =
            path.ancestors().filter(|folder| self.manifests.contains_key(*folder)).collect();
        for name in ["drizzle-kit", "drizzle-orm"] {
            for folder in &holding {
                let Some(text) = self.manifests.get(*folder) else { continue };
                let Some(stated) = version_in(text, name) else { continue };
                let catalog = stated.strip_prefix("catalog:");
                let version =
                    catalog.map_or(Some(stated.clone()), |catalog| self.cataloged(&holding, catalog, name));
                if let Some(version) = version {
                    return kit(&version);
                }
            }
        }
        DrizzleKit::V0
    }

    /// The release that a workspace's catalog states: pnpm's in its own file, Bun's in package.json.
    fn cataloged(&self, holding: &[&Path], catalog: &str, name: &str) -> Option<String> {
        let is_default = catalog.is_empty() || catalog == "default";
        holding.iter().find_map(|folder| {
            let value = self.manifests.get(*folder).and_then(|text| json(text));
            let of_bun = value.as_ref().and_then(|value| {
                let outer = value.get("workspaces").filter(|outer| outer.is_object()).unwrap_or(value);
                let list =
                    if is_default { outer.get("catalog")? } else { outer.get("catalogs")?.get(catalog)? };
                list.get(name)?.as_str().map(str::to_string)
            });
            of_bun.or_else(|| {
                let text = self.disk.peek(&folder.join("pnpm-workspace.yaml"))?;
                let of_list = if is_default { "catalog" } else { catalog };
                entry_of(&text, of_list, name)
            })
        })
    }
}

fn json(text: &str) -> Option<Value> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
}

fn name_in(text: &str) -> Option<String> {
    json(text)?.get("name")?.as_str().map(str::to_string)
}

/// The release of a dependency that a package.json states.
fn version_in(text: &str, name: &str) -> Option<String> {
    memmem::find(text.as_bytes(), name.as_bytes())?;
    let value = json(text)?;
    let lists = ["devDependencies", "dependencies", "peerDependencies", "optionalDependencies"];
    lists.iter().find_map(|list| value.get(list)?.get(name)?.as_str().map(str::to_string))
}

/// `^1.0.0-beta.1` and `rc` are of the first generation that names keys differently.
fn kit(version: &str) -> DrizzleKit {
    let plain = version.trim_start_matches(|letter: char| !letter.is_ascii_alphanumeric());
    let plain = plain.strip_prefix("npm:drizzle-kit@").unwrap_or(plain);
    let major = plain.split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(0) => DrizzleKit::V0,
        Some(_) => DrizzleKit::V1,
        None if ["beta", "rc", "next"].contains(&plain) => DrizzleKit::V1,
        None => DrizzleKit::V0,
    }
}

fn is_glob(part: &str) -> bool {
    part.contains(['*', '?', '{', '['])
}

/// The lines below `key:` of a YAML text that are indented further, without their indentation.
fn lines_of<'t>(text: &'t str, key: &str) -> impl Iterator<Item = &'t str> {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let is_key =
        |line: &&str| line.trim().strip_suffix(':').is_some_and(|own| own.trim_matches(['"', '\'']) == key);
    let at = text.lines().position(|line| is_key(&line)).unwrap_or(usize::MAX);
    let outer = text.lines().nth(at).map_or(0, depth);
    let rest = text.lines().skip(at.saturating_add(1)).filter(|line| !line.trim().is_empty());
    // Lists need no indentation.
    rest.take_while(move |line| depth(line) > outer || line.trim_start().starts_with("- ")).map(str::trim)
}

fn items_of(text: &str, key: &str) -> Vec<String> {
    let items = lines_of(text, key).filter_map(|line| line.strip_prefix("- "));
    items
        .map(|item| item.split(" #").next().unwrap_or(item).trim().trim_matches(['"', '\'']).to_string())
        .collect()
}

fn entry_of(text: &str, key: &str, name: &str) -> Option<String> {
    lines_of(text, key).find_map(|line| {
        let (own, value) = line.split_once(':')?;
        let value = value.split(" #").next().unwrap_or(value).trim().trim_matches(['"', '\'']);
        (own.trim_matches(['"', '\'']) == name).then(|| value.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_is_read_as_text() {
        let text = "packages:\n- \"apps/*\"\n  - packages/** # all\ncatalog:\n  zod: 4.0.0\n  \"drizzle-kit\": ^1.0.0-beta.2\nonly: x\n";
        assert_eq!(items_of(text, "packages"), ["apps/*", "packages/**"]);
        assert_eq!(entry_of(text, "catalog", "drizzle-kit").as_deref(), Some("^1.0.0-beta.2"));
        assert_eq!(kit("^1.0.0-beta.2"), DrizzleKit::V1);
        assert_eq!(kit("~0.31.10"), DrizzleKit::V0);
    }
}
