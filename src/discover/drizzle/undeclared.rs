//! Tables that no configuration names: those of packages without one, and of given folders in which none names any.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::classify::Language;
use super::super::disk::{Disk, Kind, absolute};
use super::super::walk;
use super::{Planner, locate, words};

impl Planner<'_, '_> {
    /// One source for each given folder or package, and engine.
    pub(super) fn add_undeclared(&mut self) {
        let candidates = self.candidates();
        let declaring = self.checkout.tree().disk.matching(&candidates, "declares", words::declares);
        let mut by_folder: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        for place in
            candidates.into_iter().zip(declaring).filter(|(_, declares)| *declares).map(|(place, _)| place)
        {
            let Some(index) = self.checkout.open(&place) else { continue };
            if !self.is_part(index) {
                let package = self.packages.nearest(&place).map_or_else(PathBuf::new, Path::to_path_buf);
                by_folder.entry(self.given_folder(&place).unwrap_or(package)).or_default().push(place);
            }
        }
        for (folder, mut files) in by_folder {
            if self.given.contains(&folder) {
                files = as_drizzle_kit(&folder, files, &self.checkout.tree().disk);
            }
            let config = files.first().and_then(|file| self.nearest_config(file));
            self.add(files, None, config);
        }
    }

    /// The given folder that a file lies in, if it is less than a package.
    fn given_folder(&self, place: &Path) -> Option<PathBuf> {
        let package = self.packages.nearest(place);
        let is_inner = |given: &&PathBuf| {
            place.starts_with(given)
                && package.is_some_and(|package| *given != package && given.starts_with(package))
        };
        self.given.iter().filter(is_inner).max_by_key(|given| given.components().count()).cloned()
    }

    /// The files worth a look, by path: those of packages that may use drizzle-orm and whose tables no source has yet.
    fn candidates(&self) -> Vec<PathBuf> {
        let covered = self.covered();
        let mut found = Vec::new();
        let mut last: Option<(&Path, Option<PathBuf>)> = None;
        let programs = self.checkout.tree().programs.iter();
        for (_, place) in programs.filter(|(language, _)| *language == Language::TypeScript) {
            let folder = place.parent().unwrap_or(place);
            // Files come folder by folder, and there may be very many.
            if last.as_ref().is_none_or(|(known, _)| *known != folder) {
                let full = absolute(folder);
                let inside = full.join("x");
                let package = self.packages.nearest(&inside).unwrap_or(Path::new(""));
                let counts = self.packages.may_use(&full) && !covered.iter().any(|own| own == package);
                last = Some((folder, counts.then_some(full)));
            }
            let Some((_, Some(full))) = &last else { continue };
            let name = place.file_name().unwrap_or_default();
            let text = name.to_string_lossy();
            if words::is_test(&text) || words::names_config(&text) || text.ends_with(".tsx") {
                continue;
            }
            let file = full.join(name);
            if covered.is_empty() || words::names_tables(&file.to_string_lossy()) {
                found.push(file);
            }
        }
        found.sort();
        found
    }

    /// The packages of which a source has tables: what else lies there is left over.
    fn covered(&self) -> Vec<PathBuf> {
        let mut covered: Vec<PathBuf> = Vec::new();
        for draft in &self.plan.drafts {
            for index in draft.files.iter().chain(&draft.program.modules) {
                let place = self.checkout.place(*index);
                let package = self.packages.nearest(&place).unwrap_or(Path::new(""));
                let is_new = !covered.iter().any(|own| own == package);
                if is_new && !words::cores(self.checkout.text(*index)).is_empty() {
                    covered.push(package.to_path_buf());
                }
            }
        }
        covered
    }
}

/// Of a folder that was given: if files directly in it make tables, or export what others make, its own files, as drizzle-kit reads a folder.
fn as_drizzle_kit(folder: &Path, files: Vec<PathBuf>, disk: &Disk) -> Vec<PathBuf> {
    if disk.kind(folder) != Some(Kind::Folder) {
        return files;
    }
    let own: Vec<PathBuf> =
        walk::files_in(folder, disk).into_iter().filter(|file| locate::is_program(file)).collect();
    let exporting =
        disk.matching(&own, "exports", |text| words::declares(text) || words::exports_others(text));
    let direct: Vec<PathBuf> =
        own.into_iter().zip(exporting).filter(|(_, exports)| *exports).map(|(file, _)| file).collect();
    if direct.is_empty() { files } else { direct }
}
