//! What git knows of the files: which commit a change began at, and what the files were then.
//!
//! Invariants: nothing is written, neither to the work tree nor to the index nor below `.git`; nothing is fetched and nothing is asked; no
//! program that the repository's configuration names is run. Every failure is a sentence with what to do.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::discover::{Disk, Layer, may_matter};

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
/// Blobs above this size are not read.
const HUGE: u64 = 64 << 20;

/// The work tree of a repository.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Repository {
    /// Its outermost folder, as the path that was given leads to it.
    pub(super) root: PathBuf,
    /// Whether git finds the repository by its environment only.
    by_environment: bool,
}

/// The commit with which the files are compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Base {
    /// Its full name.
    pub(super) commit: String,
    /// Whether it is where the revision and HEAD part, rather than the revision itself.
    pub(super) is_merge_base: bool,
    /// What the user should know about the choice.
    pub(super) note: Option<String>,
}

/// The layers that make the real disk what it was, by absolute path.
pub(super) type Changes = BTreeMap<PathBuf, Layer>;

impl Repository {
    /// The repository that a folder lies in.
    pub(super) fn of(folder: &Path) -> Result<Repository, String> {
        let questions = ["rev-parse", "--show-toplevel", "--show-prefix"];
        let mut by_environment = false;
        let mut answer = git(folder, by_environment, &questions)?;
        if !answer.status.success() && std::env::var_os("GIT_DIR").is_some() {
            by_environment = true;
            answer = git(folder, by_environment, &questions)?;
        }
        if !answer.status.success() {
            return Err(why_no_repository(folder, &answer));
        }
        let text = String::from_utf8_lossy(&answer.stdout);
        let mut lines = text.lines();
        let top = PathBuf::from(lines.next().unwrap_or_default());
        let depth = Path::new(lines.next().unwrap_or_default()).components().count();
        // Where a link leads into the repository, the files are found by way of the link.
        let given = std::path::absolute(folder).ok();
        let given = given.and_then(|folder| folder.ancestors().nth(depth).map(Path::to_path_buf));
        let is_top = |given: &PathBuf| given.canonicalize().ok() == top.canonicalize().ok();
        Ok(Repository { root: given.filter(is_top).unwrap_or(top), by_environment })
    }

    fn ask(&self, arguments: &[&str]) -> Result<Output, String> {
        git(&self.root, self.by_environment, arguments)
    }

    fn commit(&self, revision: &str) -> Result<Option<String>, String> {
        let wanted = format!("{revision}^{{commit}}");
        let answer = self.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
        let name = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
        Ok(Some(name).filter(|name| answer.status.success() && !name.is_empty()))
    }

    fn is_shallow(&self) -> bool {
        let answer = self.ask(&["rev-parse", "--is-shallow-repository"]);
        answer.is_ok_and(|answer| answer.stdout.starts_with(b"true"))
    }

    /// The commit where a revision and HEAD part; the revision itself where they have nothing in common.
    pub(super) fn base(&self, revision: &str) -> Result<Base, String> {
        let Some(head) = self.commit("HEAD")? else {
            return Err(
                "the repository has no commits yet, so there is nothing to compare with; leave `--since` out"
                    .to_owned(),
            );
        };
        let Some(own) = self.commit(revision)? else { return Err(self.unknown(revision)?) };
        let answer = self.ask(&["merge-base", &own, &head])?;
        let base = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
        if answer.status.success() && !base.is_empty() {
            return Ok(Base { is_merge_base: base != own, commit: base, note: None });
        }
        if self.is_shallow() {
            return Err(format!(
                "this clone is shallow and does not reach back to where `{revision}` and HEAD part; fetch the whole history \
                 (`git fetch --unshallow`, in GitHub Actions `fetch-depth: 0` of actions/checkout)"
            ));
        }
        let note =
            format!("`{revision}` and HEAD have no commit in common; compared with `{revision}` itself");
        Ok(Base { commit: own, is_merge_base: false, note: Some(note) })
    }

    fn unknown(&self, revision: &str) -> Result<String, String> {
        if !revision.is_empty() && self.commit(&format!("refs/remotes/origin/{revision}"))?.is_some() {
            return Ok(format!("git knows no revision `{revision}` here; did you mean `origin/{revision}`?"));
        }
        if self.is_shallow() {
            return Ok(format!(
                "git knows no revision `{revision}` here, and this clone is shallow; fetch the whole history \
                 (`git fetch --unshallow`, in GitHub Actions `fetch-depth: 0` of actions/checkout)"
            ));
        }
        let remedy = "check the spelling, or fetch it (`git fetch origin`)";
        Ok(format!("git knows no revision `{revision}` here; {remedy}"))
    }

    /// What has to be laid over the files on the disk to have those of a commit: only files that may matter to Referee, and only those that
    /// differ. What git ignores is taken as it is.
    pub(super) fn changes(&self, commit: &str) -> Result<Changes, String> {
        let mut changes = Changes::new();
        let mut wanted: Vec<(PathBuf, String)> = Vec::new();
        let others = ["ls-files", "-z", "--others", "--exclude-standard", "--directory"];
        for path in self.list(&others)?.split(|byte| *byte == 0).filter(|path| !path.is_empty()) {
            let is_folder = path.ends_with(b"/");
            let path = self.root.join(path_of(path));
            if is_folder || may_matter(&path) {
                changes.insert(path, Layer::Gone);
            }
        }
        let differing = self.list(&[
            "diff-index",
            "--raw",
            "-z",
            "--no-renames",
            "--ignore-submodules=none",
            commit,
            "--",
        ])?;
        let mut fields = differing.split(|byte| *byte == 0);
        while let (Some(facts), Some(path)) = (fields.next(), fields.next()) {
            let path = self.root.join(path_of(path));
            let facts = String::from_utf8_lossy(facts);
            let mut facts = facts.trim_start_matches(':').split(' ');
            let (old, new) = (facts.next().unwrap_or_default(), facts.next().unwrap_or_default());
            let blob = facts.next().unwrap_or_default();
            match (old, new) {
                ("160000", _) => changes.extend(submodule(&path, blob)?),
                (_, "160000") => drop(changes.insert(path, Layer::Gone)),
                _ if !may_matter(&path) => {}
                // Links are not followed.
                ("000000" | "120000", _) => drop(changes.entry(path).or_insert(Layer::Gone)),
                _ => wanted.push((path, blob.to_owned())),
            }
        }
        for (path, layer) in self.load(wanted, commit)? {
            changes.insert(path, layer);
        }
        Ok(changes)
    }

