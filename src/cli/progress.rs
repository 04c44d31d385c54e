//! What a long run is doing, on one line of the terminal that is gone before anything is printed.
//!
//! Invariants: nothing is drawn but on the standard error, and only where a person looks at it and nothing else is drawn there; a short run
//! draws nothing; whoever prints has called [`Watcher::clear`].

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::style;
use crate::pipeline::progress::{Phase, Progress};

/// Shorter runs show nothing.
const PATIENCE: Duration = Duration::from_millis(400);

/// From one picture to the next.
const TICK: Duration = Duration::from_millis(100);

/// Shows how far a run is, until it is cleared or dropped.
#[derive(Debug)]
pub(super) struct Watcher {
    progress: Arc<Progress>,
    drawing: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Watcher {
    /// Begins to watch a run.
    pub(super) fn new() -> Watcher {
        let progress = Arc::new(Progress::default());
        let drawing = is_wanted().then(|| {
            let (end, ended) = mpsc::channel();
            let watched = Arc::clone(&progress);
            (end, thread::spawn(move || draw(&watched, &ended)))
        });
        Watcher { progress, drawing }
    }

    /// What the run is to keep up to date.
    pub(super) fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Wipes what was drawn; nothing will be drawn any more.
    pub(super) fn clear(&mut self) {
        if let Some((end, thread)) = self.drawing.take() {
            drop(end);
            // It cannot have panicked, and if it has, there is nothing to wipe.
            let _ = thread.join();
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Whether a person waits at a terminal. Where the output goes into a pipe, its reader may draw on the terminal, too: a pager does.
fn is_wanted() -> bool {
    let is_seen = io::stderr().is_terminal() && io::stdout().is_terminal();
    is_seen && !style::is_dumb() && !style::is_set("CI")
}

fn draw(progress: &Progress, ended: &Receiver<()>) {
    let goes_on = |time| ended.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
    if !goes_on(PATIENCE) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
        bar.set_style(style);
    }
    loop {
        bar.set_message(words(progress));
        bar.tick();
        if !goes_on(TICK) {
            break;
        }
    }
    bar.finish_and_clear();
}

fn words(progress: &Progress) -> String {
    match progress.phase() {
        Phase::Finding => "finding files".to_owned(),
        Phase::Reading => {
            let (read, total) = progress.files();
            format!("reading {}/{} files", HumanCount(read as u64), HumanCount(total as u64))
        }
        Phase::Replaying => "replaying".to_owned(),
        Phase::Checking => "checking".to_owned(),
    }
}
