//! SQLite, as it is built into the test binary: one connection per file, and the pragmas.

use libtest_mimic::Failed;
use rusqlite::Connection;

use super::catalog::Catalog;
use super::{Applied, Job, delete};

/// The lines of `catalog.rs`. A reference without columns means the primary key.
const CATALOG: &str = "
WITH tables AS (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'),
     keys AS (SELECT t.name AS tab, f.* FROM tables t, pragma_foreign_key_list(t.name) f)
SELECT 'table ' || name FROM tables
UNION ALL
SELECT 'foreign key ' || tab || ' ? (' || group_concat(\"from\", ', ' ORDER BY seq) || ') references ' || \"table\"
       || ' (' || group_concat(coalesce(\"to\", (SELECT p.name FROM pragma_table_info(keys.\"table\") p WHERE p.pk = seq + 1), '?'), ', ' ORDER BY seq)
       || ') on delete ' || on_delete || ' on update ' || on_update || ' null '
       || group_concat((SELECT CASE WHEN c.\"notnull\" OR c.pk AND c.type = 'INTEGER' THEN 'no' ELSE 'yes' END
                        FROM pragma_table_info(tab) c WHERE c.name = keys.\"from\" COLLATE NOCASE), ', ' ORDER BY seq)
FROM keys GROUP BY tab, id";

/// The library's version.
pub(super) fn version() -> String {
    rusqlite::version().to_owned()
}

/// Applies the files and reads the catalog. A file ends at its first error, as with every tool that runs SQLite's migrations.
pub(super) fn apply(job: &Job<'_>) -> Result<Applied, Failed> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(&job.database);
    open(&path)?.execute_batch(job.given)?;
    let given = catalog(&open(&path)?)?;
    let mut refused = Vec::new();
    for script in &job.scripts {
        refused.extend(open(&path)?.execute_batch(script).err().map(|error| error.to_string()));
    }
    let catalog = catalog(&open(&path)?)?;
    let played = job.population.map(|population| delete::on_sqlite(&population.within(&catalog), &path));
    Ok(Applied { refused, given, catalog, played })
}

/// The lines of what a database holds.
pub(super) fn catalog(connection: &Connection) -> rusqlite::Result<Catalog> {
    let mut statement = connection.prepare(CATALOG)?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(Catalog::parse(&lines.join("\n")))
}

fn open(path: &std::path::Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    // The engine's default; the library is built with another one.
    connection.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;",
    )?;
    Ok(connection)
}
