//! `check --since`, on repositories that the tests make: what is new is told, what was there is not; every bad state is a message
//! (see `states`), and no repository makes it run anything (see `hostile`).

mod hostile;
mod states;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use libtest_mimic::{Failed, Trial};

type Test = fn() -> Result<(), Failed>;

static TESTS: &[(&str, Test)] = &[
    ("only_what_is_new_is_told", only_what_is_new_is_told),
    ("uncommitted_and_untracked_files_count", uncommitted_and_untracked_files_count),
    ("deleted_and_moved_files_are_seen_as_they_were", deleted_and_moved_files_are_seen_as_they_were),
    ("the_merge_base_counts", the_merge_base_counts),
    ("nothing_is_written", nothing_is_written),
    ("unchanged_trees_are_told_at_once", unchanged_trees_are_told_at_once),
    ("a_changed_lock_counts", a_changed_lock_counts),
    ("a_flipped_default_is_a_changed_action", a_flipped_default_is_a_changed_action),
    ("databases_may_change_their_name", databases_may_change_their_name),
    ("json_carries_the_comparison", json_carries_the_comparison),
    ("paths_and_folders_lead_to_the_same", paths_and_folders_lead_to_the_same),
    ("hooks_do_not_mislead", hooks_do_not_mislead),
    ("submodules_have_commits_of_their_own", submodules_have_commits_of_their_own),
];

/// One test per line of the table.
pub(crate) fn trials() -> Vec<Trial> {
    let all = [TESTS, states::TESTS, hostile::TESTS];
    all.into_iter().flatten().map(|(name, test)| Trial::test(format!("since::{name}"), *test)).collect()
}

const INIT: &str = "CREATE TABLE users (id integer PRIMARY KEY);\n\
     CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users (id) ON DELETE CASCADE);\n";
const DANGLING: &str = "CREATE TABLE notes (id integer PRIMARY KEY, note_id integer REFERENCES gone (id));\n";
const SECOND: &str = "CREATE TABLE marks (id integer PRIMARY KEY, mark_id integer REFERENCES lost (id));\n";

/// A repository in a folder of its own.
struct Repository {
    _folder: tempfile::TempDir,
    root: PathBuf,
}

impl Repository {
    fn new() -> Result<Repository, Failed> {
        let repository = Repository::bare_folder()?;
        repository.git(&["init", "--quiet", "--initial-branch=main"])?;
        Ok(repository)
    }

    fn bare_folder() -> Result<Repository, Failed> {
        let folder = tempfile::tempdir()?;
        // On some systems the folder for temporary files is a link.
        let root = folder.path().canonicalize()?;
        Ok(Repository { _folder: folder, root })
    }

    fn write(&self, path: &str, text: &str) -> Result<(), Failed> {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
        Ok(fs::write(path, text)?)
    }

    fn git(&self, arguments: &[&str]) -> Result<String, Failed> {
        git(&self.root, arguments)
    }

    fn commit(&self, files: &[(&str, &str)]) -> Result<(), Failed> {
        for (path, text) in files {
            self.write(path, text)?;
        }
        self.git(&["add", "--all"])?;
        self.git(&["commit", "--quiet", "--message=change"])?;
        Ok(())
    }

    fn make_executable(&self, path: &str) -> Result<(), Failed> {
        use std::os::unix::fs::PermissionsExt as _;
        Ok(fs::set_permissions(self.root.join(path), fs::Permissions::from_mode(0o755))?)
    }

