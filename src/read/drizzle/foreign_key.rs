//! Foreign keys: `.references()` and `foreignKey()`, in the order and under the names that drizzle-kit gives them.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::column::property_span;
use super::emit::Emitter;
use super::evaluate::unknown_or;
use super::names::{self, Parts};
use super::object::{ForeignKey, Own, Stated, Table, Value};
use super::relation::columns_of;
use super::syntax::{Body, ExpressionKind, StatementKind};
use crate::ir::{
    Action, ConstraintDefinition, ConstraintKind, CreateTable, Deferrability, DrizzleKit, Engine,
    ForeignKeyDefinition, MatchType, Name, ReferentialAction, Span,
};
use crate::read::value::Unknown;

/// MySQL and MariaDB refuse longer names where PostgreSQL cuts them.
const MYSQL_LIMIT: usize = 64;

/// A foreign key with everything known but its name.
struct Found<'a> {
    stated_name: Option<Name>,
    columns: Vec<usize>,
    referenced: Rc<Table<'a>>,
    referenced_columns: Vec<usize>,
    referenced_span: Span,
    on_delete: Action,
    on_update: Action,
    span: Span,
}

/// Adds the foreign keys of a table: first those of its columns, then those of its function. Of several with one name the last counts, in the
/// place of the first.
pub(super) fn add<'a>(
    emitter: &mut Emitter<'_, 'a>,
    table: &Rc<Table<'a>>,
    extras: &[Value<'a>],
    create: &mut CreateTable,
    unsure: &mut Vec<Unknown>,
) {
    let mut found = Vec::new();
    for index in 0..table.columns.len() {
        inline(emitter, table, index, &mut found, unsure);
    }
    for extra in extras {
        if let Value::Object(Own::ForeignKey(key)) = extra {
            let key = key.borrow().clone();
            match explicit(emitter, table, &key) {
                Ok(key) => found.push(key),
                Err(unknown) => unsure.push(unknown),
            }
        }
    }
    let mut by_name: FxHashMap<String, usize> = FxHashMap::default();
    let mut definitions: Vec<ConstraintDefinition> = Vec::new();
    for key in found {
        let (name, definition) = define(emitter, table, key);
        if emitter.dialect.is_mysql_like() && name.chars().count() > MYSQL_LIMIT {
            let count = name.chars().count();
            let why = format!(
                "the engine refuses the constraint's name `{name}` of {count} characters, so there is no such foreign key"
            );
            emitter.machine.report(definition.span, why);
            continue;
        }
        match by_name.get(&name).and_then(|at| definitions.get_mut(*at)) {
            Some(old) => *old = definition,
            None => {
                by_name.insert(name, definitions.len());
                definitions.push(definition);
            }
        }
    }
    create.constraints.append(&mut definitions);
}

fn inline<'a>(
    emitter: &mut Emitter<'_, 'a>,
    table: &Rc<Table<'a>>,
    index: usize,
    found: &mut Vec<Found<'a>>,
    unsure: &mut Vec<Unknown>,
) {
    let Some(column) = table.columns.get(index) else { return };
    for reference in &column.builder.references {
        let target = match &reference.target {
            function @ Value::Object(Own::Closure(_)) => {
                emitter.machine.apply(function, Vec::new(), reference.span)
            }
            other => other.clone(),
        };
        let Value::Object(Own::Column(referenced, referenced_column)) = target else {
            let why = "the referenced column is not known before the program runs";
            unsure.extend(unknown_or(target, reference.target_span, why).as_unknown());
            continue;
        };
        match (action(reference.on_delete), action(reference.on_update)) {
            (Ok(on_delete), Ok(on_update)) => found.push(Found {
                stated_name: None,
                columns: vec![index],
                referenced,
                referenced_columns: vec![referenced_column],
                referenced_span: named_in(&reference.target).unwrap_or(reference.target_span),
                on_delete,
                on_update,
                span: reference.span,
            }),
            (Err(unknown), _) | (_, Err(unknown)) => unsure.push(unknown),
        }
    }
}

