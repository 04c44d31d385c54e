//! Examples are run: their files are written to a folder, and what their commands print must be what the page shows.
//!
//! A block below a path is that file; a block `console` holds commands (`$ ...`), each with all that it prints. A line `...` stands for any
//! lines. `UPDATE=1` writes what is printed into the page.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use libtest_mimic::Failed;

use super::page::{Block, Page, root};

/// Width of the pages' output.
const COLUMNS: &str = "100";
/// The folder of an example without a name.
const FOLDER: &str = "shop";

/// Writes the files and runs the commands of a page from top to bottom.
pub(super) fn examples(page: &Page) -> Result<(), Failed> {
    let mut folder: Option<(usize, Example)> = None;
    let mut lines = page.lines.clone();
    let mut wrong = Vec::new();
    // From the end, new output does not move what is still to be replaced.
    let mut replacements = Vec::new();
    for block in &page.blocks {
        let project = page.projects.iter().rfind(|(line, _)| *line < block.start);
        let (line, name) = project.map_or((0, FOLDER), |(line, name)| (*line, name.as_str()));
        if block.file.is_none() && block.language != "console" {
            continue;
        }
        if folder.as_ref().is_none_or(|(of, _)| *of != line) {
            folder = Some((line, Example::new(name)?));
        }
        let Some((_, example)) = &folder else { continue };
        if let Some(file) = &block.file {
            example.write(file, &page.text(block))?;
            continue;
        }
        let printed = example.play(page, block)?;
        if !printed.is_right {
            wrong.push(format!("{}: prints\n{}", page.place(block), printed.text.join("\n")));
            replacements.push((block.start..block.end, printed.text));
        }
    }
    if std::env::var_os("UPDATE").is_some() && !replacements.is_empty() {
        for (range, text) in replacements.into_iter().rev() {
            lines.splice(range, text);
        }
        return Ok(fs::write(root().join(&page.path), lines.join("\n") + "\n")?);
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// The commands of a block with what they print.
struct Printed {
    text: Vec<String>,
    is_right: bool,
}

/// The folder that an example stands in.
struct Example {
    folder: tempfile::TempDir,
    name: String,
}

impl Example {
    /// An empty folder of this name; for a path, a copy of that folder of the project.
    fn new(name: &str) -> Result<Example, Failed> {
        let last = name.rsplit('/').next().unwrap_or(name).to_owned();
        let example = Example { folder: tempfile::tempdir()?, name: last };
        fs::create_dir_all(example.path())?;
        if name.contains('/') {
            copy(&root().join(name), &example.path())?;
        }
        Ok(example)
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join(&self.name)
    }

    fn write(&self, file: &str, text: &str) -> Result<(), Failed> {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap_or(&path))?;
        Ok(fs::write(path, text)?)
    }

    fn play(&self, page: &Page, block: &Block) -> Result<Printed, Failed> {
        let body = page.body(block);
        let starts: Vec<usize> = (0..body.len()).filter(|index| body[*index].starts_with("$ ")).collect();
        if starts.first() != Some(&0) {
            return Err(format!("{}: begins without a command", page.place(block)).into());
        }
        let mut printed = Printed { text: Vec::new(), is_right: true };
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(body.len());
            let (command, shown) = (&body[*start], &body[start + 1..end]);
            let output = self.run(command.trim_start_matches("$ "))?;
            let is_right = holds(shown, &output);
            printed.is_right &= is_right;
            printed.text.push(command.clone());
            printed.text.extend(if is_right { shown.to_vec() } else { output });
        }
        Ok(printed)
    }

    fn run(&self, command: &str) -> Result<Vec<String>, Failed> {
        let program = Path::new(env!("CARGO_BIN_EXE_referee")).parent().unwrap_or(root());
        let mut paths = vec![program.to_path_buf()];
        paths.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        let moment = "2026-01-01T00:00:00Z";
        let output = Command::new("sh")
            .args(["-c", &format!("{{ {command}\n}} 2>&1")])
            .current_dir(self.path())
            .stdin(Stdio::null())
            .env_clear()
            .env("PATH", std::env::join_paths(paths)?)
            .env("HOME", self.folder.path())
            .env("COLUMNS", COLUMNS)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs([
                ("GIT_AUTHOR_NAME", "A"),
                ("GIT_AUTHOR_EMAIL", "a@example.org"),
                ("GIT_AUTHOR_DATE", moment),
            ])
            .envs([("GIT_COMMITTER_NAME", "A"), ("GIT_COMMITTER_EMAIL", "a@example.org")])
            .env("GIT_COMMITTER_DATE", moment)
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // Editors take spaces at the end of a line away, so pages have none.
        Ok(text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect())
    }
}

/// Whether the lines shown are the output, where `...` stands for any lines.
fn holds(shown: &[String], output: &[String]) -> bool {
    let mut parts = shown.split(|line| line.trim() == "...");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = output.strip_prefix(first) else { return false };
    let mut parts: Vec<&[String]> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let at = (0..=rest.len().saturating_sub(part.len())).find(|at| rest[*at..].starts_with(part));
        let Some(at) = at else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

fn copy(from: &Path, to: &Path) -> Result<(), Failed> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
