//! Column types: from what is written to the catalog's spelling and the family that decides what may reference what.
//!
//! Sources: PostgreSQL's `format_type`, CockroachDB's type aliases, MySQL's information_schema (which drops the display width of integers
//! from 8.0.19 on), SQLite keeps what is written.

use crate::ir::{DataType, Engine, TypeFamily};

use super::column::CLAUSES;
use super::cursor::{Cursor, Reading};
use super::token::Symbol;

/// A type as read.
pub(super) struct ReadType {
    pub(super) data_type: DataType,
    /// SERIAL: NOT NULL with a default.
    pub(super) serial: bool,
}

/// PostgreSQL's aliases: what is written, what the catalog prints, the family. `~` in the printed name is where modifiers go.
const POSTGRESQL: &[(&str, &str, TypeFamily)] = &[
    ("int", "integer", TypeFamily::Integer),
    ("int4", "integer", TypeFamily::Integer),
    ("integer", "integer", TypeFamily::Integer),
    ("serial", "integer", TypeFamily::Integer),
    ("serial4", "integer", TypeFamily::Integer),
    ("smallint", "smallint", TypeFamily::Integer),
    ("int2", "smallint", TypeFamily::Integer),
    ("smallserial", "smallint", TypeFamily::Integer),
    ("serial2", "smallint", TypeFamily::Integer),
    ("bigint", "bigint", TypeFamily::Integer),
    ("int8", "bigint", TypeFamily::Integer),
    ("bigserial", "bigint", TypeFamily::Integer),
    ("serial8", "bigint", TypeFamily::Integer),
    ("numeric", "numeric~", TypeFamily::Numeric),
    ("decimal", "numeric~", TypeFamily::Numeric),
    ("dec", "numeric~", TypeFamily::Numeric),
    ("real", "real", TypeFamily::Float),
    ("float4", "real", TypeFamily::Float),
    ("float", "double precision", TypeFamily::Float),
    ("float8", "double precision", TypeFamily::Float),
    ("double precision", "double precision", TypeFamily::Float),
    ("text", "text", TypeFamily::Text),
    ("citext", "citext", TypeFamily::Text),
    ("name", "name", TypeFamily::Text),
    ("varchar", "character varying~", TypeFamily::Text),
    ("character varying", "character varying~", TypeFamily::Text),
    ("char varying", "character varying~", TypeFamily::Text),
    ("national character varying", "character varying~", TypeFamily::Text),
    ("char", "character~", TypeFamily::Text),
    ("character", "character~", TypeFamily::Text),
    ("bpchar", "bpchar", TypeFamily::Text),
    ("nchar", "character~", TypeFamily::Text),
    ("national character", "character~", TypeFamily::Text),
    ("uuid", "uuid", TypeFamily::Uuid),
    ("bool", "boolean", TypeFamily::Boolean),
    ("boolean", "boolean", TypeFamily::Boolean),
    ("bytea", "bytea", TypeFamily::Binary),
    ("timestamp", "timestamp~ without time zone", TypeFamily::Timestamp),
    ("timestamp without time zone", "timestamp~ without time zone", TypeFamily::Timestamp),
    ("timestamp with time zone", "timestamp~ with time zone", TypeFamily::Timestamp),
    ("timestamptz", "timestamp~ with time zone", TypeFamily::Timestamp),
    ("date", "date", TypeFamily::Date),
    ("time", "time~ without time zone", TypeFamily::Named),
    ("time without time zone", "time~ without time zone", TypeFamily::Named),
    ("time with time zone", "time~ with time zone", TypeFamily::Named),
    ("timetz", "time~ with time zone", TypeFamily::Named),
    ("bit", "bit~", TypeFamily::Named),
    ("varbit", "bit varying~", TypeFamily::Named),
    ("bit varying", "bit varying~", TypeFamily::Named),
];

/// Where CockroachDB differs from PostgreSQL: its default integer has 64 bits.
const COCKROACHDB: &[(&str, &str, TypeFamily)] = &[
    ("int", "bigint", TypeFamily::Integer),
    ("integer", "bigint", TypeFamily::Integer),
    ("int64", "bigint", TypeFamily::Integer),
    ("serial", "bigint", TypeFamily::Integer),
    ("serial4", "bigint", TypeFamily::Integer),
    ("serial2", "bigint", TypeFamily::Integer),
    ("smallserial", "bigint", TypeFamily::Integer),
    ("string", "text", TypeFamily::Text),
    ("bytes", "bytea", TypeFamily::Binary),
    ("blob", "bytea", TypeFamily::Binary),
];

