//! In which bytes the dialects differ, and which bytes end a run of plain code.

use crate::ir::{Dialect, Engine};

/// The lexical rules of a dialect together with the terminator that is in force.
pub(super) struct Lexis {
    pub dialect: Dialect,
    /// `;`, or what a `DELIMITER` line said.
    pub delimiter: Vec<u8>,
    /// The bytes at which code must be looked at.
    plain: [bool; 256],
    /// The same inside a trigger or routine, whose words count too.
    compound: [bool; 256],
}

impl Lexis {
    pub(super) fn new(dialect: Dialect) -> Lexis {
        let mut lexis = Lexis { dialect, delimiter: Vec::new(), plain: [false; 256], compound: [false; 256] };
        lexis.set_delimiter(b";");
        lexis
    }

    pub(super) fn set_delimiter(&mut self, delimiter: &[u8]) {
        self.delimiter = delimiter.to_vec();
        let quotes: &[u8] = match self.dialect.engine {
            Engine::PostgreSql | Engine::CockroachDb => b"\\",
            Engine::MySql | Engine::MariaDb => b"#",
            Engine::Sqlite => b"[",
        };
        let mut stops = [false; 256];
        for byte in b"'\"`$-/\n{:".iter().chain(quotes).chain(delimiter.first()) {
            stops[usize::from(*byte)] = true;
        }
        self.plain = stops;
        for byte in b"BbEeCc" {
            stops[usize::from(*byte)] = true;
        }
        self.compound = stops;
    }

    /// Whether the terminator is the usual one.
    pub(super) fn is_default(&self) -> bool {
        self.delimiter == b";"
    }

    /// The first byte in `code` that must be looked at.
    pub(super) fn find_stop(&self, code: &[u8], compound: bool) -> Option<usize> {
        let stops = if compound { &self.compound } else { &self.plain };
        code.iter().position(|byte| stops[usize::from(*byte)])
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.dialect.is_postgres_like()
    }

    /// Whether a carriage return alone ends a line comment.
    pub(super) fn ends_lines_at_returns(&self) -> bool {
        self.dialect.engine == Engine::PostgreSql
    }

    pub(super) fn is_mysql(&self) -> bool {
        self.dialect.is_mysql_like()
    }

    pub(super) fn is_sqlite(&self) -> bool {
        self.dialect.engine == Engine::Sqlite
    }

    /// Whether a line comment begins here. MySQL wants a blank after `--`; drizzle's marker is understood everywhere.
    pub(super) fn starts_line_comment(&self, rest: &[u8]) -> bool {
        match rest {
            [b'#', ..] => self.is_mysql(),
            [b'-', b'-', next, ..] if self.is_mysql() => *next <= b' ' || is_breakpoint(rest),
            [b'-', b'-', ..] => true,
            _ => false,
        }
    }

    /// Whether a comment begins here that MySQL runs as code: `/*!` or `/*M!`; its mark's length.
    pub(super) fn versioned_mark(&self, rest: &[u8]) -> Option<usize> {
        match rest {
            [b'/', b'*', b'!', ..] if self.is_mysql() => Some(3),
            [b'/', b'*', b'M', b'!', ..] if self.is_mysql() => Some(4),
            _ => None,
        }
    }

    /// Whether a quote that opens after `before` has backslash escapes; `before` is what precedes it, at most two bytes.
    pub(super) fn has_escapes(&self, quote: u8, before: &[u8]) -> bool {
        match self.dialect.engine {
            Engine::MySql | Engine::MariaDb => quote != b'`',
            Engine::Sqlite => false,
            Engine::PostgreSql | Engine::CockroachDb => {
                let (prefix, outer) = match before {
                    [outer, prefix] => (*prefix, Some(*outer)),
                    [prefix] => (*prefix, None),
                    _ => return false,
                };
                let bytes = self.dialect.engine == Engine::CockroachDb && matches!(prefix, b'b' | b'B');
                quote == b'\''
                    && (matches!(prefix, b'e' | b'E') || bytes)
                    && !outer.is_some_and(super::window::is_word)
            }
        }
    }
}

/// Whether drizzle-kit's separator of statements begins here.
pub(super) fn is_breakpoint(rest: &[u8]) -> bool {
    rest.starts_with(b"--> statement-breakpoint") || rest.starts_with(b"-->statement-breakpoint")
}
