//! Where things lie: configurations, and the files that they name.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;

use super::super::classify::{Language, Shape, language_of};
use super::super::disk::{Disk, Kind, absolute};
use super::super::program::{Checkout, Resolver};
use super::super::walk;
use super::config::Location;
use super::packages::Packages;
use super::words::{configures, may_name_config, names_config};

/// Folders beside a schema in which teams keep several configurations.
const BESIDE: [&str; 3] = ["config", "configs", "drizzle"];

/// The configurations below the given paths and above them, as absolute paths.
pub(super) fn configs(checkout: &mut Checkout<'_>, packages: &Packages, paths: &[PathBuf]) -> Vec<PathBuf> {
    let (mut found, mut doubtful) = (Vec::new(), Vec::new());
    let mut sort = |place: PathBuf, may_use: &dyn Fn(&Path) -> bool| {
        let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_json = name.ends_with(".json");
        if language_of(&name) != Some(Language::TypeScript) && !is_json {
            return;
        }
        if names_config(&name) {
            found.push(place);
        } else if may_name_config(&name) && !is_json && may_use(place.parent().unwrap_or(&place)) {
            doubtful.push(place);
        }
    };
    for (_, place) in checkout.tree().programs.iter() {
        let name = place.file_name().unwrap_or_default().as_encoded_bytes();
        if memchr::memmem::find(name, b"onfig").is_some() {
            sort(absolute(place), &|folder| packages.may_use(folder));
        }
    }
    let in_json =
        checkout.tree().entries.iter().filter(|entry| entry.shape == Shape::DrizzleConfig || entry.given);
    in_json.for_each(|entry| sort(absolute(&entry.place), &|_| true));
    for folder in folders_above(checkout, paths) {
        let beside = BESIDE.iter().map(|name| folder.join(name));
        for folder in std::iter::once(folder.clone()).chain(beside) {
            walk::files_in(&folder, &checkout.tree().disk)
                .into_iter()
                .for_each(|place| sort(place, &|_| true));
        }
    }
    let tests = checkout.tree().disk.matching(&doubtful, "configures", configures);
    found.extend(doubtful.into_iter().zip(tests).filter(|(_, is_config)| *is_config).map(|(place, _)| place));
    found.sort();
    found.dedup();
    found
}

/// The folders above the given paths, up to the project's.
fn folders_above(checkout: &mut Checkout<'_>, paths: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut above = BTreeSet::new();
    let starts = paths.iter().filter_map(|path| Some(absolute(path).parent()?.to_path_buf()));
    for start in starts.collect::<BTreeSet<PathBuf>>() {
        let project = checkout.project_of(&start);
        let folders = start.ancestors().take_while(|folder| folder.starts_with(&project));
        above.extend(folders.map(Path::to_path_buf));
    }
    above
}

/// The folders from which a configuration's paths may count, likeliest first: where drizzle-kit is run, the configuration's own, those above.
pub(super) fn bases(config: &Path, package: Option<&Path>, project: &Path) -> Vec<PathBuf> {
    let own = config.parent().unwrap_or(config);
    let above = package.unwrap_or(own).ancestors().skip(1).take_while(|folder| folder.starts_with(project));
    let mut bases: Vec<PathBuf> =
        package.into_iter().chain([own]).chain(above).map(Path::to_path_buf).collect();
    let mut seen: Vec<PathBuf> = Vec::new();
    bases.retain(|base| {
        let is_new = !seen.contains(base);
        seen.push(base.clone());
        is_new
    });
    bases
}

/// The programs that a path means, and the file or folder that names them. Folders are not read deeper than drizzle-kit does: their own files.
pub(super) fn programs(
    bases: &[PathBuf],
    location: &Location,
    resolver: &Resolver,
    disk: &Disk,
) -> (Option<PathBuf>, Vec<PathBuf>) {
    for base in bases {
        let place = absolute(&base.join(&location.path));
        match disk.kind(&place) {
            Some(Kind::File) => return (Some(place.clone()), vec![place]),
            Some(Kind::Folder) => {
                let files: Vec<PathBuf> =
                    walk::files_in(&place, disk).into_iter().filter(|place| is_program(place)).collect();
                if !files.is_empty() {
                    return (Some(place), files);
                }
            }
            None => {
                let files = matching(&place, disk);
                if !files.is_empty() {
                    return (None, files);
                }
            }
        }
    }
    if let Some((_, module)) = location.path.rsplit_once("node_modules/") {
        return resolver
            .unbuilt(module)
            .map_or((None, Vec::new()), |place| (Some(place.clone()), vec![place]));
    }
    // What a build made, or will make, of a program.
    let source = bases.iter().find_map(|base| resolver.source_of(base, &location.path));
    source.map_or((None, Vec::new()), |place| (Some(place.clone()), vec![place]))
}

/// The programs that an absolute glob means; of a folder that it means its own files.
fn matching(pattern: &Path, disk: &Disk) -> Vec<PathBuf> {
    let is_glob = |part: &str| part.contains(['*', '?', '{', '[']);
    let text = pattern.to_string_lossy();
    if !is_glob(&text) {
        return Vec::new();
    }
    let fixed: PathBuf =
        pattern.components().take_while(|part| !is_glob(&part.as_os_str().to_string_lossy())).collect();
    let Ok(glob) = GlobBuilder::new(&text).literal_separator(true).build() else { return Vec::new() };
    let glob = glob.compile_matcher();
    let is_meant = |place: &PathBuf| {
        is_program(place)
            && (glob.is_match(place) || place.parent().is_some_and(|folder| glob.is_match(folder)))
    };
    walk::files_below(&fixed, disk).into_iter().filter(is_meant).collect()
}

/// Whether a path is that of a program in TypeScript or JavaScript.
pub(super) fn is_program(place: &Path) -> bool {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    language_of(&name) == Some(Language::TypeScript)
}

/// The innermost folder that holds all the files; of one file itself.
pub(super) fn common<'p>(files: &[&'p Path]) -> Option<&'p Path> {
    let [first, rest @ ..] = files else { return None };
    if rest.is_empty() {
        return Some(first);
    }
    first.ancestors().skip(1).find(|folder| rest.iter().all(|file| file.starts_with(folder)))
}
