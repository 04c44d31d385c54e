//! `grown-impact`: one DELETE reaches more than referee.lock says was agreed to.

use crate::config::Level;
use crate::diagnostic::{Label, Severity};
use crate::ir::{ForeignKeyRef, ReferentialAction, Schema};
use crate::lock::{self, Aim, Changes, Grown, Line, Reach, Verb, compare};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::words;
use crate::rules::{Check, Docs, Group, Locked, Rule};
use crate::text::Span;

pub(in crate::rules) static RULE: Rule = Rule {
    name: "grown-impact",
    group: Group::Policy,
    level: Level::Error,
    summary: "one DELETE reaches more than referee.lock says",
    docs: Docs {
        finds: "Where a `referee.lock` lies beside referee.toml: an effect of DELETE on an `[[erasable]]` table that the lock does not list, and a foreign \
                key by which a DELETE elsewhere removes rows of a `[[protected]]` table and which the lock does not list. What follows from one foreign \
                key is one finding, with the path. As notes: a table that the lock does not know yet, and lines that no longer happen.",
        why: "What one DELETE removes is decided by foreign keys in many files. A clause that looks harmless where it stands may bring a whole part of the \
              schema into the reach of a statement that is run every day, and nobody is asked.",
        remedy: "Mend the foreign key, or accept what it does: run `referee lock --update` and let the new line of referee.lock be reviewed.",
    },
    bad: "\
--- referee.toml
[[erasable]]
table = \"users\"
--- referee.lock
database main

erasable users
  removes   posts (author_id) -> users
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
--- migrations/0002_comments.sql
CREATE TABLE comments (
    id integer PRIMARY KEY,
    post_id integer NOT NULL REFERENCES posts (id) ON DELETE CASCADE -- expect: grown-impact
);
",
    good: "\
--- referee.toml
[[erasable]]
table = \"users\"
--- referee.lock
database main

erasable users
  removes   comments (post_id) -> posts
  removes   posts (author_id) -> users
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
--- migrations/0002_comments.sql
CREATE TABLE comments (
    id integer PRIMARY KEY,
    post_id integer NOT NULL REFERENCES posts (id) ON DELETE CASCADE
);
",
    check: Check::Description(check),
};

/// How many of the effects that follow are shown.
const SHOWN: usize = 3;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let Some(locked) = scene.subject.lock else { return };
    let schema = scene.description.schema;
    let (mut is_authority, mut authorities) = (false, 0);
    for description in scene.subject.authorities() {
        is_authority |= std::ptr::eq(description.schema, schema);
        authorities += 1;
    }
    if !is_authority {
        return;
    }
    let reaches = lock::reach(schema, findings.config());
    let Changes { grown, gone, unlocked } = compare(schema, &reaches, locked.database);
    for grown in &grown {
        findings.extend(describe(scene, grown));
    }
    findings.extend(describe_unlocked(locked, &unlocked));
    // Of several histories each has its own part of the lock.
    if locked.is_whole && authorities == 1 {
        findings.extend(describe_gone(&gone));
    }
}

