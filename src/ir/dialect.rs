//! The engines and everything in which they differ that is not syntax.

use std::fmt;

use super::{Name, ReferentialAction};

/// A database engine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Engine {
    /// PostgreSQL.
    PostgreSql,
    /// CockroachDB.
    CockroachDb,
    /// MySQL.
    MySql,
    /// MariaDB.
    MariaDb,
    /// SQLite, libSQL, D1.
    Sqlite,
}

/// A version of an engine, as far as behaviour depends on it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version {
    /// The first number.
    pub major: u16,
    /// The second number; 0 if none was given.
    pub minor: u16,
}

/// An engine with its version, if that is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Dialect {
    /// The engine.
    pub engine: Engine,
    /// The version; `None` means the newest that semantics are known for.
    pub version: Option<Version>,
}

impl Dialect {
    /// PostgreSQL of unknown version, what is assumed where there is no evidence.
    pub const POSTGRESQL: Dialect = Dialect { engine: Engine::PostgreSql, version: None };

    /// A dialect without a version.
    pub fn of(engine: Engine) -> Dialect {
        Dialect { engine, version: None }
    }

    /// Reads `NAME[@VERSION]`, for instance `mysql@8.4`. Accepts the names that tools use for one engine.
    pub fn parse(text: &str) -> Option<Dialect> {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(Version::parse(version)?)),
            None => (text, None),
        };
        let engine = Engine::parse(name)?;
        Some(Dialect { engine, version })
    }

    /// Whether the engine is PostgreSQL or speaks its language.
    pub fn is_postgres_like(self) -> bool {
        matches!(self.engine, Engine::PostgreSql | Engine::CockroachDb)
    }

    /// Whether the engine is MySQL or MariaDB.
    pub fn is_mysql_like(self) -> bool {
        matches!(self.engine, Engine::MySql | Engine::MariaDb)
    }

    /// The schema of an unqualified name, for engines that have schemas within a database.
    pub fn default_schema(self) -> Option<Name> {
        self.is_postgres_like().then(|| Name::new("public"))
    }

    /// The catalog's spelling of an identifier that was written without quotes.
    ///
    /// PostgreSQL and CockroachDB fold to lower case, PostgreSQL ASCII letters only (as with every multibyte encoding); the others keep the
    /// spelling (and compare without case, see [`Dialect::key`]).
    pub fn fold(self, text: &str) -> Name {
        match self.engine {
            // Most names are written as they are kept.
            Engine::PostgreSql | Engine::CockroachDb
                if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) =>
            {
                self.cut(text)
            }
            Engine::PostgreSql => self.cut(&text.to_ascii_lowercase()),
            Engine::CockroachDb => self.cut(&text.to_lowercase()),
            Engine::MySql | Engine::MariaDb | Engine::Sqlite => Name::new(text),
        }
    }

    /// The catalog's spelling of an identifier that was written in quotes.
    pub fn quoted(self, text: &str) -> Name {
        self.cut(text)
    }

    /// What two names must share to be the same object. SQLite compares all names without case, MySQL all but table names (whose case
    /// depends on the server's file system; tools write them consistently).
    pub fn key(self, name: Name) -> Name {
        match self.engine {
            Engine::PostgreSql | Engine::CockroachDb => name,
            Engine::MySql | Engine::MariaDb | Engine::Sqlite => name.to_lowercase(),
        }
    }

    /// Whether two names of one table mean the same object; what [`Dialect::key`] says, without making names.
    pub fn same_name(self, left: Name, right: Name) -> bool {
        let ignores_case = !self.is_postgres_like();
        left == right
            || (ignores_case
                && (left.as_str().eq_ignore_ascii_case(right.as_str())
                    || (!left.as_str().is_ascii() && self.key(left) == self.key(right))))
    }

    /// The longest identifier in bytes that the engine keeps; PostgreSQL cuts longer ones silently (NAMEDATALEN - 1).
    pub fn identifier_limit(self) -> Option<usize> {
        match self.engine {
            Engine::PostgreSql => Some(63),
            Engine::MySql | Engine::MariaDb => Some(64),
            Engine::CockroachDb | Engine::Sqlite => None,
        }
    }

    /// Whether two actions do the same thing here: MySQL, MariaDB and CockroachDB treat RESTRICT and NO ACTION alike (semantics: the engines' documentation).
    pub fn same_action(self, left: ReferentialAction, right: ReferentialAction) -> bool {
        left == right || (left.is_like(right) && !self.tells_restrict_from_no_action())
    }

    fn tells_restrict_from_no_action(self) -> bool {
        matches!(self.engine, Engine::PostgreSql | Engine::Sqlite)
    }

    /// The action of a foreign key whose clause is missing. MariaDB's catalog prints RESTRICT for it, which is the same there.
    pub fn default_action(self) -> ReferentialAction {
        ReferentialAction::NoAction
    }

    /// Whether an inline `REFERENCES` of a column makes a foreign key: MySQL before 9.0 parses and ignores it (WL#16130), MariaDB honours it from 10.5.
    pub fn honours_inline_references(self) -> bool {
        let since = match self.engine {
            Engine::MySql => Version { major: 9, minor: 0 },
            Engine::MariaDb => Version { major: 10, minor: 5 },
            Engine::PostgreSql | Engine::CockroachDb | Engine::Sqlite => return true,
        };
        self.version.is_none_or(|version| version >= since)
    }

    /// Whether the index name of `FOREIGN KEY index_name (...)` names a constraint that has no name: MySQL ignores it since 8.0.16.
    pub fn index_names_foreign_key(self) -> bool {
        match self.engine {
            Engine::MariaDb => true,
            Engine::MySql => self.version.is_some_and(|version| version.major < 8),
            Engine::PostgreSql | Engine::CockroachDb | Engine::Sqlite => false,
        }
    }

    /// Whether CockroachDB names as it did before 22.1: `fk_column_ref_table`, `primary`.
    pub fn has_old_cockroach_names(self) -> bool {
        let since = Version { major: 22, minor: 1 };
        self.engine == Engine::CockroachDb && self.version.is_some_and(|version| version < since)
    }

    fn cut(self, text: &str) -> Name {
        match self.engine {
            Engine::PostgreSql if text.len() > 63 => Name::new(cut_at(text, 63)),
            Engine::PostgreSql | Engine::CockroachDb | Engine::MySql | Engine::MariaDb | Engine::Sqlite => {
                Name::new(text)
            }
        }
    }
}

