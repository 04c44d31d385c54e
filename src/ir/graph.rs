//! Who references whom.

use super::{ForeignKeyId, ForeignKeyRef, Referenced, Schema, TableId};

/// The living foreign keys of a schema by the table that they reference. Partitions' copies are not among them.
#[derive(Debug)]
pub struct Referencing {
    /// Where the foreign keys of each table begin in `ids`; one longer than the tables.
    starts: Vec<usize>,
    ids: Vec<ForeignKeyId>,
}

impl Referencing {
    /// The foreign keys that point to a table, in order of creation.
    pub fn of<'s>(&self, schema: &'s Schema, table: TableId) -> impl Iterator<Item = ForeignKeyRef<'s>> {
        let index = table.0 as usize;
        let (start, end) = (self.starts.get(index).copied(), self.starts.get(index + 1).copied());
        let ids = start.zip(end).and_then(|(start, end)| self.ids.get(start..end)).unwrap_or_default();
        ids.iter().map(move |id| schema.walk_foreign_key(*id))
    }
}

/// Sorts the living foreign keys by what they reference; those that point to no table are left out.
pub fn referencing(schema: &Schema) -> Referencing {
    let mut starts = vec![0usize; schema.tables.len() + 1];
    let mut pairs: Vec<(TableId, ForeignKeyId)> = schema
        .living_foreign_keys()
        .filter_map(|fk| match fk.get().referenced {
            Referenced::Resolved(table) => Some((table, fk.id)),
            Referenced::Unresolved(_) => None,
        })
        .collect();
    pairs.sort_unstable();
    for (table, _) in &pairs {
        if let Some(start) = starts.get_mut(table.0 as usize + 1) {
            *start += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    Referencing { starts, ids: pairs.into_iter().map(|(_, id)| id).collect() }
}
