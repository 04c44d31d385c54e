//! `unprotected-table`: a DELETE elsewhere takes along rows of a table that is to be protected.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::config::{Level, Protected};
use crate::diagnostic::Label;
use crate::ir::{ForeignKeyId, ForeignKeyRef, ReferentialAction, TableId, TableKind, TableRef};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

use super::because;

pub(in crate::rules) static RULE: Rule = Rule {
    name: "unprotected-table",
    group: Group::Policy,
    level: Level::Error,
    summary: "a DELETE of other rows removes rows of a table that `[[protected]]` protects",
    docs: Docs {
        finds: "Each foreign key of a `[[protected]]` table with ON DELETE CASCADE to another table, with the cascades above it: the tables whose DELETE \
                reaches the protected rows. SET NULL and SET DEFAULT leave the rows where they are and are fine, as is a cascade from the table to \
                itself.",
        why: "A ledger, a version that something still runs on, an audit trail: they are to be there when the rows they tell of are gone. One cascade \
              far above, written for another reason, removes them.",
        remedy: "Use RESTRICT, so that the DELETE fails while there are such rows, or SET NULL on a nullable column, so that they stay without it.",
    },
    bad: "\
--- referee.toml
[[protected]]
table = \"payments\"
reason = \"kept for ten years\"
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE payments (
    id integer PRIMARY KEY,
    order_id integer NOT NULL REFERENCES orders (id) ON DELETE CASCADE -- expect: unprotected-table
);
",
    good: "\
--- referee.toml
[[protected]]
table = \"payments\"
reason = \"kept for ten years\"
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE payments (
    id integer PRIMARY KEY,
    order_id integer NOT NULL REFERENCES orders (id) ON DELETE RESTRICT,
    refund_of integer REFERENCES payments (id) ON DELETE CASCADE
);
",
    check: Check::Description(check),
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let protected = &scene.subject.config.protected;
    if !scene.is_database || protected.is_empty() {
        return;
    }
    for fk in scene.description.schema.living_foreign_keys() {
        let name = fk.table().qualified_name();
        let Some(referenced) = fk.referenced_table().filter(|_| cascades_outward(fk)) else { continue };
        let entry = protected.iter().find(|entry| entry.tables.matches_table(name));
        if let Some(entry) = entry.filter(|_| fk.table().get().kind != TableKind::View) {
            findings.add(describe(scene, fk, referenced, entry));
        }
    }
}

/// Whether a foreign key removes rows with those of another table.
fn cascades_outward(fk: ForeignKeyRef<'_>) -> bool {
    let is_outward = fk.referenced_table().is_some_and(|table| table.id != fk.table().id);
    is_outward && fk.cascades()
}

/// The tables whose DELETE reaches a table by cascades, and the shortest way from the last of them.
struct Above {
    /// How many they are, the table itself included.
    tables: usize,
    /// The cascades from the farthest table down to the table.
    path: Vec<ForeignKeyId>,
}

/// Walks up from a table; `spared` is where the way began and does not count.
fn above(table: TableRef<'_>, spared: TableId) -> Above {
    let mut way: FxHashMap<TableId, Option<ForeignKeyId>> = FxHashMap::default();
    way.insert(table.id, None);
    let mut next = VecDeque::from([table]);
    let mut farthest = table.id;
    while let Some(table) = next.pop_front() {
        farthest = table.id;
        for fk in table.foreign_keys().filter(|fk| cascades_outward(*fk)) {
            let Some(referenced) = fk.referenced_table().filter(|one| one.id != spared) else { continue };
            if let std::collections::hash_map::Entry::Vacant(entry) = way.entry(referenced.id) {
                entry.insert(Some(fk.id));
                next.push_back(referenced);
            }
        }
    }
    let mut path = Vec::new();
    let mut at = farthest;
    while let Some(Some(id)) = way.get(&at) {
        path.push(*id);
        at = table.schema.walk_foreign_key(*id).table().id;
    }
    Above { tables: way.len(), path }
}

fn describe(
    scene: &Scene<'_>,
    fk: ForeignKeyRef<'_>,
    referenced: TableRef<'_>,
    entry: &Protected,
) -> Finding {
    let (table, schema) = (fk.table().name(), fk.schema);
    let above = above(referenced, fk.table().id);
    let top = above.path.first().map(|id| schema.walk_foreign_key(*id).referenced_name());
    let reach = match (top, above.tables - 1) {
        (Some(top), 1) => format!(", as does that of a row of `{top}` above it"),
        (Some(top), more) => format!(", as does that of a row in {more} tables above it, up to `{top}`"),
        (None, _) => String::new(),
    };
    let message = format!(
        "{} is ON DELETE CASCADE: DELETE of a row of `{}` removes `{table}` rows{reach}{}",
        words::referencing(fk),
        referenced.name(),
        because(&entry.reason),
    );
    let action = fk.get().on_delete;
    let primary = Label::new(action.stated.unwrap_or(fk.get().span), "CASCADE here");
    let mut finding = Finding::new(Object::foreign_key(fk), "", message, primary);
    for fk in above.path.iter().map(|id| schema.walk_foreign_key(*id)) {
        let (table, referenced) = (fk.table().name(), fk.referenced_name());
        let label = format!("DELETE of a row of `{referenced}` removes its `{table}` rows");
        finding = finding.related(fk.get().on_delete.stated.unwrap_or(fk.get().span), label);
    }
    let written = words::written(&scene.description, Event::Delete, ReferentialAction::Restrict);
    let instead = match fk.columns().all(|column| column.is_nullable()) {
        true => ", or SET NULL if the rows stay without it",
        false => "",
    };
    finding
        .related(entry.span, format!("`{table}` is to be protected"))
        .help(format!("Use `{written}`, so that the DELETE fails while there are such rows{instead}"))
        .doubted(scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)))
}
