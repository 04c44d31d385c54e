//! PostgreSQL: one session of psql per file, as `psql -f` would, and pg_catalog.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use libtest_mimic::Failed;

use super::catalog::Catalog;
use super::server::{self, Plan, Server};
use super::{Applied, Job, Unavailable, delete};

const MISSING: &str = "PostgreSQL is not installed";

/// Settings for a server whose data nobody will miss.
const SETTINGS: [&str; 10] = [
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "shared_buffers=128MB",
    "lc_messages=C",
    "max_connections=40",
];

/// The lines of `catalog.rs`. Foreign keys that partitions have from their parents have a `conparentid`.
const CATALOG: &str = r"
WITH action(code, word) AS (VALUES
         ('a', 'NO ACTION'), ('r', 'RESTRICT'), ('c', 'CASCADE'), ('n', 'SET NULL'), ('d', 'SET DEFAULT')),
     relation AS (
         SELECT c.oid, n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
           AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%')
SELECT 'table ' || name FROM relation
UNION ALL
SELECT concat_ws(E'\t', 'column', r.name || '.' || a.attname, replace(format_type(a.atttypid, a.atttypmod), chr(34), ''), a.attnotnull)
FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid WHERE a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT CASE contype WHEN 'p' THEN 'primary key ' ELSE 'unique ' END || r.name || ' ' || k.conname || ' (' || pg_temp.columns(k.conrelid, k.conkey) || ')'
FROM pg_constraint k JOIN relation r ON r.oid = k.conrelid WHERE k.contype IN ('p', 'u')
UNION ALL
SELECT 'unique index ' || r.name || ' ' || c.relname || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END
FROM pg_index i JOIN relation r ON r.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indisunique AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'foreign key ' || r.name || ' ' || k.conname || ' (' || pg_temp.columns(k.conrelid, k.conkey) || ') references ' || f.name
       || ' (' || pg_temp.columns(k.confrelid, k.confkey) || ') on delete ' || d.word || ' on update ' || u.word
       || CASE WHEN k.confmatchtype = 'f' THEN ' match full' ELSE '' END
       || CASE WHEN k.condeferrable THEN ' deferrable' ELSE '' END
       || CASE WHEN k.condeferred THEN ' deferred' ELSE '' END
       || CASE WHEN k.convalidated THEN '' ELSE ' not valid' END
       || coalesce(' set (' || pg_temp.columns(k.conrelid, k.confdelsetcols) || ')', '')
       || ' null ' || (SELECT string_agg(CASE WHEN a.attnotnull THEN 'no' ELSE 'yes' END, ', ' ORDER BY n.place)
                       FROM unnest(k.conkey) WITH ORDINALITY n(number, place)
                       JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.number)
FROM pg_constraint k JOIN relation r ON r.oid = k.conrelid JOIN relation f ON f.oid = k.confrelid
JOIN action d ON d.code = k.confdeltype::text JOIN action u ON u.code = k.confupdtype::text
WHERE k.contype = 'f' AND k.conparentid = 0;
";

/// Names of columns, in order.
const COLUMNS: &str = r"
CREATE FUNCTION pg_temp.columns(relation oid, numbers int2[]) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(a.attname, ', ' ORDER BY n.place) FROM unnest(numbers) WITH ORDINALITY n(number, place)
    JOIN pg_attribute a ON a.attrelid = relation AND a.attnum = n.number
$$;
";

/// The server's version.
pub(super) fn version() -> Result<String, Unavailable> {
    let programs = programs()?;
    static VERSION: OnceLock<Result<String, String>> = OnceLock::new();
    let version = VERSION.get_or_init(|| {
        let output = Command::new(programs.join("postgres")).arg("--version").output();
        let text = server::text(&output.map_err(|error| error.to_string())?);
        // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
        text.split(' ').nth(2).map(|word| word.trim().to_owned()).ok_or(text)
    });
    version.clone().map_err(Unavailable::Broken)
}

/// Applies the files and reads the catalog: all in one process, for starting one takes longer than most files do, and each file in a session of
/// its own, for `\connect` begins a new one.
pub(super) fn apply(job: &Job<'_>) -> Result<Applied, Failed> {
    let server = server()?;
    let database = &job.database;
    let mut files = vec![format!("{}{}\n{}{}", create(job), job.given, catalog_query(), mark())];
    files.extend(job.scripts.iter().map(|script| format!("\\connect {database}\n{script}")));
    files.push(format!("\\connect {database}\n{}{}{}", mark(), catalog_query(), mark()));
    let said = run(server, "postgres", &files)?;
    let [printed, complaints] = [&said.0, &said.1].map(|text| text.split(MARK).collect::<Vec<_>>());
    let ([given, _, held, _], [trouble, refused, later, _]) = (&printed[..], &complaints[..]) else {
        return Err(format!("psql did not come to its end:\n{}\n{}", said.0, said.1).into());
    };
    let trouble = [errors(trouble), errors(later)].concat();
    if !trouble.is_empty() {
        return Err(trouble.join("\n").into());
    }
    let (given, catalog) = (Catalog::parse(given), Catalog::parse(held));
    let play = |script: &str| Ok(run(server, database, &[script.to_owned()])?.0);
    let played = job.population.map(|population| delete::on_postgresql(&population.within(&catalog), &play));
    done().push(database.clone());
    Ok(Applied { refused: errors(refused), given, catalog, played })
}

/// Stands between the parts of what one process prints.
const MARK: &str = "-- referee --\n";

fn mark() -> String {
    format!("\\echo {}\\warn {}", MARK, MARK)
}

/// The databases that nobody needs any longer. They go with the next process that is started anyway.
fn done() -> MutexGuard<'static, Vec<String>> {
    static DONE: Mutex<Vec<String>> = Mutex::new(Vec::new());
    DONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the job's database and connects to it.
fn create(job: &Job<'_>) -> String {
    let database = &job.database;
    let mut create = String::new();
    for database in done().drain(..) {
        create.push_str(&format!("DROP DATABASE {database} WITH (FORCE);\n"));
    }
    // Copying files is faster than writing them to the log, which is the default since 15; before, it was the only way.
    let major = version().ok().and_then(|version| version.split('.').next()?.parse().ok());
    let strategy = if major.is_some_and(|major: u32| major >= 15) { " STRATEGY file_copy" } else { "" };
    create.push_str(&format!("CREATE DATABASE {database}{strategy};\n\\connect {database}\n"));
    let path: Vec<String> = job.search_path.iter().map(|name| format!("\"{name}\"")).collect();
    for schema in &path {
        create.push_str(&format!("CREATE SCHEMA IF NOT EXISTS {schema};\n"));
    }
    if !path.is_empty() {
        create.push_str(&format!("ALTER DATABASE {database} SET search_path = {};\n", path.join(", ")));
    }
    create
}

/// The statements whose rows are the lines of `catalog.rs`.
pub(super) fn catalog_query() -> String {
    format!("{COLUMNS}{CATALOG}")
}

/// The folder of the running server's socket.
pub(super) fn socket() -> Result<&'static Path, Unavailable> {
    match SERVER.get_or_init(start) {
        Ok(server) => Ok(&server.folder),
        Err(Unavailable::Missing(why)) => Err(Unavailable::Missing(why)),
        Err(Unavailable::Broken(why)) => Err(Unavailable::Broken(why.clone())),
    }
}

