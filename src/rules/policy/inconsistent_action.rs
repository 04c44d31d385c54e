//! `inconsistent-action`: a foreign key that does something else on delete than its like.

use std::collections::BTreeMap;

use crate::config::Level;
use crate::diagnostic::{Label, Severity};
use crate::ir::{ForeignKeyRef, ReferentialAction, TableId};
use crate::rules::decision::deciding;
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::statement::unstated;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "inconsistent-action",
    group: Group::Policy,
    level: Level::Warn,
    summary: "a foreign key does something else on delete than nearly all others to the same table",
    docs: Docs {
        finds: "One or two foreign keys to a table whose ON DELETE differs from that of at least four in five of their like. Alike are foreign keys of \
                one column to the same table that are all nullable or all NOT NULL; there must be at least five of them. RESTRICT and NO ACTION \
                count as one, and a table's references to itself do not count. Where the action is stated (in the models if there are any), the finding is a \
                note: it is mostly meant. Smaller or more divided groups say nothing, and \
                what a `[[policy]]` decides is not compared.",
        why: "When nineteen tables lose their rows with the user and the twentieth refuses the DELETE, somebody usually forgot a clause: one DELETE in \
              production fails, or takes rows along that should have stayed.",
        remedy: "Give the foreign key the action of the others. If it is meant to differ, silence it with a reason, or write the difference down as \
                 a `[[policy]]`.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE likes (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE votes (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE notes (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE files (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users); -- expect: inconsistent-action
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE likes (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE votes (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE notes (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE files (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
",
    check: Check::Description(check),
};

/// The least number of foreign keys that are alike.
const GROUP: usize = 5;
/// The most that may differ; more is not an oversight.
const MINORITY: usize = 2;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    if !scene.is_database {
        return;
    }
    let mut groups: BTreeMap<(TableId, bool), Vec<ForeignKeyRef<'_>>> = BTreeMap::new();
    for fk in scene.description.schema.living_foreign_keys() {
        let mut columns = fk.columns();
        if let (Some(table), Some(column), None) = (fk.referenced_table(), columns.next(), columns.next())
            && table.id != fk.table().id
        {
            groups.entry((table.id, column.is_nullable())).or_default().push(fk);
        }
    }
    for ((_, nullable), group) in &groups {
        let Some(usual) = majority(group) else { continue };
        let decided = |fk| deciding(scene.subject.config, fk, Event::Delete).is_some();
        for fk in group.iter().filter(|fk| plain(**fk) != plain(usual) && !decided(**fk)) {
            findings.add(describe(scene, *fk, usual, group, *nullable));
        }
    }
}

/// A foreign key that has the action of a strong majority, if there is one and somebody differs.
fn majority<'s>(group: &[ForeignKeyRef<'s>]) -> Option<ForeignKeyRef<'s>> {
    let count = |action| group.iter().filter(|fk| plain(**fk) == action).count();
    let action = ReferentialAction::ALL.into_iter().max_by_key(|action| count(*action))?;
    let minority = group.len() - count(action);
    let strong = group.len() >= GROUP && minority <= MINORITY && minority * 5 <= group.len();
    group.iter().copied().find(|fk| strong && plain(*fk) == action)
}

/// The action, with both that refuse the DELETE as one.
fn plain(fk: ForeignKeyRef<'_>) -> ReferentialAction {
    let action = fk.get().on_delete.effective;
    if action.stops() { ReferentialAction::Restrict } else { action }
}

fn describe(
    scene: &Scene<'_>,
    fk: ForeignKeyRef<'_>,
    usual: ForeignKeyRef<'_>,
    group: &[ForeignKeyRef<'_>],
    nullable: bool,
) -> Finding {
    let (action, wanted) = (fk.get().on_delete, usual.get().on_delete.effective);
    let like = group.iter().filter(|other| plain(**other) == plain(usual)).count();
    let (total, kind) = (group.len(), if nullable { "nullable" } else { "NOT NULL" });
    let message = format!(
        "{} is ON DELETE {}, but {like} of {total} {kind} foreign keys to `{}` are {wanted}: {} {} instead of {}",
        words::referencing(fk),
        action.effective,
        fk.referenced_name(),
        Event::Delete.cause(fk),
        Event::Delete.effect(fk, action.effective),
        Event::Delete.alternative(fk, wanted),
    );
    let forgotten = unstated(scene, fk);
    let by = forgotten.map_or(scene.description, |forgotten| forgotten.by);
    let (place, label) = match forgotten {
        Some(forgotten) => {
            (forgotten.stating.get().span, format!("nothing is stated, so {} applies", action.effective))
        }
        None => (action.stated.unwrap_or(fk.get().span), format!("{} here", action.effective)),
    };
    let primary = Label::new(place, label);
    // What is stated is mostly meant.
    let at_most = if forgotten.is_some() { Severity::Error } else { Severity::Note };
    let example = usual.get().on_delete.stated.unwrap_or(usual.get().span);
    let written = words::written(&by, Event::Delete, wanted);
    Finding::new(Object::foreign_key(fk), "", message, primary)
        .at_most(at_most)
        .related(example, format!("{} is {wanted}, like most", words::referencing(usual)))
        .help(format!("Write `{written}` if this is an oversight, or silence it with the reason"))
        .doubted(scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)))
}
