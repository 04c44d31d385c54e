//! `missing-required-reference`: a table without a foreign key that `[[required]]` wants.

use crate::config::{Level, Patterns, Required};
use crate::diagnostic::Label;
use crate::ir::{ColumnRef, ForeignKeyRef, Name, TableKind, TableName, TableRef};
use crate::rules::doubt::Doubt;
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::words;
use crate::rules::{Check, Docs, Group, Rule};

use super::because;

pub(in crate::rules) static RULE: Rule = Rule {
    name: "missing-required-reference",
    group: Group::Policy,
    level: Level::Error,
    summary: "a table has no foreign key that a `[[required]]` wants",
    docs: Docs {
        finds: "A table that the `table` of a `[[required]]` matches, or that has its `column` where no `table` is stated, and that has no foreign key on \
                that column to what `references` names: the column is missing, has no foreign key, or its foreign key leads elsewhere. A foreign key of several columns counts if the column is one of them; \
                one that is not validated yet counts as well. Views, partitions, tables that no file creates and the referenced table \
                itself are left alone.",
        why: "Where every row belongs to a tenant, the one table whose column nothing ties to the tenant's is the one that shows rows of others, or \
              keeps them when the tenant is gone.",
        remedy: "Add the column and its foreign key. If the table is an exception, name it in `[[ignore]]` with the reason.",
    },
    bad: "\
--- referee.toml
[[required]]
table = \"*_master\"
column = \"workspace_id\"
references = \"workspaces.id\"
reason = \"rows belong to a workspace\"
--- migrations/0001_init.sql
CREATE TABLE workspaces (id uuid PRIMARY KEY);
CREATE TABLE item_master (id uuid PRIMARY KEY, workspace_id uuid NOT NULL REFERENCES workspaces (id));
CREATE TABLE unit_master (id uuid PRIMARY KEY, name text); -- expect: missing-required-reference
",
    good: "\
--- referee.toml
[[required]]
table = \"*_master\"
column = \"workspace_id\"
references = \"workspaces.id\"
reason = \"rows belong to a workspace\"
--- migrations/0001_init.sql
CREATE TABLE workspaces (id uuid PRIMARY KEY);
CREATE TABLE item_master (id uuid PRIMARY KEY, workspace_id uuid NOT NULL REFERENCES workspaces (id));
CREATE TABLE unit_master (id uuid PRIMARY KEY, workspace_id uuid NOT NULL REFERENCES workspaces (id));
",
    check: Check::Description(check),
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let required = &scene.subject.config.required;
    if !scene.is_database || required.is_empty() {
        return;
    }
    let tables = scene.description.schema.living_tables();
    for table in tables.filter(|table| table.get().kind == TableKind::Table) {
        for entry in required.iter().filter(|entry| is_meant(entry, table)) {
            if !is_referenced(entry, table) && !table.foreign_keys().any(|fk| satisfies(entry, fk)) {
                findings.add(describe(scene, table, entry));
            }
        }
    }
}

/// Whether a table is one of those that need the foreign key.
fn is_meant(entry: &Required, table: TableRef<'_>) -> bool {
    match &entry.tables {
        Some(tables) => tables.matches_table(table.qualified_name()),
        None => table.columns().any(|column| entry.column.matches(column.name().as_str())),
    }
}

/// Whether a table is what `references` names.
fn is_referenced(entry: &Required, table: TableRef<'_>) -> bool {
    let name = table.qualified_name();
    entry.references.matches_table(name)
        || table.columns().any(|column| matches_column(&entry.references, name, column.name()))
}

fn satisfies(entry: &Required, fk: ForeignKeyRef<'_>) -> bool {
    let name = fk.qualified_referenced_name();
    let mut columns = fk.columns().enumerate();
    columns.any(|(index, column)| {
        let referenced = fk.get().referenced_columns.get(index);
        entry.column.matches(column.name().as_str())
            && (entry.references.matches_table(name)
                || referenced.is_some_and(|column| matches_column(&entry.references, name, *column)))
    })
}

