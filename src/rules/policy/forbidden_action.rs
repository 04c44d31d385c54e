//! `forbidden-action`: a foreign key whose action a `[[policy]]` of referee.toml does not allow.

use super::because;
use crate::config::{Level, Policy};
use crate::diagnostic::Label;
use crate::ir::{Action, ForeignKeyRef, ReferentialAction};
use crate::rules::decision::{allowed, deciding};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "forbidden-action",
    group: Group::Policy,
    level: Level::Error,
    summary: "a foreign key has an action that a policy of referee.toml does not allow",
    docs: Docs {
        finds: "A foreign key of the database whose ON DELETE or ON UPDATE is not among the actions of the first `[[policy]]` that matches it and \
                says something about that clause. Conditions are `table`, `references`, `column` and `nullable`; all must hold. A foreign key \
                without a clause has its engine's default, NO ACTION. Where there are migrations they are judged, otherwise the declaration.",
        why: "What a DELETE does to other tables is a decision of the team. Written as a policy, it holds for the next foreign key as well.",
        remedy: "Give the foreign key an action that the policy allows: drop it and add it again in a new migration. If it is an exception, write a \
                 narrower policy above the one that matches.",
    },
    bad: "\
--- referee.toml
[[policy]]
references = \"users\"
on_delete = \"cascade\"
reason = \"one DELETE erases a user\"
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES users (id) -- expect: forbidden-action
);
",
    good: "\
--- referee.toml
[[policy]]
references = \"users\"
on_delete = \"cascade\"
reason = \"one DELETE erases a user\"
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE
);
",
    check: Check::ForeignKey(check),
};

fn check(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, findings: &mut Findings<'_>) {
    if !scene.is_database {
        return;
    }
    for (event, action) in Event::BOTH.map(|event| (event, event.action(fk))) {
        let Some(policy) = deciding(scene.subject.config, fk, event) else { continue };
        let dialect = scene.description.schema.dialect;
        if !allowed(policy, event).iter().any(|one| dialect.same_action(*one, action.effective)) {
            findings.add(describe(scene, fk, event, action, policy));
        }
    }
}

fn describe(
    scene: &Scene<'_>,
    fk: ForeignKeyRef<'_>,
    event: Event,
    action: Action,
    policy: &Policy,
) -> Finding {
    let wanted: Vec<&str> = allowed(policy, event).iter().map(|one| one.sql()).collect();
    let wanted = wanted.join(" or ");
    let because = because(&policy.reason);
    let (clause, effective) = (event.clause(), action.effective);
    let message = format!(
        "{} references {} {clause} {effective}, but a policy wants {wanted}{because}",
        words::referencing(fk),
        words::referenced(fk),
    );
    let label = match action.stated {
        Some(_) => format!("{effective} here"),
        None if effective == ReferentialAction::NoAction => {
            format!("nothing is stated, so {effective} applies")
        }
        None => format!("nothing is stated, so {effective} applies by default"),
    };
    let first = allowed(policy, event).first().copied().unwrap_or(effective);
    let written = words::written(&scene.description, event, first);
    let primary = Label::new(action.stated.unwrap_or(fk.get().span), label);
    Finding::new(Object::foreign_key(fk), clause, message, primary)
        .related(policy.span, "the policy that decides")
        .help(format!("Change the foreign key to `{written}`, or write a narrower policy above this one"))
        .doubted(scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)))
}
