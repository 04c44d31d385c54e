//! A model's table: columns, primary key and indexes.

use super::model::{Column, Declared, FieldKind, Model};
use super::names;
use super::syntax::{Attribute, Value};
use super::types;
use crate::ir::{
    ColumnDefinition, ConstraintDefinition, ConstraintKind, CreateTable, Engine, Existing, IndexDefinition,
    Name,
};

/// Functions of `@default` that Prisma's client answers; the column has no default in the database.
const BY_CLIENT: [&str; 5] = ["uuid", "cuid", "nanoid", "ulid", "auto"];

/// The table that a model makes, without foreign keys.
pub(super) fn create_table(declared: &mut Declared<'_>, model: &Model<'_>) -> CreateTable {
    let mut table = CreateTable::new(model.table, model.block.name.span);
    for column in model.columns.iter().copied() {
        table.columns.extend(column_definition(declared, column));
        if let Some(attribute) = column.field.attribute("id") {
            table.constraints.push(primary_key(declared, model, vec![column.name], attribute));
        }
        if let Some(attribute) = column.field.attribute("unique") {
            let columns = vec![Some(column.name)];
            table.indexes.push(index(declared, model, columns, attribute, "key"));
        }
    }
    for attribute in &model.block.attributes {
        // `@@fulltext` makes an index that neither a reference nor a look-up of a key can use.
        let suffix = match attribute.name.as_str() {
            "id" => "pkey",
            "unique" => "key",
            "index" => "idx",
            _ => continue,
        };
        let Some(argument) = attribute.main("fields") else { continue };
        if suffix == "pkey" {
            if let Some(columns) = declared.fields_named(model, &argument.value) {
                let columns = columns.iter().map(|column| column.name).collect();
                table.constraints.push(primary_key(declared, model, columns, attribute));
            }
        } else {
            let columns = indexed(declared, model, &argument.value);
            table.indexes.push(index(declared, model, columns, attribute, suffix));
        }
    }
    table
}

/// The column of a field; relations have none.
pub(super) fn column_definition(declared: &mut Declared<'_>, column: Column<'_>) -> Option<ColumnDefinition> {
    let field = column.field;
    let engine = declared.dialect.engine;
    let data_type = match declared.kind_of(field) {
        FieldKind::Scalar => types::scalar(declared.files, engine, field),
        FieldKind::Enum(name) => Some(types::enumeration(engine, name, field.arity)),
        FieldKind::Relation(_) => return None,
        FieldKind::Composite => {
            declared.report(field.span, "a composite type has no column in a relational database");
            return None;
        }
        FieldKind::Unknown => {
            let why = format!("`{}` is no type, model or enum of this schema", field.type_name.text);
            declared.report(field.type_name.span, why);
            return None;
        }
    };
    Some(ColumnDefinition {
        name: column.name,
        span: field.span,
        name_span: field.name_span,
        data_type,
        not_null: column.is_required(),
        has_default: field.attribute("default").is_some_and(|attribute| !by_client(attribute)),
        generated: false,
        constraints: Vec::new(),
    })
}

fn by_client(default: &Attribute) -> bool {
    match default.main("value").map(|argument| &argument.value) {
        Some(Value::Call(name)) => BY_CLIENT.contains(&name.text.as_str()),
        Some(Value::Text(_) | Value::Word(_) | Value::Number(_) | Value::List(_) | Value::TooDeep) | None => {
            false
        }
    }
}

/// Only PostgreSQL and CockroachDB name primary keys.
fn primary_key(
    declared: &Declared<'_>,
    model: &Model<'_>,
    columns: Vec<Name>,
    attribute: &Attribute,
) -> ConstraintDefinition {
    let name = match declared.dialect.engine {
        Engine::PostgreSql | Engine::CockroachDb => Some(
            mapped(declared, attribute)
                .unwrap_or_else(|| names::generated(declared.dialect, model.table.name, &[], "pkey")),
        ),
        Engine::MySql | Engine::MariaDb | Engine::Sqlite => None,
    };
    let kind = ConstraintKind::PrimaryKey { columns, using_index: None };
    ConstraintDefinition { name, span: attribute.span, kind }
}

/// `@unique` too makes an index and no constraint.
fn index(
    declared: &Declared<'_>,
    model: &Model<'_>,
    columns: Vec<Option<Name>>,
    attribute: &Attribute,
    suffix: &str,
) -> IndexDefinition {
    let known: Vec<Name> = columns.iter().copied().flatten().collect();
    // On `@@index` the older `name:` still means the database's name; on `@@unique` it is the client's.
    let older = || {
        let name = attribute.named("name").filter(|_| suffix == "idx")?;
        name.value.text(declared.files).map(|text| declared.name(&text))
    };
    let name = mapped(declared, attribute)
        .or_else(older)
        .unwrap_or_else(|| names::generated(declared.dialect, model.table.name, &known, suffix));
    IndexDefinition {
        name: Some(name),
        table: model.table,
        columns,
        unique: suffix == "key",
        partial: attribute.named("where").is_some(),
        existing: Existing::Fails,
        span: attribute.span,
    }
}

/// The columns of an index: `[a, b(sort: Desc), address.street]`.
fn indexed(declared: &mut Declared<'_>, model: &Model<'_>, value: &Value) -> Vec<Option<Name>> {
    let mut columns = Vec::new();
    for element in value.elements() {
        let known = match element {
            Value::Word(word) if word.text.as_str().contains('.') => None,
            Value::Word(_) | Value::Call(_) | Value::Text(_) => declared.fields_named(model, element),
            Value::Number(_) | Value::List(_) | Value::TooDeep => None,
        };
        columns.push(known.and_then(|known| known.first().map(|column| column.name)));
    }
    columns
}

/// `map: "..."`: the name in the database.
pub(super) fn mapped(declared: &Declared<'_>, attribute: &Attribute) -> Option<Name> {
    let text = attribute.named("map")?.value.text(declared.files)?;
    Some(declared.name(&text))
}
