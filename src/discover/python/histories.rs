//! Which files are histories of Alembic: revisions, told by what they assign, grouped by the env.py above them, by the locations that the
//! configuration states, and by engine where folders are named for engines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::ir::Engine;

use super::Survey;
use super::marks::contains;

/// How far above a revision its env.py may lie.
const MOST_ABOVE: usize = 5;

/// The revisions of one database.
#[derive(Debug)]
pub(super) struct History {
    /// The revisions, by path.
    pub(super) files: Vec<usize>,
    /// The innermost folder that holds all of them.
    pub(super) folder: PathBuf,
    /// The program that runs them.
    pub(super) env: Option<usize>,
    /// The index of the section that configures it.
    pub(super) settings: Option<usize>,
}

/// Finds all histories.
pub(super) fn find(survey: &mut Survey<'_, '_>) -> Vec<History> {
    let is_revision = |file: &usize| survey.marks(*file).is_revision && !survey.is_test(*file);
    let mut revisions: Vec<usize> = survey.looked.iter().copied().filter(is_revision).collect();
    let mut histories = Vec::new();
    // Folders that the configuration states may lie anywhere.
    for index in 0..survey.settings.len() {
        let Some(settings) = survey.settings.get(index) else { continue };
        let (versions, script) = (settings.versions.clone(), settings.script.clone());
        let is_below =
            |file: &usize| versions.iter().any(|location| survey.folder(*file).starts_with(location));
        let (stated, left): (Vec<usize>, Vec<usize>) = revisions.into_iter().partition(is_below);
        revisions = left;
        let Some(first) = stated.first().copied() else { continue };
        let (_, env) = script_of(survey, &script.unwrap_or_else(|| survey.folder(first)));
        add(survey, stated, env, Some(index), &mut histories);
    }
    let mut scripts: BTreeMap<PathBuf, (PathBuf, Option<usize>)> = BTreeMap::new();
    let mut groups: BTreeMap<PathBuf, (Option<usize>, Vec<usize>)> = BTreeMap::new();
    for file in revisions {
        let folder = survey.folder(file);
        let (script, env) = match scripts.get(&folder) {
            Some(known) => known.clone(),
            None => scripts.entry(folder.clone()).or_insert(script_of(survey, &folder)).clone(),
        };
        groups.entry(script).or_insert((env, Vec::new())).1.push(file);
    }
    for (script, (env, files)) in groups {
        let settings = settings_of(survey, &script);
        add(survey, files, env, settings, &mut histories);
    }
    histories
}

/// Adds a history of some revisions, or several if they are for several engines.
fn add(
    survey: &Survey<'_, '_>,
    files: Vec<usize>,
    env: Option<usize>,
    settings: Option<usize>,
    histories: &mut Vec<History>,
) {
    let parts = by_engine(survey, &files).unwrap_or_else(|| vec![files]);
    histories.extend(parts.into_iter().map(|files| {
        let folder = survey.common_folder(&files);
        History { files, folder, env, settings }
    }));
}

/// The folder that Alembic calls the script location, and its env.py; without one the folder of the revisions.
fn script_of(survey: &mut Survey<'_, '_>, folder: &Path) -> (PathBuf, Option<usize>) {
    for outer in folder.ancestors().take(MOST_ABOVE) {
        let env = survey.checkout.open(&outer.join("env.py"));
        let is_ours = |text: &str| contains(text, "alembic") || contains(text, "run_migrations");
        if let Some(env) = env.filter(|env| is_ours(survey.checkout.text(*env))) {
            return (outer.to_path_buf(), Some(env));
        }
    }
    let named = folder.ancestors().take(MOST_ABOVE).find(|outer| outer.ends_with("versions"));
    (named.unwrap_or(folder).to_path_buf(), None)
}

/// The section that names this script location, else the nearest one that names none.
fn settings_of(survey: &Survey<'_, '_>, script: &Path) -> Option<usize> {
    let all = || survey.settings.iter().enumerate();
    let stating = all().find(|(_, settings)| settings.script.as_deref() == Some(script));
    let near = all().filter(|(_, settings)| {
        settings.script.is_none() && settings.file.parent().is_some_and(|folder| script.starts_with(folder))
    });
    let nearest = near.max_by_key(|(_, settings)| settings.file.components().count());
    stating.or(nearest).map(|(index, _)| index)
}

/// One list for each engine, if every revision lies below a folder that is named for one, and there are several.
fn by_engine(survey: &Survey<'_, '_>, files: &[usize]) -> Option<Vec<Vec<usize>>> {
    let base = survey.common_folder(files);
    let mut lists: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
    for file in files {
        let folder = survey.folder(*file);
        let inner = folder.strip_prefix(&base).ok()?;
        let mut parts = inner.components().map(|part| part.as_os_str().to_string_lossy());
        let engine = parts.find_map(|part| Engine::parse(&part))?;
        lists.entry(engine.name()).or_default().push(*file);
    }
    (lists.len() > 1).then(|| lists.into_values().collect())
}

/// The folders of parts of a project, such as plugins, that keep revisions of their own without an env.py.
pub(super) fn parts(histories: &[History]) -> Vec<PathBuf> {
    let own = histories.iter().filter(|history| history.env.is_none());
    let folders = own.map(|history| match history.folder.parent() {
        Some(outer) if history.folder.ends_with("versions") => outer,
        Some(_) | None => history.folder.as_path(),
    });
    folders.filter_map(Path::parent).map(Path::to_path_buf).collect()
}

/// The folders of the programs that run the histories, but not those that are a whole project at once.
pub(super) fn scripts(survey: &Survey<'_, '_>, histories: &[History]) -> BTreeSet<PathBuf> {
    let envs = histories.iter().filter_map(|history| history.env);
    envs.map(|env| (survey.folder(env), survey.project_of(env)))
        .filter(|(folder, project)| !project.starts_with(folder))
        .map(|(folder, _)| folder)
        .collect()
}
