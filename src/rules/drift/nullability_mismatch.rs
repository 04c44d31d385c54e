//! `nullability-mismatch`: SET NULL in the code or the database, and a column that allows NULL in only one of them.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::pair::Pair;
use crate::ir::{ColumnRef, ForeignKeyRef, ReferentialAction, SourceKind};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Comparison;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "nullability-mismatch",
    group: Group::Drift,
    level: Level::Warn,
    summary: "a column that SET NULL is about allows NULL in the code but not in the database, or the other way round",
    docs: Docs {
        finds: "A column of a foreign key that is nullable in a declaration and NOT NULL in what the migrations leave in the database, or the other way \
                round, where that changes what SET NULL does: the database fails to set what the code declares as nullable, or sets to NULL what \
                the code takes for required. Where the action does not touch the column, nothing is found. Where Prisma derives another action \
                from nullability, `action-mismatch` tells both.",
        why: "SET NULL on a column that is NOT NULL fails with every DELETE of a row that is in use. The other way round the DELETE works, and the \
              client, whose types say that the value is there, meets a NULL.",
        remedy: "Decide which side is right: add a migration that drops or sets NOT NULL, or change the declaration.",
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
  id       Int   @id
  authorId Int? // expect: nullability-mismatch
  author   User? @relation(fields: [authorId], references: [id], onDelete: SetNull)
}
--- prisma/migrations/0001_init/migration.sql
CREATE TABLE \"User\" (\"id\" INTEGER NOT NULL, CONSTRAINT \"User_pkey\" PRIMARY KEY (\"id\"));
CREATE TABLE \"Post\" (\"id\" INTEGER NOT NULL, \"authorId\" INTEGER NOT NULL, CONSTRAINT \"Post_pkey\" PRIMARY KEY (\"id\"));
ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_authorId_fkey\" FOREIGN KEY (\"authorId\") REFERENCES \"User\"(\"id\") ON DELETE SET NULL ON UPDATE CASCADE; -- expect: set-null-on-not-null
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
  id       Int   @id
  authorId Int?
  author   User? @relation(fields: [authorId], references: [id], onDelete: SetNull)
}
--- prisma/migrations/0001_init/migration.sql
CREATE TABLE \"User\" (\"id\" INTEGER NOT NULL, CONSTRAINT \"User_pkey\" PRIMARY KEY (\"id\"));
CREATE TABLE \"Post\" (\"id\" INTEGER NOT NULL, \"authorId\" INTEGER, CONSTRAINT \"Post_pkey\" PRIMARY KEY (\"id\"));
ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_authorId_fkey\" FOREIGN KEY (\"authorId\") REFERENCES \"User\"(\"id\") ON DELETE SET NULL ON UPDATE CASCADE;
",
    check: Check::ForeignKeyPair(check),
};

fn check(comparison: &Comparison<'_>, fks: Pair<ForeignKeyRef<'_>>, findings: &mut Findings<'_>) {
    let dialect = comparison.right.description.schema.dialect;
    for left in fks.left.columns() {
        let same = |right: &ColumnRef<'_>| dialect.key(right.name()) == dialect.key(left.name());
        let Some(right) = fks.right.columns().find(same) else { continue };
        let columns = Pair { left, right };
        let mut events = Event::BOTH.into_iter().filter(|event| !is_derived(comparison, fks, *event));
        let event = events.find(|event| changes(fks, columns, *event));
        if let Some(event) = event.filter(|_| left.is_nullable() != right.is_nullable()) {
            findings.add(describe(comparison, fks, columns, event));
        }
    }
}

/// Whether Prisma derives another action from nullability than the database has: that is told as the difference it makes.
fn is_derived(comparison: &Comparison<'_>, fks: Pair<ForeignKeyRef<'_>>, event: Event) -> bool {
    let (left, right) = (event.action(fks.left), event.action(fks.right));
    comparison.left.description.source.kind == SourceKind::Prisma
        && left.stated.is_none()
        && left.effective != right.effective
}

/// Whether it matters for a clause that the sides disagree about a column: the database sets it to NULL, or the code states that it should.
fn changes(fks: Pair<ForeignKeyRef<'_>>, columns: Pair<ColumnRef<'_>>, event: Event) -> bool {
    let sets = |fk: ForeignKeyRef<'_>, column: ColumnRef<'_>| {
        let mut clauses = words::clauses_that(fk, ReferentialAction::SetNull);
        clauses.any(|(clause, _, mut set)| clause == event && set.any(|one| one.id == column.id))
    };
    let is_stated = event.action(fks.left).stated.is_some();
    sets(fks.right, columns.right)
        || (sets(fks.left, columns.left) && is_stated && columns.left.is_nullable())
}

fn describe(
    comparison: &Comparison<'_>,
    fks: Pair<ForeignKeyRef<'_>>,
    columns: Pair<ColumnRef<'_>>,
    event: Event,
) -> Finding {
    let (left, right) = (&comparison.left.description, &comparison.right.description);
    let (code, database) = (words::title(left), words::title(right));
    let (name, table) = (columns.left.name(), fks.left.table().name());
    let cause = event.cause(fks.right);
    let consequence = match (columns.left.is_nullable(), event.action(fks.right).effective) {
        (false, _) => format!(
            "{cause} sets it to NULL, which {code} {} impossible",
            words::verb(left, "takes for", "take for")
        ),
        (true, ReferentialAction::SetNull) => format!("{cause} fails instead of setting it to NULL"),
        (true, _) => format!(
            "it cannot be {} SET NULL, as {code} {} it",
            event.clause(),
            words::verb(left, "states", "state")
        ),
    };
    let called = |nullable: bool| if nullable { "nullable" } else { "NOT NULL" };
    let message = format!(
        "`{table}.{name}` is {} in {code} but {} in {database}: {consequence}",
        called(columns.left.is_nullable()),
        called(columns.right.is_nullable()),
    );
    let change = if columns.left.is_nullable() { "drops NOT NULL" } else { "sets NOT NULL" };
    let (own, other) = (columns.left.get(), columns.right.get());
    let here = |column: ColumnRef<'_>| format!("{} in ", called(column.is_nullable()));
    let mut finding = Finding::new(
        Object::column(fks.left.table(), name),
        event.clause(),
        message,
        Label::new(own.null_span, here(columns.left) + code),
    )
    .related(other.null_span, here(columns.right) + database)
    .help(format!(
        "Add a migration that {change}, if {code} {} right; if not, change {code}",
        words::verb(left, "is", "are")
    ));
    for fk in [fks.right, fks.left] {
        let action = event.action(fk);
        let span = action.stated.unwrap_or(fk.get().span);
        if action.effective == ReferentialAction::SetNull {
            finding = finding.related(span, format!("{} SET NULL", event.clause()));
        }
    }
    let table = fks.right.table().qualified_name();
    let doubt = comparison.right.doubts.naming(table, Some(other.provenance.created));
    finding.doubted(doubt.or_else(|| {
        comparison.left.doubts.naming(fks.left.table().qualified_name(), Some(own.provenance.created))
    }))
}