/// What psql printed of these files, and what it complained of.
fn run(server: &Server, database: &str, files: &[String]) -> Result<(String, String), Failed> {
    let folder = tempfile::tempdir()?;
    let mut paths = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let path = folder.path().join(format!("{index}.sql"));
        fs::write(&path, file)?;
        paths.push(path);
    }
    // psql's own commands would change how it takes the files after this one.
    let is_plain = |file: &String| {
        !file.lines().skip(1).any(|line| line.starts_with('\\') && !line.contains(MARK.trim_end()))
    };
    let at_once = if files.iter().skip(1).all(is_plain) { paths.len() } else { 1 };
    let (mut printed, mut complaints) = (String::new(), String::new());
    for paths in paths.chunks(at_once) {
        let mut psql = psql(&programs_or_fail()?, &server.folder, database);
        paths.iter().for_each(|path| {
            psql.arg("--file").arg(path);
        });
        let output = psql.output()?;
        printed.push_str(&String::from_utf8_lossy(&output.stdout));
        complaints.push_str(&String::from_utf8_lossy(&output.stderr));
    }
    Ok((printed, complaints))
}

/// The messages of refused statements, with their lines.
fn errors(complaints: &str) -> Vec<String> {
    let is_error =
        |line: &&str| ["ERROR:", "FATAL:", "invalid command"].iter().any(|mark| line.contains(mark));
    complaints.lines().filter(is_error).map(str::to_owned).collect()
}

fn psql(programs: &Path, folder: &Path, database: &str) -> Command {
    let mut psql = Command::new(programs.join("psql"));
    psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--username=postgres"]);
    psql.arg("--host").arg(folder).arg("--dbname").arg(database);
    psql.env("LC_ALL", "C").env("PGCLIENTENCODING", "UTF8").env("PGCONNECT_TIMEOUT", "10");
    for variable in ["PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGOPTIONS", "PGSERVICE"] {
        psql.env_remove(variable);
    }
    psql
}

static SERVER: OnceLock<Result<Server, Unavailable>> = OnceLock::new();

fn server() -> Result<&'static Server, Failed> {
    match SERVER.get_or_init(start) {
        Ok(server) => Ok(server),
        Err(Unavailable::Missing(why)) => Err((*why).into()),
        Err(Unavailable::Broken(why)) => Err(why.into()),
    }
}

fn start() -> Result<Server, Unavailable> {
    let programs = programs()?;
    Server::start(&Plan {
        name: "postgresql",
        create: &|folder| {
            let mut initdb = Command::new(programs.join("initdb"));
            initdb.args([
                "--username=postgres",
                "--auth=trust",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C",
            ]);
            initdb.arg("--pgdata").arg(folder.join("data"));
            initdb
        },
        run: &|folder| {
            let mut postgres = Command::new(programs.join("postgres"));
            postgres.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
            SETTINGS.iter().for_each(|setting| {
                postgres.args(["-c", setting]);
            });
            postgres
        },
        ask: &|folder| {
            let mut psql = psql(&programs, folder, "postgres");
            psql.args(["--command", "SELECT 1"]);
            psql
        },
        signal: "INT",
    })
}

fn programs_or_fail() -> Result<PathBuf, Failed> {
    programs().map_err(|_| MISSING.into())
}

/// The folder of the server's programs. Debian keeps them by version and has a wrapper named psql on PATH, which is slow.
fn programs() -> Result<PathBuf, Unavailable> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let mut folders: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
        folders.sort();
        folders.reverse();
        let postgres = server::find("postgres", &folders)?.canonicalize().ok()?;
        let folder = postgres.parent()?.to_owned();
        folder.join("psql").is_file().then_some(folder)
    });
    folder.clone().ok_or(Unavailable::Missing(MISSING))
}
