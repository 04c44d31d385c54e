//! A cursor over one statement's tokens.
//!
//! A cursor is `Copy`, sees a slice of the tokens (a statement, the inside of a
//! pair of parentheses, one element of a comma list) and never leaves it, so an unreadable element cannot disturb its neighbours.
//! Invariant: every token knows its bytes in the file.

use std::borrow::Cow;

use crate::ir::{Dialect, Name, Problem, Span};
use crate::text::FileId;

use super::token::{Symbol, Token};

pub(super) use super::lexeme::{Lexeme, Place, tokenise};

/// What was expected and did not come; becomes a [`Problem`] where a reader catches it.
pub(super) struct Unread {
    pub(super) span: Span,
    pub(super) why: Cow<'static, str>,
}

impl From<Unread> for Problem {
    fn from(unread: Unread) -> Problem {
        Problem { span: unread.span, why: unread.why }
    }
}

/// The result of reading a clause.
pub(super) type Reading<T> = Result<T, Unread>;

/// What all clauses of a statement share.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) file: FileId,
    pub(super) dialect: Dialect,
    /// The schema of unqualified names within `CREATE SCHEMA x CREATE TABLE ...`.
    pub(super) schema: Option<Name>,
}

/// A place among the tokens of a statement or of a part of it.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'t> {
    lexemes: &'t [Lexeme<'t>],
    position: usize,
    pub(super) context: Context,
    /// The span of what encloses the tokens, for messages about something that is missing altogether.
    around: Span,
    /// How many pairs of parentheses were entered; readers that follow nesting recurse.
    depth: u8,
}

/// The deepest nesting that is followed.
const DEEPEST: u8 = 32;

