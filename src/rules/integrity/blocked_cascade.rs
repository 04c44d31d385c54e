//! `blocked-cascade`: a DELETE that cascades until one forgotten clause refuses it.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Level;
use crate::diagnostic::Label;
use crate::impact::{Effect, Impact, Obstacle, Outcome, impact};
use crate::ir::graph::{Referencing, referencing};
use crate::ir::{ForeignKeyId, ForeignKeyRef, Referenced, ReferentialAction, Schema, TableId, TableRef};
use crate::rules::decision::deciding;
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::statement::{Unstated, unstated};
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "blocked-cascade",
    group: Group::Integrity,
    level: Level::Warn,
    summary: "a DELETE that cascades through everything else is refused by a foreign key that states nothing",
    docs: Docs {
        finds: "A foreign key without an ON DELETE clause to a table whose rows ON DELETE CASCADE takes along with a row of a third table: deleting that row is \
                refused although every foreign key to its own table lets it go. It is told where this is likely to be an oversight: at most two foreign keys stop \
                the DELETE, at least four times as many let it pass, and two of these or more point to the deleted row itself. What states its action, in the models if there are any, is meant; what another path \
                removes as well does not stop the DELETE; what a `[[policy]]` decides is left alone.",
        why: "The CASCADE above says that the row and all below it may go, and the DELETE works until the first row references what it takes along: then \
              it fails in production, with an error about a table that the statement does not name.",
        remedy: "Give the foreign key CASCADE or SET NULL. If it is meant to refuse, state that: RESTRICT or NO ACTION in the clause.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE boards (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE tokens (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE cards (id integer PRIMARY KEY, board_id integer NOT NULL REFERENCES boards ON DELETE CASCADE);
CREATE TABLE votes (id integer PRIMARY KEY, card_id integer NOT NULL REFERENCES cards ON DELETE CASCADE);
CREATE TABLE links (id integer PRIMARY KEY, card_id integer REFERENCES cards ON DELETE SET NULL);
CREATE TABLE files (id integer PRIMARY KEY, card_id integer NOT NULL REFERENCES cards); -- expect: blocked-cascade
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE boards (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE tokens (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE cards (id integer PRIMARY KEY, board_id integer NOT NULL REFERENCES boards ON DELETE CASCADE);
CREATE TABLE votes (id integer PRIMARY KEY, card_id integer NOT NULL REFERENCES cards ON DELETE CASCADE);
CREATE TABLE links (id integer PRIMARY KEY, card_id integer REFERENCES cards ON DELETE SET NULL);
CREATE TABLE files (id integer PRIMARY KEY, card_id integer NOT NULL REFERENCES cards ON DELETE RESTRICT);
",
    check: Check::Description(check),
};

/// The most foreign keys that may stop a DELETE which is meant to work.
const STOPS: usize = 2;
/// How many foreign keys must let it pass for each that stops it.
const SHARE: usize = 4;

/// How many foreign keys there must be to a table whose rows are deleted: where there is one only, the table is a detail of the one that references it.
const DIRECT: usize = 2;
/// How many tables above a foreign key are tried, and how many effects are looked at in a whole description: enough for all but machine-made ones.
const ROOTS: usize = 32;
const EFFECTS: usize = 1 << 20;

/// A DELETE that one foreign key stops, and others do not.
struct Blocked {
    /// The table of the deleted row.
    root: TableId,
    /// The foreign keys from there to the one that stops it, which is the last.
    path: Vec<ForeignKeyId>,
    /// How many foreign keys let it pass.
    passing: usize,
}

/// The DELETEs that were tried.
struct Deletes<'s> {
    schema: &'s Schema,
    referencing: Referencing,
    played: BTreeMap<TableId, Option<Impact>>,
    effects: usize,
}

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let schema = scene.description.schema;
    if !scene.is_database {
        return;
    }
    let is_decided = |fk| deciding(scene.subject.config, fk, Event::Delete).is_some();
    let forgotten =
        schema.living_foreign_keys().filter(|fk| refuses(*fk) && !is_own(*fk) && !is_decided(*fk));
    let forgotten: Vec<Unstated<'_>> = forgotten.filter_map(|fk| unstated(scene, fk)).collect();
    if forgotten.is_empty() {
        return;
    }
    let mut deletes =
        Deletes { schema, referencing: referencing(schema), played: BTreeMap::new(), effects: 0 };
    for forgotten in forgotten {
        let fk = forgotten.fk;
        let above = fk.referenced_table().map(|table| above(table)).unwrap_or_default();
        let blocked = above.into_iter().filter_map(|root| deletes.blocked(fk, root));
        // Of equals the nearest.
        let worst = blocked.reduce(|one, next| if next.passing > one.passing { next } else { one });
        if let Some(blocked) = worst {
            findings.add(describe(scene, forgotten, &blocked));
        }
    }
}

