//! A statement's text as tokens; each knows its bytes in the file.

use std::borrow::Cow;

use sqlparser::dialect::{Dialect as SqlDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::tokenizer::{Location, Token as SqlToken, TokenWithSpan, Tokenizer};

use crate::ir::{Engine, Span};
use crate::text::FileId;

use super::cursor::{Context, Unread};
use super::plain;
use super::token::Token;

/// A token with its bytes in the file.
pub(super) struct Lexeme<'t> {
    pub(super) token: Token<'t>,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Where the bytes of a text lie in the file.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// One after the other from here on.
    From(usize),
    /// The text is put together from what stands here: every token has this span.
    All(Span),
}

impl Place {
    fn span(self, file: FileId, from: usize, to: usize) -> Span {
        match self {
            Place::From(start) => Span::new(file, start + from, start + to),
            Place::All(span) => span,
        }
    }
}

/// Cuts `text` into tokens without whitespace and comments. The second value says where and why that ended early.
pub(super) fn tokenise(text: &str, place: Place, context: Context) -> (Vec<Lexeme<'_>>, Option<Unread>) {
    let lexeme = |token, from, to| {
        let Span { start, end, .. } = place.span(context.file, from, to);
        Lexeme { token, start, end }
    };
    match plain::tokens(text, context.dialect, lexeme) {
        Some(lexemes) => (lexemes, None),
        None => tokenise_any(text, place, context),
    }
}

/// The same for text that may be anything.
pub(super) fn tokenise_any(
    text: &str,
    place: Place,
    context: Context,
) -> (Vec<Lexeme<'static>>, Option<Unread>) {
    let dialect: &dyn SqlDialect = match context.dialect.engine {
        Engine::PostgreSql | Engine::CockroachDb => &PostgreSqlDialect {},
        Engine::MySql | Engine::MariaDb => &MySqlDialect {},
        Engine::Sqlite => &SQLiteDialect {},
    };
    let mut tokens = Vec::with_capacity(text.len() / 4);
    let failure = Tokenizer::new(dialect, text).tokenize_with_location_into_buf(&mut tokens).err();
    let mut ruler = Ruler { text, line: 1, column: 1, byte: 0 };
    let mut lexemes = Vec::with_capacity(tokens.len() / 2 + 1);
    for TokenWithSpan { token, span: at } in tokens {
        if !matches!(token, SqlToken::Whitespace(_)) {
            let from = ruler.byte_of(at.start);
            let Span { start, end, .. } = place.span(context.file, from, ruler.byte_of(at.end));
            lexemes.push(Lexeme { token: token.into(), start, end });
        }
    }
    let unread = failure.map(|failure| Unread {
        span: match ruler.byte_of(failure.location) {
            from if from < text.len() => place.span(context.file, from, text.len()),
            _ => place.span(context.file, 0, text.len()),
        },
        why: Cow::Owned(format!("the text cannot be cut into words: {}", first_lower(&failure.message))),
    });
    (lexemes, unread)
}

fn first_lower(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Turns sqlparser's line and character counts, which only grow, into byte offsets in one walk.
struct Ruler<'t> {
    text: &'t str,
    line: u64,
    column: u64,
    byte: usize,
}

impl Ruler<'_> {
    fn byte_of(&mut self, place: Location) -> usize {
        let Some(rest) = self.text.get(self.byte..) else { return self.text.len() };
        for character in rest.chars() {
            if (self.line, self.column) >= (place.line, place.column) {
                break;
            }
            self.byte += character.len_utf8();
            if character == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.byte
    }
}
