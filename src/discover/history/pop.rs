//! pop and soda: `<version>_<name>[.<engine>][.autocommit].up.sql`. The file for an engine replaces the plain one of its version; each
//! engine that has files of its own is a database of its own. A program may add a library's folder of migrations to its own, by version.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Dialect, Engine, Layout};

use super::super::classify::{Shape, engine_in, shape, version};
use super::super::draft::{Draft, Findings};
use super::super::package::package_above;
use super::flaws;

/// One history for each engine that the names of a folder's files mention.
pub(super) fn find(found: &mut Findings<'_>, folder: &str) -> bool {
    let is_up = |name: &str| matches!(shape(name), Shape::GolangUp | Shape::EngineUp);
    let is_down = |name: &str| shape(name) == Shape::Down && name.contains(".down.");
    let list = |holds: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let files =
            found.files_of(folder).filter(|(index, entry)| holds(entry.name()) && !found.is_claimed(*index));
        files.map(|(index, _)| index).collect()
    };
    let (ups, downs) = (list(&is_up), list(&is_down));
    let engines: BTreeSet<Engine> =
        ups.iter().filter_map(|index| engine_in(found.entry(*index).name())).collect();
    if engines.is_empty() {
        return false;
    }
    for engine in engines {
        let files: Vec<usize> = of_engine(found, &ups, engine).into_values().collect();
        let mut backward = of_engine(found, &downs, engine);
        let down = files.iter().map(|index| backward.remove(&key(found, *index))).collect();
        let stated = Some((Dialect::of(engine), "engine in the files' names".into()));
        found.add(Draft { down, stated, ..Draft::history(folder, Layout::Pop, files) });
    }
    ups.into_iter().chain(downs).for_each(|index| found.claim(index));
    true
}

/// What orders files and makes them one migration: the version, and the name up to the first dot.
type Key = (Option<Vec<(usize, String)>>, String);

fn key(found: &Findings<'_>, index: usize) -> Key {
    let name = found.entry(index).name().to_ascii_lowercase();
    (version(&name), name.split('.').next().unwrap_or("").to_string())
}

/// The files that apply to an engine, in order.
fn of_engine(found: &Findings<'_>, files: &[usize], engine: Engine) -> BTreeMap<Key, usize> {
    let mut chosen = BTreeMap::new();
    for index in files {
        match engine_in(found.entry(*index).name()) {
            None => {
                chosen.entry(key(found, *index)).or_insert(*index);
            }
            Some(own) if own == engine => {
                chosen.insert(key(found, *index), *index);
            }
            Some(_) => {}
        }
    }
    chosen
}

/// Joins histories of one engine in one package, by version, unless they share one: the program runs them as one list.
pub(super) fn merge(found: &mut Findings<'_>) {
    let mut merged: Vec<Draft> = Vec::new();
    let mut homes: Vec<Option<(String, Option<Dialect>)>> = Vec::new();
    for draft in std::mem::take(&mut found.drafts) {
        let engine = draft.stated.as_ref().map(|(dialect, _)| *dialect);
        let is_pop = draft.layout == Some(Layout::Pop);
        let home = if is_pop { package_above(&draft.path).map(|package| (package, engine)) } else { None };
        let other = home.as_ref().and_then(|_| homes.iter().position(|other| *other == home));
        match other.and_then(|other| merged.get_mut(other)) {
            Some(other) if are_disjoint(found, other, &draft) => join(found, other, draft),
            Some(_) | None => {
                merged.push(draft);
                homes.push(home);
            }
        }
    }
    for draft in merged.iter_mut().filter(|draft| draft.layout == Some(Layout::Pop)) {
        draft.flaws.extend(flaws::of_versions(found, Layout::Pop, &draft.files));
    }
    found.drafts = merged;
}

fn are_disjoint(found: &Findings<'_>, left: &Draft, right: &Draft) -> bool {
    let versions: BTreeSet<_> = left.files.iter().map(|index| key(found, *index).0).collect();
    right.files.iter().all(|index| !versions.contains(&key(found, *index).0))
}

/// Takes another folder's files in; the folder with more files names the history.
fn join(found: &Findings<'_>, left: &mut Draft, right: Draft) {
    if right.files.len() > left.files.len() {
        left.path = right.path;
    }
    let downs = |files: &[usize], down: Vec<Option<usize>>| -> Vec<(usize, Option<usize>)> {
        files.iter().copied().zip(down.into_iter().chain(std::iter::repeat(None))).collect()
    };
    let mut all = downs(&left.files, std::mem::take(&mut left.down));
    all.extend(downs(&right.files, right.down));
    all.sort_by_cached_key(|(index, _)| key(found, *index));
    (left.files, left.down) = all.into_iter().unzip();
}
