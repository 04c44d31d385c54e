//! What drizzle-kit believes: its last snapshot, held against the schema and what the migrations made.
//!
//! `drizzle-kit generate` never looks at the migrations or a database: it compares the schema with the snapshot. So which side the snapshot
//! takes decides whether a difference is ever written into a migration. A snapshot is not compared for itself where a schema is there: one
//! difference would be told two or three times.

use rustc_hash::FxHashMap;

use crate::ir::pair::{Pair, pair, same_action};
use crate::ir::{Engine, ForeignKeyId, ForeignKeyRef, Layout, OperationKind, TableId, TableRef};
use crate::text::Span;

use super::Description;
use super::findings::Finding;
use super::scene::Scene;
use super::words::{self, Event};

/// A snapshot beside a comparison of the schema with the migrations.
#[derive(Debug)]
pub(super) struct Belief<'a> {
    /// The snapshot.
    pub(super) scene: &'a Scene<'a>,
    /// For each foreign key of the schema the snapshot's.
    declared: FxHashMap<ForeignKeyId, ForeignKeyRef<'a>>,
    /// For each foreign key of the database the snapshot's.
    held: FxHashMap<ForeignKeyId, ForeignKeyRef<'a>>,
    /// For each table of the schema the snapshot's.
    tables: FxHashMap<TableId, TableRef<'a>>,
    /// For each table of the database the snapshot's.
    held_tables: FxHashMap<TableId, TableRef<'a>>,
    /// The foreign keys of the snapshot that neither the schema nor the database has.
    pub(super) alone: Vec<ForeignKeyRef<'a>>,
}

