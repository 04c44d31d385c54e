//! `name-mismatch`: the same foreign key under another name in the code than in the database.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::pair::Pair;
use crate::ir::{Engine, ForeignKeyRef, SourceKind};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Comparison;
use crate::rules::{Check, Docs, Group, Rule, words};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "name-mismatch",
    group: Group::Drift,
    level: Level::Note,
    summary: "a foreign key has another name in the code than in the database",
    docs: Docs {
        finds: "A foreign key of a Prisma or Drizzle schema that the migrations leave under another name, as after a table or column was renamed in SQL: engines keep \
                the constraint's old name. SQLite, where foreign keys have no names that matter, is left alone. It is a note: rows are none the worse.",
        why: "Prisma compares names too: its next migration renames the constraint. drizzle-kit does not, and the next migration that it generates for \
              the foreign key drops a name that is not there. So does a migration written by hand by the name of the schema.",
        remedy: "State the name that the database has, with `map:` in a Prisma relation, with `foreignKey({ name: ... })` in Drizzle, or rename the \
                 constraint in a migration.",
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
  author   User @relation(fields: [authorId], references: [id]) // expect: name-mismatch
}
--- prisma/migrations/0001_init/migration.sql
CREATE TABLE \"User\" (\"id\" INTEGER PRIMARY KEY);
CREATE TABLE \"Post\" (\"id\" INTEGER PRIMARY KEY, \"writerId\" INTEGER NOT NULL);
ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_writerId_fkey\" FOREIGN KEY (\"writerId\") REFERENCES \"User\"(\"id\") ON DELETE RESTRICT ON UPDATE CASCADE;
--- prisma/migrations/0002_rename/migration.sql
ALTER TABLE \"Post\" RENAME COLUMN \"writerId\" TO \"authorId\";
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
  author   User @relation(fields: [authorId], references: [id], map: \"Post_writerId_fkey\")
}
--- prisma/migrations/0001_init/migration.sql
CREATE TABLE \"User\" (\"id\" INTEGER PRIMARY KEY);
CREATE TABLE \"Post\" (\"id\" INTEGER PRIMARY KEY, \"writerId\" INTEGER NOT NULL);
ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_writerId_fkey\" FOREIGN KEY (\"writerId\") REFERENCES \"User\"(\"id\") ON DELETE RESTRICT ON UPDATE CASCADE;
--- prisma/migrations/0002_rename/migration.sql
ALTER TABLE \"Post\" RENAME COLUMN \"writerId\" TO \"authorId\";
",
    check: Check::ForeignKeyPair(check),
};

fn check(comparison: &Comparison<'_>, fks: Pair<ForeignKeyRef<'_>>, findings: &mut Findings<'_>) {
    let (left, right) = (&comparison.left.description, &comparison.right.description);
    let dialect = right.schema.dialect;
    let help = match left.source.kind {
        _ if dialect.engine == Engine::Sqlite => return,
        SourceKind::Prisma => "Write `map: \"{}\"` in the relation",
        SourceKind::Drizzle => "Declare it with `foreignKey({ name: \"{}\", ... })`",
        SourceKind::SqlMigrations
        | SourceKind::SqlSchema
        | SourceKind::DrizzleSnapshot
        | SourceKind::Alembic
        | SourceKind::SqlAlchemy => return,
    };
    let (Some(wanted), Some(held)) = (fks.left.get().name, fks.right.get().name) else { return };
    if dialect.key(wanted) == dialect.key(held) {
        return;
    }
    let message = format!(
        "the foreign key of {} is named `{held}` in {} but `{wanted}` in {}",
        words::referencing(fks.left),
        words::title(right),
        words::title(left),
    );
    // drizzle-kit cuts nothing, and MySQL refuses what is too long (ER_TOO_LONG_IDENT); PostgreSQL cuts both sides alike.
    let limit = dialect.identifier_limit().unwrap_or(usize::MAX);
    let is_refused = dialect.is_mysql_like() && wanted.as_str().chars().count() > limit;
    let why = if is_refused {
        format!(", and {} refuses names of more than {limit} characters", dialect.engine.title())
    } else {
        String::new()
    };
    let message = format!("{message}{why}");
    let primary = Label::new(fks.left.get().span, format!("`{wanted}` by this"));
    let finding = Finding::new(Object::foreign_key(fks.left), "", message, primary)
        .related(fks.right.get().span, format!("`{held}` here"))
        .help(format!("{}, or rename the constraint in a migration", help.replace("{}", held.as_str())));
    findings.add(finding);
}
