//! `not-unique-referenced`: a foreign key to columns that nothing makes unique.

use crate::config::Level;
use crate::diagnostic::{Label, Severity};
use crate::ir::{ColumnId, Dialect, Engine, ForeignKeyRef, KeyKind, Life, TableKind, TableRef, Version};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::{Scene, is_believed};
use crate::rules::{Check, Docs, Group, Rule, words};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "not-unique-referenced",
    group: Group::Integrity,
    level: Level::Error,
    summary: "a foreign key references columns that are not unique",
    docs: Docs {
        finds: "A foreign key whose referenced columns are, taken together, neither the primary key nor those of a unique constraint or of a unique \
                index without a WHERE clause; or that names no columns where the referenced table has no primary key. A unique index over \
                more columns, or over an expression, does not count. MySQL before 8.4, and MariaDB, are content with any index and are left \
                alone, as are tables that are not fully known.",
        why: "PostgreSQL, CockroachDB and MySQL from 8.4 refuse the foreign key, so the migration fails. SQLite accepts it, and then refuses every \
              write to either table with `foreign key mismatch`.",
        remedy: "Add a unique constraint over the referenced columns, or reference the primary key.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL);
CREATE UNIQUE INDEX users_email ON users (email) WHERE email <> '';
CREATE TABLE logins (
    id integer PRIMARY KEY,
    email text NOT NULL REFERENCES users (email) -- expect: not-unique-referenced
);
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE TABLE logins (
    id integer PRIMARY KEY,
    email text NOT NULL REFERENCES users (email)
);
",
    check: Check::ForeignKey(check),
};

fn check(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, findings: &mut Findings<'_>) {
    let Some(table) = fk.referenced_table() else { return };
    let row = table.get();
    let is_known =
        row.lives() && row.kind == TableKind::Table && row.parent.is_none() && !table.is_uncertain();
    if !demands_unique(scene.description.schema.dialect) || !is_known || fk.get().columns.is_empty() {
        return;
    }
    let columns: Vec<ColumnId> = fk.referenced_columns().map(|column| column.id).collect();
    if columns.len() != fk.get().referenced_columns.len() {
        return;
    }
    if columns.is_empty() && table.primary_key().is_some() || table.has_key(&columns) {
        return;
    }
    findings.add(describe(scene, fk, table, &columns));
}

/// Whether the engine refuses a foreign key to columns that are not unique.
fn demands_unique(dialect: Dialect) -> bool {
    match dialect.engine {
        Engine::PostgreSql | Engine::CockroachDb | Engine::Sqlite => true,
        // 8.4 turns restrict_fk_on_non_standard_key on.
        Engine::MySql => dialect.version.is_some_and(|version| version >= Version { major: 8, minor: 4 }),
        Engine::MariaDb => false,
    }
}

fn describe(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, table: TableRef<'_>, columns: &[ColumnId]) -> Finding {
    let effect = match scene.description.schema.dialect.engine {
        Engine::Sqlite => "every write fails with `foreign key mismatch`".to_owned(),
        engine @ (Engine::PostgreSql | Engine::CockroachDb | Engine::MySql | Engine::MariaDb) => {
            format!("{} refuses such a foreign key", engine.title())
        }
    };
    let referencing = words::referencing(fk);
    let message = if columns.is_empty() {
        format!("{referencing} references the primary key of `{}`, which has none: {effect}", table.name())
    } else {
        format!("{referencing} references {}, which is not unique: {effect}", words::referenced(fk))
    };
    let primary = Label::new(fk.get().span, "needs a unique constraint on the other side");
    let finding = Finding::new(Object::foreign_key(fk), "", message, primary);
    let finding = match near_miss(table, columns) {
        Some((span, why)) => finding.related(span, why),
        None => finding.related(table.get().name_span, format!("`{}` is created here", table.name())),
    };
    let at_most = if is_believed(scene, fk.get().span) { Severity::Note } else { Severity::Error };
    finding
        .at_most(at_most)
        .help(format!("Add a unique constraint over the referenced columns of `{}`", table.name()))
        .doubted(scene.doubts.about(table.qualified_name(), None))
}

/// What looks as if it made the columns unique.
fn near_miss(table: TableRef<'_>, columns: &[ColumnId]) -> Option<(crate::ir::Span, &'static str)> {
    let holds = |key: &[Option<ColumnId>]| {
        !columns.is_empty() && columns.iter().all(|column| key.contains(&Some(*column)))
    };
    let mut indexes = table.indexes().filter(|index| holds(&index.columns));
    if let Some(index) = indexes.next() {
        let why = match (index.unique, index.partial) {
            (true, true) => "unique only among the rows of its WHERE clause",
            (true, false) => "unique only together with other columns",
            (false, _) => "this index is not unique",
        };
        return Some((index.provenance.created.span, why));
    }
    let mut keys = table.keys().filter(|key| matches!(key.kind, KeyKind::Primary | KeyKind::Unique));
    let key = keys.find(|key| holds(&key.columns.iter().copied().map(Some).collect::<Vec<_>>()))?;
    Some((key.provenance.created.span, "unique only together with other columns"))
}
