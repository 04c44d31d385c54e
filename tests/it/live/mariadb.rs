//! MariaDB: one session of its client per file, and information_schema. It stands for MySQL too, read with MariaDB's version.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use libtest_mimic::Failed;

use super::catalog::Catalog;
use super::server::{self, Plan, Server};
use super::{Applied, Job, Unavailable, delete};

const MISSING: &str = "MariaDB is not installed";

/// The lines of `catalog.rs`. RESTRICT is what the catalog says where nothing is stated, and does what NO ACTION does.
const CATALOG: &str = "
SELECT CONCAT('table ', TABLE_NAME) FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'
UNION ALL
SELECT CONCAT('foreign key ', r.TABLE_NAME, ' ', r.CONSTRAINT_NAME,
              ' (', GROUP_CONCAT(k.COLUMN_NAME ORDER BY k.ORDINAL_POSITION SEPARATOR ', '), ') references ', r.REFERENCED_TABLE_NAME,
              ' (', GROUP_CONCAT(k.REFERENCED_COLUMN_NAME ORDER BY k.ORDINAL_POSITION SEPARATOR ', '), ')',
              ' on delete ', REPLACE(r.DELETE_RULE, 'RESTRICT', 'NO ACTION'), ' on update ', REPLACE(r.UPDATE_RULE, 'RESTRICT', 'NO ACTION'),
              ' null ', GROUP_CONCAT(LOWER(c.IS_NULLABLE) ORDER BY k.ORDINAL_POSITION SEPARATOR ', '))
FROM information_schema.REFERENTIAL_CONSTRAINTS r
JOIN information_schema.KEY_COLUMN_USAGE k ON k.CONSTRAINT_SCHEMA = r.CONSTRAINT_SCHEMA AND k.CONSTRAINT_NAME = r.CONSTRAINT_NAME
     AND k.TABLE_NAME = r.TABLE_NAME AND k.REFERENCED_TABLE_NAME IS NOT NULL
JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = k.TABLE_SCHEMA AND c.TABLE_NAME = k.TABLE_NAME AND c.COLUMN_NAME = k.COLUMN_NAME
WHERE r.CONSTRAINT_SCHEMA = DATABASE()
GROUP BY r.TABLE_NAME, r.CONSTRAINT_NAME;
";

/// The server's version.
pub(super) fn version() -> Result<String, Unavailable> {
    let programs = programs()?;
    static VERSION: OnceLock<Result<String, String>> = OnceLock::new();
    let version = VERSION.get_or_init(|| {
        let output = Command::new(&programs.server).arg("--version").output();
        // mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)
        let text = server::text(&output.map_err(|error| error.to_string())?);
        let version = text.split_once("Ver ").and_then(|(_, rest)| rest.split('-').next());
        version.map(str::to_owned).ok_or(text)
    });
    version.clone().map_err(Unavailable::Broken)
}

/// Applies the files and reads the catalog.
pub(super) fn apply(job: &Job<'_>) -> Result<Applied, Failed> {
    let (programs, server) = server()?;
    let database = &job.database;
    let run = |database: &str, script: &str| {
        let output = server::feed(client(programs, &server.folder, database), script)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok::<_, Failed>((text(&output.stdout), errors(&text(&output.stderr))))
    };
    let catalog = |before: &str, database: &str| {
        let (text, trouble) = run(database, &format!("{before}{CATALOG}"))?;
        if trouble.is_empty() { Ok(Catalog::parse(&text)) } else { Err(Failed::from(trouble.join("\n"))) }
    };
    let create = format!("CREATE DATABASE {database}; USE {database};\n{}", job.given);
    let given = catalog(&create, "mysql")?;
    let mut refused = Vec::new();
    for script in &job.scripts {
        refused.extend(run(database, script)?.1);
    }
    let catalog = catalog("", database)?;
    let played = job
        .population
        .map(|population| delete::on_mariadb(&population.within(&catalog), &|script| run(database, script)));
    let applied = Applied { refused, given, catalog, played };
    run("mysql", &format!("DROP DATABASE {database};"))?;
    Ok(applied)
}

fn errors(complaints: &str) -> Vec<String> {
    complaints.lines().filter(|line| line.starts_with("ERROR")).map(str::to_owned).collect()
}

fn client(programs: &Programs, folder: &Path, database: &str) -> Command {
    let mut client = Command::new(&programs.client);
    client.args([
        "--no-defaults",
        "--force",
        "--batch",
        "--skip-column-names",
        "--default-character-set=utf8mb4",
    ]);
    client.arg(format!("--socket={}", folder.join("socket").display())).arg("--user=root").arg(database);
    client
}

fn server() -> Result<(&'static Programs, &'static Server), Failed> {
    static SERVER: OnceLock<Result<Server, Unavailable>> = OnceLock::new();
    let programs = programs().map_err(|_| MISSING)?;
    match SERVER.get_or_init(|| start(programs)) {
        Ok(server) => Ok((programs, server)),
        Err(Unavailable::Missing(why)) => Err((*why).into()),
        Err(Unavailable::Broken(why)) => Err(why.into()),
    }
}

fn start(programs: &Programs) -> Result<Server, Unavailable> {
    let data = |folder: &Path| format!("--datadir={}", folder.join("data").display());
    Server::start(&Plan {
        name: "mariadb",
        create: &|folder| {
            let mut install = Command::new(&programs.install);
            install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
            install.arg(data(folder)).arg(format!("--tmpdir={}", folder.display()));
            install
        },
        run: &|folder| {
            let mut server = Command::new(&programs.server);
            server.args([
                "--no-defaults",
                "--skip-networking",
                "--skip-grant-tables",
                "--innodb-flush-log-at-trx-commit=0",
                "--skip-innodb-doublewrite",
            ]);
            server.args([
                "--innodb-buffer-pool-size=32M",
                "--character-set-server=utf8mb4",
                "--skip-log-bin",
            ]);
            server.arg(data(folder)).arg(format!("--socket={}", folder.join("socket").display()));
            server
                .arg(format!("--tmpdir={}", folder.display()))
                .arg(format!("--pid-file={}", folder.join("pid").display()));
            server
        },
        ask: &|folder| {
            let mut client = client(programs, folder, "mysql");
            client.args(["--execute", "SELECT 1"]);
            client
        },
        signal: "KILL",
    })
}

struct Programs {
    server: PathBuf,
    install: PathBuf,
    client: PathBuf,
}

fn programs() -> Result<&'static Programs, Unavailable> {
    static PROGRAMS: OnceLock<Option<Programs>> = OnceLock::new();
    let programs = PROGRAMS.get_or_init(|| {
        let find =
            |name: &str| server::find(name, &[PathBuf::from("/usr/sbin"), PathBuf::from("/usr/local/sbin")]);
        Some(Programs {
            server: find("mariadbd")?,
            install: find("mariadb-install-db")?,
            client: find("mariadb")?,
        })
    });
    programs.as_ref().ok_or(Unavailable::Missing(MISSING))
}
