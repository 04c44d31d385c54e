//! Tables that no configuration names: those of packages without one, and of given folders in which none names any.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::super::classify::Language;
use super::super::walk;
use super::{Planner, words};

impl Planner<'_, '_> {
    /// One source for each package and engine.
    pub(super) fn add_undeclared(&mut self) {
        let candidates = self.candidates();
        if candidates.is_empty() {
            return;
        }
        let declaring = walk::matching(&candidates, words::declares);
        let declaring = candidates.into_iter().zip(declaring).filter(|(_, declares)| *declares);
        let mut by_package: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        for (place, _) in declaring {
            let Some(index) = self.checkout.open(&place) else { continue };
            if self.is_part(index) {
                continue;
            }
            let package = self.packages.nearest(&place).map_or_else(PathBuf::new, Path::to_path_buf);
            by_package.entry(package).or_default().push(place);
        }
        for files in by_package.into_values() {
            let config = files.first().and_then(|file| self.nearest_config(file));
            let engine = config.and_then(|config| self.configured.get(config)).and_then(super::own_engine);
            self.add(files, None, config, engine);
        }
    }

    /// The files worth a look, by path: those of packages that use drizzle-orm and whose tables no configuration names.
    fn candidates(&self) -> Vec<PathBuf> {
        let named: Vec<&Path> = self
            .configured
            .iter()
            .filter(|own| own.files.iter().any(|file| own.given || self.is_given(file)))
            .filter_map(|own| self.packages.nearest(&own.place).or(own.place.parent()))
            .collect();
        let mut folders: FxHashMap<&Path, Option<PathBuf>> = FxHashMap::default();
        let mut found = Vec::new();
        let mut last: Option<(&Path, Option<PathBuf>)> = None;
        for (language, place) in &self.checkout.tree().programs {
            if *language != Language::TypeScript {
                continue;
            }
            let folder = place.parent().unwrap_or(place);
            if last.as_ref().is_none_or(|(known, _)| *known != folder) {
                let full = folders.entry(folder).or_insert_with(|| {
                    let full = walk::absolute(folder);
                    let inside = full.join("x");
                    let package = self.packages.nearest(&inside).unwrap_or(&full);
                    (self.packages.may_use(&full) && !named.contains(&package)).then_some(full)
                });
                last = Some((folder, full.clone()));
            }
            let Some((_, Some(full))) = &last else { continue };
            let name = place.file_name().unwrap_or_default();
            let text = name.to_string_lossy();
            if words::is_test(&text) || words::names_config(&text) || text.ends_with(".tsx") {
                continue;
            }
            let file = full.join(name);
            if named.is_empty() || words::names_tables(&file.to_string_lossy()) {
                found.push(file);
            }
        }
        found.sort();
        found
    }
}
