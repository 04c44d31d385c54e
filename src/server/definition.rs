//! Where else a foreign key or a table is written: the targets of "go to definition".

use crate::ir::{ForeignKeyRef, Life, Relationship, Span, TableRef, pair};
use crate::pipeline::{Analysis, Loaded, Project};
use crate::text::FileId;

use super::elsewhere::{of_relationship, others, target};
use super::lineage::Lineage;
use super::place::{TableSpot, relations, spots, tables};

/// The places to go to from a byte offset of a file. From an earlier statement of a history to the one that decides now; else to the same foreign key
/// (or table) in the other descriptions of the database; where there is none, to the referenced table.
pub fn definitions(analysis: &Analysis, file: FileId, offset: u32) -> Vec<Span> {
    let project = &analysis.project;
    let spots = spots(project, file, offset);
    let mut found = Vec::new();
    if let Some(first) = spots.first() {
        let beside = spots.iter().filter(|spot| spot.span == first.span);
        // A column's earlier foreign keys are history where a later one stands on it.
        let is_judged = |fk: ForeignKeyRef<'_>| fk.get().lives() || !first.foreign_key.get().lives();
        for spot in beside.filter(|spot| is_judged(spot.foreign_key)) {
            found.extend(of_foreign_key(project, spot.loaded, spot.foreign_key));
        }
    } else if let Some((loaded, relationship)) = relations(project, file, offset).first() {
        found = without_key(project, loaded, relationship);
    } else if let Some(spot) = tables(project, file, offset).first() {
        found = of_table(project, spot);
    }
    let mut unique: Vec<Span> = Vec::new();
    for span in found {
        if !unique.contains(&span) {
            unique.push(span);
        }
    }
    unique
}

fn of_foreign_key(project: &Project, loaded: &Loaded, fk: ForeignKeyRef<'_>) -> Vec<Span> {
    let current = Lineage::of(loaded, fk).current(fk);
    if let Some(current) = current.filter(|current| current.id != fk.id) {
        return vec![current.get().span];
    }
    let counterpart = |other: &Loaded| match pair::counterpart(fk, &other.schema) {
        pair::Counterpart::Same(fk) | pair::Counterpart::OtherTarget(fk) => Some(fk.get().span),
        pair::Counterpart::NoKey(_) | pair::Counterpart::NoTable => None,
    };
    let counterparts: Vec<Span> = others(project, loaded).into_iter().filter_map(counterpart).collect();
    if !counterparts.is_empty() {
        return counterparts;
    }
    fk.referenced_table().map(|table| table.get().name_span).into_iter().collect()
}

fn without_key(project: &Project, loaded: &Loaded, relationship: &Relationship) -> Vec<Span> {
    let there = of_relationship(project, loaded, relationship).into_iter();
    let keys: Vec<Span> = there.map(|(_, fk)| fk.get().span).collect();
    if keys.is_empty() { target(loaded, relationship).into_iter().collect() } else { keys }
}

fn of_table(project: &Project, spot: &TableSpot<'_>) -> Vec<Span> {
    if !spot.table.get().lives() {
        return successor(spot.table).map(|table| table.get().name_span).into_iter().collect();
    }
    let others = others(project, spot.loaded).into_iter();
    let same = others.filter_map(|other| pair::same_table(spot.table, &other.schema));
    same.map(|table| table.get().name_span).collect()
}

/// The living table that has the name of one that was dropped.
pub(super) fn successor(table: TableRef<'_>) -> Option<TableRef<'_>> {
    let name = table.qualified_name();
    table.schema.table(name).map(|id| table.schema.walk_table(id))
}
