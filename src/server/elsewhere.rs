//! What the other descriptions of a database say of the same thing.

use crate::ir::pair::{self, Counterpart, Pair};
use crate::ir::{ForeignKeyRef, Relationship, Role, Span, TableRef};
use crate::pipeline::{Loaded, Project, describe};
use crate::rules::{self, Event};

use super::markdown::Links;
use super::reach;

/// The other descriptions of the databases to which a source belongs, histories first.
pub(super) fn others<'a>(project: &'a Project, own: &'a Loaded) -> Vec<&'a Loaded> {
    let mut others: Vec<&Loaded> = Vec::new();
    for database in &project.databases {
        let sources: Vec<&Loaded> = project.sources_of(database).collect();
        if sources.iter().any(|source| std::ptr::eq(*source, own)) {
            others.extend(sources.into_iter().filter(|source| !std::ptr::eq(*source, own)));
        }
    }
    others.sort_by_key(|other| other.source.role != Role::History);
    others
}

/// What another description has in the place of a foreign key.
pub(super) struct Compared<'a> {
    /// Its foreign key, if it has one on the same columns.
    pub(super) foreign_key: Option<ForeignKeyRef<'a>>,
    /// Whether that is, or the lack of one is, a difference.
    pub(super) is_drift: bool,
    /// In words.
    pub(super) text: String,
}

/// Compares a foreign key with what another description has.
pub(super) fn compare<'a>(links: Links<'_>, fk: ForeignKeyRef<'a>, other: &'a Loaded) -> Compared<'a> {
    let title = rules::title(&describe(other));
    let table = fk.table().name();
    let drift = |foreign_key, what: String| Compared {
        foreign_key,
        is_drift: true,
        text: format!("**drift**: {title} {what}"),
    };
    let plain = |foreign_key, what: String| Compared {
        foreign_key,
        is_drift: false,
        text: format!("{title}: {what}"),
    };
    match pair::counterpart(fk, &other.schema) {
        Counterpart::Same(partner) => match differences(links, fk, partner) {
            None => plain(Some(partner), format!("the same in {}", links.to(partner.get().span))),
            Some(differences) => {
                drift(Some(partner), format!("{} {differences}", says(title, "say", "says")))
            }
        },
        Counterpart::OtherTarget(partner) => {
            let (to, place) = (rules::referenced(partner), links.to(partner.get().span));
            drift(Some(partner), format!("{} {to} in {place}", says(title, "reference", "references")))
        }
        Counterpart::NoKey(there) if there.is_uncertain() => {
            plain(None, format!("not found, but not all is known of `{table}`"))
        }
        Counterpart::NoKey(there) => {
            let place = links.to(there.get().name_span);
            let have = says(title, "have", "has");
            drift(None, format!("{have} `{table}` without this foreign key, {place}"))
        }
        Counterpart::NoTable => plain(None, format!("no table `{table}`")),
    }
}

/// The verb of a title.
fn says(title: &str, plural: &'static str, singular: &'static str) -> &'static str {
    if title.ends_with('s') { plural } else { singular }
}

/// The actions that differ, as the partner has them.
fn differences(links: Links<'_>, fk: ForeignKeyRef<'_>, partner: ForeignKeyRef<'_>) -> Option<String> {
    let differing = Event::BOTH.into_iter().filter_map(|event| {
        let (own, theirs) = (event.action(fk), event.action(partner));
        let actions = Pair { left: own.effective, right: theirs.effective };
        let place = theirs.stated.unwrap_or(partner.get().span);
        let text = format!("{} **{}** in {}", event.clause(), theirs.effective, links.to(place));
        (!pair::same_action(fk.schema, partner.schema, actions)).then_some(text)
    });
    let differing: Vec<String> = differing.collect();
    if differing.is_empty() { None } else { Some(differing.join(", ")) }
}

/// What one DELETE of a row of a table does, in the description that is nearest to the database.
pub(super) fn reached(project: &Project, loaded: &Loaded, table: TableRef<'_>) -> String {
    let others = if loaded.source.role == Role::History { Vec::new() } else { others(project, loaded) };
    let histories = others.into_iter().filter(|other| other.source.role == Role::History);
    let mut there = histories.filter_map(|other| Some((other, pair::same_table(table, &other.schema)?)));
    match there.next() {
        Some((other, table)) => format!("By {}, {}", rules::title(&describe(other)), reach::sentence(table)),
        None => reach::sentence(table),
    }
}

/// The foreign keys that other descriptions have where the code of this one declares a relation without one.
pub(super) fn of_relationship<'a>(
    project: &'a Project,
    loaded: &'a Loaded,
    relationship: &Relationship,
) -> Vec<(&'a Loaded, ForeignKeyRef<'a>)> {
    let schema = &loaded.schema;
    let Some(table) = schema.table(relationship.referencing).map(|id| schema.walk_table(id)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for other in others(project, loaded) {
        let keys = pair::same_table(table, &other.schema).into_iter().flat_map(TableRef::foreign_keys);
        let is_same = |fk: &ForeignKeyRef<'_>| {
            fk.columns().len() == relationship.columns.len()
                && fk.columns().all(|column| {
                    relationship.columns.iter().any(|name| schema.dialect.same_name(*name, column.name()))
                })
        };
        found.extend(keys.filter(is_same).map(|fk| (other, fk)));
    }
    found
}

/// Where the table is declared to which a relation leads.
pub(super) fn target(loaded: &Loaded, relationship: &Relationship) -> Option<Span> {
    let table = loaded.schema.table(relationship.referenced)?;
    Some(loaded.schema.walk_table(table).get().name_span)
}
