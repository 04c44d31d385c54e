//! What packages export: drizzle-orm's functions do what they do there, those of other packages return what is not known.

use std::cell::RefCell;
use std::rc::Rc;

use super::evaluate::{lost_key, unknown_or};
use super::machine::Machine;
use super::names;
use super::object::{Builder, Column, ColumnType, Core, ForeignKey, Key, KeyKind, Own, Stated, Table, Value};
use super::property::casing_of;
use super::syntax::{Call, Element, Expression};
use super::types;
use crate::ir::{Casing, DataType, Name, Span, TypeFamily};
use crate::read::value::Unknown;

/// Functions that make tables, and whose they are.
const TABLES: [(&str, Core); 9] = [
    ("pgTable", Core::PostgreSql),
    ("mysqlTable", Core::MySql),
    ("sqliteTable", Core::Sqlite),
    ("singlestoreTable", Core::SingleStore),
    ("cockroachTable", Core::CockroachDb),
    ("mssqlTable", Core::Foreign),
    ("gelTable", Core::Foreign),
    ("snakeCase.table", Core::Foreign),
    ("camelCase.table", Core::Foreign),
];

/// The core that a name of drizzle-orm belongs to, also where another package passes it on.
pub(super) fn table_maker(name: &str) -> Option<Core> {
    let plain = name.strip_suffix("Creator").unwrap_or(name);
    TABLES.iter().find(|(known, _)| *known == plain).map(|(_, core)| *core)
}

/// What a table is made with, besides its name and columns.
pub(super) type Setting = (Core, Option<Name>, Option<Casing>);

