//! `cascading-rebuild`: a SQLite table is rebuilt while foreign keys act, so dropping the old one deletes the rows that reference it.

use crate::config::Level;
use crate::diagnostic::{Label, Severity};
use crate::ir::{
    Boundary, Engine, ForeignKeyRef, Layout, Life, Migration, Name, OperationKind, ReferentialAction, Span,
    Step, TableRef,
};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::rebuild::{Rebuild, rebuilds};
use crate::rules::scene::Scene;
use crate::rules::{Check, Docs, Group, Rule, words};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "cascading-rebuild",
    group: Group::Safety,
    level: Level::Error,
    summary: "a SQLite rebuild whose DROP TABLE deletes the rows of other tables",
    docs: Docs {
        finds: "A rebuild (create a new table, copy the rows, drop the old one, rename) in the newest migration of a SQLite history, of a table that \
                others reference with ON DELETE CASCADE, SET NULL or SET DEFAULT, where `PRAGMA foreign_keys = OFF` does not help because it \
                stands within a transaction. An error where the file itself begins the transaction, and with sqlx, which runs each file in \
                one and enforces foreign keys. A warning where the tool may do so: drizzle-kit's `migrate()` does with better-sqlite3 and D1 \
                (not with libSQL); golang-migrate, goose, dbmate, diesel and refinery do unless told otherwise, and the pragma shows that foreign \
                keys are thought to be enforced. Prisma Migrate runs no transaction. A file without the pragma is left alone, because \
                SQLite enforces foreign keys only if the application asks for it, and so are older migrations, which have been applied.",
        why: "With foreign keys enforced, DROP TABLE deletes all rows first, and they take along, or cut off, every row that references them. Within \
              a transaction `PRAGMA foreign_keys` does nothing, without an error. The migration succeeds, and the referencing tables are empty.",
        remedy: "Turn foreign keys off before the transaction begins: outside of BEGIN ... COMMIT, and with the tool's word against its own \
                 transaction (`-- +goose NO TRANSACTION`, `-- no-transaction`), or on the connection before `migrate()`. Or avoid the rebuild: \
                 ADD COLUMN, RENAME COLUMN and DROP COLUMN need none.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT);
CREATE TABLE posts (id integer PRIMARY KEY AUTOINCREMENT, author_id integer REFERENCES users (id) ON DELETE CASCADE);
--- migrations/0002_names.sql
BEGIN;
PRAGMA foreign_keys = OFF;
CREATE TABLE users_new (id integer PRIMARY KEY AUTOINCREMENT, name text NOT NULL DEFAULT '');
INSERT INTO users_new (id) SELECT id FROM users;
DROP TABLE users; -- expect: cascading-rebuild
ALTER TABLE users_new RENAME TO users;
COMMIT;
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT);
CREATE TABLE posts (id integer PRIMARY KEY AUTOINCREMENT, author_id integer REFERENCES users (id) ON DELETE CASCADE);
--- migrations/0002_names.sql
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE users_new (id integer PRIMARY KEY AUTOINCREMENT, name text NOT NULL DEFAULT '');
INSERT INTO users_new (id) SELECT id FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
COMMIT;
PRAGMA foreign_keys = ON;
",
    check: Check::Description(check),
};

/// Why a pragma does nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Transaction {
    /// The file begins one.
    Stated(Span),
    /// The tool does, and enforces foreign keys.
    Certain,
    /// The tool does, at least by default or with some drivers.
    Likely,
}

/// `PRAGMA foreign_keys = OFF` without effect.
#[derive(Clone, Copy, Debug)]
struct Pragma {
    at: Span,
    transaction: Transaction,
}

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let description = &scene.description;
    let Some((index, migration)) = super::newest(description) else { return };
    if description.schema.dialect.engine != Engine::Sqlite {
        return;
    }
    for rebuild in rebuilds(description).iter().filter(|rebuild| rebuild.dropped.step.migration == index) {
        if let Some(pragma) = useless_pragma(scene, migration, rebuild.dropped.step) {
            let referencing = referencing(scene, rebuild);
            if !referencing.is_empty() {
                findings.add(describe(scene, rebuild, pragma, &referencing));
            }
        }
    }
}

/// The pragma that should have turned foreign keys off for a step, and does not.
fn useless_pragma(scene: &Scene<'_>, migration: &Migration, step: Step) -> Option<Pragma> {
    let around = around(scene, migration);
    let mut begun = None;
    let mut pragma = None;
    for operation in migration.operations.iter().take(step.operation as usize) {
        if let OperationKind::Transaction(boundary) = &operation.kind {
            begun = (*boundary == Boundary::Begin).then_some(Transaction::Stated(operation.span));
        }
        if let OperationKind::EnforceForeignKeys(on) = &operation.kind {
            let transaction = begun.or(around);
            pragma =
                (!on).then_some(transaction.map(|transaction| Pragma { at: operation.span, transaction }));
        }
    }
    pragma.flatten()
}

