//! Who references whom.

use super::{ForeignKeyId, ForeignKeyRef, Referenced, Schema, TableId};

/// The living foreign keys of a schema by the table that they reference. Partitions' copies are not among them.
#[derive(Debug)]
pub struct Referencing {
    /// Where the foreign keys of each table begin in `ids`; one longer than the tables.
    starts: Vec<usize>,
    ids: Vec<ForeignKeyId>,
    /// Whether the foreign keys of each table lead back to it.
    circles: Vec<bool>,
}

impl Referencing {
    /// The foreign keys that point to a table, in order of creation.
    pub fn of<'s>(&self, schema: &'s Schema, table: TableId) -> impl Iterator<Item = ForeignKeyRef<'s>> {
        self.ids_of(table.0 as usize).iter().map(move |id| schema.walk_foreign_key(*id))
    }

    fn ids_of(&self, table: usize) -> &[ForeignKeyId] {
        let (start, end) = (self.starts.get(table).copied(), self.starts.get(table + 1).copied());
        start.zip(end).and_then(|(start, end)| self.ids.get(start..end)).unwrap_or_default()
    }

    /// Whether the foreign keys of a table lead back to it, directly or through other tables.
    pub fn leads_back(&self, table: TableId) -> bool {
        self.circles.get(table.0 as usize).copied().unwrap_or(false)
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
    let ids = pairs.into_iter().map(|(_, id)| id).collect();
    let mut referencing = Referencing { starts, ids, circles: Vec::new() };
    referencing.circles = circles(schema, &referencing);
    referencing
}

/// Which tables lie on a circle of foreign keys: Tarjan's strongly connected components, without recursion.
fn circles(schema: &Schema, referencing: &Referencing) -> Vec<bool> {
    let count = schema.tables.len();
    let mut circles = vec![false; count];
    // When a table was met, and the earliest open table that can be reached from it.
    let (mut met, mut lowest) = (vec![None; count], vec![0; count]);
    let (mut open, mut is_open, mut clock) = (Vec::new(), vec![false; count], 0);
    for root in 0..count {
        let mut path = if met[root].is_none() { vec![(root, 0)] } else { Vec::new() };
        while let Some((table, edge)) = path.last_mut() {
            let (table, next) = (*table, referencing.ids_of(*table).get(*edge));
            *edge += 1;
            if met[table].is_none() {
                (met[table], lowest[table], is_open[table]) = (Some(clock), clock, true);
                clock += 1;
                open.push(table);
            }
            if let Some(next) = next.map(|fk| schema.walk_foreign_key(*fk).get().table.0 as usize) {
                circles[table] |= next == table;
                match met[next] {
                    None => path.push((next, 0)),
                    Some(moment) if is_open[next] => lowest[table] = lowest[table].min(moment),
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            if let Some((above, _)) = path.last() {
                lowest[*above] = lowest[*above].min(lowest[table]);
            }
            if met[table] == Some(lowest[table]) {
                let start = open.iter().rposition(|other| *other == table).unwrap_or(0);
                let is_circle = open.len() - start > 1;
                for member in open.drain(start..) {
                    is_open[member] = false;
                    circles[member] |= is_circle;
                }
            }
        }
    }
    circles
}
