//! Which histories make one schema for several engines: they lie side by side, in folders that are named for the engines, or in one folder whose
//! files are.

use std::collections::BTreeMap;

use crate::ir::{Engine, Role};

use super::scene::Scene;
use super::{Description, Subject};

/// Families of at least two histories for different engines. A history without foreign keys belongs to none: that is a decision about all of
/// them.
pub(super) fn families<'a>(subjects: &'a [Subject<'a>]) -> Vec<Vec<Scene<'a>>> {
    let mut families: BTreeMap<String, Vec<(&'a Subject<'a>, Description<'a>)>> = BTreeMap::new();
    for subject in subjects {
        for description in &subject.descriptions {
            let is_history = description.source.role == Role::History;
            if is_history && description.schema.living_foreign_keys().next().is_some() {
                let place = place(&description.source.path);
                families.entry(place).or_default().push((subject, *description));
            }
        }
    }
    families.into_values().filter(|family| are_siblings(family)).map(scenes).collect()
}

/// A path with `*` for the folder that is named for an engine.
fn place(path: &str) -> String {
    let parts = path.split('/').map(|part| if Engine::parse(part).is_some() { "*" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// Whether no engine occurs twice; else the place says too little.
fn are_siblings(family: &[(&Subject<'_>, Description<'_>)]) -> bool {
    let mut engines: Vec<Engine> =
        family.iter().map(|(_, description)| description.schema.dialect.engine).collect();
    engines.sort_unstable();
    engines.dedup();
    engines.len() == family.len() && family.len() > 1
}

fn scenes<'a>(family: Vec<(&'a Subject<'a>, Description<'a>)>) -> Vec<Scene<'a>> {
    family.into_iter().map(|(subject, description)| Scene::of(subject, description, true)).collect()
}
