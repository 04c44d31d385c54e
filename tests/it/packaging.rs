//! How the program reaches its users: pre-commit's hooks, the wheel, the packages for npm, the action. Only what needs no network.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fancy_regex::Regex;
use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::cli::{Folder, Test, trials_of};
use crate::project;

static TESTS: &[(&str, Test)] = &[
    ("hooks_wait_for_every_file_that_is_read", hooks_wait_for_every_file_that_is_read),
    ("hooks_leave_other_files_alone", hooks_leave_other_files_alone),
    ("all_packages_are_of_one_version", all_packages_are_of_one_version),
    ("no_input_becomes_a_part_of_a_script", no_input_becomes_a_part_of_a_script),
    ("the_action_hands_inputs_on_as_they_are", the_action_hands_inputs_on_as_they_are),
    ("the_action_checks_a_project", the_action_checks_a_project),
    ("the_action_refuses_what_is_no_version", the_action_refuses_what_is_no_version),
    ("the_shim_runs_the_program_for_this_system", the_shim_runs_the_program_for_this_system),
];

/// One test per line of the table. Scripts are run where there is a shell.
pub(crate) fn trials() -> Vec<Trial> {
    if cfg!(unix) { trials_of("packaging", TESTS) } else { Vec::new() }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> Result<String, Failed> {
    Ok(fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))?)
}

/// The files that pre-commit's hooks wait for: the block of `files`.
fn hook_files() -> Result<Regex, Failed> {
    let hooks = text(".pre-commit-hooks.yaml")?;
    let block = hooks.lines().skip_while(|line| !line.contains("files: &files |")).skip(1);
    let block: Vec<&str> = block.map_while(|line| line.strip_prefix("    ")).collect();
    Ok(Regex::new(&block.join("\n"))?)
}

/// Programs between migrations are told as not read, whatever they hold: no change of theirs brings a finding.
const NOT_READ: [&str; 7] = ["go", "rb", "rs", "java", "kt", "exs", "fizz"];

fn hooks_wait_for_every_file_that_is_read() -> Result<(), Failed> {
    let files = hook_files()?;
    let mut missed = Vec::new();
    for part in ["corpus/stories", "corpus/history"] {
        let folder = root().join(part);
        let project = project::open(&folder, None)?;
        for (_, file) in project.files.iter() {
            let ending = file.path().rsplit('.').next().unwrap_or_default();
            if !NOT_READ.contains(&ending) && !files.is_match(file.path())? {
                missed.push(file.path().to_owned());
            }
        }
    }
    if missed.is_empty() { Ok(()) } else { Err(missed.join("\n").into()) }
}

fn hooks_leave_other_files_alone() -> Result<(), Failed> {
    let files = hook_files()?;
    for path in ["README.md", "src/main.rs", "sql/notes.txt", "web/page.css", "data.json", "docs/sql.md"] {
        if files.is_match(path)? {
            return Err(format!("{path} starts a hook").into());
        }
    }
    Ok(())
}

fn all_packages_are_of_one_version() -> Result<(), Failed> {
    let version = env!("CARGO_PKG_VERSION");
    let package: Value = serde_json::from_str(&text("npm/package.json")?)?;
    let programs = package["optionalDependencies"].as_object().ok_or("no optionalDependencies")?;
    for (name, stated) in programs.iter().chain([(&"referee-cli".to_owned(), &package["version"])]) {
        if stated != version {
            return Err(
                format!("npm/package.json states {stated} for {name}; Cargo.toml has {version}").into()
            );
        }
    }
    let platforms = text("npm/bin/platforms.js")?;
    let workflow = text(".github/workflows/release.yml")?;
    for name in programs.keys() {
        let platform = name.trim_start_matches("@referee-cli/");
        if !platforms.contains(&format!("'{platform}'")) || !workflow.contains(&format!("{platform},")) {
            return Err(format!("{platform} is not known in npm/bin/platforms.js or not built").into());
        }
    }
    let wheel: toml::Table = text("pyproject.toml")?.parse()?;
    let project = wheel.get("project").and_then(toml::Value::as_table).ok_or("no [project]")?;
    let field = |key: &str| project.get(key).and_then(toml::Value::as_str).unwrap_or_default();
    if project.contains_key("version") || field("name") != env!("CARGO_PKG_NAME") {
        return Err("pyproject.toml takes its version from Cargo.toml and has the crate's name".into());
    }
    same(field("description"), env!("CARGO_PKG_DESCRIPTION"))?;
    same(package["description"].as_str().unwrap_or_default(), env!("CARGO_PKG_DESCRIPTION"))
}

