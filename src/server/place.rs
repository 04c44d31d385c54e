//! What stands at a place of a file: foreign keys by their clauses, columns and earlier statements, tables by their heads.
//!
//! Invariant: spans alone decide, whatever the language; a place between two spans belongs to the one that begins there.

use rustc_hash::FxHashSet;

use crate::ir::{
    ForeignKeyId, ForeignKeyRef, Life, OperationKind, Origin, Relationship, Schema, Span, TableId, TableKind,
    TableRef,
};
use crate::pipeline::{Loaded, Project};
use crate::text::{FileId, Files};

/// A foreign key that stands at a place, or stood there until a migration changed it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'a> {
    /// The description.
    pub(super) loaded: &'a Loaded,
    /// The foreign key; dropped ones are among them.
    pub(super) foreign_key: ForeignKeyRef<'a>,
    /// The clause, column or statement at the place.
    pub(super) span: Span,
}

/// A table whose head stands at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct TableSpot<'a> {
    /// The description.
    pub(super) loaded: &'a Loaded,
    /// The table; dropped ones are among them.
    pub(super) table: TableRef<'a>,
    /// The head.
    pub(super) span: Span,
}

/// The foreign keys at a byte offset of a file: the innermost place first, and of one place what lives before what was dropped.
pub(super) fn spots(project: &Project, file: FileId, offset: u32) -> Vec<Spot<'_>> {
    let at = At { file, offset };
    let mut spots = Vec::new();
    for loaded in &project.sources {
        let schema = &loaded.schema;
        let ids = (0..).map(ForeignKeyId).zip(&schema.foreign_keys).filter(|(_, row)| !row.cloned);
        let keys = ids.map(|(id, _)| schema.walk_foreign_key(id));
        spots.extend(keys.filter_map(|foreign_key| {
            let span = at.innermost(&mut places(loaded, foreign_key))?;
            Some(Spot { loaded, foreign_key, span })
        }));
        for relationship in schema.relationships.iter().filter(|one| at.is_in(one.span)) {
            let keys = carriers(schema, relationship);
            spots.extend(keys.map(|foreign_key| Spot { loaded, foreign_key, span: relationship.span }));
        }
    }
    let mut met = FxHashSet::default();
    spots.sort_by_key(|spot| (at.distance(spot.span), !spot.foreign_key.get().lives()));
    spots.retain(|spot| met.insert((std::ptr::from_ref(spot.loaded), spot.foreign_key.id)));
    spots
}

/// The tables whose head (`CREATE TABLE users`, `model User`, the class's line) or end (`DROP TABLE`) is at a byte offset of a file, the innermost first.
pub(super) fn tables(project: &Project, file: FileId, offset: u32) -> Vec<TableSpot<'_>> {
    let at = At { file, offset };
    let mut spots = Vec::new();
    for loaded in &project.sources {
        let all = (0..).map(TableId).zip(&loaded.schema.tables);
        for (id, row) in all {
            let is_table = match row.kind {
                TableKind::Table | TableKind::Partition | TableKind::Assumed => true,
                TableKind::View | TableKind::Temporary => false,
            };
            let born = row.provenance.created.span;
            let head = Some(born).filter(|born| born.file == file && row.name_span.file == file);
            let head = head.map(|born| head_of(&project.files, born, row.name_span));
            let later = [row.provenance.changed, row.provenance.dropped].into_iter().flatten();
            let mut places = later.map(|origin| origin.span).chain([row.name_span]).chain(head);
            if let Some(span) = at.innermost(&mut places).filter(|_| is_table) {
                spots.push(TableSpot { loaded, table: loaded.schema.walk_table(id), span });
            }
        }
    }
    spots.sort_by_key(|spot| (at.distance(spot.span), !spot.table.get().lives()));
    spots
}

