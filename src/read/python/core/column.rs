//! `Column(...)` and `mapped_column(...)`.

use crate::ir::{ColumnDefinition, DataType, Name, Span};

use super::super::{Argument, Made, Value};
use super::Core;
use super::constraint::{Constraint, KeyConstraint};
use super::foreign_key::ForeignKey;
use super::naming::text_of;
use super::path::{construct, library_path, number_of};
use super::types::{self, data_type};

/// A column before its table is known.
#[derive(Clone, Debug)]
pub(in crate::read) struct Column {
    /// The name; `None` where only the attribute that holds it will tell.
    pub(in crate::read) name: Option<Name>,
    /// `key`: how the program calls it, if not by its name.
    pub(in crate::read) key: Option<Name>,
    /// The type.
    pub(in crate::read) data_type: Option<DataType>,
    /// Whether a type is stated, known or not.
    pub(in crate::read) states_type: bool,
    /// Whether the type is an integer, for which engines count by themselves.
    pub(in crate::read) is_integer: bool,
    /// `nullable`.
    pub(in crate::read) nullable: Option<bool>,
    /// `primary_key`.
    pub(in crate::read) primary_key: bool,
    /// `unique`.
    pub(in crate::read) unique: bool,
    /// `index`.
    pub(in crate::read) index: bool,
    /// `server_default`, or an identity.
    pub(in crate::read) has_default: bool,
    /// `Identity(...)`: never NULL.
    pub(in crate::read) identity: bool,
    /// `Computed(...)`.
    pub(in crate::read) generated: bool,
    /// `autoincrement`; `None` for "auto".
    pub(in crate::read) autoincrement: Option<bool>,
    /// Its foreign keys, in order.
    pub(in crate::read) foreign_keys: Vec<ForeignKey>,
    /// Its checks.
    pub(in crate::read) checks: Vec<KeyConstraint>,
    /// The statement, or the call.
    pub(in crate::read) span: Span,
    /// What findings about the column point to.
    pub(in crate::read) name_span: Span,
}

impl Column {
    /// A column of which nothing is said.
    pub(in crate::read) fn new(span: Span) -> Column {
        Column {
            name: None,
            key: None,
            data_type: None,
            states_type: false,
            is_integer: false,
            nullable: None,
            primary_key: false,
            unique: false,
            index: false,
            has_default: false,
            identity: false,
            generated: false,
            autoincrement: None,
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            span,
            name_span: span,
        }
    }

    /// By what the program calls it.
    pub(in crate::read) fn key(&self) -> Option<Name> {
        self.key.or(self.name)
    }

    /// Whether it takes NULL: a key of the table does not unless it says so, everything else does.
    pub(in crate::read) fn is_nullable(&self) -> bool {
        self.nullable.unwrap_or(!self.primary_key && !self.identity)
    }

    /// The definition without the constraints; `None` without a name.
    pub(in crate::read) fn definition(&self) -> Option<ColumnDefinition> {
        Some(ColumnDefinition {
            name: self.name?,
            span: self.span,
            name_span: self.name_span,
            data_type: self.data_type,
            not_null: !self.is_nullable(),
            has_default: self.has_default,
            generated: self.generated,
            constraints: Vec::new(),
        })
    }
}

