//! `missing-foreign-key`: the code declares a foreign key that the migrations do not leave in the database.

use rustc_hash::FxHashMap;

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{ForeignKeyRef, Life, Origin, Role, Schema, TableId, TableKind};
use crate::rules::doubt::Doubt;
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Comparison;
use crate::rules::{Check, Docs, Group, Rule, words};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "missing-foreign-key",
    group: Group::Drift,
    level: Level::Error,
    summary: "the code declares a foreign key that the database does not have",
    docs: Docs {
        finds: "A foreign key of the declaration that no migration creates, or that a later one drops, by name or with something it depends on. A \
                model that is a view in the database is left alone. Where a statement that was not understood may have created it, or where the \
                migrations build on tables which none of them creates, it is a note that says so.",
        why: "The code relies on a reference that nothing enforces: rows can point nowhere, and the actions that the declaration promises never \
              happen when the referenced row is deleted.",
        remedy: "Add a migration that creates the foreign key (first look for rows that point nowhere), or remove it from the declaration. If \
                 it was dropped on purpose, say so with `referee: ignore[missing-foreign-key] reason` at the relation.",
    },
    bad: "\
--- prisma/schema.prisma
datasource db {
  provider = \"mysql\"
}

model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  authorId Int
  author   User @relation(fields: [authorId], references: [id]) // expect: missing-foreign-key
}
--- prisma/migrations/0001_init/migration.sql
CREATE TABLE `User` (`id` INTEGER NOT NULL, PRIMARY KEY (`id`));
CREATE TABLE `Post` (`id` INTEGER NOT NULL, `authorId` INTEGER NOT NULL, PRIMARY KEY (`id`));
ALTER TABLE `Post` ADD CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User`(`id`) ON DELETE RESTRICT ON UPDATE CASCADE;
--- prisma/migrations/0002_billing/migration.sql
ALTER TABLE `Post` DROP FOREIGN KEY `Post_authorId_fkey`;
",
    good: "\
--- prisma/schema.prisma
datasource db {
  provider = \"mysql\"
}

model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  authorId Int
  author   User @relation(fields: [authorId], references: [id])
}
--- prisma/migrations/0001_init/migration.sql
CREATE TABLE `User` (`id` INTEGER NOT NULL, PRIMARY KEY (`id`));
CREATE TABLE `Post` (`id` INTEGER NOT NULL, `authorId` INTEGER NOT NULL, PRIMARY KEY (`id`));
ALTER TABLE `Post` ADD CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User`(`id`) ON DELETE RESTRICT ON UPDATE CASCADE;
",
    check: Check::Comparison(check),
};

fn check(comparison: &Comparison<'_>, findings: &mut Findings<'_>) {
    let held = &comparison.pairing.right_tables;
    let mut paired = comparison.pairing.tables.iter().map(|pair| pair.right);
    let baseline = paired.find(|table| table.get().kind == TableKind::Assumed).or_else(|| {
        held.iter()
            .copied()
            .find(|table| table.get().kind == TableKind::Assumed && table.name().schema.is_none())
    });
    let baseline = baseline.map(|table| Doubt {
        span: table.get().name_span,
        why: format!("the migrations build on tables which none of them creates, such as `{}`", table.name()),
    });
    let pairs: FxHashMap<TableId, TableId> =
        comparison.pairing.tables.iter().map(|pair| (pair.left.id, pair.right.id)).collect();
    for fk in &comparison.pairing.left_foreign_keys {
        let finding = match pairs.get(&fk.table().id) {
            Some(table) => Some(without_key(comparison, *fk, *table)),
            None => without_table(comparison, *fk, baseline.as_ref()),
        };
        finding.into_iter().for_each(|finding| findings.add(finding));
    }
}

