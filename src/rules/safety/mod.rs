//! Migrations that do harm, and histories that do not lead where they should.
//!
//! What is wrong with a step (a lock, a way back that does not lead back) matters until it has been applied: such rules look at the newest
//! migration of a history only. What is still wrong at the end of a history is told wherever it was made.

mod blocking_constraint;
mod broken_history;
mod cascading_rebuild;
mod irreversible_action;
mod lost_action;
mod unvalidated_constraint;
mod validated_in_same_transaction;

pub(super) use blocking_constraint::RULE as BLOCKING_CONSTRAINT;
pub(super) use broken_history::RULE as BROKEN_HISTORY;
pub(super) use cascading_rebuild::RULE as CASCADING_REBUILD;
pub(super) use irreversible_action::RULE as IRREVERSIBLE_ACTION;
pub(super) use lost_action::RULE as LOST_ACTION;
pub(super) use unvalidated_constraint::RULE as UNVALIDATED_CONSTRAINT;
pub(super) use validated_in_same_transaction::RULE as VALIDATED_IN_SAME_TRANSACTION;

use crate::ir::{
    ColumnDefinition, ConstraintDefinition, ConstraintKind, ForeignKeyDefinition, ForeignKeyRef, Migration,
    Operation, OperationKind, Role, TableKind, TableRef,
};

use super::Description;
use super::scene::Scene;

/// The newest migration of a history with its index, the one that may not have been applied yet; none of a declaration, or if it is all
/// there is.
fn newest<'a>(description: &Description<'a>) -> Option<(u32, &'a Migration)> {
    let is_history = description.source.role == Role::History;
    let index = description.migrations.len().checked_sub(1).filter(|index| is_history && *index > 0)?;
    Some((u32::try_from(index).ok()?, description.migrations.get(index)?))
}

/// All operations, also those that depend on a condition.
fn flatten<'a>(operations: &'a [Operation], flat: &mut Vec<&'a Operation>) {
    for operation in operations {
        if let OperationKind::Guarded { condition: _, then, otherwise } = &operation.kind {
            flatten(then, flat);
            flatten(otherwise, flat);
        } else {
            flat.push(operation);
        }
    }
}

/// Whether a table may hold rows when a migration begins.
fn existed_before(table: TableRef<'_>, migration: u32) -> bool {
    let row = table.get();
    row.kind == TableKind::Assumed || row.provenance.created.step.migration < migration
}

/// How `ALTER TABLE` makes a foreign key.
#[derive(Clone, Copy, Debug)]
struct Addition<'a> {
    /// Its place among the flattened operations.
    index: usize,
    /// What it is.
    definition: &'a ForeignKeyDefinition,
    /// The column that is added with it.
    column: Option<&'a ColumnDefinition>,
}

/// The action of an `ALTER TABLE` that makes a foreign key; none for one of a CREATE TABLE.
fn addition<'a>(operations: &[&'a Operation], fk: ForeignKeyRef<'_>) -> Option<Addition<'a>> {
    let span = fk.get().span;
    let matching = |constraint: &'a ConstraintDefinition| match &constraint.kind {
        ConstraintKind::ForeignKey(definition) if constraint.span == span => Some(&**definition),
        ConstraintKind::ForeignKey(_)
        | ConstraintKind::PrimaryKey { .. }
        | ConstraintKind::Unique { .. }
        | ConstraintKind::Check { .. }
        | ConstraintKind::Exclude { .. } => None,
    };
    operations.iter().enumerate().find_map(|(index, operation)| {
        if let OperationKind::AddConstraint { constraint, .. } = &operation.kind {
            let definition = matching(constraint)?;
            return Some(Addition { index, definition, column: None });
        }
        if let OperationKind::AddColumn { column, .. } = &operation.kind {
            let definition = column.constraints.iter().find_map(matching)?;
            return Some(Addition { index, definition, column: Some(column) });
        }
        None
    })
}

/// Words of a comment by which tools are told not to open a transaction: goose, dbmate, sqlx, sql-migrate, Atlas, Liquibase.
const NO_TRANSACTION: [&str; 6] = [
    "no transaction",
    "transaction:false",
    "no-transaction",
    "notransaction",
    "txmode none",
    "runintransaction:false",
];

/// Whether a migration asks its tool not to run it in a transaction.
fn has_no_transaction(scene: &Scene<'_>, migration: &Migration) -> bool {
    let file = scene.subject.files.get(migration.file);
    let comments = file.text().lines().filter(|line| line.trim_start().starts_with("--"));
    file.path().contains(".autocommit.")
        || comments
            .map(str::to_ascii_lowercase)
            .any(|line| NO_TRANSACTION.iter().any(|words| line.contains(words)))
}
