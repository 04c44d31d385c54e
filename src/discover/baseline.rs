//! Schema files that a history builds on. Such a file is the history's first step, not a second description of its end.

use rustc_hash::FxHashSet;

use crate::ir::{
    ConstraintKind, Dialect, Existing, Migration, Name, Operation, OperationKind, Role, Source, SourceId,
    SourceKind, TableName,
};

use super::draft::{is_below, parent};
use super::package::Grouping;

/// Pairs of a history and the schema file it builds on, given the operations of each source (empty for those that are not SQL).
///
/// A schema file is a baseline if it lies beside the history or above it in the same package, and makes tables which the history alters or
/// references and never makes itself. A file that mirrors the history's end is none: it makes all that the history makes.
/// Each history has at most one, the one that makes most of what is missing.
pub fn baseline_of(
    sources: &[Source],
    migrations: &[&[Migration]],
    grouping: &Grouping,
) -> Vec<(SourceId, SourceId)> {
    let ids = (0..).map(SourceId);
    let read: Vec<(SourceId, &Source, Tables)> = ids
        .zip(sources)
        .zip(migrations)
        .filter(|((_, source), _)| matches!(source.kind, SourceKind::SqlMigrations | SourceKind::SqlSchema))
        .map(|((id, source), migrations)| (id, source, Tables::of(source.dialect, migrations)))
        .collect();
    let mut pairs = Vec::new();
    let mut taken: FxHashSet<SourceId> = FxHashSet::default();
    for (history, source, tables) in read.iter().filter(|(_, source, _)| source.role == Role::History) {
        let missing: FxHashSet<Name> = tables.needed.difference(&tables.made).copied().collect();
        let candidates = read.iter().filter(|(id, schema, made)| {
            schema.kind == SourceKind::SqlSchema
                && !taken.contains(id)
                && same_family(source.dialect, schema.dialect)
                && is_beside(schema, source, grouping)
                && !is_mirror(&made.made, tables, &missing)
        });
        let covered = |made: &Tables| made.made.iter().filter(|name| missing.contains(*name)).count();
        let scored = candidates.map(|(id, _, made)| (covered(made), std::cmp::Reverse(*id)));
        if let Some((_, id)) = scored.filter(|(count, _)| *count > 0).max() {
            taken.insert(id.0);
            pairs.push((*history, id.0));
        }
    }
    pairs
}

/// Puts a schema file before the files of the history that builds on it. The caller does the same with what was read, and removes the source.
pub fn adopt(history: &mut Source, schema: &Source) {
    history.files.splice(0..0, schema.files.iter().copied());
    history.down.splice(0..0, schema.files.iter().map(|_| None));
    history.baseline += schema.files.len();
}

/// Whether two engines read each other's SQL.
pub(super) fn same_family(left: Dialect, right: Dialect) -> bool {
    left.engine == right.engine
        || left.is_postgres_like() && right.is_postgres_like()
        || left.is_mysql_like() && right.is_mysql_like()
}

/// Whether the schema file lies in the history's folder or beside or above it, within one package.
fn is_beside(schema: &Source, history: &Source, grouping: &Grouping) -> bool {
    let folder = parent(&schema.path);
    let near = is_below(&history.path, folder) || is_below(&history.path, parent(folder));
    let inside = is_below(&schema.path, &history.path) || history.path == ".";
    (near || inside) && grouping.package_of(&schema.path) == grouping.package_of(&history.path)
}

/// Whether a schema file that makes some missing tables is still the description of the history's end: it makes all that the history makes
/// and keeps, and more of that than of what is missing (tables of migrations that are programs).
fn is_mirror(made: &FxHashSet<Name>, history: &Tables, missing: &FxHashSet<Name>) -> bool {
    let added = made.iter().filter(|name| missing.contains(*name)).count();
    !history.kept.is_empty() && history.kept.is_subset(made) && history.kept.len() > added
}

