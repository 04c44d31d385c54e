//! Which files hold the models of a database: those that env.py imports for its `target_metadata`; where it imports them by names made at run
//! time, all files of the package that build on the same metadata; without Alembic all files of a project.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Survey;
use super::histories::{History, parts, scripts};
use super::marks::{contains, is_dynamic};

/// The models of one database.
#[derive(Debug)]
pub(super) struct Models {
    /// The files that declare them, by path.
    pub(super) files: Vec<usize>,
    /// The index of the history whose env.py takes its metadata from them.
    pub(super) history: Option<usize>,
}

/// Finds all models.
pub(super) fn find(survey: &mut Survey<'_, '_>, histories: &[History]) -> Vec<Models> {
    let mut sets: Vec<Models> = Vec::new();
    let (scripts, parts) = (scripts(survey, histories), parts(histories));
    // Below the folder of env.py are helpers of revisions: what they declare is for one revision.
    let is_free = |file: &usize| {
        let folder = survey.folder(*file);
        let is_aside = || survey.is_example(*file) || scripts.iter().any(|script| folder.starts_with(script));
        is_candidate(survey, *file) && (survey.is_given(*file) || !is_aside())
    };
    let free: Vec<usize> = survey.looked.iter().copied().filter(is_free).collect();
    // A part with revisions of its own is migrated for itself.
    let of_parts = |survey: &Survey<'_, '_>, file: usize| -> Option<PathBuf> {
        let folder = survey.folder(file);
        parts.iter().find(|part| folder.starts_with(part) && survey.project_of(file) != **part).cloned()
    };
    let whole: Vec<usize> = free.iter().copied().filter(|file| of_parts(survey, *file).is_none()).collect();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    for (index, history) in histories.iter().enumerate() {
        let Some(env) = history.env.filter(|env| seen.insert(*env)) else { continue };
        let (files, is_tied) = of_env(survey, env, &whole);
        add(survey, &mut sets, Models { files, history: is_tied.then_some(index) });
    }
    let taken: FxHashSet<usize> = sets.iter().flat_map(|set| set.files.iter().copied()).collect();
    let mut rest: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for file in free.into_iter().filter(|file| !taken.contains(file)) {
        let project = of_parts(survey, file).unwrap_or_else(|| survey.project_of(file));
        rest.entry(project).or_default().push(file);
    }
    for files in rest.into_values() {
        add(survey, &mut sets, Models { files, history: None });
    }
    sets.into_iter().flat_map(|set| by_root(survey, set)).collect()
}

/// Whether a file at or below the given paths may declare tables.
fn is_candidate(survey: &Survey<'_, '_>, file: usize) -> bool {
    let is_looked =
        || survey.looked.binary_search_by(|other| survey.shown(*other).cmp(survey.shown(file))).is_ok();
    survey.marks(file).declares && !survey.is_test(file) && is_looked()
}

/// Adds a set if it has tables, to an earlier one if they have some in common.
fn add(survey: &Survey<'_, '_>, sets: &mut Vec<Models>, set: Models) {
    let has_tables = |file: &&usize| survey.marks(**file).has_tables;
    if !set.files.iter().any(|file| has_tables(&file)) {
        return;
    }
    let shares =
        |other: &&mut Models| set.files.iter().filter(has_tables).any(|file| other.files.contains(file));
    match sets.iter_mut().find(shares) {
        Some(other) => {
            other.files.extend(set.files);
            other.files.sort_unstable();
            other.files.dedup();
            // Models of several programs: the tables tell which of their histories they belong to.
            other.history = None;
        }
        None => sets.push(set),
    }
}

/// The files with the models of an env.py, and whether it is known that they are its own.
fn of_env(survey: &mut Survey<'_, '_>, env: usize, free: &[usize]) -> (Vec<usize>, bool) {
    let imported = survey.closure(&[env]);
    let mut files: Vec<usize> =
        imported.modules.iter().copied().filter(|file| is_candidate(survey, *file)).collect();
    let imports_of = |from: &dyn Fn(usize) -> bool| -> BTreeSet<usize> {
        imported.imports.iter().filter(|(file, ..)| from(*file)).map(|(_, _, target)| *target).collect()
    };
    let direct = imports_of(&|file| file == env);
    let has_tables = files.iter().any(|file| survey.marks(*file).has_tables);
    let bases_in = |files: &BTreeSet<usize>| -> Vec<usize> {
        files.iter().copied().filter(|file| survey.marks(*file).makes_base).collect()
    };
    let mut bases = bases_in(&direct);
    if bases.is_empty() {
        bases = bases_in(&imports_of(&|file| files.contains(&file)));
    }
    if bases.is_empty() {
        bases = bases_in(&imported.modules.iter().copied().collect());
    }
    let is_sqlmodel = contains(survey.checkout.text(env), "SQLModel")
        || files.iter().any(|file| survey.marks(*file).is_sqlmodel);
    let project = survey.project_of(env);
    let near = free.iter().copied().filter(|file| survey.folder(*file).starts_with(&project));
    if !bases.is_empty() {
        // The program sees what was imported; who runs the application imports the rest.
        let building = building_on(survey, &bases);
        files.extend(near.filter(|file| building.contains(file)));
    } else if is_sqlmodel {
        files.extend(near.filter(|file| survey.marks(*file).is_sqlmodel));
    } else if !has_tables || direct.iter().chain([&env]).any(|file| is_dynamic(survey.checkout.text(*file))) {
        files.extend(near);
    }
    files.sort_unstable();
    files.dedup();
    (files, has_tables || is_sqlmodel || !bases.is_empty())
}

/// The files that import one of `bases`, themselves or through models, mixins and packages, and build on no other base.
fn building_on(survey: &Survey<'_, '_>, bases: &[usize]) -> FxHashSet<usize> {
    let mut importers: FxHashMap<PathBuf, Vec<usize>> = FxHashMap::default();
    let all_bases: FxHashMap<PathBuf, bool> = survey
        .looked
        .iter()
        .filter(|file| survey.marks(**file).makes_base)
        .map(|file| (survey.place(*file), bases.contains(file)))
        .collect();
    for file in survey.looked.iter().copied() {
        let is_package = survey.place(file).ends_with("__init__.py");
        if bases.contains(&file) || !is_package && !survey.marks(file).declares {
            continue;
        }
        let targets = survey.imports(file);
        let mut of_bases = targets.iter().filter_map(|target| all_bases.get(target)).copied().peekable();
        let is_foreign =
            survey.marks(file).makes_base || of_bases.peek().is_some() && !of_bases.any(|own| own);
        for target in targets.iter().filter(|_| !is_foreign) {
            importers.entry(target.clone()).or_default().push(file);
        }
    }
    let mut found: FxHashSet<usize> = bases.iter().copied().collect();
    let mut queue: Vec<usize> = bases.to_vec();
    while let Some(file) = queue.pop() {
        for importer in importers.get(&survey.place(file)).into_iter().flatten() {
            if found.insert(*importer) {
                queue.push(*importer);
            }
        }
    }
    found
}

/// A set for each of the given paths that hold its files, and for each database that the configuration states.
fn by_root(survey: &Survey<'_, '_>, set: Models) -> Vec<Models> {
    let mut parts: BTreeMap<(Option<usize>, PathBuf), Vec<usize>> = BTreeMap::new();
    for file in set.files {
        parts.entry(survey.root_of(file)).or_default().push(file);
    }
    let has_tables = |files: &Vec<usize>| files.iter().any(|file| survey.marks(*file).has_tables);
    parts.into_values().filter(has_tables).map(|files| Models { files, history: set.history }).collect()
}
