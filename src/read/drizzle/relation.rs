//! `relations()` and `defineRelations()`: what the ORM joins, foreign key or not.

use std::rc::Rc;

use super::machine::Machine;
use super::object::{Own, ScopeId, Table, Value};
use super::syntax::Call;
use crate::ir::{Name, Span};

/// The package of which `one` and `many` are thought to be.
pub(super) const PACKAGE: &str = "drizzle-orm/relations";

/// A relation that names its columns on both sides.
#[derive(Debug)]
pub(super) struct Relation<'a> {
    pub(super) table: Rc<Table<'a>>,
    pub(super) columns: Vec<usize>,
    pub(super) referenced: Rc<Table<'a>>,
    pub(super) referenced_columns: Vec<usize>,
    pub(super) span: Span,
}

impl<'a> Machine<'a> {
    /// Runs a call of `relations(table, ({ one, many }) => ...)` or `defineRelations(schema, (r) => ...)`.
    pub(super) fn run_relations(&mut self, call: &'a Call, scope: ScopeId, span: Span) {
        let Ok(arguments) = self.elements(scope, &call.arguments) else { return };
        let helper = |name: &str| Value::Object(Own::Import(Name::new(PACKAGE), Name::new(name)));
        let mut helpers = vec![(Name::new("one"), helper("one")), (Name::new("many"), helper("many"))];
        let function = match arguments.first() {
            Some(Value::Object(Own::Table(_))) => arguments.get(1),
            Some(schema) => {
                let tables = self.entries_of(schema).unwrap_or_default();
                let each = |name: &str| {
                    let entry = |(key, _): &(Name, Value<'a>)| (*key, helper(name));
                    (Name::new(name), Value::map(tables.iter().map(entry).collect()))
                };
                helpers = vec![each("one"), each("many")];
                helpers.extend(tables);
                arguments.get(1)
            }
            None => None,
        };
        if let Some(function @ Value::Object(Own::Closure(_))) = function {
            self.apply(function, vec![Value::map(helpers)], span);
        }
    }

    /// `one(users, { fields: [...], references: [...] })`, `r.one.users({ from: ..., to: ... })`.
    pub(super) fn relate(&mut self, arguments: &[Value<'a>], span: Span) -> Value<'a> {
        let Some(config @ Value::Map(_)) = arguments.last() else { return Value::Null };
        let mut side = |names: [&str; 2]| {
            let values = names.map(|name| self.property(config, Name::new(name), span));
            let value = values.into_iter().find(|value| !value.is_null())?;
            let columns = self.elements_of(&value).unwrap_or_else(|| vec![value]);
            columns_of(&columns)
        };
        if let (Some((table, columns)), Some((referenced, referenced_columns))) =
            (side(["fields", "from"]), side(["references", "to"]))
        {
            self.relations.push(Relation { table, columns, referenced, referenced_columns, span });
        }
        Value::Null
    }
}

/// The table of columns, and which they are; `None` unless all are columns of one table.
pub(super) fn columns_of<'a>(values: &[Value<'a>]) -> Option<(Rc<Table<'a>>, Vec<usize>)> {
    let mut found: Option<Rc<Table<'a>>> = None;
    let mut columns = Vec::new();
    for value in values {
        let Value::Object(Own::Column(table, index)) = value else { return None };
        match &found {
            Some(first) if !Rc::ptr_eq(first, table) => return None,
            _ => found = Some(Rc::clone(table)),
        }
        columns.push(*index);
    }
    Some((found?, columns))
}
