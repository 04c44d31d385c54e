//! Tells from a statement's first keywords whether it can touch the schema. In doubt it can.

use super::split::{is_blank, is_word};
use crate::ir::{Dialect, Engine};

/// Whether a statement can touch the schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Relevance {
    /// Its leading keywords show that it cannot.
    Irrelevant,
    /// It can, or nothing shows that it cannot.
    Relevant,
}

/// What the first keywords say about the rest of a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Body {
    /// It ends at the first terminator.
    Plain,
    /// Terminators between BEGIN and END belong to it.
    Compound,
    /// COPY: data may follow.
    Copy,
}

/// The verdict about a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Head {
    pub relevance: Relevance,
    pub body: Body,
}

impl Head {
    const RELEVANT: Head = Head { relevance: Relevance::Relevant, body: Body::Plain };
    const IRRELEVANT: Head = Head { relevance: Relevance::Irrelevant, body: Body::Plain };
    const ROUTINE: Head = Head { relevance: Relevance::Irrelevant, body: Body::Compound };
    const COPY: Head = Head { relevance: Relevance::Irrelevant, body: Body::Copy };
}

/// Statements that read or write rows, rights or settings, whatever follows.
pub(super) const ROWS_AND_RIGHTS: [&str; 42] = [
    "INSERT",
    "UPDATE",
    "DELETE",
    "MERGE",
    "REPLACE",
    "UPSERT",
    "VALUES",
    "WITH",
    "TRUNCATE",
    "GRANT",
    "REVOKE",
    "COMMENT",
    "EXPLAIN",
    "ANALYZE",
    "ANALYSE",
    "VACUUM",
    "LOCK",
    "UNLOCK",
    "SHOW",
    "DESCRIBE",
    "DESC",
    "LISTEN",
    "UNLISTEN",
    "NOTIFY",
    "REINDEX",
    "CLUSTER",
    "REFRESH",
    "SECURITY",
    "REASSIGN",
    "LOAD",
    "FLUSH",
    "OPTIMIZE",
    "REPAIR",
    "CHECKSUM",
    "CHECKPOINT",
    "DEALLOCATE",
    "PRINT",
    "HELP",
    "KILL",
    "BACKUP",
    "CANCEL",
    "DELIMITER",
];

/// Objects whose CREATE, ALTER and DROP matter.
const SCHEMA_OBJECTS: [&str; 8] = ["TABLE", "INDEX", "SCHEMA", "DATABASE", "VIEW", "TYPE", "DOMAIN", "OWNED"];

/// Objects with a body of statements, which nobody calls here.
const ROUTINES: [&str; 6] = ["FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "ROUTINE", "PACKAGE"];

/// Objects without columns or constraints.
const OTHER_OBJECTS: [&str; 33] = [
    "EXTENSION",
    "SEQUENCE",
    "ROLE",
    "USER",
    "POLICY",
    "AGGREGATE",
    "CAST",
    "COLLATION",
    "CONVERSION",
    "LANGUAGE",
    "OPERATOR",
    "RULE",
    "SERVER",
    "STATISTICS",
    "SUBSCRIPTION",
    "PUBLICATION",
    "TABLESPACE",
    "TRANSFORM",
    "ACCESS",
    "GROUP",
    "DEFAULT",
    "SYSTEM",
    "LARGE",
    "LOGFILE",
    "RESOURCE",
    "INSTANCE",
    "DATA",
    "TEXT",
    "CHANGEFEED",
    "SCHEDULE",
    "REFERENCE",
    "RANGE",
    "STATISTIC",
];

/// Functions that are called for their value or for a sequence; any other call in a SELECT may do anything.
const PURE_FUNCTIONS: [&str; 32] = [
    "SETVAL",
    "NEXTVAL",
    "CURRVAL",
    "LASTVAL",
    "COUNT",
    "MAX",
    "MIN",
    "SUM",
    "AVG",
    "COALESCE",
    "NULLIF",
    "NOW",
    "LOWER",
    "UPPER",
    "CONCAT",
    "CONCAT_WS",
    "EXISTS",
    "CAST",
    "CASE",
    "ROUND",
    "LENGTH",
    "IF",
    "IFNULL",
    "VERSION",
    "DATABASE",
    "STRING_AGG",
    "GROUP_CONCAT",
    "ROW_NUMBER",
    "TRIM",
    "SUBSTRING",
    "REPLACE",
    "DISTINCT",
];

/// The verdict on the statement that begins `text`; `None` if it depends on bytes behind `text`. `whole` tells that there are none.
pub(super) fn judge(text: &[u8], dialect: Dialect, whole: bool) -> Option<Head> {
    let mut words = Words { text, dialect, whole, starved: false };
    let head = words.judge();
    (!words.starved).then_some(head)
}

enum Token<'t> {
    Word(&'t [u8]),
    Quoted,
    Other(u8),
    End,
}

/// The first words of a statement, without its comments.
struct Words<'t> {
    text: &'t [u8],
    dialect: Dialect,
    whole: bool,
    starved: bool,
}

impl<'t> Words<'t> {
    fn judge(&mut self) -> Head {
        let Token::Word(first) = self.next() else { return Head::RELEVANT };
        let is = |keyword: &str| first.eq_ignore_ascii_case(keyword.as_bytes());
        if ROWS_AND_RIGHTS.iter().any(|keyword| is(keyword)) {
            Head::IRRELEVANT
        } else if is("CREATE") || is("ALTER") || is("DROP") {
            self.judge_object(is("DROP"))
        } else if is("SELECT") {
            self.judge_select()
        } else if is("COPY") {
            Head::COPY
        } else if is("SET") {
            self.judge_set()
        } else if is("BEGIN") && self.dialect.is_mysql_like() {
            let anonymous = matches!(self.next(), Token::Word(word) if word.eq_ignore_ascii_case(b"NOT"));
            let body = if anonymous { Body::Compound } else { Body::Plain };
            Head { relevance: Relevance::Relevant, body }
        } else {
            Head::RELEVANT
        }
    }

