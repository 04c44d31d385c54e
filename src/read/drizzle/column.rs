//! What is chained to a column, a key or a foreign key.

use std::cell::RefCell;
use std::rc::Rc;

use super::library::argument;
use super::machine::Machine;
use super::object::{Builder, ColumnType, Core, ForeignKey, Key, KeyKind, Own, Reference, Stated, Value};
use super::syntax::{Call, Expression, ExpressionKind, Key as PropertyKey, Property};
use super::types;
use crate::ir::{DataType, Name, ReferentialAction, Span, TypeFamily};
use crate::read::value::Unknown;

impl<'a> Machine<'a> {
    /// `.notNull()`, `.references(...)` and the like; what does nothing in the database is passed over.
    pub(super) fn builder_method(
        &mut self,
        shared: &Rc<RefCell<Builder<'a>>>,
        name: Name,
        arguments: &[Value<'a>],
        call: &'a Call,
        span: Span,
    ) -> Value<'a> {
        if shared.borrow().unsure.is_some() {
            self.suspect(arguments, span);
        }
        let reference =
            if name.as_str() == "references" { Some(self.reference(arguments, call)) } else { None };
        let mut builder = shared.borrow_mut();
        let builder = &mut *builder;
        match name.as_str() {
            "notNull" => builder.not_null = true,
            "primaryKey" => {
                builder.not_null = true;
                builder.primary = Some(call.tail);
            }
            "default" => builder.has_default = arguments.first().is_some_and(|value| !value.is_null()),
            "defaultNow" | "defaultRandom" | "autoincrement" => builder.has_default = true,
            "generatedAlwaysAs" => builder.generated = true,
            "generatedAlwaysAsIdentity" | "generatedByDefaultAsIdentity" => {
                builder.not_null = true;
                builder.has_default = true;
            }
            "unique" => {
                builder.unique = Some((arguments.first().and_then(Value::as_text).map(Name::new), call.tail));
            }
            "array" => {
                let element = builder.data_type.take();
                builder.data_type =
                    element.map(|element| DataType::new(&format!("{}[]", element.name), TypeFamily::Named));
            }
            _ => builder.references.extend(reference),
        }
        Value::Object(Own::Builder(Rc::clone(shared)))
    }

    fn reference(&mut self, arguments: &[Value<'a>], call: &'a Call) -> Reference<'a> {
        let options = arguments.get(1).unwrap_or(&Value::Null);
        let written = argument(call, 1);
        let target_span = argument(call, 0).map_or(call.tail, |target| target.span);
        let place = |key: &str| property_span(written, key).unwrap_or(call.tail);
        Reference {
            target: arguments.first().cloned().unwrap_or(Value::Null),
            target_span,
            on_delete: self.option(options, "onDelete", place("onDelete")),
            on_update: self.option(options, "onUpdate", place("onUpdate")),
            span: call.tail,
        }
    }

    fn option(&mut self, options: &Value<'a>, key: &str, span: Span) -> Stated {
        if options.is_null() {
            return Stated::Nothing;
        }
        let value = self.property(options, Name::new(key), span);
        self.stated(&value, span)
    }

    /// The action that a value states.
    fn stated(&mut self, value: &Value<'a>, span: Span) -> Stated {
        let unknown = |why: &str| Stated::Unknown(Unknown { span, why: Name::new(why) });
        match value {
            Value::Null => Stated::Nothing,
            Value::Text(text) if text.is_empty() => Stated::Nothing,
            Value::Text(text) => match ReferentialAction::parse(text) {
                Some(action) => Stated::Action(action, span),
                None => unknown("states no referential action"),
            },
            Value::Object(Own::IfUnset(assumed)) => {
                self.report_environment(assumed.0);
                let inner = assumed.1.clone();
                self.stated(&inner, span)
            }
            Value::Unknown(why) => Stated::Unknown(*why),
            Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Map(_) | Value::Object(_) => {
                unknown("states no referential action that is known")
            }
        }
    }