/// The table exists, the foreign key does not.
fn without_key(comparison: &Comparison<'_>, fk: ForeignKeyRef<'_>, table: TableId) -> Finding {
    let (left, right) = (&comparison.left.description, &comparison.right.description);
    let (declared, held) = (words::title(left), words::title(right));
    let (referencing, referenced) = (words::referencing(fk), words::referenced(fk));
    let dropped = last_drop(right.schema, table, fk);
    let what = if dropped.is_some() { "have dropped it" } else { "never create it" };
    let what = if right.source.role == Role::History { what } else { "does not have it" };
    let message = format!("{referencing} is a foreign key to {referenced} in {declared}, but {held} {what}");
    let primary = Label::new(
        fk.get().span,
        format!("{declared} {} on this foreign key", words::verb(left, "counts", "count")),
    );
    let other = right.schema.walk_table(table);
    let finding = Finding::new(Object::foreign_key(fk), "", message, primary);
    let finding = match dropped {
        Some(origin) => finding.related(origin.span, "the foreign key is dropped here"),
        None => finding.related(other.get().name_span, format!("`{}` is created without it", other.name())),
    };
    let finding = finding
        .help(format!(
            "Add a migration that creates the foreign key on {referencing}, or remove it from {declared}"
        ))
        .doubted(comparison.right.doubts.about(other.qualified_name(), dropped));
    explained(comparison, finding, fk)
}

/// What `drizzle-kit generate` would do about it.
fn explained(comparison: &Comparison<'_>, finding: Finding, fk: ForeignKeyRef<'_>) -> Finding {
    match &comparison.belief {
        Some(belief) => belief.explain_missing(finding, fk),
        None => finding,
    }
}

/// The whole table does not exist; nothing if it is a view.
fn without_table(
    comparison: &Comparison<'_>,
    fk: ForeignKeyRef<'_>,
    baseline: Option<&Doubt>,
) -> Option<Finding> {
    let (left, right) = (&comparison.left.description, &comparison.right.description);
    let (declared, held) = (words::title(left), words::title(right));
    let name = fk.table().name();
    let living = right.schema.table(name).map(|id| right.schema.walk_table(id).get().kind);
    if living == Some(TableKind::View) {
        return None;
    }
    let referenced = words::referenced(fk);
    let message = format!(
        "{} is a foreign key to {referenced} in {declared}, but {held} {} no table `{name}`",
        words::referencing(fk),
        words::verb(right, "has", "create"),
    );
    let primary = Label::new(
        fk.get().span,
        format!("{declared} {} on this foreign key", words::verb(left, "counts", "count")),
    );
    let key = |name| right.schema.dialect.key(name);
    let gone =
        right.schema.tables.iter().rev().find(|table| !table.lives() && key(table.name) == key(name.name));
    let finding = Finding::new(Object::foreign_key(fk), "", message, primary).help(format!(
        "Add a migration that creates `{name}` with its foreign keys, or remove it from {declared}"
    ));
    let dropped = gone.and_then(|table| table.provenance.dropped);
    let finding = match dropped {
        Some(origin) => finding.related(origin.span, format!("`{name}` is dropped here")),
        None => finding,
    };
    let finding = finding.doubted(baseline.cloned());
    Some(explained(comparison, finding.doubted(comparison.right.doubts.about(name, dropped)), fk))
}

/// Where the history dropped a foreign key on the same columns for the last time.
fn last_drop(schema: &Schema, table: TableId, fk: ForeignKeyRef<'_>) -> Option<Origin> {
    let key = |name| schema.dialect.key(name);
    let sorted = |fk: ForeignKeyRef<'_>| {
        let mut names: Vec<_> = fk.columns().map(|column| key(column.name())).collect();
        names.sort_unstable();
        names
    };
    let wanted = sorted(fk);
    let candidates =
        schema.walk_table(table).get().foreign_keys.iter().map(|id| schema.walk_foreign_key(*id));
    candidates
        .filter(|other| sorted(*other) == wanted)
        .filter_map(|other| other.get().provenance.dropped)
        .max_by_key(|origin| origin.step)
}
