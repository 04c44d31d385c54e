//! The names that Prisma gives to constraints and indexes without `map:` (semantics measured with its engine 6.19 and 7.10).

use crate::ir::{Dialect, Engine, Name};

/// `<table>_<columns>_<kind>`, cut at a character boundary before the kind so that the engine keeps it whole.
pub(super) fn generated(dialect: Dialect, table: Name, columns: &[Name], kind: &str) -> Name {
    let mut text = table.as_str().to_owned();
    for column in columns {
        text.push('_');
        text.push_str(column.as_str());
    }
    let keep = longest(dialect.engine).saturating_sub(kind.len() + 1);
    text.truncate(text.floor_char_boundary(keep));
    text.push('_');
    text.push_str(kind);
    Name::new(&text)
}

/// The longest identifier that Prisma's connector uses, in bytes. SQLite has no limit; Prisma takes 10,000.
fn longest(engine: Engine) -> usize {
    match engine {
        Engine::PostgreSql | Engine::CockroachDb => 63,
        Engine::MySql | Engine::MariaDb => 64,
        Engine::Sqlite => 10_000,
    }
}