fn describe(scene: &Scene<'_>, grown: &Grown<'_>) -> Option<Finding> {
    let schema = scene.description.schema;
    let Grown { reach, locked, line, before, more } = grown;
    let path: Vec<ForeignKeyRef<'_>> = line.path.iter().map(|id| schema.walk_foreign_key(*id)).collect();
    let (fk, steps) = path.split_last()?;
    let mut message = sentence(schema, reach, line, *fk, steps);
    message.push_str(match more.len() {
        0 => "; referee.lock does not say so",
        1 => ", and one effect follows from it; referee.lock does not say so",
        _ => "",
    });
    if more.len() > 1 {
        let count = more.len();
        message.push_str(&format!(", and {count} effects follow from it; referee.lock does not say so"));
    }
    let action = fk.get().on_delete;
    let by_default = if action.stated.is_none() { " by default" } else { "" };
    let label = format!("{} {}{by_default}", line.verb.word(), line.text);
    let primary = Label::new(action.stated.unwrap_or(fk.get().span), label);
    let object = Object::foreign_key(*fk).of(reach.aim.word(), &reach.name);
    let mut finding = Finding::new(object, line.verb.word(), message, primary);
    let refusing = fk.columns().find(|column| !column.is_nullable());
    let is_refused = line.verb == Verb::Stops && action.effective == ReferentialAction::SetNull;
    if let Some(column) = refusing.filter(|_| is_refused) {
        finding = finding.related(column.get().null_span, format!("`{}` refuses NULL", column.name()));
    }
    for step in steps {
        let removed = step.table().name();
        let text = format!("{} removes `{removed}` rows", words::referencing(*step));
        finding = finding.related(step.get().span, text);
    }
    for line in more.iter().take(SHOWN) {
        let Some(fk) = line.path.last().map(|id| schema.walk_foreign_key(*id)) else { continue };
        finding = finding.related(fk.get().span, format!("then {} {}", line.verb.word(), line.text));
    }
    finding = match before {
        Some(before) => finding.related(before.span, "was agreed to"),
        None => finding.related(locked.span, "what was agreed to"),
    };
    let finding = finding
        .help("Mend the foreign key, or run `referee lock --update` to accept it")
        .doubted(scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)));
    Some(finding)
}

/// What happens now: the line as a sentence.
fn sentence(
    schema: &Schema,
    reach: &Reach,
    line: &Line,
    fk: ForeignKeyRef<'_>,
    steps: &[ForeignKeyRef<'_>],
) -> String {
    let own = schema.walk_table(reach.table).name();
    let (rows, by) = (fk.table().name(), words::referencing(fk));
    let what = match line.verb {
        Verb::Removes => format!("DELETE on `{own}` now removes `{rows}` rows by {by}"),
        Verb::Nulls => format!("DELETE on `{own}` now sets {by} to NULL"),
        Verb::Defaults => format!("DELETE on `{own}` now sets {by} to its default"),
        Verb::Stops => format!("DELETE on `{own}` is now refused while `{rows}` rows reference it by {by}"),
        Verb::MayStop => {
            format!("DELETE on `{own}` may now be refused while `{rows}` rows reference it by {by}")
        }
        Verb::Through => {
            let from = fk.referenced_name();
            format!("DELETE on `{from}` now removes rows of the protected table `{own}` by {by}")
        }
    };
    // The way to a protected table is told from its far end.
    let mut steps: Vec<String> = steps.iter().map(|step| words::referencing(*step)).collect();
    match reach.aim {
        Aim::Erasable => {}
        Aim::Protected => steps.reverse(),
    }
    if steps.is_empty() { what } else { format!("{what}, through {}", steps.join(" and ")) }
}

fn describe_unlocked(locked: Locked<'_>, unlocked: &[&Reach]) -> Option<Finding> {
    let first = unlocked.first()?;
    let names: Vec<String> = unlocked.iter().take(SHOWN).map(|reach| format!("`{}`", reach.name)).collect();
    let names = names.join(", ");
    let message = match unlocked.len().saturating_sub(SHOWN) {
        0 => format!("referee.lock says nothing of {names} yet"),
        more => format!("referee.lock says nothing of {names} and {more} more yet"),
    };
    let object = Object::title("tables that are not in referee.lock");
    let finding = Finding::new(object, "", message, Label::new(first.stated, "wants it to be watched"))
        .related(Span::new(locked.file, 0, 0), "not here")
        .help("Run `referee lock`, and commit what it adds")
        .at_most(Severity::Note);
    Some(finding)
}

fn describe_gone(gone: &[Span]) -> Option<Finding> {
    let (first, others) = gone.split_first()?;
    let message = match others.len() {
        0 => "a line of referee.lock no longer happens".to_owned(),
        _ => format!("{} lines of referee.lock no longer happen", gone.len()),
    };
    let object = Object::title("stale lines of referee.lock");
    let mut finding = Finding::new(object, "", message, Label::new(*first, "no longer so"));
    for other in others.iter().take(SHOWN) {
        finding = finding.related(*other, "nor this");
    }
    Some(finding.help("Run `referee lock --update`").at_most(Severity::Note))
}
