//! SQLite: foreign keys act one row at a time, each with all that follows from it, before the next one (measured on 3.40.1, with
//! `PRAGMA foreign_keys = ON`; without it a DELETE does nothing else).
//!
//! - The foreign keys that reference a table act in the reverse order of their creation: the youngest first.
//! - RESTRICT looks when it is its turn and refuses at once, even if the foreign key is DEFERRABLE INITIALLY DEFERRED; rows that an older action
//!   would have removed later count.
//! - NO ACTION looks at the end of the statement, deferred or not (a statement of its own is a transaction): only what is left then refuses. The
//!   engine does not say which foreign key it was.
//! - The rows of one action are found before the first of them is touched: a row that has changed by then is touched all the same, unless it is gone.
//! - A foreign key that cannot work stops what comes to it before anything is done: see [`unusable`].
//! - SET NULL of a column that is NOT NULL fails. The row that goes is gone when its own foreign keys act: it may refer to itself.

use super::population::Row;
use super::state::{Cause, Event, Standing, State, Touched};
use super::unusable::unusable;
use super::{Impact, Obstacle};
use crate::ir::{ColumnId, ReferentialAction, TableId};

/// Actions and RESTRICT run as triggers, of which so many may be nested: the next one fails, with or without rows (measured; SQLITE_MAX_TRIGGER_DEPTH in
/// sqlite.org/limits.html, rarely built otherwise).
pub(super) const DEPTH: u32 = 1000;

struct Game<'s> {
    state: State<'s>,
    late: Vec<Event<'s>>,
}

/// Plays the removal of `row`.
pub(super) fn play(state: State<'_>, row: Row) -> Impact {
    let mut game = Game { state, late: Vec::new() };
    game.prepare(row.table, None, None);
    game.remove(row, None);
    let Game { mut state, late } = game;
    for event in late {
        let referring = state.referring(&event);
        state.open(&event, &referring);
    }
    state.finish(row.table)
}

impl<'s> Game<'s> {
    /// Notes the foreign keys on both sides of a table that do not let its rows be removed, or these columns of them be `set`.
    fn prepare(&mut self, table: TableId, set: Option<&[ColumnId]>, cause: Cause) {
        for (fk, is_own) in self.state.touching(table) {
            let is_met = |set: &[ColumnId]| !is_own || fk.get().columns.iter().any(|own| set.contains(own));
            if let Some(obstacle) = unusable(fk).filter(|_| set.is_none_or(is_met)) {
                self.state.refuse(fk, cause, obstacle);
            }
        }
    }

    fn remove(&mut self, row: Row, cause: Cause) {
        let events = self.state.remove(row, cause);
        self.fire_all(events);
    }

    fn fire_all(&mut self, events: Vec<Event<'s>>) {
        let events = events.into_iter().filter(|event| unusable(event.fk).is_none());
        let events: Vec<_> = events.collect();
        let (late, now): (Vec<_>, Vec<_>) =
            events.into_iter().rev().partition(|event| event.action == ReferentialAction::NoAction);
        self.late.extend(late);
        now.iter().for_each(|event| self.fire(event));
    }

    fn fire(&mut self, event: &Event<'s>) {
        let referring = self.state.referring(event);
        if self.state.depth(event) > DEPTH {
            return self.state.stop(event, Obstacle::Depth(DEPTH));
        }
        let Some(effect) = self.state.open(event, &referring) else { return };
        let table = event.fk.get().table;
        match event.removes() {
            true => self.prepare(table, None, Some(effect)),
            false => self.prepare(table, Some(&event.set_columns()), Some(effect)),
        }
        for (row, _) in referring.into_iter().filter(|(_, standing)| *standing == Standing::There) {
            match self.state.touch(effect, event, row) {
                Touched::Removed => self.remove(row, Some(effect)),
                Touched::Changed(change) => {
                    let events = self.state.changed(row, Some(effect), &change);
                    self.fire_all(events);
                }
                Touched::Nothing => {}
            }
        }
    }
}
