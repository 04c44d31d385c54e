//! The table of contents: configure, discover, read, replay, group, check.

pub mod known;
mod large;
mod memory;
pub mod progress;
mod session;
mod trouble;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::config::{self, Config, ConfigError};
use crate::diagnostic::fingerprint::Known;
use crate::diagnostic::{self, Diagnostic, suppress};
use crate::discover::{self, DiscoverError, Discovery, Disk, Grouping, Options};
use crate::ir::{
    Counts, Database, HistoryFlaw, Migration, Name, Problem, Schema, Source, SourceKind, TableKind, replay,
};
use crate::lock::{self, Lock, Reach};
use crate::read::{self, Readout};
use crate::rules::{self, Description, Found, Locked, Silences, Subject};
use crate::text::Files;

use memory::Memory;
use progress::{Phase, Progress};

pub use session::{Analysis, Session};
pub use trouble::{configuration_error, unread};

/// Everything that was found, read and replayed.
#[derive(Debug)]
pub struct Project {
    /// The text of all files.
    pub files: Files,
    /// What the team states.
    pub config: Config,
    /// What one DELETE may reach, if a referee.lock says so; or what is wrong in it.
    pub lock: Result<Option<Lock>, Vec<ConfigError>>,
    /// The sources with their schemas, by path.
    pub sources: Vec<Loaded>,
    /// Which sources describe the same database.
    pub databases: Vec<Database>,
    /// What could not be read at all.
    pub problems: Vec<Problem>,
    /// Whether everything below the configuration's folder, or without one the current folder, was asked for.
    pub is_whole: bool,
}

impl Project {
    /// The sources of a database, in its order.
    pub fn sources_of<'a>(&'a self, database: &'a Database) -> impl Iterator<Item = &'a Loaded> {
        database.sources.iter().filter_map(|id| self.sources.get(id.0 as usize))
    }

    /// The configuration as it was read, for another tree.
    pub fn configuration(&self) -> Configuration {
        match self.config.file.map(|file| self.files.get(file)) {
            Some(file) => Configuration::Read(file.path().into(), file.text().to_owned()),
            None => Configuration::Isolated,
        }
    }

    /// How many files the sources are made of.
    pub fn files_read(&self) -> usize {
        self.sources.iter().map(|loaded| loaded.source.files.len()).sum()
    }

    /// Whether there is one database, and no other was left out.
    pub fn is_alone(&self) -> bool {
        self.is_whole && self.databases.len() == 1
    }
}

/// A source, read and replayed.
#[derive(Debug)]
pub struct Loaded {
    /// Where it comes from.
    pub source: Source,
    /// What it makes.
    pub schema: Arc<Schema>,
    /// What was replayed.
    pub migrations: Vec<Migration>,
    /// What of it was not understood.
    pub problems: Vec<Problem>,
    /// How much of it was read.
    pub counts: Counts,
}

impl Loaded {
    fn new(source: Source, schema: Arc<Schema>, readout: Readout) -> Loaded {
        let Readout { migrations, mut problems, counts, flaws } = readout;
        let mut source = source;
        source.flaws.extend(flaws);
        problems.extend(source.flaws.iter().filter_map(HistoryFlaw::unread));
        Loaded { source, schema, migrations, problems, counts }
    }
}

/// Which configuration holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Configuration {
    /// The nearest referee.toml at or above the first path.
    #[default]
    Nearest,
    /// This file.
    File(PathBuf),
    /// A file that was read already: its path and its text.
    Read(PathBuf, String),
    /// None.
    Isolated,
}

/// Why no work could be done.
#[derive(Debug)]
pub enum Failure {
    /// A path could not be read.
    Discover(DiscoverError),
    /// The configuration is wrong; the files hold its text.
    Config(Files, Vec<ConfigError>),
}

/// Discovers, reads and replays all descriptions below the paths, and groups them into databases.
///
/// # Errors
/// If a path that was named cannot be read, or the configuration is wrong. Everything else becomes a problem with its place.
pub fn open(options: &Options, configuration: &Configuration) -> Result<Project, Failure> {
    open_watched(options, configuration, &Progress::default())
}