impl Core<'_> {
    /// `Column("name", Type, ForeignKey(...), ...)`, `mapped_column(...)`. Arguments that are not known are told.
    pub(in crate::read) fn column(&mut self, made: &Made) -> Column {
        let mut column = Column::new(made.span);
        self.add_to_column(&mut column, made);
        column
    }

    /// Adds what a call of `Column` says to a column.
    pub(in crate::read) fn add_to_column(&mut self, column: &mut Column, made: &Made) {
        if let Some(unknown) = made.arguments.open {
            self.problem(unknown.span, format!("arguments of the column are not known: {}", unknown.why));
        }
        for argument in &made.arguments.list {
            match argument.keyword {
                None => self.positional(column, argument),
                Some(keyword) => self.keyword(column, keyword.as_str(), argument),
            }
        }
    }

    /// A positional argument of a column, or one of `sa_column_args`.
    pub(in crate::read) fn positional(&mut self, column: &mut Column, argument: &Argument) {
        let value = &argument.value;
        if let Some(name) = text_of(value) {
            column.name = Some(self.dialect.quoted(name.as_str()));
            return;
        }
        match construct(value) {
            Some((made, "ForeignKey")) => column.foreign_keys.extend(self.foreign_key(made)),
            Some((_, "CheckConstraint")) => {
                if let Some(Constraint::Key(check)) = self.constraint(value) {
                    column.checks.push(check);
                }
            }
            Some((_, "Computed")) => column.generated = true,
            Some((_, "Identity")) => {
                column.identity = true;
                column.has_default = true;
            }
            Some((_, "DefaultClause")) => column.has_default = true,
            Some((_, "Sequence" | "ColumnDefault" | "FetchedValue" | "FetchedValue_")) => {}
            _ if value.is_null() => {}
            _ if value.as_unknown().is_some() => {
                self.not_known(value, argument.span, "an argument of the column");
            }
            _ => self.set_type(column, value),
        }
    }

    /// A keyword argument of a column, or one of `sa_column_kwargs`.
    pub(in crate::read) fn keyword(&mut self, column: &mut Column, keyword: &str, argument: &Argument) {
        let value = &argument.value;
        match keyword {
            "name" => column.name = text_of(value).map(|name| self.dialect.quoted(name.as_str())),
            "key" => column.key = text_of(value),
            "type_" | "sa_type" => self.set_type(column, value),
            "nullable" => match self.flag(argument) {
                Some(nullable) => column.nullable = Some(nullable),
                None => self.not_known(value, argument.span, "`nullable`"),
            },
            "primary_key" => column.primary_key = self.flag(argument) == Some(true),
            "unique" => column.unique = truthy(value),
            "index" => column.index = truthy(value),
            "autoincrement" => column.autoincrement = value.as_bool(),
            "server_default" => {
                let fetched = matches!(construct(value), Some((_, "FetchedValue")));
                match construct(value) {
                    Some((_, "Computed")) => column.generated = true,
                    Some((_, "Identity")) => column.identity = true,
                    _ => {}
                }
                column.has_default = !fetched && !column.generated && !is_null(value);
            }
            _ => {}
        }
    }

    fn flag(&self, argument: &Argument) -> Option<bool> {
        let number = number_of(&argument.value).map(|number| number != 0.0);
        let null = argument.value.is_null().then_some(false);
        argument.value.as_bool().or(number).or(null)
    }

    /// Takes a value as the column's type.
    pub(in crate::read) fn set_type(&mut self, column: &mut Column, value: &Value) {
        column.states_type = true;
        column.data_type = data_type(value, self.dialect);
        column.is_integer = types::is_integer(value);
        // SQLAlchemy 1.x: `Column("id", None, ForeignKey(...))` and NullType leave the type to the referenced column.
        if let Some(path) = library_path(value)
            && path.as_str().ends_with("NullType")
        {
            column.states_type = false;
        }
    }
}

fn truthy(value: &Value) -> bool {
    // SQLAlchemy 1.x takes a name.
    value.as_bool().unwrap_or_else(|| value.as_text().is_some_and(|name| !name.is_empty()))
}

/// `None`, `False`, `text("NULL")`, `null()`.
fn is_null(value: &Value) -> bool {
    match construct(value) {
        Some((made, "text")) => {
            let text = made.arguments.get(0, "text").and_then(|argument| argument.value.as_text());
            text.is_some_and(|text| text.trim().eq_ignore_ascii_case("null"))
        }
        Some((_, "null")) => true,
        _ => value.is_null() || value.as_bool() == Some(false),
    }
}
