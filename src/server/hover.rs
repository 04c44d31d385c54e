//! What is to be known about the foreign key, the relation or the table at a place, as short Markdown.

use crate::diagnostic::Diagnostic;
use crate::ir::{Action, ForeignKeyRef, Life, Name, Relationship, Role, Span, TableName, graph};
use crate::pipeline::{Analysis, Loaded, describe};
use crate::rules;
use crate::text::FileId;

use super::clause::{arrow, clauses, is_beside, meaning, properties};
use super::definition::successor;
use super::elsewhere::{self, compare, others, reached};
use super::lineage::Lineage;
use super::markdown::{Links, Text};
use super::place::{Spot, TableSpot, relations, spots, tables};

/// At most this many foreign keys beside the one in question, referring ones, or other descriptions are told.
const TOLD: usize = 5;
/// At most this many findings.
const FINDINGS: usize = 3;

/// What stands at a byte offset of a file, and its place; `None` where neither a foreign key nor a relation nor a table's head stands.
/// `address` gives the URI of a file, for links.
pub fn hover(
    analysis: &Analysis,
    file: FileId,
    offset: u32,
    address: &dyn Fn(FileId) -> Option<String>,
) -> Option<(Span, String)> {
    let project = &analysis.project;
    let links = Links { files: &project.files, address };
    let spots = spots(project, file, offset);
    if let Some((first, rest)) = spots.split_first() {
        let beside = rest.iter().filter(|spot| spot.span == first.span).copied().collect();
        return Some((first.span, of_foreign_key(analysis, links, *first, beside)));
    }
    if let Some((loaded, relationship)) = relations(project, file, offset).first() {
        return Some((relationship.span, without_key(analysis, links, loaded, relationship)));
    }
    let tables = tables(project, file, offset);
    tables.first().map(|spot| (spot.span, of_table(analysis, links, spot)))
}

fn of_foreign_key<'a>(
    analysis: &'a Analysis,
    links: Links<'_>,
    spot: Spot<'a>,
    beside: Vec<Spot<'a>>,
) -> String {
    let project = &analysis.project;
    let fk = spot.foreign_key;
    let lineage = Lineage::of(spot.loaded, fk);
    let current = lineage.current(fk);
    let mut text = Text::default();
    text.line(format!("**Foreign key** {}", arrow(fk)));
    text.paragraph(clauses(links, spot.loaded, fk, spot.span));
    match (fk.get().provenance.dropped, current) {
        (Some(_), Some(now)) => {
            let (action, place) = (now.get().on_delete.effective, links.to(now.get().span));
            text.paragraph(format!("No longer so: now ON DELETE **{action}** in {place}"));
        }
        (Some(_), None) => text.paragraph("No longer there".to_owned()),
        (None, _) => text.paragraph(meaning(fk)),
    }
    text.paragraph(properties(fk));
    text.gap();
    if spot.loaded.source.role == Role::History {
        text.steps(links, &told_steps(links, &lineage, spot.span));
    }
    let mut written = vec![fk];
    others_of(&mut text, analysis, links, spot.loaded, current.unwrap_or(fk), &mut written);
    // What stood on the column earlier is told by the history.
    let mut beside = beside;
    beside.retain(|other| other.foreign_key.get().lives());
    for other in beside.iter().take(TOLD) {
        let fk = other.foreign_key;
        text.item(format!("also here: {} ON DELETE {}", arrow(fk), fk.get().on_delete.effective));
    }
    text.rest(beside.len(), TOLD, "here");
    if let Some(referenced) = current.and_then(ForeignKeyRef::referenced_table) {
        text.paragraph(reached(project, spot.loaded, referenced));
    }
    let mut places = places(&written);
    places.push(spot.span);
    findings(&mut text, &analysis.diagnostics, &places);
    text.done()
}

/// The steps of a history; none if there is no other than what stands at the place.
fn told_steps(links: Links<'_>, lineage: &Lineage<'_>, at: Span) -> Vec<(Span, String)> {
    let mut steps: Vec<(Span, String)> =
        lineage.steps().into_iter().map(|(origin, what)| (origin.span, what)).collect();
    if steps.len() == 1 {
        steps.retain(|(span, _)| !is_beside(links, *span, at) && !span.contains(at));
    }
    steps
}

/// What the other descriptions say, differences first, and what their migrations did.
fn others_of<'a>(
    text: &mut Text,
    analysis: &'a Analysis,
    links: Links<'_>,
    own: &'a Loaded,
    fk: ForeignKeyRef<'a>,
    written: &mut Vec<ForeignKeyRef<'a>>,
) {
    let project = &analysis.project;
    let others = others(project, own).into_iter();
    let mut compared: Vec<_> = others.map(|other| (other, compare(links, fk, other))).collect();
    compared.sort_by_key(|(_, compared)| !compared.is_drift);
    written.extend(compared.iter().filter_map(|(_, compared)| compared.foreign_key));
    let count = compared.len();
    let mut history = None;
    for (other, compared) in compared.into_iter().take(TOLD) {
        text.item(compared.text);
        if let Some(fk) = compared.foreign_key.filter(|_| other.source.role == Role::History) {
            history = history.or(Some((other, fk)));
        }
    }
    text.rest(count, TOLD, "descriptions");
    if let Some((other, fk)) = history {
        let steps = Lineage::of(other, fk).steps();
        if steps.len() > 1 {
            let steps: Vec<_> = steps.into_iter().map(|(origin, what)| (origin.span, what)).collect();
            text.gap();
            text.steps(links, &steps);
        }
    }
}

