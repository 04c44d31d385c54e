//! What shells, manual pages, packagers and people who mistype meet.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use libtest_mimic::{Failed, Trial};

use crate::cli::{Folder, Test, trials_of};

static TESTS: &[(&str, Test)] = &[
    ("versions_name_the_commit", versions_name_the_commit),
    ("mistyped_words_are_told", mistyped_words_are_told),
    (
        "where_nothing_is_the_message_says_what_there_could_be",
        where_nothing_is_the_message_says_what_there_could_be,
    ),
    ("readers_may_leave_early", readers_may_leave_early),
    ("the_manual_names_everything", the_manual_names_everything),
    ("completions_name_everything", completions_name_everything),
];

/// The tests of this file; those that need another program are ignored where it is missing.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = trials_of("shell", TESTS);
    let with: [(&str, &str, Test); 5] = [
        ("bash", "bash_completes", bash_completes),
        ("zsh", "zsh_reads_its_completions", zsh_reads_its_completions),
        ("fish", "fish_completes", fish_completes),
        ("mandoc", "mandoc_finds_nothing_wrong", mandoc_finds_nothing_wrong),
        ("rustc", "the_build_script_knows_the_commit", the_build_script_knows_the_commit),
    ];
    trials.extend(with.into_iter().map(|(program, name, test)| {
        Trial::test(format!("shell::{name}"), test).with_ignored_flag(!is_there(program))
    }));
    trials
}

fn is_there(program: &str) -> bool {
    let found = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&found).any(|folder| folder.join(program).is_file())
}

fn ensure(holds: bool, shown: &str) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(shown.to_owned().into()) }
}

fn same(got: &str, expected: &str) -> Result<(), Failed> {
    ensure(got == expected, &format!("expected\n{expected}\ngot\n{got}"))
}

fn printed(arguments: &[&str]) -> Result<String, Failed> {
    Ok(Folder::new(&[])?.run(arguments)?.exits(0)?.out())
}

/// What a program prints; it must succeed and say nothing on its standard error.
fn answer(command: &mut Command) -> Result<String, Failed> {
    let output = command.output()?;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure(output.status.success() && err.is_empty(), &format!("{command:?}\n{out}{err}"))?;
    Ok(out.into_owned())
}

fn versions_name_the_commit() -> Result<(), Failed> {
    let short = concat!("referee ", env!("CARGO_PKG_VERSION"));
    same(printed(&["-V"])?.trim_end(), short)?;
    let long = printed(&["--version"])?;
    let rest = long.trim_end().strip_prefix(short).ok_or(long.clone())?;
    let commit = rest.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')'));
    ensure(rest.is_empty() || commit.is_some_and(|commit| commit.len() >= 7), &long)
}

fn mistyped_words_are_told() -> Result<(), Failed> {
    let folder = Folder::new(&[])?;
    let cases: [(&[&str], &str); 9] = [
        (&["chekc"], "did you mean `referee check`?"),
        (&["explian", "action-mismatch"], "did you mean `referee explain`?"),
        (&["schema.sql"], "cannot read `schema.sql`"),
        (&["no/where"], "cannot read `no/where`"),
        (&["--formt", "json"], "a similar argument exists: '--format'"),
        (&["--format", "jsn"], "known are full, concise, json"),
        (&["--format", "json="], "name a file after `json=`"),
        (&["explain", "Action_Missmatch"], "did you mean `action-mismatch`?"),
        (&["completions", "tcsh"], "possible values: bash"),
    ];
    cases.iter().try_for_each(|(arguments, words)| folder.run(arguments)?.exits(2)?.says(words).map(drop))
}

fn where_nothing_is_the_message_says_what_there_could_be() -> Result<(), Failed> {
    let folder = Folder::new(&[("docs/notes.txt", "nothing to see")])?;
    let here = folder.path().canonicalize()?.display().to_string();
    let run =
        folder.run(&[])?.exits(2)?.says(&here)?.says("Prisma schemas")?.says("referee check db/changes")?;
    ensure(run.err().lines().count() <= 6 && run.out().is_empty(), &run.err())?;
    folder.run(&["docs"])?.exits(2)?.says("no description of a database in `docs`")?;
    Ok(())
}

