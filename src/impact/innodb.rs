//! MySQL and MariaDB (InnoDB): foreign keys act and check at once, one row at a time, each with all that follows from it before the next one
//! (measured on MariaDB 10.11.19; source: row0ins.cc, row0upd.cc and row0mysql.cc of MySQL 8.0.25, which are alike).
//!
//! - The foreign keys that reference a row act in the order of the index that they reference, the primary key's first, and then by their names,
//!   byte by byte: `B` before `a`, `t_ibfk_10` before `t_ibfk_2`. When they were created does not count.
//! - NO ACTION is RESTRICT: it refuses at once what a later foreign key would have removed.
//! - A row that is on its way out still counts for RESTRICT, the deleted row itself included: a row that refers to itself with RESTRICT cannot be
//!   deleted. It leaves one index after the other, and each index's foreign keys act before the next is left; a foreign key whose own index comes
//!   first does not see it. CASCADE and SET NULL pass it over.
//! - SET NULL does not change a table of which a row is being changed further up (source).
//! - SET DEFAULT is not known: it is RESTRICT.
//! - Of actions in a row MariaDB follows 14: the 15th fails if it meets a row. MySQL follows 15 (source, and its documentation of foreign keys).

use super::population::Row;
use super::state::{Cause, Change, Event, Standing, State, Touched};
use super::{Impact, Obstacle};
use crate::ir::{ColumnId, Engine, KeyKind, ReferentialAction, TableId, TableRef};

struct Game<'s> {
    state: State<'s>,
    depth: u32,
    /// The rows whose foreign keys act just now, the deleted one first, and how many of their table's indexes they have left.
    leaving: Vec<(Row, usize)>,
    /// The tables of the rows that change just now.
    changing: Vec<TableId>,
}

/// Plays the removal of `row`.
pub(super) fn play(state: State<'_>, engine: Engine, row: Row) -> Impact {
    let depth = super::cascade_limit(engine).unwrap_or(u32::MAX);
    let mut game = Game { state, depth, leaving: Vec::new(), changing: Vec::new() };
    game.remove(row, None);
    game.state.finish(row.table)
}

impl<'s> Game<'s> {
    fn remove(&mut self, row: Row, cause: Cause) {
        let events = in_order(self.state.remove(row, cause));
        for (rank, event) in events {
            self.leaving.push((row, rank.saturating_add(1)));
            self.fire(&event);
            self.leaving.pop();
        }
    }

    fn change(&mut self, row: Row, cause: Cause, change: &Change) {
        self.changing.push(row.table);
        let events = in_order(self.state.changed(row, cause, change));
        events.iter().for_each(|(_, event)| self.fire(event));
        self.changing.pop();
    }

    fn fire(&mut self, event: &Event<'s>) {
        let mut referring = self.state.referring(event);
        if event.action.stops() {
            let index = position(event.fk.table(), &event.fk.get().columns);
            let is_seen = |row| self.leaving.iter().any(|(other, left)| *other == row && index >= *left);
            for (_, standing) in referring.iter_mut().filter(|(row, _)| is_seen(*row)) {
                *standing = Standing::There;
            }
        }
        if !event.action.stops() && referring.iter().any(|(_, standing)| *standing == Standing::There) {
            if self.state.depth(event) > self.depth {
                return self.state.stop(event, Obstacle::Depth(self.depth));
            }
            if !event.removes() && self.changing.contains(&event.fk.get().table) {
                return self.state.stop(event, Obstacle::Referenced);
            }
        }
        let Some(effect) = self.state.open(event, &referring) else { return };
        for (row, _) in referring {
            // What followed from the row before may have changed this one.
            if self.state.standing(row, event.fk) != Standing::There {
                continue;
            }
            match self.state.touch(effect, event, row) {
                Touched::Removed => self.remove(row, Some(effect)),
                Touched::Changed(change) => self.change(row, Some(effect), &change),
                Touched::Nothing => {}
            }
        }
    }
}

/// What foreign keys have to do, as the engine orders it, with the place of the index that each references.
fn in_order(mut events: Vec<Event<'_>>) -> Vec<(usize, Event<'_>)> {
    for event in &mut events {
        if event.action == ReferentialAction::SetDefault {
            event.action = ReferentialAction::Restrict;
        }
    }
    let ranked = events.into_iter().map(|event| {
        let columns: Vec<ColumnId> = event.fk.referenced_columns().map(|column| column.id).collect();
        (event.fk.referenced_table().map_or(usize::MAX, |table| position(table, &columns)), event)
    });
    let mut events: Vec<_> = ranked.collect();
    events.sort_by_cached_key(|(rank, event)| (*rank, event.fk.get().name.map(|name| name.as_str())));
    events
}

/// The place of the index that begins with these columns; behind all if the engine made one for a foreign key.
fn position(table: TableRef<'_>, columns: &[ColumnId]) -> usize {
    indexes(table).iter().position(|index| index.starts_with(columns)).unwrap_or(usize::MAX)
}

/// The indexes of a table as InnoDB has them: the primary key, unique ones without columns that can be NULL, other unique ones, the rest.
fn indexes(table: TableRef<'_>) -> Vec<Vec<ColumnId>> {
    let rank = |unique: bool, columns: &[ColumnId]| {
        let is_null = columns.iter().any(|column| table.schema.walk_column(*column).is_nullable());
        if !unique {
            3
        } else if is_null {
            2
        } else {
            1
        }
    };
    let keys = table.keys().filter_map(|key| match key.kind {
        KeyKind::Primary => Some((0, key.columns.clone())),
        KeyKind::Unique => Some((rank(true, &key.columns), key.columns.clone())),
        KeyKind::Check | KeyKind::Exclude => None,
    });
    let others = table.indexes().filter_map(|index| {
        let columns: Vec<ColumnId> = index.columns.iter().copied().collect::<Option<_>>()?;
        Some((rank(index.unique, &columns), columns))
    });
    let mut indexes: Vec<_> = keys.chain(others).collect();
    indexes.sort_by_key(|(rank, _)| *rank);
    indexes.into_iter().map(|(_, columns)| columns).collect()
}
