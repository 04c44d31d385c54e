//! Implicit many-to-many relations: two list fields without `fields`, for which Prisma's engine makes a table of its own.

use rustc_hash::FxHashMap;

use super::model::{Column, Declared, FieldKind, Model};
use super::relation::{reference, relation_name};
use super::syntax::{Arity, Field};
use super::table;
use crate::ir::{
    ColumnDefinition, ConstraintDefinition, ConstraintKind, CreateTable, Engine, Existing, IndexDefinition,
    Name, TableName,
};

/// A join table and its two foreign keys (none where the client keeps the relations).
pub(super) struct JoinTable {
    pub(super) table: CreateTable,
    pub(super) foreign_keys: Vec<ConstraintDefinition>,
}

/// A list field of a relation: the model that has it, and the model it lists.
#[derive(Clone, Copy)]
struct Side<'a> {
    owner: usize,
    field: &'a Field,
    listed: usize,
}

/// The join tables of a schema, in the order in which their relations first occur.
pub(super) fn join_tables(declared: &mut Declared<'_>, models: &[Model<'_>]) -> Vec<JoinTable> {
    let mut relations: Vec<(Option<Name>, Vec<Side<'_>>)> = Vec::new();
    let mut known: FxHashMap<(usize, usize, Option<Name>), usize> = FxHashMap::default();
    for (owner, model) in models.iter().enumerate() {
        for column in &model.columns {
            let field = column.field;
            let FieldKind::Relation(listed) = declared.kind_of(field) else { continue };
            let is_view = model.is_view() || models.get(listed).is_none_or(Model::is_view);
            if field.arity != Arity::List || is_view {
                continue;
            }
            let name = relation_name(declared, field);
            let key = (owner.min(listed), owner.max(listed), name);
            let index = *known.entry(key).or_insert_with(|| {
                relations.push((name, Vec::new()));
                relations.len() - 1
            });
            if let Some((_, sides)) = relations.get_mut(index) {
                sides.push(Side { owner, field, listed });
            }
        }
    }
    relations.iter().filter_map(|(name, sides)| join_table(declared, models, *name, sides)).collect()
}

fn join_table(
    declared: &mut Declared<'_>,
    models: &[Model<'_>],
    name: Option<Name>,
    sides: &[Side<'_>],
) -> Option<JoinTable> {
    let (first, second) = match sides {
        [first, second] if first.owner == second.listed => (*first, *second),
        [] | [_] => return None, // the other side of a one-to-many relation
        [first, ..] => {
            let why = "more than one relation could be meant, so none is read; Prisma asks for `@relation(\"name\")`";
            declared.report(first.field.span, why);
            return None;
        }
    };
    if first.owner == first.listed && name.is_none() {
        let why =
            "a model that relates to itself twice needs a name on the relation, so no join table is read";
        declared.report(first.field.span, why);
        return None;
    }
    // Column A references the model whose name comes first in byte order.
    let word = |side: Side<'_>| models.get(side.owner).map(|model| model.block.name.text);
    let (of_a, of_b) = if word(first) <= word(second) { (first, second) } else { (second, first) };
    let (model_a, model_b) = (models.get(of_a.owner)?, models.get(of_b.owner)?);
    let text = match name {
        Some(name) => format!("_{name}"),
        None => format!("_{}To{}", model_a.block.name.text, model_b.block.name.text),
    };
    let id_a = single_id(declared, model_a, of_b.field)?;
    let id_b = single_id(declared, model_b, of_a.field)?;
    let table_name = TableName { schema: model_a.table.schema, name: declared.name(&text) };
    let mut table = CreateTable::new(table_name, of_a.field.name_span);
    let mut foreign_keys = Vec::new();
    // The field that lists model A is where its column A is declared.
    for (letter, model, id, field) in [("A", model_a, id_a, of_b.field), ("B", model_b, id_b, of_a.field)] {
        let column = Name::new(letter);
        table.columns.extend(join_column(declared, column, id, field));
        if !declared.without_foreign_keys {
            let definition = reference(vec![column], model.table, field.type_name.span, vec![id.name]);
            let name = declared.name(&format!("{text}_{letter}_fkey"));
            let kind = ConstraintKind::ForeignKey(Box::new(definition));
            foreign_keys.push(ConstraintDefinition { name: Some(name), span: field.span, kind });
        }
    }
    add_keys(declared, &mut table, &text, of_a.field);
    Some(JoinTable { table, foreign_keys })
}

/// The column of the referenced key, as a column of the join table.
fn join_column(
    declared: &mut Declared<'_>,
    name: Name,
    id: Column<'_>,
    field: &Field,
) -> Option<ColumnDefinition> {
    let of_id = table::column_definition(declared, id)?;
    Some(ColumnDefinition {
        name,
        span: field.span,
        name_span: field.name_span,
        not_null: true,
        has_default: false,
        ..of_id
    })
}

/// The one column that identifies a model's rows; without it Prisma refuses the relation.
fn single_id<'m>(declared: &mut Declared<'_>, model: &Model<'m>, field: &Field) -> Option<Column<'m>> {
    if let Some(column) = model.columns.iter().find(|column| column.field.attribute("id").is_some()) {
        return Some(*column);
    }
    let key = model.block.attribute("id").and_then(|attribute| attribute.main("fields"));
    let columns = key.and_then(|argument| declared.fields_named(model, &argument.value));
    if let Some([column]) = columns.as_deref() {
        return Some(*column);
    }
    let why = format!(
        "a join table needs a single column as the id of `{}`, so none is made",
        model.block.name.text
    );
    declared.report(field.span, why);
    None
}

/// A primary key on PostgreSQL (since Prisma 6), elsewhere a unique index; and an index on B.
fn add_keys(declared: &Declared<'_>, table: &mut CreateTable, text: &str, field: &Field) {
    let (a, b) = (Name::new("A"), Name::new("B"));
    let span = field.span;
    let index = |name: String, columns: Vec<Option<Name>>, unique: bool| IndexDefinition {
        name: Some(declared.name(&name)),
        table: table.name,
        columns,
        unique,
        partial: false,
        existing: Existing::Fails,
        span,
    };
    let on_b = index(format!("{text}_B_index"), vec![Some(b)], false);
    match declared.dialect.engine {
        Engine::PostgreSql => {
            let name = Some(declared.name(&format!("{text}_AB_pkey")));
            let kind = ConstraintKind::PrimaryKey { columns: vec![a, b], using_index: None };
            table.constraints.push(ConstraintDefinition { name, span, kind });
        }
        Engine::CockroachDb | Engine::MySql | Engine::MariaDb | Engine::Sqlite => {
            let unique = index(format!("{text}_AB_unique"), vec![Some(a), Some(b)], true);
            table.indexes.push(unique);
        }
    }
    table.indexes.push(on_b);
}