impl<'a> Machine<'a> {
    /// Calls what a package exports.
    pub(super) fn call_import(
        &mut self,
        package: Name,
        name: Name,
        arguments: Vec<Value<'a>>,
        call: Option<&'a Call>,
        span: Span,
    ) -> Value<'a> {
        let by_package = Core::of_package(package.as_str());
        let maker = table_maker(name.as_str()).map(|by_name| by_package.unwrap_or(by_name));
        if let Some(core) = maker {
            let casing = name.as_str().split_once('.').and_then(|(kind, _)| casing_of(Name::new(kind)));
            return if name.as_str().ends_with("Creator") {
                let casing = arguments.get(1).and_then(Value::as_text).and_then(names::casing);
                let function = arguments.into_iter().next().unwrap_or(Value::Null);
                Value::Object(Own::Creator(core, Rc::new(function), casing))
            } else {
                self.make_table((core, None, casing), arguments, call, span)
            };
        }
        match by_package {
            Some(core) => self.call_core(core, name, arguments, call, span),
            None if package.as_str() == super::relation::PACKAGE => match name.as_str() {
                "one" => self.relate(&arguments, span),
                _ => Value::Null,
            },
            None if package.as_str().starts_with("drizzle-orm") => self.call_orm(name, &arguments),
            None => {
                self.suspect(&arguments, span);
                let why = format!("`{name}` comes from `{package}`, which is not part of the project");
                outside(&arguments, Unknown { span, why: Name::new(&why) })
            }
        }
    }

    /// Calls what something of a package returned.
    pub(super) fn call_outside(&mut self, arguments: &[Value<'a>], span: Span) -> Value<'a> {
        self.suspect(arguments, span);
        let why = Name::new("comes from a package that is not part of the project");
        outside(arguments, Unknown { span, why })
    }

    fn call_core(
        &mut self,
        core: Core,
        name: Name,
        arguments: Vec<Value<'a>>,
        call: Option<&'a Call>,
        span: Span,
    ) -> Value<'a> {
        let text = name.as_str();
        let first = arguments.first().cloned().unwrap_or(Value::Null);
        match text {
            "pgEnum" => {
                let named = first.as_text().map(|name| DataType::new(name, TypeFamily::Named));
                Value::Object(Own::Type(Rc::new(ColumnType::Enum(named))))
            }
            "customType" => {
                let function = self.property(&first, Name::new("dataType"), span);
                Value::Object(Own::Type(Rc::new(ColumnType::Custom(core, function))))
            }
            "foreignKey" => {
                let written = call.and_then(|call| argument(call, 0));
                let (on_delete, on_update) = (Stated::Nothing, Stated::Nothing);
                let key = ForeignKey { config: first, written, on_delete, on_update, span };
                Value::Object(Own::ForeignKey(Rc::new(RefCell::new(key))))
            }
            "primaryKey" => self.primary_key(arguments, span),
            "unique" => key(KeyKind::Unique, &first, span),
            "uniqueIndex" => key(KeyKind::UniqueIndex, &first, span),
            "index" => key(KeyKind::Index, &first, span),
            "check" => {
                let made = key(KeyKind::Check, &first, span);
                if let (Value::Object(Own::Key(key)), Some(Value::Object(Own::Sql(values)))) =
                    (&made, arguments.get(1))
                {
                    key.borrow_mut().columns.extend(values.iter().cloned());
                }
                made
            }
            _ if text.ends_with("Schema") || text == "mysqlDatabase" => {
                let casing = text.split_once('.').and_then(|(kind, _)| casing_of(Name::new(kind)));
                match first {
                    Value::Text(name) => Value::Object(Own::Schema(core, Some(Name::new(&name)), casing)),
                    other => unknown_or(other, span, "the schema's name is not known"),
                }
            }
            _ if text.ends_with("View") || text.ends_with("view") => view(core, &first, None, span),
            _ => match types::column(core, text, &arguments, span) {
                Some(builder) => Value::Object(Own::Builder(Rc::new(RefCell::new(builder)))),
                // Policies, roles, sequences and whatever else is no column.
                None if is_no_column(text) => Value::Object(Own::Sql(Rc::new(Vec::new()))),
                None => {
                    let why = format!("`{name}` of drizzle-orm is not known to Referee");
                    outside(&arguments, Unknown { span, why: Name::new(&why) })
                }
            },
        }
    }

    /// Functions of drizzle-orm itself.
    fn call_orm(&mut self, name: Name, arguments: &[Value<'a>]) -> Value<'a> {
        match (name.as_str(), arguments.first()) {
            ("getTableColumns" | "getColumns", Some(table @ Value::Object(Own::Table(_)))) => {
                Value::map(self.entries_of(table).unwrap_or_default())
            }
            ("getTableName", Some(Value::Object(Own::Table(table)))) => Value::text(table.name.as_str()),
            _ => Value::Object(Own::Sql(Rc::new(arguments.to_vec()))),
        }
    }

    /// `pgSchema("x").table(...)` and its like.
    pub(super) fn schema_method(
        &mut self,
        setting: Setting,
        name: Name,
        arguments: Vec<Value<'a>>,
        call: &'a Call,
        span: Span,
    ) -> Value<'a> {
        let (core, schema, _) = setting;
        match name.as_str() {
            "table" => self.make_table(setting, arguments, Some(call), span),
            "view" | "materializedView" => {
                view(core, arguments.first().unwrap_or(&Value::Null), schema, span)
            }
            "enum" => {
                let name = arguments.first().and_then(Value::as_text);
                let full = name.map(|name| match schema {
                    Some(schema) if schema.as_str() != "public" => format!("{schema}.{name}"),
                    Some(_) | None => name.to_owned(),
                });
                let named = full.map(|name| DataType::new(&name, TypeFamily::Named));
                Value::Object(Own::Type(Rc::new(ColumnType::Enum(named))))
            }
            _ => Value::Object(Own::Sql(Rc::new(Vec::new()))),
        }
    }

    /// A table by `pgTableCreator((name) => ...)`.
    pub(super) fn call_creator(
        &mut self,
        creator: (Core, &Rc<Value<'a>>, Option<Casing>),
        arguments: Vec<Value<'a>>,
        call: Option<&'a Call>,
        span: Span,
    ) -> Value<'a> {
        let (core, function, casing) = creator;
        let mut arguments = arguments;
        if let Some(name) = arguments.first_mut() {
            *name = self.apply(function, vec![name.clone()], span);
        }
        self.make_table((core, None, casing), arguments, call, span)
    }

    /// A table: name, columns or a function that returns them, a function that returns keys.
    pub(super) fn make_table(
        &mut self,
        setting: Setting,
        arguments: Vec<Value<'a>>,
        call: Option<&'a Call>,
        span: Span,
    ) -> Value<'a> {
        let (core, schema, casing) = setting;
        let mut given = arguments.into_iter();
        let (name, columns) = (given.next().unwrap_or(Value::Null), given.next().unwrap_or(Value::Null));
        let place =
            |index: usize| call.and_then(|call| argument(call, index)).map_or(span, |written| written.span);
        let (name, nameless) = match assumed_name(self, &name) {
            Some(name) => (name, None),
            None => {
                let why = format!("the table's name {}", "is not known before the program runs");
                (Name::new("?"), Some(Unknown { span: place(0), why: Name::new(&why) }))
            }
        };
        let columns = match columns {
            function @ Value::Object(Own::Closure(_)) => {
                let builders = Value::Object(Own::Package(core.package()));
                self.apply(&function, vec![builders], span)
            }
            columns => columns,
        };
        let mut table = Table {
            core,
            schema,
            name,
            name_span: place(0),
            span,
            columns: Vec::new(),
            extra: given.next().filter(|extra| !extra.is_null()).map(|extra| (extra, place(2))),
            unsure: Vec::new(),
            nameless,
        };
        let Some(entries) = self.entries_of(&columns) else {
            let unknown =
                unknown_or(columns, place(1), "the table's columns are not known before the program runs");
            table.unsure.extend(unknown.as_unknown());
            return Value::Object(Own::Table(Rc::new(table)));
        };
        for (key, value) in entries {
            self.add_column(&mut table, key, value, casing, place(1));
        }
        Value::Object(Own::Table(Rc::new(table)))
    }

    fn add_column(
        &mut self,
        table: &mut Table<'a>,
        key: Name,
        value: Value<'a>,
        casing: Option<Casing>,
        place: Span,
    ) {
        let Value::Object(Own::Builder(shared)) = &value else {
            let why =
                if key == lost_key() { "is no object that is known" } else { "is no column that is known" };
            table.unsure.extend(unknown_or(value, place, why).as_unknown());
            return;
        };
        let mut builder = shared.borrow_mut();
        table.unsure.extend(builder.unsure);
        if let Some(unknown) = builder.nameless {
            table.unsure.push(unknown);
            return;
        }
        // As in drizzle-orm, the first key stays the name for every table that uses the same builder.
        let name = match (builder.name, casing) {
            (Some(name), _) => name,
            (None, Some(casing)) => Name::new(&names::cased(casing, key.as_str())),
            (None, None) => {
                builder.key_as_name = true;
                key
            }
        };
        builder.name = Some(name);
        let span = builder.property.or(builder.base).unwrap_or(place);
        let base = builder.base.filter(|base| span.contains(*base));
        let name_span = base.map_or(span, |base| Span { end: base.end, ..span });
        let column =
            Column { key, name, key_as_name: builder.key_as_name, builder: builder.clone(), span, name_span };
        match table.column(key).and_then(|at| table.columns.get_mut(at)) {
            Some(old) => *old = column,
            None => table.columns.push(column),
        }
    }
}

