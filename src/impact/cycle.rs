//! Circles of ON DELETE CASCADE: tables of which any row that goes may take rows of all the others along.
//!
//! The circles are found by Tarjan's algorithm without recursion, in a time that grows with the number of foreign keys; histories with
//! thousands of tables in a row are met.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::graph::{Referencing, referencing};
use crate::ir::{ForeignKeyId, ForeignKeyRef, Schema, TableId};

/// How many foreign keys may be looked at to find the shortest circle of one component; a circle through its first table does after that.
const LOOKED_AT: usize = 1 << 16;

/// For every group of two or more tables that reach each other by ON DELETE CASCADE, a shortest circle: each foreign key belongs to the table
/// whose rows go when rows of the table before go. A table's references to itself are no circle. Foreign keys that are not enforced do nothing.
pub fn cascade_cycles(schema: &Schema) -> Vec<Vec<ForeignKeyId>> {
    let graph = Cascades { schema, referencing: referencing(schema) };
    let mut cycles: Vec<Vec<ForeignKeyId>> =
        graph.components().into_iter().filter_map(|component| graph.shortest(&component)).collect();
    cycles.sort_unstable();
    cycles
}

struct Cascades<'s> {
    schema: &'s Schema,
    referencing: Referencing,
}

impl<'s> Cascades<'s> {
    /// The cascades that take rows of other tables along when rows of a table go.
    fn of(&self, table: TableId) -> impl Iterator<Item = ForeignKeyRef<'s>> {
        self.referencing.of(self.schema, table).filter(move |fk| fk.cascades() && fk.get().table != table)
    }

    /// The strongly connected components of two or more tables.
    fn components(&self) -> Vec<Vec<TableId>> {
        let mut search = Search::default();
        for fk in self.schema.living_foreign_keys() {
            search.from(self, fk.get().table);
        }
        search.components
    }

    /// A shortest circle within a component.
    fn shortest(&self, component: &[TableId]) -> Option<Vec<ForeignKeyId>> {
        let members: FxHashSet<TableId> = component.iter().copied().collect();
        let mut looked_at = 0;
        let mut best: Option<Vec<ForeignKeyId>> = None;
        for start in component {
            if looked_at > LOOKED_AT || best.as_ref().is_some_and(|cycle| cycle.len() == 2) {
                break;
            }
            let found = self.cycle_through(*start, &members, &mut looked_at);
            if let Some(found) = found
                && best.as_ref().is_none_or(|cycle| found.len() < cycle.len())
            {
                best = Some(found);
            }
        }
        best
    }

    /// A shortest circle that begins and ends at a table.
    fn cycle_through(
        &self,
        start: TableId,
        members: &FxHashSet<TableId>,
        looked_at: &mut usize,
    ) -> Option<Vec<ForeignKeyId>> {
        let mut reached_by: FxHashMap<TableId, ForeignKeyRef<'s>> = FxHashMap::default();
        let mut waiting = VecDeque::from([start]);
        while let Some(table) = waiting.pop_front() {
            for fk in self.of(table) {
                *looked_at += 1;
                let next = fk.get().table;
                if !members.contains(&next) || reached_by.contains_key(&next) {
                    continue;
                }
                reached_by.insert(next, fk);
                if next == start {
                    return Some(way_back(start, &reached_by));
                }
                waiting.push_back(next);
            }
        }
        None
    }
}

/// The foreign keys from a table round to itself.
fn way_back(start: TableId, reached_by: &FxHashMap<TableId, ForeignKeyRef<'_>>) -> Vec<ForeignKeyId> {
    let mut cycle = Vec::new();
    let mut table = start;
    while let Some(fk) = reached_by.get(&table) {
        cycle.push(fk.id);
        let Some(cause) = fk.referenced_table().filter(|cause| cause.id != start) else { break };
        table = cause.id;
    }
    cycle.reverse();
    cycle
}

/// Tarjan's search, with a stack of its own instead of the program's.
#[derive(Default)]
struct Search {
    /// The number at which a table was met, and the lowest number it reaches.
    met: FxHashMap<TableId, (usize, usize)>,
    /// The tables whose component is not complete.
    open: Vec<TableId>,
    is_open: FxHashSet<TableId>,
    components: Vec<Vec<TableId>>,
}

impl Search {
    fn from(&mut self, graph: &Cascades<'_>, start: TableId) {
        if self.met.contains_key(&start) {
            return;
        }
        let mut path = vec![(start, self.meet(graph, start))];
        while let Some((table, next)) = path.last_mut() {
            let table = *table;
            match next.pop() {
                Some(next) if !self.met.contains_key(&next) => {
                    let below = self.meet(graph, next);
                    path.push((next, below));
                }
                Some(next) if self.is_open.contains(&next) => self.reach(table, next),
                Some(_) => {}
                None => {
                    path.pop();
                    if let Some((above, _)) = path.last() {
                        self.reach(*above, table);
                    }
                    self.close(table);
                }
            }
        }
    }

    fn meet(&mut self, graph: &Cascades<'_>, table: TableId) -> Vec<TableId> {
        let number = self.met.len();
        self.met.insert(table, (number, number));
        self.open.push(table);
        self.is_open.insert(table);
        graph.of(table).map(|fk| fk.get().table).collect()
    }

    /// What one table reaches, the one before it reaches, too.
    fn reach(&mut self, table: TableId, next: TableId) {
        let lowest = self.met.get(&next).map_or(usize::MAX, |(_, lowest)| *lowest);
        if let Some((_, own)) = self.met.get_mut(&table) {
            *own = lowest.min(*own);
        }
    }

    /// Takes the component of a table from the stack if the table was the first of it to be met.
    fn close(&mut self, table: TableId) {
        if self.met.get(&table).is_none_or(|(number, lowest)| number != lowest) {
            return;
        }
        let start = self.open.iter().rposition(|open| *open == table).unwrap_or(self.open.len());
        let mut component = self.open.split_off(start);
        component.iter().for_each(|table| {
            self.is_open.remove(table);
        });
        if component.len() > 1 {
            component.sort_unstable();
            self.components.push(component);
        }
    }
}
