//! Column functions of drizzle-orm: the types they make, in the spelling of each engine's catalog.
//!
//! Source: `getSQLType` of the column classes of drizzle-orm 0.45 and 1.0.

use super::object::{Builder, Core, Own, Value};
use crate::ir::{DataType, Name, Span, TypeFamily};
use crate::read::value::Unknown;

use TypeFamily::{Binary, Boolean, Date, Float, Integer, Named, Numeric, Text, Timestamp};

/// A function, the catalog's spelling with a mark for what the options add, the family.
///
/// `{l}` is `(length)`, `{p}` `(precision,scale)`, `{t}` `(precision)` of a time, `{z}` with or without time zone, `{d}` `(dimensions)`,
/// `{u}` ` unsigned`.
type Row = (&'static str, &'static str, TypeFamily);

const POSTGRESQL: &[Row] = &[
    ("bigint", "bigint", Integer),
    ("bigserial", "bigint", Integer),
    ("bit", "bit{d}", Named),
    ("boolean", "boolean", Boolean),
    ("bool", "boolean", Boolean),
    ("bytea", "bytea", Binary),
    ("char", "character{l}", Text),
    ("cidr", "cidr", Named),
    ("date", "date", Date),
    ("decimal", "numeric{p}", Numeric),
    ("doublePrecision", "double precision", Float),
    ("float", "double precision", Float),
    ("geometry", "geometry", Named),
    ("halfvec", "halfvec{d}", Named),
    ("inet", "inet", Named),
    ("int2", "smallint", Integer),
    ("int4", "integer", Integer),
    ("int8", "bigint", Integer),
    ("integer", "integer", Integer),
    ("interval", "interval", Named),
    ("json", "json", Named),
    ("jsonb", "jsonb", Named),
    ("line", "line", Named),
    ("macaddr", "macaddr", Named),
    ("macaddr8", "macaddr8", Named),
    ("numeric", "numeric{p}", Numeric),
    ("point", "point", Named),
    ("real", "real", Float),
    ("serial", "integer", Integer),
    ("smallint", "smallint", Integer),
    ("smallserial", "smallint", Integer),
    ("sparsevec", "sparsevec{d}", Named),
    ("string", "character varying{l}", Text),
    ("text", "text", Text),
    ("time", "time{t} {z}", Named),
    ("timestamp", "timestamp{t} {z}", Timestamp),
    ("uuid", "uuid", TypeFamily::Uuid),
    ("varbit", "bit varying{l}", Named),
    ("varchar", "character varying{l}", Text),
    ("vector", "vector{d}", Named),
];

const MYSQL: &[Row] = &[
    ("bigint", "bigint{u}", Integer),
    ("binary", "binary{l}", Binary),
    ("blob", "blob", Binary),
    ("boolean", "tinyint(1)", Integer),
    ("char", "char{l}", Text),
    ("date", "date", Date),
    ("datetime", "datetime{t}", Timestamp),
    ("decimal", "decimal{p}{u}", Numeric),
    ("double", "double{p}{u}", Float),
    ("float", "float{p}{u}", Float),
    ("int", "int{u}", Integer),
    ("json", "json", Named),
    ("longblob", "longblob", Binary),
    ("longtext", "longtext", Text),
    ("mediumblob", "mediumblob", Binary),
    ("mediumint", "mediumint{u}", Integer),
    ("mediumtext", "mediumtext", Text),
    ("mysqlEnum", "enum", Named),
    ("real", "double{p}", Float),
    ("serial", "bigint unsigned", Integer),
    ("singlestoreEnum", "enum", Named),
    ("smallint", "smallint{u}", Integer),
    ("text", "text", Text),
    ("time", "time{t}", Named),
    ("timestamp", "timestamp{t}", Timestamp),
    ("tinyblob", "tinyblob", Binary),
    ("tinyint", "tinyint{u}", Integer),
    ("tinytext", "tinytext", Text),
    ("varbinary", "varbinary{l}", Binary),
    ("varchar", "varchar{l}", Text),
    ("vector", "vector{d}", Named),
    ("year", "year", Named),
];

const SQLITE: &[Row] = &[
    ("blob", "blob", Binary),
    ("int", "integer", Integer),
    ("integer", "integer", Integer),
    ("numeric", "numeric", TypeFamily::Unknown),
    ("real", "real", Float),
    ("text", "text", Text),
];

/// Types by the SQL that a `customType` writes, where no column function is called like them.
const WRITTEN: &[(&str, &str, TypeFamily)] = &[
    ("citext", "citext", Text),
    ("double precision", "double precision", Float),
    ("character varying", "character varying", Text),
    ("timestamptz", "timestamp with time zone", Timestamp),
    ("timestamp with time zone", "timestamp with time zone", Timestamp),
    ("timestamp without time zone", "timestamp without time zone", Timestamp),
];

