//! From arguments to a project, with words for what went wrong.

use std::io;
use std::path::PathBuf;

use clap::CommandFactory;

use super::progress::Watcher;
use super::style::{self, Stream};
use super::{Arguments, InputArguments, complain};
use crate::config::ConfigError;
use crate::diagnostic::Diagnostic;
use crate::discover::{DiscoverError, Disk, Options};
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
    let opened = read(input, watcher);
    accept(opened, input, watcher)
}

/// The same, and what went wrong is told by [`accept`].
pub(super) fn read(input: &InputArguments, watcher: &Watcher) -> Result<Project, Failure> {
    settle_threads(input);
    let options = options(input, Disk::default());
    pipeline::open_watched(&options, &configuration(input), watcher.progress())
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
pub(super) fn accept(
    opened: Result<Project, Failure>,
    input: &InputArguments,
    watcher: &mut Watcher,
) -> Option<Project> {
    match opened {
        Ok(project) if project.sources.is_empty() && project.problems.is_empty() => {
            watcher.clear();
            complain(&nothing_found(&input.paths));
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

const WHAT_THERE_COULD_BE: &str = "  \
  It looks for SQL migrations, SQL files with names such as schema.sql or dump.sql,
  Prisma schemas, Drizzle tables, Alembic revisions and SQLAlchemy or SQLModel
  models; what .gitignore names and folders such as node_modules are left out.
  If there is one, name its file or folder: referee check db/changes";

/// Where there is nothing, and what there could be.
fn nothing_found(paths: &[PathBuf]) -> String {
    let shown: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    let place = if shown.is_empty() {
        let folder = std::env::current_dir().unwrap_or_default();
        format!("this folder, `{}`", folder.display())
    } else {
        shown.join(", ")
    };
    format!("found no description of a database in {place}\n{WHAT_THERE_COULD_BE}")
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
        Failure::Discover(error) => match near_command(&error) {
            Some((word, command)) => complain(&format!(
                "there is no command, file or folder `{word}`; did you mean `referee {command}`?"
            )),
            None => complain(&error.to_string()),
        },
        Failure::Config(files, errors) => tell_errors(&files, errors),
    }
}

/// The word that is no path, and the command that it is like.
fn near_command(error: &DiscoverError) -> Option<(String, String)> {
    let word = match error {
        DiscoverError::Path { path, .. } => path.to_str()?,
        DiscoverError::Source { .. } => return None,
    };
    // What has a dot or a slash is meant as a path.
    if !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let command = Arguments::command();
    let names = command.get_subcommands().map(clap::Command::get_name);
    let near = names.map(|name| (strsim::jaro_winkler(name, word), name));
    let nearest = near.max_by(|left, right| left.0.total_cmp(&right.0)).filter(|(score, _)| *score > 0.8);
    nearest.map(|(_, name)| (word.to_owned(), name.to_owned()))
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
        let sources: Vec<_> = project.sources_of(database).collect();
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
