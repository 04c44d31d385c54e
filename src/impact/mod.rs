//! What one DELETE does: the statement is played on a small set of rows that stands for a table's rows in the worst case.
//!
//! The rows: every table has one row, and all their foreign keys are set and refer to each other's rows, so that whatever can refer to the
//! deleted row does. A table whose foreign keys lead back to itself, directly or through others, has a second row that refers to the first rows;
//! so the members of a tree or a circle are there to be met. What the engine would do to these rows, in its own order, is the impact.

pub mod cycle;

use crate::ir::graph::Referencing;
use crate::ir::{Action, ColumnId, ForeignKeyId, ReferentialAction, Schema, TableId};

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
    /// They would be removed, but are gone already: by this effect, or by the statement itself if `None`.
    AlreadyRemoved(Option<usize>),
    /// The referencing columns become NULL.
    Nulled,
    /// The referencing columns get their default.
    Defaulted,
    /// The foreign key refuses the statement, but the rows that refer to what was removed are gone when it looks: by this effect, or by the
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
    /// SET NULL of a column that refuses NULL, or SET DEFAULT to a default that is not there.
    NotNull(ColumnId),
    /// More cascades in a row than the engine follows.
    Depth(u32),
}

impl Impact {
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

/// Plays `DELETE` of one row of `table`.
pub fn impact(schema: &Schema, referencing: &Referencing, table: TableId) -> Impact {
    let mut effects: Vec<Effect> = Vec::new();
    let mut gone: Vec<(TableId, Option<usize>)> = vec![(table, None)];
    let mut next = 0;
    while let Some((removed, cause)) = gone.get(next).copied() {
        next += 1;
        for fk in referencing.of(schema, removed) {
            let depth = cause.and_then(|cause| effects.get(cause)).map_or(1, |effect| effect.depth + 1);
            let own = fk.table().id;
            let before = gone.iter().find(|(table, _)| *table == own && own != removed).map(|(_, by)| *by);
            let Action { effective, .. } = fk.get().on_delete;
            let refusing = fk.columns().find(|column| !column.is_nullable());
            let outcome = match (effective, before, refusing) {
                (ReferentialAction::Cascade, Some(by), _) => Outcome::AlreadyRemoved(by),
                (ReferentialAction::Cascade, None, _) => Outcome::Removed,
                (_, Some(by), _) => Outcome::Cleared(by),
                (ReferentialAction::SetNull, None, None) => Outcome::Nulled,
                (ReferentialAction::SetNull, None, Some(column)) => {
                    Outcome::Stops(Obstacle::NotNull(column.id))
                }
                (ReferentialAction::SetDefault, None, _) => Outcome::Defaulted,
                (ReferentialAction::NoAction | ReferentialAction::Restrict, None, _) => {
                    Outcome::Stops(Obstacle::Referenced)
                }
            };
            if outcome == Outcome::Removed && own != removed {
                gone.push((own, Some(effects.len())));
            }
            effects.push(Effect { foreign_key: fk.id, cause, depth, outcome });
        }
    }
    let verdict = effects.iter().map(|effect| match effect.outcome {
        Outcome::Stops(_) => Verdict::Refused,
        Outcome::Cleared(_) => Verdict::Depends,
        Outcome::Removed | Outcome::AlreadyRemoved(_) | Outcome::Nulled | Outcome::Defaulted => {
            Verdict::Succeeds
        }
    });
    Impact { table, verdict: verdict.max().unwrap_or(Verdict::Succeeds), effects }
}
