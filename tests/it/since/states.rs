//! States of a repository in which there is little or nothing to compare with: each is a message, and exit status 2 unless the answer is known.

use std::fs;
use std::time::{Duration, Instant};

use libtest_mimic::Failed;

use super::{DANGLING, INIT, Repository, SECOND, Test, git, run_in};

pub(super) static TESTS: &[(&str, Test)] = &[
    ("bad_states_exit_2", bad_states_exit_2),
    ("before_the_first_commit_everything_is_new", before_the_first_commit_everything_is_new),
    ("detached_heads_and_work_trees_are_as_good", detached_heads_and_work_trees_are_as_good),
    ("merges_that_are_not_done_are_compared", merges_that_are_not_done_are_compared),
    ("broken_repositories_exit_2", broken_repositories_exit_2),
    ("a_git_that_hangs_is_left", a_git_that_hangs_is_left),
    ("shallow_clones_are_told_what_to_fetch", shallow_clones_are_told_what_to_fetch),
    ("partial_clones_are_told_what_to_fetch", partial_clones_are_told_what_to_fetch),
    ("without_git_there_is_a_message", without_git_there_is_a_message),
    ("without_a_common_commit_the_revision_counts", without_a_common_commit_the_revision_counts),
];

fn bad_states_exit_2() -> Result<(), Failed> {
    let none = Repository::bare_folder()?;
    none.write("migrations/0001_init.sql", INIT)?;
    none.since("main")?.exits(2)?.says("is not in a git repository")?;

    let empty = Repository::new()?;
    empty.write("migrations/0001_init.sql", INIT)?;
    empty.since("nowhere")?.exits(2)?.says("git knows no revision `nowhere`")?;

    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT)])?;
    for revision in ["nowhere", "", "--help", "HEAD~7", "main:migrations"] {
        let argument = format!("--since={revision}");
        let run = repository.run(&["check", &argument], &[])?;
        run.exits(2)?.says(&format!("git knows no revision `{revision}`"))?;
    }
    let outside = none.root.join("migrations").display().to_string();
    let run = repository.run(&["check", "--since", "main", "migrations", &outside], &[])?;
    run.exits(2)?.says("is not in a git repository")?;
    empty.git(&["commit", "--quiet", "--allow-empty", "--message=none"])?;
    let outside = empty.root.join("migrations").display().to_string();
    let run = repository.run(&["check", "--since", "main", "migrations", &outside], &[])?;
    run.exits(2)?.says("two repositories")?;

    let bare = Repository::bare_folder()?;
    let source = repository.root.display().to_string();
    bare.git(&["clone", "--quiet", "--bare", &source, "copy.git"])?;
    run_in(&bare.root.join("copy.git"), &["check", "--since", "main"], &[])?
        .exits(2)?
        .says("no work tree")?;

    let clone = Repository::bare_folder()?;
    clone.git(&["clone", "--quiet", &source, "copy"])?;
    let copy = clone.root.join("copy");
    git(&copy, &["checkout", "--quiet", "--detach"])?;
    git(&copy, &["branch", "--quiet", "--delete", "--force", "main"])?;
    run_in(&copy, &["check", "--since", "main"], &[])?.exits(2)?.says("did you mean `origin/main`?")?;
    Ok(())
}

