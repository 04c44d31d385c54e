//! Operations to schema: what a database holds after a history.
//!
//! Invariants: replaying never fails: what cannot be done as written becomes a [`Problem`] at its place, and the most sensible thing is done
//! instead. Nothing is forgotten: what was dropped stays with its life span. No statement walks over the whole schema, apart from a few that
//! mean the whole of it (`DROP SCHEMA`, `ALTER SCHEMA`). Ids are made here only, so indexing by id cannot miss.

mod backing;
mod column;
mod constraint;
mod create;
mod drop;
mod foreign_key;
mod guard;
mod index;
mod like;
mod lookup;
mod partition;
mod reference;
mod rename;
#[cfg(test)]
mod tests;
mod types;

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    ColumnId, Condition, Dialect, ForeignKeyId, IndexId, KeyId, Migration, Name, Operation, OperationKind,
    Origin, Problem, Provenance, Schema, Span, Step, Table, TableId, TableKind, TableName,
};

/// Replays migrations in order. `search_path` is that of every session before its first statement; empty for the engine's default. Each
/// migration is a session of its own.
pub fn replay(dialect: Dialect, search_path: &[Name], migrations: &[Migration]) -> Schema {
    let mut replay = Replay::new(dialect, search_path);
    for (index, migration) in migrations.iter().enumerate() {
        replay.migrate(count(index), migration);
    }
    replay.finish()
}

/// The schema so far, with what only the replay needs to know about it.
///
/// For a reader whose migrations are programs that ask what is there: [`Replay::apply_next`] applies one operation at a time.
#[derive(Debug)]
pub struct Replay {
    schema: Schema,
    /// The search_path with which each session starts.
    given_path: Vec<Name>,
    /// The search_path now.
    path: Vec<Name>,
    /// Whether somebody said what the search_path is; else an unqualified name may mean a table of any schema.
    path_is_stated: bool,
    /// The moment.
    step: Step,
    /// How deep the current operation is nested in conditions.
    depth: usize,
    /// Schemas that were created.
    schemas: FxHashSet<Name>,
    /// Living tables by bare name, folded.
    bare: FxHashMap<Name, Vec<TableId>>,
    /// For each table its dependents; as long as `schema.tables`.
    links: Vec<Links>,
    /// How many living constraints have a name, by schema.
    constraint_names: FxHashMap<TableName, u32>,
    /// Living indexes by schema and name, those of constraints included. Of several with one name (CockroachDB) the youngest.
    index_names: FxHashMap<TableName, UniqueId>,
    /// Foreign keys that point to no table, by the bare name they mean, folded.
    waiting: FxHashMap<Name, Vec<ForeignKeyId>>,
    /// Those among them whose clause did not state a schema.
    loose: FxHashSet<ForeignKeyId>,
    /// Columns that exist only because a statement named them.
    demanded: FxHashSet<ColumnId>,
    /// Foreign keys from an inline clause, for libSQL, where redefining a column replaces them.
    inline: FxHashSet<ForeignKeyId>,
    /// SQLite: whether foreign keys act now, and whether renaming a table leaves them as they are written.
    enforces: bool,
    keeps_names: bool,
    /// Indexes that InnoDB made for foreign keys.
    generated: FxHashSet<IndexId>,
    /// Tables of the current session.
    temporary: Vec<TableId>,
}

/// What depends on a table.
#[derive(Default, Debug)]
struct Links {
    /// Foreign keys that point to it; dropped ones may be among them.
    referencing: Vec<ForeignKeyId>,
    /// Partitions and inheriting tables; dropped ones may be among them.
    children: Vec<TableId>,
}

/// Something that can make columns unique: an index or a constraint with one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum UniqueId {
    Index(IndexId),
    Key(KeyId),
}