    fn since(&self, revision: &str) -> Result<Run, Failed> {
        self.run(&["check", "--since", revision], &[])
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Result<Run, Failed> {
        run_in(&self.root, arguments, environment)
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Result<String, Failed> {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "protocol.file.allow=always"]).args(arguments);
    for (name, value) in [("GIT_AUTHOR_NAME", "a"), ("GIT_AUTHOR_EMAIL", "a@example.org")] {
        command.env(name, value).env(name.replace("AUTHOR", "COMMITTER"), value);
    }
    let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").env_remove("GIT_DIR").output()?;
    if !output.status.success() {
        return Err(format!("git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn run_in(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Result<Run, Failed> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_referee"));
    command.args(arguments).current_dir(folder).env_remove("COLUMNS").env_remove("GIT_DIR");
    Ok(Run(command.envs(environment.iter().copied()).output()?))
}

/// What a run came to.
struct Run(Output);

impl Run {
    fn text(&self) -> String {
        let [out, err] = [&self.0.stdout, &self.0.stderr].map(|bytes| String::from_utf8_lossy(bytes));
        format!("{out}{err}")
    }

    fn exits(self, status: i32) -> Result<Run, Failed> {
        let code = self.0.status.code();
        let why = || Failed::from(format!("exit {code:?}, not {status}\n{}", self.text()));
        if code == Some(status) { Ok(self) } else { Err(why()) }
    }

    fn says(self, words: &str) -> Result<Run, Failed> {
        let found = self.text().contains(words);
        if found { Ok(self) } else { Err(format!("does not say {words:?}:\n{}", self.text()).into()) }
    }

    fn conceals(self, words: &str) -> Result<Run, Failed> {
        let found = self.text().contains(words);
        if found { Err(format!("says {words:?}:\n{}", self.text()).into()) } else { Ok(self) }
    }
}

fn only_what_is_new_is_told() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT), ("migrations/0002_notes.sql", DANGLING)])?;
    repository
        .since("HEAD")?
        .exits(0)?
        .says("No new problems found")?
        .says("1 older finding is not shown")?;
    // The older finding moves by a line and stays an older one.
    let moved = format!("-- notes\n\n{DANGLING}");
    repository.commit(&[("migrations/0002_notes.sql", &moved), ("migrations/0003_marks.sql", SECOND)])?;
    let commit = repository.git(&["rev-parse", "HEAD~1"])?;
    repository
        .since("HEAD~1")?
        .exits(1)?
        .says("migrations/0003_marks.sql:1")?
        .says(&format!("Compared with {} (HEAD~1); 1 older finding is not shown", &commit[..7]))?
        .conceals("public.gone")?;
    repository.since("HEAD")?.exits(0)?.says("2 older findings are not shown")?;
    Ok(())
}

fn uncommitted_and_untracked_files_count() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT), (".gitignore", "ignored/\n")])?;
    repository.write("migrations/0001_init.sql", &format!("{INIT}{DANGLING}"))?;
    repository.since("HEAD")?.exits(1)?.says("public.gone")?;
    repository.git(&["checkout", "--quiet", "migrations"])?;
    repository.write("migrations/0002_notes.sql", DANGLING)?;
    repository.since("HEAD")?.exits(1)?.says("public.gone")?;
    repository.git(&["add", "--all"])?;
    repository.since("HEAD")?.exits(1)?.says("public.gone")?;
    // A folder of which git knows nothing yet.
    repository.git(&["rm", "--quiet", "--force", "migrations/0002_notes.sql"])?;
    repository.write("other/migrations/0001_notes.sql", DANGLING)?;
    repository.since("HEAD")?.exits(1)?.says("other/migrations/0001_notes.sql:1")?;
    Ok(())
}

fn deleted_and_moved_files_are_seen_as_they_were() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository
        .commit(&[("db/migrations/0001_init.sql", INIT), ("db/migrations/0002_notes.sql", DANGLING)])?;
    repository.git(&["mv", "db", "database"])?;
    repository.since("HEAD")?.exits(0)?.says("1 older finding is not shown")?;
    repository.commit(&[])?;
    repository.git(&["rm", "--quiet", "database/migrations/0002_notes.sql"])?;
    repository.since("HEAD~1")?.exits(0)?.says("No new problems found")?.conceals("older")?;
    // An old table that is gone makes what references it new.
    repository.commit(&[("database/migrations/0003_drop.sql", "DROP TABLE posts CASCADE;\n")])?;
    repository.git(&["rm", "--quiet", "-r", "database/migrations"])?;
    repository.write("database/migrations/0001_init.sql", DANGLING)?;
    repository.since("HEAD")?.exits(1)?.says("public.gone")?;
    Ok(())
}

fn the_merge_base_counts() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT), ("migrations/0002_notes.sql", DANGLING)])?;
    repository.git(&["checkout", "--quiet", "-b", "work"])?;
    repository.commit(&[("migrations/0003_marks.sql", SECOND)])?;
    repository.git(&["checkout", "--quiet", "main"])?;
    // What main has mended since is not new in the branch.
    repository.commit(&[("migrations/0002_notes.sql", "SELECT 1;\n")])?;
    repository.git(&["checkout", "--quiet", "work"])?;
    repository
        .since("main")?
        .exits(1)?
        .says("(merge base of main); 1 older finding is not shown")?
        .says("public.lost")?
        .conceals("public.gone")?;
    Ok(())
}

