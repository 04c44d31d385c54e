//! The types by the name of their class. `~` is where the modifiers go.

use crate::ir::TypeFamily;

/// A type and how the engines' catalogs spell it.
pub(super) struct Row {
    /// The class.
    pub(super) name: &'static str,
    /// PostgreSQL's and CockroachDB's spelling.
    pub(super) postgresql: &'static str,
    /// MySQL's and MariaDB's.
    pub(super) mysql: &'static str,
    /// What SQLite is given.
    pub(super) sqlite: &'static str,
    /// The family.
    pub(super) family: TypeFamily,
}

const fn row(
    name: &'static str,
    postgresql: &'static str,
    mysql: &'static str,
    sqlite: &'static str,
    family: TypeFamily,
) -> Row {
    Row { name, postgresql, mysql, sqlite, family }
}

/// SQLAlchemy's generic types, then those in capitals, those of dialects, and well-known ones of other packages.
pub(super) const TYPES: &[Row] = &[
    row("Integer", "integer", "int", "INTEGER", TypeFamily::Integer),
    row("BigInteger", "bigint", "bigint", "BIGINT", TypeFamily::Integer),
    row("SmallInteger", "smallint", "smallint", "SMALLINT", TypeFamily::Integer),
    row("Numeric", "numeric~", "decimal~", "NUMERIC~", TypeFamily::Numeric),
    row("Float", "double precision", "float", "FLOAT", TypeFamily::Float),
    row("Double", "double precision", "double", "DOUBLE", TypeFamily::Float),
    row("String", "character varying~", "varchar~", "VARCHAR~", TypeFamily::Text),
    row("Unicode", "character varying~", "varchar~", "VARCHAR~", TypeFamily::Text),
    row("Text", "text", "text", "TEXT", TypeFamily::Text),
    row("UnicodeText", "text", "text", "TEXT", TypeFamily::Text),
    row("Boolean", "boolean", "tinyint(1)", "BOOLEAN", TypeFamily::Boolean),
    row("LargeBinary", "bytea", "blob", "BLOB", TypeFamily::Binary),
    row("PickleType", "bytea", "blob", "BLOB", TypeFamily::Binary),
    row("DateTime", "timestamp without time zone", "datetime", "DATETIME", TypeFamily::Timestamp),
    row("Date", "date", "date", "DATE", TypeFamily::Date),
    row("Time", "time without time zone", "time", "TIME", TypeFamily::Named),
    row("Interval", "interval", "datetime", "DATETIME", TypeFamily::Named),
    row("Uuid", "uuid", "char(32)", "CHAR(32)", TypeFamily::Uuid),
    row("JSON", "json", "json", "JSON", TypeFamily::Named),
    row("INT", "integer", "int", "INTEGER", TypeFamily::Integer),
    row("INTEGER", "integer", "int", "INTEGER", TypeFamily::Integer),
    row("BIGINT", "bigint", "bigint", "BIGINT", TypeFamily::Integer),
    row("SMALLINT", "smallint", "smallint", "SMALLINT", TypeFamily::Integer),
    row("TINYINT", "tinyint", "tinyint", "TINYINT", TypeFamily::Integer),
    row("MEDIUMINT", "mediumint", "mediumint", "MEDIUMINT", TypeFamily::Integer),
    row("NUMERIC", "numeric~", "decimal~", "NUMERIC~", TypeFamily::Numeric),
    row("DECIMAL", "numeric~", "decimal~", "DECIMAL~", TypeFamily::Numeric),
    row("FLOAT", "double precision", "float", "FLOAT", TypeFamily::Float),
    row("REAL", "real", "double", "REAL", TypeFamily::Float),
    row("DOUBLE", "double precision", "double", "DOUBLE", TypeFamily::Float),
    row("DOUBLE_PRECISION", "double precision", "double", "DOUBLE_PRECISION", TypeFamily::Float),
    row("VARCHAR", "character varying~", "varchar~", "VARCHAR~", TypeFamily::Text),
    row("NVARCHAR", "character varying~", "varchar~", "NVARCHAR~", TypeFamily::Text),
    row("CHAR", "character~", "char~", "CHAR~", TypeFamily::Text),
    row("NCHAR", "character~", "char~", "NCHAR~", TypeFamily::Text),
    row("TEXT", "text", "text", "TEXT", TypeFamily::Text),
    row("CLOB", "clob", "clob", "CLOB", TypeFamily::Text),
    row("TINYTEXT", "tinytext", "tinytext", "TINYTEXT", TypeFamily::Text),
    row("MEDIUMTEXT", "mediumtext", "mediumtext", "MEDIUMTEXT", TypeFamily::Text),
    row("LONGTEXT", "longtext", "longtext", "LONGTEXT", TypeFamily::Text),
    row("BOOLEAN", "boolean", "tinyint(1)", "BOOLEAN", TypeFamily::Boolean),
    row("BLOB", "bytea", "blob", "BLOB", TypeFamily::Binary),
    row("BINARY", "binary~", "binary~", "BINARY~", TypeFamily::Binary),
    row("VARBINARY", "varbinary~", "varbinary~", "VARBINARY~", TypeFamily::Binary),
    row("MEDIUMBLOB", "mediumblob", "mediumblob", "MEDIUMBLOB", TypeFamily::Binary),
    row("LONGBLOB", "longblob", "longblob", "LONGBLOB", TypeFamily::Binary),
    row("DATETIME", "timestamp without time zone", "datetime", "DATETIME", TypeFamily::Timestamp),
    row("TIMESTAMP", "timestamp without time zone", "timestamp", "TIMESTAMP", TypeFamily::Timestamp),
    row("DATE", "date", "date", "DATE", TypeFamily::Date),
    row("TIME", "time without time zone", "time", "TIME", TypeFamily::Named),
    row("UUID", "uuid", "uuid", "UUID", TypeFamily::Uuid),
    row("BYTEA", "bytea", "bytea", "BYTEA", TypeFamily::Binary),
    row("JSONB", "jsonb", "jsonb", "JSONB", TypeFamily::Named),
    row("INTERVAL", "interval", "interval", "INTERVAL", TypeFamily::Named),
    row("CITEXT", "citext", "citext", "CITEXT", TypeFamily::Text),
    row("INET", "inet", "inet", "INET", TypeFamily::Named),
    row("CIDR", "cidr", "cidr", "CIDR", TypeFamily::Named),
    row("MACADDR", "macaddr", "macaddr", "MACADDR", TypeFamily::Named),
    row("HSTORE", "hstore", "hstore", "HSTORE", TypeFamily::Named),
    row("TSVECTOR", "tsvector", "tsvector", "TSVECTOR", TypeFamily::Named),
    row("OID", "oid", "oid", "OID", TypeFamily::Named),
    row("MONEY", "money", "money", "MONEY", TypeFamily::Named),
    row("BIT", "bit(1)", "bit(1)", "BIT", TypeFamily::Named),
    // SQLModel.
    row("AutoString", "character varying~", "varchar~", "VARCHAR~", TypeFamily::Text),
    // fastapi-users-db-sqlalchemy 7: a `TypeDecorator` over CHAR(36), uuid on PostgreSQL.
    row("GUID", "uuid", "char(36)", "CHAR(36)", TypeFamily::Uuid),
    row("TIMESTAMPAware", "timestamp with time zone", "timestamp", "TIMESTAMP", TypeFamily::Timestamp),
    // citext, pgvector, geoalchemy2, sqlalchemy-utils.
    row("CIText", "citext", "citext", "CITEXT", TypeFamily::Text),
    row("Vector", "vector~", "vector~", "VECTOR~", TypeFamily::Named),
    row("VECTOR", "vector~", "vector~", "VECTOR~", TypeFamily::Named),
    row("UUIDType", "uuid", "binary(16)", "BINARY(16)", TypeFamily::Uuid),
    row("EmailType", "character varying(255)", "varchar(255)", "VARCHAR(255)", TypeFamily::Text),
    row("URLType", "text", "text", "TEXT", TypeFamily::Text),
    row("TSVectorType", "tsvector", "text", "TEXT", TypeFamily::Named),
];
