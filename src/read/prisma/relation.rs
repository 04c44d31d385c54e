//! Relation fields: the foreign keys that Prisma's engine makes of `@relation(fields: ..., references: ...)`.

use super::model::{Column, Declared, FieldKind, Model};
use super::names;
use super::syntax::{Arity, Attribute, Field, Value};
use super::table::mapped;
use crate::ir::{
    Action, ConstraintDefinition, ConstraintKind, Deferrability, ForeignKeyDefinition, MatchType, Name,
    OrmDelete, PassiveDeletes, ReferentialAction, Relationship, Span, TableName,
};

/// What a relation field comes to.
pub(super) enum Relation {
    ForeignKey(ConstraintDefinition),
    /// Without foreign keys: what the client keeps in their place.
    Kept(Box<Relationship>),
    /// It holds a key, but not one that could be read; reported.
    Unread(Span),
}

/// The foreign keys of a model, or what stands in their place, in the order of its fields.
pub(super) fn foreign_keys(
    declared: &mut Declared<'_>,
    models: &[Model<'_>],
    model: &Model<'_>,
) -> Vec<Relation> {
    let mut found = Vec::new();
    for column in &model.columns {
        let field = column.field;
        let relation = field.attribute("relation");
        match (declared.kind_of(field), relation) {
            (FieldKind::Relation(index), _) => {
                let Some(referenced) = models.get(index) else { continue };
                let holds_key = relation.is_some_and(|attribute| attribute.named("fields").is_some());
                if referenced.is_view() {
                    continue;
                }
                match foreign_key(declared, model, field, referenced) {
                    Some((_, definition)) if declared.without_foreign_keys => {
                        found.push(Relation::Kept(Box::new(kept(model.table, field, definition))));
                    }
                    Some((name, definition)) => {
                        let kind = ConstraintKind::ForeignKey(Box::new(definition));
                        let (name, span) = (Some(name), field.span);
                        found.push(Relation::ForeignKey(ConstraintDefinition { name, span, kind }));
                    }
                    None if holds_key => found.push(Relation::Unread(field.span)),
                    None => {}
                }
            }
            // Reported where the columns are made.
            (FieldKind::Unknown, Some(attribute)) => {
                if attribute.named("fields").is_some() {
                    found.push(Relation::Unread(field.span));
                }
            }
            (FieldKind::Scalar | FieldKind::Enum(_) | FieldKind::Composite, _)
            | (FieldKind::Unknown, None) => {}
        }
    }
    found
}

fn foreign_key(
    declared: &mut Declared<'_>,
    model: &Model<'_>,
    field: &Field,
    referenced: &Model<'_>,
) -> Option<(Name, ForeignKeyDefinition)> {
    let attribute = field.attribute("relation");
    let Some((attribute, fields)) = attribute.and_then(|at| Some((at, at.named("fields")?))) else {
        report_missing_fields(declared, field, attribute);
        return None;
    };
    if field.arity == Arity::List {
        declared.report(field.span, "a list cannot hold the key of a relation, so no foreign key is made");
        return None;
    }
    let columns = declared.fields_named(model, &fields.value)?;
    let referenced_columns = match attribute.named("references") {
        Some(references) => declared.fields_named(referenced, &references.value)?,
        None => {
            let why = "Prisma's own parser refuses a relation without `references`; it is read as a reference to the primary key";
            declared.report(attribute.span, why);
            Vec::new()
        }
    };
    report_refused(declared, model, field, referenced, &columns);
    let required = field.arity == Arity::Required || columns.iter().any(|column| column.is_required());
    let default = if required { ReferentialAction::Restrict } else { ReferentialAction::SetNull };
    let definition = ForeignKeyDefinition {
        on_delete: action(declared, attribute, "onDelete", default),
        on_update: action(declared, attribute, "onUpdate", ReferentialAction::Cascade),
        ..reference(names_of(&columns), referenced.table, field.type_name.span, names_of(&referenced_columns))
    };
    let name = mapped(declared, attribute)
        .unwrap_or_else(|| names::generated(declared.dialect, model.table.name, &definition.columns, "fkey"));
    Some((name, definition))
}

/// Under `relationMode = "prisma"` the client acts as the foreign key would (prisma-engines, query graph builder: RESTRICT and NO ACTION refuse,
/// CASCADE and SET NULL write), one statement after the other.
fn kept(referencing: TableName, field: &Field, definition: ForeignKeyDefinition) -> Relationship {
    Relationship {
        referencing,
        columns: definition.columns,
        referenced: definition.referenced,
        referenced_columns: definition.referenced_columns,
        deletes: OrmDelete::Unstated,
        passive: PassiveDeletes::No,
        emulates: Some(definition.on_delete),
        span: field.span,
        deletes_span: definition.on_delete.stated,
    }
}

/// What Prisma refuses although it is plain what is meant.
fn report_refused(
    declared: &mut Declared<'_>,
    model: &Model<'_>,
    field: &Field,
    referenced: &Model<'_>,
    columns: &[Column<'_>],
) {
    if field.arity == Arity::Required && columns.iter().any(|column| column.field.arity == Arity::Optional) {
        let why = "Prisma's own parser refuses a required relation over an optional field; the relation is read as required";
        declared.report(field.name_span, why);
    }
    let name = relation_name(declared, field);
    let is_opposite = |other: &Field| {
        other.type_name.text == model.block.name.text
            && other.span != field.span
            && relation_name(declared, other) == name
    };
    if !referenced.columns.iter().any(|column| is_opposite(column.field)) {
        let why = format!(
            "Prisma's own parser refuses a relation without an opposite field in `{}`; it is read all the same",
            referenced.block.name.text
        );
        declared.report(field.name.span, why);
    }
}

/// The name of a relation: `@relation("name")` or `@relation(name: "name")`.
pub(super) fn relation_name(declared: &Declared<'_>, field: &Field) -> Option<Name> {
    let argument = field.attribute("relation")?.main("name")?;
    argument.value.text(declared.files).map(|text| Name::new(&text))
}

/// A foreign key that cascades, as those of implicit join tables do.
pub(super) fn reference(
    columns: Vec<Name>,
    referenced: TableName,
    referenced_span: Span,
    referenced_columns: Vec<Name>,
) -> ForeignKeyDefinition {
    ForeignKeyDefinition {
        columns,
        referenced,
        referenced_span,
        referenced_columns,
        on_delete: Action::default(ReferentialAction::Cascade),
        on_update: Action::default(ReferentialAction::Cascade),
        set_columns: Vec::new(),
        match_type: MatchType::Simple,
        deferrability: Deferrability::NotDeferrable,
        not_valid: false,
        not_enforced: false,
        inline: false,
        index_name: None,
    }
}

fn names_of(columns: &[Column<'_>]) -> Vec<Name> {
    columns.iter().map(|column| column.name).collect()
}

/// The opposite side of a relation legally has no `fields`: it is a list or optional, and states no actions.
fn report_missing_fields(declared: &mut Declared<'_>, field: &Field, attribute: Option<&Attribute>) {
    let stated = attribute.and_then(|at| at.named("onDelete").or_else(|| at.named("onUpdate")));
    if let Some(stated) = stated {
        let why = "the action stands on the side of the relation that holds no key, where it means nothing and Prisma's own parser refuses it";
        declared.report(stated.span, why);
    } else if field.arity == Arity::Required || attribute.is_some_and(|at| at.named("references").is_some()) {
        declared.report(field.span, "the relation has no `fields`, so no foreign key is made");
    }
}

/// The stated action, or the one that Prisma takes where none is stated.
fn action(
    declared: &mut Declared<'_>,
    attribute: &Attribute,
    which: &str,
    default: ReferentialAction,
) -> Action {
    const WORDS: [&str; 5] = ["NoAction", "Restrict", "Cascade", "SetNull", "SetDefault"];
    let Some(argument) = attribute.named(which) else { return Action::default(default) };
    let (text, plain) = match &argument.value {
        Value::Word(word) => (word.text.as_str(), true),
        Value::Text(span) => (declared.files.text(*span), false),
        Value::Number(_) | Value::List(_) | Value::Call(_) | Value::TooDeep => ("", false),
    };
    let Some(action) = ReferentialAction::parse(text) else {
        let why = format!("`{which}` states no referential action; Prisma's default is assumed");
        declared.report(argument.span, why);
        return Action::default(default);
    };
    if !plain || !WORDS.contains(&text) {
        let why =
            "Prisma's own parser refuses this spelling of a referential action; it is read all the same";
        declared.report(argument.span, why);
    }
    Action::stated(action, argument.span)
}
