//! drizzle-orm and drizzle-kit themselves: every Drizzle schema of the corpus is loaded by the one, and the other makes SQL and a snapshot of it.
//! The tables that drizzle-orm has, what the engine holds after the SQL, and the snapshot as we read it must equal our reading of the schema.
//!
//! The packages are those of `drizzle/v0` and `drizzle/v1` beside this file; `.ci/run` installs them below the target folder. Each generation
//! is asked once for all its schemas.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Completion, Failed, Trial};
use referee::ir::{Casing, DrizzleKit, Engine, Schema, Settings, SourceKind};
use referee::pipeline::{Loaded, Project};
use serde_json::{Value, json};

use super::catalog::{self, Catalog};
use super::notes::Notes;
use super::{Host, Job, Unavailable, name_of, server};
use crate::project;

const MISSING: &str = "drizzle-orm and drizzle-kit are not installed; .ci/run does it";

/// The Drizzle schemas of the corpus, by the generation of drizzle-kit.
#[derive(Default)]
pub(super) struct Drizzles {
    first: Generation,
    second: Generation,
}

#[derive(Default)]
struct Generation {
    folder: &'static str,
    schemas: Vec<Drizzle>,
    answers: OnceLock<Result<Vec<Value>, Unavailable>>,
}

/// One schema.
struct Drizzle {
    shown: String,
    case: PathBuf,
    path: PathBuf,
    engine: Engine,
    /// What the script is asked.
    question: Value,
}

impl Drizzles {
    /// Takes note of a schema.
    pub(super) fn add(&mut self, root: &Path, case: &Path, project: &Project, loaded: &Loaded) {
        let source = &loaded.source;
        let (casing, schemas, kit) = match &source.program.settings {
            Settings::Drizzle(settings) => (settings.casing, settings.schemas.as_slice(), settings.kit),
            Settings::None => (None, &[][..], DrizzleKit::V0),
        };
        let all = source.files.iter().chain(&source.program.modules);
        let is_singlestore =
            all.clone().any(|file| project.files.get(*file).text().contains("drizzle-orm/singlestore-core"));
        let dialect = match source.dialect.engine {
            Engine::PostgreSql | Engine::CockroachDb => "postgresql",
            Engine::MySql | Engine::MariaDb if is_singlestore => "singlestore",
            Engine::MySql | Engine::MariaDb => "mysql",
            Engine::Sqlite => "sqlite",
        };
        let casing = casing.map(|casing| match casing {
            Casing::Snake => "snake_case",
            Casing::Camel => "camelCase",
        });
        let files: Vec<&str> = source.files.iter().map(|file| project.files.path(*file)).collect();
        let schemas: Vec<&str> = schemas.iter().map(|name| name.as_str()).collect();
        let path = PathBuf::from(&source.path);
        let generation = match kit {
            DrizzleKit::V0 => &mut self.first,
            DrizzleKit::V1 => &mut self.second,
        };
        generation.folder = if kit == DrizzleKit::V0 { "v0" } else { "v1" };
        generation.schemas.push(Drizzle {
            shown: path.strip_prefix(root).unwrap_or(&path).display().to_string(),
            case: case.to_owned(),
            engine: source.dialect.engine,
            question: json!({ "root": case, "files": files, "dialect": dialect, "casing": casing, "schemas": schemas }),
            path,
        });
    }

    /// One test for each, by generation.
    pub(super) fn trials(self) -> [Vec<Trial>; 2] {
        [self.first, self.second].map(Generation::trials)
    }
}

impl Generation {
    fn trials(self) -> Vec<Trial> {
        let all = Arc::new(self);
        let trial = |index: usize| {
            let all = Arc::clone(&all);
            let name = format!("live::drizzle::{}", all.schemas[index].shown);
            Trial::ignorable_test(name, move || all.run(index))
        };
        (0..all.schemas.len()).map(trial).collect()
    }

    fn run(&self, index: usize) -> Result<Completion, Failed> {
        let schema = &self.schemas[index];
        let notes = Notes::of(&schema.case)?;
        if let Some(reason) = &notes.skip {
            return Ok(Completion::ignored_with(reason));
        }
        let host = Host::of(schema.engine);
        let answer = match (self.answers.get_or_init(|| self.ask()), &host.dialect()) {
            (Ok(answers), Ok(_)) => &answers[index],
            (Err(Unavailable::Missing(why)), _) | (_, Err(Unavailable::Missing(why))) => {
                let demanded = std::env::var_os("REFEREE_LIVE").is_some();
                return if demanded { Err((*why).into()) } else { Ok(Completion::ignored_with(*why)) };
            }
            (Err(Unavailable::Broken(why)), _) | (_, Err(Unavailable::Broken(why))) => {
                return Err(why.into());
            }
        };
        let refused = match answer["refused"].as_str() {
            Some(why) => why.to_owned(),
            None => schema.compare(host, answer, &notes)?,
        };
        match &notes.drizzle {
            None if refused.is_empty() => Ok(Completion::Completed),
            Some(message) if refused.contains(message) => Ok(Completion::Completed),
            expected => Err(format!("refused: {refused}\nlive.txt expects: {expected:?}").into()),
        }
    }

