//! What one DELETE does: the statement is played on a small set of rows that stands for a table's rows in the worst case.
//!
//! The rows ([`population`]): every table has one row, and all their foreign keys are set and refer to each other's rows, so that whatever can refer to the
//! deleted row does. A table whose foreign keys lead back to itself has a second row that refers to the first rows; so the members of a tree or a
//! circle are there to be met. What the engine would do to these rows, in its own order, is the impact.
//!
//! What these rows do not show: trees that are deeper than two rows (MySQL and SQLite limit them, too: [`Obstacle::Depth`]); whether the row is there that a
//! default names (it is taken to be, and to stay unless it belongs to the deleted row by the columns that the two share); what ON UPDATE does about keys that SET NULL would change in rows that are removed here.

pub mod cycle;
mod innodb;
pub mod population;
mod queue;
pub mod sql_server;
mod sqlite;
mod state;
#[cfg(test)]
mod tests;
mod unusable;

use self::population::Row;
use self::state::State;
use crate::ir::graph::Referencing;
use crate::ir::{ColumnId, Engine, ForeignKeyId, Schema, TableId};

/// What `DELETE` of one row of a table does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Impact {
    /// The table.
    pub table: TableId,
    /// What the statement comes to.
    pub verdict: Verdict,
    /// What happens to the rows that refer to the deleted one, directly or through others. An effect stands after its cause; effects of one cause
    /// stand in the order in which the engine comes to them.
    pub effects: Vec<Effect>,
    /// The rows that do not stay as they are, in the order in which they are met first. What stops the statement does not show here: it is
    /// what would happen if the obstacles were not there. See [`Impact::fate`].
    pub rows: Vec<(Row, Fate)>,
}

/// What becomes of one row of the [`population`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It stays as it is.
    Kept,
    /// It is removed.
    Removed,
    /// It stays with other values.
    Changed {
        /// The columns that become NULL.
        nulled: Vec<ColumnId>,
        /// The columns that get a default which is not NULL.
        defaulted: Vec<ColumnId>,
    },
}

/// What a statement comes to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// It goes through.
    Succeeds,
    /// It goes through if the rows that would stop it belong to the deleted row on another way, too: see [`Outcome::Cleared`].
    Depends,
    /// It fails as long as there are rows that refer to the deleted one: see [`Outcome::Stops`].
    Refused,
}

/// What one foreign key does when rows that it references go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effect {
    /// The foreign key. The rows it is about are those of its table.
    pub foreign_key: ForeignKeyId,
    /// The effect that removed the referenced rows, by index; `None` if it was the statement itself.
    pub cause: Option<usize>,
    /// How many foreign keys lie between the deleted row and these rows, this one included: 1 for rows that refer to the deleted row.
    pub depth: u32,
    /// What happens.
    pub outcome: Outcome,
}

/// What happens to referencing rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// They are removed.
    Removed,
    /// They would be removed or changed, but are gone already or refer to other rows now: by this effect, or by the statement itself if `None`. RESTRICT
    /// and NO ACTION are here, too, where the rows that they are about belong to the deleted row for sure, by the columns that both ways share.
    AlreadyRemoved(Option<usize>),
    /// The referencing columns become NULL.
    Nulled,
    /// The referencing columns get their default.
    Defaulted,
    /// The foreign key refuses the statement (or its action fails, see [`Obstacle`]), but the rows that refer to what was removed are gone when it looks: by this effect, or by the
    /// statement itself if `None`. Rows that are not removed on that way stop the statement.
    Cleared(Option<usize>),
    /// The statement fails.
    Stops(Obstacle),
}

/// Why a statement fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Obstacle {
    /// RESTRICT or NO ACTION, and the rows are there.
    Referenced,
    /// SET NULL of a column that refuses NULL, or SET DEFAULT to a default that is not there. With MATCH FULL, a column that refuses NULL beside
    /// others that keep their values.
    NotNull(ColumnId),
    /// SET DEFAULT (columns), and the row that the default names is removed as well: by the columns that keep their values it belongs to the same
    /// row as the one that is gone.
    DefaultRemoved,
    /// More cascades in a row than the engine follows.
    Depth(u32),
    /// SQLite: the foreign key references a table that was dropped. Neither this nor [`Obstacle::NoKey`] needs rows, and the foreign key may be one of the
    /// table whose rows are removed or changed.
    NoTable,
    /// SQLite: the foreign key references columns that are not unique, or not there.
    NoKey,
}

impl Obstacle {
    /// Whether the statement fails whatever the rows are.
    pub fn needs_no_rows(self) -> bool {
        match self {
            Obstacle::NoTable | Obstacle::NoKey => true,
            Obstacle::Referenced | Obstacle::NotNull(_) | Obstacle::DefaultRemoved | Obstacle::Depth(_) => {
                false
            }
        }
    }
}

impl Impact {
    /// What becomes of a row. Of a statement that is refused nothing stays.
    pub fn fate(&self, row: Row) -> &Fate {
        let mut rows = self.rows.iter().filter(|_| self.verdict != Verdict::Refused);
        rows.find(|(other, _)| *other == row).map_or(&Fate::Kept, |(_, fate)| fate)
    }

    /// The effects of one cause; those of the statement itself for `None`.
    pub fn of(&self, cause: Option<usize>) -> impl Iterator<Item = (usize, &Effect)> {
        self.effects.iter().enumerate().filter(move |(_, effect)| effect.cause == cause)
    }

    /// The effects that stop the statement.
    pub fn stops(&self) -> impl Iterator<Item = (usize, &Effect)> {
        self.effects.iter().enumerate().filter(|(_, effect)| matches!(effect.outcome, Outcome::Stops(_)))
    }

    /// The foreign keys from the statement to an effect, the effect's own last.
    pub fn path(&self, effect: usize) -> Vec<ForeignKeyId> {
        let mut path = Vec::new();
        let mut next = Some(effect);
        while let Some(effect) = next.and_then(|index| self.effects.get(index)) {
            path.push(effect.foreign_key);
            next = effect.cause;
        }
        path.reverse();
        path
    }
}

/// Plays `DELETE` of one row of `table`, row 1 of the [`population`]. The cost is that of the foreign keys that are reached.
pub fn impact(schema: &Schema, referencing: &Referencing, table: TableId) -> Impact {
    let row = Row { table: population::keeper(schema, table), number: 1 };
    let state = State::new(schema, referencing);
    let engine = schema.dialect.engine;
    let impact = match engine {
        Engine::PostgreSql | Engine::CockroachDb => queue::play(state, engine, row),
        Engine::MySql | Engine::MariaDb => innodb::play(state, engine, row),
        Engine::Sqlite => sqlite::play(state, row),
    };
    Impact { table, ..impact }
}

/// How many actions in a row an engine follows; `None` where nothing is known to stop it.
pub fn cascade_limit(engine: Engine) -> Option<u32> {
    match engine {
        Engine::MariaDb => Some(14),
        Engine::MySql => Some(15),
        Engine::Sqlite => Some(sqlite::DEPTH),
        Engine::PostgreSql | Engine::CockroachDb => None,
    }
}
