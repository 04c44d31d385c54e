//! `set-default-without-default`: SET DEFAULT on a column that has no default.

use crate::config::Level;
use crate::diagnostic::{Label, Severity};
use crate::ir::{Action, ColumnRef, Engine, ForeignKeyRef, ReferentialAction};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "set-default-without-default",
    group: Group::Integrity,
    level: Level::Error,
    summary: "SET DEFAULT on a column without a default",
    docs: Docs {
        finds: "A foreign key with ON DELETE SET DEFAULT or ON UPDATE SET DEFAULT of which at least one column to be set has no default. Where all \
                such columns are nullable the action sets NULL, which is a warning. A column list, as in `SET DEFAULT (author_id)`, is \
                respected. MySQL and MariaDB know no SET DEFAULT: see `ignored-reference`.",
        why: "The default of a column that states none is NULL. If the column is NOT NULL, PostgreSQL and SQLite accept the foreign key and \
              fail when it acts: no referenced row that is in use can be deleted. CockroachDB refuses to create it.",
        remedy: "Give the column a default that exists in the referenced table, or choose the action that is meant.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE members (
    id integer PRIMARY KEY,
    team_id integer NOT NULL REFERENCES teams (id) ON DELETE SET DEFAULT -- expect: set-default-without-default
);
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE members (
    id integer PRIMARY KEY,
    team_id integer NOT NULL DEFAULT 1 REFERENCES teams (id) ON DELETE SET DEFAULT
);
",
    check: Check::ForeignKey(check),
};

fn check(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, findings: &mut Findings<'_>) {
    if scene.description.schema.dialect.is_mysql_like() {
        return;
    }
    for (event, action, set) in words::clauses_that(fk, ReferentialAction::SetDefault) {
        let lacking: Vec<ColumnRef<'_>> =
            set.filter(|column| !column.get().has_default && !column.get().generated).collect();
        if !lacking.is_empty() {
            findings.add(describe(scene, fk, event, action, &lacking));
        }
    }
}

fn describe(
    scene: &Scene<'_>,
    fk: ForeignKeyRef<'_>,
    event: Event,
    action: Action,
    lacking: &[ColumnRef<'_>],
) -> Finding {
    let refuses = lacking.iter().any(|column| !column.is_nullable());
    let cause = event.cause(fk);
    let effect = match (scene.description.schema.dialect.engine, refuses) {
        (_, false) => format!("{cause} {} instead", event.effect(fk, ReferentialAction::SetNull)),
        (Engine::CockroachDb, true) => "CockroachDB refuses such a foreign key".to_owned(),
        (Engine::PostgreSql | Engine::MySql | Engine::MariaDb | Engine::Sqlite, true) => {
            format!("{cause} that is in use fails with a not-null violation")
        }
    };
    let names = words::list(lacking.iter().map(|column| column.name()));
    let verb = match (lacking.len(), refuses) {
        (1, true) => "is NOT NULL and has no default",
        (1, false) => "has no default",
        (_, true) => "are NOT NULL and have no default",
        (_, false) => "have no default",
    };
    let table = fk.table().name();
    let message =
        format!("{} SET DEFAULT would set {names} of `{table}`, which {verb}: {effect}", event.clause());
    let primary = Label::new(action.stated.unwrap_or(fk.get().span), "there is no default to set");
    let mut finding = Finding::new(Object::foreign_key(fk), event.clause(), message, primary);
    for column in lacking {
        finding = finding.related(column.get().name_span, format!("`{}` is defined here", column.name()));
    }
    let help = if refuses {
        format!("Give {names} a default, or choose another action than SET DEFAULT")
    } else {
        "Write SET NULL if that is meant, or give the column a default".to_owned()
    };
    let finding = if refuses { finding } else { finding.at_most(Severity::Warning) };
    finding
        .help(help)
        .doubted(scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)))
}