fn readers_may_leave_early() -> Result<(), Failed> {
    let many = "CREATE TABLE t (id integer REFERENCES nowhere (id));\n".repeat(3000);
    let folder = Folder::new(&[("migrations/0001_init.sql", &many)])?;
    for arguments in
        [&["--exit-zero"][..], &["--exit-zero", "--format", "json"], &["completions", "zsh"], &["manual"]]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_referee"));
        command.args(arguments).current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        // One byte, and the pipe is closed.
        child.stdout.take().ok_or("no pipe")?.read_exact(&mut [0])?;
        let output = child.wait_with_output()?;
        let err = String::from_utf8_lossy(&output.stderr);
        ensure(
            output.status.code() == Some(0) && err.is_empty(),
            &format!("{arguments:?} {:?} {err}", output.status),
        )?;
    }
    Ok(())
}

/// All commands, as `--help` lists them.
fn commands() -> Result<Vec<String>, Failed> {
    let help = printed(&["--help"])?;
    let lines =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // Lines that go on are indented further.
    let names = lines.filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    let names = names.filter_map(|line| line.split_whitespace().next());
    let names: Vec<String> = names.filter(|name| *name != "help").map(str::to_owned).collect();
    ensure(names.len() > 9, &help)?;
    Ok(names)
}

/// The long options of a command.
fn options(command: &str) -> Result<Vec<String>, Failed> {
    let help = printed(&[command, "--help"])?;
    let words =
        help.lines().filter(|line| line.trim_start().starts_with('-')).flat_map(str::split_whitespace);
    Ok(words
        .filter(|word| word.starts_with("--"))
        .map(|word| word.trim_end_matches(',').to_owned())
        .collect())
}

fn the_manual_names_everything() -> Result<(), Failed> {
    let page = printed(&["manual"])?.replace("\\-", "-");
    for command in commands()? {
        ensure(page.contains(&format!("referee {command}")), &command)?;
        for option in options(&command)? {
            ensure(page.contains(&option), &format!("{command} {option}"))?;
        }
    }
    for part in [".SH \"EXIT STATUS\"", "NO_COLOR", "referee.toml", "sarif", "mermaid"] {
        ensure(page.contains(part), &format!("{part}\n{page}"))?;
    }
    Ok(())
}

fn completions_name_everything() -> Result<(), Failed> {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell])?;
        for command in commands()? {
            ensure(script.contains(&command), &format!("{shell}: {command}"))?;
            for option in options(&command)? {
                let bare = option.trim_start_matches('-');
                ensure(script.contains(bare), &format!("{shell}: {command} {option}"))?;
            }
        }
    }
    Ok(())
}

