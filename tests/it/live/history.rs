//! One source of SQL: its engine applies it and plays DELETEs once, for the test of its schema and for that of its DELETEs.
//!
//! Other projects' sources are asked for their DELETEs alone (`REFEREE_LIVE_PROJECTS`): what the engine refuses of them is tolerated and told, and
//! tables that do not stand in both the engine and the replayed schema, with the same foreign keys, are left out.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Completion, Failed, Trial};
use referee::ir::graph::referencing;
use referee::ir::{Dialect, Engine, SourceKind};
use referee::pipeline::{Loaded, Project};

use super::catalog::{self, Catalog};
use super::delete::{self, Population};
use super::notes::Notes;
use super::{Applied, Host, Job, Unavailable, name_of};
use crate::project;

/// Marks in files that hold both directions: what is applied stands between the first of a pair and the second.
const DIRECTIONS: [(&str, &str); 3] = [
    ("-- +goose Up", "-- +goose Down"),
    ("-- +migrate Up", "-- +migrate Down"),
    ("-- migrate:up", "-- migrate:down"),
];

/// A source and what its engine said.
pub(super) struct History {
    host: Host,
    engine: Engine,
    shown: String,
    case: PathBuf,
    path: PathBuf,
    /// Its files: one folder may hold histories of several engines.
    files: Vec<String>,
    /// Whether it belongs to another project.
    is_foreign: bool,
    answers: OnceLock<Answers>,
}

/// Whether the tests of a source hold, or why they do not apply.
struct Answers {
    /// The catalog is the replayed schema.
    schema: Answer,
    /// DELETE does what `referee::impact` says.
    delete: Answer,
}

/// `Some` reason if there was nothing to ask.
type Answer = Result<Option<String>, String>;

/// One test for each source of SQL below each folder that is a line of the file.
pub(super) fn of_projects(list: &Path) -> Vec<Trial> {
    let folders = fs::read_to_string(list).unwrap_or_default();
    let mut trials = Vec::new();
    for folder in folders.lines().map(Path::new).filter(|folder| folder.is_dir()) {
        let Ok(project) = project::open(folder, None) else { continue };
        let is_sql = |loaded: &&Loaded| {
            matches!(loaded.source.kind, SourceKind::SqlMigrations | SourceKind::SqlSchema)
        };
        for loaded in project.sources.iter().filter(is_sql) {
            let root = folder.parent().unwrap_or(folder);
            let history = History { is_foreign: true, ..History::new(root, folder, &project, loaded) };
            trials.extend(history.trials().pop());
        }
    }
    trials
}

impl History {
    /// A source of a case below `root`.
    pub(super) fn new(root: &Path, case: &Path, project: &Project, loaded: &Loaded) -> History {
        let path = PathBuf::from(&loaded.source.path);
        let engine = loaded.source.dialect.engine;
        History {
            host: Host::of(engine),
            engine,
            shown: path.strip_prefix(root).unwrap_or(&path).display().to_string(),
            case: case.to_owned(),
            path,
            files: files(project, loaded),
            is_foreign: false,
            answers: OnceLock::new(),
        }
    }

    /// The test of its schema, and that of its DELETEs.
    pub(super) fn trials(self) -> Vec<Trial> {
        let (host, shown) = (self.host.name(), self.shown.clone());
        let history = Arc::new(self);
        let again = Arc::clone(&history);
        let schema = move || completed(&history.answers().schema);
        let delete = move || completed(&again.answers().delete);
        vec![
            Trial::ignorable_test(format!("live::{host}::{shown}"), schema),
            Trial::ignorable_test(format!("live::delete::{host}::{shown}"), delete),
        ]
    }

    fn answers(&self) -> &Answers {
        self.answers.get_or_init(|| self.ask().unwrap_or_else(Answers::both))
    }

    fn ask(&self) -> Result<Answers, Answer> {
        let notes = if self.is_foreign { Notes::default() } else { Notes::of(&self.case).map_err(told)? };
        if let Some(reason) = notes.skip {
            return Err(Ok(Some(reason)));
        }
        let dialect = self.dialect()?;
        // CockroachDB is read as itself: PostgreSQL only stands in for it where it accepts everything.
        let stands_in = self.engine == Engine::CockroachDb;
        let mut project = project::open(&self.case, (!stands_in).then_some(dialect)).map_err(told)?;
        let position = self.position(&project);
        let missing = "the source is not found when the dialect is stated";
        let position = position.ok_or_else(|| Err(missing.to_owned()))?;
        // What is read as CockroachDB's acts as PostgreSQL's here.
        std::sync::Arc::make_mut(&mut project.sources[position].schema).dialect = dialect;
        let loaded = &project.sources[position];
        if loaded.source.files.iter().any(|file| project.files.path(*file).ends_with(".json")) {
            let why = "the history starts from a snapshot, of which no SQL is left";
            return Err(Ok(Some(why.to_owned())));
        }
        let referencing = referencing(&loaded.schema);
        let population = Population::of(&loaded.schema, &referencing, self.host);
        let scripts = scripts(&project, loaded);
        let job = Job {
            database: name_of(&self.path.join(self.engine.name())),
            search_path: &loaded.source.search_path,
            given: &notes.given,
            scripts: if self.is_foreign { self.made_fit(scripts) } else { scripts },
            population: Some(&population),
        };
        let applied = self.host.apply(&job).map_err(told)?;
        if stands_in && !self.is_foreign && !applied.refused.is_empty() {
            let why = "CockroachDB is not installed, and PostgreSQL refuses its syntax";
            return Err(Ok(Some(why.to_owned())));
        }
        if self.is_foreign {
            return Ok(Answers { schema: Ok(None), delete: self.tell(&population, applied) });
        }
        notes.compare(&applied.refused).map_err(told)?;
        if notes.stops {
            let why = "the engine refuses a statement that ends the history";
            return Ok(Answers { schema: Ok(None), delete: Ok(Some(why.to_owned())) });
        }
        let mut replayed = Catalog::replayed(&loaded.schema, self.host);
        if stands_in {
            replayed.forget_types();
        }
        let schema = catalog::compare(replayed, &applied.given, applied.catalog);
        let played = applied.played.unwrap_or_else(|| Err("no DELETE was played".into()));
        let delete = played.and_then(|played| delete::compare(&population, &played).verdict(&notes));
        Ok(Answers { schema: schema.map(|()| None).or_else(told), delete: delete.or_else(told) })
    }

