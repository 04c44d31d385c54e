//! The revision graph: in which order `alembic upgrade heads` runs the revisions.
//!
//! The order is that of Alembic's own sort (`RevisionMap._topological_sort`, alembic/script/revision.py, 1.20), since what independent branches
//! do may clash. Invariant: every revision that is not part of a cycle has its place, whatever is wrong with the others.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{HistoryFlaw, HistoryFlawKind, Name};

use super::revision::Revision;

/// The revisions of a source in the order in which they run, and what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// Indexes of revisions.
    pub(super) order: Vec<usize>,
    /// Indexes of revisions whose id a later file has too.
    pub(super) replaced: Vec<usize>,
    /// Heads without branch labels of their own, missing and repeated revisions, cycles.
    pub(super) flaws: Vec<HistoryFlaw>,
}

/// The edges among revisions, by index.
struct Edges {
    /// What `down_revision` names.
    down: Vec<Vec<usize>>,
    /// What it names, and what `depends_on` names.
    all: Vec<Vec<usize>>,
}

impl Graph {
    /// Orders revisions, which come sorted by path.
    pub(super) fn new(revisions: &[Revision]) -> Graph {
        let mut flaws = Vec::new();
        let mut replaced = Vec::new();
        let ids = index(revisions, &mut replaced, &mut flaws);
        let mut edges = edges(revisions, &ids, &mut flaws);
        let mut nodes: Vec<usize> = ids.values().copied().collect();
        nodes.sort_unstable();
        let looped = cut_cycles(&nodes, &mut edges);
        for node in nodes.iter().filter(|node| looped.contains(node)) {
            if let Some(revision) = revisions.get(*node) {
                flaws.push(HistoryFlaw {
                    kind: HistoryFlawKind::CyclicRevisions,
                    span: revision.down_span,
                    related: None,
                    detail: revision.id.as_str().into(),
                });
            }
        }
        nodes.retain(|node| !looped.contains(node));
        let heads = heads(&nodes, &edges.down);
        flaws.extend(several_heads(revisions, &heads, &edges));
        let mut order = sort(&nodes, &heads, &edges);
        order.reverse();
        flaws.sort_by_key(|flaw| (flaw.kind, flaw.span));
        Graph { order, replaced, flaws }
    }
}

/// Revisions by their ids. Of two with one id Alembic takes the one that it reads last.
fn index(
    revisions: &[Revision],
    replaced: &mut Vec<usize>,
    flaws: &mut Vec<HistoryFlaw>,
) -> FxHashMap<Name, usize> {
    let mut ids: FxHashMap<Name, usize> = FxHashMap::default();
    for (index, revision) in revisions.iter().enumerate() {
        let known = ids.insert(revision.id, index);
        replaced.extend(known);
        if let Some(earlier) = known.and_then(|earlier| revisions.get(earlier)) {
            flaws.push(HistoryFlaw {
                kind: HistoryFlawKind::DuplicateVersion,
                span: revision.id_span,
                related: Some(earlier.id_span),
                detail: revision.id.as_str().into(),
            });
        }
    }
    ids
}

fn edges(revisions: &[Revision], ids: &FxHashMap<Name, usize>, flaws: &mut Vec<HistoryFlaw>) -> Edges {
    let labels: FxHashMap<Name, usize> = revisions
        .iter()
        .enumerate()
        .flat_map(|(index, revision)| revision.labels.iter().map(move |label| (*label, index)))
        .collect();
    let mut edges = Edges { down: Vec::new(), all: Vec::new() };
    for revision in revisions {
        let mut missing = |name: Name, span| {
            flaws.push(HistoryFlaw {
                kind: HistoryFlawKind::MissingParent,
                span,
                related: None,
                detail: name.as_str().into(),
            });
        };
        let mut down = Vec::new();
        for name in &revision.down {
            match ids.get(name) {
                Some(index) => down.push(*index),
                None => missing(*name, revision.down_span),
            }
        }
        let mut all = down.clone();
        for name in &revision.depends {
            match ids.get(name).or_else(|| labels.get(name)).copied().or_else(|| starting_with(ids, *name)) {
                Some(index) => all.push(index),
                None => missing(*name, revision.depends_span),
            }
        }
        edges.down.push(unique(down));
        edges.all.push(unique(all));
    }
    edges
}

/// `depends_on` may shorten an id.
fn starting_with(ids: &FxHashMap<Name, usize>, start: Name) -> Option<usize> {
    let mut found = ids.iter().filter(|(id, _)| id.as_str().starts_with(start.as_str()));
    let first = found.next().map(|(_, index)| *index);
    first.filter(|_| start.as_str().len() >= 4 && found.next().is_none())
}

fn unique(mut list: Vec<usize>) -> Vec<usize> {
    let mut seen = FxHashSet::default();
    list.retain(|item| seen.insert(*item));
    list
}

fn of(edges: &[Vec<usize>], node: usize) -> &[usize] {
    edges.get(node).map_or(&[], Vec::as_slice)
}