/// Loads the script as a shell does, and asks as readline does.
fn bash_completes() -> Result<(), Failed> {
    let folder = Folder::new(&[("referee.bash", &printed(&["completions", "bash"])?)])?;
    let asked = r#"
        source ./referee.bash
        function_of=$(complete -p referee | sed 's/.*-F \([^ ]*\).*/\1/')
        for line in "$@"; do
            read -r -a COMP_WORDS <<<"$line"
            [[ "$line" = *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
            "$function_of" referee "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            echo "${COMPREPLY[*]}"
        done"#;
    let mut command = Command::new("bash");
    command.args(["--norc", "-c", asked, "bash"]).current_dir(folder.path());
    command.args([
        "referee expl",
        "referee check --format s",
        "referee --format g",
        "referee check --fail-on ",
    ]);
    command.args(["referee explain action-", "referee completions f", "referee schema --dialect my"]);
    same(
        &answer(&mut command)?,
        "explain\nsarif\ngithub gitlab\nerror warning note never\naction-mismatch\nfish\nmysql\n",
    )
}

fn zsh_reads_its_completions() -> Result<(), Failed> {
    let folder = Folder::new(&[("_referee", &printed(&["completions", "zsh"])?)])?;
    let line = "zsh -n _referee && fpath=($PWD $fpath) && autoload -U compinit && compinit -u -D && print -r -- $_comps[referee]";
    let mut command = Command::new("zsh");
    same(&answer(command.args(["-f", "-c", line]).current_dir(folder.path()))?, "_referee\n")
}

fn fish_completes() -> Result<(), Failed> {
    let folder = Folder::new(&[("referee.fish", &printed(&["completions", "fish"])?)])?;
    let lines =
        ["referee expl", "referee check --format s", "referee explain action-", "referee completions zs"];
    let asked: Vec<String> = lines.iter().map(|line| format!("complete -C '{line}'")).collect();
    let mut command = Command::new("fish");
    command.args(["--no-config", "-c", &format!("source referee.fish; {}", asked.join("; "))]);
    let shown = answer(command.current_dir(folder.path()).env("HOME", folder.path()))?;
    let words: Vec<&str> = shown.lines().filter_map(|line| line.split('\t').next()).collect();
    same(&words.join(" "), "explain sarif action-mismatch zsh")
}

fn mandoc_finds_nothing_wrong() -> Result<(), Failed> {
    let folder = Folder::new(&[("referee.1", &printed(&["manual"])?)])?;
    let output = Command::new("mandoc")
        .args(["-T", "lint", "-W", "warning", "referee.1"])
        .current_dir(folder.path())
        .output()?;
    let told = String::from_utf8_lossy(&output.stdout);
    // Outside of git nobody knows the date.
    let wrong: Vec<&str> = told.lines().filter(|line| !line.contains("missing date")).collect();
    ensure(wrong.is_empty(), &wrong.join("\n"))
}

/// Built and run alone, in folders with and without git.
fn the_build_script_knows_the_commit() -> Result<(), Failed> {
    let folder = Folder::new(&[])?;
    let script = folder.path().join("build-script");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("build.rs");
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "--cap-lints", "allow", "-o"]).arg(&script).arg(source);
    answer(rustc.current_dir(folder.path()))?;
    let says = |variables: &[(&str, &str)], words: &str| {
        let mut command = Command::new(&script);
        command.current_dir(folder.path()).env_remove("REFEREE_COMMIT").env_remove("SOURCE_DATE_EPOCH");
        command.env("CARGO_MANIFEST_DIR", folder.path()).env("CARGO_PKG_VERSION", "1.2.3");
        let told = answer(command.envs(variables.iter().copied()))?;
        let line = format!("cargo::rustc-env=REFEREE_VERSION=1.2.3{words}\n");
        ensure(told.contains(&line), &format!("{variables:?}: {line}{told}"))
    };
    let commit = ("REFEREE_COMMIT", "0123456789abcdef");
    says(&[], "")?;
    says(&[("PATH", "")], "")?;
    says(&[commit], " (0123456)")?;
    says(&[commit, ("SOURCE_DATE_EPOCH", "0")], " (0123456 1970-01-01)")?;
    says(&[commit, ("SOURCE_DATE_EPOCH", "951782399")], " (0123456 2000-02-28)")?;
    says(&[commit, ("SOURCE_DATE_EPOCH", "951782400")], " (0123456 2000-02-29)")?;
    says(&[commit, ("SOURCE_DATE_EPOCH", "1798761599")], " (0123456 2026-12-31)")?;
    says(&[("REFEREE_COMMIT", "x\ncargo::warning=y")], "")?;
    folder
        .add(".cargo_vcs_info.json", "{\"git\": {\"sha1\": \"fedcba9876543210\"}, \"path_in_vcs\": \"\"}")?;
    says(&[], " (fedcba9)")?;
    fs::remove_file(folder.path().join(".cargo_vcs_info.json"))?;
    if !is_there("git") {
        return Ok(());
    }
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=x", "-c", "user.email=x@x", "-c", "commit.gpgsign=false"]).args(arguments);
        git.env("GIT_COMMITTER_DATE", "2026-11-21T12:00:00Z").current_dir(folder.path()).output()
    };
    git(&["init", "--quiet"])?;
    says(&[], "")?;
    git(&["commit", "--quiet", "--allow-empty", "--message", "x"])?;
    let head = String::from_utf8_lossy(&git(&["rev-parse", "HEAD"])?.stdout).into_owned();
    says(&[], &format!(" ({} 2026-11-21)", head.get(..7).unwrap_or_default()))?;
    says(&[commit], " (0123456)")?;
    says(&[("REFEREE_COMMIT", "")], "")?;
    // A repository around the folder is another's.
    folder.add("inner/x", "")?;
    let inner = folder.path().join("inner").display().to_string();
    says(&[("CARGO_MANIFEST_DIR", &inner)], "")
}
