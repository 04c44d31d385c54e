//! A project that stays open says after each change what one says that was just opened.
//!
//! `REFEREE_SESSION_STEPS` is how many changes each project goes through, `REFEREE_SESSION_SEED` which ones.

mod edits;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use referee::discover::Options;
use referee::pipeline::{Analysis, Configuration, Failure, Loaded, Session};
use tempfile::TempDir;

use edits::{Author, Step};

/// Projects of every kind of source: of each its name, and the cases that it is made of.
static PROJECTS: [(&str, &[&str]); 12] = [
    ("sql", &["read/sql/clauses", "history/numbered"]),
    ("sql_up_and_down", &["history/golang-migrate", "history/diesel"]),
    ("sql_with_baseline", &["read/sql/missing-baseline", "read/sql/psql-dump", "read/sql/search-path"]),
    ("prisma", &["read/prisma/folder", "history/prisma-migrate"]),
    ("drizzle", &["read/drizzle/aliases-of-paths", "history/drizzle-config"]),
    ("drizzle_kit", &["history/drizzle-kit", "read/snapshot/postgresql", "read/drizzle/exported-tables"]),
    ("alembic", &["read/alembic/called-from-env", "read/alembic/branches"]),
    ("sqlalchemy", &["read/sqlalchemy/packages", "history/alembic"]),
    ("flyway", &["history/flyway", "history/sqitch"]),
    ("mysql", &["read/sql/mysql-procedures", "read/sql/mariadb-tables", "read/drizzle/mysql"]),
    ("lock", &["rules/grown-impact/cascade-two-steps-down", "rules/grown-impact/models-without-migrations"]),
    ("stories", &["stories/account-erasure", "stories/pushed-not-migrated", "stories/soft-delete"]),
];

/// The tests.
pub(crate) fn trials() -> Vec<Trial> {
    let each = PROJECTS.iter().enumerate().map(|(number, (name, cases))| {
        Trial::test(format!("session::says_what_a_new_one_says::{name}"), move || run(number, cases))
    });
    let others: [(&str, crate::cli::Test); 2] = [
        ("session::rescan_tells_whether_something_changed", rescan_tells_whether_something_changed),
        ("session::unsaved_text_wins_until_it_is_lifted", unsaved_text_wins_until_it_is_lifted),
    ];
    each.chain(others.map(|(name, test)| Trial::test(name, test))).collect()
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn run(number_of_project: usize, cases: &[&str]) -> Result<(), Failed> {
    let folder = project(cases)?;
    let seed = number("REFEREE_SESSION_SEED", 1).wrapping_mul(1000) + number_of_project as u64;
    let mut author = Author::new(folder.path(), seed)?;
    let mut open = session(folder.path());
    let mut log = Vec::new();
    for _ in 0..number("REFEREE_SESSION_STEPS", 20) {
        for step in author.edit()? {
            match &step {
                Step::Lay(path, text) => open.lay(path.clone(), text.clone()),
                Step::Lift(path) => open.lift(path),
                Step::Touch(path) => open.touch(path),
                Step::TouchAll => open.touch_all(),
                Step::Done(_) => {}
            }
            log.push(format!("{step:?}"));
        }
        let mut new = session(folder.path());
        author.laid().for_each(|(path, text)| new.lay(path.clone(), text.clone()));
        let (expected, actual) = (told(&new.analyse()), told(&open.analyse()));
        if expected != actual {
            let diff = similar::TextDiff::from_lines(&expected, &actual).unified_diff().to_string();
            return Err(format!("after\n  {}\n{diff}", log.join("\n  ")).into());
        }
    }
    Ok(())
}

fn session(folder: &Path) -> Session {
    Session::new(Options { paths: vec![folder.to_path_buf()], ..Options::default() }, Configuration::Nearest)
}

/// The cases in a folder that looks like a repository.
fn project(cases: &[&str]) -> Result<TempDir, Failed> {
    let folder = TempDir::new()?;
    fs::create_dir(folder.path().join(".git"))?;
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for case in cases {
        let name = Path::new(case).file_name().unwrap_or_default();
        copy(&corpus.join(case), &folder.path().join(name))?;
    }
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> Result<(), Failed> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (from, name) = (entry?.path(), PathBuf::new());
        let to = to.join(name).join(from.file_name().unwrap_or_default());
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to)?;
        }
    }
    Ok(())
}

