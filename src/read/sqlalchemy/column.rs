//! The column that a member of a model makes.

use std::rc::Rc;

use crate::ir::{Name, Span};

use super::super::python::core::{Column, Core, StatedName, construct, library_path, list_of, made_of};
use super::super::python::{Argument, Made, Value};
use super::annotation::{Annotation, make_type};
use super::lineage::Style;
use super::member::Member;

/// What a member says of its column.
pub(super) enum Stated {
    /// `Column(...)`, `mapped_column(...)`, or nothing but `Mapped[...]`; with what stands in `Annotated[...]` before it.
    Calls(Vec<Rc<Made>>),
    /// `Field(...)` of SQLModel, or nothing but a type.
    Field(Option<Rc<Made>>),
}

/// What a member says of a column; `None` if it makes none.
pub(super) fn stated(member: &Member, annotation: Option<&Annotation>, style: Style) -> Option<Stated> {
    if annotation.is_some_and(|annotation| annotation.of_class) {
        return None;
    }
    if style == Style::SqlModel {
        return field(member, annotation?);
    }
    let within = annotation.and_then(|annotation| annotation.declared.clone());
    match &member.value {
        Some(value) => {
            let call = call(value)?;
            Some(Stated::Calls(within.into_iter().chain([call]).collect()))
        }
        None => annotation?.mapped.then(|| Stated::Calls(within.into_iter().collect())),
    }
}

/// The `Column(...)` that a value is, also within `deferred(...)` or `column_property(...)`.
fn call(value: &Value) -> Option<Rc<Made>> {
    match construct(value)? {
        (_, "Column" | "mapped_column" | "MappedColumn") => made_of(value).cloned(),
        (made, "deferred" | "column_property" | "query_expression") => {
            call(&made.arguments.positional().next()?.value)
        }
        _ => None,
    }
}

fn field(member: &Member, annotation: &Annotation) -> Option<Stated> {
    if member.name.as_str().starts_with('_') {
        return None;
    }
    match member.value.as_ref().map(|value| (construct(value), value)) {
        Some((Some((_, "Field" | "FieldInfo")), value)) => Some(Stated::Field(made_of(value).cloned())),
        Some((Some((_, "Relationship" | "relationship" | "hybrid_property" | "column_property")), _)) => None,
        // A default.
        Some(_) | None => Some(Stated::Field(annotation.declared.clone())),
    }
}

/// Reads the columns of one model.
pub(super) struct Columns<'c, 'd> {
    /// The constructs.
    pub(super) core: &'c mut Core<'d>,
    /// The base's `type_annotation_map`.
    pub(super) types: &'c [(Value, Value)],
    /// How the model is written.
    pub(super) style: Style,
}

impl Columns<'_, '_> {
    /// The column that a member makes, if it makes one.
    pub(super) fn column(&mut self, member: &Member) -> Option<Column> {
        let annotation = member.annotation.as_ref().map(Annotation::read);
        let mut column = match stated(member, annotation.as_ref(), self.style)? {
            Stated::Calls(calls) => self.declared(member, annotation.as_ref(), &calls),
            Stated::Field(call) => self.field(member, &annotation?, call.as_deref()),
        };
        column.name = column.name.or_else(|| Some(self.core.dialect.quoted(member.name.as_str())));
        (column.span, column.name_span) = (member.span, member.name_span);
        Some(column)
    }

    fn declared(&mut self, member: &Member, annotation: Option<&Annotation>, calls: &[Rc<Made>]) -> Column {
        let mut column = Column::new(member.span);
        for call in calls {
            self.core.add_to_column(&mut column, call);
        }
        if let Some(annotation) = annotation.filter(|annotation| annotation.mapped) {
            column.nullable = column.nullable.or(Some(annotation.nullable));
            // A foreign key takes the type of what it refers to.
            if !column.states_type
                && column.foreign_keys.is_empty()
                && let Some(value) = annotation.type_value(self.types, member.span)
            {
                self.core.set_type(&mut column, &value);
            }
        }
        column
    }