/// The relations of the code at a byte offset of a file for which there is no foreign key, the innermost first.
pub(super) fn relations(project: &Project, file: FileId, offset: u32) -> Vec<(&Loaded, &Relationship)> {
    let at = At { file, offset };
    let all = project.sources.iter().flat_map(|loaded| {
        let relationships = loaded.schema.relationships.iter();
        relationships.map(move |relationship| (loaded, relationship))
    });
    let mut found: Vec<(&Loaded, &Relationship)> =
        all.filter(|(_, relationship)| at.is_in(relationship.span)).collect();
    found.sort_by_key(|(_, relationship)| at.distance(relationship.span));
    found
}

/// The line on which a table's definition begins, but nothing after the name.
fn head_of(files: &Files, born: Span, name: Span) -> Span {
    let (start, end) = files.get(born.file).line_range(born.start);
    let end = if (start..=end).contains(&name.start) { name.end } else { end };
    Span { file: born.file, start, end: end.max(start) }
}

/// Where a foreign key is written: its clause with the parts of it, its columns, and the statements that made, changed or ended it.
fn places<'a>(loaded: &'a Loaded, fk: ForeignKeyRef<'a>) -> impl Iterator<Item = Span> + 'a {
    let row = fk.get();
    let clauses = [row.on_delete.stated, row.on_update.stated, Some(row.referenced_span), Some(row.span)];
    // What ends with its table is told at the table.
    let table_end = fk.table().get().provenance.dropped;
    let columns = fk.columns().map(|column| column.get()).flat_map(move |column| {
        let dropped = column.provenance.dropped.filter(|origin| Some(*origin) != table_end);
        let later = [column.provenance.changed, dropped].into_iter().flatten();
        let own = [column.name_span, column.null_span, column.provenance.created.span];
        own.into_iter().chain(later.map(|origin| origin.span))
    });
    let dropped = row.provenance.dropped.filter(|origin| Some(*origin) != table_end);
    let later = [row.provenance.changed, dropped].into_iter().flatten().map(|origin| origin.span);
    let statement = statement(loaded, row.provenance.created);
    clauses.into_iter().flatten().chain(columns).chain(later).chain(statement)
}

/// The `ALTER TABLE ... ADD` that made a foreign key, of which the clause is a part.
fn statement(loaded: &Loaded, made: Origin) -> Option<Span> {
    let migration = loaded.migrations.get(made.step.migration as usize)?;
    let operation = migration.operations.get(made.step.operation as usize)?;
    let adds = matches!(operation.kind, OperationKind::AddConstraint { .. });
    (adds && operation.span.contains(made.span)).then_some(operation.span)
}

/// The foreign keys that a relationship of the code is about.
fn carriers<'a>(
    schema: &'a Schema,
    relationship: &'a Relationship,
) -> impl Iterator<Item = ForeignKeyRef<'a>> {
    let dialect = schema.dialect;
    let table = schema.table(relationship.referencing).map(|id| schema.walk_table(id));
    let referenced = schema.table(relationship.referenced);
    let keys = table.into_iter().flat_map(TableRef::foreign_keys);
    keys.filter(move |fk| {
        let named = relationship.columns.len() == fk.columns().len()
            && fk.columns().all(|column| {
                relationship.columns.iter().any(|name| dialect.same_name(*name, column.name()))
            });
        fk.referenced_table().map(|table| table.id) == referenced
            && (relationship.columns.is_empty() || named)
    })
}

/// A place in a file.
#[derive(Clone, Copy)]
struct At {
    file: FileId,
    offset: u32,
}

impl At {
    /// Whether a span holds the place; its end belongs to it, as a cursor may stand behind a word.
    fn is_in(self, span: Span) -> bool {
        span.file == self.file && span.start <= self.offset && self.offset <= span.end
    }

    /// What is nearer comes first: what holds the character after the place, then the shorter one.
    fn distance(self, span: Span) -> (bool, u32) {
        (span.end <= self.offset, span.end.saturating_sub(span.start))
    }

    fn innermost(self, places: &mut dyn Iterator<Item = Span>) -> Option<Span> {
        places.filter(|span| self.is_in(*span)).min_by_key(|span| self.distance(*span))
    }
}
