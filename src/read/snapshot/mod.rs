//! drizzle-kit's stored snapshots: `meta/0000_snapshot.json` of every version, and `snapshot.json` of the folder form.
//!
//! [`json`] keeps the places, [`gather`] finds each table's parts in either form of the file, [`table`] makes operations of them. Names are
//! those that the engine then has: cut where it cuts them, and none for SQLite's constraints.
//! Source: the serializer's schemas in drizzle-kit 0.20 to 0.31 (`pgSchema.ts`, `mysqlSchema.ts`, `sqliteSchema.ts`, `singlestoreSchema.ts`)
//! and `createDDL` of each dialect in 1.0.0-rc.

mod gather;
mod json;
mod table;
#[cfg(test)]
mod tests;

use crate::ir::{Counts, Dialect, Name, Opaque, Operation, OperationKind, Problem};
use crate::text::{FileId, Files, Span};

use gather::Gathered;
use json::Node;
use table::Surroundings;

/// What a snapshot says.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// The operations that make its schema.
    pub(super) operations: Vec<Operation>,
    /// What was not understood.
    pub(super) problems: Vec<Problem>,
    /// How much was read.
    pub(super) counts: Counts,
}

/// Reads one snapshot.
pub(super) fn parse(files: &Files, file: FileId, dialect: Dialect, default_schema: Option<Name>) -> Parsed {
    let text = files.get(file).text();
    if text.len() != files.get(file).len() as usize {
        return lost(Span::new(file, 0, 0), "the snapshot is too large to be read".to_owned());
    }
    let root = match json::read(text) {
        Ok(root) => root,
        Err(trouble) => {
            let end = text.len().min(trouble.at + 1);
            let why = format!("the snapshot is not JSON: {}", trouble.why);
            return lost(Span::new(file, trouble.at.min(end), end), why);
        }
    };
    let Some(gathered) = Gathered::of(&root) else {
        let start = root.start;
        let why = "the snapshot has neither `tables` nor `ddl`: its form is not known".to_owned();
        return lost(Span::new(file, start, start + 1), why);
    };
    let mut parsed = Parsed::default();
    let mut surroundings = Surroundings { file, dialect, default_schema, problems: &mut parsed.problems };
    if let Some(version) = unknown_version(&root, gathered.is_list) {
        let stated = version.text().unwrap_or_default();
        let why = format!(
            "version `{stated}` of drizzle-kit's snapshots is not known; read as the newest of its form"
        );
        surroundings.problem(version, why);
    }
    surroundings.write(&gathered, &mut parsed.operations);
    parsed.counts = Counts { read: gathered.tables.len(), irrelevant: 0, unread: parsed.problems.len() };
    parsed
}

/// A file of which nothing is known: whatever a table has or lacks, it may be because of this.
fn lost(span: Span, why: String) -> Parsed {
    let opaque = Opaque { touches: Vec::new(), why: Name::new(&why) };
    Parsed {
        operations: vec![Operation { kind: OperationKind::Opaque(opaque), span }],
        problems: vec![Problem { span, why: why.into() }],
        counts: Counts { read: 0, irrelevant: 0, unread: 1 },
    }
}

/// The version, if no drizzle-kit is known that writes it. Versions count for each dialect by itself.
fn unknown_version<'n, 't>(root: &'n Node<'t>, is_list: bool) -> Option<&'n Node<'t>> {
    let version = root.get("version")?;
    let dialect = root.get("dialect").and_then(Node::text).unwrap_or_default();
    let known: &[&str] = match (dialect, is_list) {
        ("pg" | "postgresql" | "", false) => &["3", "4", "5", "6", "7"],
        ("mysql", false) => &["3", "4", "5"],
        ("sqlite" | "turso", false) => &["3", "4", "5", "6"],
        ("singlestore" | "gel", false) => &["1"],
        (
            "postgres" | "postgresql" | "cockroach" | "mysql" | "sqlite" | "turso" | "singlestore" | "mssql",
            true,
        ) => &["1", "2", "6", "7", "8", "9"],
        (_, _) => &[],
    };
    let is_known = version.text().is_some_and(|stated| known.contains(&stated));
    (!is_known).then_some(version)
}