impl<'t> Cursor<'t> {
    pub(super) fn new(lexemes: &'t [Lexeme<'t>], context: Context, around: Span) -> Cursor<'t> {
        Cursor { lexemes, position: 0, context, around, depth: 0 }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.context.dialect
    }

    pub(super) fn is_done(&self) -> bool {
        self.position >= self.lexemes.len()
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// The cursor at another of its positions.
    pub(super) fn at_position(mut self, position: usize) -> Cursor<'t> {
        self.position = position;
        self
    }

    /// The tokens `from..to` of this cursor as a cursor of their own.
    pub(super) fn part(&self, from: usize, to: usize) -> Cursor<'t> {
        let lexemes = self.lexemes.get(from..to).unwrap_or(&[]);
        let around = match (lexemes.first(), lexemes.last()) {
            (Some(first), Some(last)) => Span { start: first.start, end: last.end, ..self.around },
            (None, _) | (_, None) => self.around,
        };
        Cursor { lexemes, position: 0, context: self.context, around, depth: self.depth }
    }

    /// From here to the end, as a cursor of its own.
    pub(super) fn rest(&self) -> Cursor<'t> {
        self.part(self.position, self.lexemes.len())
    }

    pub(super) fn lexeme(&self, ahead: usize) -> Option<&'t Lexeme<'t>> {
        self.lexemes.get(self.position + ahead)
    }

    pub(super) fn token(&self, ahead: usize) -> Option<&'t Token<'t>> {
        self.lexeme(ahead).map(|lexeme| &lexeme.token)
    }

    pub(super) fn advance(&mut self) -> Option<&'t Lexeme<'t>> {
        let lexeme = self.lexeme(0)?;
        self.position += 1;
        Some(lexeme)
    }

    // ----- spans

    /// The span of the token `ahead` of here, or of the whole where there is none.
    pub(super) fn span(&self, ahead: usize) -> Span {
        self.lexeme(ahead).map_or(self.around, |lexeme| Span {
            start: lexeme.start,
            end: lexeme.end,
            ..self.around
        })
    }

    /// From the token at `position` to the one just read.
    pub(super) fn span_since(&self, position: usize) -> Span {
        let first = self.lexemes.get(position);
        let last = self.position.checked_sub(1).and_then(|last| self.lexemes.get(last));
        match (first, last) {
            (Some(first), Some(last)) => {
                Span { start: first.start, end: last.end.max(first.start), ..self.around }
            }
            (None, _) | (_, None) => self.around,
        }
    }

    /// From here to the end.
    pub(super) fn span_of_rest(&self) -> Span {
        self.part(self.position, self.lexemes.len()).around
    }

    /// All of it.
    pub(super) fn whole(&self) -> Span {
        self.around
    }

    pub(super) fn unread<T>(&self, why: impl Into<Cow<'static, str>>) -> Reading<T> {
        let span = if self.is_done() { self.around } else { self.span_of_rest() };
        Err(Unread { span, why: why.into() })
    }

    // ----- words

    /// The unquoted word `ahead` of here.
    pub(super) fn word(&self, ahead: usize) -> Option<&'t str> {
        match self.token(ahead) {
            Some(Token::Word(word)) => Some(word),
            Some(_) | None => None,
        }
    }

    pub(super) fn is_word(&self, ahead: usize, word: &str) -> bool {
        self.word(ahead).is_some_and(|text| text.eq_ignore_ascii_case(word))
    }

    /// Whether these words (in upper case, separated by one space) come next.
    pub(super) fn at(&self, words: &str) -> bool {
        let mut rest = words;
        for ahead in 0.. {
            let Some(text) = self.word(ahead) else { return false };
            let Some((word, more)) = rest.split_at_checked(text.len()) else { return false };
            if !word.eq_ignore_ascii_case(text) {
                return false;
            }
            match more.as_bytes() {
                [] => return true,
                [b' ', ..] => rest = more.get(1..).unwrap_or_default(),
                [..] => return false,
            }
        }
        false
    }

    pub(super) fn at_any(&self, words: &[&str]) -> bool {
        self.word(0).is_some_and(|text| words.iter().any(|word| text.eq_ignore_ascii_case(word)))
    }

    /// Reads these words if they come next.
    pub(super) fn eat(&mut self, words: &str) -> bool {
        let found = self.at(words);
        if found {
            self.position += words.split(' ').count();
        }
        found
    }

    pub(super) fn eat_any(&mut self, words: &[&str]) -> bool {
        let found = self.at_any(words);
        self.position += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, words: &str) -> Reading<()> {
        if self.eat(words) { Ok(()) } else { self.unread(format!("expected {words}")) }
    }

    // ----- symbols

    pub(super) fn is_symbol(&self, ahead: usize, symbol: Symbol) -> bool {
        matches!(self.token(ahead), Some(Token::Symbol(own)) if *own == symbol)
    }

    pub(super) fn eat_symbol(&mut self, symbol: Symbol) -> bool {
        let found = self.is_symbol(0, symbol);
        self.position += usize::from(found);
        found
    }

    /// Whether an opening parenthesis comes next.
    pub(super) fn at_group(&self) -> bool {
        self.is_symbol(0, Symbol::LParen)
    }

    /// Reads a pair of parentheses and gives what is inside.
    pub(super) fn group(&mut self) -> Reading<Cursor<'t>> {
        if !self.at_group() {
            return self.unread("expected a list in parentheses");
        }
        if self.depth >= DEEPEST {
            return self.unread("the parentheses are nested too deeply");
        }
        let start = *self;
        if !self.skip_balanced() {
            return start.unread("a parenthesis does not end");
        }
        let inside = self.part(start.position + 1, self.position - 1);
        Ok(Cursor { depth: self.depth + 1, ..inside })
    }

    /// Reads a list in parentheses even where the text was cut before they end: then all the rest is inside, and that is a problem.
    pub(super) fn open_group(&mut self, problems: &mut Vec<Problem>) -> Reading<Cursor<'t>> {
        let start = *self;
        match self.group() {
            Err(unread) if start.at_group() && self.is_done() => {
                problems.push(Problem { span: start.span(0), why: unread.why });
                Ok(start.part(start.position + 1, start.lexemes.len()))
            }
            result => result,
        }
    }

    /// Reads one token, or a whole pair of brackets.
    pub(super) fn skip_one(&mut self) {
        self.skip_balanced();
    }

    /// Reads one token, or a whole pair of brackets; tells whether all that were opened were closed.
    fn skip_balanced(&mut self) -> bool {
        let mut depth = 0_usize;
        while let Some(lexeme) = self.advance() {
            let bracket = if let Token::Symbol(symbol) = lexeme.token { symbol.bracket() } else { None };
            match bracket {
                Some(true) => depth += 1,
                Some(false) => depth = depth.saturating_sub(1),
                None => {}
            }
            if depth == 0 {
                return true;
            }
        }
        false
    }

    pub(super) fn skip_group(&mut self) -> bool {
        let found = self.at_group();
        if found {
            self.skip_one();
        }
        found
    }

    /// Goes on to the next of these words outside of all brackets, or to the end.
    pub(super) fn skip_to(&mut self, words: &[&str]) -> bool {
        while !self.is_done() {
            if self.at_any(words) {
                return true;
            }
            self.skip_one();
        }
        false
    }

    /// Splits the rest at its commas outside of all brackets.
    pub(super) fn elements(&self) -> Vec<Cursor<'t>> {
        let mut cursor = *self;
        let mut parts = Vec::new();
        while !cursor.is_done() {
            let from = cursor.position;
            while !cursor.is_done() && !cursor.is_symbol(0, Symbol::Comma) {
                cursor.skip_one();
            }
            parts.push(cursor.part(from, cursor.position));
            cursor.advance();
        }
        parts
    }
}