impl Replay {
    /// Nothing replayed yet; `search_path` as for [`replay`].
    pub fn new(dialect: Dialect, search_path: &[Name]) -> Replay {
        let default_schema = search_path.first().copied().or_else(|| dialect.default_schema());
        Replay {
            schema: Schema::new(dialect, default_schema),
            given_path: search_path.to_vec(),
            path: search_path.to_vec(),
            path_is_stated: !search_path.is_empty(),
            step: Step { migration: 0, operation: 0 },
            depth: 0,
            schemas: FxHashSet::default(),
            bare: FxHashMap::default(),
            links: Vec::new(),
            constraint_names: FxHashMap::default(),
            index_names: FxHashMap::default(),
            waiting: FxHashMap::default(),
            loose: FxHashSet::default(),
            demanded: FxHashSet::default(),
            inline: FxHashSet::default(),
            enforces: false,
            keeps_names: false,
            generated: FxHashSet::default(),
            temporary: Vec::new(),
        }
    }

    /// What the operations so far have made.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Begins a migration: a session of its own.
    pub fn begin(&mut self, migration: u32) {
        self.set_search_path(&[]);
        self.enforces = false;
        self.keeps_names = false;
        self.step = Step { migration, operation: 0 };
    }

    /// The answer to a question about the schema so far; `None` where it depends on what no file tells.
    pub fn ask(&self, condition: &Condition) -> Option<bool> {
        self.answer(condition, 0)
    }

    /// Applies one more operation of the current migration.
    pub fn apply_next(&mut self, operation: &Operation) {
        self.apply(operation);
        self.step.operation += 1;
    }

    fn migrate(&mut self, migration: u32, contents: &Migration) {
        self.begin(migration);
        contents.operations.iter().for_each(|operation| self.apply_next(operation));
        for table in std::mem::take(&mut self.temporary) {
            if self.table(table).provenance.dropped.is_none() {
                self.unregister_table(table);
            }
        }
    }

    fn apply(&mut self, operation: &Operation) {
        let span = operation.span;
        match &operation.kind {
            OperationKind::CreateSchema(name) => {
                self.schemas.insert(self.dialect().key(*name));
            }
            OperationKind::DropSchema { name, cascade: _ } => self.drop_schema(*name, span),
            OperationKind::RenameSchema { from, to } => self.rename_schema(*from, *to, span),
            OperationKind::SetSearchPath(path) => self.set_search_path(path),
            OperationKind::CreateTable(create) => self.create_table(create, span),
            OperationKind::CreateView { name, existing } => self.create_view(*name, *existing, span),
            OperationKind::DropTable { table, existing, cascade: _ } => {
                self.drop_named_table(*table, *existing, span);
            }
            OperationKind::DropView { name, existing: _ } => self.drop_view(*name, span),
            OperationKind::RenameTable { table, to, existing } => {
                self.rename_table(*table, *to, *existing, span);
            }
            OperationKind::SetSchema { table, schema } => self.set_schema(*table, *schema, span),
            OperationKind::CreateIndex(index) => {
                if let Some(table) = self.find_or_assume(index.table, span) {
                    self.create_index(table, index);
                }
            }
            OperationKind::DropIndex { table, name, existing, cascade: _ } => {
                self.drop_named_index(*table, *name, *existing, span);
            }
            OperationKind::RenameIndex { table, from, to } => self.rename_index(*table, *from, *to, span),
            OperationKind::AttachPartition { parent, partition } => self.attach(*parent, *partition, span),
            OperationKind::DetachPartition { parent: _, partition } => self.detach(*partition, span),
            OperationKind::Inherit { table, parent } => self.begin_to_inherit(*table, *parent, span),
            OperationKind::DropType { name, cascade } => self.drop_type(*name, *cascade, span),
            OperationKind::RenameType { from, to } => self.rename_type(*from, *to),
            OperationKind::Guarded { condition, then, otherwise } => {
                self.apply_guarded(condition, then, otherwise, span);
            }
            OperationKind::EnforceForeignKeys(enforced) => self.enforces = *enforced,
            OperationKind::KeepReferencedNames(kept) => self.keeps_names = *kept,
            OperationKind::Transaction(_) => {}
            OperationKind::Relate(relationship) => self.schema.relationships.push((**relationship).clone()),
            OperationKind::Opaque(opaque) => self.apply_opaque(opaque, span),
            OperationKind::AddColumn { .. }
            | OperationKind::DropColumn { .. }
            | OperationKind::RenameColumn { .. }
            | OperationKind::AlterColumn { .. }
            | OperationKind::AddConstraint { .. }
            | OperationKind::DropConstraint { .. }
            | OperationKind::RenameConstraint { .. }
            | OperationKind::NameConstraint { .. }
            | OperationKind::AlterConstraint { .. }
            | OperationKind::ValidateConstraint { .. } => self.alter_table(&operation.kind, span),
        }
    }

