//! Alembic, SQLAlchemy and SQLModel themselves: every source of revisions is upgraded and downgraded step by step, every source of models creates
//! its tables, on PostgreSQL or SQLite, and the catalogs equal the replayed schemas.
//!
//! The packages are those of `python/requirements.txt` beside this file; `.ci/run` installs them below the target folder. `python/run.py` is
//! asked once for all sources.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Completion, Failed, Trial};
use referee::diagnostic::Diagnostic;
use referee::ir::{Engine, SourceKind};
use referee::pipeline::{Loaded, Project};
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::catalog::{self, Catalog};
use super::notes::Notes;
use super::{Host, Unavailable, name_of, postgresql, server, sqlite};
use crate::project;

const MISSING: &str = "Alembic and SQLAlchemy are not installed; .ci/run does it";
const UNASKED: &str = "program code is run on PostgreSQL and SQLite only";

/// The sources of Python in the corpus.
#[derive(Default)]
pub(super) struct Programs {
    programs: Vec<Program>,
    answers: OnceLock<Result<Answers, Unavailable>>,
}

/// One of them.
struct Program {
    shown: String,
    case: PathBuf,
    path: PathBuf,
    kind: SourceKind,
    engine: Engine,
    search_path: Vec<String>,
    files: Vec<String>,
    /// How the project's own imports call its files.
    names: BTreeMap<String, String>,
    env: Option<String>,
}

/// What Python says, and the folder that holds SQLite's files as long as they are looked at.
struct Answers {
    answers: Vec<Value>,
    _folder: TempDir,
}

impl Programs {
    /// Takes note of a source.
    pub(super) fn add(&mut self, root: &Path, case: &Path, project: &Project, loaded: &Loaded) {
        let source = &loaded.source;
        let path = |file| project.files.path(file).to_owned();
        let imports =
            source.program.imports.iter().filter(|import| !import.specifier.as_str().starts_with('.'));
        let shown = Path::new(&source.path);
        self.programs.push(Program {
            shown: shown.strip_prefix(root).unwrap_or(shown).display().to_string(),
            case: case.to_owned(),
            path: shown.to_owned(),
            kind: source.kind,
            engine: source.dialect.engine,
            search_path: source.search_path.iter().map(|name| name.as_str().to_owned()).collect(),
            files: source.files.iter().map(|file| path(*file)).collect(),
            names: imports
                .map(|import| (path(import.target), import.specifier.as_str().to_owned()))
                .collect(),
            env: source.program.configuration.map(path),
        });
    }

    /// One test for each.
    pub(super) fn trials(self) -> Vec<Trial> {
        let all = Arc::new(self);
        let trial = |index: usize| {
            let all = Arc::clone(&all);
            let program = &all.programs[index];
            let name = format!("live::python::{}::{}", program.kind.name(), program.shown);
            Trial::ignorable_test(name, move || all.run(index))
        };
        (0..all.programs.len()).map(trial).collect()
    }

    fn run(&self, index: usize) -> Result<Completion, Failed> {
        let program = &self.programs[index];
        let notes = Notes::of(&program.case)?;
        if let Some(reason) = &notes.skip {
            return Ok(Completion::ignored_with(reason));
        }
        let Some(host) = program.host() else { return Ok(Completion::ignored_with(UNASKED)) };
        let answer = match self.answers.get_or_init(|| self.ask()) {
            Ok(answers) => &answers.answers[index],
            Err(Unavailable::Missing(why)) if std::env::var_os("REFEREE_LIVE").is_none() => {
                return Ok(Completion::ignored_with(*why));
            }
            Err(Unavailable::Missing(why)) => return Err((*why).into()),
            Err(Unavailable::Broken(why)) => return Err(why.into()),
        };
        match (&notes.python, answer["refused"].as_str()) {
            (None, None) => program.compare(host, answer, &notes)?,
            (Some(message), Some(refused)) if refused.contains(message.as_str()) => {}
            (expected, refused) => {
                return Err(format!("refused: {refused:?}\nlive.txt expects: {expected:?}").into());
            }
        }
        Ok(Completion::Completed)
    }

    /// What Alembic and SQLAlchemy make of each source.
    fn ask(&self) -> Result<Answers, Unavailable> {
        let broken = |error: std::io::Error| Unavailable::Broken(error.to_string());
        let python = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("live-python/bin/python");
        if !python.is_file() {
            return Err(Unavailable::Missing(MISSING));
        }
        let asked = self.programs.iter().any(|program| program.host() == Some(Host::PostgreSql));
        let socket = if asked { Some(postgresql::socket()?) } else { None };
        let folder = tempfile::tempdir().map_err(broken)?;
        let jobs: Result<Vec<Value>, Failed> = self.programs.iter().map(Program::question).collect();
        let question = json!({
            "socket": socket,
            "catalog": postgresql::catalog_query(),
            "folder": folder.path(),
            "jobs": jobs.map_err(|error| Unavailable::Broken(format!("{error:?}")))?,
        });
        let mut command = Command::new(python);
        command.arg("-B").arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/live/python/run.py"));
        let output = server::feed(command, &question.to_string()).map_err(broken)?;
        let answers = serde_json::from_slice(&output.stdout);
        let answers = answers.map_err(|_| Unavailable::Broken(server::text(&output)))?;
        Ok(Answers { answers, _folder: folder })
    }
}

