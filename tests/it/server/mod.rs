//! The language server, as an editor meets it.

mod actions;
pub(crate) mod client;
mod hover;

use libtest_mimic::{Failed, Trial};
use serde_json::json;

use crate::cli::{Folder, Test, trials_of};
use client::Client;

static TESTS: &[(&str, Test)] = &[
    ("diagnostics_come_on_open_change_and_save", diagnostics_come_on_open_change_and_save),
    ("drift_is_told_in_both_files", drift_is_told_in_both_files),
];

/// The tests of this folder.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = trials_of("server", TESTS);
    trials.extend(actions::trials());
    trials.extend(hover::trials());
    trials
}

/// A Prisma schema, and migrations that make what it declares.
pub(crate) const SCHEMA: &str = "datasource db {\n  provider = \"postgresql\"\n  url      = env(\"DATABASE_URL\")\n}\n\n\
    model User {\n  id    Int    @id\n  posts Post[]\n}\n\n\
    model Post {\n  id     Int  @id\n  userId Int\n  user   User @relation(fields: [userId], references: [id], onDelete: Cascade)\n}\n";
/// The migration.
pub(crate) const MIGRATION: &str = "CREATE TABLE \"User\" (\"id\" INTEGER NOT NULL PRIMARY KEY);\n\
    CREATE TABLE \"Post\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"userId\" INTEGER NOT NULL);\n\
    ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_userId_fkey\" FOREIGN KEY (\"userId\") REFERENCES \"User\"(\"id\") ON DELETE CASCADE ON UPDATE CASCADE;\n";

/// The path of the migration.
pub(crate) const MIGRATION_PATH: &str = "prisma/migrations/1_init/migration.sql";
/// The path of the schema.
pub(crate) const SCHEMA_PATH: &str = "prisma/schema.prisma";

/// A project without findings.
pub(crate) fn agreeing() -> Result<Folder, Failed> {
    Folder::new(&[
        (SCHEMA_PATH, SCHEMA),
        (MIGRATION_PATH, MIGRATION),
        ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n"),
    ])
}

fn diagnostics_come_on_open_change_and_save() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    client.open(SCHEMA_PATH)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.edit(SCHEMA_PATH, "onDelete: Cascade", "onDelete: Restrict")?;
    client.wait("a change is told", |client| !client.lines(SCHEMA_PATH).is_empty())?;
    client.says(SCHEMA_PATH, &["error:14:", "action-mismatch", "CASCADE in the migrations but RESTRICT"])?;
    assert_eq!(client.version(SCHEMA_PATH), Some(2));
    client.save(SCHEMA_PATH)?;
    client.edit(SCHEMA_PATH, "onDelete: Restrict", "onDelete: Cascade")?;
    client.wait("it is over", |client| client.lines(SCHEMA_PATH).is_empty())?;
    client.save(SCHEMA_PATH)?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}

fn drift_is_told_in_both_files() -> Result<(), Failed> {
    let folder = agreeing()?;
    let mut client = Client::start(&folder)?;
    client.open(SCHEMA_PATH)?;
    client.open(MIGRATION_PATH)?;
    client.edit(SCHEMA_PATH, "onDelete: Cascade", "onDelete: Restrict")?;
    client.settle()?;
    client.says(SCHEMA_PATH, &["error", "action-mismatch", "help: "])?;
    client.says(MIGRATION_PATH, &["hint", "action-mismatch"])?;
    let there = &client.diagnostics(SCHEMA_PATH)[0];
    let here = &client.diagnostics(MIGRATION_PATH)[0];
    assert_eq!(there["relatedInformation"][0]["location"]["uri"], json!(client.uri(MIGRATION_PATH)));
    assert_eq!(here["relatedInformation"][0]["location"]["uri"], json!(client.uri(SCHEMA_PATH)));
    assert_eq!(here["relatedInformation"][0]["location"]["range"], there["range"]);
    assert!(there["codeDescription"]["href"].to_string().contains("RULES.md#action-mismatch"));
    // What the migration becomes is told in the schema.
    client.edit(MIGRATION_PATH, "ON DELETE CASCADE", "ON DELETE RESTRICT")?;
    client.settle()?;
    assert_eq!(client.files(), [""; 0]);
    client.stop()
}