/// Whether `table.column` or `schema.table.column` matches.
fn matches_column(patterns: &Patterns, table: TableName, column: Name) -> bool {
    patterns.matches(&format!("{}.{column}", table.name)) || patterns.matches(&format!("{table}.{column}"))
}

fn describe(scene: &Scene<'_>, table: TableRef<'_>, entry: &Required) -> Finding {
    let (name, wanted) = (table.name(), entry.references.text.join("` or `"));
    let own = entry.column.text.join("` or `");
    let column = table.columns().filter(|column| entry.column.matches(column.name().as_str()));
    // Of several columns the one with a foreign key says most.
    let column = column.max_by_key(|column| foreign_key(*column).is_some());
    let (what, primary, help) = match column.map(|column| (column, foreign_key(column))) {
        None => {
            let what = format!("`{name}` has no column `{own}` that references `{wanted}`");
            let label = Label::new(table.get().name_span, format!("`{own}` is missing"));
            (
                what,
                label,
                format!("Add `{own}` with a foreign key to `{wanted}`, or name the exception in [[ignore]]"),
            )
        }
        Some((column, None)) => {
            let what = format!("{} has no foreign key to `{wanted}`", words::column(column));
            let label = Label::new(column.get().name_span, "nothing ties this column to another table");
            (what, label, format!("Add a foreign key to `{wanted}`, or name the exception in [[ignore]]"))
        }
        Some((column, Some(fk))) => {
            let target = words::referenced(fk);
            let missing = match missing_column(fk, column) {
                Some(missing) => format!(", but `{}` has no column `{missing}`", fk.referenced_name()),
                None => format!(", not `{wanted}`"),
            };
            let what = format!("{} references {target}{missing}", words::column(column));
            let label = Label::new(fk.get().referenced_span, format!("{target} here"));
            (what, label, format!("Let the foreign key reference `{wanted}`"))
        }
    };
    let message = format!("{what}{}", because(&entry.reason));
    let referenced = TableName::bare(Name::new(&entry.references.text.join(" or ")));
    let columns = [column.map_or_else(|| Name::new(&entry.column.text.join(" or ")), |column| column.name())];
    Finding::new(Object::reference(table, &columns, referenced), "", message, primary)
        .related(entry.span, "required here")
        .help(help)
        .doubted(scene.doubts.about(table.qualified_name(), None).or_else(|| elsewhere(scene, entry)))
}

/// A statement that was not understood, but speaks of the referenced table and the column: it may make the foreign key in tables that it does
/// not name.
fn elsewhere(scene: &Scene<'_>, entry: &Required) -> Option<Doubt> {
    let description = scene.description;
    let roots = description.schema.living_tables().filter(|table| is_referenced(entry, *table));
    let roots: Vec<&str> = roots.map(|table| table.name().name.as_str()).collect();
    let opaque = description.schema.opaque.iter().map(|(origin, opaque)| (origin.span, opaque.why.as_str()));
    let problems = description.problems.iter().map(|problem| (problem.span, problem.why.as_ref()));
    let (span, why) = opaque.chain(problems).find(|(span, _)| {
        let text = scene.subject.files.text(*span);
        roots.iter().any(|root| text.contains(root))
            && entry.column.text.iter().any(|column| text.contains(column.as_str()))
    })?;
    Some(Doubt { span, why: format!("not understood: {why}") })
}

/// A foreign key of a column, rather one of that column alone.
fn foreign_key(column: ColumnRef<'_>) -> Option<ForeignKeyRef<'_>> {
    let own = column.table().foreign_keys().filter(|fk| fk.columns().any(|one| one.id == column.id));
    own.min_by_key(|fk| fk.columns().len())
}

/// The referenced column of a foreign key's column, if the referenced table is known and does not have it.
fn missing_column(fk: ForeignKeyRef<'_>, column: ColumnRef<'_>) -> Option<Name> {
    let table = fk.referenced_table().filter(|table| table.get().kind == TableKind::Table)?;
    let index = fk.columns().position(|one| one.id == column.id)?;
    let name = *fk.get().referenced_columns.get(index)?;
    table.column(name).is_none().then_some(name)
}
