//! `Index(name, columns...)`.

use crate::ir::{Name, Span};

use super::super::{Made, Value};
use super::Core;
use super::naming::StatedName;
use super::path::{column_of_value, construct, made_of};

/// An index before its table is known.
#[derive(Clone, Debug)]
pub(in crate::read) struct Index {
    /// Its name.
    pub(in crate::read) name: StatedName,
    /// Its columns by key; `None` for an expression.
    pub(in crate::read) columns: Vec<Option<Name>>,
    /// `unique`.
    pub(in crate::read) unique: bool,
    /// Whether it has a WHERE clause on this engine.
    pub(in crate::read) partial: bool,
    /// The call.
    pub(in crate::read) span: Span,
}

impl Core<'_> {
    /// `Index("name", "a", users.c.b.desc(), func.lower(...), unique=True)`.
    pub(in crate::read) fn index(&mut self, made: &Made) -> Index {
        if let Some(unknown) = made.arguments.open {
            self.problem(unknown.span, format!("columns of the index are not known: {}", unknown.why));
        }
        let positional: Vec<_> = made.arguments.positional().collect();
        let by_keyword = made.arguments.keyword("name");
        let (name, columns) = match (by_keyword, positional.split_first()) {
            (None, Some((first, rest))) => (StatedName::of_value(&first.value), rest),
            (Some(name), _) => (StatedName::of_value(&name.value), positional.as_slice()),
            (None, None) => (StatedName::None, positional.as_slice()),
        };
        let columns = columns.iter().map(|column| self.indexed(&column.value)).collect();
        let flag = |keyword| made.arguments.keyword(keyword).and_then(|argument| argument.value.as_bool());
        let engine = if self.dialect.is_postgres_like() { "postgresql" } else { self.dialect.engine.name() };
        let condition = made.arguments.keyword(&format!("{engine}_where"));
        Index {
            name,
            columns,
            unique: flag("unique") == Some(true),
            partial: condition.is_some_and(|condition| !condition.value.is_null()),
            span: made.span,
        }
    }

    /// A column of an index, also in `column.desc()`, `desc(column)`; `None` for an expression.
    pub(in crate::read) fn indexed(&mut self, value: &Value) -> Option<Name> {
        if value.as_text().is_some() || (self.columns)(value).is_some() {
            return self.column_name(value);
        }
        let Some(made) = made_of(value) else {
            return column_of_value(value).map(|name| self.dialect.quoted(name.as_str()));
        };
        const ORDERS: [&str; 7] =
            ["desc", "asc", "nullsfirst", "nullslast", "nulls_first", "nulls_last", "collate"];
        let word = super::last_segment(made.path);
        if ORDERS.contains(&word) {
            let first = made.arguments.positional().next().map(|argument| &argument.value);
            let inner = made.receiver.as_ref().or(first)?;
            return self.indexed(inner);
        }
        let is_column = matches!(construct(value), Some((_, "Column" | "mapped_column")));
        if is_column { self.column_name(value) } else { None }
    }
}