    /// The source of the same files; of the same path, if a stated dialect gives it other files.
    fn position(&self, project: &Project) -> Option<usize> {
        let mut sources = project.sources.iter();
        let of_path = |loaded: &Loaded| Path::new(&loaded.source.path) == self.path;
        let same = sources.position(|loaded| of_path(loaded) && files(project, loaded) == self.files);
        same.or_else(|| project.sources.iter().position(of_path))
    }

    fn dialect(&self) -> Result<Dialect, Answer> {
        match self.host.dialect() {
            Ok(dialect) => Ok(dialect),
            Err(Unavailable::Missing(reason)) if std::env::var_os("REFEREE_LIVE").is_none() => {
                Err(Ok(Some(reason.to_owned())))
            }
            Err(Unavailable::Missing(reason)) => Err(Err(reason.to_owned())),
            Err(Unavailable::Broken(reason)) => Err(Err(reason)),
        }
    }

    /// What another project's scripts need to run here: all in the one database, and tables in any order.
    fn made_fit(&self, scripts: Vec<String>) -> Vec<String> {
        let leads_away = |line: &str| {
            let mut words = line.split_ascii_whitespace().map(str::to_ascii_uppercase);
            let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            first == "USE"
                || matches!(first.as_str(), "CREATE" | "DROP")
                    && matches!(second.as_str(), "SCHEMA" | "DATABASE")
        };
        let fit = |script: String| {
            let lines: Vec<&str> = script.lines().filter(|line| !leads_away(line)).collect();
            format!("SET foreign_key_checks = 0;\n{}", lines.join("\n"))
        };
        match self.host {
            Host::MariaDb => scripts.into_iter().map(fit).collect(),
            Host::PostgreSql | Host::Sqlite => scripts,
        }
    }

    /// Prints how another project compares. It fails if a DELETE differs.
    fn tell(&self, population: &Population<'_>, applied: Applied) -> Answer {
        let played = applied.played.unwrap_or_else(|| Err("no DELETE was played".into()));
        let compared = delete::compare(population, &played.or_else(told)?);
        let refused = applied.refused.len();
        let mut text = format!(
            "{} {}: {}, the engine refuses {refused} statements\n",
            self.host.name(),
            self.shown,
            compared.counts()
        );
        let reasons = applied.refused.iter().take(3).chain(&compared.absent).chain(&compared.not_tried);
        reasons.for_each(|line| text.push_str(&format!("    {line}\n")));
        let _ = std::io::stdout().write_all(text.as_bytes());
        if compared.differing.is_empty() { Ok(None) } else { Err(compared.differing.join("\n")) }
    }
}

impl Answers {
    fn both(answer: Answer) -> Answers {
        Answers { schema: answer.clone(), delete: answer }
    }
}

fn told<T>(failed: Failed) -> Result<T, String> {
    Err(failed.message().unwrap_or_default().to_owned())
}

fn completed(answer: &Answer) -> Result<Completion, Failed> {
    match answer {
        Ok(None) => Ok(Completion::Completed),
        Ok(Some(reason)) => Ok(Completion::ignored_with(reason)),
        Err(message) => Err(message.into()),
    }
}

fn files(project: &Project, loaded: &Loaded) -> Vec<String> {
    loaded.source.files.iter().map(|file| project.files.path(*file).to_owned()).collect()
}

/// What is applied of each file, in the order in which they apply.
fn scripts(project: &Project, loaded: &Loaded) -> Vec<String> {
    loaded.source.files.iter().map(|file| forward(project.files.get(*file).text())).collect()
}

fn forward(text: &str) -> String {
    for (up, down) in DIRECTIONS {
        if let Some((_, after)) = text.split_once(up) {
            // Options may follow on the same line.
            let after = after.split_once('\n').map_or("", |(_, after)| after);
            let applied = after.split_once(down).map_or(after, |(applied, _)| applied);
            // The tools end a statement at a mark, with or without a semicolon.
            let lines = applied.lines().map(|line| if line.starts_with("-- +") { ";" } else { line });
            return lines.collect::<Vec<_>>().join("\n");
        }
    }
    text.to_owned()
}
