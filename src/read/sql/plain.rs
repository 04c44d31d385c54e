//! Cuts statements that hold nothing unusual into tokens, without sqlparser's tokenizer, which looks at single characters, copies texts, keeps
//! blanks and comments, and counts lines and columns.
//!
//! Invariant: the tokens are those of sqlparser's tokenizer. Whatever could be taken in two ways is left to it: then there is no result.

use std::borrow::Cow;

use crate::ir::{Dialect, Engine};

use super::token::{Symbol, Token};

/// The tokens of `text`, each with its range of bytes; nothing if any of it is unusual.
pub(super) fn tokens<'t, T>(
    text: &'t str,
    dialect: Dialect,
    mut place: impl FnMut(Token<'t>, usize, usize) -> T,
) -> Option<Vec<T>> {
    let mut plain = Plain { text, bytes: text.as_bytes(), at: 0, dialect };
    // Most tokens are words, with a blank behind them.
    let mut tokens = Vec::with_capacity(text.len() / 5 + 4);
    while plain.skip_blanks()? {
        let from = plain.at;
        let token = plain.token()?;
        tokens.push(place(token, from, plain.at));
    }
    Some(tokens)
}

struct Plain<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    dialect: Dialect,
}

impl<'t> Plain<'t> {
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn rest(&self) -> &'t [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Whether anything is left behind blanks and line comments.
    fn skip_blanks(&mut self) -> Option<bool> {
        loop {
            match self.rest() {
                [] => return Some(false),
                [b' ' | b'\t' | b'\n' | b'\r', ..] => self.at += 1,
                [b'-', b'-', next, ..]
                    if !self.dialect.is_mysql_like() || matches!(next, b' ' | b'\t' | b'\n') =>
                {
                    let rest = self.rest();
                    let comment = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len()))?;
                    // For PostgreSQL a lone carriage return ends the comment.
                    if memchr::memchr(b'\r', comment).is_some_and(|at| at + 1 < comment.len()) {
                        return None;
                    }
                    self.at += comment.len();
                }
                [..] => return Some(true),
            }
        }
    }

    fn token(&mut self) -> Option<Token<'t>> {
        match self.byte(0)? {
            byte if byte.is_ascii_alphabetic() || byte == b'_' => self.word(),
            byte if byte.is_ascii_digit() => self.number(),
            b'\'' => self.string(),
            quote @ (b'"' | b'`') => self.quoted(quote),
            _ => self.symbol(),
        }
    }

    /// Takes `len` bytes.
    fn take(&mut self, len: usize) -> Option<&'t str> {
        let taken = self.text.get(self.at..self.at + len)?;
        self.at += len;
        Some(taken)
    }

    fn word(&mut self) -> Option<Token<'t>> {
        let len = count(self.rest(), |byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let value = self.take(len)?;
        // The prefix of a string, or a name in which there are more letters.
        let goes_on = self.byte(0).is_some_and(|next| matches!(next, b'\'' | b'"' | b'$' | b'@' | 0x80..));
        (!goes_on).then_some(Token::Word(Cow::Borrowed(value)))
    }

    fn number(&mut self) -> Option<Token<'t>> {
        let rest = self.rest();
        let whole = count(rest, |byte| byte.is_ascii_digit());
        let fraction = match rest.get(whole..)? {
            [b'.', digits @ ..] => {
                1 + Some(count(digits, |byte| byte.is_ascii_digit())).filter(|len| *len > 0)?
            }
            _ => 0,
        };
        let value = self.take(whole + fraction)?;
        let goes_on = self.byte(0).is_some_and(|next| {
            next.is_ascii_alphanumeric() || matches!(next, b'_' | b'.' | b'$' | b'@' | 0x80..)
        });
        (!goes_on).then_some(Token::Number(Cow::Borrowed(value)))
    }

    fn string(&mut self) -> Option<Token<'t>> {
        let inside = self.rest().get(1..)?;
        let len = memchr::memchr2(b'\'', b'\\', inside)?;
        if inside.get(len) != Some(&b'\'') || inside.get(len + 1) == Some(&b'\'') {
            return None;
        }
        let value = self.take(len + 2)?.get(1..len + 1)?;
        Some(Token::Text(Cow::Borrowed(value)))
    }

    /// A quoted name.
    fn quoted(&mut self, quote: u8) -> Option<Token<'t>> {
        let is_name = match self.dialect.engine {
            Engine::PostgreSql | Engine::CockroachDb => quote == b'"',
            Engine::MySql | Engine::MariaDb => quote == b'`',
            Engine::Sqlite => true,
        };
        let inside = self.rest().get(1..)?;
        let len = memchr::memchr(quote, inside)?;
        if !is_name || inside.get(len + 1) == Some(&quote) {
            return None;
        }
        let value = self.take(len + 2)?.get(1..len + 1)?;
        Some(Token::Quoted(char::from(quote), Cow::Borrowed(value)))
    }

    fn symbol(&mut self) -> Option<Token<'t>> {
        let (symbol, len) = match self.rest() {
            [b'(', ..] => (Symbol::LParen, 1),
            [b')', ..] => (Symbol::RParen, 1),
            [b',', ..] => (Symbol::Comma, 1),
            [b';', ..] => (Symbol::Semicolon, 1),
            [b'+', ..] => (Symbol::Plus, 1),
            [b'*', ..] => (Symbol::Star, 1),
            [b'.', b'0'..=b'9' | b'_', ..] => return None,
            [b'.', ..] => (Symbol::Period, 1),
            [b':', b':', ..] => (Symbol::Cast, 2),
            [b'[', ..] if self.dialect.is_postgres_like() => (Symbol::LBracket, 1),
            [b']', ..] if self.dialect.is_postgres_like() => (Symbol::RBracket, 1),
            [b'=', next, ..] if ends_operator(*next) => (Symbol::Equal, 1),
            [b'-', next, ..] if ends_operator(*next) => (Symbol::Minus, 1),
            [b'<', next, ..] if ends_operator(*next) => (Symbol::Less, 1),
            [b'>', next, ..] if ends_operator(*next) => (Symbol::Greater, 1),
            [b'<', b'=', next, ..] if ends_operator(*next) => (Symbol::LessOrEqual, 2),
            [b'>', b'=', next, ..] if ends_operator(*next) => (Symbol::GreaterOrEqual, 2),
            [b'<', b'>', next, ..] if ends_operator(*next) => (Symbol::NotEqual, 2),
            [b'|', b'|', next, ..] if ends_operator(*next) => (Symbol::Concat, 2),
            _ => return None,
        };
        self.take(len)?;
        Some(Token::Symbol(symbol))
    }
}