/// The same, and says all the while how far it is.
///
/// # Errors
/// The same.
pub fn open_watched(
    options: &Options,
    configuration: &Configuration,
    progress: &Progress,
) -> Result<Project, Failure> {
    open_with(options, configuration, progress, None)
}

/// The same, with a memory of the last time.
fn open_with(
    options: &Options,
    configuration: &Configuration,
    progress: &Progress,
    mut memory: Option<&mut Memory>,
) -> Result<Project, Failure> {
    progress.enter(Phase::Finding);
    let (mut files, config) = configure(options, configuration)?;
    let lock = read_lock(&mut files, &config, &options.disk)?;
    let mut discovery = discover::discover(files, options, &config).map_err(Failure::Discover)?;
    large::skim(&mut discovery, &options.disk, memory.as_deref_mut());
    let Discovery { files, mut sources, problems, grouping, .. } = discovery;
    progress.enter_reading(sources.iter().map(read::file_count).sum());
    let of_reading = memory.as_deref_mut().map(|memory| &mut memory.read);
    let mut readouts = read::read(&files, &sources, &progress.read, of_reading);
    progress.enter(Phase::Replaying);
    join_baselines(&mut sources, &mut readouts, &grouping);
    leave_out_empty_models(&mut sources, &mut readouts);
    let known = memory.as_deref();
    let replay = |(source, readout): (&Source, &Readout)| {
        let remembered = known.and_then(|known| known.schema(source, &readout.migrations));
        remembered.unwrap_or_else(|| replay(source.dialect, &source.search_path, &readout.migrations).into())
    };
    let schemas: Vec<Arc<Schema>> = sources.par_iter().zip(&readouts).map(replay).collect();
    if let Some(memory) = memory {
        memory.keep_schemas(sources.iter().zip(&readouts).zip(&schemas));
    }
    let replayed: Vec<&Schema> = schemas.iter().map(|schema| &**schema).collect();
    let databases = discover::databases(&sources, &replayed, &config, &grouping);
    let parts = sources.into_iter().zip(schemas).zip(readouts);
    let sources = parts.map(|((source, schema), readout)| Loaded::new(source, schema, readout)).collect();
    let is_whole = covers(&options.paths, config.file.map_or("", |file| files.path(file)));
    Ok(Project { files, config, lock, sources, databases, problems, is_whole })
}

/// Whether the folder of the configuration lies in one of the paths.
fn covers(paths: &[PathBuf], config: &str) -> bool {
    let folder = Path::new(config).parent().unwrap_or(Path::new(""));
    let absolute = |path: &Path| {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        std::path::absolute(path).ok()
    };
    let Some(folder) = absolute(folder) else { return false };
    let own = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &own } else { paths };
    paths.iter().filter_map(|path| absolute(path)).any(|path| folder.starts_with(path))
}

/// Runs all rules over all databases. Findings that the team silences are left out; what silenced none is told.
pub fn check(project: &Project) -> Vec<Diagnostic> {
    let modelled = modelled(project);
    check_with(project, &subjects(project, &modelled), Found::default())
}

/// What a change has brought.
#[derive(Debug, Default)]
pub struct Introduced {
    /// The findings that were not there before, and what has become of actions.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings were there before and still are.
    pub older: usize,
}

/// Checks a project and leaves out what was found in it before, object by object, wherever it stands now.
pub fn check_since(project: &Project, before: &Project) -> Introduced {
    let (modelled, modelled_before) = (modelled(project), modelled(before));
    let (now, then) = (subjects(project, &modelled), subjects(before, &modelled_before));
    let partners = partners(&now, &then);
    let mut changes = Found::default();
    for (subject, partner) in now.iter().zip(&partners) {
        if let Some(before) = partner.and_then(|index| then.get(index)) {
            changes.append(rules::check_change(subject, before));
        }
    }
    let mut older = check_with(before, &then, Found::default());
    for diagnostic in &mut older {
        let index = then.iter().position(|subject| subject.name == diagnostic.database);
        let partner = partners.iter().position(|partner| partner.is_some() && *partner == index);
        if let Some(subject) = partner.and_then(|index| now.get(index)) {
            diagnostic.database = subject.name.to_owned();
        }
    }
    let sifted = Known::of(&older).sift(check_with(project, &now, changes));
    Introduced { diagnostics: sifted.fresh, older: sifted.known.len() }
}

