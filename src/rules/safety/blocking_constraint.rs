//! `blocking-constraint`: a foreign key that is added to a table with rows, which are all checked while nobody can write.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{Engine, ForeignKeyRef, TableKind, TableRef};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::{Check, Docs, Group, Rule, words};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "blocking-constraint",
    group: Group::Safety,
    level: Level::Off,
    summary: "a foreign key is added to an existing table without NOT VALID",
    docs: Docs {
        finds: "A foreign key that the newest migration of a PostgreSQL history adds to a table which was there before, without NOT VALID. Tables \
                that the same migration creates are empty and left alone, as are a column that is added together with its reference and \
                without a default (PostgreSQL does not check it), partitioned tables (which cannot have NOT VALID before PostgreSQL 18), and \
                older migrations, which have been applied. Off unless asked for: whether a lock hurts depends on the size of the \
                table, which no file tells.",
        why: "ADD FOREIGN KEY checks every row at once, and holds a lock until then that keeps everybody from writing to either table. On a large \
              table that is an outage.",
        remedy: "Add the foreign key with NOT VALID, which checks new rows only, and validate it in a later migration: \
                 `ALTER TABLE ... VALIDATE CONSTRAINT ...` lets everybody write meanwhile.",
    },
    bad: "\
--- referee.toml
[rules]
blocking-constraint = \"warn\"
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer);
--- migrations/0002_posts_have_authors.sql
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id); -- expect: blocking-constraint
",
    good: "\
--- referee.toml
[rules]
blocking-constraint = \"warn\"
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer);
--- migrations/0002_posts_have_authors.sql
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) NOT VALID;
--- migrations/0003_validate_authors.sql
ALTER TABLE posts VALIDATE CONSTRAINT posts_author;
",
    check: Check::Description(check),
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let schema = scene.description.schema;
    let Some((index, migration)) = super::newest(&scene.description) else { return };
    if schema.dialect.engine != Engine::PostgreSql {
        return;
    }
    let mut operations = Vec::new();
    super::flatten(&migration.operations, &mut operations);
    let is_new = |fk: &ForeignKeyRef<'_>| fk.get().provenance.created.step.migration == index;
    for fk in schema.living_foreign_keys().filter(is_new) {
        let Some(addition) = super::addition(&operations, fk) else { continue };
        let checks = addition.column.is_none_or(|column| column.has_default)
            && !addition.definition.not_valid
            && !addition.definition.not_enforced;
        if checks && super::existed_before(fk.table(), index) && !is_partitioned(fk.table()) {
            findings.add(describe(fk));
        }
    }
}

fn is_partitioned(table: TableRef<'_>) -> bool {
    let mut tables = table.schema.tables.iter();
    tables.any(|other| other.parent == Some(table.id) && other.kind == TableKind::Partition)
}

fn describe(fk: ForeignKeyRef<'_>) -> Finding {
    let (table, referenced) = (fk.table().name(), fk.referenced_name());
    let message = format!(
        "the foreign key of {} checks every row of `{table}`, and nobody can write to `{table}` or `{referenced}` until then",
        words::referencing(fk),
    );
    let primary = Label::new(fk.get().span, "without NOT VALID");
    Finding::new(Object::foreign_key(fk), "", message, primary)
        .related(fk.table().get().name_span, format!("`{table}` is there before this migration"))
        .help("Add NOT VALID here, and VALIDATE CONSTRAINT in a later migration")
}