fn nothing_is_written() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT)])?;
    repository.commit(&[("migrations/0002_notes.sql", DANGLING)])?;
    // The same text with another time: git would like to note that down.
    repository.write("migrations/0001_init.sql", INIT)?;
    let index = repository.root.join(".git/index");
    let before = (fs::read(&index)?, fs::metadata(&index)?.modified()?, listing(&repository.root)?);
    repository.since("HEAD~1")?.exits(1)?;
    let after = (fs::read(&index)?, fs::metadata(&index)?.modified()?, listing(&repository.root)?);
    if before == after { Ok(()) } else { Err("something was written".into()) }
}

/// All paths below a folder, with the length of each file.
fn listing(folder: &Path) -> Result<Vec<(PathBuf, u64)>, Failed> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(listing(&path)?);
        }
        found.push((path.clone(), fs::metadata(&path)?.len()));
    }
    found.sort();
    Ok(found)
}

fn unchanged_trees_are_told_at_once() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", DANGLING)])?;
    repository.commit(&[("README.md", "# Notes\n")])?;
    repository.since("HEAD~1")?.exits(0)?.says("1 older finding is not shown")?;
    Ok(())
}

fn a_changed_lock_counts() -> Result<(), Failed> {
    let lock = "database main\n\nerasable users\n  removes   posts (user_id) -> users\n";
    let repository = Repository::new()?;
    repository.commit(&[
        ("migrations/0001_init.sql", INIT),
        ("referee.toml", "[[erasable]]\ntable = \"users\"\n"),
        ("referee.lock", lock),
    ])?;
    repository.since("HEAD")?.exits(0)?.conceals("grown-impact")?;
    // Nothing else is another one than before.
    repository.write("referee.lock", "database main\n\nerasable users\n")?;
    repository.since("HEAD")?.exits(1)?.says("grown-impact")?;
    Ok(())
}

fn a_flipped_default_is_a_changed_action() -> Result<(), Failed> {
    const SCHEMA: &str = "datasource db {\n  provider = \"postgresql\"\n  url      = \"postgresql://\"\n}\n\nmodel User {\n  id    Int    @id\n  posts Post[]\n}\n\n\
         model Post {\n  id     Int   @id\n  userId Int\n  user   User @relation(fields: [userId], references: [id])\n}\n";
    let repository = Repository::new()?;
    repository.commit(&[("prisma/schema.prisma", SCHEMA)])?;
    let optional = SCHEMA.replace("userId Int\n", "userId Int?\n").replace("User @rel", "User? @rel");
    repository.write("prisma/schema.prisma", &optional)?;
    repository
        .since("HEAD")?
        .exits(0)?
        .says("warning[changed-action]: `Post.userId` was ON DELETE RESTRICT and is SET NULL now")?
        .says("prisma/schema.prisma:13")?;
    repository.run(&["check"], &[])?.exits(0)?.conceals("changed-action")?;
    Ok(())
}

fn databases_may_change_their_name() -> Result<(), Failed> {
    let repository = Repository::new()?;
    let stated = |name: &str| format!("[[database]]\nname = \"{name}\"\nsources = [\"db/migrations\"]\n");
    repository.commit(&[("db/migrations/0001_init.sql", DANGLING), ("referee.toml", &stated("one"))])?;
    repository.write("referee.toml", &stated("two"))?;
    repository.since("HEAD")?.exits(0)?.says("1 older finding is not shown")?;
    // Stated sources that did not exist then are no error.
    repository.git(&["mv", "db", "database"])?;
    repository.write("referee.toml", &stated("two").replace("db/", "database/"))?;
    repository.since("HEAD")?.exits(0)?.says("1 older finding is not shown")?;
    Ok(())
}

