//! `lost-action`: a foreign key that was made anew and lost its action on the way, or was left behind by the rebuild of its table.

use rustc_hash::FxHashMap;

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{ForeignKeyRef, Layout, Life, Name, Role, Schema, SourceKind, TableId, TableName, TableRef};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::rebuild::{Rebuild, rebuilds};
use crate::rules::scene::Scene;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "lost-action",
    group: Group::Safety,
    level: Level::Error,
    summary: "a foreign key was dropped and added again, and its referential action is gone",
    docs: Docs {
        finds: "A foreign key that had an ON DELETE or ON UPDATE clause, was dropped, and was added again (the same columns, the same referenced \
                table, at once, in a later migration or by a rebuild of its table) without the clause, so that the default applies at the end of \
                the history. And a foreign key that its table had before a rebuild (create a new table, copy the rows, drop the old one, \
                rename) and has no more, though its columns and the referenced table are there. Clauses that only stopped a DELETE anyway do \
                not matter, nor does it where the models declare what holds now. Rebuilds that drizzle-kit and Prisma generate have the foreign keys that the code declares, and a rebuild that \
                changes nothing but the foreign keys is there to remove them, and so is one after which the code declares none either: none of them is taken for a loss.",
        why: "Foreign keys are dropped to change something else, a type or a name, and written anew by hand. Nothing fails: a DELETE that took its \
              rows along for years is refused from now on, or rows stay that should have gone.",
        remedy: "Add a migration that drops the foreign key and adds it with the lost clause. If the default is meant, write it down: `ON DELETE NO \
                 ACTION` in the migration that adds the foreign key, or, if that is applied, silence the finding with the reason.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
--- migrations/0002_large_ids.sql
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;
ALTER TABLE users ALTER COLUMN id TYPE bigint;
ALTER TABLE posts ALTER COLUMN author_id TYPE bigint;
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id); -- expect: lost-action
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
--- migrations/0002_large_ids.sql
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;
ALTER TABLE users ALTER COLUMN id TYPE bigint;
ALTER TABLE posts ALTER COLUMN author_id TYPE bigint;
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;
",
    check: Check::Description(check),
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let schema = scene.description.schema;
    if scene.description.source.role != Role::History {
        return;
    }
    let rebuilds = rebuilds(&scene.description);
    let before: FxHashMap<TableId, TableId> =
        rebuilds.iter().map(|rebuild| (rebuild.new, rebuild.old)).collect();
    for fk in schema.living_foreign_keys() {
        for event in Event::BOTH {
            let lost = lost_action(&before, fk, event);
            if let Some(lost) = lost.filter(|_| !is_declared(scene, fk, event)) {
                findings.add(describe_action(scene, fk, lost, event));
            }
        }
    }
    if matches!(scene.description.source.layout, Some(Layout::DrizzleKit | Layout::PrismaMigrate)) {
        return;
    }
    let after: FxHashMap<TableId, TableId> =
        rebuilds.iter().map(|rebuild| (rebuild.old, rebuild.new)).collect();
    for rebuild in &rebuilds {
        for lost in lost_keys(schema, &after, rebuild).into_iter().filter(|lost| !is_wanted(scene, *lost)) {
            findings.add(describe_key(scene, lost, rebuild));
        }
    }
}

/// A table and those whose place it took, newest first.
fn generations<'s>(
    schema: &'s Schema,
    links: &FxHashMap<TableId, TableId>,
    table: TableId,
) -> impl Iterator<Item = TableRef<'s>> {
    let all = std::iter::successors(Some(table), |table| links.get(table).copied());
    all.take(links.len() + 1).map(|id| schema.walk_table(id))
}

