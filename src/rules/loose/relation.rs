//! What `relations()` of drizzle-orm says about columns that no foreign key is on. A relation is only for queries: the database knows nothing
//! of it. Many are no oversight, so only those count that a foreign key could stand for.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{
    ColumnId, ColumnRef, KeyKind, Life, Name, Relationship, SourceKind, TableId, TableKind, TableName,
    TableRef, TypeFamily,
};
use crate::rules::Description;
use crate::rules::scene::Scene;
use crate::text::Span;

use super::{Client, Constrained, Evidence, Loose, Standing, elsewhere, naming, plain};

/// Columns that a relation says refer to others.
struct Related<'s> {
    table: TableRef<'s>,
    columns: Vec<ColumnRef<'s>>,
    referenced: TableRef<'s>,
    referenced_columns: Vec<ColumnRef<'s>>,
    /// The relation, and the description that has it.
    span: Span,
}

/// The relations of the database's Drizzle schemas that no foreign key stands for, in terms of this description. Who leaves most of them without
/// a foreign key does so on purpose.
pub(super) fn without_key(scene: &Scene<'_>, constrained: &Constrained) -> Vec<Loose> {
    let schema = scene.description.schema;
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    for relation in relations(scene) {
        let Some(related) = resolve(scene, relation) else { continue };
        let columns: Vec<Name> = related.columns.iter().map(|column| column.name()).collect();
        let known = constrained.get(&plain(related.table.name().name));
        let has_key = columns.iter().any(|name| known.is_some_and(|known| known.contains(&plain(*name))));
        if !has_key && could_be_a_key(&related) && seen.insert((related.table.id, columns)) {
            found.push(related.into_loose());
        }
    }
    if found.len() >= schema.living_foreign_keys().count() {
        found.iter_mut().for_each(|loose| loose.standing = Standing::Convention);
    }
    found
}

fn relations<'s>(scene: &Scene<'s>) -> impl Iterator<Item = &'s Relationship> {
    let is_drizzle = |description: &&Description<'s>| description.source.kind == SourceKind::Drizzle;
    let subject = scene.subject;
    let schemas = subject.descriptions.iter().filter(is_drizzle).map(|description| description.schema);
    schemas.flat_map(|schema| &schema.relationships)
}

impl Related<'_> {
    fn into_loose(self) -> Loose {
        let ids = |columns: &[ColumnRef<'_>]| columns.iter().map(|column| column.id).collect();
        // The rule leaves partitions and tables without a key alone.
        let is_judged = self.table.primary_key().is_some() && self.table.get().parent.is_none();
        let standing = match (is_judged, naming::is_record(self.table.name().name)) {
            (_, true) => Standing::Record,
            (false, false) => Standing::Told,
            (true, false) => Standing::Oversight,
        };
        Loose {
            table: self.table.id,
            columns: ids(&self.columns),
            referenced: self.referenced.id,
            referenced_columns: ids(&self.referenced_columns),
            evidence: Evidence::Relation(self.span),
            standing,
            client: None,
        }
    }
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

/// What Prisma's client keeps in the place of foreign keys, told of each loose reference that it keeps.
pub(super) fn add_clients(scene: &Scene<'_>, all: &mut Vec<Loose>) {
    let schema = scene.description.schema;
    let is_prisma = |description: &&Description<'_>| description.source.kind == SourceKind::Prisma;
    let schemas = scene.subject.descriptions.iter().filter(is_prisma).map(|description| description.schema);
    let kept: Vec<(&Relationship, Client)> = schemas
        .flat_map(|schema| &schema.relationships)
        .filter_map(|relation| Some((relation, Client::of(relation)?)))
        .collect();
    if kept.is_empty() {
        return;
    }
    let mut by_columns: FxHashMap<Vec<ColumnId>, usize> = FxHashMap::default();
    by_columns.extend(all.iter().enumerate().map(|(index, loose)| (loose.columns.clone(), index)));
    let tied: FxHashSet<ColumnId> =
        schema.living_foreign_keys().flat_map(|fk| fk.get().columns.iter().copied()).collect();
    for (relation, client) in kept {
        let table = elsewhere::table(schema, relation.referencing);
        let referenced = elsewhere::table(schema, relation.referenced);
        let (Some(table), Some(referenced)) = (table, referenced) else { continue };
        let Some(columns) = elsewhere::named(schema, table, &relation.columns) else { continue };
        if columns.iter().any(|column| tied.contains(column)) {
            continue;
        }
        match by_columns.get(&columns).and_then(|index| all.get_mut(*index)) {
            Some(known) => known.client = Some(client),
            None => {
                let names = elsewhere::named(schema, referenced, &relation.referenced_columns);
                let (names, evidence) = (names.unwrap_or_default(), Evidence::Relation(relation.span));
                by_columns.insert(columns.clone(), all.len());
                let told = elsewhere::told(table, columns, referenced, names, evidence);
                all.push(Loose { client: Some(client), ..told });
            }
        }
    }
}

impl Client {
    fn of(relation: &Relationship) -> Option<Client> {
        let action = relation.emulates?;
        Some(Client { action: action.effective, span: relation.span, stated: action.stated })
    }
}
