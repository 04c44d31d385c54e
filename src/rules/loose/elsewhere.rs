//! References that have a foreign key somewhere, but not in this description: it was dropped, another description has it, or the engine passes
//! over the clause that asks for it.

use rustc_hash::FxHashSet;

use crate::ir::{
    ColumnId, ForeignKeyRef, IgnoredKind, Life, Name, Referenced, Schema, TableId, TableKind, TableName,
};
use crate::rules::scene::Scene;

use super::{Evidence, Loose, Standing};

/// Adds what is not yet among the loose references.
pub(super) fn add(scene: &Scene<'_>, all: &mut Vec<Loose>) {
    let schema = scene.description.schema;
    let mut tied: FxHashSet<ColumnId> = schema
        .living_foreign_keys()
        .flat_map(|fk| fk.get().columns.as_slice())
        .chain(all.iter().flat_map(|loose| &loose.columns))
        .copied()
        .collect();
    let mut push = |found: Option<Loose>| {
        if let Some(loose) = found.filter(|loose| loose.columns.iter().all(|column| tied.insert(*column))) {
            all.push(loose);
        }
    };
    for description in scene.others() {
        for fk in description.schema.living_foreign_keys() {
            push(declared(schema, fk));
        }
    }
    // The last drop counts.
    for fk in schema.foreign_keys.iter().rev() {
        let Some(dropped) = fk.provenance.dropped.filter(|_| !fk.cloned) else { continue };
        let Referenced::Resolved(referenced) = fk.referenced else { continue };
        let lives = |id: &ColumnId| schema.walk_column(*id).get().lives();
        if holds_rows(schema, fk.table) && holds_rows(schema, referenced) && fk.columns.iter().all(lives) {
            let names = named(schema, referenced, &fk.referenced_columns).unwrap_or_default();
            push(Some(told(
                fk.table,
                fk.columns.clone(),
                referenced,
                names,
                Evidence::Dropped(dropped.span),
            )));
        }
    }
    for ignored in schema.ignored.iter().filter(|ignored| ignored.kind != IgnoredKind::Action) {
        let referenced = schema.table(ignored.referenced).filter(|id| holds_rows(schema, *id));
        let columns = named(schema, ignored.table, &ignored.columns);
        if let (Some(referenced), Some(columns)) = (referenced, columns)
            && holds_rows(schema, ignored.table)
        {
            push(Some(told(
                ignored.table,
                columns,
                referenced,
                Vec::new(),
                Evidence::Ignored(ignored.at.span),
            )));
        }
    }
}

/// What a foreign key of another description refers to here.
fn declared(schema: &Schema, fk: ForeignKeyRef<'_>) -> Option<Loose> {
    let names: Vec<Name> = fk.columns().map(|column| column.name()).collect();
    let table = self::table(schema, fk.table().name())?;
    let referenced = self::table(schema, fk.referenced_name())?;
    let columns = named(schema, table, &names)?;
    let referenced_columns = named(schema, referenced, &fk.get().referenced_columns).unwrap_or_default();
    Some(told(table, columns, referenced, referenced_columns, Evidence::Declared(fk.get().span)))
}

/// The table of this name that holds rows.
pub(super) fn table(schema: &Schema, name: TableName) -> Option<TableId> {
    schema.table(name).filter(|id| holds_rows(schema, *id))
}

fn holds_rows(schema: &Schema, table: TableId) -> bool {
    let table = schema.walk_table(table).get();
    let holds_rows = matches!(table.kind, TableKind::Table | TableKind::Assumed);
    table.lives() && holds_rows && table.parent.is_none()
}

/// The living columns of these names, if they are all there.
pub(super) fn named(schema: &Schema, table: TableId, names: &[Name]) -> Option<Vec<ColumnId>> {
    names.iter().map(|name| schema.column(table, *name)).collect()
}

/// A reference that others have told, or decided.
pub(super) fn told(
    table: TableId,
    columns: Vec<ColumnId>,
    referenced: TableId,
    referenced_columns: Vec<ColumnId>,
    evidence: Evidence,
) -> Loose {
    Loose { table, columns, referenced, referenced_columns, evidence, standing: Standing::Told, client: None }
}