/// A relation of the code, for which there is no foreign key.
fn without_key(
    analysis: &Analysis,
    links: Links<'_>,
    loaded: &Loaded,
    relationship: &Relationship,
) -> String {
    let mut text = Text::default();
    let from = columns(relationship.referencing, &relationship.columns);
    let to = columns(relationship.referenced, &relationship.referenced_columns);
    text.line(format!("**Relation** `{from} -> {to}` without a foreign key"));
    match relationship.emulates {
        Some(Action { effective, stated }) => {
            let who = if stated.is_some() { "stated here" } else { "Prisma's default" };
            text.paragraph(format!("Prisma's client carries out ON DELETE **{effective}**, {who}"));
            let rows = relationship.referencing;
            text.paragraph(format!("The database does nothing: a DELETE in SQL leaves `{rows}` rows behind"));
        }
        None => text.paragraph("The code declares it, the database need not know of it".to_owned()),
    }
    text.gap();
    let there = elsewhere::of_relationship(&analysis.project, loaded, relationship);
    for (other, fk) in there.iter().take(TOLD) {
        let (title, action) = (rules::title(&describe(other)), fk.get().on_delete.effective);
        text.item(format!("{title}: foreign key, ON DELETE {action}, {}", links.to(fk.get().span)));
    }
    findings(&mut text, &analysis.diagnostics, &[relationship.span]);
    text.done()
}

fn columns(table: TableName, names: &[Name]) -> String {
    match names {
        [] => table.to_string(),
        [column] => format!("{table}.{column}"),
        several => {
            let names: Vec<&str> = several.iter().map(|name| name.as_str()).collect();
            format!("{table}({})", names.join(", "))
        }
    }
}

fn of_table(analysis: &Analysis, links: Links<'_>, spot: &TableSpot<'_>) -> String {
    let (project, table) = (&analysis.project, spot.table);
    let mut text = Text::default();
    text.line(format!("**Table** `{}`", table.name()));
    if let Some(dropped) = table.get().provenance.dropped {
        text.paragraph(format!("Dropped in {}", links.to(dropped.span)));
        if let Some(successor) = successor(table) {
            let place = links.to(successor.get().name_span);
            text.paragraph(format!("The table that has the name now is created in {place}"));
        }
        return text.done();
    }
    if let Some(changed) = table.get().provenance.changed {
        text.paragraph(format!("Renamed or moved in {}", links.to(changed.span)));
    }
    let referencing = graph::referencing(table.schema);
    let keys: Vec<ForeignKeyRef<'_>> = referencing.of(table.schema, table.id).collect();
    text.paragraph(match keys.len() {
        0 => "No foreign key refers to it".to_owned(),
        1 => "1 foreign key refers to it".to_owned(),
        several => format!("{several} foreign keys refer to it"),
    });
    text.gap();
    for fk in keys.iter().take(TOLD) {
        let (action, place) = (fk.get().on_delete.effective, links.to(fk.get().span));
        text.item(format!("{} ON DELETE {action}, {place}", rules::referencing(*fk)));
    }
    text.rest(keys.len(), TOLD, "foreign keys");
    text.paragraph(reached(project, spot.loaded, table));
    findings(&mut text, &analysis.diagnostics, &[table.get().name_span]);
    text.done()
}

/// Where findings about foreign keys stand: at their clauses and at their columns.
fn places(keys: &[ForeignKeyRef<'_>]) -> Vec<Span> {
    let mut places = Vec::new();
    for fk in keys {
        places.push(fk.get().span);
        places.extend(fk.columns().flat_map(|column| [column.get().name_span, column.get().null_span]));
    }
    places
}

/// The findings that stand at one of the places.
fn findings(text: &mut Text, diagnostics: &[Diagnostic], places: &[Span]) {
    let is_here = |found: &&Diagnostic| places.iter().any(|place| place.contains(found.primary.span));
    let mut found: Vec<&Diagnostic> = diagnostics.iter().filter(is_here).collect();
    found.dedup_by(|left, right| left.rule == right.rule && left.message == right.message);
    text.gap();
    for Diagnostic { severity, rule, message, .. } in found.iter().take(FINDINGS) {
        text.item(format!("{}[{rule}]: {message}", severity.name()));
    }
    text.rest(found.len(), FINDINGS, "findings");
}