impl<'a> Belief<'a> {
    /// The snapshot as it stands to both sides.
    pub(super) fn of(left: &'a Scene<'a>, right: &'a Scene<'a>, scene: &'a Scene<'a>) -> Belief<'a> {
        let own = scene.description.schema;
        let (schema, database) = (pair(left.description.schema, own), pair(right.description.schema, own));
        let in_database: FxHashMap<ForeignKeyId, ()> =
            database.right_foreign_keys.iter().map(|fk| (fk.id, ())).collect();
        let alone = schema.right_foreign_keys.iter().filter(|fk| in_database.contains_key(&fk.id));
        Belief {
            scene,
            alone: alone.copied().collect(),
            declared: schema.foreign_keys.iter().map(|fks| (fks.left.id, fks.right)).collect(),
            held: database.foreign_keys.iter().map(|fks| (fks.left.id, fks.right)).collect(),
            tables: schema.tables.iter().map(|tables| (tables.left.id, tables.right)).collect(),
            held_tables: database.tables.iter().map(|tables| (tables.left.id, tables.right)).collect(),
        }
    }

    /// The snapshot's counterpart of a foreign key of the schema.
    pub(super) fn declared(&self, fk: ForeignKeyRef<'_>) -> Option<ForeignKeyRef<'a>> {
        self.declared.get(&fk.id).copied()
    }

    /// The snapshot's counterpart of a table of the schema.
    pub(super) fn table(&self, table: TableRef<'_>) -> Option<TableRef<'a>> {
        self.tables.get(&table.id).copied()
    }

    /// Says of an action that differs what `drizzle-kit generate` would do about it.
    pub(super) fn explain_action(
        &self,
        finding: Finding,
        fks: Pair<ForeignKeyRef<'_>>,
        event: Event,
    ) -> Finding {
        let Some(believed) = self.declared(fks.left) else { return finding };
        let takes_side_of = |fk: ForeignKeyRef<'_>| {
            let actions = Pair { left: event.action(fk).effective, right: event.action(believed).effective };
            same_action(fk.schema, believed.schema, actions)
        };
        let (declared, held) = (event.action(fks.left).effective, event.action(fks.right).effective);
        let stated = format!(
            "write `{}: \"{}\"` in the Drizzle schema",
            event.of("onDelete", "onUpdate"),
            held.sql().to_lowercase()
        );
        let clause = format!("{} {declared}", event.clause());
        let name =
            fks.right.get().name.map_or_else(|| "the foreign key".to_owned(), |name| format!("`{name}`"));
        let rebuilds = fks.right.schema.dialect.engine == Engine::Sqlite;
        if takes_side_of(fks.left) {
            let lost = rebuilds && event.action(fks.right).stated.is_none();
            let later = "and write the action into generated `ADD ... REFERENCES` before it is applied";
            let by_hand = if lost {
                format!("rebuild `{}` with {clause}, {later}", fks.right.table().name())
            } else if rebuilds {
                format!("rebuild `{}` with {clause}", fks.right.table().name())
            } else {
                format!("drop {name} and add it with {clause}")
            };
            let place = event.action(believed).stated.unwrap_or(believed.get().span);
            finding.related(place, SAME).help(format!(
                "If the database is right, {stated}; if not, write the migration by hand (`drizzle-kit generate --custom`): {by_hand}"
            ))
        } else if takes_side_of(fks.right) {
            let writes =
                if rebuilds { "rebuilds the table".to_owned() } else { format!("drops {name} and adds it") };
            finding.help(format!(
                "If the Drizzle schema is right, run `drizzle-kit generate`, whose migration {writes} with {clause}; if not, {stated}"
            ))
        } else {
            finding
        }
    }

    /// Says of a foreign key that only the schema has whether `drizzle-kit generate` would write it.
    pub(super) fn explain_missing(&self, finding: Finding, fk: ForeignKeyRef<'_>) -> Finding {
        let on = words::referencing(fk);
        match (self.declared(fk), self.table(fk.table())) {
            (Some(believed), _) => finding.related(believed.get().span, SAME).help(format!(
                "Write the migration that creates the foreign key on {on} by hand (`drizzle-kit generate --custom`), or remove it from the Drizzle schema"
            )),
            (None, Some(_)) => finding.help(format!(
                "Run `drizzle-kit generate`, whose migration creates the foreign key on {on}, or remove it from the Drizzle schema"
            )),
            // A table that the snapshot has under no name may be about to be renamed.
            (None, None) => finding,
        }
    }

    /// Says of a foreign key that only the database has whether `drizzle-kit generate` would drop it.
    pub(super) fn explain_undeclared(&self, finding: Finding, fk: ForeignKeyRef<'_>) -> Finding {
        let on = words::referencing(fk);
        match (self.held.get(&fk.id), self.held_tables.get(&fk.table().id)) {
            (Some(believed), _) => finding
                .related(believed.get().span, "drizzle-kit's snapshot has it: `drizzle-kit generate` will drop it")
                .help(format!(
                    "Declare the foreign key on {on} in the Drizzle schema, or let `drizzle-kit generate` write the migration that drops it"
                )),
            (None, known) => {
                let at = known.map_or_else(|| self.start(), |table| Some(table.get().name_span));
                let what = if known.is_some() { "it" } else { "the table" };
                let why = format!(
                    "drizzle-kit's snapshot does not have {what} either: `drizzle-kit generate` will not drop it"
                );
                let finding = at.into_iter().fold(finding, |finding, at| finding.related(at, why.clone()));
                finding
                    .help(format!(
                        "Declare the foreign key on {on} in the Drizzle schema, or drop it in a migration written by hand (`drizzle-kit generate --custom`)"
                    ))
            }
        }
    }

    /// The beginning of the snapshot.
    pub(super) fn start(&self) -> Option<Span> {
        self.scene.description.source.files.last().map(|file| Span::new(*file, 0, 1))
    }
}

const SAME: &str = "drizzle-kit's snapshot says so too: `drizzle-kit generate` sees nothing to do";

/// Whether drizzle-kit has lost an action: for SQLite it writes `ALTER TABLE ... ADD ... REFERENCES` without them (drizzle-kit 0.20 to 0.31,
/// `SQLiteAlterTableAddColumnConvertor`), while schema and snapshot keep them.
pub(super) fn lost_on_the_way(database: &Description<'_>, fk: ForeignKeyRef<'_>, event: Event) -> bool {
    let step = fk.get().provenance.created.step;
    let migration = database.migrations.get(step.migration as usize);
    let operation = migration.and_then(|migration| migration.operations.get(step.operation as usize));
    let adds = operation.is_some_and(|operation| matches!(operation.kind, OperationKind::AddColumn { .. }));
    adds && database.schema.dialect.engine == Engine::Sqlite
        && database.source.layout == Some(Layout::DrizzleKit)
        && event.action(fk).stated.is_none()
}
