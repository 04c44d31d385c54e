//! What a rule looks at: one description within its database, or two that are to be compared.

use crate::ir::pair::{Pairing, pair};
use crate::ir::{Role, SourceKind, Span};

use super::belief::Belief;
use super::doubt::Doubts;
use super::{Description, Subject};

/// A description under the eyes of the rules.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    /// The database.
    pub(super) subject: &'a Subject<'a>,
    /// The description.
    pub(super) description: Description<'a>,
    /// What is not known of it.
    pub(super) doubts: Doubts<'a>,
    /// Whether it tells what the database holds: a history, or any description where there is no history.
    pub(super) is_database: bool,
}

impl<'a> Scene<'a> {
    /// A description of a database; `is_database` as in the field.
    pub(super) fn of(subject: &'a Subject<'a>, description: Description<'a>, is_database: bool) -> Scene<'a> {
        let doubts = Doubts::of(subject.files, description);
        Scene { subject, description, doubts, is_database }
    }

    /// The other descriptions of the database.
    pub(super) fn others(&self) -> impl Iterator<Item = Description<'a>> {
        let own = self.description.source;
        let descriptions = self.subject.descriptions.iter().copied();
        descriptions.filter(move |other| !std::ptr::eq(other.source, own))
    }
}

/// Two descriptions of one database. The left one declares what the code believes, the right one makes what the database holds.
#[derive(Debug)]
pub(super) struct Comparison<'a> {
    /// The declaration.
    pub(super) left: &'a Scene<'a>,
    /// The history, or the declaration that is nearest to the database.
    pub(super) right: &'a Scene<'a>,
    /// Their objects.
    pub(super) pairing: Pairing<'a>,
    /// drizzle-kit's snapshot, where the left side is what it compares with that.
    pub(super) belief: Option<Belief<'a>>,
}

/// The descriptions that tell what the database holds: all histories, else the one that is nearest to it: SQL, else what is no snapshot.
pub(super) fn authorities<'d, 'a>(
    descriptions: &'d [Description<'a>],
) -> impl Iterator<Item = &'d Description<'a>> {
    let rank = |description: &&Description<'_>| match description.source.kind {
        SourceKind::SqlMigrations | SourceKind::SqlSchema => 0,
        SourceKind::Prisma | SourceKind::Drizzle | SourceKind::Alembic | SourceKind::SqlAlchemy => 1,
        SourceKind::DrizzleSnapshot => 2,
    };
    let any_history = descriptions.iter().any(is_history);
    let nearest = descriptions.iter().min_by_key(rank).filter(|_| !any_history);
    descriptions.iter().filter(|description| is_history(description)).chain(nearest)
}

/// The descriptions of a database, histories first, so that what the database holds is told at the place that made it.
pub(super) fn scenes<'a>(subject: &'a Subject<'a>) -> Vec<Scene<'a>> {
    let any_history = subject.descriptions.iter().any(|description| is_history(description));
    let mut scenes: Vec<Scene<'a>> = subject
        .descriptions
        .iter()
        .map(|description| Scene::of(subject, *description, !any_history || is_history(description)))
        .collect();
    scenes.sort_by_key(|scene| !is_history(&scene.description));
    scenes
}

/// Each description that tells what the database holds, with the same one before: of the same path, else the only one of its role.
pub(super) fn successors<'a>(
    before: &'a [Scene<'a>],
    after: &'a [Scene<'a>],
) -> Vec<(&'a Scene<'a>, &'a Scene<'a>)> {
    let told = |scenes: &'a [Scene<'a>], role: Role| -> Vec<&'a Scene<'a>> {
        let is_told = |scene: &&Scene<'_>| {
            scene.is_database && scene.description.source.role == role && !is_snapshot(scene)
        };
        scenes.iter().filter(is_told).collect()
    };
    let mut found = Vec::new();
    for role in [Role::History, Role::Declaration] {
        let (before, after) = (told(before, role), told(after, role));
        for own in &after {
            let path = &own.description.source.path;
            let same = before.iter().find(|other| other.description.source.path == *path);
            let sole = before.first().filter(|_| before.len() == 1 && after.len() == 1);
            found.extend(same.or(sole).map(|other| (*other, *own)));
        }
    }
    found
}