    fn list(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let answer = self.ask(arguments)?;
        if answer.status.success() { Ok(answer.stdout) } else { Err(failure(&answer)) }
    }

    /// Reads blobs through one process. Those that are on the disk as they are have changed in name only.
    fn load(&self, wanted: Vec<(PathBuf, String)>, commit: &str) -> Result<Vec<(PathBuf, Layer)>, String> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut command = command(&self.root, self.by_environment);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().map_err(|error| not_started(&error))?;
        let ids: String = wanted.iter().map(|(_, blob)| format!("{blob}\n")).collect();
        let mut input = child.stdin.take();
        // Git answers while it is asked: one thread alone would wait for git, and git for it.
        let asking = std::thread::spawn(move || input.as_mut().map(|input| input.write_all(ids.as_bytes())));
        let mut answers = child.stdout.take().map(BufReader::new);
        let mut layers = Vec::new();
        let (mut failed, disk) = (None, Disk::default());
        for (path, _) in wanted {
            let layer = answers.as_mut().and_then(|answers| next_blob(answers).ok().flatten());
            match layer {
                Some(Layer::Text(bytes)) if disk.holds(&path, &bytes) => {}
                Some(layer) => layers.push((path, layer)),
                None => {
                    failed = Some(path);
                    break;
                }
            }
        }
        drop(answers);
        let _ = asking.join();
        let _ = child.wait();
        match failed {
            None => Ok(layers),
            Some(path) => Err(format!(
                "`{}` as of {} is not in this clone, which seems to be a partial one; let git fetch it (`git diff --stat {}`), or clone without `--filter`",
                path.display(),
                commit.get(..7).unwrap_or(commit),
                commit.get(..7).unwrap_or(commit),
            )),
        }
    }
}

/// The next answer of `git cat-file --batch`; `None` if git does not have the object.
fn next_blob(answers: &mut impl BufRead) -> io::Result<Option<Layer>> {
    let mut header = String::new();
    answers.read_line(&mut header)?;
    let Some(len) = header.trim().rsplit(' ').next().and_then(|len| len.parse::<u64>().ok()) else {
        return Ok(None);
    };
    if len > HUGE {
        io::copy(&mut answers.take(len + 1), &mut io::sink())?;
        return Ok(Some(Layer::Unread("is larger than 64 MiB and was not read".into())));
    }
    let mut bytes = vec![0; usize::try_from(len).unwrap_or(0)];
    answers.read_exact(&mut bytes)?;
    answers.read_exact(&mut [0])?;
    Ok(Some(Layer::Text(bytes)))
}

/// What a submodule was: it has commits of its own.
fn submodule(folder: &Path, commit: &str) -> Result<Changes, String> {
    if !Disk::default().exists(&folder.join(".git")) {
        // Not checked out, or removed since: it has no files that could be compared.
        return Ok(Changes::new());
    }
    let repository = Repository { root: folder.to_path_buf(), by_environment: false };
    if repository.commit(commit)?.is_none() {
        return Err(format!(
            "the submodule `{}` does not have the commit {} of that time; fetch it (`git -C {0} fetch`)",
            folder.display(),
            commit.get(..7).unwrap_or(commit),
        ));
    }
    repository.changes(commit)
}

fn command(folder: &Path, by_environment: bool) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).args([
        "--no-optional-locks",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "protocol.allow=never",
    ]);
    command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1");
    if !by_environment {
        for name in OF_HOOKS {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

fn git(folder: &Path, by_environment: bool, arguments: &[&str]) -> Result<Output, String> {
    command(folder, by_environment).args(arguments).output().map_err(|error| not_started(&error))
}

fn not_started(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        return "`--since` asks git, which is not installed or not in PATH; install it, or leave `--since` out"
            .to_owned();
    }
    format!("git cannot be run: {error}")
}

fn why_no_repository(folder: &Path, answer: &Output) -> String {
    let said = String::from_utf8_lossy(&answer.stderr);
    let folder = folder.display();
    if said.contains("dubious ownership") {
        return format!(
            "git does not trust the repository at `{folder}`, which belongs to another user; allow it (`git config --global --add safe.directory`)"
        );
    }
    if said.contains("must be run in a work tree") {
        return format!("the repository at `{folder}` has no work tree; run Referee in a clone that has one");
    }
    if said.contains("not a git repository") {
        return format!(
            "`{folder}` is not in a git repository, so `--since` has nothing to compare with; run Referee in one, or leave `--since` out"
        );
    }
    failure(answer)
}

fn failure(answer: &Output) -> String {
    let said = String::from_utf8_lossy(&answer.stderr);
    let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it does not say why");
    format!("git failed: {}", first.trim_start_matches("fatal: "))
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