/// Whether no operator of any dialect goes on with this byte.
fn ends_operator(next: u8) -> bool {
    next.is_ascii_alphanumeric() || matches!(next, b' ' | b'\t' | b'\n' | b'\r' | b'(' | b')' | b'\'' | b'"')
}

fn count(bytes: &[u8], holds: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !holds(*byte)).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::tokens;
    use crate::ir::{Dialect, Engine};
    use crate::read::sql::cursor::Context;
    use crate::read::sql::lexeme::{Place, tokenise_any};
    use crate::text::Files;

    const PIECES: [&str; 62] = [
        "CREATE",
        "table_1",
        "E",
        "n",
        "N",
        "b",
        "x",
        "U",
        "_a",
        "é",
        "$1",
        "@b",
        "#",
        "1",
        "12.5",
        ".5",
        "1.",
        "0x1F",
        "1e5",
        "1_0",
        "7L",
        "'a'",
        "'it''s'",
        "'\\'",
        "'é\n'",
        "E'\\''",
        "\"a b\"",
        "\"a\"\"b\"",
        "`a`",
        "`a``b`",
        "[a]",
        "(",
        ")",
        ",",
        ";",
        ".",
        "..",
        "+",
        "-",
        "*",
        "/",
        "%",
        "=",
        "=>",
        "<",
        "<=",
        "<>",
        "<->",
        ">",
        ">=",
        ">>",
        "!=",
        "|",
        "||",
        "::",
        ":",
        ":=",
        "-- c\n",
        "--c\r\nd\n",
        "/* c */",
        "&",
        "~",
    ];

    #[test]
    fn tokens_are_those_of_sqlparser() {
        let mut files = Files::default();
        let file = files.add("a.sql", "");
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut below = |bound: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as usize % bound
        };
        let engines =
            [Engine::PostgreSql, Engine::CockroachDb, Engine::MySql, Engine::MariaDb, Engine::Sqlite];
        let mut compared = 0;
        for round in 0..60_000 {
            let mut text = String::new();
            for _ in 0..below(6) + 1 {
                text.push_str(PIECES[below(PIECES.len())]);
                text.push_str(["", " ", "\n", "\r\n"][below(4)]);
            }
            let dialect = Dialect::of(engines[round % engines.len()]);
            let context = Context { file, dialect, schema: None };
            let Some(ours) = tokens(&text, dialect, |token, from, to| {
                (token, u32::try_from(from).unwrap(), u32::try_from(to).unwrap())
            }) else {
                continue;
            };
            let (theirs, failure) = tokenise_any(&text, Place::From(0), context);
            assert!(failure.is_none(), "{dialect}, {text:?}");
            let theirs: Vec<_> =
                theirs.into_iter().map(|lexeme| (lexeme.token, lexeme.start, lexeme.end)).collect();
            assert_eq!(ours, theirs, "{dialect}, {text:?}");
            compared += 1;
        }
        assert!(compared > 5_000, "{compared}");
    }
}
