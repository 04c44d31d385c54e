//! Primary keys, unique constraints, checks and indexes of a table's function.

use std::rc::Rc;

use super::emit::Emitter;
use super::object::{Key, KeyKind, Own, Table, Value};
use crate::ir::{ConstraintDefinition, ConstraintKind, CreateTable, Existing, IndexDefinition, Name};

/// Adds the keys among what a table's function returned.
pub(super) fn add<'a>(
    emitter: &Emitter<'_, 'a>,
    table: &Rc<Table<'a>>,
    extras: &[Value<'a>],
    create: &mut CreateTable,
) {
    for extra in extras {
        let Value::Object(Own::Key(key)) = extra else { continue };
        let key = key.borrow();
        let columns = columns(emitter, table, &key);
        let known: Vec<Name> = columns.iter().copied().flatten().collect();
        let name = name(emitter, table, &key, &known);
        let constraint = |name: Option<Name>, kind| ConstraintDefinition { name, span: key.span, kind };
        match key.kind {
            KeyKind::Primary => {
                let name = name.filter(|_| table.core.names_primary_keys());
                create
                    .constraints
                    .push(constraint(name, ConstraintKind::PrimaryKey { columns: known, using_index: None }));
            }
            KeyKind::Unique => {
                create
                    .constraints
                    .push(constraint(name, ConstraintKind::Unique { columns: known, using_index: None }));
            }
            KeyKind::Check => {
                create.constraints.push(constraint(name, ConstraintKind::Check { mentions: known }));
            }
            KeyKind::Index | KeyKind::UniqueIndex => create.indexes.push(IndexDefinition {
                name,
                table: create.name,
                columns,
                unique: key.kind == KeyKind::UniqueIndex,
                partial: key.partial,
                existing: Existing::Fails,
                span: key.span,
            }),
        }
    }
}

/// The key's columns of this table; `None` for an expression. Of a check only columns count.
fn columns<'a>(emitter: &Emitter<'_, 'a>, table: &Rc<Table<'a>>, key: &Key<'a>) -> Vec<Option<Name>> {
    let name = |value: &Value<'a>| match value {
        Value::Object(Own::Column(owner, index)) if Rc::ptr_eq(owner, table) => {
            Some(emitter.column_name(table, *index))
        }
        _ => None,
    };
    let mut columns: Vec<Option<Name>> = key.columns.iter().map(name).collect();
    if key.kind == KeyKind::Check {
        let mut seen = Vec::new();
        columns.retain(|column| {
            column.is_some() && !seen.contains(column) && {
                seen.push(*column);
                true
            }
        });
    }
    columns
}

/// The stated name or drizzle-orm's own.
fn name<'a>(emitter: &Emitter<'_, 'a>, table: &Table<'a>, key: &Key<'a>, columns: &[Name]) -> Option<Name> {
    let suffix = match key.kind {
        KeyKind::Primary => "pk",
        KeyKind::Unique => "unique",
        KeyKind::Index | KeyKind::UniqueIndex => "index",
        KeyKind::Check => return key.name.map(|name| emitter.dialect.quoted(name.as_str())),
    };
    let automatic = || {
        let columns = columns.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("_");
        Name::new(&format!("{}_{columns}_{suffix}", table.name))
    };
    let name = key.name.unwrap_or_else(automatic);
    Some(emitter.dialect.quoted(name.as_str()))
}
