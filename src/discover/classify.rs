//! What a file is, by its name: one table, first match decides. Which history a file belongs to is told by its folder, see `history`.

use std::ffi::OsStr;
use std::path::Path;

use crate::ir::Engine;

/// What a file's name says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// drizzle-kit's `_journal.json`.
    Journal,
    /// A snapshot of drizzle-kit: `meta/0000_snapshot.json`, or `snapshot.json` beside a migration of its 1.0.
    Snapshot,
    /// Prisma Migrate's `migration_lock.toml`.
    Lock,
    /// `prisma.config.ts` and its kin.
    PrismaConfig,
    /// `drizzle.config.json`.
    DrizzleConfig,
    /// `package.json`.
    Package,
    /// A Prisma schema or a part of one.
    Prisma,
    /// `migration.sql` of Prisma Migrate and drizzle-kit v1.
    MigrationSql,
    /// `up.sql` in a folder of its own.
    UpSql,
    /// The way back; never applied.
    Down,
    /// `1_name.up.sql`.
    GolangUp,
    /// `1_name.up.go`: a program.
    GolangCode,
    /// `1_name.go`, `V1__name.java`: a program that may stand between migrations.
    Program,
    /// `1_name.mysql.up.sql`, which replaces the generic file for one engine.
    EngineUp,
    /// `V1__name.sql`, `B1__`, `R__`.
    Flyway,
    /// `001_name.sql`, `upto-v1.0.0-name.sql`.
    Numbered,
    /// `sqitch.plan`.
    Plan,
    /// `atlas.sum`.
    Sum,
    /// A change log of Liquibase in YAML, XML or JSON.
    ChangeLog,
    /// alembic.ini and its kin.
    AlembicIni,
    /// pyproject.toml, requirements.txt and their kin.
    PythonManifest,
    /// Any other SQL file.
    Sql,
    /// Nothing that matters.
    Other,
}

/// Whether a name, in lower case, has a shape.
type Test = fn(&str) -> bool;

/// The table.
const SHAPES: [(Test, Shape); 23] = [
    (|name| name == "_journal.json", Shape::Journal),
    (|name| name == "snapshot.json" || name.ends_with("_snapshot.json"), Shape::Snapshot),
    (|name| name == "migration_lock.toml", Shape::Lock),
    (|name| name.starts_with("prisma.config."), Shape::PrismaConfig),
    (|name| name.contains("drizzle") && name.ends_with("config.json"), Shape::DrizzleConfig),
    (|name| name == "package.json", Shape::Package),
    (|name| name == "sqitch.plan", Shape::Plan),
    (|name| name == "atlas.sum", Shape::Sum),
    (is_change_log, Shape::ChangeLog),
    (|name| name.ends_with(".prisma"), Shape::Prisma),
    (|name| name == "migration.sql", Shape::MigrationSql),
    (|name| name == "up.sql", Shape::UpSql),
    (is_down, Shape::Down),
    (|name| golang(name).is_some_and(|(_, ending)| CODE.contains(&ending)), Shape::GolangCode),
    (|name| golang(name).is_some() && engine_in(name).is_some(), Shape::EngineUp),
    (|name| golang(name).is_some(), Shape::GolangUp),
    (is_program, Shape::Program),
    (|name| name.starts_with("alembic") && name.ends_with(".ini"), Shape::AlembicIni),
    (is_python_manifest, Shape::PythonManifest),
    (|name| !is_sql(name), Shape::Other),
    (is_flyway, Shape::Flyway),
    (|name| version(name).is_some(), Shape::Numbered),
    (|_| true, Shape::Sql),
];

/// Endings after `.up.` that are programs.
const CODE: [&str; 10] = ["go", "js", "ts", "py", "rb", "rs", "sh", "exs", "json", "fizz"];

/// Endings of programs that tools accept as migrations beside SQL files.
const PROGRAMS: [&str; 12] = ["go", "js", "mjs", "cjs", "ts", "py", "rb", "rs", "java", "kt", "exs", "fizz"];

/// Endings of names that are programs, but no migrations.
const NO_MIGRATIONS: [&str; 6] = ["_test.go", ".test.ts", ".spec.ts", ".test.js", ".spec.js", ".d.ts"];

/// Names without an ending that mean the way back.
const DOWN: [&str; 5] = ["down", "rollback", "revert", "undo", "downgrade"];

