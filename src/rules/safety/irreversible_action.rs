//! `irreversible-action`: the way back of a migration that changes a referential action does not bring back the old one.

use rustc_hash::FxHashMap;

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::naming::NAMELESS_DROP;
use crate::ir::{
    ColumnChange, ColumnDefinition, ColumnRef, ConstraintDefinition, ConstraintKind, ForeignKeyDefinition,
    ForeignKeyRef, Name, Opaque, Operation, OperationKind, Schema, Span, TableId, TableName,
};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::rebuild::rebuilds;
use crate::rules::scene::Scene;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "irreversible-action",
    group: Group::Safety,
    level: Level::Warn,
    summary: "a migration changes a referential action, and its down part does not restore it",
    docs: Docs {
        finds: "A migration that drops a foreign key and adds it again with another action, while its down part (a `.down.sql` file, a section of the \
                same file, the `downgrade()` of an Alembic revision) adds it with an action that is not the one from before, or not at all. And an \
                Alembic `downgrade()` with `op.drop_constraint(None, ...)`, as autogenerate writes it for a foreign key without a name: it cannot run. \
                Migrations without a down part are left alone, as are down parts that are not fully understood.",
        why: "After a rollback the code is the old one and the foreign key does what neither version wanted: rows stay that should have gone, or \
              go that should have stayed. Down parts are seldom run, so nobody notices until then.",
        remedy: "Let the down part drop the foreign key and add it with the clause that it had before. Instead of None write the name that the foreign key \
                 has in the database.",
    },
    bad: "\
--- migrations/1_init.up.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES users (id) ON DELETE SET NULL);
--- migrations/1_init.down.sql
DROP TABLE posts;
DROP TABLE users;
--- migrations/2_erase_posts.up.sql
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;
ALTER TABLE posts ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;
--- migrations/2_erase_posts.down.sql
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;
ALTER TABLE posts ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id); -- expect: irreversible-action
",
    good: "\
--- migrations/1_init.up.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES users (id) ON DELETE SET NULL);
--- migrations/1_init.down.sql
DROP TABLE posts;
DROP TABLE users;
--- migrations/2_erase_posts.up.sql
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;
ALTER TABLE posts ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;
--- migrations/2_erase_posts.down.sql
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;
ALTER TABLE posts ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE SET NULL;
",
    check: Check::Description(check),
};

/// A foreign key before and after a migration that changes it.
#[derive(Clone, Copy, Debug)]
struct Change<'s> {
    before: ForeignKeyRef<'s>,
    after: ForeignKeyRef<'s>,
    event: Event,
}

/// A foreign key that a down part makes.
#[derive(Clone, Copy, Debug)]
struct Restored<'a> {
    columns: &'a [Name],
    definition: &'a ForeignKeyDefinition,
    span: Span,
}

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let schema = scene.description.schema;
    let before: FxHashMap<TableId, TableId> =
        rebuilds(&scene.description).iter().map(|rebuild| (rebuild.new, rebuild.old)).collect();
    let mut nameless = Vec::new();
    for (index, migration) in (0u32..).zip(scene.description.migrations) {
        let mut down = Vec::new();
        super::flatten(&migration.down, &mut down);
        nameless.extend(down.iter().filter_map(|operation| {
            let OperationKind::Opaque(opaque) = &operation.kind else { return None };
            (opaque.why.as_str() == NAMELESS_DROP).then_some((index, opaque, operation.span))
        }));
        let is_known = !down.iter().any(|operation| matches!(operation.kind, OperationKind::Opaque(_)));
        if down.is_empty() || !is_known {
            continue;
        }
        let restored: Vec<Restored<'_>> = down.iter().flat_map(|operation| restored(operation)).collect();
        for change in changes(schema, &before, index) {
            judge(change, &restored).into_iter().for_each(|finding| findings.add(finding));
        }
    }
    findings_of_drops(schema, &nameless).into_iter().for_each(|finding| findings.add(finding));
}

/// How many of the earlier revisions are shown.
const SHOWN: usize = 2;