    /// sqlmodel/main.py, `get_column_from_field`.
    fn field(&mut self, member: &Member, annotation: &Annotation, call: Option<&Made>) -> Column {
        let mut column = Column::new(member.span);
        let keyword = |name: &str| call.and_then(|call| call.arguments.keyword(name));
        if let Some(stated) = keyword("sa_column")
            && let Some(made) = self::call(&stated.value)
        {
            self.core.add_to_column(&mut column, &made);
            return column;
        }
        match keyword("sa_type") {
            Some(stated) => self.core.set_type(&mut column, &stated.value),
            None => {
                if let Some(value) = annotation.type_value(&[], member.span) {
                    let value = self.sized(value, call, member.span);
                    self.core.set_type(&mut column, &value);
                }
            }
        }
        for name in ["primary_key", "index", "unique", "nullable"] {
            if let Some(argument) = keyword(name) {
                self.core.keyword(&mut column, name, argument);
            }
        }
        column.nullable = column.nullable.or(Some(!column.primary_key && annotation.nullable));
        if let (Some(call), Some(target)) = (call, keyword("foreign_key").filter(|key| !key.value.is_null()))
        {
            let mut key = self.core.options(&call.arguments, call.span);
            key.name = StatedName::None;
            key.targets.extend(self.core.target(target));
            if !key.targets.is_empty() {
                column.foreign_keys.push(key);
            }
        }
        for argument in keyword("sa_column_args").map(elements).unwrap_or_default() {
            self.core.positional(&mut column, &argument);
        }
        if let Some(argument) = keyword("sa_column_kwargs")
            && let Value::Map(entries) = &argument.value
        {
            for (name, value) in entries.borrow().iter() {
                let entry = Argument { keyword: Some(*name), value: value.clone(), span: argument.span };
                self.core.keyword(&mut column, name.as_str(), &entry);
            }
        }
        column
    }

    /// SQLModel's own types: text with the length of the field, which MySQL needs, and times with their zone (sqlmodel 0.0.50,
    /// sqlmodel/sql/sqltypes.py).
    fn sized(&self, value: Value, call: Option<&Made>, span: Span) -> Value {
        match library_path(&value).map(Name::as_str) {
            Some("sqlalchemy.String") => {}
            Some("sqlalchemy.DateTime") => {
                return make_type("DateTime", vec![Value::Bool(true)], Vec::new(), span);
            }
            Some(_) | None => return value,
        }
        let stated =
            call.and_then(|call| call.arguments.keyword("max_length")).map(|argument| &argument.value);
        match stated {
            Some(Value::Number(length)) => {
                make_type("String", vec![Value::Number(*length)], Vec::new(), span)
            }
            Some(_) | None if self.core.dialect.is_mysql_like() => {
                make_type("String", vec![Value::Number(255.0)], Vec::new(), span)
            }
            Some(_) | None => value,
        }
    }
}

/// The elements of `sa_column_args`.
fn elements(argument: &Argument) -> Vec<Argument> {
    let values = list_of(&argument.value).unwrap_or_default();
    values.into_iter().map(|value| Argument { keyword: None, value, span: argument.span }).collect()
}

/// The name that a member's column states, or the member's own.
pub(super) fn column_name(member: &Member, style: Style) -> Option<(Name, Option<Rc<Made>>)> {
    let annotation = member.annotation.as_ref().map(Annotation::read);
    let calls = match stated(member, annotation.as_ref(), style)? {
        Stated::Calls(calls) => calls,
        Stated::Field(None) => Vec::new(),
        Stated::Field(Some(field)) => {
            let column = field.arguments.keyword("sa_column").and_then(|argument| call(&argument.value));
            column.into_iter().collect()
        }
    };
    let name = calls.iter().rev().find_map(|made| {
        let first = made.arguments.get(0, "name")?;
        StatedName::of_value(&first.value).name()
    });
    Some((name.unwrap_or(member.name), calls.last().cloned()))
}
