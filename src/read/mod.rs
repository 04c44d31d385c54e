//! Readers: files in, operations out. A reader never fails, never executes the user's code, never guesses.

pub mod prisma;
pub mod sql;

use crate::ir::{Counts, Migration, Problem};

/// What a source says.
#[derive(Clone, Debug, Default)]
pub struct Readout {
    /// Its migrations in order; a declaration is one migration that creates everything.
    pub migrations: Vec<Migration>,
    /// What was not understood.
    pub problems: Vec<Problem>,
    /// How much was read.
    pub counts: Counts,
}