/// MySQL's and MariaDB's aliases.
const MYSQL: &[(&str, &str, TypeFamily)] = &[
    ("int", "int", TypeFamily::Integer),
    ("integer", "int", TypeFamily::Integer),
    ("int4", "int", TypeFamily::Integer),
    ("tinyint", "tinyint", TypeFamily::Integer),
    ("int1", "tinyint", TypeFamily::Integer),
    ("smallint", "smallint", TypeFamily::Integer),
    ("int2", "smallint", TypeFamily::Integer),
    ("mediumint", "mediumint", TypeFamily::Integer),
    ("int3", "mediumint", TypeFamily::Integer),
    ("bigint", "bigint", TypeFamily::Integer),
    ("int8", "bigint", TypeFamily::Integer),
    ("serial", "bigint unsigned", TypeFamily::Integer),
    ("bool", "tinyint(1)", TypeFamily::Integer),
    ("boolean", "tinyint(1)", TypeFamily::Integer),
    ("decimal", "decimal~", TypeFamily::Numeric),
    ("dec", "decimal~", TypeFamily::Numeric),
    ("numeric", "decimal~", TypeFamily::Numeric),
    ("fixed", "decimal~", TypeFamily::Numeric),
    ("float", "float~", TypeFamily::Float),
    ("double", "double~", TypeFamily::Float),
    ("double precision", "double~", TypeFamily::Float),
    ("real", "double~", TypeFamily::Float),
    ("char", "char~", TypeFamily::Text),
    ("character", "char~", TypeFamily::Text),
    ("nchar", "char~", TypeFamily::Text),
    ("varchar", "varchar~", TypeFamily::Text),
    ("character varying", "varchar~", TypeFamily::Text),
    ("nvarchar", "varchar~", TypeFamily::Text),
    ("tinytext", "tinytext", TypeFamily::Text),
    ("text", "text", TypeFamily::Text),
    ("mediumtext", "mediumtext", TypeFamily::Text),
    ("longtext", "longtext", TypeFamily::Text),
    ("binary", "binary~", TypeFamily::Binary),
    ("varbinary", "varbinary~", TypeFamily::Binary),
    ("tinyblob", "tinyblob", TypeFamily::Binary),
    ("blob", "blob", TypeFamily::Binary),
    ("mediumblob", "mediumblob", TypeFamily::Binary),
    ("longblob", "longblob", TypeFamily::Binary),
    ("timestamp", "timestamp~", TypeFamily::Timestamp),
    ("datetime", "datetime~", TypeFamily::Timestamp),
    ("date", "date", TypeFamily::Date),
    ("uuid", "uuid", TypeFamily::Uuid),
];

const SERIALS: &[&str] = &["serial", "serial2", "serial4", "serial8", "bigserial", "smallserial"];

/// Words that may follow the first word of a type and still belong to it.
const MORE_WORDS: &[(&str, &[&str])] = &[
    ("double", &["precision"]),
    ("character", &["varying"]),
    ("char", &["varying"]),
    ("bit", &["varying"]),
    ("national", &["character", "char", "varchar", "varying"]),
    ("long", &["varchar", "varbinary"]),
];

