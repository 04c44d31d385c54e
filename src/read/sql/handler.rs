//! `EXCEPTION WHEN duplicate_object THEN NULL`: what a handler swallows is skipped, not a failure.

use crate::ir::{Condition, Existing, Operation, OperationKind};

/// The operation with the failures tolerated that a handler swallows.
pub(super) fn tolerant(mut operation: Operation) -> Operation {
    let asks = match &mut operation.kind {
        OperationKind::CreateTable(table) => {
            table.existing = Existing::Skips;
            None
        }
        OperationKind::CreateIndex(index) => {
            index.existing = Existing::Skips;
            None
        }
        OperationKind::CreateView { existing, .. }
        | OperationKind::DropTable { existing, .. }
        | OperationKind::DropView { existing, .. }
        | OperationKind::RenameTable { existing, .. }
        | OperationKind::AddColumn { existing, .. }
        | OperationKind::DropColumn { existing, .. }
        | OperationKind::AddConstraint { existing, .. }
        | OperationKind::DropConstraint { existing, .. }
        | OperationKind::DropIndex { existing, .. } => {
            *existing = Existing::Skips;
            None
        }
        OperationKind::RenameColumn { table, from, .. } => Some(Condition::Column(*table, *from)),
        OperationKind::RenameConstraint { table, from, .. } => {
            Some(Condition::Constraint(Some(*table), *from))
        }
        OperationKind::AlterConstraint { table, name, .. }
        | OperationKind::ValidateConstraint { table, name } => {
            Some(Condition::Constraint(Some(*table), *name))
        }
        OperationKind::RenameIndex { from, .. } => Some(Condition::Index(from.name)),
        OperationKind::AlterColumn { table, column, .. } => Some(Condition::Column(*table, *column)),
        OperationKind::SetSchema { table, .. } => Some(Condition::Relation(*table)),
        OperationKind::Guarded { then, otherwise, .. } => {
            *then = std::mem::take(then).into_iter().map(tolerant).collect();
            *otherwise = std::mem::take(otherwise).into_iter().map(tolerant).collect();
            None
        }
        OperationKind::CreateSchema(_)
        | OperationKind::DropSchema { .. }
        | OperationKind::RenameSchema { .. }
        | OperationKind::SetSearchPath(_)
        | OperationKind::AttachPartition { .. }
        | OperationKind::DetachPartition { .. }
        | OperationKind::EnforceForeignKeys(_)
        | OperationKind::Relate(_)
        | OperationKind::NameConstraint { .. }
        | OperationKind::DropType { .. }
        | OperationKind::RenameType { .. }
        | OperationKind::KeepReferencedNames(_)
        | OperationKind::Transaction(_)
        | OperationKind::Inherit { .. }
        | OperationKind::Opaque(_) => None,
    };
    let Some(condition) = asks else { return operation };
    let span = operation.span;
    let kind = OperationKind::Guarded { condition, then: vec![operation], otherwise: Vec::new() };
    Operation { kind, span }
}