/// Everything that an analysis says, a fact a line.
fn told(outcome: &Result<Analysis, Failure>) -> String {
    let analysis = match outcome {
        Ok(analysis) => analysis,
        Err(Failure::Discover(error)) => return format!("{error}\n"),
        Err(Failure::Config(_, errors)) => return format!("{errors:?}\n"),
    };
    let project = &analysis.project;
    let mut text = String::new();
    for (_, file) in project.files.iter() {
        let _ = writeln!(text, "{} {:?}", file.path(), file.excerpts());
    }
    for loaded in &project.sources {
        let Loaded { source, schema, migrations, problems, counts } = loaded;
        let _ = writeln!(text, "{source:?}\n{problems:?}\n{counts:?}\n{schema:?}");
        lines(&mut text, migrations);
    }
    lines(&mut text, &project.databases);
    lines(&mut text, &project.problems);
    lines(&mut text, &analysis.diagnostics);
    let _ = writeln!(text, "{:?}\n{:?}\n{:?}", project.lock, analysis.baseline, analysis.errors);
    text
}

fn lines<T: std::fmt::Debug>(text: &mut String, list: &[T]) {
    for one in list {
        let _ = writeln!(text, "{one:?}");
    }
}

/// A small project with one finding less or more.
fn small() -> Result<(TempDir, PathBuf), Failed> {
    let folder = TempDir::new()?;
    let file = folder.path().join("migrations/001_first.sql");
    fs::create_dir(folder.path().join("migrations"))?;
    fs::write(&file, SOUND)?;
    Ok((folder, file))
}

const SOUND: &str = "CREATE TABLE a (id int PRIMARY KEY);\n";
const WRONG: &str = "CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES nowhere (id));\n";

fn findings(session: &mut Session) -> Result<usize, Failed> {
    let analysis = session.analyse().map_err(|_| "no analysis")?;
    Ok(analysis.diagnostics.len()
        + analysis.project.sources.iter().map(|one| one.schema.problems.len()).sum::<usize>())
}

fn rescan_tells_whether_something_changed() -> Result<(), Failed> {
    let (folder, file) = small()?;
    let mut session = session(folder.path());
    let before = findings(&mut session)?;
    let mut told = vec![session.rescan()];
    fs::write(&file, SOUND)?;
    told.push(session.rescan());
    fs::write(&file, WRONG)?;
    told.push(session.rescan());
    told.push(session.rescan());
    assert_ne!(before, findings(&mut session)?);
    fs::write(folder.path().join("migrations/002_second.sql"), SOUND)?;
    told.push(session.rescan());
    fs::write(folder.path().join("notes.md"), SOUND)?;
    told.push(session.rescan());
    fs::write(folder.path().join("referee.toml"), "# nothing\n")?;
    told.push(session.rescan());
    findings(&mut session)?;
    fs::write(folder.path().join("referee.toml"), "# something\n")?;
    told.push(session.rescan());
    fs::remove_dir_all(folder.path().join("migrations"))?;
    told.push(session.rescan());
    assert_eq!(told, [false, false, true, false, true, false, true, true, true]);
    Ok(())
}

fn unsaved_text_wins_until_it_is_lifted() -> Result<(), Failed> {
    let (folder, file) = small()?;
    let mut session = session(folder.path());
    let sound = findings(&mut session)?;
    session.lay(file.clone(), WRONG.to_owned());
    let wrong = findings(&mut session)?;
    assert_ne!(sound, wrong);
    fs::write(&file, format!("{SOUND}\n"))?;
    session.touch(&file);
    assert_eq!(findings(&mut session)?, wrong);
    session.lift(&file);
    assert_eq!(findings(&mut session)?, sound);
    Ok(())
}
