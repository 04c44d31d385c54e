//! `implicit-action`: a foreign key that does not say what a DELETE does.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{ForeignKeyRef, ReferentialAction, SourceKind};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "implicit-action",
    group: Group::Policy,
    level: Level::Off,
    summary: "a foreign key does not state ON DELETE",
    docs: Docs {
        finds: "A foreign key without ON DELETE (in Prisma: without `onDelete`), which has the default of its engine or tool. Join tables of implicit \
                many-to-many relations, where nothing can be stated, are left alone.",
        why: "A reader cannot tell whether the author thought of deletes or left the clause blank, and defaults differ: NO ACTION in SQL, RESTRICT \
              or SET NULL by nullability in Prisma.",
        remedy: "State the action, even if it is the default.",
    },
    bad: "\
--- referee.toml
[rules]
implicit-action = \"warn\"
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES users (id) -- expect: implicit-action
);
",
    good: "\
--- referee.toml
[rules]
implicit-action = \"warn\"
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES users (id) ON DELETE RESTRICT
);
",
    check: Check::ForeignKey(check),
};

fn check(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, findings: &mut Findings<'_>) {
    let action = fk.get().on_delete;
    // Prisma's defaults are RESTRICT and SET NULL: an unstated CASCADE is an implicit join table.
    let join_table =
        scene.description.source.kind == SourceKind::Prisma && action.effective == ReferentialAction::Cascade;
    if action.stated.is_some() || join_table {
        return;
    }
    let effective = action.effective;
    let message = format!(
        "{} references {} without saying what a DELETE does, so {effective} applies",
        words::referencing(fk),
        words::referenced(fk)
    );
    let written = words::written(&scene.description, Event::Delete, effective);
    let primary = Label::new(fk.get().span, "no ON DELETE");
    findings.add(
        Finding::new(Object::foreign_key(fk), "", message, primary)
            .help(format!("State the action, for instance `{written}`")),
    );
}
