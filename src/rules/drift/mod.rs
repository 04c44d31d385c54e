//! Descriptions of one database that disagree.

mod action_mismatch;
mod dialect_mismatch;
mod missing_foreign_key;
mod name_mismatch;
mod nullability_mismatch;
mod referenced_mismatch;
mod stale_snapshot;
mod undeclared_foreign_key;

pub(super) use action_mismatch::RULE as ACTION_MISMATCH;
pub(super) use dialect_mismatch::RULE as DIALECT_MISMATCH;
pub(super) use missing_foreign_key::RULE as MISSING_FOREIGN_KEY;
pub(super) use name_mismatch::RULE as NAME_MISMATCH;
pub(super) use nullability_mismatch::RULE as NULLABILITY_MISMATCH;
pub(super) use referenced_mismatch::RULE as REFERENCED_MISMATCH;
pub(super) use stale_snapshot::RULE as STALE_SNAPSHOT;
pub(super) use undeclared_foreign_key::RULE as UNDECLARED_FOREIGN_KEY;
