//! pop and soda: `<version>_<name>[.<engine>][.autocommit].up.sql`. The file for an engine replaces the plain one of its version; each
//! engine that has files of its own is a database of its own. A program may add a library's folder of migrations to its own, by version.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Dialect, Engine, Layout};

use super::super::classify::{Shape, engine_in, version};
use super::super::disk::Disk;
use super::super::draft::{Draft, Findings, is_below};
use super::super::package::package_above;
use super::super::tree::Entry;
use super::{flaws, sort_by_version};

/// One history for each engine that the names of a folder's files mention.
pub(super) fn find(found: &mut Findings<'_>, folder: &str) -> bool {
    let is_up = |entry: &Entry| matches!(entry.shape, Shape::GolangUp | Shape::EngineUp);
    let is_down = |entry: &Entry| entry.shape == Shape::Down && entry.name().contains(".down.");
    let list = |holds: &dyn Fn(&Entry) -> bool| -> Vec<usize> {
        let files = found.files_of(folder).filter(|(index, entry)| holds(entry) && !found.is_claimed(*index));
        files.map(|(index, _)| index).collect()
    };
    let (ups, downs) = (list(&is_up), list(&is_down));
    let engines: BTreeSet<Engine> =
        ups.iter().filter_map(|index| engine_in(found.entry(*index).name())).collect();
    if engines.is_empty() {
        return false;
    }
    for engine in engines {
        let files = of_engine(found, &ups, engine);
        let backward: BTreeMap<Key, usize> =
            of_engine(found, &downs, engine).into_iter().map(|index| (key(found, index), index)).collect();
        let down = files.iter().map(|index| backward.get(&key(found, *index)).copied()).collect();
        let stated = Some((Dialect::of(engine), "engine in the files' names".into()));
        found.add(Draft { down, stated, ..Draft::history(folder, Layout::Pop, files) });
    }
    ups.into_iter().chain(downs).for_each(|index| found.claim(index));
    true
}

/// The number in front of a name.
type Key = Option<Vec<(usize, String)>>;

fn key(found: &Findings<'_>, index: usize) -> Key {
    version(&found.entry(index).name().to_ascii_lowercase())
}

/// The files that apply to an engine, in order: its own, and the plain ones of other versions.
fn of_engine(found: &Findings<'_>, files: &[usize], engine: Engine) -> Vec<usize> {
    let is_for = |index: &usize, wanted: Option<Engine>| engine_in(found.entry(*index).name()) == wanted;
    let mut chosen: Vec<usize> = files.iter().copied().filter(|index| is_for(index, Some(engine))).collect();
    let replaced: BTreeSet<Key> = chosen.iter().map(|index| key(found, *index)).collect();
    let plain = files.iter().copied().filter(|index| is_for(index, None));
    chosen.extend(plain.filter(|index| !replaced.contains(&key(found, *index))));
    sort_by_version(found, &mut chosen);
    chosen
}

/// Joins histories of one engine by version, unless they share one: a program that runs a library's migrations runs them as one list.
pub(super) fn merge(found: &mut Findings<'_>) {
    let mut merged: Vec<Draft> = Vec::new();
    let engine = |draft: &Draft| draft.stated.as_ref().map(|(dialect, _)| *dialect);
    for draft in std::mem::take(&mut found.drafts) {
        let is_one = |other: &&mut Draft| {
            [other.layout, draft.layout] == [Some(Layout::Pop); 2]
                && engine(other) == engine(&draft)
                && is_library_of(&other.path, &draft.path, &found.tree.disk)
                && are_disjoint(found, other, &draft)
        };
        match merged.iter_mut().find(is_one) {
            Some(other) => join(found, other, draft),
            None => merged.push(draft),
        }
    }
    for draft in merged.iter_mut().filter(|draft| draft.layout == Some(Layout::Pop)) {
        draft.flaws.extend(flaws::of_versions(found, Layout::Pop, &draft.files));
    }
    found.drafts = merged;
}

/// Whether one folder belongs to a library within the package of the other. Two folders of one package are alternatives.
fn is_library_of(left: &str, right: &str, disk: &Disk) -> bool {
    let both = (package_above(left, disk), package_above(right, disk));
    let (Some(left), Some(right)) = both else { return false };
    left != right && (is_below(&left, &right) || is_below(&right, &left))
}

fn are_disjoint(found: &Findings<'_>, left: &Draft, right: &Draft) -> bool {
    let versions: BTreeSet<_> = left.files.iter().map(|index| key(found, *index)).collect();
    right.files.iter().all(|index| !versions.contains(&key(found, *index)))
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
    all.sort_by_cached_key(|(index, _)| (key(found, *index), found.entry(*index).name()));
    (left.files, left.down) = all.into_iter().unzip();
}
