//! `referee impact`: each folder of corpus/impact is a project with a transcript, `impact.txt`: commands after `$ `, and what they print. A person
//! reasons what that must be; `UPDATE=1 cargo test` writes what is printed, to be read line by line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};

/// The beginning of a line with a command.
const PROMPT: &str = "$ referee ";

/// One test per folder.
pub(crate) fn trials() -> Vec<Trial> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/impact");
    let cases = fs::read_dir(&root).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut cases: Vec<PathBuf> = cases.filter(|path| path.is_dir()).collect();
    cases.sort();
    let name =
        |case: &Path| case.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
    let trial = |case: PathBuf| Trial::test(format!("impact::{}", name(&case)), move || run(&case));
    cases.into_iter().map(trial).collect()
}

fn run(case: &Path) -> Result<(), Failed> {
    let file = case.join("impact.txt");
    let expected = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let commands = expected.lines().filter_map(|line| line.strip_prefix(PROMPT));
    let actual = commands.map(|command| transcript(case, command)).collect::<Result<String, Failed>>()?;
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &actual)?;
        return Ok(());
    }
    if expected == actual {
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(expected.as_str(), actual.as_str());
    Err(format!("differs from what is expected:\n{}", diff.unified_diff().context_radius(3)).into())
}

/// The command, what it prints, and its exit status unless that is 0.
fn transcript(case: &Path, command: &str) -> Result<String, Failed> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_referee"));
    let arguments = command.split_whitespace().chain(["--isolated"]);
    let output = program.args(arguments).current_dir(case).env_remove("COLUMNS").output()?;
    let mut text = format!("{PROMPT}{command}\n");
    text.push_str(&String::from_utf8_lossy(&output.stdout));
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        let code = output.status.code().map_or("a signal".to_owned(), |code| code.to_string());
        text.push_str(&format!("exit {code}\n"));
    }
    Ok(text)
}
