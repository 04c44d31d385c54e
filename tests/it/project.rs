//! Runs Referee over a folder, as the program would.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Failed;
use referee::cli;
use referee::diagnostic::Diagnostic;
use referee::discover::{Disk, Layer, Options};
use referee::ir::Dialect;
use referee::pipeline::{self, Configuration, Failure, Project};
use referee::report::{DatabaseLine, Report, Since, Summary, Unread};

/// A folder that was read and checked.
pub(crate) struct Checked {
    pub(crate) project: Project,
    pub(crate) diagnostics: Vec<Diagnostic>,
    databases: Vec<DatabaseLine>,
    since: Option<Since>,
}

impl Checked {
    /// Everything that was not understood.
    pub(crate) fn unread(&self) -> Vec<Unread<'_>> {
        cli::unread(&self.project)
    }

    /// The report that the command line would print.
    pub(crate) fn report<'a>(&'a self, unread: &'a [Unread<'a>]) -> Report<'a> {
        Report {
            files: &self.project.files,
            diagnostics: &self.diagnostics,
            summary: Summary {
                databases: &self.databases,
                files_read: self.project.files_read(),
                unread,
                since: self.since.as_ref(),
                ..Summary::default()
            },
        }
    }
}

/// Reads and replays everything below a folder, as of this dialect if one is given.
pub(crate) fn open(folder: &Path, dialect: Option<Dialect>) -> Result<Project, Failed> {
    open_with(folder, dialect, Vec::new())
}

/// The same with other texts at some paths.
pub(crate) fn open_with(
    folder: &Path,
    dialect: Option<Dialect>,
    texts: Vec<(PathBuf, String)>,
) -> Result<Project, Failed> {
    // The folder `before` is not a part of what is there now.
    let before = folder.join(BEFORE);
    // Nor does the corpus belong to the Python package that this repository is, whose manifest lies above it.
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("pyproject.toml");
    let gone = before.is_dir().then_some(before).into_iter().chain([package]);
    let gone = gone.map(|path| (path, Layer::Gone));
    let texts: Vec<_> =
        texts.into_iter().map(|(path, text)| (path, Layer::Text(text.into_bytes()))).collect();
    let file = folder.join("referee.toml");
    let is_laid = texts.iter().any(|(path, _)| *path == file);
    let configuration = if is_laid { Configuration::File(file) } else { configuration(folder) };
    open_on(Disk::with_layers(gone.chain(texts)), folder, dialect, &configuration)
}

fn open_on(
    disk: Disk,
    folder: &Path,
    dialect: Option<Dialect>,
    configuration: &Configuration,
) -> Result<Project, Failed> {
    let options = Options { paths: vec![folder.to_owned()], dialect, disk, ..Options::default() };
    pipeline::open(&options, configuration).map_err(describe)
}

/// Checks everything below a folder. Where it has a folder `before`, that is the whole tree as it was, and only what is new is told.
pub(crate) fn check(folder: &Path) -> Result<Checked, Failed> {
    let project = open(folder, None)?;
    let databases = cli::database_lines(&project);
    let before = folder.join(BEFORE);
    if !before.is_dir() {
        return Ok(Checked { diagnostics: pipeline::check(&project), project, databases, since: None });
    }
    let was = open_on(past(folder, &before)?, folder, None, &project.configuration())?;
    let introduced = pipeline::check_since(&project, &was);
    let since = Since {
        revision: BEFORE.to_owned(),
        commit: BEFORE.to_owned(),
        older: introduced.older,
        ..Since::default()
    };
    Ok(Checked { diagnostics: introduced.diagnostics, project, databases, since: Some(since) })
}

/// The folder of a case that holds the tree with which the case is compared.
const BEFORE: &str = "before";

/// A disk that has in `folder` the files of `before` and no others.
fn past(folder: &Path, before: &Path) -> Result<Disk, Failed> {
    let mut layers = vec![(folder.to_path_buf(), Layer::Gone)];
    let mut waiting = vec![before.to_path_buf()];
    while let Some(inner) = waiting.pop() {
        for entry in fs::read_dir(inner)? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                layers.push((folder.join(path.strip_prefix(before)?), Layer::Text(fs::read(&path)?)));
            }
        }
    }
    Ok(Disk::past(layers))
}

/// The case's own referee.toml; never one above the case.
fn configuration(folder: &Path) -> Configuration {
    let file = folder.join("referee.toml");
    if file.is_file() { Configuration::File(file) } else { Configuration::Isolated }
}

fn describe(failure: Failure) -> Failed {
    match failure {
        Failure::Discover(error) => error.to_string().into(),
        Failure::Config(files, errors) => {
            let lines = errors.iter().map(|error| {
                let at = files.position(error.span);
                format!("{}:{}:{}: {}", files.path(error.span.file), at.line, at.column, error.message)
            });
            lines.collect::<Vec<_>>().join("\n").into()
        }
    }
}
