//! `unvalidated-constraint`: a foreign key that was added with NOT VALID and never validated.

use crate::config::Level;
use crate::diagnostic::{Label, Severity};
use crate::ir::{ColumnRef, ForeignKeyRef};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::{Check, Docs, Group, Rule, words};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "unvalidated-constraint",
    group: Group::Safety,
    level: Level::Warn,
    summary: "a foreign key was added with NOT VALID and never validated",
    docs: Docs {
        finds: "A foreign key with NOT VALID that is not validated at the end of the history. A column that the same migration adds is NULL in all older rows: \
                there is nothing to validate. In the newest migration it is a note, because the \
                next one may validate it. NOT VALID within CREATE TABLE means nothing, and NOT ENFORCED asks for no check: both are left alone.",
        why: "Rows that were there before may reference nothing. Nobody will look again: new rows are checked, so the foreign key seems to hold, \
              while queries that rely on it and a DELETE that should cascade miss what was never right.",
        remedy: "Add a migration of its own with `ALTER TABLE ... VALIDATE CONSTRAINT ...`; mend or delete the rows it complains about first. It lets \
                 everybody write meanwhile.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer);
--- migrations/0002_posts_have_authors.sql
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) NOT VALID; -- expect: unvalidated-constraint
--- migrations/0003_titles.sql
ALTER TABLE posts ADD COLUMN title text;
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer);
--- migrations/0002_posts_have_authors.sql
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) NOT VALID;
--- migrations/0003_validate_authors.sql
ALTER TABLE posts VALIDATE CONSTRAINT posts_author;
",
    check: Check::ForeignKey(check),
};

fn check(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, findings: &mut Findings<'_>) {
    let row = fk.get();
    if row.validated || !row.enforced || !scene.description.schema.dialect.is_postgres_like() {
        return;
    }
    // A column that the same migration adds is NULL in all rows from before.
    let is_new = |column: ColumnRef<'_>| {
        let column = column.get();
        let migration = column.provenance.created.step.migration;
        migration == row.provenance.created.step.migration && !column.not_null && !column.has_default
    };
    let is_older = fk.table().get().provenance.created.step.migration < row.provenance.created.step.migration;
    if is_older && fk.columns().any(is_new) {
        return;
    }
    let name = row.name.map_or_else(|| "the foreign key".to_owned(), |name| format!("`{name}`"));
    let message = format!(
        "{name} is NOT VALID to this day: rows of `{}` from before may reference no row of `{}`",
        fk.table().name(),
        fk.referenced_name(),
    );
    let primary =
        Label::new(row.span, format!("{} was never checked for these rows", words::referencing(fk)));
    let last = row.provenance.created.step.migration;
    let may_follow = super::newest(&scene.description).is_some_and(|(newest, _)| newest == last);
    let finding = Finding::new(Object::foreign_key(fk), "", message, primary)
        .help(format!("Add a migration with `ALTER TABLE {} VALIDATE CONSTRAINT ...`", fk.table().name()))
        .doubted(scene.doubts.about(fk.table().qualified_name(), Some(row.provenance.created)));
    findings.add(if may_follow { finding.at_most(Severity::Note) } else { finding });
}
