//! Tables that drizzle-orm itself exports, for platforms that own a part of the database.
//!
//! Source: drizzle-orm 0.45, `supabase/rls.js` and `neon/neon-auth.js`. drizzle-kit never creates them.

use std::rc::Rc;

use super::object::{Builder, Column, Core, Own, Table, Value};
use super::types;
use crate::ir::{Name, Span};

/// Package, name of the export, schema, table, its columns with their types.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const TABLES: [Row; 3] = [
    (
        "drizzle-orm/supabase",
        "authUsers",
        "auth",
        "users",
        &[("id", "uuid"), ("email", "varchar(255)"), ("phone", "text")],
    ),
    (
        "drizzle-orm/supabase",
        "realtimeMessages",
        "realtime",
        "messages",
        &[("id", "bigint"), ("topic", "text")],
    ),
    (
        "drizzle-orm/neon",
        "usersSync",
        "neon_auth",
        "users_sync",
        &[("id", "text"), ("name", "text"), ("email", "text")],
    ),
];

/// The table that a package exports under a name.
pub(super) fn table<'a>(package: Name, name: Name, span: Span) -> Option<Value<'a>> {
    let found = TABLES.iter().find(|row| row.0 == package.as_str() && row.1 == name.as_str());
    let (_, _, schema, table, columns) = found?;
    let column = |(key, data_type): &(&str, &str)| {
        let name = Name::new(key);
        let data_type = types::written(Core::PostgreSql, data_type);
        let builder = Builder { name: Some(name), data_type, ..Builder::default() };
        Column { key: name, name, key_as_name: false, builder, span, name_span: span }
    };
    Some(Value::Object(Own::Table(Rc::new(Table {
        core: Core::Foreign,
        schema: Some(Name::new(schema)),
        name: Name::new(table),
        name_span: span,
        span,
        columns: columns.iter().map(column).collect(),
        extra: None,
        unsure: Vec::new(),
        nameless: None,
    }))))
}