/// The transaction in which a tool runs a file.
fn around(scene: &Scene<'_>, migration: &Migration) -> Option<Transaction> {
    let layout = scene.description.source.layout?;
    let transaction = match layout {
        Layout::Sqlx => Transaction::Certain,
        Layout::DrizzleKit
        | Layout::GolangMigrate
        | Layout::Goose
        | Layout::Dbmate
        | Layout::Diesel
        | Layout::Refinery => Transaction::Likely,
        Layout::PrismaMigrate
        | Layout::SqlMigrate
        | Layout::Hasura
        | Layout::Flyway
        | Layout::LiquibaseSql
        | Layout::Atlas
        | Layout::Supabase
        | Layout::Pop
        | Layout::Sqitch
        | Layout::UptoVersions
        | Layout::Numbered
        | Layout::InOrder
        | Layout::Alembic
        | Layout::SingleFile => return None,
    };
    (!super::has_no_transaction(scene, migration)).then_some(transaction)
}

/// The foreign keys that act on the rows of other tables when the old table is dropped.
fn referencing<'s>(scene: &Scene<'s>, rebuild: &Rebuild) -> Vec<ForeignKeyRef<'s>> {
    let schema = scene.description.schema;
    let name = schema.walk_table(rebuild.new).get().name;
    let own = [rebuild.old, rebuild.new];
    let all = (0..).map(crate::ir::ForeignKeyId).zip(&schema.foreign_keys);
    let acting = all.filter(|(_, fk)| {
        fk.lived_before(rebuild.dropped.step) && !fk.on_delete.effective.stops() && !own.contains(&fk.table)
    });
    acting
        .map(|(id, _)| schema.walk_foreign_key(id))
        .filter(|fk| schema.dialect.same_name(fk.referenced_name().name, name))
        .filter(|fk| is_of_old(scene, *fk, rebuild, name))
        .collect()
}

/// Whether a foreign key references the old table and not, under its name for the time being, the new one.
fn is_of_old(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, rebuild: &Rebuild, name: Name) -> bool {
    if fk.get().provenance.created.step.migration != rebuild.dropped.step.migration {
        return true;
    }
    let written = scene.subject.files.text(fk.get().referenced_span);
    let written = written.trim_matches(['"', '`', '[', ']', '\'']);
    written.eq_ignore_ascii_case(name.as_str())
}

fn describe(
    scene: &Scene<'_>,
    rebuild: &Rebuild,
    pragma: Pragma,
    referencing: &[ForeignKeyRef<'_>],
) -> Finding {
    let table: TableRef<'_> = scene.description.schema.walk_table(rebuild.new);
    let deleted: Vec<Name> = names(referencing, |action| action == ReferentialAction::Cascade);
    let changed: Vec<Name> = names(referencing, |action| action != ReferentialAction::Cascade);
    let (delete, cut, within) = match pragma.transaction {
        Transaction::Stated(_) => ("deletes", "cuts off", "within a transaction"),
        Transaction::Certain => ("deletes", "cuts off", "within the transaction that sqlx runs"),
        Transaction::Likely => ("may delete", "may cut off", "within the transaction that the tool may run"),
    };
    let mut effects = Vec::new();
    if !deleted.is_empty() {
        effects.push(format!("{delete} the rows of {}", words::list(deleted)));
    }
    if !changed.is_empty() {
        effects.push(format!("{cut} the rows of {}", words::list(changed)));
    }
    let message = format!(
        "rebuilding `{}` {}: `PRAGMA foreign_keys = OFF` does nothing {within}",
        table.name(),
        effects.join(" and "),
    );
    let primary = Label::new(rebuild.dropped.span, "the rows are deleted first, as by DELETE");
    let mut finding = Finding::new(Object::table(table), "", message, primary)
        .related(pragma.at, "does nothing within a transaction");
    if let Transaction::Stated(begin) = pragma.transaction {
        finding = finding.related(begin, "the transaction begins here");
    }
    for fk in referencing.iter().take(3) {
        let action = fk.get().on_delete;
        let label = format!("{} is ON DELETE {}", words::referencing(*fk), action.effective);
        finding = finding.related(action.stated.unwrap_or(fk.get().span), label);
    }
    let finding = finding.help("Turn foreign keys off before the transaction begins");
    let is_likely = pragma.transaction == Transaction::Likely;
    if is_likely { finding.at_most(Severity::Warning) } else { finding }
}

/// The tables of those foreign keys whose action is of a kind, each once.
fn names(fks: &[ForeignKeyRef<'_>], is: impl Fn(ReferentialAction) -> bool) -> Vec<Name> {
    let mut names = Vec::new();
    for fk in fks.iter().filter(|fk| is(fk.get().on_delete.effective)) {
        let name = fk.table().name().name;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
