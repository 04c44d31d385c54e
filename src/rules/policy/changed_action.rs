//! `changed-action`: a foreign key that does something else than before the change.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::pair::{Pair, same_action};
use crate::ir::{
    Action, ColumnRef, ForeignKeyRef, Life, Origin, ReferentialAction, Role, SourceKind, TableRef,
};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::words::{self, Event};
use crate::rules::{Change, Check, Description, Docs, Group, Rule};
use crate::text::Span;

pub(in crate::rules) static RULE: Rule = Rule {
    name: "changed-action",
    group: Group::Policy,
    level: Level::Warn,
    summary: "with `--since`: a foreign key has another ON DELETE or ON UPDATE than before, or is gone",
    docs: Docs {
        finds: "Only with `--since`. A foreign key whose effective action differs from that of the earlier state, whatever changed it: a clause, a \
                foreign key that was dropped and added again, a table that was rebuilt, a column that became nullable and so turned Prisma's default. \
                And a foreign key that is gone while its columns and the table it referenced are still there. Foreign keys are told apart by their \
                table, columns and what they reference. Where a database has a history, that is what is compared, not the models. Foreign keys that \
                are new are left alone.",
        why: "What a DELETE does to other tables is decided by a few words, and sometimes by none: nothing in a diff shows that a question mark in a \
              Prisma schema keeps rows which were deleted until now. Code that relies on the old action goes on as if nothing had happened.",
        remedy: "If it is meant, say why in the review, or in a comment `referee: ignore[changed-action] reason` at the statement. If not, state the \
                 old action in the change.",
    },
    bad: "\
--- before/migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
--- migrations/0002_keep_posts.sql
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;
ALTER TABLE posts ALTER COLUMN author_id DROP NOT NULL;
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE SET NULL; -- expect: changed-action
",
    good: "\
--- before/migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
--- migrations/0002_rename.sql
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;
",
    check: Check::Change(check),
};

/// A clause before (left) and now (right).
#[derive(Clone, Copy)]
struct Clause {
    event: Event,
    actions: Pair<Action>,
}

impl Clause {
    fn differs(&self, fks: Pair<ForeignKeyRef<'_>>) -> bool {
        let actions = Pair { left: self.actions.left.effective, right: self.actions.right.effective };
        !same_action(fks.left.schema, fks.right.schema, actions)
    }
}

fn check(change: &Change<'_>, findings: &mut Findings<'_>) {
    for fks in &change.pairing.foreign_keys {
        let clause = |event: Event| Clause {
            event,
            actions: Pair {
                left: effective(&change.before, fks.left, event),
                right: effective(&change.after.description, fks.right, event),
            },
        };
        let mut differing = Event::BOTH.into_iter().map(clause).filter(|clause| clause.differs(*fks));
        if let Some(first) = differing.next() {
            findings.add(describe(change, findings, *fks, first, differing.next()));
        }
    }
    for fk in &change.pairing.left_foreign_keys {
        if let Some(table) = left_behind(change, *fk) {
            findings.add(describe_removed(change, *fk, table));
        }
    }
}

/// What a foreign key does; by the default that holds in the release of Prisma that the project states (before 3.0 a required relation was
/// ON DELETE CASCADE).
fn effective(description: &Description<'_>, fk: ForeignKeyRef<'_>, event: Event) -> Action {
    let action = event.action(fk);
    let is_old = description.source.old_release.is_some() && description.source.role == Role::Declaration;
    let is_default = event == Event::Delete && action.stated.is_none();
    if is_old && is_default && action.effective == ReferentialAction::Restrict {
        return Action { effective: ReferentialAction::Cascade, ..action };
    }
    action
}

