//! What a rule looks at: one description within its database, or two that are to be compared.

use crate::ir::pair::{Pairing, pair};
use crate::ir::{Role, SourceKind};

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

/// Each declaration with each history; without a history, each declaration with the one that is nearest to the database.
pub(super) fn comparisons<'a>(scenes: &'a [Scene<'a>]) -> Vec<Comparison<'a>> {
    let (histories, declarations): (Vec<_>, Vec<_>) =
        scenes.iter().partition(|scene| is_history(&scene.description));
    if !histories.is_empty() {
        let both = declarations.iter().flat_map(|left| histories.iter().map(|right| compare(left, right)));
        return both.collect();
    }
    let nearest = declarations.iter().position(|scene| is_sql(scene)).unwrap_or(0);
    let Some(right) = declarations.get(nearest).copied() else { return Vec::new() };
    let others = declarations.iter().enumerate().filter(|(index, _)| *index != nearest);
    others.map(|(_, left)| compare(left, right)).collect()
}

fn compare<'a>(left: &'a Scene<'a>, right: &'a Scene<'a>) -> Comparison<'a> {
    let pairing = pair(left.description.schema, right.description.schema);
    Comparison { left, right, pairing }
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