    /// The actions of `ALTER TABLE`, which make the table where nobody created it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other half of the match in `apply`")]
    fn alter_table(&mut self, kind: &OperationKind, span: Span) {
        match kind {
            OperationKind::AddColumn { table, column, existing } => {
                self.with_table(*table, span, |this, id| this.add_column(id, column, *existing, span));
            }
            OperationKind::DropColumn { table, column, existing, cascade: _ } => {
                self.with_table(*table, span, |this, id| {
                    this.drop_named_column(id, *column, *existing, span)
                });
            }
            OperationKind::RenameColumn { table, from, to } => {
                self.with_table(*table, span, |this, id| this.rename_column(id, *from, *to, span));
            }
            OperationKind::AlterColumn { table, column, change } => {
                self.with_table(*table, span, |this, id| this.alter_column(id, *column, change, span));
            }
            OperationKind::AddConstraint { table, constraint, existing } => {
                self.with_table(*table, span, |this, id| this.alter_add(id, constraint, *existing));
            }
            OperationKind::DropConstraint { table, name, existing, cascade: _ } => {
                self.drop_named_constraint(*table, *name, *existing, span);
            }
            OperationKind::RenameConstraint { table, from, to } => {
                self.with_table(*table, span, |this, id| this.rename_constraint(id, *from, *to, span));
            }
            OperationKind::NameConstraint { table, foreign, columns, name } => {
                self.with_table(*table, span, |this, id| {
                    this.name_constraint(id, *foreign, columns, *name, span)
                });
            }
            OperationKind::AlterConstraint { table, name, deferrability, enforced } => {
                self.with_table(*table, span, |this, id| {
                    this.alter_constraint(id, *name, *deferrability, *enforced, span);
                });
            }
            OperationKind::ValidateConstraint { table, name } => {
                self.with_table(*table, span, |this, id| this.validate_constraint(id, *name, span));
            }
            _ => {}
        }
    }

    fn with_table(&mut self, name: TableName, span: Span, act: impl FnOnce(&mut Replay, TableId)) {
        if let Some(table) = self.find_or_assume(name, span) {
            act(self, table);
        }
    }

    fn set_search_path(&mut self, path: &[Name]) {
        let real = path.iter().copied().filter(|name| !matches!(name.as_str(), "$user" | "pg_catalog"));
        self.path.clear();
        self.path.extend(real);
        self.path_is_stated = !self.path.is_empty();
        if self.path.is_empty() {
            self.path.extend(&self.given_path);
            self.path_is_stated = !self.given_path.is_empty();
        }
    }

    fn dialect(&self) -> Dialect {
        self.schema.dialect
    }

    fn origin(&self, span: Span) -> Origin {
        Origin { step: self.step, span }
    }

    fn born(&self, span: Span) -> Provenance {
        Provenance { created: self.origin(span), changed: None, dropped: None }
    }

    fn problem(&mut self, span: Span, why: impl Into<Cow<'static, str>>) {
        self.schema.problems.push(Problem { span, why: why.into() });
    }

    fn table(&self, id: TableId) -> &Table {
        &self.schema.tables[id.0 as usize]
    }

    fn table_mut(&mut self, id: TableId) -> &mut Table {
        &mut self.schema.tables[id.0 as usize]
    }

    /// Whether what is missing in the table may be there all the same.
    fn is_vague(&self, id: TableId) -> bool {
        let table = self.table(id);
        table.uncertain.is_some() || table.kind == TableKind::Assumed
    }
}

/// An index as it is stored in ids.
fn count(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
