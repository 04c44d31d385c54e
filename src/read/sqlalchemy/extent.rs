//! Which tables belong to the source, and which problems matter for them.

use rustc_hash::FxHashSet;

use crate::ir::{Problem, Span};

use super::super::python::Machine;
use super::super::python::core::class_of;
use super::catalog::metadata_of_call;
use super::gather::Gathered;
use super::lineage::MetadataKey;
use super::model::Model;

/// The metadata of the tables that the source's own files make; of all where they only import.
pub(super) fn included(
    machine: &Machine<'_>,
    gathered: &Gathered,
    models: &[Model],
) -> FxHashSet<MetadataKey> {
    let calls = gathered.tables.iter().filter_map(|made| Some((made.span, metadata_of_call(made)?)));
    let classes = models.iter().map(|model| (model.class.span, model.metadata));
    let all: Vec<(Span, MetadataKey)> = calls.chain(classes).collect();
    let own = |(span, _): &&(Span, MetadataKey)| machine.source.files.contains(&span.file);
    let found: FxHashSet<MetadataKey> = all.iter().filter(own).map(|(_, key)| *key).collect();
    let found: FxHashSet<MetadataKey> =
        if found.is_empty() { all.into_iter().map(|(_, key)| key).collect() } else { found };
    // Binds are databases of their own, unless there is nothing else.
    let is_main = |key: &MetadataKey| !matches!(key, MetadataKey::Bind(_));
    let main: FxHashSet<MetadataKey> = found.iter().copied().filter(is_main).collect();
    if main.is_empty() { found } else { main }
}

/// What the machine did not understand within models, their bases and tables; the rest of the modules does not matter here.
pub(super) fn problems_within(
    machine: &Machine<'_>,
    gathered: &Gathered,
    models: &[Model],
    included: &FxHashSet<MetadataKey>,
) -> Vec<Problem> {
    let counted = models.iter().filter(|model| included.contains(&model.metadata));
    let classes = counted.flat_map(|model| model.lineage.order.iter().filter_map(class_of));
    let mut places: Vec<Span> = classes.map(|class| class.span).collect();
    places.extend(gathered.tables.iter().map(|made| made.span));
    places.sort_unstable();
    places.dedup();
    let is_within = |problem: &&Problem| {
        // Places may be nested, but not more than a few deep.
        let after = places
            .partition_point(|place| (place.file, place.start) <= (problem.span.file, problem.span.start));
        places.iter().take(after).rev().take(8).any(|place| place.contains(problem.span))
    };
    machine.problems.iter().filter(is_within).cloned().collect()
}