impl Cursor<'_> {
    /// Reads a type. At a clause, or at the end, there is none.
    pub(super) fn data_type(&mut self) -> Reading<Option<ReadType>> {
        if self.is_done() || self.at_any(CLAUSES) {
            return Ok(None);
        }
        if self.dialect().engine == Engine::Sqlite {
            return Ok(Some(self.sqlite_type()));
        }
        if self.name_ahead(0).is_none() {
            return self.unread("expected a type");
        }
        Ok(Some(if self.dialect().is_mysql_like() { self.mysql_type() } else { self.postgresql_type()? }))
    }

    fn postgresql_type(&mut self) -> Reading<ReadType> {
        let quoted = self.word(0).is_none();
        let (schema, name, _) = self.qualified()?;
        let schema = schema.filter(|schema| !matches!(schema.as_str(), "public" | "pg_catalog"));
        let mut words = name.as_str().to_owned();
        if !quoted {
            self.more_words(&mut words);
        }
        let mut modifiers = self.modifiers();
        if matches!(words.as_str(), "timestamp" | "time") {
            for zone in ["WITHOUT TIME ZONE", "WITH TIME ZONE"] {
                if self.eat(zone) {
                    words = format!("{words} {}", zone.to_lowercase());
                }
            }
        }
        if words == "interval" {
            while let Some(word) =
                ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO"].iter().find(|word| self.eat(word))
            {
                modifiers.push_str(&format!(" {}", word.to_lowercase()));
            }
            modifiers.push_str(&self.modifiers());
        }
        let dimensions = self.dimensions();
        let serial = !quoted && schema.is_none() && SERIALS.contains(&words.as_str());
        let aliases = if self.dialect().engine == Engine::CockroachDb { COCKROACHDB } else { &[] };
        let known = aliases.iter().chain(POSTGRESQL).find(|(written, ..)| *written == words);
        let (mut text, family) = match known {
            Some(_) if schema.is_some() => (words, TypeFamily::Named),
            // The catalog's own type of one byte.
            Some(("char", ..)) if quoted => (words, TypeFamily::Text),
            Some((_, printed, family)) => {
                (insert(printed, &postgresql_modifiers(printed, &modifiers)), *family)
            }
            None => (format!("{words}{modifiers}"), TypeFamily::Named),
        };
        if matches!(text.as_str(), "double precision") && is_short_float(&modifiers) {
            text = "real".to_owned();
        }
        if let Some(schema) = schema {
            text = format!("{schema}.{text}");
        }
        if dimensions {
            text.push_str("[]");
        }
        Ok(ReadType { data_type: DataType::new(&text, family), serial })
    }

    fn mysql_type(&mut self) -> ReadType {
        let mut words = self.type_word();
        self.more_words(&mut words);
        let modifiers = self.modifiers();
        let known = MYSQL.iter().find(|(written, ..)| *written == words);
        let (mut text, family) = match known {
            Some((_, "tinyint", family)) if modifiers == "(1)" => ("tinyint(1)".to_owned(), *family),
            Some((_, printed, family)) => (insert(printed, &modifiers), *family),
            None => (format!("{words}{modifiers}"), TypeFamily::Named),
        };
        while self.at_any(&["UNSIGNED", "SIGNED", "ZEROFILL", "BINARY", "ASCII", "UNICODE", "BYTE"]) {
            if self.at_any(&["UNSIGNED", "ZEROFILL"]) && !text.ends_with("unsigned") {
                text.push_str(" unsigned");
            }
            self.advance();
        }
        ReadType { data_type: DataType::new(&text, family), serial: words == "serial" }
    }

    /// SQLite takes any words for a type and derives an affinity from them (sqlite.org/datatype3.html, 3.1).
    fn sqlite_type(&mut self) -> ReadType {
        let mut text = String::new();
        while !self.is_done() && !self.at_any(CLAUSES) {
            if self.at_group() {
                text.push_str(&self.modifiers());
                continue;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            match self.name_ahead(0) {
                Some(name) => text.push_str(name.as_str()),
                None => break,
            }
            self.advance();
        }
        let upper = text.to_ascii_uppercase();
        let has = |parts: &[&str]| parts.iter().any(|part| upper.contains(part));
        let family = if has(&["INT"]) {
            TypeFamily::Integer
        } else if has(&["CHAR", "CLOB", "TEXT"]) {
            TypeFamily::Text
        } else if has(&["BLOB"]) {
            TypeFamily::Binary
        } else if has(&["REAL", "FLOA", "DOUB"]) {
            TypeFamily::Float
        } else if has(&["BOOL"]) {
            TypeFamily::Boolean
        } else if has(&["UUID"]) {
            TypeFamily::Uuid
        } else {
            TypeFamily::Unknown
        };
        ReadType { data_type: DataType::new(&text, family), serial: false }
    }

    fn type_word(&mut self) -> String {
        let word = self.name_ahead(0).map_or_else(String::new, |name| name.as_str().to_lowercase());
        self.advance();
        word
    }

    fn more_words(&mut self, words: &mut String) {
        while let Some(next) = self.word(0) {
            let last = words.rsplit(' ').next().unwrap_or("");
            let more = MORE_WORDS.iter().filter(|(first, _)| *first == last).flat_map(|(_, more)| *more);
            let Some(word) = more.into_iter().find(|word| word.eq_ignore_ascii_case(next)) else { break };
            words.push(' ');
            words.push_str(word);
            self.advance();
        }
    }

    /// `(10, 2)` as `(10,2)`, or nothing.
    fn modifiers(&mut self) -> String {
        let Ok(inside) = self.group() else { return String::new() };
        let mut text = String::from("(");
        let mut rest = inside;
        while let Some(lexeme) = rest.advance() {
            lexeme.token.write(&mut text);
        }
        text.push(')');
        text
    }

    /// `[]`, `[3]`, `ARRAY`, `ARRAY[4]`, any number of them.
    fn dimensions(&mut self) -> bool {
        let mut any = self.eat("ARRAY");
        while self.is_symbol(0, Symbol::LBracket) {
            self.skip_one();
            any = true;
        }
        any
    }
}

/// Puts modifiers where `~` stands.
fn insert(printed: &str, modifiers: &str) -> String {
    match printed.split_once('~') {
        Some((before, after)) => [before, modifiers, after].concat(),
        None => printed.to_owned(),
    }
}

/// What the catalog prints for modifiers: `numeric(10)` is `numeric(10,0)`, a bare `char` is `character(1)`.
fn postgresql_modifiers(printed: &str, written: &str) -> String {
    match (printed, written) {
        ("character~" | "bit~", "") => "(1)".to_owned(),
        ("numeric~", modifiers) if !modifiers.is_empty() && !modifiers.contains(',') => {
            format!("{},0)", modifiers.trim_end_matches(')'))
        }
        (_, modifiers) => modifiers.to_owned(),
    }
}

/// `float(1)` to `float(24)` are `real`.
fn is_short_float(modifiers: &str) -> bool {
    let digits = modifiers.trim_matches(|c| c == '(' || c == ')');
    digits.parse::<u32>().is_ok_and(|bits| bits <= 24)
}
