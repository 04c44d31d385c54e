//! `undeclared-foreign-key`: the migrations leave a foreign key in the database that the code does not declare.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::Level;
use crate::diagnostic::{Label, Severity};
use crate::ir::{ForeignKeyRef, Problem, SourceKind, TableId, TableKind, TableRef};
use crate::rules::doubt::Doubt;
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::{Comparison, Scene};
use crate::rules::{Check, Docs, Group, Rule, words};
use crate::text::Span;

pub(in crate::rules) static RULE: Rule = Rule {
    name: "undeclared-foreign-key",
    group: Group::Drift,
    level: Level::Error,
    summary: "the database has a foreign key that the code does not declare",
    docs: Docs {
        finds: "A foreign key that the migrations create and the declaration does not have: no relation on its columns, or no model for its table. \
                Where the declaration has no foreign keys at all (`relationMode = \"prisma\"`), that is one finding for the whole database; a table that \
                only Alembic revisions know is one finding for all its foreign keys.",
        why: "The code does not know that the database refuses or deletes rows here: a DELETE fails, or takes rows along, for a reason that \
              nobody reads in the models. Tools that generate migrations from the models will propose to drop the foreign key.",
        remedy: "Declare the relation, or add a migration that drops the foreign key. If the models leave it out on purpose, say so with \
                 `referee: ignore[undeclared-foreign-key] reason` at the column.",
    },
    bad: "\
--- prisma/schema.prisma
datasource db {
  provider = \"postgresql\"
}

model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  authorId Int
  author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
  editorId Int? // expect: undeclared-foreign-key
}
--- prisma/migrations/0001_init/migration.sql
CREATE TABLE \"User\" (\"id\" INTEGER PRIMARY KEY);
CREATE TABLE \"Team\" (\"id\" INTEGER PRIMARY KEY, \"ownerId\" INTEGER);
CREATE TABLE \"Post\" (\"id\" INTEGER PRIMARY KEY, \"authorId\" INTEGER NOT NULL, \"editorId\" INTEGER);
ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_authorId_fkey\" FOREIGN KEY (\"authorId\") REFERENCES \"User\"(\"id\") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_editorId_fkey\" FOREIGN KEY (\"editorId\") REFERENCES \"User\"(\"id\") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE \"Team\" ADD CONSTRAINT \"Team_ownerId_fkey\" FOREIGN KEY (\"ownerId\") REFERENCES \"User\"(\"id\") ON DELETE CASCADE ON UPDATE CASCADE; -- expect: undeclared-foreign-key
",
    good: "\
--- prisma/schema.prisma
datasource db {
  provider = \"postgresql\"
}

model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  authorId Int
  author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
}
--- prisma/migrations/0001_init/migration.sql
CREATE TABLE \"User\" (\"id\" INTEGER PRIMARY KEY);
CREATE TABLE \"Post\" (\"id\" INTEGER PRIMARY KEY, \"authorId\" INTEGER NOT NULL);
ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_authorId_fkey\" FOREIGN KEY (\"authorId\") REFERENCES \"User\"(\"id\") ON DELETE CASCADE ON UPDATE CASCADE;
",
    check: Check::Comparison(check),
};

/// How many foreign keys the one finding about a declaration without any shows.
const SHOWN: usize = 3;

fn check(comparison: &Comparison<'_>, findings: &mut Findings<'_>) {
    let undeclared = &comparison.pairing.right_foreign_keys;
    let Some(first) = undeclared.first() else { return };
    let left = comparison.left.description.schema;
    if left.living_foreign_keys().next().is_none() {
        findings.add(declares_none(comparison, *first));
        return;
    }
    let tables: FxHashMap<_, _> =
        comparison.pairing.tables.iter().map(|pair| (pair.right.id, pair.left)).collect();
    let schemas: FxHashSet<_> = left.living_tables().map(|table| table.name().schema).collect();
    let by_table = comparison.left.description.source.kind == SourceKind::SqlAlchemy;
    let mut left_over: FxHashMap<TableId, usize> = FxHashMap::default();
    for fk in undeclared.iter().filter(|fk| !tables.contains_key(&fk.table().id)) {
        *left_over.entry(fk.table().id).or_default() += 1;
    }
    for fk in undeclared {
        let table = fk.table();
        let finding = match tables.get(&table.id) {
            Some(declared) => without_key(comparison, *fk, *declared),
            // The models of another part of the project have it.
            None if by_table && comparison.left.subject.modelled.contains(&table.name().name) => continue,
            None => {
                let more = if by_table { left_over.remove(&table.id) } else { Some(1) };
                let Some(count) = more else { continue };
                without_table(comparison, *fk, count - 1, schemas.contains(&table.name().schema))
            }
        };
        findings.add(match &comparison.belief {
            Some(belief) => belief.explain_undeclared(finding, *fk),
            None => finding,
        });
    }
}

