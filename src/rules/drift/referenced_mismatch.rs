//! `referenced-mismatch`: the same columns reference something else in the code than in the database.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Comparison;
use crate::rules::{Check, Docs, Group, Rule, words};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "referenced-mismatch",
    group: Group::Drift,
    level: Level::Error,
    summary: "the same columns reference another table or other columns in the code than in the database",
    docs: Docs {
        finds: "A foreign key of the declaration and one of the migrations on the same columns which reference different tables, or different \
                columns of one table.",
        why: "The code joins and deletes along one reference while the database enforces another: rows that the code considers valid are \
              refused, and rows that it considers impossible exist.",
        remedy: "Decide which table is meant. Change the declaration, or add a migration that drops the foreign key and adds the right one.",
    },
    bad: "\
--- prisma/schema.prisma
datasource db {
  provider = \"postgresql\"
}

model Team {
  id      Int      @id
  members Member[]
}

model Company {
  id Int @id
}

model Member {
  id      Int  @id
  ownerId Int
  team    Team @relation(fields: [ownerId], references: [id]) // expect: referenced-mismatch
}
--- prisma/migrations/0001_init/migration.sql
CREATE TABLE \"Team\" (\"id\" INTEGER PRIMARY KEY);
CREATE TABLE \"Company\" (\"id\" INTEGER PRIMARY KEY);
CREATE TABLE \"Member\" (\"id\" INTEGER PRIMARY KEY, \"ownerId\" INTEGER NOT NULL);
ALTER TABLE \"Member\" ADD CONSTRAINT \"Member_ownerId_fkey\" FOREIGN KEY (\"ownerId\") REFERENCES \"Company\"(\"id\") ON DELETE RESTRICT ON UPDATE CASCADE;
",
    good: "\
--- prisma/schema.prisma
datasource db {
  provider = \"postgresql\"
}

model Team {
  id      Int      @id
  members Member[]
}

model Member {
  id      Int  @id
  ownerId Int
  team    Team @relation(fields: [ownerId], references: [id])
}
--- prisma/migrations/0001_init/migration.sql
CREATE TABLE \"Team\" (\"id\" INTEGER PRIMARY KEY);
CREATE TABLE \"Member\" (\"id\" INTEGER PRIMARY KEY, \"ownerId\" INTEGER NOT NULL);
ALTER TABLE \"Member\" ADD CONSTRAINT \"Member_ownerId_fkey\" FOREIGN KEY (\"ownerId\") REFERENCES \"Team\"(\"id\") ON DELETE RESTRICT ON UPDATE CASCADE;
",
    check: Check::Comparison(check),
};

fn check(comparison: &Comparison<'_>, findings: &mut Findings<'_>) {
    let (left, right) =
        (words::title(&comparison.left.description), words::title(&comparison.right.description));
    for fks in &comparison.pairing.other_target {
        let (declared, held) = (words::referenced(fks.left), words::referenced(fks.right));
        let message =
            format!("{} references {declared} in {left} but {held} in {right}", words::referencing(fks.left));
        let primary = Label::new(fks.left.get().referenced_span, format!("{declared} here"));
        let row = fks.right.get();
        let since = row.provenance.changed.unwrap_or(row.provenance.created);
        let doubt = comparison.right.doubts.naming(fks.right.table().qualified_name(), Some(since));
        let finding = Finding::new(Object::foreign_key(fks.left), "", message, primary)
            .related(row.referenced_span, format!("{held} in {right}"))
            .help(format!(
                "Reference {held} in {left} if the database is right; if not, drop the foreign key in a migration and add the one to {declared}"
            ));
        findings.add(finding.doubted(doubt));
    }
}
