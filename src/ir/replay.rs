//! Operations to schema.

use super::{Dialect, Migration, Name, Schema};

/// Replays migrations.
pub fn replay(dialect: Dialect, search_path: &[Name], migrations: &[Migration]) -> Schema {
    let _ = migrations;
    Schema::new(dialect, search_path.first().copied().or_else(|| dialect.default_schema()))
}