fn json_carries_the_comparison() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", DANGLING)])?;
    let commit = repository.git(&["rev-parse", "HEAD"])?;
    let run = repository.run(&["check", "--since", "main", "--format", "json"], &[])?.exits(0)?;
    let document: serde_json::Value = serde_json::from_slice(&run.0.stdout)?;
    let since = serde_json::json!({"revision": "main", "commit": commit, "merge_base": false, "older": 1});
    if document["summary"]["since"] == since { Ok(()) } else { Err(run.text().into()) }
}

fn paths_and_folders_lead_to_the_same() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("db/migrations/0001_init.sql", INIT)])?;
    repository.commit(&[("db/migrations/0002_notes.sql", DANGLING)])?;
    let absolute = repository.root.join("db").display().to_string();
    let inner = repository.root.join("db/migrations");
    let ways: [(&Path, &[&str]); 4] = [
        (&repository.root, &["db/migrations"]),
        (&repository.root, &[&absolute]),
        (&inner, &[]),
        (&inner, &["../../db", "0002_notes.sql"]),
    ];
    for (folder, paths) in ways {
        let arguments = [&["check", "--since", "HEAD~1"][..], paths].concat();
        run_in(folder, &arguments, &[])?.exits(1)?.says("public.gone")?.conceals("older")?;
        let arguments = [&["check", "--since", "HEAD"][..], paths].concat();
        run_in(folder, &arguments, &[])?.exits(0)?.says("not shown")?;
    }
    let elsewhere = Repository::bare_folder()?;
    let link = elsewhere.root.join("link");
    std::os::unix::fs::symlink(&repository.root, &link)?;
    let link = link.join("db").display().to_string();
    let run = run_in(&elsewhere.root, &["check", "--since", "HEAD~1", &link], &[])?;
    run.exits(1)?.says("public.gone")?.conceals("older")?;
    Ok(())
}

/// A hook is told where git is, in words that are wrong in other folders.
fn hooks_do_not_mislead() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("db/migrations/0001_init.sql", INIT)])?;
    repository.commit(&[("db/migrations/0002_notes.sql", DANGLING)])?;
    let environment = [("GIT_DIR", ".git"), ("GIT_INDEX_FILE", ".git/index"), ("GIT_PREFIX", "db/")];
    let inner = repository.root.join("db");
    let other = Repository::new()?;
    let git_dir = other.root.join(".git").display().to_string();
    for folder in [&repository.root, &inner] {
        run_in(folder, &["check", "--since", "HEAD~1"], &environment)?.exits(1)?.says("public.gone")?;
        let misled = [("GIT_DIR", git_dir.as_str())];
        run_in(folder, &["check", "--since", "HEAD~1"], &misled)?.exits(1)?.says("public.gone")?;
    }
    // And where only the environment tells, it holds.
    let apart = Repository::bare_folder()?;
    apart.write("migrations/0001_init.sql", INIT)?;
    let git_dir = format!("{}/.git", repository.root.display());
    let work_tree = apart.root.display().to_string();
    let environment = [("GIT_DIR", git_dir.as_str()), ("GIT_WORK_TREE", work_tree.as_str())];
    apart.run(&["check", "--since", "HEAD"], &environment)?.exits(0)?.says("No new problems found")?;
    Ok(())
}

fn submodules_have_commits_of_their_own() -> Result<(), Failed> {
    let inner = Repository::new()?;
    inner.commit(&[("migrations/0001_init.sql", INIT), ("migrations/0002_notes.sql", DANGLING)])?;
    let outer = Repository::new()?;
    let address = inner.root.display().to_string();
    outer.git(&["submodule", "--quiet", "add", &address, "schema"])?;
    outer.commit(&[("README.md", "# Outer\n")])?;
    outer.since("HEAD")?.exits(0)?.says("1 older finding is not shown")?;
    outer.write("schema/migrations/0003_marks.sql", SECOND)?;
    outer.since("HEAD")?.exits(1)?.says("public.lost")?.conceals("public.gone")?;
    let commit = |message: &str| format!("--message={message}");
    git(&outer.root.join("schema"), &["add", "--all"])?;
    git(&outer.root.join("schema"), &["commit", "--quiet", &commit("marks")])?;
    outer.since("HEAD")?.exits(1)?.says("public.lost")?.conceals("public.gone")?;
    outer.commit(&[])?;
    outer.since("HEAD~1")?.exits(1)?.says("public.lost")?.conceals("public.gone")?;
    Ok(())
}
