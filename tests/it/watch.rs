//! `referee check --watch` as a user meets it: every wait ends.

use std::fs;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};

use crate::cli::{self, Folder};

/// Longer than anything may take, even on a busy machine and without optimisation.
const LONGEST: Duration = Duration::from_secs(60);

const SOUND: &str = "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer);\n";
const DANGLING: &str =
    "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users (id));\n";

static TESTS: [(&str, cli::Test); 4] = [
    ("runs_again_after_a_change", runs_again_after_a_change),
    ("goes_on_after_errors", goes_on_after_errors),
    ("prints_a_document_for_each_run", prints_a_document_for_each_run),
    ("has_no_revision", has_no_revision),
];

/// The tests.
pub(crate) fn trials() -> Vec<Trial> {
    cli::trials_of("watch", &TESTS)
}

/// The running program, killed at the end.
struct Program {
    child: Child,
    said: Receiver<String>,
}

impl Program {
    fn start(folder: &Folder, arguments: &[&str]) -> Result<Program, Failed> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_referee"));
        command.args(["check", "--watch"]).args(arguments).current_dir(folder.path());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let (sender, said) = channel();
        forward(child.stdout.take(), &sender);
        forward(child.stderr.take(), &sender);
        Ok(Program { child, said })
    }

    /// What it says until all of these words came and it waits for changes.
    fn says(&self, words: &[&str]) -> Result<String, Failed> {
        let (end, mut text) = (Instant::now() + LONGEST, String::new());
        let is_all = |text: &str| words.iter().chain(&["Ctrl-C ends it"]).all(|word| text.contains(word));
        while !is_all(&text) {
            match self.said.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(more) => text.push_str(&more),
                Err(error) => return Err(format!("{error}: not {words:?}, but:\n{text}").into()),
            }
        }
        Ok(text)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn forward(from: Option<impl Read + Send + 'static>, to: &Sender<String>) {
    let to = to.clone();
    thread::spawn(move || {
        let (mut from, mut bytes) = (from?, [0; 4096]);
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            to.send(String::from_utf8_lossy(&bytes[..read]).into_owned()).ok()?;
        }
        Some(())
    });
}

fn runs_again_after_a_change() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/0001_init.sql", DANGLING)])?;
    let program = Program::start(&folder, &[])?;
    program.says(&["error[dangling-reference]"])?;
    folder.add("migrations/0001_init.sql", SOUND)?;
    let second = program.says(&["No problems found"])?;
    // What is no terminal is not cleared.
    if second.contains('\x1b') {
        return Err(second.into());
    }
    folder.add(
        "migrations/0002_more.sql",
        "ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES people (id);\n",
    )?;
    program.says(&["0002_more.sql", "error[dangling-reference]"])?;
    fs::remove_file(folder.path().join("migrations/0002_more.sql"))?;
    program.says(&["No problems found"])?;
    Ok(())
}

fn goes_on_after_errors() -> Result<(), Failed> {
    let folder = Folder::new(&[])?;
    let program = Program::start(&folder, &[])?;
    program.says(&["no description of a database"])?;
    folder.add("referee.toml", "[rules\n")?;
    program.says(&["referee.toml:1"])?;
    folder.add("migrations/0001_init.sql", SOUND)?;
    folder.add("referee.toml", "")?;
    program.says(&["No problems found"])?;
    Ok(())
}

fn prints_a_document_for_each_run() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/0001_init.sql", DANGLING)])?;
    let program = Program::start(&folder, &["--format", "json"])?;
    let first = program.says(&["\n}\n"])?;
    folder.add("migrations/0001_init.sql", SOUND)?;
    let second = program.says(&["\n}\n"])?;
    for (text, count) in [(first, 1), (second, 0)] {
        let text = text.replace("\nwatching for changes; Ctrl-C ends it\n", "");
        let document: serde_json::Value = serde_json::from_str(&text)?;
        if document["diagnostics"].as_array().map(Vec::len) != Some(count) {
            return Err(text.into());
        }
    }
    Ok(())
}

fn has_no_revision() -> Result<(), Failed> {
    let folder = Folder::new(&[])?;
    folder.run(&["check", "--watch", "--since", "main"])?.exits(2)?.says("cannot be used with")?;
    Ok(())
}
