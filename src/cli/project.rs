//! From arguments to a project, with words for what went wrong.

use std::io;

use super::progress::Watcher;
use super::style::{self, Stream};
use super::{InputArguments, complain};
use crate::config::ConfigError;
use crate::diagnostic::Diagnostic;
use crate::discover::{Disk, Options};
use crate::ir::Name;
use crate::pipeline::{self, Configuration, Failure, Project};
use crate::report::{self, DatabaseLine, Format, Report, SourceLine, Summary, Unread};
use crate::text::Files;

/// Reads everything that the arguments name. `None` after the reason was told on stderr.
pub(super) fn open(input: &InputArguments) -> Option<Project> {
    open_watched(input, &mut Watcher::new())
}

/// The same, and a person sees how far it is. The watcher is cleared where something was told.
pub(super) fn open_watched(input: &InputArguments, watcher: &mut Watcher) -> Option<Project> {
    settle_threads(input);
    let options = options(input, Disk::default());
    let opened = pipeline::open_watched(&options, &configuration(input), watcher.progress());
    accept(opened, watcher)
}

/// Makes as many threads as are asked for.
pub(super) fn settle_threads(input: &InputArguments) {
    if let Some(threads) = input.threads {
        // Fails only if the pool exists already, and then its size is settled.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
}

/// Which configuration the arguments ask for.
pub(super) fn configuration(input: &InputArguments) -> Configuration {
    match (&input.config, input.isolated) {
        (Some(file), _) => Configuration::File(file.clone()),
        (None, true) => Configuration::Isolated,
        (None, false) => Configuration::Nearest,
    }
}

/// A project in which there is something. `None` after the reason was told on stderr, for which the watcher was cleared.
pub(super) fn accept(opened: Result<Project, Failure>, watcher: &mut Watcher) -> Option<Project> {
    match opened {
        Ok(project) if project.sources.is_empty() && project.problems.is_empty() => {
            watcher.clear();
            complain(
                "found no description of a database; name a file or folder with migrations, models, a schema.sql or a schema.prisma",
            );
            None
        }
        Ok(project) => Some(project),
        Err(failure) => {
            watcher.clear();
            tell(failure);
            None
        }
    }
}

/// What the arguments say about the files, which lie on this disk.
pub(super) fn options(input: &InputArguments, disk: Disk) -> Options {
    Options {
        paths: input.paths.clone(),
        dialect: input.dialect,
        search_path: input.search_path.iter().map(|schema| Name::new(schema.trim())).collect(),
        in_order: input.in_order,
        disk,
    }
}

/// Says on stderr why no work could be done.
pub(super) fn tell(failure: Failure) {
    match failure {
        Failure::Discover(error) => complain(&error.to_string()),
        Failure::Config(files, errors) => tell_errors(&files, errors),
    }
}

/// Says on stderr what is wrong in a file that the user wrote for Referee.
pub(super) fn tell_errors(files: &Files, errors: Vec<ConfigError>) {
    let diagnostics: Vec<Diagnostic> = errors.into_iter().map(pipeline::configuration_error).collect();
    let report = Report { files, diagnostics: &diagnostics, summary: Summary::default() };
    // Nothing is left to be done if even stderr is closed.
    let _ = report::render(&report, Format::Full, style::of(Stream::Err), &mut io::stderr().lock());
}

/// What was looked at: the databases and what of them was compared.
pub fn database_lines(project: &Project) -> Vec<DatabaseLine> {
    let lines = project.databases.iter().map(|database| {
        let sources: Vec<_> =
            database.sources.iter().filter_map(|id| project.sources.get(id.0 as usize)).collect();
        DatabaseLine {
            name: database.name.clone(),
            dialect: sources.first().map_or_else(String::new, |loaded| loaded.source.dialect.to_string()),
            sources: sources.iter().map(|loaded| source_line(loaded)).collect(),
            notes: database.evidence.clone(),
        }
    });
    lines.collect()
}

fn source_line(loaded: &pipeline::Loaded) -> SourceLine {
    SourceLine {
        path: loaded.source.path.clone(),
        kind: loaded.source.kind.name(),
        title: loaded.source.kind.title(),
        files: loaded.source.files.len(),
        tables: loaded.schema.living_tables().count(),
        foreign_keys: loaded.schema.living_foreign_keys().count(),
    }
}

/// Everything that was not understood, by place.
pub fn unread(project: &Project) -> Vec<Unread<'_>> {
    let problems = pipeline::unread(project);
    problems.into_iter().map(|problem| Unread { span: problem.span, why: &problem.why }).collect()
}
