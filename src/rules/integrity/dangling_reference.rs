//! `dangling-reference`: a foreign key to a table or column that is not there.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{
    ColumnRef, Engine, ForeignKeyRef, Life, Name, Referenced, Schema, SourceKind, TableKind, TableName,
    TableRef,
};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::{Check, Docs, Group, Rule, words};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "dangling-reference",
    group: Group::Integrity,
    level: Level::Error,
    summary: "a foreign key references a table or column that does not exist",
    docs: Docs {
        finds: "A foreign key whose referenced table or column does not exist at the end of the history, or in the declaration, or which is made of a \
                column that its own table does not have. Tables of a schema \
                in which none of the files creates anything (`auth.users` of a platform) belong to somebody else and are left alone, as are \
                tables that the history alters without creating them, and tables that models of SQLAlchemy reference and a package may bring along.",
        why: "The migration fails, or the engine accepts a foreign key that can never hold: SQLite then refuses every write to the referencing \
              table, and MySQL without foreign_key_checks keeps rows that point nowhere.",
        remedy: "Correct the name, create the table before the foreign key, or drop the foreign key together with the table.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer REFERENCES users (uid) -- expect: dangling-reference
);
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer REFERENCES users (id)
);
",
    check: Check::ForeignKey(check),
};

fn check(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, findings: &mut Findings<'_>) {
    let schema = fk.schema;
    if let Some(column) = unmade(fk) {
        findings.add(no_own_column(scene, fk, column));
    }
    match fk.get().referenced {
        Referenced::Unresolved(name) => {
            // SQLAlchemy refuses to make such tables: a package brings the table along, or the models are not all here.
            let is_modelled = scene.description.source.kind == SourceKind::SqlAlchemy;
            if !is_modelled && !is_external(schema, name) {
                findings.add(no_table(scene, fk, name));
            }
        }
        Referenced::Resolved(id) => {
            let table = schema.walk_table(id);
            if !table.get().lives() {
                findings.add(no_table(scene, fk, table.name()));
            } else if table.get().kind == TableKind::Table && table.get().parent.is_none() {
                let missing = fk.get().referenced_columns.iter().find(|name| !has_column(table, **name));
                missing.into_iter().for_each(|name| findings.add(no_column(scene, fk, table, *name)));
            }
        }
    }
}

/// A referencing column that no statement makes, of a table that is fully known: it is there because the foreign key names it.
fn unmade(fk: ForeignKeyRef<'_>) -> Option<ColumnRef<'_>> {
    let table = fk.table().get();
    let is_known = table.kind == TableKind::Table && table.parent.is_none() && table.uncertain.is_none();
    let is_unmade =
        |column: &ColumnRef<'_>| column.data_type().is_none() && column.get().name_span == fk.get().span;
    fk.columns().find(|column| is_known && is_unmade(column))
}

/// Whether a table belongs to a schema in which the files create nothing.
fn is_external(schema: &Schema, name: TableName) -> bool {
    let Some(of_schema) = name.schema.filter(|of_schema| Some(*of_schema) != schema.default_schema) else {
        return false;
    };
    let created = |table: &&crate::ir::Table| {
        table.kind != TableKind::Assumed
            && table.schema.map(|schema_| schema.dialect.key(schema_)) == Some(schema.dialect.key(of_schema))
    };
    !schema.tables.iter().any(|table| created(&table))
}

fn has_column(table: TableRef<'_>, name: Name) -> bool {
    let is_row_id = table.schema.dialect.engine == Engine::Sqlite
        && ["rowid", "oid", "_rowid_"].iter().any(|known| name.as_str().eq_ignore_ascii_case(known));
    is_row_id || table.column(name).is_some()
}

fn no_table(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, name: TableName) -> Finding {
    let schema = scene.description.schema;
    let key = |name: Name| schema.dialect.key(name);
    let dropped = schema.tables.iter().rev().find(|table| {
        !table.lives()
            && key(table.name) == key(name.name)
            && (name.schema.is_none() || table.schema == name.schema)
    });
    let dropped = dropped.and_then(|table| table.provenance.dropped);
    let state = if dropped.is_some() { "is dropped" } else { "does not exist" };
    let message = format!("{} references the table `{name}`, which {state}", words::referencing(fk));
    let primary = Label::new(fk.get().referenced_span, format!("no table `{name}`"));
    let finding = Finding::new(Object::foreign_key(fk), "", message, primary);
    let finding = match dropped {
        Some(origin) => finding.related(origin.span, format!("`{name}` is dropped here")),
        None => finding,
    };
    finding
        .help(format!("Create `{name}` before the foreign key, correct its name, or drop the foreign key"))
        .doubted(scene.doubts.about(name, dropped).or_else(|| {
            // What a file drops was there; what none mentions may come from before the first of them.
            if dropped.is_none() { scene.doubts.beginning() } else { None }
        }))
}

fn no_own_column(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, column: ColumnRef<'_>) -> Finding {
    let (table, name) = (fk.table(), column.name());
    let message = format!(
        "{} references {}, but `{}` has no column `{name}`",
        words::referencing(fk),
        words::referenced(fk),
        table.name()
    );
    let columns =
        words::list(table.columns().filter(|other| other.id != column.id).take(8).map(|other| other.name()));
    Finding::new(
        Object::foreign_key(fk),
        "own column",
        message,
        Label::new(fk.get().span, format!("no column `{name}`")),
    )
    .related(table.get().name_span, format!("`{}` is created here", table.name()))
    .help(format!("Add the column before the foreign key, or name one of `{}`: {columns}", table.name()))
    .doubted(scene.doubts.about(table.qualified_name(), Some(fk.get().provenance.created)))
}

fn no_column(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, table: TableRef<'_>, column: Name) -> Finding {
    let message =
        format!("{} references `{}.{column}`, which does not exist", words::referencing(fk), table.name());
    let primary =
        Label::new(fk.get().referenced_span, format!("`{}` has no column `{column}`", table.name()));
    let key = |name: Name| table.schema.dialect.key(name);
    let dropped = table
        .get()
        .columns
        .iter()
        .map(|id| table.schema.walk_column(*id).get())
        .find(|other| !other.lives() && key(other.name) == key(column))
        .and_then(|other| other.provenance.dropped);
    let finding = Finding::new(Object::foreign_key(fk), "", message, primary)
        .related(table.get().name_span, format!("`{}` is created here", table.name()));
    let finding = match dropped {
        Some(origin) => finding.related(origin.span, format!("`{column}` is dropped here")),
        None => finding,
    };
    let columns = words::list(table.columns().take(8).map(|column| column.name()));
    finding
        .help(format!("Reference a column of `{}`: {columns}", table.name()))
        .doubted(scene.doubts.about(table.qualified_name(), dropped))
}
