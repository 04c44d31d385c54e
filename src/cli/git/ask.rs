//! How git is asked: without a network, without a question to anybody, without any program that a repository's configuration names, and not
//! for ever.
//!
//! Invariants: a repository is hostile until its files say otherwise. Everything that git would start for one of the commands used here is
//! switched off: file system monitors, hooks, pagers, content filters (see [`Asking::filters`]), transports. `diff-index` is not let into
//! submodules, where it would start a `git status`.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// Variables by which git's own hooks tell git where it is, which would lead away from the repository that a path lies in.
const OF_HOOKS: [&str; 7] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
];
/// `GIT_ALLOW_PROTOCOL` stands above what a repository's configuration allows; no protocol has this name. Git before 2.45 does not know
/// `GIT_NO_LAZY_FETCH`.
const ENVIRONMENT: [(&str, &str); 5] = [
    ("LC_ALL", "C"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_OPTIONAL_LOCKS", "0"),
];
const OPTIONS: [&str; 5] = ["--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/nowhere"];
/// How many seconds git may take for one answer; the variable stands above it.
const PATIENCE: u64 = 120;
const PATIENCE_VARIABLE: &str = "REFEREE_GIT_TIMEOUT";

/// The folder in which git is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Asking {
    /// Any folder of a work tree.
    pub(super) folder: PathBuf,
    /// Whether git finds the repository by its environment only.
    pub(super) by_environment: bool,
}

impl Asking {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.folder).args(OPTIONS).args(arguments).envs(ENVIRONMENT);
        if !self.by_environment {
            for name in OF_HOOKS {
                command.env_remove(name);
            }
        }
        command
    }

    /// What git says, whatever its status.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Output, String> {
        answer(&mut self.command(arguments))
    }

    /// What git says, if it succeeds; or else why it does not.
    pub(super) fn list(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        said(self.ask(arguments)?)
    }

    /// The raw differences of the index and the work tree from a tree. What only a content filter could tell to be the same is told as
    /// different.
    pub(super) fn differing(&self, tree: &str) -> Result<Vec<u8>, String> {
        let raw = ["diff-index", "--raw", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=dirty"];
        let mut command = self.command(&[&raw[..], &[tree, "--"]].concat());
        let count = std::env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse().ok());
        let mut count: usize = count.unwrap_or(0);
        for name in self.filters()? {
            for (key, value) in [("clean", ""), ("process", ""), ("required", "false")] {
                command.env(format!("GIT_CONFIG_KEY_{count}"), format!("filter.{name}.{key}"));
                command.env(format!("GIT_CONFIG_VALUE_{count}"), value);
                count += 1;
            }
        }
        said(answer(command.env("GIT_CONFIG_COUNT", count.to_string()))?)
    }

    /// The names of the content filters that any configuration defines. `diff-index` lets them run over files that were written in the same
    /// second as the index.
    fn filters(&self) -> Result<BTreeSet<String>, String> {
        let names = self.ask(&["config", "--null", "--name-only", "--get-regexp", r"^filter\."])?;
        let names = String::from_utf8_lossy(&names.stdout).into_owned();
        let name = |key: &str| Some(key.strip_prefix("filter.")?.rsplit_once('.')?.0.to_owned());
        Ok(names.split('\0').filter_map(name).collect())
    }

    /// Hands the answers of `git cat-file --batch` about these objects to `read`.
    pub(super) fn read_objects<T: Send + 'static>(
        &self,
        ids: String,
        read: impl FnOnce(&mut dyn BufRead) -> T + Send + 'static,
    ) -> Result<T, String> {
        converse(&mut self.command(&["cat-file", "--batch"]), ids, read).map(|(read, ..)| read)
    }
}

fn answer(command: &mut Command) -> Result<Output, String> {
    let read = |said: &mut dyn BufRead| text(said);
    let (stdout, status, stderr) = converse(command, String::new(), read)?;
    Ok(Output { status, stdout, stderr })
}

fn text(mut stream: impl Read) -> Vec<u8> {
    let mut text = Vec::new();
    // What was read before an error is what git said.
    let _ = stream.read_to_end(&mut text);
    text
}

/// Runs git and hands what it prints to `read`; what comes of that, how git ended, and what it complained of.
fn converse<T: Send + 'static>(
    command: &mut Command,
    input: String,
    read: impl FnOnce(&mut dyn BufRead) -> T + Send + 'static,
) -> Result<(T, ExitStatus, Vec<u8>), String> {
    let patience = patience();
    let until = Instant::now() + patience;
    command.stdin(if input.is_empty() { Stdio::null() } else { Stdio::piped() });
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| not_started(&error))?;
    // Git answers while it is asked, and complains meanwhile: each stream has a thread of its own. Nobody waits for these threads: what
    // git leaves behind may hold the streams for ever.
    if let Some(mut pipe) = child.stdin.take() {
        thread::spawn(move || pipe.write_all(input.as_bytes()));
    }
    let complaints = child.stderr.take().map(|stream| in_background(move || text(stream)));
    let said = child.stdout.take().map(|stream| in_background(move || read(&mut BufReader::new(stream))));
    let left = || until.saturating_duration_since(Instant::now());
    let said = said.and_then(|said| said.recv_timeout(left()).ok());
    let complaints = complaints.and_then(|complaints| complaints.recv_timeout(left()).ok());
    match (said, complaints, ended(&mut child, until)) {
        (Some(said), Some(complaints), Some(status)) => Ok((said, status, complaints)),
        _ => {
            let _ = child.kill();
            let _ = child.wait();
            Err(format!(
                "git has not answered within {} seconds; see what `git status` says, or set {PATIENCE_VARIABLE} to more seconds",
                patience.as_secs()
            ))
        }
    }
}

fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Receiver<T> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(work()));
    receiver
}

/// How a process ended; `None` if it has not by then. With its streams closed that takes no time.
fn ended(child: &mut Child, until: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < until => thread::sleep(Duration::from_micros(200)),
            Ok(None) | Err(_) => return None,
        }
    }
}

fn patience() -> Duration {
    let stated = std::env::var(PATIENCE_VARIABLE).ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(stated.unwrap_or(PATIENCE))
}

fn not_started(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        return "`--since` asks git, which is not installed or not in PATH; install it, or leave `--since` out"
            .to_owned();
    }
    format!("git cannot be run: {error}")
}

fn said(answer: Output) -> Result<Vec<u8>, String> {
    if answer.status.success() { Ok(answer.stdout) } else { Err(failure(&answer)) }
}

/// Git's own words for what went wrong.
pub(super) fn failure(answer: &Output) -> String {
    let said = String::from_utf8_lossy(&answer.stderr);
    let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it does not say why");
    format!("git failed: {}", first.trim_start_matches("fatal: "))
}