    /// What drizzle-orm and drizzle-kit make of each schema.
    fn ask(&self) -> Result<Vec<Value>, Unavailable> {
        let live = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("live-drizzle").join(self.folder);
        let node = server::find("node", &[]).filter(|_| live.join("node_modules/drizzle-kit").is_dir());
        let node = node.ok_or(Unavailable::Missing(MISSING))?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/live/drizzle/engine.mjs");
        let questions: Vec<&Value> = self.schemas.iter().map(|schema| &schema.question).collect();
        let mut command = Command::new(node);
        command.arg(script).arg(live);
        let output = server::feed(command, &json!(questions).to_string())
            .map_err(|error| Unavailable::Broken(error.to_string()))?;
        serde_json::from_slice(&output.stdout).map_err(|_| Unavailable::Broken(server::text(&output)))
    }
}

impl Drizzle {
    /// Compares all three; the answer is what the engine refuses of drizzle-kit's SQL, in which case only the snapshot is compared.
    fn compare(&self, host: Host, answer: &Value, notes: &Notes) -> Result<String, Failed> {
        let project = project::open(&self.case, None)?;
        let same = |loaded: &&Loaded| {
            loaded.source.kind == SourceKind::Drizzle && Path::new(&loaded.source.path) == self.path
        };
        let loaded = project.sources.iter().find(same).ok_or("the schema is not found again")?;
        let tables: Vec<&str> =
            answer["tables"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        // What the engine refuses, such as the second of two equal names, our reading leaves out too.
        if notes.drizzle.is_none() {
            same_lines("drizzle-orm has", &tables.join("\n"), &lines(&loaded.schema))?;
        }
        let statements: Vec<&str> =
            answer["sql"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let sql = statements.join("\n--> statement-breakpoint\n");
        self.compare_snapshot(host, loaded, &answer["snapshot"], &sql)?;
        if self.question["dialect"] == "singlestore" {
            return Ok(String::new());
        }
        let job = Job {
            database: name_of(&self.path),
            search_path: &[],
            given: &notes.given,
            scripts: vec![sql],
            population: None,
        };
        let applied = host.apply(&job)?;
        if applied.refused.is_empty() {
            catalog::compare(Catalog::replayed(&loaded.schema, host), &applied.given, applied.catalog)?;
        }
        Ok(applied.refused.join("\n"))
    }

    /// The snapshot, read as a source of its own, makes the same schema.
    fn compare_snapshot(
        &self,
        host: Host,
        loaded: &Loaded,
        snapshot: &Value,
        sql: &str,
    ) -> Result<(), Failed> {
        let folder = tempfile::tempdir()?;
        let dialect = &snapshot["dialect"];
        if snapshot["ddl"].is_array() {
            let inner = folder.path().join("drizzle/20250102030405_all");
            fs::create_dir_all(&inner)?;
            fs::write(inner.join("migration.sql"), sql)?;
            fs::write(inner.join("snapshot.json"), serde_json::to_string_pretty(snapshot)?)?;
        } else {
            let meta = folder.path().join("drizzle/meta");
            let entry =
                json!({ "idx": 0, "version": "7", "when": 1, "tag": "0000_all", "breakpoints": true });
            let journal = json!({ "version": "7", "dialect": dialect, "entries": [entry] });
            fs::create_dir_all(&meta)?;
            fs::write(meta.join("_journal.json"), journal.to_string())?;
            fs::write(meta.join("0000_snapshot.json"), serde_json::to_string_pretty(snapshot)?)?;
            fs::write(folder.path().join("drizzle/0000_all.sql"), sql)?;
        }
        let project = project::open(folder.path(), Some(loaded.source.dialect))?;
        let mut sources = project.sources.iter();
        let read = sources.find(|loaded| loaded.source.kind == SourceKind::DrizzleSnapshot);
        let read = read.ok_or("drizzle-kit's snapshot is not found")?;
        catalog::compare(
            Catalog::replayed(&loaded.schema, host),
            &Catalog::default(),
            Catalog::replayed(&read.schema, host),
        )
    }
}

/// The lines of `engine.mjs` for our reading.
fn lines(schema: &Schema) -> String {
    let mut lines = Vec::new();
    for table in schema.living_tables() {
        let own = table.name();
        lines.push(format!("table {own}"));
        lines.extend(table.columns().map(|column| format!("column {own}.{}", column.name())));
    }
    for fk in schema.living_foreign_keys() {
        let columns: Vec<&str> = fk.columns().map(|column| column.name().as_str()).collect();
        let referenced: Vec<&str> = fk.get().referenced_columns.iter().map(|name| name.as_str()).collect();
        lines.push(format!(
            "foreign key {} ({}) references {} ({}) on delete {} on update {}",
            fk.table().name(),
            columns.join(", "),
            fk.referenced_name(),
            referenced.join(", "),
            fk.get().on_delete.effective.sql().to_lowercase(),
            fk.get().on_update.effective.sql().to_lowercase(),
        ));
    }
    lines.sort();
    lines.dedup();
    lines.join("\n")
}

fn same_lines(who: &str, expected: &str, actual: &str) -> Result<(), Failed> {
    let sorted = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        lines.join("\n") + "\n"
    };
    let (expected, actual) = (sorted(expected), sorted(actual));
    if expected == actual {
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(&expected, &actual);
    Err(format!("{who} (-), our reading (+):\n{}", diff.unified_diff().context_radius(0)).into())
}