/// The declaration knows the table, but not the foreign key.
fn without_key(comparison: &Comparison<'_>, fk: ForeignKeyRef<'_>, table: TableRef<'_>) -> Finding {
    let (left, right) = (&comparison.left.description, &comparison.right.description);
    let (declared, held) = (words::title(left), words::title(right));
    let what = if left.source.kind == SourceKind::Prisma { "relation" } else { "foreign key" };
    let message = format!(
        "{} references {} in {held}, but {declared} {} no {what} on it",
        words::referencing(fk),
        words::referenced(fk),
        words::verb(left, "declares", "declare"),
    );
    let column = fk.columns().find_map(|column| table.column(column.name()));
    let place = column.map_or(table.get().name_span, |column| column.get().name_span);
    Finding::new(Object::foreign_key(fk), "", message, Label::new(place, format!("no {what} here")))
        .related(fk.get().span, created(fk))
        .help(format!("Declare the {what} in {declared}, or drop the foreign key in a migration"))
        .doubted(comparison.left.doubts.about(table.qualified_name(), None))
}

/// The declaration does not know the table. A schema of which it knows nothing is somebody else's: then it is a note.
/// `more` foreign keys of the table are not told by themselves.
fn without_table(
    comparison: &Comparison<'_>,
    fk: ForeignKeyRef<'_>,
    more: usize,
    knows_schema: bool,
) -> Finding {
    let (left, right) = (&comparison.left.description, &comparison.right.description);
    let (declared, held) = (words::title(left), words::title(right));
    let is_prisma = left.source.kind == SourceKind::Prisma;
    let (what, missing) = if is_prisma { ("model", "model for") } else { ("table", "table") };
    let name = fk.table().name();
    let message = format!(
        "{} references {} in {held}, but {declared} {} no {missing} `{name}`",
        words::referencing(fk),
        words::referenced(fk),
        words::verb(left, "has", "have"),
    );
    let message = match more {
        0 => message,
        1 => format!("{message}, nor for its other foreign key"),
        _ => format!("{message}, nor for its {more} other foreign keys"),
    };
    let finding = Finding::new(Object::foreign_key(fk), "", message, Label::new(fk.get().span, created(fk)))
        .help(format!("Add a {what} for `{name}` to {declared}, or drop the table in a migration"))
        .doubted(comparison.left.doubts.about(fk.table().qualified_name(), None))
        .doubted(made_by_nobody(fk.table()));
    if knows_schema { finding } else { finding.at_most(Severity::Note) }
}

/// A table that the files only alter is another program's: its declaration may be elsewhere, too.
fn made_by_nobody(table: TableRef<'_>) -> Option<Doubt> {
    let row = table.get();
    let why = || format!("no file creates `{}`; it is altered here", table.name());
    (row.kind == TableKind::Assumed).then(|| Doubt { span: row.name_span, why: why() })
}

fn not_understood(problem: &Problem) -> Doubt {
    Doubt { span: problem.span, why: format!("not understood: {}", problem.why) }
}

/// The declaration has no foreign keys at all, which is a decision, and one finding.
fn declares_none(comparison: &Comparison<'_>, first: ForeignKeyRef<'_>) -> Finding {
    let (left, right) = (&comparison.left.description, &comparison.right.description);
    let (declared, held) = (words::title(left), words::title(right));
    let undeclared = &comparison.pairing.right_foreign_keys;
    let count = undeclared.len();
    let noun = if count == 1 { "foreign key is" } else { "foreign keys are" };
    let message = format!(
        "{declared} {} no foreign keys, but {count} {noun} in {held}",
        words::verb(left, "has", "have")
    );
    let place = relation_mode(comparison.left)
        .or_else(|| left.schema.living_tables().next().map(|table| table.get().name_span))
        .unwrap_or(first.get().span);
    let mut finding =
        Finding::new(Object::title(declared), "", message, Label::new(place, "no foreign keys by this"));
    for fk in undeclared.iter().take(SHOWN) {
        finding = finding.related(fk.get().span, created(*fk));
    }
    finding
        .help(format!("Drop the foreign keys in a migration, or declare them in {declared}"))
        .doubted(left.problems.first().map(not_understood))
}

/// The line of a Prisma datasource that turns foreign keys off.
fn relation_mode(scene: &Scene<'_>) -> Option<Span> {
    if scene.description.source.kind != SourceKind::Prisma {
        return None;
    }
    scene.description.source.files.iter().find_map(|file| {
        let text = scene.subject.files.get(*file).text();
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            let stated = line.trim();
            if stated.starts_with("relationMode") || stated.starts_with("referentialIntegrity") {
                let start = offset + line.len() - line.trim_start().len();
                return Some(Span::new(*file, start, start + stated.len()));
            }
            offset += line.len();
        }
        None
    })
}

fn created(fk: ForeignKeyRef<'_>) -> String {
    let action = fk.get().on_delete.effective;
    format!("{} references {} here, ON DELETE {action}", words::referencing(fk), words::referenced(fk))
}
