//! Foreign keys that cannot do what they say, and references that are none.

mod blocked_cascade;
mod cascade_cycle;
mod dangling_reference;
mod duplicate_foreign_key;
mod ignored_reference;
mod not_unique_referenced;
mod orm_cascade_mismatch;
mod set_default_without_default;
mod set_null_on_not_null;
mod type_mismatch;
mod unconstrained_reference;
mod unindexed_foreign_key;

pub(super) use blocked_cascade::RULE as BLOCKED_CASCADE;
pub(super) use cascade_cycle::RULE as CASCADE_CYCLE;
pub(super) use dangling_reference::RULE as DANGLING_REFERENCE;
pub(super) use duplicate_foreign_key::RULE as DUPLICATE_FOREIGN_KEY;
pub(super) use ignored_reference::RULE as IGNORED_REFERENCE;
pub(super) use not_unique_referenced::RULE as NOT_UNIQUE_REFERENCED;
pub(super) use orm_cascade_mismatch::RULE as ORM_CASCADE_MISMATCH;
pub(super) use set_default_without_default::RULE as SET_DEFAULT_WITHOUT_DEFAULT;
pub(super) use set_null_on_not_null::RULE as SET_NULL_ON_NOT_NULL;
pub(super) use type_mismatch::RULE as TYPE_MISMATCH;
pub(super) use unconstrained_reference::RULE as UNCONSTRAINED_REFERENCE;
pub(super) use unindexed_foreign_key::RULE as UNINDEXED_FOREIGN_KEY;