/// `${{ }}` stands where YAML reads it, in `env` and `with`, and never in what a shell reads; each input reaches the script.
fn no_input_becomes_a_part_of_a_script() -> Result<(), Failed> {
    for path in ["action.yml", ".github/workflows/release.yml"] {
        let text = text(path)?;
        let mut script = None;
        for (line, number) in text.lines().zip(1..) {
            let indent = line.len() - line.trim_start().len();
            if script.is_some_and(|of: usize| !line.trim().is_empty() && indent <= of) {
                script = None;
            }
            let key = line.trim_start().trim_start_matches("- ");
            if key.starts_with("run:") {
                script = Some(line.len() - key.len());
            }
            if script.is_some() && line.contains("${{") {
                return Err(format!("{path}:{number}: {line}").into());
            }
        }
    }
    let (action, script) = (text("action.yml")?, text(".github/action/run.sh")?);
    for input in ["paths", "args", "since", "fail-on", "format", "version"] {
        let variable = format!("INPUT_{}", input.to_uppercase().replace('-', "_"));
        if !action.contains(&format!("{variable}: ${{{{ inputs.{input} }}}}"))
            || !script.contains(&format!("${{{variable}:-"))
        {
            return Err(format!("{input} does not reach the script").into());
        }
    }
    Ok(())
}

/// Runs the action's script in a folder, with a `referee` of ours on the PATH and nothing of the environment but the PATH.
fn run_action(
    folder: &Path,
    referee: &Path,
    inputs: &[(&str, &str)],
) -> Result<(String, Option<i32>), Failed> {
    let mut paths: Vec<PathBuf> = vec![referee.to_owned()];
    paths.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let output = Command::new("bash")
        .arg(root().join(".github/action/run.sh"))
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::join_paths(paths)?)
        .env("GITHUB_OUTPUT", folder.join("output"))
        .envs(inputs.iter().copied())
        .output()?;
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Ok((text, output.status.code()))
}

/// A program that a shell runs.
fn add_program(folder: &Folder, path: &str, script: &str) -> Result<PathBuf, Failed> {
    folder.add(path, &format!("#!/bin/sh\n{script}\n"))?;
    let path = folder.path().join(path);
    if !Command::new("chmod").arg("+x").arg(&path).status()?.success() {
        return Err("chmod failed".into());
    }
    Ok(path)
}

fn the_action_hands_inputs_on_as_they_are() -> Result<(), Failed> {
    let folder = Folder::new(&[("one.sql", "")])?;
    let program = add_program(&folder, "bin/referee", "printf '[%s]\\n' \"$@\"\nexit 1")?;
    let programs = program.parent().unwrap_or(root());
    let (printed, status) = run_action(
        folder.path(),
        programs,
        &[
            ("INPUT_PATHS", "my db\n  \n$(touch gone)\n"),
            ("INPUT_ARGS", "--dialect `touch gone` *"),
            ("INPUT_SINCE", "main; touch gone"),
            ("INPUT_FAIL_ON", "warning"),
            ("INPUT_FORMAT", "github sarif=a.sarif"),
            ("GITHUB_STEP_SUMMARY", "/tmp/a summary"),
        ],
    )?;
    same(
        &printed,
        "[check]\n[--format=github]\n[--format=sarif=a.sarif]\n[--format=markdown=/tmp/a summary]\n[--fail-on=warning]\n\
         [--since=main; touch gone]\n[--dialect]\n[`touch]\n[gone`]\n[*]\n[--]\n[my db]\n[$(touch gone)]\n",
    )?;
    if status != Some(1) || folder.path().join("gone").exists() {
        return Err(format!("exit status {status:?}").into());
    }
    same(&fs::read_to_string(folder.path().join("output"))?, "exit-code=1\n")?;
    let auto = [("INPUT_SINCE", "auto"), ("GITHUB_BASE_REF", "main")];
    same(
        &run_action(folder.path(), programs, &auto)?.0,
        "[check]\n[--format=github]\n[--since=origin/main]\n[--]\n",
    )?;
    same(&run_action(folder.path(), programs, &auto[..1])?.0, "[check]\n[--format=github]\n[--]\n")
}

