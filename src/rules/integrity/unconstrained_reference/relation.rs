//! What `relations()` of drizzle-orm says about columns that no foreign key is on. A relation is only for queries: the database knows nothing
//! of it. Many are no oversight, so only those count that a foreign key could stand for.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Label;
use crate::ir::{
    ColumnId, ColumnRef, KeyKind, Life, Name, Relationship, SourceKind, TableId, TableKind, TableName,
    TableRef, TypeFamily,
};
use crate::rules::Description;
use crate::rules::findings::{Finding, Object};
use crate::rules::scene::Scene;
use crate::text::Span;

/// Columns that a relation says refer to others.
pub(super) struct Related<'s> {
    pub(super) table: TableRef<'s>,
    pub(super) columns: Vec<ColumnRef<'s>>,
    referenced: TableRef<'s>,
    referenced_columns: Vec<ColumnRef<'s>>,
    /// The relation, and the description that has it.
    span: Span,
}

/// The relations of the database's Drizzle schemas that no foreign key stands for, in terms of this description.
pub(super) fn without_key<'s>(
    scene: &Scene<'s>,
    constrained: &FxHashMap<Name, FxHashSet<Name>>,
) -> Vec<Related<'s>> {
    let schema = scene.description.schema;
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    for relation in relations(scene) {
        let Some(related) = resolve(scene, relation) else { continue };
        let columns: Vec<Name> = related.columns.iter().map(|column| column.name()).collect();
        let known = constrained.get(&related.table.name().name.to_lowercase());
        let has_key =
            columns.iter().any(|name| known.is_some_and(|known| known.contains(&name.to_lowercase())));
        if !has_key && could_be_a_key(&related) && seen.insert((related.table.id, columns)) {
            found.push(related);
        }
    }
    // Who leaves most relations without a foreign key does so on purpose.
    if found.len() >= schema.living_foreign_keys().count() { Vec::new() } else { found }
}

fn relations<'s>(scene: &Scene<'s>) -> impl Iterator<Item = &'s Relationship> {
    let is_drizzle = |description: &&Description<'s>| description.source.kind == SourceKind::Drizzle;
    let subject = scene.subject;
    let schemas = subject.descriptions.iter().filter(is_drizzle).map(|description| description.schema);
    schemas.flat_map(|schema| &schema.relationships)
}

/// The tables and columns that a relation names, if they are all there.
fn resolve<'s>(scene: &Scene<'s>, relation: &Relationship) -> Option<Related<'s>> {
    let schema = scene.description.schema;
    let table = |name: TableName| {
        let id: TableId = schema.table(name)?;
        Some(schema.walk_table(id))
            .filter(|table| table.get().kind == TableKind::Table && table.get().lives())
    };
    let (own, referenced) = (table(relation.referencing)?, table(relation.referenced)?);
    let all = |table: TableRef<'s>, names: &[Name]| -> Option<Vec<ColumnRef<'s>>> {
        names.iter().map(|name| table.column(*name)).collect()
    };
    let columns = all(own, &relation.columns)?;
    let referenced_columns = all(referenced, &relation.referenced_columns)?;
    let is_whole = !columns.is_empty() && columns.len() == referenced_columns.len();
    is_whole.then_some(Related { table: own, columns, referenced, referenced_columns, span: relation.span })
}

/// Whether an engine would take the foreign key, and whether it would stand on this side.
fn could_be_a_key(related: &Related<'_>) -> bool {
    let Related { table, columns, referenced, referenced_columns, .. } = related;
    let is_of = |own: &[ColumnId], columns: &[ColumnRef<'_>]| {
        own.len() == columns.len() && columns.iter().all(|column| own.contains(&column.id))
    };
    let mut keys = referenced.keys().filter(|key| matches!(key.kind, KeyKind::Primary | KeyKind::Unique));
    let mut indexes = referenced.indexes().filter(|index| index.unique && !index.partial);
    let is_unique = keys.any(|key| is_of(&key.columns, referenced_columns))
        || indexes.any(|index| {
            let all: Option<Vec<_>> = index.columns.iter().copied().collect();
            all.is_some_and(|own| is_of(&own, referenced_columns))
        });
    // A row's own key refers to what hangs on the row: the relation reads the other table's foreign key backwards.
    let is_own_key = table.primary_key().is_some_and(|key| is_of(&key.columns, columns));
    let is_inverse = || {
        referenced.id != table.id
            && referenced
                .foreign_keys()
                .any(|fk| fk.referenced_table().is_some_and(|back| back.id == table.id))
    };
    let alike = columns.iter().zip(referenced_columns).all(|(own, other)| {
        match (own.data_type(), other.data_type()) {
            (Some(own), Some(other)) => {
                own.family == other.family || [own.family, other.family].contains(&TypeFamily::Unknown)
            }
            (None, _) | (_, None) => true,
        }
    });
    is_unique && !is_own_key && alike && !is_inverse()
}

/// The finding.
pub(super) fn describe(scene: &Scene<'_>, related: &Related<'_>) -> Finding {
    let Related { table, columns, referenced, referenced_columns, span } = related;
    let names: Vec<Name> = columns.iter().map(|column| column.name()).collect();
    let key = |table: TableRef<'_>, columns: &[ColumnRef<'_>]| match columns {
        [column] => format!("`{}.{}`", table.name(), column.name()),
        several => {
            let names: Vec<&str> = several.iter().map(|column| column.name().as_str()).collect();
            format!("`{}({})`", table.name(), names.join(", "))
        }
    };
    let (own, other) = (key(*table, columns), key(*referenced, referenced_columns));
    let message = format!("`relations()` says that {own} refers to {other}, but no foreign key does");
    let place = columns.first().map_or(table.get().name_span, |column| column.get().name_span);
    let label = Label::new(place, format!("nothing ties this to `{}`", referenced.name()));
    Finding::new(Object::reference(*table, &names, referenced.name()), "", message, label)
        .related(*span, "the relation, which is for queries only")
        .related(referenced.get().name_span, format!("`{}` is created here", referenced.name()))
        .help(format!("Add a foreign key on {own} to {other}, or silence this with the reason"))
        .doubted(scene.doubts.about(table.qualified_name(), None))
}