/// The tables with whose rows those of a table go, the nearest first.
fn above(table: TableRef<'_>) -> Vec<TableId> {
    let mut roots = vec![table.id];
    let mut next = 0;
    while let Some(id) = roots.get(next).copied()
        && roots.len() <= ROOTS
    {
        next += 1;
        for fk in table.schema.walk_table(id).foreign_keys().filter(|fk| fk.cascades()) {
            let root = fk.referenced_table().map(|root| root.id);
            roots.extend(root.filter(|root| !roots.contains(root)));
        }
    }
    roots.split_off(1)
}

impl Deletes<'_> {
    /// Whether a foreign key stops a DELETE that nearly all others let pass.
    fn blocked(&mut self, fk: ForeignKeyRef<'_>, root: TableId) -> Option<Blocked> {
        let impact = self.play(root)?;
        let stopping: BTreeSet<ForeignKeyId> = impact.stops().map(|(_, effect)| effect.foreign_key).collect();
        let reached: BTreeSet<ForeignKeyId> =
            impact.effects.iter().map(|effect| effect.foreign_key).collect();
        let (stops, passing) = (stopping.len(), reached.difference(&stopping).count());
        let is_here = |effect: &Effect| {
            effect.foreign_key == fk.id && effect.outcome == Outcome::Stops(Obstacle::Referenced)
        };
        let effect = impact.effects.iter().position(is_here)?;
        let is_oversight = stops <= STOPS && passing >= stops * SHARE;
        is_oversight.then(|| Blocked { root, path: impact.path(effect), passing })
    }

    /// What a DELETE does that all direct references let go, if people delete such rows.
    fn play(&mut self, root: TableId) -> Option<&Impact> {
        if !self.played.contains_key(&root) {
            let direct = || self.referencing.of(self.schema, root).filter(|fk| !is_own(*fk));
            let is_root = direct().take(DIRECT).count() == DIRECT && !direct().any(refuses);
            let impact =
                (is_root && self.effects < EFFECTS).then(|| impact(self.schema, &self.referencing, root));
            self.effects += impact.as_ref().map_or(0, |impact| impact.effects.len());
            self.played.insert(root, impact);
        }
        self.played.get(&root)?.as_ref()
    }
}

fn refuses(fk: ForeignKeyRef<'_>) -> bool {
    fk.get().enforced && fk.get().on_delete.effective.stops()
}

/// Whether a table references itself.
fn is_own(fk: ForeignKeyRef<'_>) -> bool {
    fk.get().referenced == Referenced::Resolved(fk.get().table)
}

fn describe(scene: &Scene<'_>, forgotten: Unstated<'_>, blocked: &Blocked) -> Finding {
    let Unstated { fk, by, stating } = forgotten;
    let schema = scene.description.schema;
    let (table, between) = (fk.table().name(), fk.referenced_name());
    let root = schema.walk_table(blocked.root).name();
    let message = format!(
        "{} states no ON DELETE: deleting a row of `{root}` takes `{between}` rows along, but is refused while `{table}` rows reference them; the other {} foreign keys on the way let it pass",
        words::referencing(fk),
        blocked.passing,
    );
    let label = format!("nothing is stated, so {} applies", fk.get().on_delete.effective);
    let primary = Label::new(stating.get().span, label);
    let is_nullable = fk.columns().all(|column| column.is_nullable());
    let wanted = if is_nullable { ReferentialAction::SetNull } else { ReferentialAction::Cascade };
    let mut finding = Finding::new(Object::foreign_key(fk), "", message, primary).help(format!(
        "Write `{}` if this is an oversight, or state `{}` if it is meant",
        words::written(&by, Event::Delete, wanted),
        words::written(&by, Event::Delete, fk.get().on_delete.effective),
    ));
    if let Some(clause) = fk.get().on_delete.stated {
        finding = finding.related(clause, "the tool wrote its default here");
    }
    for above in blocked.path.iter().filter(|id| **id != fk.id).map(|id| schema.walk_foreign_key(*id)) {
        let place = above.get().on_delete.stated.unwrap_or(above.get().span);
        finding = finding.related(place, format!("takes `{}` rows along", above.table().name()));
    }
    finding.doubted(scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)))
}
