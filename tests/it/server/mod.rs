//! The language server, as an editor meets it.

mod actions;
pub(crate) mod client;
mod configuration;
mod diagnostics;
mod folders;
mod hover;
mod protocol;
mod random;

use libtest_mimic::{Failed, Trial};

use crate::cli::{Folder, trials_of};
use client::Client;

/// The tests of this folder.
pub(crate) fn trials() -> Vec<Trial> {
    let groups = [
        trials_of("server::diagnostics", diagnostics::TESTS),
        trials_of("server::configuration", configuration::TESTS),
        trials_of("server::folders", folders::TESTS),
        trials_of("server::protocol", protocol::TESTS),
        trials_of("server::actions", actions::TESTS),
        trials_of("server", random::TESTS),
        hover::trials(),
    ];
    groups.into_iter().flatten().collect()
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

/// A client of that project with the schema and these documents open, after an edit by which the schema no longer agrees.
pub(crate) fn drifting(folder: &Folder, others: &[&str]) -> Result<Client, Failed> {
    let mut client = Client::start(folder)?;
    client.open(SCHEMA_PATH)?;
    others.iter().try_for_each(|path| client.open(path))?;
    client.edit(SCHEMA_PATH, "onDelete: Cascade", "onDelete: Restrict")?;
    client.settle()?;
    Ok(client)
}
