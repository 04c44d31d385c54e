//! `validated-in-same-transaction`: NOT VALID and VALIDATE CONSTRAINT in one transaction, which is as bad as neither.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{Boundary, Engine, ForeignKeyRef, Operation, OperationKind, Span};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "validated-in-same-transaction",
    group: Group::Safety,
    level: Level::Warn,
    summary: "a foreign key is added with NOT VALID and validated in the same transaction",
    docs: Docs {
        finds: "VALIDATE CONSTRAINT in the newest migration of a PostgreSQL history for a foreign key that the same migration adds with NOT VALID to \
                a table which was there before. Tables that the migration creates are empty and left alone, as are older migrations, which \
                have been applied. A COMMIT between the two, or a comment that tells the tool not to use a transaction (`-- +goose NO \
                TRANSACTION`, `transaction:false`, `-- no-transaction`), makes them two transactions.",
        why: "The lock of ADD FOREIGN KEY lasts until the transaction ends, so everybody who writes to either table waits for the validation: \
              exactly what NOT VALID is there to avoid. Migration tools run each file in one transaction.",
        remedy: "Move VALIDATE CONSTRAINT to a migration of its own.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer);
--- migrations/0002_posts_have_authors.sql
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) NOT VALID;
ALTER TABLE posts VALIDATE CONSTRAINT posts_author; -- expect: validated-in-same-transaction
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer);
--- migrations/0002_posts_have_authors.sql
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) NOT VALID;
--- migrations/0003_validate_authors.sql
ALTER TABLE posts VALIDATE CONSTRAINT posts_author;
",
    check: Check::Description(check),
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let schema = scene.description.schema;
    let Some((index, migration)) = super::newest(&scene.description) else { return };
    if schema.dialect.engine != Engine::PostgreSql || super::has_no_transaction(scene, migration) {
        return;
    }
    let mut operations = Vec::new();
    super::flatten(&migration.operations, &mut operations);
    let is_new = |fk: &ForeignKeyRef<'_>| fk.get().provenance.created.step.migration == index;
    for fk in schema.living_foreign_keys().filter(is_new) {
        let Some(addition) = super::addition(&operations, fk) else { continue };
        if !addition.definition.not_valid || !super::existed_before(fk.table(), index) {
            continue;
        }
        let after = operations.iter().skip(addition.index);
        let same_transaction =
            after.take_while(|operation| operation.kind != OperationKind::Transaction(Boundary::End));
        if let Some(at) = same_transaction.into_iter().find_map(|operation| validation(operation, fk)) {
            findings.add(describe(fk, at));
        }
    }
}

/// Where an operation validates a foreign key.
fn validation(operation: &Operation, fk: ForeignKeyRef<'_>) -> Option<Span> {
    let OperationKind::ValidateConstraint { table, name } = &operation.kind else { return None };
    let is_it = fk.schema.table(*table) == Some(fk.table().id) && Some(*name) == fk.get().name;
    is_it.then_some(operation.span)
}

fn describe(fk: ForeignKeyRef<'_>, at: Span) -> Finding {
    let (table, referenced) = (fk.table().name(), fk.referenced_name());
    let name = fk.get().name.map_or_else(|| "the foreign key".to_owned(), |name| format!("`{name}`"));
    let message = format!(
        "{name} is validated in the transaction that adds it: nobody can write to `{table}` or `{referenced}` until \
         every row is checked"
    );
    Finding::new(Object::foreign_key(fk), "", message, Label::new(at, "validated here"))
        .related(fk.get().span, "added here, with a lock that lasts until the transaction ends")
        .help("Move VALIDATE CONSTRAINT to a migration of its own")
}