/// `foreignKey({ columns, foreignColumns, name })`; in SQLite also with a function. Actions in the object are passed over, as drizzle-orm does.
fn explicit<'a>(
    emitter: &mut Emitter<'_, 'a>,
    table: &Rc<Table<'a>>,
    key: &ForeignKey<'a>,
) -> Result<Found<'a>, Unknown> {
    let machine = &mut *emitter.machine;
    let config = match &key.config {
        function @ Value::Object(Own::Closure(_)) => machine.apply(function, Vec::new(), key.span),
        other => other.clone(),
    };
    let mut columns = |name: &str| {
        let value = machine.property(&config, Name::new(name), key.span);
        let unknown = |value: Value<'a>| {
            let why = "the columns of the foreign key are not known before the program runs";
            unknown_or(value, key.span, why)
                .as_unknown()
                .unwrap_or(Unknown { span: key.span, why: Name::new(why) })
        };
        let values = machine.elements_of(&value).ok_or_else(|| unknown(value))?;
        let lost = values.iter().find(|value| !matches!(value, Value::Object(Own::Column(..)))).cloned();
        columns_of(&values).ok_or_else(|| unknown(lost.unwrap_or(Value::Null)))
    };
    let (owner, own_columns) = columns("columns")?;
    let (referenced, referenced_columns) = columns("foreignColumns")?;
    if !Rc::ptr_eq(&owner, table) {
        let why = Name::new("the columns of the foreign key belong to another table");
        return Err(Unknown { span: key.span, why });
    }
    let stated_name = match machine.property(&config, Name::new("name"), key.span) {
        Value::Text(name) => Some(Name::new(&name)),
        Value::Null => None,
        other => {
            let why = "the name of the foreign key is not known before the program runs";
            let unknown = unknown_or(other, key.span, why);
            unknown.as_unknown().into_iter().for_each(|unknown| machine.report_unknown(unknown));
            None
        }
    };
    Ok(Found {
        stated_name,
        columns: own_columns,
        referenced,
        referenced_columns,
        referenced_span: property_span(key.written, "foreignColumns").unwrap_or(key.span),
        on_delete: action(key.on_delete)?,
        on_update: action(key.on_update)?,
        span: key.span,
    })
}

/// What the database will do; NO ACTION where nothing is stated.
fn action(stated: Stated) -> Result<Action, Unknown> {
    match stated {
        Stated::Nothing => Ok(Action::default(ReferentialAction::NoAction)),
        Stated::Action(action, span) => Ok(Action::stated(action, span)),
        Stated::Unknown(unknown) => Err(unknown),
    }
}

/// The constraint, and the name by which drizzle-kit tells it from others.
fn define<'a>(
    emitter: &Emitter<'_, 'a>,
    table: &Table<'a>,
    key: Found<'a>,
) -> (String, ConstraintDefinition) {
    let names = |table: &Table<'a>, columns: &[usize]| -> Vec<Name> {
        columns.iter().map(|index| emitter.column_name(table, *index)).collect()
    };
    let plain = |table: &Table<'a>, columns: &[usize]| -> Vec<Name> {
        columns.iter().filter_map(|index| table.columns.get(*index)).map(|column| column.name).collect()
    };
    let columns = names(table, &key.columns);
    let referenced_columns = names(&key.referenced, &key.referenced_columns);
    let parts = Parts {
        table: table.name,
        referenced: key.referenced.name,
        columns: &columns,
        referenced_columns: &referenced_columns,
        plain_columns: &plain(table, &key.columns),
        plain_referenced_columns: &plain(&key.referenced, &key.referenced_columns),
    };
    let has_casing = emitter.settings.casing.is_some();
    let name = match (emitter.settings.kit, key.stated_name) {
        (DrizzleKit::V0, None) => names::foreign_key_v0(&parts, has_casing),
        (DrizzleKit::V0, Some(stated)) if has_casing => names::replaced(stated.as_str().to_owned(), &parts),
        (DrizzleKit::V1, None) => names::foreign_key_v1(&parts),
        (DrizzleKit::V0 | DrizzleKit::V1, Some(stated)) => stated.as_str().to_owned(),
    };
    // SQLite's catalog keeps no names.
    let kept = (emitter.dialect.engine != Engine::Sqlite).then(|| emitter.dialect.quoted(&name));
    let definition = ForeignKeyDefinition {
        referenced: emitter.table_name(&key.referenced),
        columns,
        referenced_span: key.referenced_span,
        referenced_columns,
        on_delete: key.on_delete,
        on_update: key.on_update,
        set_columns: Vec::new(),
        match_type: MatchType::Simple,
        deferrability: Deferrability::NotDeferrable,
        not_valid: false,
        not_enforced: false,
        inline: false,
        index_name: None,
    };
    let kind = ConstraintKind::ForeignKey(Box::new(definition));
    (name, ConstraintDefinition { name: kept, span: key.span, kind })
}

/// The expression that `() => users.id` returns, where it is that simple.
fn named_in(target: &Value<'_>) -> Option<Span> {
    let Value::Object(Own::Closure(closure)) = target else { return None };
    let result = match &closure.function.body {
        Body::Expression(result) => result,
        Body::Block(statements) => match statements.as_slice() {
            [only] => match &only.kind {
                StatementKind::Return(Some(result)) => result,
                _ => return None,
            },
            _ => return None,
        },
    };
    matches!(result.kind, ExpressionKind::Member(..) | ExpressionKind::Index(..)).then_some(result.span)
}