fn describe(
    change: &Change<'_>,
    findings: &Findings<'_>,
    fks: Pair<ForeignKeyRef<'_>>,
    clause: Clause,
    second: Option<Clause>,
) -> Finding {
    let (fk, event) = (fks.right, clause.event);
    let (then, now) = (clause.actions.left, clause.actions.right);
    let mut message = format!(
        "{} was {} {} and is {} now: {}",
        words::referencing(fk),
        event.clause(),
        then.effective,
        now.effective,
        consequence(event, fk, then.effective, now.effective),
    );
    if let Some(Clause { event, actions }) = second {
        let (then, now) = (actions.left.effective, actions.right.effective);
        message.push_str(&format!("; {} was {then} and is {now}", event.clause()));
    }
    let flipped = flipped(fks).filter(|_| now.stated.is_none() && event == Event::Delete);
    let is_prisma = change.after.description.source.kind == SourceKind::Prisma;
    let finding = match flipped.filter(|_| is_prisma) {
        Some((_, column)) => {
            let nullable = if column.is_nullable() { "optional" } else { "required" };
            let label = format!("{nullable} now, which makes {} Prisma's default", now.effective);
            Finding::new(Object::foreign_key(fk), "", message, Label::new(column.get().null_span, label))
                .related(fk.get().span, format!("no {} is stated here", event.clause()))
        }
        None => {
            let (span, label) = cause(change, findings, fk, event, now);
            Finding::new(Object::foreign_key(fk), "", message, Label::new(span, label))
        }
    };
    let stated = words::written(&change.after.description, event, then.effective);
    let finding = earlier(finding, change, fks, event, then)
        .help(format!("State `{stated}` if the change is not meant; if it is, say why in the review"));
    let table = fk.table().qualified_name();
    finding.doubted(change.after.doubts.naming(table, Some(fk.get().provenance.created)))
}

/// What the difference does to rows.
fn consequence(
    event: Event,
    fk: ForeignKeyRef<'_>,
    then: ReferentialAction,
    now: ReferentialAction,
) -> String {
    if then.stops() && now.stops() {
        let (at_once, late) = ("at once", "at the end of the statement");
        let (when, instead) =
            if now == ReferentialAction::Restrict { (at_once, late) } else { (late, at_once) };
        return format!("{} is refused {when} instead of {instead}", event.cause(fk));
    }
    format!("{} {} instead of {}", event.cause(fk), event.effect(fk, now), event.alternative(fk, then))
}

/// The place that made the action what it is, and what it says.
fn cause(
    change: &Change<'_>,
    findings: &Findings<'_>,
    fk: ForeignKeyRef<'_>,
    event: Event,
    now: Action,
) -> (Span, String) {
    let clause = format!("{} {}", event.clause(), now.effective);
    let made = now.stated.unwrap_or(fk.get().span);
    let changed = fk.get().provenance.changed.map(|origin| origin.span);
    if let Some(changed) =
        changed.filter(|span| !stood(change, findings, *span) && stood(change, findings, made))
    {
        return (changed, format!("{clause} since this"));
    }
    match now.stated {
        Some(span) => (span, format!("{clause} now")),
        None => (fk.get().span, format!("nothing is stated here, so {} applies", now.effective)),
    }
}

/// Whether a text stood before where it stands now.
fn stood(change: &Change<'_>, findings: &Findings<'_>, span: Span) -> bool {
    let file = findings.files().get(span.file);
    let Some(before) = change.files_before.find(file.path()) else { return false };
    let before = change.files_before.get(before);
    !file.is_empty() && file.slice(0, span.end) == before.slice(0, span.end)
}

/// The first column that may be NULL now and could not before, or the other way round: before, and now.
fn flipped<'s>(fks: Pair<ForeignKeyRef<'s>>) -> Option<(ColumnRef<'s>, ColumnRef<'s>)> {
    let dialect = fks.right.schema.dialect;
    fks.left.columns().find_map(|column| {
        let same = |other: &ColumnRef<'_>| dialect.same_name(other.name(), column.name());
        let other = fks.right.columns().find(same)?;
        (other.is_nullable() != column.is_nullable()).then_some((column, other))
    })
}