/// The longest start of `text` that has at most `limit` bytes and ends at a character boundary.
pub(crate) fn cut_at(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let end = (0..=limit).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

impl Engine {
    /// Reads an engine's name, in the spelling of any of the tools.
    pub fn parse(text: &str) -> Option<Engine> {
        Some(match text.to_ascii_lowercase().as_str() {
            "postgresql" | "postgres" | "pg" | "pgsql" => Engine::PostgreSql,
            "cockroachdb" | "cockroach" | "crdb" => Engine::CockroachDb,
            "mysql" | "mysql8" => Engine::MySql,
            "mariadb" => Engine::MariaDb,
            "sqlite" | "sqlite3" | "libsql" | "turso" | "d1" => Engine::Sqlite,
            _ => return None,
        })
    }

    /// The engine's name in configuration and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Engine::PostgreSql => "postgresql",
            Engine::CockroachDb => "cockroachdb",
            Engine::MySql => "mysql",
            Engine::MariaDb => "mariadb",
            Engine::Sqlite => "sqlite",
        }
    }

    /// The engine's name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Engine::PostgreSql => "PostgreSQL",
            Engine::CockroachDb => "CockroachDB",
            Engine::MySql => "MySQL",
            Engine::MariaDb => "MariaDB",
            Engine::Sqlite => "SQLite",
        }
    }
}

impl Version {
    /// Reads `MAJOR[.MINOR[.anything]]`.
    pub fn parse(text: &str) -> Option<Version> {
        let mut parts = text.trim_start_matches('v').split('.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next().map_or(Some(0), |part| part.parse().ok())?;
        Some(Version { major, minor })
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.engine.name())?;
        match self.version {
            Some(version) => write!(f, "@{}.{}", version.major, version.minor),
            None => Ok(()),
        }
    }
}