/// The same where nothing that was read has changed.
pub fn check_unchanged(project: &Project) -> Introduced {
    Introduced { diagnostics: Vec::new(), older: check(project).len() }
}

/// For each database which one it was before: the one that shares most sources, else the one of the same name, else the only one.
fn partners(now: &[Subject<'_>], then: &[Subject<'_>]) -> Vec<Option<usize>> {
    let paths = |subject: &Subject<'_>| -> FxHashSet<String> {
        subject.descriptions.iter().map(|description| description.source.path.clone()).collect()
    };
    let earlier: Vec<FxHashSet<String>> = then.iter().map(paths).collect();
    let partner = |subject: &Subject<'_>| {
        let own = paths(subject);
        let shared = |index: &usize| {
            earlier.get(*index).map_or(0, |other| own.iter().filter(|path| other.contains(*path)).count())
        };
        let is_named = |index: &usize| then.get(*index).is_some_and(|other| other.name == subject.name);
        let best = (0..then.len()).rev().max_by_key(|index| (shared(index), is_named(index)))?;
        let is_sole = now.len() == 1 && then.len() == 1;
        (shared(&best) > 0 || is_named(&best) || is_sole).then_some(best)
    };
    now.iter().map(partner).collect()
}

fn check_with(project: &Project, subjects: &[Subject<'_>], others: Found) -> Vec<Diagnostic> {
    let (files, config) = (&project.files, &project.config);
    let each: Vec<Found> = subjects.par_iter().map(rules::check).collect();
    let mut found = rules::check_siblings(subjects);
    found.append(others);
    each.into_iter().for_each(|of_one| found.append(of_one));
    let mut comments = suppress::suppress(files, found.diagnostics);
    let mut kept = std::mem::take(&mut comments.kept);
    let ignores = project.is_whole.then_some(found.ignores);
    let silences = Silences { subjects, ignores, comments: &comments };
    let unused = rules::check_silences(files, config, &silences);
    kept.extend(suppress::suppress(files, unused.diagnostics).kept);
    diagnostic::sort(files, &mut kept);
    kept
}

/// What one DELETE reaches, for those tables that the configuration names: by database, and where it has several histories by history.
pub fn reach(project: &Project) -> Vec<(&Database, &Schema, Vec<Reach>)> {
    let modelled = FxHashSet::default();
    let mut reaches = Vec::new();
    for database in &project.databases {
        let subject = subject(project, &modelled, database);
        let own =
            |schema: &Schema| project.sources.iter().find(|loaded| std::ptr::eq(&*loaded.schema, schema));
        for loaded in subject.authorities().filter_map(|description| own(description.schema)) {
            reaches.push((database, &*loaded.schema, lock::reach(&loaded.schema, &project.config)));
        }
    }
    reaches
}

fn configure(options: &Options, configuration: &Configuration) -> Result<(Files, Config), Failure> {
    let mut files = Files::default();
    let load = |path: PathBuf| options.disk.load(&path).map(|text| (path, text)).map_err(Failure::Discover);
    let read = match configuration {
        Configuration::Nearest => options.disk.find_config(&options.paths).map(load).transpose()?,
        Configuration::File(path) => Some(load(path.clone())?),
        Configuration::Read(path, text) => Some((path.clone(), text.clone())),
        Configuration::Isolated => None,
    };
    let Some((path, text)) = read else { return Ok((files, Config::default())) };
    let file = files.add(path.to_string_lossy(), text);
    let rules: Vec<&str> = rules::RULES.iter().map(|rule| rule.name).collect();
    match config::parse(&files, file, &rules) {
        Ok(config) => Ok((files, config)),
        Err(errors) => Err(Failure::Config(files, errors)),
    }
}

/// The lock beside the configuration. What is wrong in it concerns those who ask for it.
fn read_lock(
    files: &mut Files,
    config: &Config,
    disk: &Disk,
) -> Result<Result<Option<Lock>, Vec<ConfigError>>, Failure> {
    let beside = config.file.map(|file| Path::new(files.path(file)).with_file_name(lock::FILE));
    let Some(path) = beside.filter(|path| disk.exists(path)) else { return Ok(Ok(None)) };
    let text = disk.load(&path).map_err(Failure::Discover)?;
    let file = files.add(path.to_string_lossy(), text);
    Ok(lock::parse(files, file).map(Some))
}

/// A schema file that a history builds on becomes the start of that history.
fn join_baselines(sources: &mut Vec<Source>, readouts: &mut Vec<Readout>, grouping: &Grouping) {
    let migrations: Vec<&[_]> = readouts.iter().map(|readout| readout.migrations.as_slice()).collect();
    let joins = discover::baseline_of(sources, &migrations, grouping);
    for (history, schema) in &joins {
        let Some(baseline) = sources.get(schema.0 as usize).cloned() else { continue };
        let Some(mut readout) = readouts.get_mut(schema.0 as usize).map(std::mem::take) else { continue };
        let (history, after) = (sources.get_mut(history.0 as usize), readouts.get_mut(history.0 as usize));
        let (Some(history), Some(after)) = (history, after) else { continue };
        discover::adopt(history, &baseline);
        readout.migrations.append(&mut after.migrations);
        readout.problems.append(&mut after.problems);
        readout.counts = readout.counts + after.counts;
        *after = readout;
    }
    retain(sources, readouts, |index, _, _| !joins.iter().any(|(_, schema)| schema.0 as usize == index));
}

/// What a file of program code declares is known only when it is read: one that looked like models, and has none, is no source.
fn leave_out_empty_models(sources: &mut Vec<Source>, readouts: &mut Vec<Readout>) {
    retain(sources, readouts, |_, source, readout| {
        let is_empty = readout.migrations.iter().all(|migration| migration.operations.is_empty());
        source.kind != SourceKind::SqlAlchemy || !is_empty || !readout.problems.is_empty()
    });
}

fn retain(
    sources: &mut Vec<Source>,
    readouts: &mut Vec<Readout>,
    is_source: impl Fn(usize, &Source, &Readout) -> bool,
) {
    let both = sources.iter().zip(readouts.iter()).enumerate();
    let stay: Vec<bool> = both.map(|(index, (source, readout))| is_source(index, source, readout)).collect();
    let (mut source, mut readout) = (stay.iter(), stay.iter());
    sources.retain(|_| source.next().is_some_and(|stays| *stays));
    readouts.retain(|_| readout.next().is_some_and(|stays| *stays));
}

fn subjects<'a>(project: &'a Project, modelled: &'a FxHashSet<Name>) -> Vec<Subject<'a>> {
    project.databases.iter().map(|database| subject(project, modelled, database)).collect()
}

/// The descriptions of a database, in the order of its sources.
pub fn descriptions<'a>(project: &'a Project, database: &'a Database) -> Vec<Description<'a>> {
    project.sources_of(database).map(describe).collect()
}

/// A source as rules see it.
pub fn describe(loaded: &Loaded) -> Description<'_> {
    Description {
        source: &loaded.source,
        schema: &loaded.schema,
        migrations: &loaded.migrations,
        problems: &loaded.problems,
    }
}

fn subject<'a>(project: &'a Project, modelled: &'a FxHashSet<Name>, database: &'a Database) -> Subject<'a> {
    Subject {
        files: &project.files,
        config: &project.config,
        name: &database.name,
        modelled,
        lock: project.lock.as_ref().ok().and_then(Option::as_ref).map(|lock| Locked {
            database: lock.database(&database.name, project.is_alone()),
            file: lock.file,
            is_whole: project.is_whole,
        }),
        descriptions: descriptions(project, database),
    }
}

/// The tables that models anywhere in the project declare. A plugin with revisions of its own is a source of its own, although its models share
/// the application's metadata.
fn modelled(project: &Project) -> FxHashSet<Name> {
    let models = project.sources.iter().filter(|loaded| loaded.source.kind == SourceKind::SqlAlchemy);
    let tables = models.flat_map(|loaded| loaded.schema.living_tables());
    tables.filter(|table| table.get().kind != TableKind::Assumed).map(|table| table.get().name).collect()
}
