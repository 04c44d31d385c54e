//! `set-null-on-not-null`: SET NULL on a column that refuses NULL.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{Action, ColumnRef, Engine, ForeignKeyRef, Name, ReferentialAction, Role};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "set-null-on-not-null",
    group: Group::Integrity,
    level: Level::Error,
    summary: "SET NULL on a column that is NOT NULL",
    docs: Docs {
        finds: "A foreign key with ON DELETE SET NULL or ON UPDATE SET NULL of which at least one column to be set is NOT NULL. A column list, as in \
                `SET NULL (author_id)`, is respected.",
        why: "PostgreSQL and SQLite accept the foreign key and fail when it acts: every DELETE of a referenced row that is in use ends with a \
              not-null violation, in PostgreSQL error 23502. MySQL, MariaDB and CockroachDB refuse to create it.",
        remedy: "Allow NULL in the column, or choose another action. In a composite key on PostgreSQL 15 or later, name the columns to set: \
                 `ON DELETE SET NULL (author_id)`.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES users (id) ON DELETE SET NULL -- expect: set-null-on-not-null
);
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer REFERENCES users (id) ON DELETE SET NULL
);
",
    check: Check::ForeignKey(check),
};

fn check(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, findings: &mut Findings<'_>) {
    for (event, action, set) in words::clauses_that(fk, ReferentialAction::SetNull) {
        let refusing: Vec<ColumnRef<'_>> = set.filter(|column| !column.is_nullable()).collect();
        if !refusing.is_empty() && !refusing.iter().all(|column| is_nullable_in_database(scene, *column)) {
            findings.add(describe(scene, fk, event, action, &refusing));
        }
    }
}

/// Whether this is only what the code believes: the migrations leave the column nullable, and the database can set it to NULL. That is drift.
fn is_nullable_in_database(scene: &Scene<'_>, column: ColumnRef<'_>) -> bool {
    let descriptions = scene.subject.descriptions.iter().filter(|other| other.source.role == Role::History);
    let mut columns = descriptions.filter_map(|history| {
        let table = history.schema.table(column.table().name())?;
        history.schema.walk_table(table).column(column.name())
    });
    !scene.is_database && columns.any(|other| other.is_nullable())
}

fn describe(
    scene: &Scene<'_>,
    fk: ForeignKeyRef<'_>,
    event: Event,
    action: Action,
    refusing: &[ColumnRef<'_>],
) -> Finding {
    let names: Vec<Name> = refusing.iter().map(|column| column.name()).collect();
    let (verb, pronoun) = if names.len() == 1 { ("is", "it") } else { ("are", "them") };
    let table = fk.table().name();
    let statement = event.cause(fk);
    let effect = match scene.description.schema.dialect.engine {
        Engine::PostgreSql => format!("{statement} that is in use fails with a not-null violation (23502)"),
        Engine::Sqlite => format!("{statement} that is in use fails with a NOT NULL violation"),
        engine @ (Engine::MySql | Engine::MariaDb | Engine::CockroachDb) => {
            format!("{} refuses such a foreign key", engine.title())
        }
    };
    let message = format!(
        "{} SET NULL would set {} of `{table}` to NULL, but {} {verb} NOT NULL: {effect}",
        event.clause(),
        words::list(names.iter().copied()),
        if names.len() == 1 { "it" } else { "they" },
    );
    let primary = Label::new(action.stated.unwrap_or(fk.get().span), format!("cannot set {pronoun} to NULL"));
    let mut finding = Finding::new(Object::foreign_key(fk), event.clause(), message, primary);
    for column in refusing {
        finding = finding.related(column.get().null_span, format!("`{}` is NOT NULL by this", column.name()));
    }
    let first = words::list(names.iter().copied());
    finding
        .help(format!("Allow NULL in {first}, or choose another action than SET NULL"))
        .doubted(scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)))
}