/// What a list of migrations says about tables, by bare name.
#[derive(Default)]
struct Tables {
    /// Made at any time.
    made: FxHashSet<Name>,
    /// Made and not dropped.
    kept: FxHashSet<Name>,
    /// Altered or referenced before they were made.
    needed: FxHashSet<Name>,
}

impl Tables {
    fn of(dialect: Dialect, migrations: &[Migration]) -> Tables {
        let mut tables = Tables::default();
        for operation in migrations.iter().flat_map(|migration| migration.operations.iter()) {
            tables.add(dialect, operation);
        }
        tables
    }

    fn make(&mut self, dialect: Dialect, name: TableName) {
        self.made.insert(dialect.key(name.name));
        self.kept.insert(dialect.key(name.name));
    }

    fn need(&mut self, dialect: Dialect, name: TableName) {
        let name = dialect.key(name.name);
        if !self.made.contains(&name) {
            self.needed.insert(name);
        }
    }

    fn add(&mut self, dialect: Dialect, operation: &Operation) {
        match &operation.kind {
            OperationKind::CreateTable(create) => {
                self.make(dialect, create.name);
                let columns = create.columns.iter().flat_map(|column| &column.constraints);
                for constraint in columns.chain(&create.constraints) {
                    self.need_referenced(dialect, &constraint.kind);
                }
            }
            OperationKind::RenameTable { table, to, existing } => {
                if *existing == Existing::Fails {
                    self.need(dialect, *table);
                }
                self.kept.remove(&dialect.key(table.name));
                self.make(dialect, *to);
            }
            OperationKind::DropTable { table, existing, .. } => {
                if *existing == Existing::Fails {
                    self.need(dialect, *table);
                }
                self.kept.remove(&dialect.key(table.name));
            }
            OperationKind::AddColumn { table, column, .. } => {
                self.need(dialect, *table);
                for constraint in &column.constraints {
                    self.need_referenced(dialect, &constraint.kind);
                }
            }
            OperationKind::AddConstraint { table, constraint, .. } => {
                self.need(dialect, *table);
                self.need_referenced(dialect, &constraint.kind);
            }
            OperationKind::SetSchema { table, .. }
            | OperationKind::DropColumn { table, .. }
            | OperationKind::RenameColumn { table, .. }
            | OperationKind::AlterColumn { table, .. }
            | OperationKind::DropConstraint { table, .. }
            | OperationKind::RenameConstraint { table, .. }
            | OperationKind::NameConstraint { table, .. }
            | OperationKind::AlterConstraint { table, .. }
            | OperationKind::ValidateConstraint { table, .. } => self.need(dialect, *table),
            OperationKind::CreateIndex(index) => self.need(dialect, index.table),
            OperationKind::Guarded { then, otherwise, .. } => {
                then.iter().chain(otherwise).for_each(|inner| self.add(dialect, inner));
            }
            OperationKind::CreateView { name, .. } => self.make(dialect, *name),
            OperationKind::CreateSchema(_)
            | OperationKind::DropSchema { .. }
            | OperationKind::RenameSchema { .. }
            | OperationKind::SetSearchPath(_)
            | OperationKind::DropView { .. }
            | OperationKind::DropIndex { .. }
            | OperationKind::RenameIndex { .. }
            | OperationKind::AttachPartition { .. }
            | OperationKind::DetachPartition { .. }
            | OperationKind::EnforceForeignKeys(_)
            | OperationKind::Relate(_)
            | OperationKind::DropType { .. }
            | OperationKind::RenameType { .. }
            | OperationKind::KeepReferencedNames(_)
            | OperationKind::Transaction(_)
            | OperationKind::Inherit { .. }
            | OperationKind::Opaque(_) => {}
        }
    }

    fn need_referenced(&mut self, dialect: Dialect, constraint: &ConstraintKind) {
        match constraint {
            ConstraintKind::ForeignKey(fk) => self.need(dialect, fk.referenced),
            ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Check { .. }
            | ConstraintKind::Exclude { .. } => {}
        }
    }
}