fn before_the_first_commit_everything_is_new() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.write("migrations/0001_init.sql", DANGLING)?;
    repository.write("ignored/migrations/0001_init.sql", SECOND)?;
    repository.write(".gitignore", "/ignored\n")?;
    for stage in ["untracked", "staged"] {
        for revision in ["HEAD", "@", "main", "refs/heads/main"] {
            let run = repository.since(revision)?.exits(1)?.says("public.gone")?;
            run.says("Compared with nothing: the repository has no commits yet")
                .and_then(|run| run.conceals("public.lost"))
                .map_err(|error| format!("{stage}: {error:?}"))?;
        }
        repository.git(&["add", "--all"])?;
    }
    let run = repository.run(&["check", "--since", "HEAD", "--format", "json"], &[])?.exits(1)?;
    let document: serde_json::Value = serde_json::from_slice(&run.0.stdout)?;
    let since = serde_json::json!({"revision": "HEAD", "commit": null, "merge_base": false, "older": 0});
    if document["summary"]["since"] != since {
        return Err(run.text().into());
    }
    // A branch without commits, in a repository that has some.
    repository.commit(&[])?;
    repository.git(&["symbolic-ref", "HEAD", "refs/heads/other"])?;
    repository.since("HEAD")?.exits(1)?.says("public.gone")?.says("no commits yet")?;
    repository.since("main")?.exits(0)?.says("compared with `main` itself")?.says("not shown")?;
    // Where names are of the other kind.
    let modern = Repository::bare_folder()?;
    if git(&modern.root, &["init", "--quiet", "--object-format=sha256"]).is_ok() {
        modern.write("migrations/0001_init.sql", DANGLING)?;
        modern.git(&["add", "--all"])?;
        modern.since("HEAD")?.exits(1)?.says("public.gone")?;
    }
    Ok(())
}

fn detached_heads_and_work_trees_are_as_good() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT)])?;
    repository.commit(&[("migrations/0002_notes.sql", DANGLING)])?;
    repository.git(&["checkout", "--quiet", "--detach"])?;
    repository.since("HEAD~1")?.exits(1)?.says("public.gone")?;
    repository.since("main")?.exits(0)?.says("1 older finding is not shown")?;
    let elsewhere = Repository::bare_folder()?;
    let tree = elsewhere.root.join("tree");
    repository.git(&["worktree", "add", "--quiet", "-b", "side", &tree.display().to_string(), "main~1"])?;
    fs::write(tree.join("migrations/0002_marks.sql"), SECOND)?;
    run_in(&tree, &["check", "--since", "main"], &[])?
        .exits(1)?
        .says("public.lost")?
        .conceals("public.gone")?;
    Ok(())
}

fn merges_that_are_not_done_are_compared() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT), ("migrations/0002_notes.sql", DANGLING)])?;
    repository.git(&["checkout", "--quiet", "-b", "side"])?;
    repository.commit(&[("migrations/0002_notes.sql", &format!("-- side\n{DANGLING}"))])?;
    repository.git(&["checkout", "--quiet", "main"])?;
    repository.commit(&[("migrations/0002_notes.sql", &format!("-- main\n{DANGLING}"))])?;
    if repository.git(&["merge", "--quiet", "side"]).is_ok() {
        return Err("there is no conflict".into());
    }
    repository.since("HEAD")?.exits(0)?.says("is not understood")?;
    repository.write("migrations/0002_notes.sql", &format!("-- main\n{DANGLING}"))?;
    repository.since("HEAD")?.exits(0)?.says("1 older finding is not shown")?;
    Ok(())
}

fn broken_repositories_exit_2() -> Result<(), Failed> {
    let made = || -> Result<Repository, Failed> {
        let repository = Repository::new()?;
        repository.commit(&[("migrations/0001_init.sql", INIT)])?;
        repository.commit(&[("migrations/0001_init.sql", DANGLING)])?;
        Ok(repository)
    };
    let damages: [(&str, &str, &str); 5] = [
        (".git/index", "not an index", "git failed: "),
        (".git/HEAD", "nothing", "not in a git repository"),
        (".git/config", "[core", "git failed: "),
        (".git/refs/heads/main", "nothing", "HEAD cannot be read"),
        (".git/refs/heads/main", "1234567890123456789012345678901234567890\n", "HEAD cannot be read"),
    ];
    for (path, text, message) in damages {
        let repository = made()?;
        repository.write(path, text)?;
        repository.since("HEAD")?.exits(2)?.says(message)?;
    }
    // The object of the file as it was.
    let repository = made()?;
    let blob = repository.git(&["rev-parse", "HEAD~1:migrations/0001_init.sql"])?;
    let object = repository.root.join(".git/objects").join(&blob[..2]).join(&blob[2..]);
    fs::remove_file(&object)?;
    repository.since("HEAD~1")?.exits(2)?.says("is not in this clone")?;
    repository.write(&object.display().to_string(), "damaged")?;
    repository.since("HEAD~1")?.exits(2)?.says("0001_init.sql")?;
    // The object of the folder that it lay in.
    let repository = made()?;
    let tree = repository.git(&["rev-parse", "HEAD~1:migrations"])?;
    fs::remove_file(repository.root.join(".git/objects").join(&tree[..2]).join(&tree[2..]))?;
    repository.since("HEAD~1")?.exits(2)?.says("git failed: ")?;
    Ok(())
}

