//! Identifiers, tables' names and lists of columns, in the catalog's spelling.

use rustc_hash::FxHashSet;

use crate::ir::{Name, Span, TableName};

use super::cursor::{Cursor, Place, Reading};
use super::token::{Symbol, Token};

impl<'t> Cursor<'t> {
    /// The identifier `ahead` of here. SQLite and MySQL take string literals where only a name can stand.
    pub(super) fn name_ahead(&self, ahead: usize) -> Option<Name> {
        let dialect = self.dialect();
        let token = self.token(ahead)?;
        match token {
            Token::Word(word) => Some(dialect.fold(word)),
            Token::Quoted(_, name) | Token::DoubleQuoted(name) => Some(dialect.quoted(name)),
            Token::Text(name) if !dialect.is_postgres_like() => Some(dialect.quoted(name)),
            Token::Text(_)
            | Token::Number(_)
            | Token::Escaped(_)
            | Token::National(_)
            | Token::Dollar(..)
            | Token::Symbol(_)
            | Token::Other(_) => None,
        }
    }

    pub(super) fn name(&mut self) -> Reading<Name> {
        match self.name_ahead(0) {
            Some(name) => {
                self.advance();
                Ok(name)
            }
            None => self.unread("expected a name"),
        }
    }

    /// Reads a possibly qualified name: its parts, the last one first in importance.
    pub(super) fn qualified(&mut self) -> Reading<(Option<Name>, Name, Span)> {
        let start = self.position();
        let mut schema = None;
        let mut name = self.name()?;
        while self.is_symbol(0, Symbol::Period) {
            self.advance();
            let next = self.name()?;
            schema = Some(name);
            name = next;
        }
        Ok((schema, name, self.span_since(start)))
    }

    /// Reads a table's name. MySQL's qualifier is a database and SQLite's `main` the only one there is: neither tells tables apart.
    pub(super) fn table_name(&mut self) -> Reading<(TableName, Span)> {
        let (schema, name, span) = self.qualified()?;
        Ok((self.qualify(schema, name), span))
    }

    fn qualify(&self, schema: Option<Name>, name: Name) -> TableName {
        if self.dialect().is_postgres_like() {
            return TableName { schema: schema.or(self.context.schema), name };
        }
        let keeps = !self.dialect().is_mysql_like()
            && schema.is_some_and(|s| !s.as_str().eq_ignore_ascii_case("main"));
        TableName { schema: if keeps { schema } else { None }, name }
    }

    /// Reads a table's name out of a string literal such as `'public.users'`.
    pub(super) fn table_in(&self, text: &str) -> TableName {
        let dialect = self.dialect();
        let mut parts = text.split('.').map(|part| match part.trim().strip_prefix('"') {
            Some(quoted) => dialect.quoted(quoted.trim_end_matches('"')),
            None => dialect.fold(part.trim()),
        });
        let first = parts.next().unwrap_or_else(|| Name::new(""));
        match parts.next_back() {
            Some(name) => self.qualify(Some(first), name),
            None => self.qualify(None, first),
        }
    }

    /// Reads `(a, b, ...)` where each must begin with a name; lengths, orders and operator classes behind it are passed over.
    pub(super) fn column_list(&mut self) -> Reading<Vec<Name>> {
        self.group()?.elements().into_iter().map(|mut element| element.name()).collect()
    }

    /// Reads `(a, lower(b), ...)`: `None` stands for an expression.
    pub(super) fn index_columns(&mut self) -> Reading<Vec<Option<Name>>> {
        Ok(self.group()?.elements().into_iter().map(|element| element.indexed_column()).collect())
    }

    /// What an expression names that may be columns, each once: identifiers that are no functions and no types of a cast.
    pub(super) fn mentions(self) -> Vec<Name> {
        let mut cursor = self;
        let mut seen = FxHashSet::default();
        let mut mentions = Vec::new();
        let mut is_cast = false;
        while let Some(token) = cursor.token(0) {
            let names = matches!(token, Token::Word(_) | Token::Quoted(..))
                && !is_cast
                && !cursor.is_symbol(1, Symbol::LParen);
            if let Some(name) = cursor.name_ahead(0).filter(|name| names && seen.insert(*name)) {
                mentions.push(name);
            }
            is_cast = matches!(token, Token::Symbol(Symbol::Cast));
            cursor.advance();
        }
        mentions
    }

    fn indexed_column(self) -> Option<Name> {
        let name = self.name_ahead(0)?;
        let is_expression = match self.token(1) {
            // A prefix length, `name(10)`, is a column; a call, `lower(name)`, is not.
            Some(Token::Symbol(Symbol::LParen)) => !matches!(self.token(2), Some(Token::Number(_))),
            Some(Token::Word(_) | Token::Quoted(..) | Token::Symbol(Symbol::Comma)) | None => false,
            Some(_) => true,
        };
        (!is_expression).then_some(name)
    }

    /// The text of a string literal `ahead` of here.
    pub(super) fn literal(&self, ahead: usize) -> Option<&'t str> {
        match self.token(ahead)? {
            Token::Text(text)
            | Token::DoubleQuoted(text)
            | Token::Escaped(text)
            | Token::National(text)
            | Token::Dollar(_, text) => Some(text),
            Token::Word(_) | Token::Quoted(..) | Token::Number(_) | Token::Symbol(_) | Token::Other(_) => {
                None
            }
        }
    }

    /// The text of a string literal `ahead` of here, with its place in the file.
    pub(super) fn text_ahead(&self, ahead: usize) -> Option<(&'t str, Place)> {
        let lexeme = self.lexeme(ahead)?;
        let text = self.literal(ahead)?;
        let opening = if let Token::Dollar(tag, _) = lexeme.token { 2 + tag } else { 1 };
        // With escapes in it, or an `E` before it, the text is not what stands in the file.
        let stands = text.len() + 2 * opening == (lexeme.end - lexeme.start) as usize;
        let place =
            if stands { Place::From(lexeme.start as usize + opening) } else { Place::All(self.span(ahead)) };
        Some((text, place))
    }

    /// The text, if this is one string literal and nothing else.
    pub(super) fn only_literal(&self) -> Option<(&'t str, Place)> {
        if self.token(1).is_some() { None } else { self.text_ahead(0) }
    }
}
