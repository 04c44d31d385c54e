//! Where else a foreign key or a table is written: the target of "go to definition".

use crate::ir::pair::{self, Counterpart};
use crate::ir::{ForeignKeyRef, Life, Span, TableRef};
use crate::pipeline::{Analysis, Loaded, Project};
use crate::text::FileId;

use super::lineage::Lineage;
use super::place::{spots, tables};

/// The places to go to from a byte offset of a file. From an earlier statement of a history to the one that decides now; else to the same foreign key
/// (or table) in the other descriptions of the database; where there is none, to the referenced table.
pub fn definitions(analysis: &Analysis, file: FileId, offset: u32) -> Vec<Span> {
    let project = &analysis.project;
    let spots = spots(project, file, offset);
    let Some(first) = spots.first() else { return of_tables(project, file, offset) };
    let mut found = Vec::new();
    for spot in spots.iter().filter(|spot| spot.span == first.span) {
        for span in of_foreign_key(project, spot.loaded, spot.foreign_key) {
            if !found.contains(&span) {
                found.push(span);
            }
        }
    }
    found
}

/// The other descriptions of the databases to which a source belongs.
pub(super) fn others<'a>(project: &'a Project, own: &'a Loaded) -> Vec<&'a Loaded> {
    let mut others: Vec<&Loaded> = Vec::new();
    for database in &project.databases {
        let sources = database.sources.iter().filter_map(|id| project.sources.get(id.0 as usize));
        let sources: Vec<&Loaded> = sources.collect();
        if sources.iter().any(|source| std::ptr::eq(*source, own)) {
            others.extend(sources.into_iter().filter(|source| !std::ptr::eq(*source, own)));
        }
    }
    others
}

fn of_foreign_key(project: &Project, loaded: &Loaded, fk: ForeignKeyRef<'_>) -> Vec<Span> {
    let current = Lineage::of(loaded, fk).current();
    if let Some(current) = current.filter(|current| current.id != fk.id) {
        return vec![current.get().span];
    }
    let others = others(project, loaded).into_iter();
    let counterparts: Vec<Span> = others
        .filter_map(|other| match pair::counterpart(fk, &other.schema) {
            Counterpart::Same(fk) | Counterpart::OtherTarget(fk) => Some(fk.get().span),
            Counterpart::NoKey(_) | Counterpart::NoTable => None,
        })
        .collect();
    if !counterparts.is_empty() {
        return counterparts;
    }
    fk.referenced_table().map(|table| table.get().name_span).into_iter().collect()
}

fn of_tables(project: &Project, file: FileId, offset: u32) -> Vec<Span> {
    let spots = tables(project, file, offset);
    let Some(spot) = spots.first() else { return Vec::new() };
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