/// The expression of an argument, if it is written as one.
pub(super) fn argument(call: &Call, index: usize) -> Option<&Expression> {
    match call.arguments.get(index)? {
        Element::Value(value) => Some(value),
        Element::Spread(_) | Element::Hole => None,
    }
}

fn assumed_name<'a>(machine: &mut Machine<'a>, name: &Value<'a>) -> Option<Name> {
    match name {
        Value::Text(text) => Some(Name::new(text)),
        Value::Object(Own::IfUnset(assumed)) => {
            let text = assumed.1.as_text()?;
            machine.report_environment(assumed.0);
            Some(Name::new(text))
        }
        _ => None,
    }
}

/// What a function of a package returns: a column perhaps, of the name that is its first argument.
fn outside<'a>(arguments: &[Value<'a>], unknown: Unknown) -> Value<'a> {
    let name = arguments.first().and_then(Value::as_text).map(Name::new);
    let builder = Builder { name, unsure: Some(unknown), base: Some(unknown.span), ..Builder::default() };
    Value::Object(Own::Builder(Rc::new(RefCell::new(builder))))
}

fn key<'a>(kind: KeyKind, name: &Value<'a>, span: Span) -> Value<'a> {
    let name = name.as_text().map(Name::new);
    let key = Key { kind, name, columns: Vec::new(), partial: false, span };
    Value::Object(Own::Key(Rc::new(RefCell::new(key))))
}

fn view<'a>(core: Core, name: &Value<'a>, schema: Option<Name>, span: Span) -> Value<'a> {
    match name.as_text() {
        Some(name) => Value::Object(Own::View(core, Name::new(name), schema, span)),
        None => unknown_or(name.clone(), span, "the view's name is not known"),
    }
}

fn is_no_column(name: &str) -> bool {
    const WORDS: [&str; 8] = ["Policy", "Role", "Sequence", "Index", "alias", "Builder", "union", "except"];
    name == "intersect" || WORDS.iter().any(|word| name.ends_with(word) || name.starts_with(word))
}