    /// CREATE, ALTER or DROP: the first keyword that names a kind of object decides.
    fn judge_object(&mut self, drop: bool) -> Head {
        for _ in 0..24 {
            let word = match self.next() {
                Token::Word(word) => word,
                Token::Quoted => continue,
                Token::Other(b'=' | b'@') => continue,
                Token::Other(_) | Token::End => return Head::RELEVANT,
            };
            if word.eq_ignore_ascii_case(b"DEFINER") {
                self.skip_definer();
            } else if is_one_of(word, &SCHEMA_OBJECTS) {
                return Head::RELEVANT;
            } else if is_one_of(word, &ROUTINES) {
                return if drop { Head::IRRELEVANT } else { Head::ROUTINE };
            } else if is_one_of(word, &OTHER_OBJECTS) {
                return Head::IRRELEVANT;
            }
        }
        Head::RELEVANT
    }

    /// MySQL's `DEFINER = user@host`, whose names may look like keywords.
    fn skip_definer(&mut self) {
        let before = self.text;
        if !matches!(self.next(), Token::Other(b'=')) {
            self.text = before;
            return;
        }
        self.next();
        let before = self.text;
        match self.next() {
            Token::Other(b'@' | b'(') => {
                self.next();
            }
            Token::Word(_) | Token::Quoted | Token::Other(_) | Token::End => self.text = before,
        }
    }

    /// SELECT matters if it only calls a function which may do anything, `set_config` above all.
    fn judge_select(&mut self) -> Head {
        let Token::Word(mut name) = self.next() else { return Head::IRRELEVANT };
        let mut schema = None;
        loop {
            match self.next() {
                Token::Other(b'.') => match self.next() {
                    Token::Word(word) => schema = Some(std::mem::replace(&mut name, word)),
                    Token::Quoted | Token::Other(_) | Token::End => return Head::IRRELEVANT,
                },
                Token::Other(b'(') => break,
                Token::Word(_) | Token::Quoted | Token::Other(_) | Token::End => return Head::IRRELEVANT,
            }
        }
        if name.eq_ignore_ascii_case(b"set_config") {
            return Head::RELEVANT;
        }
        let builtin = schema.is_some_and(|schema| schema.eq_ignore_ascii_case(b"pg_catalog"))
            || is_one_of(name, &PURE_FUNCTIONS)
            || [b"pg_".as_slice(), b"json", b"array", b"to_"].iter().any(|prefix| {
                name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
            });
        if builtin { Head::IRRELEVANT } else { Head::RELEVANT }
    }

    /// SET matters if it changes what an unqualified name means.
    fn judge_set(&mut self) -> Head {
        for _ in 0..2 {
            let Token::Word(word) = self.next() else { return Head::IRRELEVANT };
            if is_one_of(word, &["SEARCH_PATH", "SCHEMA", "CURRENT_SCHEMA", "DATABASE"]) {
                return Head::RELEVANT;
            }
            if !is_one_of(word, &["SESSION", "LOCAL"]) {
                return Head::IRRELEVANT;
            }
        }
        Head::IRRELEVANT
    }

    fn next(&mut self) -> Token<'t> {
        self.skip_blanks();
        let Some(first) = self.text.first().copied() else {
            self.starved |= !self.whole;
            return Token::End;
        };
        if is_word(first) {
            let len = self.text.iter().position(|byte| !is_word(*byte));
            self.starved |= len.is_none() && !self.whole;
            return Token::Word(self.take(len.unwrap_or(self.text.len())));
        }
        self.take(1);
        if !matches!(first, b'"' | b'`' | b'\'') {
            return Token::Other(first);
        }
        match memchr::memchr(first, self.text) {
            Some(close) => {
                self.take(close + 1);
                Token::Quoted
            }
            None => {
                self.starved |= !self.whole;
                Token::End
            }
        }
    }

    /// Skips blanks and comments, and the marks of the comments that MySQL runs as code.
    fn skip_blanks(&mut self) {
        let mysql = self.dialect.is_mysql_like();
        let returns = self.dialect.engine == Engine::PostgreSql;
        loop {
            let skip = match self.text {
                [byte, ..] if is_blank(*byte) => Some(1),
                [b'*', b'/', ..] if mysql => Some(2),
                [b'/', b'*', b'!', rest @ ..] if mysql => Some(3 + digits(rest)),
                [b'/', b'*', b'M', b'!', rest @ ..] if mysql => Some(4 + digits(rest)),
                [b'/', b'*', ..] => memchr::memmem::find(self.text, b"*/").map(|end| end + 2),
                [b'-', b'-', ..] if returns => memchr::memchr2(b'\n', b'\r', self.text),
                [b'-', b'-', ..] => memchr::memchr(b'\n', self.text),
                [b'#', ..] if mysql => memchr::memchr(b'\n', self.text),
                [b'-' | b'/' | b'*'] => None,
                _ => return,
            };
            match skip {
                Some(len) => self.take(len),
                None => self.take(self.text.len()),
            };
        }
    }

    fn take(&mut self, len: usize) -> &'t [u8] {
        let (taken, rest) = self.text.split_at(len.min(self.text.len()));
        self.text = rest;
        taken
    }
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn is_one_of(word: &[u8], keywords: &[&str]) -> bool {
    keywords.iter().any(|keyword| word.eq_ignore_ascii_case(keyword.as_bytes()))
}
