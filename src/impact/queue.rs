//! PostgreSQL and CockroachDB: what foreign keys do waits in a queue; a row that goes puts its foreign keys behind all that wait already.
//!
//! PostgreSQL (measured on 15.18; where it says source: ri_triggers.c, trigger.c, tablecmds.c of that version)
//! - The actions of a row's foreign keys are triggers that run by name, `RI_ConstraintTrigger_a_` and a number that grows: in the order in which
//!   the constraints were created. What an action removes or changes has its own triggers run after those that wait (source: the query of an action does
//!   not fire triggers itself). So a row is met on the shortest way, and of two equal ones on the one whose first foreign key is older.
//! - RESTRICT and NO ACTION look when it is their turn, both see what was done before: they let pass what a way of the same length or, if
//!   its foreign keys are older, of one more step removed first, and refuse what a later one would have removed.
//! - NO ACTION that is DEFERRABLE INITIALLY DEFERRED looks at commit. RESTRICT and all actions that change rows never wait, whatever the clause says.
//! - A foreign key that is NOT VALID acts like any other. NOT ENFORCED (from 18) does nothing.
//! - SET NULL (columns) and SET DEFAULT (columns) change these columns only; the others keep what they hold. With MATCH FULL that
//!   fails unless these are all columns, since none may be NULL alone.
//! - A row of a partition is a row of the table it belongs to, for foreign keys on both sides. Foreign keys do not act on tables that inherit.
//! - SET NULL of a column that others reference acts on them by their ON UPDATE, in the same queue.
//!
//! CockroachDB (documentation of v26.3, cockroachlabs.com/docs/stable/foreign-key; not measured)
//! - The actions run one after the other behind the statement, all checks at its end, and RESTRICT is NO ACTION: only what is left then refuses.
//! - Of several foreign keys on one column the action of the first one counts; the queue brings that about.

use std::collections::VecDeque;

use super::Impact;
use super::population::Row;
use super::state::{Event, Standing, State, Touched};
use crate::ir::{Deferrability, Engine, ReferentialAction};

/// Plays the removal of `row`.
pub(super) fn play(mut state: State<'_>, engine: Engine, row: Row) -> Impact {
    let (mut queue, mut late) = (VecDeque::new(), VecDeque::new());
    let mut enqueue = |events: Vec<_>, queue: &mut VecDeque<_>| {
        for event in events {
            if is_late(engine, &event) { late.push_back(event) } else { queue.push_back(event) }
        }
    };
    enqueue(state.remove(row, None), &mut queue);
    while let Some(event) = queue.pop_front() {
        let referring = state.referring(&event);
        let Some(effect) = state.open(&event, &referring) else { continue };
        for (row, _) in referring.into_iter().filter(|(_, standing)| *standing == Standing::There) {
            match state.touch(effect, &event, row) {
                Touched::Removed => enqueue(state.remove(row, Some(effect)), &mut queue),
                Touched::Changed(change) => enqueue(state.changed(row, Some(effect), &change), &mut queue),
                Touched::Nothing => {}
            }
        }
    }
    for event in late {
        let referring = state.referring(&event);
        state.open(&event, &referring);
    }
    state.finish(row.table)
}

/// Whether the event waits for the end: of the transaction in PostgreSQL, of the statement in CockroachDB.
fn is_late(engine: Engine, event: &Event<'_>) -> bool {
    let is_deferred = event.fk.get().deferrability == Deferrability::InitiallyDeferred;
    match engine {
        Engine::CockroachDb => event.action.stops(),
        Engine::PostgreSql | Engine::MySql | Engine::MariaDb | Engine::Sqlite => {
            is_deferred && event.action == ReferentialAction::NoAction
        }
    }
}
