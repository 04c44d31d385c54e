//! The column types that Prisma's engine creates, in the spelling of each engine's catalog.
//!
//! Source: the type mappings of Prisma's connectors (prisma.io/docs, "Field types" and "Native types").

use super::syntax::{Arity, Attribute, Field, Value};
use crate::ir::{DataType, Engine, Name, TypeFamily};
use crate::text::Files;

use TypeFamily::{Binary, Boolean, Date, Float, Integer, Named, Numeric, Text, Timestamp, Unknown, Uuid};

/// What Prisma writes (its type, or a native type without `@db.`), the catalog's spelling with `{}` for the modifiers, the family.
type Row = (&'static str, &'static str, TypeFamily);

const POSTGRESQL: &[Row] = &[
    ("String", "text", Text),
    ("Int", "integer", Integer),
    ("BigInt", "bigint", Integer),
    ("Float", "double precision", Float),
    ("Decimal", "numeric(65,30)", Numeric),
    ("Boolean", "boolean", Boolean),
    ("DateTime", "timestamp(3) without time zone", Timestamp),
    ("Json", "jsonb", Unknown),
    ("Bytes", "bytea", Binary),
];

const POSTGRESQL_NATIVE: &[Row] = &[
    ("Text", "text", Text),
    ("VarChar", "character varying({})", Text),
    ("Char", "character({})", Text),
    ("Citext", "citext", Text),
    ("Uuid", "uuid", Uuid),
    ("Bit", "bit({})", Named),
    ("VarBit", "bit varying({})", Named),
    ("Xml", "xml", Named),
    ("Inet", "inet", Named),
    ("Integer", "integer", Integer),
    ("SmallInt", "smallint", Integer),
    ("BigInt", "bigint", Integer),
    ("Oid", "oid", Named),
    ("Decimal", "numeric({})", Numeric),
    ("Money", "money", Named),
    ("DoublePrecision", "double precision", Float),
    ("Real", "real", Float),
    ("Timestamp", "timestamp({}) without time zone", Timestamp),
    ("Timestamptz", "timestamp({}) with time zone", Timestamp),
    ("Date", "date", Date),
    ("Time", "time({}) without time zone", Unknown),
    ("Timetz", "time({}) with time zone", Unknown),
    ("Boolean", "boolean", Boolean),
    ("ByteA", "bytea", Binary),
    ("Json", "json", Unknown),
    ("JsonB", "jsonb", Unknown),
];

/// Words that only the connector for CockroachDB has; the others it shares with PostgreSQL.
const COCKROACHDB_NATIVE: &[Row] = &[
    ("String", "character varying({})", Text),
    ("SingleChar", "\"char\"", Text),
    ("CatalogSingleChar", "\"char\"", Text),
    ("Int2", "smallint", Integer),
    ("Int4", "integer", Integer),
    ("Int8", "bigint", Integer),
    ("Float4", "real", Float),
    ("Float8", "double precision", Float),
    ("Bool", "boolean", Boolean),
    ("Bytes", "bytea", Binary),
];

const MYSQL: &[Row] = &[
    ("String", "varchar(191)", Text),
    ("Int", "int", Integer),
    ("BigInt", "bigint", Integer),
    ("Float", "double", Float),
    ("Decimal", "decimal(65,30)", Numeric),
    ("Boolean", "tinyint(1)", Boolean),
    ("DateTime", "datetime(3)", Timestamp),
    ("Json", "json", Unknown),
    ("Bytes", "longblob", Binary),
];

