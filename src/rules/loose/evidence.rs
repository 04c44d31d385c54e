//! The second piece of evidence: names alone prove nothing.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{ColumnRef, KeyKind, Name, Schema, SourceKind, TableId, TableRef};
use crate::rules::scene::Scene;

use super::Evidence;

/// The tables in which a column name is a foreign key, by that name (in lower case) and the referenced table.
pub(super) fn siblings(schema: &Schema) -> FxHashMap<(Name, TableId), TableRef<'_>> {
    let mut siblings = FxHashMap::default();
    for fk in schema.living_foreign_keys() {
        let Some(referenced) = fk.referenced_table() else { continue };
        let mut columns = fk.columns();
        if let (Some(column), None) = (columns.next(), columns.next()) {
            siblings.entry((column.name().to_lowercase(), referenced.id)).or_insert(fk.table());
        }
    }
    siblings
}

/// An index that begins with the column. A unique one says little of a column whose name only ends like a table's: the ids of other systems
/// are unique too.
pub(super) fn index(table: TableRef<'_>, column: ColumnRef<'_>, prefixed: bool) -> Option<Evidence> {
    let mut indexes = table.indexes().filter(|index| !index.partial && (!prefixed || !index.unique));
    let index = indexes.find(|index| index.columns.first() == Some(&Some(column.id)));
    if let Some(index) = index {
        return Some(Evidence::Index(index.provenance.created.span));
    }
    let mut keys =
        table.keys().filter(|key| !prefixed && matches!(key.kind, KeyKind::Primary | KeyKind::Unique));
    let key = keys.find(|key| key.columns.first() == Some(&column.id))?;
    Some(Evidence::Index(key.provenance.created.span))
}

/// The columns that a relation of a Prisma schema names. With `relationMode = "prisma"` they are no foreign keys, on purpose; a field is one
/// line, so that the fields of a relation can be read off the text of its model.
pub(super) fn relations(scene: &Scene<'_>) -> FxHashSet<(TableId, Name)> {
    let mut relations = FxHashSet::default();
    if scene.description.source.kind != SourceKind::Prisma {
        return relations;
    }
    for table in scene.description.schema.living_tables() {
        let text = scene.subject.files.text(table.get().provenance.created.span);
        let lines = text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
        let lists = lines.filter_map(|line| fields(line.split_once("@relation")?.1));
        let named: FxHashSet<&str> = lists.flat_map(|list| list.split(',').map(str::trim)).collect();
        if named.is_empty() {
            continue;
        }
        for column in table.columns() {
            let definition = scene.subject.files.text(column.get().name_span);
            let field = definition.split_whitespace().next().unwrap_or("");
            if named.contains(field) || named.contains(column.name().as_str()) {
                relations.insert((table.id, column.name()));
            }
        }
    }
    relations
}

/// The list after `fields:`, with or without brackets.
fn fields(arguments: &str) -> Option<&str> {
    let list = arguments.split_once("fields")?.1.trim_start().strip_prefix(':')?.trim_start();
    match list.strip_prefix('[') {
        Some(list) => list.split(']').next(),
        None => list.split([',', ')']).next(),
    }
}