/// Folders that are not walked: installed packages, build results, and files that exist to be wrong.
const PRUNED: [&str; 22] = [
    "node_modules",
    "bower_components",
    "target",
    "venv",
    "vendor",
    "third_party",
    "third-party",
    "dist",
    "coverage",
    "__pycache__",
    "site-packages",
    "testdata",
    "test-data",
    "fixtures",
    "__fixtures__",
    "__tests__",
    "__mocks__",
    "__snapshots__",
    "stub",
    "stubs",
    "golden",
    "_build",
];

/// What a file's name says.
pub(super) fn shape(name: &str) -> Shape {
    let name = name.to_ascii_lowercase();
    SHAPES.iter().find(|(holds, _)| holds(&name)).map_or(Shape::Other, |(_, shape)| *shape)
}

/// What program code is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Language {
    /// TypeScript or JavaScript.
    TypeScript,
    /// Python.
    Python,
}

/// The language of a file of program code. Declarations of types without code are none.
pub(super) fn language_of(name: &str) -> Option<Language> {
    const TYPESCRIPT: [&str; 7] = ["ts", "mts", "cts", "tsx", "js", "mjs", "cjs"];
    let (stem, ending) = name.rsplit_once('.')?;
    if ending == "py" {
        return Some(Language::Python);
    }
    (TYPESCRIPT.contains(&ending) && !stem.ends_with(".d")).then_some(Language::TypeScript)
}

/// Whether a walk takes note of the file.
pub(super) fn is_wanted(name: &str) -> bool {
    shape(name) != Shape::Other
}

/// Endings of files that say nothing about a database, whatever their names.
const HARMLESS: [&str; 32] = [
    "adoc", "avif", "bmp", "css", "eot", "gif", "gz", "htm", "html", "ico", "jpeg", "jpg", "less", "lock",
    "map", "md", "mdx", "mp3", "mp4", "otf", "pdf", "png", "po", "rst", "sass", "scss", "snap", "svg", "ttf",
    "webp", "woff", "woff2",
];

/// Whether a change of the file can change anything that is read. May be said of files that do not matter, never denied of one that does.
pub fn may_matter(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    // Lock files of other tools say nothing about a database; ours says what a DELETE may reach.
    !HARMLESS.contains(&ending.as_str()) || path.ends_with("referee.lock")
}

/// Whether a schema or a migration may be in the file.
pub(super) fn is_source(name: &str) -> bool {
    is_sql(name) || name.ends_with(".prisma")
}

/// Whether the ending is that of SQL.
pub(super) fn is_sql(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    ["sql", "ddl", "psql", "pgsql"].contains(&ending.as_str())
}

/// Whether a walk leaves the folder out. Hidden ones are, and Maven's `src/test`.
pub(super) fn is_pruned(folder: &str, outer: &str) -> bool {
    folder.starts_with('.') && folder != "." && folder != ".."
        || PRUNED.contains(&folder)
        || folder.contains("_fixture")
        || folder == "test" && outer == "src"
}

/// Whether a folder's name says that migrations are in it.
pub(super) fn names_migrations(folder: &str) -> bool {
    let folder = folder.to_ascii_lowercase();
    folder.contains("migrat") || ["drizzle", "changelog", "versions", "evolutions"].contains(&folder.as_str())
}

/// Whether a file's name says that it makes a schema.
pub(super) fn names_schema(name: &str) -> bool {
    const WORDS: [&str; 9] =
        ["schema", "schemas", "structure", "dump", "ddl", "tables", "init", "create", "database"];
    const CONTRARY: [&str; 10] =
        ["drop", "delete", "insert", "seed", "seeds", "data", "down", "rollback", "test", "undo"];
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> = name.split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
    words.iter().any(|word| WORDS.contains(word)) && !words.iter().any(|word| CONTRARY.contains(word))
}

/// What stands between the number and `.up.`, and the ending, of golang-migrate's `^[0-9]+_.*\.(up|down)\..*$`.
fn golang(name: &str) -> Option<(&str, &str)> {
    let (number, rest) = name.split_once('_')?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let end = memchr::memmem::rfind(rest.as_bytes(), b".up.")?;
    Some((rest.get(..end)?, rest.get(end + 4..)?))
}

/// The engine that a migration of pop is for: `1_name.mysql.up.sql`, `1_name.cockroach.autocommit.up.sql`.
pub(super) fn engine_in(name: &str) -> Option<Engine> {
    name.split('.').skip(1).find_map(Engine::parse)
}

/// `1_name.go`, `V1__name.java`, `migration.ts`.
fn is_program(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    let number = stem.strip_prefix(['v', 'u', 'b', 'r']).unwrap_or(stem);
    let rest = number.trim_start_matches(|letter: char| letter.is_ascii_digit());
    PROGRAMS.contains(&ending)
        && (rest.len() < number.len() && rest.starts_with(['_', '-', '.'])
            || stem.starts_with("r__")
            || stem == "migration")
        && !NO_MIGRATIONS.iter().any(|no| name.ends_with(no))
}