impl Program {
    fn host(&self) -> Option<Host> {
        match Host::of(self.engine) {
            host @ (Host::PostgreSql | Host::Sqlite) => Some(host),
            Host::MariaDb => None,
        }
    }

    /// What the script takes; no files where nothing is to be done.
    fn question(&self) -> Result<Value, Failed> {
        let notes = Notes::of(&self.case)?;
        let asked = self.host().filter(|_| notes.skip.is_none());
        Ok(json!({
            "kind": if self.kind == SourceKind::Alembic { "alembic" } else { "models" },
            "engine": asked.map(Host::name),
            "database": format!("{}_{}", name_of(&self.path), self.kind.name()),
            "root": self.case,
            "files": self.files,
            "names": self.names,
            "env": self.env,
            "given": notes.given,
            "search_path": self.search_path,
        }))
    }

    /// What the database holds in the end is what was replayed, and each way back leads back unless a finding says that it does not.
    fn compare(&self, host: Host, answer: &Value, notes: &Notes) -> Result<(), Failed> {
        let checked = project::check(&self.case)?;
        let same =
            |loaded: &&Loaded| loaded.source.kind == self.kind && Path::new(&loaded.source.path) == self.path;
        let loaded = checked.project.sources.iter().find(same).ok_or("the source is not found again")?;
        let given = state(host, &answer["given"])?;
        let mut states = vec![given];
        for held in answer["states"].as_array().into_iter().flatten() {
            states.push(state(host, held)?);
        }
        let keys: Vec<BTreeSet<String>> = states.iter().map(foreign_keys).collect();
        let held = states.pop().ok_or("no state")?;
        let given = state(host, &answer["given"])?;
        catalog::compare(Catalog::replayed(&loaded.schema, host), &given, held)?;
        if self.kind != SourceKind::Alembic || notes.back {
            return Ok(());
        }
        let straight = keys.len() == loaded.migrations.len() + 1;
        if !straight && keys.len() != 2 {
            return Err(
                format!("Alembic has {} revisions, we {}", keys.len() - 1, loaded.migrations.len()).into()
            );
        }
        ways_back(host, &answer["back"], &keys, loaded, &checked.diagnostics)
    }
}

/// From the last revision on, as far as the ways lead back.
fn ways_back(
    host: Host,
    back: &Value,
    keys: &[BTreeSet<String>],
    loaded: &Loaded,
    diagnostics: &[Diagnostic],
) -> Result<(), Failed> {
    let straight = keys.len() == loaded.migrations.len() + 1;
    for (index, way) in back.as_array().into_iter().flatten().enumerate() {
        let last = loaded.migrations.len() - 1 - index;
        let migrations = if straight { &loaded.migrations[last..=last] } else { &loaded.migrations };
        if migrations.iter().any(|migration| migration.down.is_empty()) {
            return Ok(());
        }
        let before = if straight { &keys[last] } else { &keys[0] };
        let trouble = match way["refused"].as_str() {
            Some(message) => Some(message.to_owned()),
            None => {
                let after = foreign_keys(&state(host, &way["state"])?);
                let differing: Vec<_> = before.symmetric_difference(&after).cloned().collect();
                (!differing.is_empty()).then(|| differing.join("\n"))
            }
        };
        let told =
            diagnostics.iter().filter(|finding| finding.rule == "irreversible-action").any(|finding| {
                let mut labels = std::iter::once(&finding.primary).chain(&finding.related);
                labels.any(|label| migrations.iter().any(|migration| migration.file == label.span.file))
            });
        let names: Vec<_> = migrations.iter().map(|migration| migration.name.as_str()).collect();
        match (trouble, told) {
            (None, false) => {}
            (Some(_), true) => return Ok(()),
            (Some(trouble), false) => {
                return Err(
                    format!("{names:?} does not lead back, and no finding says so:\n{trouble}").into()
                );
            }
            (None, true) => {
                return Err(format!("{names:?} leads back, but a finding says it does not").into());
            }
        }
    }
    Ok(())
}

/// The foreign keys without their names: those that a way back makes anew may have others.
fn foreign_keys(catalog: &Catalog) -> BTreeSet<String> {
    let keys = catalog.objects.iter().filter_map(|line| line.strip_prefix("foreign key "));
    keys.map(|line| match line.split_once(" (") {
        Some((head, rest)) => {
            format!("{} ({rest}", head.rsplit_once(' ').map_or(head, |(table, _)| table))
        }
        None => line.to_owned(),
    })
    .collect()
}

/// A state of a database without the table that is Alembic's own.
fn state(host: Host, state: &Value) -> Result<Catalog, Failed> {
    let text = state.as_str().ok_or("the answer has no state")?;
    let mut catalog = match host {
        Host::Sqlite => sqlite::catalog(&Connection::open(text)?)?,
        Host::PostgreSql | Host::MariaDb => Catalog::parse(text),
    };
    catalog.objects.retain(|line| !line.contains("alembic_version"));
    catalog.columns.retain(|column| !column.name.contains("alembic_version"));
    Ok(catalog)
}
