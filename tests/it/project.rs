//! Runs Referee over a folder, as the program would.

use std::path::Path;

use libtest_mimic::Failed;
use referee::cli;
use referee::diagnostic::Diagnostic;
use referee::discover::Options;
use referee::ir::Dialect;
use referee::pipeline::{self, Configuration, Failure, Project};
use referee::report::{DatabaseLine, Report, Summary, Unread};

/// A folder that was read and checked.
pub(crate) struct Checked {
    pub(crate) project: Project,
    pub(crate) diagnostics: Vec<Diagnostic>,
    databases: Vec<DatabaseLine>,
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
                baseline: None,
            },
        }
    }
}

/// Reads and replays everything below a folder, as of this dialect if one is given.
pub(crate) fn open(folder: &Path, dialect: Option<Dialect>) -> Result<Project, Failed> {
    let options = Options { paths: vec![folder.to_owned()], dialect, ..Options::default() };
    pipeline::open(&options, &configuration(folder)).map_err(describe)
}

/// Checks everything below a folder.
pub(crate) fn check(folder: &Path) -> Result<Checked, Failed> {
    let project = open(folder, None)?;
    let diagnostics = pipeline::check(&project);
    let databases = cli::database_lines(&project);
    Ok(Checked { project, diagnostics, databases })
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