/// `db.changelog-master.yaml`, `changelog.xml`, `master.xml`.
fn is_change_log(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    ["yaml", "yml", "xml", "json"].contains(&ending)
        && (stem.contains("changelog") || stem.contains("change-log") || stem == "master")
}

/// `requirements.txt`, `requirements-dev.in`.
fn is_python_manifest(name: &str) -> bool {
    ["pyproject.toml", "setup.cfg", "pipfile"].contains(&name)
        || name.starts_with("requirements") && (name.ends_with(".txt") || name.ends_with(".in"))
}

/// Whether a path below the given folders is one of tests.
pub(super) fn is_test(path: &Path) -> bool {
    const FOLDERS: [&str; 4] = ["test", "tests", "testing", "e2e"];
    let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    is_in(path, &FOLDERS) || name.starts_with("test_") || name.ends_with("_test.py") || name == "conftest.py"
}

/// Whether a path below the given folders belongs to what a project shows rather than is.
pub(super) fn is_aside(path: &Path) -> bool {
    const FOLDERS: [&str; 7] =
        ["example", "examples", "samples", "docs", "benches", "benchmarks", "cookiecutter"];
    is_in(path, &FOLDERS)
}

fn is_in(path: &Path, names: &[&str]) -> bool {
    let folders = path.parent().into_iter().flat_map(Path::components);
    folders.into_iter().any(|part| names.iter().any(|name| part.as_os_str() == *name))
}

/// What a folder holds that may look like a history, but is none.
pub(super) fn no_history(folder: &str) -> Option<&'static str> {
    match folder {
        "upgrade" | "upgrades" | "version-upgrade" | "version-upgrades" => Some("upgrades between releases"),
        "test" | "tests" | "e2e" | "spec" => Some("tests"),
        _ => None,
    }
}

fn is_down(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if !is_sql(name) {
        return name.contains(".down.");
    }
    name.contains(".down.")
        || stem.starts_with("downfrom-")
        || DOWN.iter().any(|word| {
            stem.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with(['.', '_', '-']))
        })
}

fn is_flyway(name: &str) -> bool {
    let Some((head, _)) = name.split_once("__") else { return false };
    let digits = head.trim_start_matches(|letter: char| letter.is_ascii_lowercase());
    // A team may choose another prefix; longer ones than these are words.
    let prefix = head.len() - digits.len();
    let is_version = digits.starts_with(|letter: char| letter.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'_');
    head == "r" || (1..=2).contains(&prefix) && is_version
}

/// The numbers by which a file is ordered: `001_x` is 1, `1.10.0-x` is 1, 10, 0, `20240101120000_x` one large number.
///
/// A number is kept as its digits without leading zeros, so that none is too large.
pub(super) fn version(name: &str) -> Option<Vec<(usize, String)>> {
    let name = name.strip_prefix("upto-v").or_else(|| name.strip_prefix("downfrom-v")).unwrap_or(name);
    let end = name.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(name.len());
    let numbers = name.get(..end)?.split('.').filter(|digits| !digits.is_empty());
    let key: Vec<(usize, String)> = numbers
        .map(|digits| digits.trim_start_matches('0'))
        .map(|digits| (digits.len(), digits.to_string()))
        .collect();
    (!key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_file_is() {
        let cases = [
            ("30_ignore_autotag.up..sql", Shape::GolangUp),
            ("1_x.up.go", Shape::GolangCode),
            ("1_x.down.sql", Shape::Down),
            ("0001_x_down.sql", Shape::Down),
            ("0001_slow_down_later.sql", Shape::Numbered),
            ("20200101_x.mysql.up.sql", Shape::EngineUp),
            ("V1_2__x.sql", Shape::Flyway),
            ("R__views.sql", Shape::Flyway),
            ("upto-v3.10.0-x.sql", Shape::Numbered),
            ("schema.sql", Shape::Sql),
            ("notes.md", Shape::Other),
        ];
        for (name, expected) in cases {
            assert_eq!(shape(name), expected, "{name}");
        }
    }

    #[test]
    fn versions_compare_as_numbers() {
        assert!(version("6_a.sql") < version("10_a.sql"));
        assert!(version("1.9.0-a.sql") < version("1.10.0-a.sql"));
        assert!(version("007_a.sql") < version("0010_a.sql"));
    }
}