/// The last predecessor that stated an action, if the foreign key states none and does something else.
fn lost_action<'s>(
    before: &FxHashMap<TableId, TableId>,
    fk: ForeignKeyRef<'s>,
    event: Event,
) -> Option<ForeignKeyRef<'s>> {
    let schema = fk.schema;
    let now = event.action(fk);
    if now.stated.is_some() {
        return None;
    }
    let place = place(fk);
    let earlier = generations(schema, before, fk.table().id)
        .flat_map(|table| table.get().foreign_keys.iter().map(|id| schema.walk_foreign_key(*id)))
        .filter(|other| !other.get().lives() && other.id != fk.id)
        .filter(|other| other.get().provenance.created.step <= fk.get().provenance.created.step);
    let stating = earlier.filter(|other| event.action(*other).stated.is_some());
    let last = stating.filter(|other| self::place(*other) == place).max_by_key(|other| other.id)?;
    let then = event.action(last).effective;
    (!now.effective.is_like(then)).then_some(last)
}

/// Whether the code, too, wants the action that holds now: all models that have the foreign key do. Schema files and snapshots are written
/// off the database as often as not, and prove nothing.
fn is_declared(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, event: Event) -> bool {
    let is_written = |kind: SourceKind| match kind {
        SourceKind::Prisma | SourceKind::Drizzle | SourceKind::SqlAlchemy => true,
        SourceKind::SqlMigrations
        | SourceKind::SqlSchema
        | SourceKind::DrizzleSnapshot
        | SourceKind::Alembic => false,
    };
    let descriptions =
        scene.subject.descriptions.iter().filter(|description| is_written(description.source.kind));
    let tables = descriptions.filter_map(|description| {
        let schema = description.schema;
        schema.table(fk.table().name()).map(|id| schema.walk_table(id))
    });
    let columns = place(fk).0;
    let mut wanted = tables
        .flat_map(TableRef::foreign_keys)
        .filter(|other| place(*other).0 == columns)
        .map(|other| event.action(other).effective)
        .peekable();
    let now = event.action(fk).effective;
    wanted.peek().is_some() && wanted.all(|action| action.is_like(now))
}

/// What makes two foreign keys of one table the same reference, whatever became of the tables' ids.
fn place(fk: ForeignKeyRef<'_>) -> (Vec<Name>, TableName) {
    let dialect = fk.schema.dialect;
    let mut columns: Vec<Name> = fk.columns().map(|column| dialect.key(column.name())).collect();
    columns.sort_unstable();
    let TableName { schema, name } = fk.qualified_referenced_name();
    (columns, TableName { schema: schema.map(|name| dialect.key(name)), name: dialect.key(name) })
}

/// The foreign keys that went with the old table and that the new one never had, up to the end.
fn lost_keys<'s>(
    schema: &'s Schema,
    after: &FxHashMap<TableId, TableId>,
    rebuild: &Rebuild,
) -> Vec<ForeignKeyRef<'s>> {
    let (old, new) = (schema.walk_table(rebuild.old), schema.walk_table(rebuild.new));
    let ever = |table: TableRef<'s>| table.get().foreign_keys.iter().map(|id| schema.walk_foreign_key(*id));
    let went = |fk: &ForeignKeyRef<'_>| {
        fk.get().provenance.dropped.is_some_and(|origin| origin.step == rebuild.dropped.step)
    };
    let Some(last) = generations(schema, after, rebuild.new).last().filter(|table| table.get().lives())
    else {
        return Vec::new();
    };
    let later: Vec<_> = generations(schema, after, rebuild.new).flat_map(ever).map(place).collect();
    let held: Vec<_> = ever(old).filter(went).collect();
    let adds = ever(new).any(|fk| held.iter().all(|other| place(*other) != place(fk)));
    if !adds && shape(old) == shape(new) {
        return Vec::new();
    }
    let is_kept = |fk: ForeignKeyRef<'s>| {
        let (columns, referenced) = place(fk);
        later.iter().any(|(others, other)| {
            columns.iter().all(|column| others.contains(column))
                || (referenced == *other && columns.iter().any(|column| others.contains(column)))
        })
    };
    let is_lost = |fk: &ForeignKeyRef<'s>| {
        !is_kept(*fk)
            && fk.columns().all(|column| last.column(column.name()).is_some())
            && schema.table(fk.qualified_referenced_name()).is_some()
    };
    held.into_iter().filter(is_lost).collect()
}