/// A column by a function of drizzle-orm; `None` for a function that makes none.
pub(super) fn column<'a>(
    core: Core,
    function: &str,
    arguments: &[Value<'a>],
    span: Span,
) -> Option<Builder<'a>> {
    let (_, pattern, family) = rows(core).iter().find(|(name, ..)| *name == function)?;
    let options = arguments.iter().find(|argument| matches!(argument, Value::Map(_)));
    let serial = function.ends_with("serial");
    let data_type = DataType::new(&filled(pattern, options), *family);
    let plain = named(arguments, span);
    Some(Builder {
        data_type: Some(data_type),
        not_null: serial,
        has_default: serial,
        base: Some(span),
        ..plain
    })
}

fn rows(core: Core) -> &'static [Row] {
    match core {
        Core::PostgreSql | Core::CockroachDb => POSTGRESQL,
        Core::MySql | Core::SingleStore => MYSQL,
        Core::Sqlite => SQLITE,
        Core::Foreign => &[],
    }
}

/// A column with the name that its first argument is; an argument of which that is not known makes it nameless.
pub(super) fn named<'a>(arguments: &[Value<'a>], span: Span) -> Builder<'a> {
    let nameless = match arguments.first() {
        Some(Value::Unknown(unknown)) => Some(*unknown),
        Some(Value::Object(Own::Builder(builder))) if builder.borrow().unsure.is_some() => {
            builder.borrow().unsure
        }
        Some(Value::Object(_)) => Some(Unknown { span, why: Name::new("the column's name is not known") }),
        _ => None,
    };
    Builder { name: name_of(arguments), nameless, ..Builder::default() }
}

/// The name, if the first argument is one: `text("name")`; not `text("")`, `text()`, `text({ enum: [...] })`.
fn name_of(arguments: &[Value<'_>]) -> Option<Name> {
    arguments.first().and_then(Value::as_text).filter(|name| !name.is_empty()).map(Name::new)
}

/// A type by its SQL.
pub(super) fn written(core: Core, text: &str) -> Option<DataType> {
    let lower = text.trim().to_ascii_lowercase();
    let (base, modifiers) = match lower.split_once('(') {
        Some((base, rest)) => (base.trim_end(), rest.strip_suffix(')').map(|inside| inside.replace(' ', ""))),
        None => (lower.as_str(), None),
    };
    if base.is_empty() || text.contains("[]") {
        return (!base.is_empty()).then(|| DataType::new(&lower, Named));
    }
    let known = rows(core).iter().chain(WRITTEN).find(|(name, pattern, _)| {
        name.eq_ignore_ascii_case(base)
            || pattern.split('{').next().is_some_and(|start| start.trim_end() == base)
    });
    let modifiers = modifiers.map_or_else(String::new, |inside| format!("({inside})"));
    Some(match known {
        Some((_, pattern, family)) => {
            let mut name = pattern.replace("{z}", "without time zone");
            let mut rest = Some(modifiers.as_str());
            for mark in ["{l}", "{p}", "{t}", "{d}", "{u}"] {
                if name.contains(mark) {
                    name = name.replace(mark, rest.take().unwrap_or(""));
                }
            }
            DataType::new(&name, *family)
        }
        None if core == Core::Sqlite => DataType::new(&lower, TypeFamily::Unknown),
        None => DataType::new(&format!("{base}{modifiers}"), Named),
    })
}

/// Fills the marks of a spelling from the options.
fn filled(pattern: &str, options: Option<&Value<'_>>) -> String {
    let number = |key: &str| match option(options, key) {
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let is = |key: &str| matches!(option(options, key), Some(Value::Bool(true)));
    let mut text = pattern.to_owned();
    if text.contains("{l}") {
        let length = number("length").map_or_else(
            || if pattern.starts_with("character{") { "(1)".to_owned() } else { String::new() },
            |length| format!("({length})"),
        );
        text = text.replace("{l}", &length);
    }
    if text.contains("{p}") {
        let scale = number("scale");
        let whole = match (number("precision"), scale) {
            (Some(precision), Some(scale)) => format!("({precision},{scale})"),
            (Some(precision), None) => format!("({precision},0)"),
            (None, _) => String::new(),
        };
        text = text.replace("{p}", &whole);
    }
    if text.contains("{t}") {
        let precision = number("precision").or_else(|| number("fsp"));
        text = text.replace("{t}", &precision.map_or_else(String::new, |precision| format!("({precision})")));
    }
    if text.contains("{z}") {
        text = text.replace("{z}", if is("withTimezone") { "with time zone" } else { "without time zone" });
    }
    if text.contains("{d}") {
        text =
            text.replace("{d}", &number("dimensions").map_or_else(String::new, |count| format!("({count})")));
    }
    text.replace("{u}", if is("unsigned") { " unsigned" } else { "" })
}

fn option<'a>(options: Option<&Value<'a>>, key: &str) -> Option<Value<'a>> {
    let Value::Map(entries) = options? else { return None };
    let entries = entries.borrow();
    entries.iter().find(|(name, _)| name.as_str() == key).map(|(_, value)| value.clone())
}
