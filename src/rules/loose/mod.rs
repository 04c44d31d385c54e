//! Loose references: columns that refer to a table without a foreign key that says so, and by what sign. The engine does nothing with them: when
//! the referenced row goes, the value stays.
//!
//! They are looked for once per description; asking for those to one table is a search in a sorted list.

mod elsewhere;
mod evidence;
mod naming;
mod relation;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::Config;
use crate::ir::{ColumnId, ColumnRef, Name, ReferentialAction, TableId, TableRef};
use crate::text::{Files, Span};

use super::scene::Scene;
use super::{Description, Subject};
use naming::Guess;

/// From this many tables on, a column name that has no foreign key is a convention and no oversight.
const CONVENTION: usize = 4;

/// Columns that refer to a table without a foreign key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loose {
    /// The referring table.
    pub table: TableId,
    /// The referring columns.
    pub columns: Vec<ColumnId>,
    /// The table that they refer to.
    pub referenced: TableId,
    /// The columns that they refer to; empty for the primary key.
    pub referenced_columns: Vec<ColumnId>,
    /// By what sign.
    pub evidence: Evidence,
    /// Whether anybody seems to want it so.
    pub standing: Standing,
    /// Who keeps the reference instead of the engine.
    pub client: Option<Client>,
}

/// What shows that a column is used as a reference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Evidence {
    /// Its name and type, and an index that begins with it.
    Index(Span),
    /// Its name and type, and this table, in which a column of this name is a foreign key to the same table.
    Sibling(TableId),
    /// A relation of drizzle-orm, which is for queries only, or of a Prisma schema without foreign keys.
    Relation(Span),
    /// A foreign key that was dropped: the statement that did it.
    Dropped(Span),
    /// A foreign key in another description of the database.
    Declared(Span),
    /// A clause that asks for a foreign key and that the engine passes over.
    Ignored(Span),
}

/// Whether a reference seems to be without a foreign key on purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Nothing says so: what the rule `unconstrained-reference` tells.
    Oversight,
    /// Columns of this name, or most relations, have no foreign key anywhere.
    Convention,
    /// The table is a log or an archive, whose rows outlive what they name.
    Record,
    /// Somebody decided it, or another rule tells it: a dropped, ignored or undeclared foreign key, a relation that a client keeps.
    Told,
    /// A statement that was not understood may have made the foreign key.
    Doubtful,
}

/// What Prisma's client does by itself, under `relationMode = "prisma"`, when a referenced row is deleted through it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Client {
    /// The action that it emulates; NO ACTION refuses as RESTRICT does.
    pub action: ReferentialAction,
    /// The relation.
    pub span: Span,
    /// The argument that states the action, if one does.
    pub stated: Option<Span>,
}

/// The loose references of one description.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LooseReferences {
    /// Sorted by the referenced table.
    all: Vec<Loose>,
}

impl LooseReferences {
    /// All of them.
    pub fn all(&self) -> &[Loose] {
        &self.all
    }

    /// Those to one table.
    pub fn to(&self, table: TableId) -> &[Loose] {
        let start = self.all.partition_point(|loose| loose.referenced < table);
        let end = self.all.partition_point(|loose| loose.referenced <= table);
        self.all.get(start..end).unwrap_or_default()
    }
}