fn the_action_checks_a_project() -> Result<(), Failed> {
    let sql = "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users (id));\n";
    let folder = Folder::new(&[("my db/1_init.sql", sql)])?;
    let programs = Path::new(env!("CARGO_BIN_EXE_referee")).parent().unwrap_or(root());
    let inputs =
        [("INPUT_PATHS", "my db\n"), ("GITHUB_STEP_SUMMARY", "summary.md"), ("INPUT_FAIL_ON", "note")];
    let (printed, status) = run_action(folder.path(), programs, &inputs)?;
    let summary = fs::read_to_string(folder.path().join("summary.md"))?;
    if status == Some(1)
        && printed.contains("file=my db/1_init.sql,line=1")
        && summary.starts_with("## Foreign keys")
    {
        Ok(())
    } else {
        Err(format!("{status:?}\n{printed}\n{summary}").into())
    }
}

fn the_action_refuses_what_is_no_version() -> Result<(), Failed> {
    let folder = Folder::new(&[])?;
    let (printed, status) = run_action(folder.path(), folder.path(), &[("INPUT_VERSION", "1; touch gone")])?;
    same(&printed, "::error title=referee::`version` is not a version, like 0.1.0\n")?;
    if status == Some(2) { Ok(()) } else { Err(format!("exit status {status:?}").into()) }
}

/// Lays the packages out as npm would, with a script for every program, and runs the one that picks. Without Node.js there is nothing to run.
fn the_shim_runs_the_program_for_this_system() -> Result<(), Failed> {
    if Command::new("node").arg("--version").output().is_err() {
        return Ok(());
    }
    let folder = Folder::new(&[("node_modules/@referee-cli/.keep", "")])?;
    let program = add_program(&folder, "program", "printf '[%s]\\n' \"$@\"\nexit 1")?;
    let package: Value = serde_json::from_str(&text("npm/package.json")?)?;
    let programs = package["optionalDependencies"].as_object().ok_or("no optionalDependencies")?;
    let modules = folder.path().join("node_modules");
    let mut pack = Command::new("node");
    pack.arg(root().join("npm/pack.mjs")).arg(&modules).arg("9.8.7");
    for name in programs.keys() {
        pack.arg(format!("{}={}", name.trim_start_matches("@referee-cli/"), program.display()));
    }
    if !pack.status()?.success() {
        return Err("npm/pack.mjs failed".into());
    }
    for name in programs.keys() {
        let folder = modules.join(name);
        fs::rename(modules.join(name.trim_start_matches("@referee-cli/")), &folder)?;
        let manifest: Value = serde_json::from_str(&fs::read_to_string(folder.join("package.json"))?)?;
        same(manifest["name"].as_str().unwrap_or_default(), name)?;
        same(manifest["version"].as_str().unwrap_or_default(), "9.8.7")?;
    }
    let shim = modules.join("referee-cli/bin/referee.js");
    let run = |binary: Option<&OsStr>| {
        let mut node = Command::new("node");
        node.arg(&shim).args(["check", "a b", "*"]).env_remove("REFEREE_BINARY");
        node.envs(binary.map(|path| ("REFEREE_BINARY", path))).output()
    };
    let output = run(None)?;
    same(&String::from_utf8_lossy(&output.stdout), "[check]\n[a b]\n[*]\n")?;
    let named = run(Some(OsStr::new(env!("CARGO_BIN_EXE_referee"))))?;
    fs::remove_dir_all(modules.join("@referee-cli"))?;
    let without = run(None)?;
    let said = String::from_utf8_lossy(&without.stderr);
    let statuses = [output.status.code(), named.status.code(), without.status.code()];
    if statuses == [Some(1), Some(2), Some(2)] && said.contains("is not installed") {
        Ok(())
    } else {
        Err(format!("{statuses:?} {said}").into())
    }
}

fn same(got: &str, expected: &str) -> Result<(), Failed> {
    if got == expected { Ok(()) } else { Err(format!("expected\n{expected}\ngot\n{got}").into()) }
}