/// Points at the clause that held before, where it is still in the files: a foreign key that was dropped since.
fn earlier(
    finding: Finding,
    change: &Change<'_>,
    fks: Pair<ForeignKeyRef<'_>>,
    event: Event,
    then: Action,
) -> Finding {
    let was = format!("it was {} {}", event.clause(), then.effective);
    let dropped = dropped(change, fks.right.table(), fks.left);
    let Some(dropped) = dropped.filter(|fk| event.action(*fk).effective == then.effective) else {
        return finding;
    };
    let finding = finding.related(event.action(dropped).stated.unwrap_or(dropped.get().span), was);
    match dropped.get().provenance.dropped {
        Some(Origin { span, .. }) => finding.related(span, "until it was dropped here"),
        None => finding,
    }
}

/// The last foreign key of the same table's name on the same columns that the history has dropped.
fn dropped<'s>(
    change: &'s Change<'_>,
    table: TableRef<'_>,
    like: ForeignKeyRef<'_>,
) -> Option<ForeignKeyRef<'s>> {
    let schema = change.after.description.schema;
    let dialect = schema.dialect;
    let wanted: Vec<_> = like.columns().map(|column| dialect.key(column.name())).collect();
    let all = (0..).map(crate::ir::ForeignKeyId).zip(&schema.foreign_keys);
    let gone = all.filter(|(_, fk)| !fk.lives() && !fk.cloned).map(|(id, _)| schema.walk_foreign_key(id));
    gone.filter(|fk| {
        dialect.same_name(fk.table().get().name, table.get().name)
            && fk.columns().map(|column| dialect.key(column.name())).eq(wanted.iter().copied())
    })
    .last()
}

/// The table that has lost a foreign key and still has its columns, where what they referenced is still there, too.
fn left_behind<'s>(change: &'s Change<'_>, fk: ForeignKeyRef<'_>) -> Option<TableRef<'s>> {
    let schema = change.after.description.schema;
    let table = schema.walk_table(schema.table(fk.table().name())?);
    schema.table(fk.referenced_name())?;
    let columns: Option<Vec<_>> = fk.columns().map(|column| table.column(column.name())).collect();
    let columns: Vec<_> = columns?.iter().map(|column| column.id).collect();
    let is_free =
        table.foreign_keys().all(|other| !other.columns().any(|column| columns.contains(&column.id)));
    is_free.then_some(table)
}

fn describe_removed(change: &Change<'_>, fk: ForeignKeyRef<'_>, table: TableRef<'_>) -> Finding {
    let then = effective(&change.before, fk, Event::Delete).effective;
    let message = format!(
        "{} was ON DELETE {then} and has no foreign key now: {} leaves its `{}` rows as they are instead of {}",
        words::referencing(fk),
        Event::Delete.cause(fk),
        table.name(),
        Event::Delete.alternative(fk, then),
    );
    let columns: Vec<_> = fk.columns().map(|column| column.name()).collect();
    let object = Object::reference(table, &columns, fk.referenced_name());
    let dropped = dropped(change, table, fk);
    let origin = dropped.and_then(|fk| Some((fk, fk.get().provenance.dropped?)));
    let finding = match origin {
        Some((fk, origin)) => {
            let primary = Label::new(origin.span, "the foreign key goes here");
            Finding::new(object, "", message, primary).related(fk.get().span, "and came from here")
        }
        None => {
            let column = columns.first().and_then(|name| table.column(*name));
            let span = column.map_or(table.get().name_span, |column| column.get().name_span);
            Finding::new(object, "", message, Label::new(span, "without a foreign key now"))
        }
    };
    let finding =
        finding.help("Add it again if it was not removed on purpose; if it was, say why in the review");
    finding.doubted(change.after.doubts.about(table.qualified_name(), origin.map(|(_, origin)| origin)))
}