/// One finding for the whole history, at the revision at which a rollback stops first.
fn findings_of_drops(schema: &Schema, drops: &[(u32, &Opaque, Span)]) -> Option<Finding> {
    let newest = drops.last()?.0;
    let (_, opaque, span) = drops.iter().find(|(index, ..)| *index == newest)?;
    let table = opaque.touches.first().copied();
    let of =
        table.map_or(String::new(), |table| format!(" for the constraint of `{table}` that it is to drop"));
    let mut message = format!("the way back cannot run: `drop_constraint` is given no name{of}");
    let mut others: Vec<u32> =
        drops.iter().map(|(index, ..)| *index).filter(|index| *index != newest).collect();
    others.dedup();
    match others.len() {
        0 => {}
        1 => message.push_str("; nor can that of an earlier revision"),
        count => message.push_str(&format!("; nor can those of {count} earlier revisions")),
    }
    let made = table.and_then(|table| made_without_name(schema, newest, table));
    let help = match made.and_then(|fk| fk.get().name) {
        Some(name) => format!("Write `\"{name}\"` instead of None"),
        None => "Name the constraint where it is made, and drop it by that name".to_owned(),
    };
    let object = match (made, table.and_then(|table| schema.table(table))) {
        (Some(fk), _) => Object::foreign_key(fk),
        (None, Some(table)) => Object::table(schema.walk_table(table)),
        (None, None) => Object::title("a constraint without a name"),
    };
    let mut finding = Finding::new(object, "nameless", message, Label::new(*span, "no name")).help(help);
    if let Some(fk) = made {
        finding = finding.related(fk.get().span, "made here without a name");
    }
    for index in others.iter().rev().take(SHOWN) {
        if let Some((_, _, span)) = drops.iter().find(|(other, ..)| other == index) {
            finding = finding.related(*span, "nor here");
        }
    }
    Some(finding)
}

/// The one foreign key of a table that a migration makes without a name.
fn made_without_name(schema: &Schema, migration: u32, table: TableName) -> Option<ForeignKeyRef<'_>> {
    let all = schema.walk_table(schema.table(table)?).get().foreign_keys.iter();
    let mut made = all.map(|id| schema.walk_foreign_key(*id)).filter(|fk| {
        let row = fk.get();
        !row.named && !row.cloned && row.provenance.created.step.migration == migration
    });
    made.next().filter(|_| made.next().is_none())
}

/// The foreign keys whose action a migration changes by making them anew.
fn changes<'s>(schema: &'s Schema, before: &FxHashMap<TableId, TableId>, migration: u32) -> Vec<Change<'s>> {
    let all = (0..).map(crate::ir::ForeignKeyId).zip(&schema.foreign_keys);
    let made = all.filter(|(_, fk)| {
        let dropped = fk.provenance.dropped.map(|origin| origin.step.migration);
        fk.provenance.created.step.migration == migration && dropped != Some(migration) && !fk.cloned
    });
    made.filter_map(|(id, fk)| {
        let after = schema.walk_foreign_key(id);
        let tables = [Some(fk.table), before.get(&fk.table).copied()];
        let mut candidates = tables
            .into_iter()
            .flatten()
            .flat_map(|table| schema.walk_table(table).get().foreign_keys.iter())
            .map(|id| schema.walk_foreign_key(*id));
        let before = candidates.find(|other| {
            let life = other.get().provenance;
            life.dropped.is_some_and(|origin| origin.step.migration == migration)
                && life.created.step.migration < migration
                && is_same(schema, *other, after)
        })?;
        let differs = |event: &Event| !event.action(before).effective.is_like(event.action(after).effective);
        let event = Event::BOTH.into_iter().find(differs)?;
        Some(Change { before, after, event })
    })
    .collect()
}

fn is_same(schema: &Schema, left: ForeignKeyRef<'_>, right: ForeignKeyRef<'_>) -> bool {
    let dialect = schema.dialect;
    dialect.same_name(left.referenced_name().name, right.referenced_name().name)
        && left.columns().len() == right.columns().len()
        && left
            .columns()
            .zip(right.columns())
            .all(|(left, right)| dialect.same_name(left.name(), right.name()))
}

