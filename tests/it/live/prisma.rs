//! Prisma's own engine: every Prisma schema of the corpus becomes the SQL that creates it from nothing, which is applied to PostgreSQL or SQLite.
//!
//! The engine is the npm package of `prisma/package.json` beside this file; `.ci/run` installs it below the target folder. It is asked once
//! for all schemas.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Completion, Failed, Trial};
use referee::ir::Engine;
use referee::pipeline::{Loaded, Project};
use serde_json::{Value, json};

use super::catalog::{self, Catalog};
use super::notes::Notes;
use super::{Host, Job, Unavailable, name_of, server};
use crate::project;

const MISSING: &str = "Prisma's engine is not installed; .ci/run does it";

/// The Prisma schemas of the corpus.
#[derive(Default)]
pub(super) struct Schemas {
    schemas: Vec<Schema>,
    answers: OnceLock<Result<Vec<Value>, Unavailable>>,
}

/// One of them.
struct Schema {
    shown: String,
    case: PathBuf,
    path: PathBuf,
    engine: Engine,
    /// Paths and texts.
    files: Vec<(String, String)>,
}

impl Schemas {
    /// Takes note of a schema.
    pub(super) fn add(&mut self, root: &Path, case: &Path, project: &Project, loaded: &Loaded) {
        let path = PathBuf::from(&loaded.source.path);
        let files = loaded.source.files.iter().map(|file| {
            let path = Path::new(project.files.path(*file));
            let path = path.strip_prefix(case).unwrap_or(path).display().to_string();
            (path, without_url(project.files.get(*file).text()))
        });
        self.schemas.push(Schema {
            shown: path.strip_prefix(root).unwrap_or(&path).display().to_string(),
            case: case.to_owned(),
            engine: loaded.source.dialect.engine,
            files: files.collect(),
            path,
        });
    }

    /// One test for each.
    pub(super) fn trials(self) -> Vec<Trial> {
        let all = Arc::new(self);
        let trial = |index: usize| {
            let all = Arc::clone(&all);
            let name = format!("live::prisma::{}", all.schemas[index].shown);
            Trial::ignorable_test(name, move || all.run(index))
        };
        (0..all.schemas.len()).map(trial).collect()
    }

    fn run(&self, index: usize) -> Result<Completion, Failed> {
        let schema = &self.schemas[index];
        let host = match schema.engine {
            Engine::PostgreSql | Engine::Sqlite => Host::of(schema.engine),
            Engine::CockroachDb | Engine::MySql | Engine::MariaDb => {
                return Ok(Completion::ignored_with("this build of Prisma's engine has no such connector"));
            }
        };
        let answers = match (self.answers.get_or_init(|| self.ask()), &host.dialect()) {
            (Ok(answers), Ok(_)) => answers,
            (Err(Unavailable::Missing(why)), _) | (_, Err(Unavailable::Missing(why))) => {
                let demanded = std::env::var_os("REFEREE_LIVE").is_some();
                return if demanded { Err((*why).into()) } else { Ok(Completion::ignored_with(*why)) };
            }
            (Err(Unavailable::Broken(why)), _) | (_, Err(Unavailable::Broken(why))) => {
                return Err(why.into());
            }
        };
        let wanted = Notes::of(&schema.case)?.prisma;
        let (refused, held) = match (answers[index]["sql"].as_str(), &answers[index]["refused"]) {
            (Some(sql), _) => {
                let database = name_of(&schema.path);
                let applied = host.apply(&Job {
                    database,
                    search_path: &[],
                    given: "",
                    scripts: vec![sql.to_owned()],
                    population: None,
                })?;
                (applied.refused.join("\n"), Some(applied.catalog))
            }
            (None, why) => (why.as_str().unwrap_or("?").to_owned(), None),
        };
        match (wanted, held) {
            (None, Some(held)) if refused.is_empty() => schema.compare(host, held)?,
            (Some(message), _) if refused.contains(&message) => {}
            (None, _) => return Err(format!("refused: {refused}").into()),
            (Some(message), _) => {
                return Err(format!("refused: {refused}\nlive.txt expects: {message}").into());
            }
        }
        Ok(Completion::Completed)
    }

    /// What Prisma's engine says of each schema.
    fn ask(&self) -> Result<Vec<Value>, Unavailable> {
        let live = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("live");
        let node = server::find("node", &[]).filter(|_| live.join("node_modules/@prisma").is_dir());
        let node = node.ok_or(Unavailable::Missing(MISSING))?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/live/prisma/engine.mjs");
        let schemas: Vec<Value> = self.schemas.iter().map(Schema::question).collect();
        let mut command = Command::new(node);
        command.arg(script).arg(live);
        let output = server::feed(command, &json!(schemas).to_string())
            .map_err(|error| Unavailable::Broken(error.to_string()))?;
        serde_json::from_slice(&output.stdout).map_err(|_| Unavailable::Broken(server::text(&output)))
    }
}

impl Schema {
    /// What the script takes; no files for an engine that it does not know.
    fn question(&self) -> Value {
        match self.engine {
            Engine::PostgreSql => json!({ "provider": "postgres", "files": self.files }),
            Engine::Sqlite => json!({ "provider": "sqlite", "files": self.files }),
            Engine::CockroachDb | Engine::MySql | Engine::MariaDb => {
                json!({ "provider": "sqlite", "files": [] })
            }
        }
    }

    /// The tables, columns and foreign keys that we read are those of the database.
    fn compare(&self, host: Host, held: Catalog) -> Result<(), Failed> {
        let project = project::open(&self.case, None)?;
        let same = |loaded: &&Loaded| Path::new(&loaded.source.path) == self.path;
        let loaded = project.sources.iter().find(same).ok_or("the schema is not found again")?;
        catalog::compare(Catalog::replayed(&loaded.schema, host), &Catalog::default(), held)
    }
}

/// The schema without the datasource's `url`, which Prisma 7 wants elsewhere and has no part in the tables.
fn without_url(text: &str) -> String {
    let line = |line: &'_ str| {
        let is_url =
            line.trim_start().strip_prefix("url").is_some_and(|rest| rest.trim_start().starts_with('='));
        if is_url { line[line.trim_end().len()..].to_owned() } else { line.to_owned() }
    };
    text.split_inclusive('\n').map(line).collect()
}