/// The loose references of `own`, which is one of the descriptions of its database.
pub fn loose_references(
    files: &Files,
    database: &[Description<'_>],
    own: Description<'_>,
) -> LooseReferences {
    let (config, modelled) = (&Config::default(), &FxHashSet::default());
    let subject = Subject { files, config, name: "", modelled, lock: None, descriptions: database.to_vec() };
    loose(&Scene::of(&subject, own, true))
}

/// The loose references of a description.
pub(super) fn loose(scene: &Scene<'_>) -> LooseReferences {
    let constrained = constrained(scene);
    let mut all = relation::without_key(scene, &constrained);
    let suspects = suspects(scene, &constrained, &all);
    // What names and types show, too, is no convention of the relations alone.
    let named: FxHashSet<ColumnId> = suspects.iter().flat_map(|one| one.columns.iter().copied()).collect();
    all.retain(|related| !related.columns.iter().any(|column| named.contains(column)));
    all.extend(suspects);
    elsewhere::add(scene, &mut all);
    relation::add_clients(scene, &mut all);
    for loose in &mut all {
        let table = scene.description.schema.walk_table(loose.table);
        if scene.doubts.naming(table.qualified_name(), None).is_some() {
            loose.standing = Standing::Doubtful;
        }
    }
    all.sort_by_key(|loose| loose.referenced);
    LooseReferences { all }
}

/// Columns that look like references. In a description without foreign keys nothing does.
fn suspects(scene: &Scene<'_>, constrained: &Constrained, related: &[Loose]) -> Vec<Loose> {
    let schema = scene.description.schema;
    let relations = evidence::relations(scene);
    if relations.is_empty() && schema.living_foreign_keys().next().is_none() {
        return Vec::new();
    }
    let related = related.iter().filter(|related| related.standing != Standing::Convention);
    let related: FxHashSet<ColumnId> = related.flat_map(|related| related.columns.iter().copied()).collect();
    let targets = naming::targets(schema);
    let siblings = evidence::siblings(schema);
    let mut suspects = Vec::new();
    let candidates =
        schema.living_tables().filter(|table| table.primary_key().is_some() && table.get().parent.is_none());
    for table in candidates {
        let known = constrained.get(&plain(table.name().name));
        for column in table.columns() {
            let name = plain(column.name());
            if known.is_some_and(|known| known.contains(&name))
                || relations.contains(&(table.id, column.name()))
                || related.contains(&column.id)
            {
                continue;
            }
            suspects.extend(suspect(&targets, &siblings, table, column));
        }
    }
    let name_of = |loose: &Loose| {
        let columns = loose.columns.iter();
        columns.map(|id| schema.walk_column(*id).name()).next().map(|name| (name, loose.referenced))
    };
    let mut counts: FxHashMap<(Name, TableId), usize> = FxHashMap::default();
    for suspect in suspects.iter().filter(|suspect| suspect.standing == Standing::Oversight) {
        let table = schema.walk_table(suspect.table);
        if scene.doubts.naming(table.qualified_name(), None).is_none() {
            name_of(suspect).into_iter().for_each(|name| *counts.entry(name).or_default() += 1);
        }
    }
    for suspect in suspects.iter_mut().filter(|suspect| suspect.standing == Standing::Oversight) {
        let count = name_of(suspect).and_then(|name| counts.get(&name).copied()).unwrap_or(0);
        if count >= CONVENTION {
            suspect.standing = Standing::Convention;
        }
    }
    suspects
}

/// The columns that have, or once had, a foreign key in any description of the database, by table; names in lower case.
type Constrained = FxHashMap<Name, FxHashSet<Name>>;

fn constrained(scene: &Scene<'_>) -> Constrained {
    let mut columns: Constrained = FxHashMap::default();
    for description in &scene.subject.descriptions {
        for fk in &description.schema.foreign_keys {
            let table = plain(description.schema.walk_table(fk.table).get().name);
            let names = fk.columns.iter().map(|id| plain(description.schema.walk_column(*id).name()));
            columns.entry(table).or_default().extend(names);
        }
    }
    columns
}

fn plain(name: Name) -> Name {
    name.to_lowercase()
}

fn suspect<'s>(
    targets: &FxHashMap<String, Vec<TableRef<'s>>>,
    siblings: &FxHashMap<(Name, TableId), TableRef<'s>>,
    table: TableRef<'s>,
    column: ColumnRef<'s>,
) -> Option<Loose> {
    let Guess { referenced, prefixed } = naming::guess(targets, table, column)?;
    let key = referenced.primary_key()?;
    let [identifier] = key.columns.as_slice() else { return None };
    let (left, right) = (column.data_type()?, column.schema.walk_column(*identifier).data_type()?);
    let modifiers = |text: &'static str| text.split('(').next().unwrap_or(text).trim_end();
    if !modifiers(left.name.as_str()).eq_ignore_ascii_case(modifiers(right.name.as_str())) {
        return None;
    }
    let sole_key = table.primary_key().is_some_and(|key| key.columns.as_slice() == [column.id]);
    if sole_key || referenced.id == table.id || naming::is_polymorphic(table, column) {
        return None;
    }
    let sibling = siblings.get(&(plain(column.name()), referenced.id)).copied();
    let evidence = match sibling {
        Some(sibling) => Evidence::Sibling(sibling.id),
        None => evidence::index(table, column, prefixed)?,
    };
    let standing = if naming::is_record(table.name().name) { Standing::Record } else { Standing::Oversight };
    let (columns, referenced) = (vec![column.id], referenced.id);
    let referenced_columns = Vec::new();
    Some(Loose { table: table.id, columns, referenced, referenced_columns, evidence, standing, client: None })
}
