//! `referee check --watch`: the findings, and again whenever something that was read has changed.
//!
//! Invariants: nothing ends it but Ctrl-C or a reader that has gone, for what is wrong now may be mended in a moment; looking for changes takes at
//! most a tenth of the time.

use std::io::{self, IsTerminal, Write};
use std::thread;
use std::time::{Duration, Instant};

use super::progress::Watcher;
use super::{CheckArguments, Outcome, check, project, style};
use crate::discover::Disk;
use crate::pipeline::progress::Phase;
use crate::pipeline::{self, Session};

/// The shortest time between two looks.
const PAUSE: Duration = Duration::from_millis(300);

/// How many times as long as a look the time to the next one is.
const PATIENCE: u32 = 10;

/// Wipes a terminal, but not what was scrolled out of it.
const CLEAR: &str = "\x1b[2J\x1b[H";

pub(super) fn run(arguments: &CheckArguments) -> io::Result<Outcome> {
    let input = &arguments.input;
    project::settle_threads(input);
    let mut session = Session::new(project::options(input, Disk::default()), project::configuration(input));
    loop {
        run_once(arguments, &mut session)?;
        // Nothing is left to be done if even stderr is closed.
        let _ = writeln!(io::stderr(), "\nwatching for changes; Ctrl-C ends it");
        wait(&mut session);
        if io::stdout().is_terminal() && !style::is_dumb() {
            write!(io::stdout(), "{CLEAR}")?;
        }
    }
}

fn run_once(arguments: &CheckArguments, session: &mut Session) -> io::Result<()> {
    let input = &arguments.input;
    let mut watcher = Watcher::new();
    let opened = session.open(watcher.progress());
    let Some(mut project) = project::accept(opened, input, &mut watcher) else { return Ok(()) };
    if let Err(errors) = &project.lock {
        watcher.clear();
        project::tell_errors(&project.files, errors.clone());
        return Ok(());
    }
    watcher.progress().enter(Phase::Checking);
    let diagnostics = pipeline::check(&project);
    watcher.clear();
    check::tell(arguments, &mut project, session.disk(), diagnostics, None).map(|_| ())
}

/// Returns when something has changed.
fn wait(session: &mut Session) {
    let mut pause = PAUSE;
    loop {
        thread::sleep(pause);
        let begin = Instant::now();
        if session.rescan() {
            return;
        }
        pause = PAUSE.max(begin.elapsed() * PATIENCE);
    }
}