fn a_git_that_hangs_is_left() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT)])?;
    // The second `sleep` holds the streams when the first is ended.
    repository.write("bin/git", "#!/bin/sh\nsleep 30 &\nexec sleep 30\n")?;
    repository.make_executable("bin/git")?;
    let path = repository.root.join("bin").display().to_string() + ":/usr/bin:/bin";
    let start = Instant::now();
    let environment = [("PATH", path.as_str()), ("REFEREE_GIT_TIMEOUT", "1")];
    let run = repository.run(&["check", "--since", "HEAD"], &environment)?;
    run.exits(2)?.says("git has not answered within 1 seconds")?;
    if start.elapsed() < Duration::from_secs(20) { Ok(()) } else { Err("it was waited for".into()) }
}

fn shallow_clones_are_told_what_to_fetch() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT)])?;
    repository.git(&["checkout", "--quiet", "-b", "work"])?;
    repository.commit(&[("migrations/0002_notes.sql", DANGLING)])?;
    repository.git(&["checkout", "--quiet", "main"])?;
    repository.commit(&[("README.md", "# Main\n")])?;
    let clone = Repository::bare_folder()?;
    let source = format!("file://{}", repository.root.display());
    clone.git(&["clone", "--quiet", "--depth=1", "--branch=work", &source, "copy"])?;
    let copy = clone.root.join("copy");
    let run = run_in(&copy, &["check", "--since", "HEAD~1"], &[])?;
    run.exits(2)?.says("this clone is shallow")?.says("fetch-depth: 0")?;
    git(&copy, &["fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main"])?;
    let run = run_in(&copy, &["check", "--since", "origin/main"], &[])?;
    run.exits(2)?.says("does not reach back")?.says("fetch-depth: 0")?;
    git(&copy, &["fetch", "--quiet", "--unshallow", "origin"])?;
    run_in(&copy, &["check", "--since", "origin/main"], &[])?.exits(1)?.says("public.gone")?;
    Ok(())
}

fn partial_clones_are_told_what_to_fetch() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT)])?;
    repository.commit(&[("migrations/0001_init.sql", DANGLING)])?;
    repository.git(&["config", "uploadpack.allowFilter", "true"])?;
    let clone = Repository::bare_folder()?;
    let source = format!("file://{}", repository.root.display());
    clone.git(&["clone", "--quiet", "--filter=blob:none", &source, "copy"])?;
    let copy = clone.root.join("copy");
    run_in(&copy, &["check", "--since", "HEAD~1"], &[])?.exits(2)?.says("is not in this clone")?;
    git(&copy, &["diff", "--stat", "HEAD~1"])?;
    run_in(&copy, &["check", "--since", "HEAD~1"], &[])?.exits(1)?.says("public.gone")?;
    Ok(())
}

fn without_git_there_is_a_message() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT)])?;
    let run = repository.run(&["check", "--since", "HEAD"], &[("PATH", "/nowhere")])?;
    run.exits(2)?.says("git, which is not installed")?;
    Ok(())
}

fn without_a_common_commit_the_revision_counts() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT)])?;
    repository.git(&["checkout", "--quiet", "--orphan", "other"])?;
    repository.commit(&[("migrations/0002_notes.sql", DANGLING)])?;
    repository.since("main")?.exits(1)?.says("have no commit in common")?.says("public.gone")?;
    Ok(())
}
