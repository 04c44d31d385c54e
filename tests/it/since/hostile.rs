//! Repositories whose configuration names programs for everything that git can be made to run: `--since` runs none of them.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use libtest_mimic::Failed;

use super::{DANGLING, INIT, Repository, SECOND, Test, git, run_in};

pub(super) static TESTS: &[(&str, Test)] = &[
    ("no_program_of_the_repository_is_run", no_program_of_the_repository_is_run),
    ("no_program_of_a_submodule_is_run", no_program_of_a_submodule_is_run),
    ("nothing_is_fetched_whatever_is_allowed", nothing_is_fetched_whatever_is_allowed),
    ("filters_do_not_change_what_is_new", filters_do_not_change_what_is_new),
];

/// What is set to a program.
const PROGRAMS: [&str; 16] = [
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.askPass",
    "core.sshCommand",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "credential.helper",
    "diff.external",
    "diff.trap.textconv",
    "diff.trap.command",
    "gpg.program",
    "pager.diff-index",
    "pager.rev-parse",
    "pager.ls-files",
    "uploadpack.packObjectsHook",
];
/// Content filters: with a name that needs quoting, and one that has to succeed.
const FILTERS: [&str; 3] = ["trap", "a=b.c", "must"];
const HOOKS: [&str; 3] = ["post-index-change", "post-checkout", "fsmonitor-watchman"];

/// A repository with two commits, and the work tree as in the second but for the time of its files.
fn trapped() -> Result<Repository, Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("db/migrations/0001_init.sql", INIT)])?;
    repository.commit(&[("db/migrations/0002_notes.sql", DANGLING)])?;
    set_traps(&repository.root, &repository.root.join(".git"))?;
    Ok(repository)
}

/// Lets everything in a repository start a program that leaves `trapped` beside the repository's own files.
fn set_traps(root: &Path, git_folder: &Path) -> Result<(), Failed> {
    let program = git_folder.join("trap.sh");
    let mark = git_folder.join("trapped");
    fs::write(&program, format!("#!/bin/sh\necho \"$0 $*\" >>{}\nexit 1\n", mark.display()))?;
    let hooks = git_folder.join("traps");
    fs::create_dir_all(&hooks)?;
    for hook in HOOKS {
        fs::copy(&program, hooks.join(hook))?;
        make_executable(&hooks.join(hook))?;
    }
    make_executable(&program)?;
    let program = program.display().to_string();
    for name in PROGRAMS {
        git(root, &["config", name, &program])?;
    }
    for filter in FILTERS {
        for key in ["clean", "smudge", "process"] {
            // One that is a process is not asked to clean.
            if key != "process" || filter == "a=b.c" {
                git(root, &["config", &format!("filter.{filter}.{key}"), &program])?;
            }
        }
    }
    git(root, &["config", "filter.must.required", "true"])?;
    git(root, &["config", "core.hooksPath", &hooks.display().to_string()])?;
    git(root, &["config", "alias.diff-index", &format!("!{program}")])?;
    fs::create_dir_all(git_folder.join("info"))?;
    fs::write(
        git_folder.join("info/attributes"),
        "*1* filter=trap diff=trap\n*2* filter=must\n*3* filter=a=b.c\n",
    )?;
    // Files that are younger than the index are looked into.
    File::options()
        .append(true)
        .open(git_folder.join("index"))?
        .set_modified(SystemTime::now() - Duration::from_secs(3600))?;
    Ok(())
}

fn make_executable(path: &Path) -> Result<(), Failed> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(0o755))?)
}

/// Nothing was started; and would have been, had git been asked plainly.
fn expect_untouched(root: &Path, git_folder: &Path, control: &[&str]) -> Result<(), Failed> {
    let mark = git_folder.join("trapped");
    if let Ok(started) = fs::read_to_string(&mark) {
        return Err(format!("started:\n{started}").into());
    }
    let _ = git(root, control);
    if mark.is_file() { Ok(()) } else { Err("the traps are none".into()) }
}

fn no_program_of_the_repository_is_run() -> Result<(), Failed> {
    let repository = trapped()?;
    let git_folder = repository.root.join(".git");
    repository.since("HEAD~1")?.exits(1)?.says("public.gone")?;
    repository.since("HEAD")?.exits(0)?.says("1 older finding is not shown")?;
    run_in(&repository.root.join("db"), &["check", "--since", "main~1", "migrations"], &[])?.exits(1)?;
    repository.write("db/migrations/0003_marks.sql", SECOND)?;
    repository.since("HEAD")?.exits(1)?.says("public.lost")?;
    repository.since("nowhere")?.exits(2)?;
    // Attributes in the work tree, and what is in the user's own environment stays.
    repository.write(".gitattributes", "* filter=trap\n")?;
    let own =
        [("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "core.quotePath"), ("GIT_CONFIG_VALUE_0", "false")];
    repository.run(&["check", "--since", "HEAD"], &own)?.exits(1)?.says("public.lost")?;
    expect_untouched(&repository.root, &git_folder, &["status"])
}

/// `git diff-index` would start `git status` there, with the submodule's own configuration.
fn no_program_of_a_submodule_is_run() -> Result<(), Failed> {
    let inner = Repository::new()?;
    inner.commit(&[("migrations/0001_init.sql", INIT)])?;
    let outer = Repository::new()?;
    outer.git(&["submodule", "--quiet", "add", &inner.root.display().to_string(), "schema"])?;
    outer.commit(&[("README.md", "# Outer\n")])?;
    let git_folder = outer.root.join(".git/modules/schema");
    set_traps(&outer.root.join("schema"), &git_folder)?;
    outer.write("schema/migrations/0002_notes.sql", DANGLING)?;
    outer.since("HEAD")?.exits(1)?.says("public.gone")?;
    expect_untouched(&outer.root, &git_folder, &["diff-index", "HEAD"])
}

/// A partial clone whose remote is a program.
fn nothing_is_fetched_whatever_is_allowed() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.commit(&[("migrations/0001_init.sql", INIT)])?;
    repository.commit(&[("migrations/0001_init.sql", DANGLING)])?;
    let blob = repository.git(&["rev-parse", "HEAD~1:migrations/0001_init.sql"])?;
    fs::remove_file(repository.root.join(".git/objects").join(&blob[..2]).join(&blob[2..]))?;
    let git_folder = repository.root.join(".git");
    set_traps(&repository.root, &git_folder)?;
    let remote = format!("ext::{}", git_folder.join("trap.sh").display());
    for (name, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", remote.as_str()),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"),
    ] {
        repository.git(&["config", name, value])?;
    }
    repository.since("HEAD~1")?.exits(2)?.says("is not in this clone")?;
    expect_untouched(&repository.root, &git_folder, &["cat-file", "blob", &blob])
}

/// What a filter has put into the commit differs from the file on the disk, which is not the user's change.
fn filters_do_not_change_what_is_new() -> Result<(), Failed> {
    let repository = Repository::new()?;
    repository.git(&["config", "filter.comment.clean", "sed s/^/--/"])?;
    repository.write(".gitattributes", "*.md filter=comment\n")?;
    repository.commit(&[("migrations/0001_init.sql", DANGLING), ("README.md", "# Notes\n")])?;
    repository.write("README.md", "# Other notes\n")?;
    repository.since("HEAD")?.exits(0)?.says("1 older finding is not shown")?;
    Ok(())
}
