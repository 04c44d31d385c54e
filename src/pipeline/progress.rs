//! How far a run is, for whoever wants to show it. Nothing here shows anything, and nobody has to look.

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// What a run is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Looks for files and for what they are.
    Finding,
    /// Reads the files of all sources.
    Reading,
    /// Replays histories and groups sources into databases.
    Replaying,
    /// Runs the rules.
    Checking,
}

/// How far a run is; written by the run and read by another thread.
#[derive(Debug, Default)]
pub struct Progress {
    phase: AtomicU8,
    total: AtomicUsize,
    /// How many files were read; counted where they are.
    pub(super) read: AtomicUsize,
}

impl Progress {
    /// What is being done now.
    pub fn phase(&self) -> Phase {
        let phases = [Phase::Finding, Phase::Reading, Phase::Replaying];
        let index = usize::from(self.phase.load(Ordering::Relaxed));
        phases.get(index).copied().unwrap_or(Phase::Checking)
    }

    /// How many files were read, and of how many.
    pub fn files(&self) -> (usize, usize) {
        (self.read.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// The run begins with something else.
    pub fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Relaxed);
    }

    /// The run begins to read so many files.
    pub(super) fn enter_reading(&self, files: usize) {
        self.read.store(0, Ordering::Relaxed);
        self.total.store(files, Ordering::Relaxed);
        self.enter(Phase::Reading);
    }
}
