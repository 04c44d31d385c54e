//! `unindexed-foreign-key`: referencing rows that can only be found by reading the whole table.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{ColumnId, ForeignKeyRef, Index, KeyKind, ReferentialAction, TableRef};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};
use crate::text::Files;

pub(in crate::rules) static RULE: Rule = Rule {
    name: "unindexed-foreign-key",
    group: Group::Integrity,
    level: Level::Warn,
    summary: "no index finds the rows that reference a row",
    docs: Docs {
        finds: "A foreign key with ON DELETE CASCADE or SET NULL of a table that `large = [...]` of the configuration names, where no primary key, unique \
                constraint or index begins with its columns, in any order. An index of some rows only counts if it leaves out just the rows where the \
                column is NULL. Without `large` nothing is found; where `[rules]` states a level for this rule, it holds for all tables and \
                actions. MySQL and MariaDB make such an index themselves.",
        why: "For every deleted row the engine looks for the rows that reference it. Without an index that is a scan of the whole table for each of them: \
              a DELETE of a thousand users reads the large table a thousand times and holds its locks meanwhile.",
        remedy: "Make an index that begins with the foreign key's columns; on PostgreSQL with `CREATE INDEX CONCURRENTLY`.",
    },
    bad: "\
--- referee.toml
large = [\"events\"]
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE events (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users ON DELETE CASCADE -- expect: unindexed-foreign-key
);
",
    good: "\
--- referee.toml
large = [\"events\"]
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE events (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users ON DELETE CASCADE
);
CREATE INDEX events_user_id_idx ON events (user_id);
CREATE TABLE notes (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
",
    check: Check::ForeignKey(check),
};

fn check(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, findings: &mut Findings<'_>) {
    let schema = scene.description.schema;
    if !scene.is_database || schema.dialect.is_mysql_like() || !is_asked_for(scene, fk) {
        return;
    }
    let columns = fk.get().columns.as_slice();
    let keys = fk.table().keys().filter(|key| matches!(key.kind, KeyKind::Primary | KeyKind::Unique));
    let mut keys = keys.map(|key| key.columns.as_slice());
    let mut whole = fk.table().indexes().filter(|index| !index.partial);
    if keys.any(|key| leads(columns, key.iter().copied().map(Some)))
        || whole.any(|index| leads(columns, index.columns.iter().copied()))
    {
        return;
    }
    let mut partial =
        fk.table().indexes().filter(|index| index.partial && leads(columns, index.columns.iter().copied()));
    let Some(index) = partial.next() else {
        findings.add(describe(scene, fk));
        return;
    };
    let mut partial = std::iter::once(index).chain(partial);
    if !partial.any(|index| leaves_out_null(scene.subject.files, fk, index)) {
        let why = "an index of some rows only, which helps if it has all rows that are looked for";
        findings.add(describe(scene, fk).related(index.provenance.created.span, why));
    }
}

/// Whether the team wants to know: of every foreign key by stating a level, or of those that change rows of large tables.
fn is_asked_for(scene: &Scene<'_>, fk: ForeignKeyRef<'_>) -> bool {
    let config = scene.subject.config;
    let table: TableRef<'_> = fk.table();
    let path = scene.subject.files.path(fk.get().span.file);
    let level = config.level_for(RULE.name, Level::Off, path, Some(table.qualified_name()));
    let changes =
        matches!(fk.get().on_delete.effective, ReferentialAction::Cascade | ReferentialAction::SetNull);
    let is_large = || config.large.as_ref().is_some_and(|large| large.matches_table(table.qualified_name()));
    level != Level::Off || (changes && is_large())
}

/// Whether an index begins with these columns, in any order.
fn leads(columns: &[ColumnId], index: impl Iterator<Item = Option<ColumnId>>) -> bool {
    let first = index.take(columns.len());
    first.filter(|column| column.is_some_and(|column| columns.contains(&column))).count() == columns.len()
}

/// Whether the condition of an index is that the column is not NULL: rows with NULL are never looked for.
fn leaves_out_null(files: &Files, fk: ForeignKeyRef<'_>, index: &Index) -> bool {
    let text = files.text(index.provenance.created.span).to_lowercase();
    let Some((_, condition)) = text.rsplit_once("where") else { return false };
    let words = condition.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let [.., column, "is", "not", "null"] = words.as_slice() else { return false };
    // Before the column at most its table.
    words.len() <= 5 && fk.columns().any(|own| own.name().as_str().to_lowercase() == *column)
}

fn describe(scene: &Scene<'_>, fk: ForeignKeyRef<'_>) -> Finding {
    let table = fk.table().name();
    let columns = words::list(fk.columns().map(|column| column.name()));
    let message = format!(
        "no index of `{table}` begins with {columns}: {} reads the whole of `{table}` to find the rows that reference it",
        Event::Delete.cause(fk),
    );
    let primary = Label::new(fk.get().span, format!("ON DELETE {}", fk.get().on_delete.effective));
    Finding::new(Object::foreign_key(fk), "", message, primary)
        .help(format!("Make an index of `{table}` that begins with {columns}"))
        .doubted(scene.doubts.about(fk.table().qualified_name(), Some(fk.table().get().provenance.created)))
}