/// The foreign keys that an operation makes.
fn restored(operation: &Operation) -> Vec<Restored<'_>> {
    if let OperationKind::AddConstraint { constraint, .. } = &operation.kind {
        return foreign_key(constraint, &[]).into_iter().collect();
    }
    let mut columns: Vec<&ColumnDefinition> = Vec::new();
    if let OperationKind::CreateTable(create) = &operation.kind {
        columns.extend(&create.columns);
    } else if let OperationKind::AddColumn { column, .. }
    | OperationKind::AlterColumn { change: ColumnChange::Redefine(column), .. } = &operation.kind
    {
        columns.push(column);
    }
    let inline = columns.into_iter().flat_map(|column| {
        let own = std::slice::from_ref(&column.name);
        column.constraints.iter().filter_map(move |constraint| foreign_key(constraint, own))
    });
    let mut found: Vec<Restored<'_>> = inline.collect();
    if let OperationKind::CreateTable(create) = &operation.kind {
        found.extend(create.constraints.iter().filter_map(|constraint| foreign_key(constraint, &[])));
    }
    found
}

fn foreign_key<'a>(constraint: &'a ConstraintDefinition, column: &'a [Name]) -> Option<Restored<'a>> {
    let ConstraintKind::ForeignKey(definition) = &constraint.kind else { return None };
    let columns = if definition.columns.is_empty() { column } else { &definition.columns };
    Some(Restored { columns, definition, span: constraint.span })
}

/// What is wrong with the way back, if anything is.
fn judge(change: Change<'_>, restored: &[Restored<'_>]) -> Option<Finding> {
    let Change { before, after, event } = change;
    let (schema, dialect) = (before.schema, before.schema.dialect);
    // The old text names tables and columns as they were called then: what there is no more may have been renamed.
    let is_like = |other: &Restored<'_>, renamed: bool| {
        let named = other.definition.referenced;
        let is_same = |own: ColumnRef<'_>, name: Name| {
            dialect.same_name(own.name(), name) || (renamed && before.table().column(name).is_none())
        };
        (dialect.same_name(named.name, before.referenced_name().name)
            || (renamed && schema.table(named).is_none()))
            && other.columns.len() == before.columns().len()
            && before.columns().zip(other.columns).all(|(own, name)| is_same(own, *name))
    };
    let matching = restored.iter().rfind(|other| is_like(other, false));
    let renamed = || restored.iter().rfind(|other| is_like(other, true));
    let matching = matching.or_else(renamed);
    let (was, becomes) = (event.action(before), event.action(after));
    let clause = event.clause();
    let subject = format!(
        "{} changes from {clause} {} to {} here",
        words::referencing(after),
        was.effective,
        becomes.effective
    );
    let (message, primary) = match matching {
        Some(other) => {
            let back = event.of(other.definition.on_delete, other.definition.on_update);
            if back.effective.is_like(was.effective) {
                return None;
            }
            let message = format!(
                "the way back makes {} {clause} {}, but it was {} before",
                words::referencing(after),
                back.effective,
                was.effective,
            );
            let label = format!("{clause} {} after a rollback", back.effective);
            (message, Label::new(back.stated.unwrap_or(other.span), label))
        }
        None => {
            let message = format!("{subject}, and the way back does not restore it");
            let label = format!("no way back to {clause} {}", was.effective);
            (message, Label::new(becomes.stated.unwrap_or(after.get().span), label))
        }
    };
    let finding = Finding::new(Object::foreign_key(after), "", message, primary)
        .related(was.stated.unwrap_or(before.get().span), format!("{clause} {} before", was.effective))
        .related(
            becomes.stated.unwrap_or(after.get().span),
            format!("{clause} {} from here on", becomes.effective),
        );
    Some(finding.help(format!("Let the way back drop it and add it with `{clause} {}`", was.effective)))
}
