//! Files that are too large to keep.

use super::memory::Memory;
use crate::discover::{Discovery, Disk};
use crate::ir::{Dialect, Problem};
use crate::read::sql;
use crate::text::{Span, Text};

/// Of a file that is too large to keep, keeps the statements that can touch the schema.
pub(super) fn skim(discovery: &mut Discovery, disk: &Disk, mut memory: Option<&mut Memory>) {
    let mut kept = Vec::new();
    for large in std::mem::take(&mut discovery.large) {
        let source = discovery.sources.iter().find(|source| source.files.contains(&large.file));
        let dialect = source.map_or(Dialect::POSTGRESQL, |source| source.dialect);
        let skim = || {
            let skimmed = disk.open(&large.path).and_then(|mut input| sql::skim::skim(&mut *input, dialect));
            skimmed.map(|skimmed| Text::excerpts(skimmed.len, skimmed.excerpts))
        };
        let remembered = memory.as_ref().and_then(|memory| memory.skimmed(&large.head, dialect));
        match remembered.map_or_else(skim, Ok) {
            Ok(text) => {
                kept.push((large.head, dialect, text.clone()));
                discovery.files.set_text(large.file, text);
            }
            Err(error) => {
                let span = Span::new(large.file, 0, 0);
                discovery.problems.push(Problem { span, why: format!("cannot be read: {error}").into() });
            }
        }
    }
    if let Some(memory) = &mut memory {
        memory.keep_skimmed(kept);
    }
}