    /// `.onDelete("cascade")`.
    pub(super) fn foreign_key_method(
        &mut self,
        shared: &Rc<RefCell<ForeignKey<'a>>>,
        name: Name,
        arguments: &[Value<'a>],
        call: &'a Call,
        span: Span,
    ) -> Value<'a> {
        let value = arguments.first().unwrap_or(&Value::Null);
        let stated = self.stated(value, call.tail);
        let mut key = shared.borrow_mut();
        match name.as_str() {
            "onDelete" => key.on_delete = stated,
            "onUpdate" => key.on_update = stated,
            _ => {}
        }
        if span.contains(key.span) {
            key.span = span;
        }
        drop(key);
        Value::Object(Own::ForeignKey(Rc::clone(shared)))
    }

    /// `.on(t.a, t.b)`, `.using("btree", t.a)`, `.where(...)`.
    pub(super) fn key_method(
        &mut self,
        shared: &Rc<RefCell<Key<'a>>>,
        name: Name,
        arguments: Vec<Value<'a>>,
        span: Span,
    ) -> Value<'a> {
        let mut key = shared.borrow_mut();
        match name.as_str() {
            "on" | "onOnly" => key.columns = arguments,
            "using" => key.columns = arguments.into_iter().skip(1).collect(),
            "where" => key.partial = true,
            _ => {}
        }
        if span.contains(key.span) {
            key.span = span;
        }
        drop(key);
        Value::Object(Own::Key(Rc::clone(shared)))
    }

    /// `primaryKey({ columns: [...], name })`, and the older `primaryKey(t.a, t.b)`.
    pub(super) fn primary_key(&mut self, arguments: Vec<Value<'a>>, span: Span) -> Value<'a> {
        let config = arguments.first().cloned().unwrap_or(Value::Null);
        let (columns, name) = match &config {
            Value::Map(_) => {
                let columns = self.property(&config, Name::new("columns"), span);
                let name = self.property(&config, Name::new("name"), span);
                let columns = self.elements_of(&columns).unwrap_or_else(|| vec![columns]);
                (columns, name.as_text().map(Name::new))
            }
            _ => (arguments, None),
        };
        let key = Key { kind: KeyKind::Primary, name, columns, partial: false, span };
        Value::Object(Own::Key(Rc::new(RefCell::new(key))))
    }

    /// A column of an enum or of a type that the project defines.
    pub(super) fn call_type(
        &mut self,
        kind: &ColumnType<'a>,
        arguments: &[Value<'a>],
        span: Span,
    ) -> Value<'a> {
        let data_type = match kind {
            ColumnType::Enum(named) => *named,
            ColumnType::Custom(core, function) => {
                let config = arguments.iter().find(|argument| matches!(argument, Value::Map(_)));
                let config = config.cloned().unwrap_or(Value::Null);
                let text = self.apply(function, vec![config], span);
                text.as_text().and_then(|text| types::written(*core, text))
            }
        };
        let builder = Builder { data_type, base: Some(span), ..types::named(arguments, span) };
        Value::Object(Own::Builder(Rc::new(RefCell::new(builder))))
    }
}

/// The place of a property in an object as it is written; the object's own where the property comes from elsewhere.
pub(super) fn property_span(object: Option<&Expression>, key: &str) -> Option<Span> {
    let object = object?;
    let ExpressionKind::Map(properties) = &object.kind else { return Some(object.span) };
    let found = properties.iter().rev().find_map(|property| match property {
        Property::Value { key: PropertyKey::Name(name), span, .. } if name.as_str() == key => Some(*span),
        Property::Value { .. } | Property::Spread(_) | Property::Other => None,
    });
    Some(found.unwrap_or(object.span))
}

impl Core {
    /// Whether a primary key has a name of its own.
    pub(super) fn names_primary_keys(self) -> bool {
        matches!(self, Core::PostgreSql | Core::CockroachDb)
    }
}