const MYSQL_NATIVE: &[Row] = &[
    ("Int", "int", Integer),
    ("UnsignedInt", "int unsigned", Integer),
    ("SmallInt", "smallint", Integer),
    ("UnsignedSmallInt", "smallint unsigned", Integer),
    ("TinyInt", "tinyint({})", Integer),
    ("UnsignedTinyInt", "tinyint({}) unsigned", Integer),
    ("MediumInt", "mediumint", Integer),
    ("UnsignedMediumInt", "mediumint unsigned", Integer),
    ("BigInt", "bigint", Integer),
    ("UnsignedBigInt", "bigint unsigned", Integer),
    ("Year", "year", Integer),
    ("Decimal", "decimal({})", Numeric),
    ("Float", "float", Float),
    ("Double", "double", Float),
    ("Bit", "bit({})", Named),
    ("Char", "char({})", Text),
    ("VarChar", "varchar({})", Text),
    ("TinyText", "tinytext", Text),
    ("Text", "text", Text),
    ("MediumText", "mediumtext", Text),
    ("LongText", "longtext", Text),
    ("Binary", "binary({})", Binary),
    ("VarBinary", "varbinary({})", Binary),
    ("TinyBlob", "tinyblob", Binary),
    ("Blob", "blob", Binary),
    ("MediumBlob", "mediumblob", Binary),
    ("LongBlob", "longblob", Binary),
    ("Date", "date", Date),
    ("Time", "time({})", Unknown),
    ("DateTime", "datetime({})", Timestamp),
    ("Timestamp", "timestamp({})", Timestamp),
    ("Json", "json", Unknown),
];

const SQLITE: &[Row] = &[
    ("String", "text", Text),
    ("Int", "integer", Integer),
    ("BigInt", "bigint", Integer),
    ("Float", "real", Float),
    ("Decimal", "decimal", Numeric),
    ("Boolean", "boolean", Boolean),
    ("DateTime", "datetime", Timestamp),
    ("Json", "jsonb", Unknown),
    ("Bytes", "blob", Binary),
];

/// The type of a field's column; `None` if it cannot be told.
pub(super) fn scalar(files: &Files, engine: Engine, field: &Field) -> Option<DataType> {
    if let Some(own) = field.unsupported {
        let name = files.text(own).to_lowercase();
        return Some(listed(DataType::new(&name, Unknown), field.arity));
    }
    let (scalars, natives, more) = match engine {
        Engine::PostgreSql => (POSTGRESQL, POSTGRESQL_NATIVE, &[][..]),
        Engine::CockroachDb => (POSTGRESQL, COCKROACHDB_NATIVE, POSTGRESQL_NATIVE),
        Engine::MySql | Engine::MariaDb => (MYSQL, MYSQL_NATIVE, &[][..]),
        Engine::Sqlite => (SQLITE, &[][..], &[][..]),
    };
    let native = field
        .attributes
        .iter()
        .find_map(|attribute| Some((attribute.name.as_str().split_once('.')?.1, attribute)));
    let found = match native {
        Some((word, attribute)) => {
            let (_, pattern, family) = natives.iter().chain(more).find(|(name, ..)| *name == word)?;
            DataType::new(&modified(files, pattern, attribute), *family)
        }
        None => {
            let word = field.type_name.text.as_str();
            let (_, name, family) = scalars.iter().find(|(name, ..)| *name == word)?;
            DataType::new(name, *family)
        }
    };
    Some(listed(found, field.arity))
}

/// The type of a column of an enum. SQLite has no enums: Prisma makes the column TEXT.
pub(super) fn enumeration(engine: Engine, name: Name, arity: Arity) -> DataType {
    let plain = match engine {
        Engine::PostgreSql | Engine::CockroachDb => DataType { name, family: Named },
        Engine::MySql | Engine::MariaDb => DataType::new("enum", Named),
        Engine::Sqlite => DataType::new("text", Text),
    };
    listed(plain, arity)
}

/// A list is an array; arrays are compared by name.
fn listed(plain: DataType, arity: Arity) -> DataType {
    match arity {
        Arity::List => DataType::new(&format!("{}[]", plain.name), Named),
        Arity::Required | Arity::Optional => plain,
    }
}

/// Fills `({})` with the attribute's numbers; without numbers it goes.
fn modified(files: &Files, pattern: &str, attribute: &Attribute) -> String {
    let numbers = attribute.arguments.iter().filter_map(|argument| match argument.value {
        Value::Number(span) => Some(files.text(span)),
        Value::Text(_) | Value::Word(_) | Value::List(_) | Value::Call(_) | Value::TooDeep => None,
    });
    let numbers = numbers.collect::<Vec<_>>().join(",");
    if numbers.is_empty() { pattern.replace("({})", "") } else { pattern.replace("{}", &numbers) }
}
