//! `cascade-cycle`: ON DELETE CASCADE that comes back to the table it began at.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::impact::cycle::cascade_cycles;
use crate::ir::{ForeignKeyId, ForeignKeyRef, ReferentialAction};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "cascade-cycle",
    group: Group::Integrity,
    level: Level::Warn,
    summary: "ON DELETE CASCADE leads through other tables back to where it began",
    docs: Docs {
        finds: "Two or more tables that reach each other by ON DELETE CASCADE. For each group of such tables one shortest circle is told, at the foreign \
                key that is most likely wrong: a nullable one, one that points back to a single row (`default_workspace_id`, `latest_version_id`), one whose \
                column is not named for the table, or else the one that was added last. A table's references to itself are trees, and no circle.",
        why: "Deleting any row of one table may remove rows of all of them: with the workspace go its members, with each member every workspace whose \
              default they were, and so on through the data. Nobody who writes one clause of the circle sees the others.",
        remedy: "Decide which table owns the others, and give the foreign key that points back to them SET NULL or RESTRICT.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE workspaces (id integer PRIMARY KEY, owner_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
ALTER TABLE users ADD COLUMN default_workspace_id integer REFERENCES workspaces ON DELETE CASCADE; -- expect: cascade-cycle
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE workspaces (id integer PRIMARY KEY, owner_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
ALTER TABLE users ADD COLUMN default_workspace_id integer REFERENCES workspaces ON DELETE SET NULL;
",
    check: Check::Description(check),
};

/// First words of columns that single out one of the rows which belong to the own row.
const POINTERS: [&str; 12] = [
    "default",
    "current",
    "latest",
    "last",
    "active",
    "primary",
    "main",
    "selected",
    "first",
    "published",
    "newest",
    "head",
];

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    if !scene.is_database {
        return;
    }
    let schema = scene.description.schema;
    for cycle in cascade_cycles(schema) {
        let mut cycle: Vec<_> = cycle.into_iter().map(|id| schema.walk_foreign_key(id)).collect();
        let suspect = (0..cycle.len()).max_by_key(|index| cycle.get(*index).map(|fk| suspicion(*fk)));
        cycle.rotate_left(suspect.unwrap_or(0));
        if let Some((suspect, others)) = cycle.split_first() {
            findings.add(describe(scene, *suspect, others));
        }
    }
}

/// How likely it is that a foreign key of a circle is the wrong one: more is worse.
fn suspicion(fk: ForeignKeyRef<'_>) -> (bool, bool, bool, ForeignKeyId) {
    let names = || fk.columns().map(|column| column.name().as_str().replace('_', "").to_lowercase());
    let is_pointer = names().any(|name| POINTERS.iter().any(|word| name.starts_with(word)));
    // `case_id` says whose row it is, `assignee_id` what it is for.
    let owner = fk.referenced_name().name.as_str().replace('_', "").to_lowercase();
    let names_role = !names()
        .any(|name| name.strip_suffix("id").is_some_and(|stem| !stem.is_empty() && owner.starts_with(stem)));
    (fk.columns().any(|column| column.is_nullable()), is_pointer, names_role, fk.id)
}

/// `others` are the foreign keys that lead from the rows which the suspect takes along back to the table it references.
fn describe(scene: &Scene<'_>, suspect: ForeignKeyRef<'_>, others: &[ForeignKeyRef<'_>]) -> Finding {
    let (table, action) = (suspect.table().name(), suspect.get().on_delete);
    let mut steps = format!("removes its `{table}` rows");
    for fk in others {
        steps.push_str(&format!(", their `{}` rows", fk.table().name()));
    }
    let message = format!(
        "{} is ON DELETE CASCADE and closes a circle: {} {steps}, and so on",
        words::referencing(suspect),
        Event::Delete.cause(suspect),
    );
    let primary = Label::new(
        action.stated.unwrap_or(suspect.get().span),
        format!("takes `{table}` rows along with a row of `{}`", suspect.referenced_name()),
    );
    let is_nullable = suspect.columns().all(|column| column.is_nullable());
    let wanted = if is_nullable { ReferentialAction::SetNull } else { ReferentialAction::Restrict };
    let written = words::written(&scene.description, Event::Delete, wanted);
    let mut finding = Finding::new(Object::foreign_key(suspect), "", message, primary).help(format!(
        "Write `{written}` if `{table}` rows are to outlive what {} names, or break the circle at another foreign key",
        words::referencing(suspect)
    ));
    for fk in others {
        let place = fk.get().on_delete.stated.unwrap_or(fk.get().span);
        let why = format!(
            "{} takes `{}` rows along with a row of `{}`",
            words::referencing(*fk),
            fk.table().name(),
            fk.referenced_name()
        );
        finding = finding.related(place, why);
    }
    let doubt = std::iter::once(&suspect)
        .chain(others)
        .find_map(|fk| scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)));
    finding.doubted(doubt)
}
