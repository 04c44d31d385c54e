//! What git knows of the files: which commit a change began at, and what the files were then.
//!
//! Invariants: nothing is written, neither to the work tree nor to the index nor below `.git`; nothing is fetched, nobody is asked, and no program
//! is run that the repository's configuration names (see [`ask`]). Every failure is a sentence with what to do.

mod ask;

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::discover::{Disk, Layer, may_matter};
use ask::{Asking, failure};

/// Blobs above this size are not read.
const HUGE: u64 = 64 << 20;

/// The work tree of a repository.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Repository {
    /// Its outermost folder, as the path that was given leads to it.
    pub(super) root: PathBuf,
    asking: Asking,
}

/// The commit with which the files are compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Base {
    /// Its full name; empty if there is no commit yet, so that everything is new.
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
        let mut asking = Asking { folder: folder.to_path_buf(), by_environment: false };
        let mut answer = asking.ask(&questions)?;
        if !answer.status.success() && std::env::var_os("GIT_DIR").is_some() {
            asking.by_environment = true;
            answer = asking.ask(&questions)?;
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
        let root = given.filter(is_top).unwrap_or(top);
        Ok(Repository { asking: Asking { folder: root.clone(), ..asking }, root })
    }

    fn commit(&self, revision: &str) -> Result<Option<String>, String> {
        let wanted = format!("{revision}^{{commit}}");
        let answer = self.asking.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
        let name = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
        Ok(Some(name).filter(|name| answer.status.success() && !name.is_empty()))
    }

    fn is_shallow(&self) -> bool {
        let answer = self.asking.ask(&["rev-parse", "--is-shallow-repository"]);
        answer.is_ok_and(|answer| answer.stdout.starts_with(b"true"))
    }

    /// The commit where a revision and HEAD part; the revision itself where they have nothing in common.
    pub(super) fn base(&self, revision: &str) -> Result<Base, String> {
        let own = self.commit(revision)?;
        let head = if revision == "HEAD" { own.clone() } else { self.commit("HEAD")? };
        let Some(head) = head else { return self.base_of_nothing(revision, own) };
        let Some(own) = own else { return Err(self.unknown(revision)?) };
        if own == head {
            return Ok(Base { commit: own, is_merge_base: false, note: None });
        }
        let answer = self.asking.ask(&["merge-base", &own, &head])?;
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

    /// The base of what will be the first commit of its branch.
    fn base_of_nothing(&self, revision: &str, own: Option<String>) -> Result<Base, String> {
        let branch = self.asking.ask(&["symbolic-ref", "--quiet", "HEAD"])?;
        let branch = String::from_utf8_lossy(&branch.stdout).trim().to_owned();
        // A branch that is there and cannot be read is told on stderr only.
        let known = self.asking.ask(&["for-each-ref", "--format=%(refname)", &branch])?;
        if branch.is_empty() || !known.stdout.is_empty() || !known.stderr.is_empty() {
            return Err(format!("{}; HEAD cannot be read", failure(&known)));
        }
        if let Some(own) = own {
            let note = format!("HEAD has no commits yet; compared with `{revision}` itself");
            return Ok(Base { commit: own, is_merge_base: false, note: Some(note) });
        }
        let names = ["HEAD", "@", branch.as_str(), branch.trim_start_matches("refs/heads/")];
        if !names.contains(&revision) {
            return Err(self.unknown(revision)?);
        }
        Ok(Base { commit: String::new(), is_merge_base: false, note: None })
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
    /// differ. What git ignores is taken as it is. Without a commit there were no files.
    pub(super) fn changes(&self, commit: &str) -> Result<Changes, String> {
        let mut changes = Changes::new();
        let mut submodules: BTreeMap<PathBuf, String> = BTreeMap::new();
        let listed = ["ls-files", "-z", "-t", "--stage", "--others", "--exclude-standard", "--directory"];
        for entry in self.asking.list(&listed)?.split(|byte| *byte == 0) {
            if let Some(path) = entry.strip_prefix(b"? ") {
                let is_folder = path.ends_with(b"/");
                let path = self.root.join(path_of(path));
                if is_folder || may_matter(&path) {
                    changes.insert(path, Layer::Gone);
                }
            } else if let Some((commit, path)) = submodule_of(entry) {
                submodules.insert(self.root.join(path), commit);
            }
        }
        let differing = match commit {
            "" => self.asking.list(&["hash-object", "-t", "tree", "--stdin"])?,
            _ => commit.as_bytes().to_vec(),
        };
        let differing = self.asking.differing(String::from_utf8_lossy(&differing).trim())?;
        let mut wanted: Vec<(PathBuf, String)> = Vec::new();
        let mut fields = differing.split(|byte| *byte == 0);
        while let (Some(facts), Some(path)) = (fields.next(), fields.next()) {
            let path = self.root.join(path_of(path));
            let facts = String::from_utf8_lossy(facts);
            let mut facts = facts.trim_start_matches(':').split(' ');
            let (old, new) = (facts.next().unwrap_or_default(), facts.next().unwrap_or_default());
            let blob = facts.next().unwrap_or_default();
            match (old, new) {
                ("160000", _) => drop(submodules.insert(path, blob.to_owned())),
                (_, "160000") => {
                    submodules.remove(&path);
                    changes.insert(path, Layer::Gone);
                }
                _ if !may_matter(&path) => {}
                // Links are not followed.
                ("000000" | "120000", _) => drop(changes.entry(path).or_insert(Layer::Gone)),
                _ => wanted.push((path, blob.to_owned())),
            }
        }
        for (folder, commit) in submodules {
            changes.extend(submodule(&folder, &commit)?);
        }
        changes.extend(self.load(wanted, commit)?);
        Ok(changes)
    }

    /// Reads blobs through one process. Those that are on the disk as they are have changed in name only.
    fn load(&self, wanted: Vec<(PathBuf, String)>, commit: &str) -> Result<Vec<(PathBuf, Layer)>, String> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let ids: String = wanted.iter().map(|(_, blob)| format!("{blob}\n")).collect();
        let layers = self.asking.read_objects(ids, |answers| {
            let (mut layers, disk) = (Vec::new(), Disk::default());
            for (path, _) in wanted {
                match next_blob(answers).ok().flatten() {
                    Some(Layer::Text(bytes)) if disk.holds(&path, &bytes) => {}
                    Some(layer) => layers.push((path, layer)),
                    None => return Err(path),
                }
            }
            Ok(layers)
        })?;
        layers.map_err(|path| {
            let commit = commit.get(..7).unwrap_or(commit);
            format!(
                "`{}` as of {commit} is not in this clone, which seems to be a partial one; let git fetch it (`git diff --stat {commit}`), or clone without `--filter`",
                path.display(),
            )
        })
    }
}

/// The commit and the path of a submodule in the index: `H 160000 COMMIT 0<tab>PATH`.
fn submodule_of(entry: &[u8]) -> Option<(String, PathBuf)> {
    let entry = entry.get(2..)?.strip_prefix(b"160000 ")?;
    let tab = entry.iter().position(|byte| *byte == b'\t')?;
    let facts = String::from_utf8_lossy(entry.get(..tab)?).into_owned();
    Some((facts.split(' ').next()?.to_owned(), path_of(entry.get(tab + 1..)?)))
}

/// The next answer of `git cat-file --batch`; `None` if git does not have the object.
fn next_blob(answers: &mut dyn BufRead) -> io::Result<Option<Layer>> {
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
    let root = folder.to_path_buf();
    let repository = Repository { asking: Asking { folder: root.clone(), by_environment: false }, root };
    if repository.commit(commit)?.is_none() {
        return Err(format!(
            "the submodule `{}` does not have the commit {} of that time; fetch it (`git -C {0} fetch`)",
            folder.display(),
            commit.get(..7).unwrap_or(commit),
        ));
    }
    repository.changes(commit)
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

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