/// Whether the code agrees that a foreign key is gone: a declaration has the table and its columns, and no foreign key on them.
fn is_wanted(scene: &Scene<'_>, lost: ForeignKeyRef<'_>) -> bool {
    let declarations =
        scene.subject.descriptions.iter().filter(|description| description.source.role == Role::Declaration);
    let agrees = |schema: &Schema| {
        let table = schema.table(lost.table().name()).map(|id| schema.walk_table(id))?;
        let columns: Option<Vec<_>> = lost.columns().map(|column| table.column(column.name())).collect();
        let columns: Vec<_> = columns?.iter().map(|column| column.id).collect();
        Some(table.foreign_keys().all(|fk| fk.columns().all(|column| !columns.contains(&column.id))))
    };
    let mut opinions = declarations.filter_map(|description| agrees(description.schema)).peekable();
    opinions.peek().is_some() && opinions.all(|agrees| agrees)
}

/// Everything of a table's columns that a rebuild may be there to change.
fn shape(table: TableRef<'_>) -> Vec<(Name, Option<Name>, bool, bool)> {
    let dialect = table.schema.dialect;
    let columns = table.get().columns.iter().map(|id| table.schema.walk_column(*id).get());
    let kind = |column: &crate::ir::Column| column.data_type.map(|data_type| data_type.name.to_lowercase());
    columns
        .map(|column| (dialect.key(column.name), kind(column), column.not_null, column.has_default))
        .collect()
}

fn describe_action(
    scene: &Scene<'_>,
    fk: ForeignKeyRef<'_>,
    lost: ForeignKeyRef<'_>,
    event: Event,
) -> Finding {
    let (now, then) = (event.action(fk), event.action(lost));
    let clause = event.clause();
    let message = format!(
        "{} lost its {clause} {} when it was added again: {} {} instead of {}",
        words::referencing(fk),
        then.effective,
        event.cause(fk),
        event.effect(fk, now.effective),
        event.alternative(fk, then.effective),
    );
    let label = format!("nothing is stated here, so {} applies", now.effective);
    let finding = Finding::new(Object::foreign_key(fk), clause, message, Label::new(fk.get().span, label))
        .related(then.stated.unwrap_or(lost.get().span), format!("it was {clause} {}", then.effective));
    let finding = match lost.get().provenance.dropped {
        Some(origin) => finding.related(origin.span, "until it was dropped here"),
        None => finding,
    };
    finding
        .help(format!("Drop it and add it again with `{clause} {}`, if that is still meant", then.effective))
        .doubted(scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)))
}

fn describe_key(scene: &Scene<'_>, lost: ForeignKeyRef<'_>, rebuild: &Rebuild) -> Finding {
    let new = scene.description.schema.walk_table(rebuild.new);
    let table = TableName { schema: None, name: lost.table().get().name };
    let columns = words::list(lost.columns().map(|column| column.name()));
    let message = format!(
        "the rebuild of `{}` loses the foreign key of {columns} to `{}`: its rows may reference nothing from then on",
        new.name(),
        lost.referenced_name(),
    );
    let primary = Label::new(new.get().name_span, format!("without a foreign key of {columns}"));
    Finding::new(Object::foreign_key(lost), "", message, primary)
        .related(lost.get().span, format!("`{table}` had it"))
        .related(rebuild.dropped.span, "until it was dropped here")
        .help("Add the foreign key again, by another rebuild in SQLite, if it was not removed on purpose")
        .doubted(scene.doubts.naming(new.qualified_name(), Some(new.get().provenance.created)))
}