/// Takes the revisions of cycles out of the graph and gives them.
fn cut_cycles(nodes: &[usize], edges: &mut Edges) -> FxHashSet<usize> {
    // What is left when nodes without ancestors, and then those without descendants, are taken away again and again.
    let mut left: FxHashSet<usize> = nodes.iter().copied().collect();
    for upwards in [true, false] {
        let mut open: FxHashMap<usize, usize> = FxHashMap::default();
        let mut next: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for node in nodes.iter().filter(|node| left.contains(node)) {
            for other in of(&edges.all, *node).iter().filter(|other| left.contains(other)) {
                let (before, after) = if upwards { (*other, *node) } else { (*node, *other) };
                next.entry(before).or_default().push(after);
                *open.entry(after).or_default() += 1;
            }
        }
        let mut free: VecDeque<usize> =
            nodes.iter().copied().filter(|node| left.contains(node) && !open.contains_key(node)).collect();
        while let Some(node) = free.pop_front() {
            left.remove(&node);
            for after in next.remove(&node).unwrap_or_default() {
                if let Some(count) = open.get_mut(&after) {
                    *count -= 1;
                    if *count == 0 {
                        free.push_back(after);
                    }
                }
            }
        }
    }
    if !left.is_empty() {
        for list in edges.down.iter_mut().chain(&mut edges.all) {
            list.retain(|node| !left.contains(node));
        }
    }
    left
}

/// The revisions that no other one follows.
fn heads(nodes: &[usize], down: &[Vec<usize>]) -> Vec<usize> {
    let followed: FxHashSet<usize> = nodes.iter().flat_map(|node| of(down, *node)).copied().collect();
    nodes.iter().copied().filter(|node| !followed.contains(node)).collect()
}

/// Several heads are a flaw, unless each is the end of a branch with a label of its own: such branches are kept apart on purpose.
fn several_heads(revisions: &[Revision], heads: &[usize], edges: &Edges) -> Vec<HistoryFlaw> {
    let Some((first, others)) = heads.split_first() else { return Vec::new() };
    if others.is_empty() {
        return Vec::new();
    }
    let label_sets: Vec<FxHashSet<Name>> = heads
        .iter()
        .map(|head| {
            let all = ancestors(*head, &edges.down);
            all.iter()
                .filter_map(|node| revisions.get(*node))
                .flat_map(|r| r.labels.iter().copied())
                .collect()
        })
        .collect();
    let is_apart = |set: &FxHashSet<Name>| {
        set.iter().any(|label| label_sets.iter().filter(|other| other.contains(label)).count() == 1)
    };
    if label_sets.iter().all(is_apart) {
        return Vec::new();
    }
    let names: Vec<&str> =
        heads.iter().filter_map(|head| revisions.get(*head)).map(|revision| revision.id.as_str()).collect();
    let detail = names.join(", ");
    let related = revisions.get(*first).map(|revision| revision.id_span);
    let flaw = |revision: &Revision| HistoryFlaw {
        kind: HistoryFlawKind::SeveralHeads,
        span: revision.id_span,
        related,
        detail: detail.clone().into(),
    };
    others.iter().filter_map(|head| revisions.get(*head)).map(flaw).collect()
}

/// A revision and all that it follows.
fn ancestors(node: usize, edges: &[Vec<usize>]) -> FxHashSet<usize> {
    let mut seen = FxHashSet::default();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if seen.insert(node) {
            open.extend(of(edges, node));
        }
    }
    seen
}

/// From the heads down, as Alembic walks; the reverse is the order of an upgrade.
fn sort(nodes: &[usize], heads: &[usize], edges: &Edges) -> Vec<usize> {
    let mut todo: FxHashSet<usize> = nodes.iter().copied().collect();
    let mut current: Vec<(usize, FxHashSet<usize>)> =
        heads.iter().map(|head| (*head, ancestors(*head, &edges.all))).collect();
    let mut order = Vec::with_capacity(nodes.len());
    let mut at = 0;
    while let Some((candidate, _)) = current.get(at) {
        let candidate = *candidate;
        // Another head that leads here has to be walked first.
        let blocker = current
            .iter()
            .enumerate()
            .position(|(index, (_, ancestors))| index != at && ancestors.contains(&candidate));
        if let Some(blocker) = blocker {
            at = blocker;
            continue;
        }
        if todo.remove(&candidate) {
            order.push(candidate);
        }
        let next: Vec<usize> = of(&edges.all, candidate)
            .iter()
            .copied()
            .filter(|node| todo.contains(node) && !current.iter().any(|(head, _)| head == node))
            .collect();
        let Some((first, more)) = next.split_first() else {
            current.remove(at);
            at = at.saturating_sub(1);
            continue;
        };
        let is_plain = of(&edges.all, candidate).len() == 1;
        if let Some((head, ancestors_of_head)) = current.get_mut(at) {
            *head = *first;
            if is_plain {
                ancestors_of_head.remove(&candidate);
            } else {
                *ancestors_of_head = ancestors(*first, &edges.all);
            }
        }
        current.extend(more.iter().map(|node| (*node, ancestors(*node, &edges.all))));
    }
    order
}
