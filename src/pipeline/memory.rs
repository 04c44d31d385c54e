//! What the last analysis of a project that stays open came to.
//!
//! Invariant: a schema depends on nothing but the engine, the search_path and the operations; operations are known by the one list that holds
//! them, a large file by the one text that holds its beginning. What the last analysis did not need is forgotten.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ir::{Dialect, Migration, Name, Operation, Schema, Source, SourceKind};
use crate::read::{self, Readout};
use crate::text::Text;

/// What the last analysis came to.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// What was read.
    pub(super) read: read::Memory,
    /// Of large files the statements that matter, by their beginning and engine.
    skimmed: Vec<(Text, Dialect, Text)>,
    /// What sources make, by path.
    replayed: BTreeMap<(String, SourceKind), Replayed>,
}

#[derive(Debug)]
struct Replayed {
    dialect: Dialect,
    search_path: Vec<Name>,
    operations: Vec<Arc<Vec<Operation>>>,
    schema: Arc<Schema>,
}

impl Replayed {
    fn is(&self, source: &Source, migrations: &[Migration]) -> bool {
        let mut both = self.operations.iter().zip(migrations);
        self.dialect == source.dialect
            && self.search_path == source.search_path
            && self.operations.len() == migrations.len()
            && both.all(|(known, migration)| Arc::ptr_eq(known, &migration.operations))
    }
}

impl Memory {
    /// What a source makes, if it would apply the same operations.
    pub(super) fn schema(&self, source: &Source, migrations: &[Migration]) -> Option<Arc<Schema>> {
        let known = self.replayed.get(&(source.path.clone(), source.kind))?;
        known.is(source, migrations).then(|| Arc::clone(&known.schema))
    }

    /// Keeps what these sources make, and forgets all others.
    pub(super) fn keep_schemas<'s>(
        &mut self,
        sources: impl Iterator<Item = ((&'s Source, &'s Readout), &'s Arc<Schema>)>,
    ) {
        let mut before = std::mem::take(&mut self.replayed);
        for ((source, Readout { migrations, .. }), schema) in sources {
            let key = (source.path.clone(), source.kind);
            let known = before.remove(&key).filter(|known| Arc::ptr_eq(&known.schema, schema));
            let replayed = known.unwrap_or_else(|| Replayed {
                dialect: source.dialect,
                search_path: source.search_path.clone(),
                operations: migrations.iter().map(|migration| Arc::clone(&migration.operations)).collect(),
                schema: Arc::clone(schema),
            });
            self.replayed.insert(key, replayed);
        }
    }

    /// What was kept of a large file.
    pub(super) fn skimmed(&self, head: &Text, dialect: Dialect) -> Option<Text> {
        let mut known = self.skimmed.iter();
        known.find(|(known, of, _)| known.is(head) && *of == dialect).map(|(.., text)| text.clone())
    }

    /// Keeps what was kept of these large files, and forgets all others.
    pub(super) fn keep_skimmed(&mut self, skimmed: Vec<(Text, Dialect, Text)>) {
        self.skimmed = skimmed;
    }
}