/// Each declaration with each history; without a history, each declaration with the one that is nearest to the database. A snapshot of
/// drizzle-kit stands beside the comparison of the schema that it belongs to, if there is one.
pub(super) fn comparisons<'a>(scenes: &'a [Scene<'a>]) -> Vec<Comparison<'a>> {
    let has_schema = scenes.iter().any(|scene| scene.description.source.kind == SourceKind::Drizzle);
    let is_witness = |scene: &&Scene<'_>| has_schema && is_snapshot(scene);
    let witnesses: Vec<&Scene<'_>> = scenes.iter().filter(is_witness).collect();
    let (histories, declarations): (Vec<_>, Vec<_>) =
        scenes.iter().partition(|scene| is_history(&scene.description));
    let judged = |scene: &&Scene<'_>| !is_witness(scene);
    if !histories.is_empty() {
        let both = declarations.into_iter().filter(judged).flat_map(|left| {
            let witnesses = witnesses.as_slice();
            histories.iter().map(move |right| compare(left, right, witnesses))
        });
        return both.collect();
    }
    let nearest = declarations.iter().position(|scene| is_sql(scene));
    let nearest = nearest.or_else(|| declarations.iter().position(|scene| is_snapshot(scene))).unwrap_or(0);
    let Some(right) = declarations.get(nearest).copied() else { return Vec::new() };
    let others = declarations.iter().enumerate().filter(|(index, _)| *index != nearest);
    let others = others.map(|(_, left)| *left).filter(judged);
    others.map(|left| compare(left, right, &witnesses)).collect()
}

fn compare<'a>(left: &'a Scene<'a>, right: &'a Scene<'a>, snapshots: &[&'a Scene<'a>]) -> Comparison<'a> {
    let pairing = pair(left.description.schema, right.description.schema);
    let is_schema = left.description.source.kind == SourceKind::Drizzle && !is_snapshot(right);
    let belongs = |snapshot: &&&Scene<'_>| {
        let folder = right.description.source.path.as_str();
        let below = snapshot.description.source.path.strip_prefix(folder);
        below.is_some_and(|rest| rest.starts_with('/'))
    };
    let sole = if let [snapshot] = snapshots { Some(snapshot) } else { None };
    let snapshot = snapshots.iter().find(belongs).or(sole).filter(|_| is_schema);
    let known = snapshot.filter(|snapshot| snapshot.description.schema.opaque.is_empty());
    Comparison { left, right, pairing, belief: known.map(|snapshot| Belief::of(left, right, snapshot)) }
}

/// Whether a description is what drizzle-kit believes.
pub(super) fn is_snapshot(scene: &Scene<'_>) -> bool {
    scene.description.source.kind == SourceKind::DrizzleSnapshot
}

/// Whether a place is in a snapshot of drizzle-kit, which may begin a history: what stands there is no more than what drizzle-kit believes.
pub(super) fn is_believed(scene: &Scene<'_>, span: Span) -> bool {
    is_snapshot(scene) || scene.subject.files.path(span.file).ends_with("snapshot.json")
}

fn is_history(description: &Description<'_>) -> bool {
    description.source.role == Role::History
}

fn is_sql(scene: &Scene<'_>) -> bool {
    match scene.description.source.kind {
        SourceKind::SqlMigrations | SourceKind::SqlSchema => true,
        SourceKind::Prisma
        | SourceKind::Drizzle
        | SourceKind::DrizzleSnapshot
        | SourceKind::Alembic
        | SourceKind::SqlAlchemy => false,
    }
}
