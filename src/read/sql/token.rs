//! The tokens of SQL, borrowed from the text they stand in wherever they are spelt as they are meant.

use std::borrow::Cow;

use sqlparser::tokenizer::Token as SqlToken;

/// A token. What sqlparser's tokenizer tells apart and no reader asks for is [`Token::Other`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Token<'t> {
    /// A word without quotes: a keyword or a name.
    Word(Cow<'t, str>),
    /// A name in quotes, without them, and the opening one.
    Quoted(char, Cow<'t, str>),
    /// A number without its sign.
    Number(Cow<'t, str>),
    /// `'...'`, what it stands for.
    Text(Cow<'t, str>),
    /// `"..."` where that is a string.
    DoubleQuoted(Cow<'t, str>),
    /// `E'...'`.
    Escaped(Cow<'t, str>),
    /// `N'...'`.
    National(Cow<'t, str>),
    /// `$tag$...$tag$`: the length of the tag, and what is inside.
    Dollar(usize, Cow<'t, str>),
    /// A sign that readers ask for.
    Symbol(Symbol),
    /// Anything else, as it is written.
    Other(Cow<'t, str>),
}

/// A sign that readers ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Symbol {
    LParen,
    RParen,
    LBracket,
    RBracket,
    LBrace,
    RBrace,
    Comma,
    Semicolon,
    Period,
    Plus,
    Minus,
    Star,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Assign,
    Cast,
    Concat,
    ShiftLeft,
    ShiftRight,
    At,
}

impl Symbol {
    /// How it is written.
    fn text(self) -> &'static str {
        match self {
            Symbol::LParen => "(",
            Symbol::RParen => ")",
            Symbol::LBracket => "[",
            Symbol::RBracket => "]",
            Symbol::LBrace => "{",
            Symbol::RBrace => "}",
            Symbol::Comma => ",",
            Symbol::Semicolon => ";",
            Symbol::Period => ".",
            Symbol::Plus => "+",
            Symbol::Minus => "-",
            Symbol::Star => "*",
            Symbol::Equal => "=",
            Symbol::NotEqual => "<>",
            Symbol::Less => "<",
            Symbol::LessOrEqual => "<=",
            Symbol::Greater => ">",
            Symbol::GreaterOrEqual => ">=",
            Symbol::Assign => ":=",
            Symbol::Cast => "::",
            Symbol::Concat => "||",
            Symbol::ShiftLeft => "<<",
            Symbol::ShiftRight => ">>",
            Symbol::At => "@",
        }
    }

    /// `Some(true)` opens a pair of brackets, `Some(false)` closes one.
    pub(super) fn bracket(self) -> Option<bool> {
        if matches!(self, Symbol::LParen | Symbol::LBracket | Symbol::LBrace) {
            Some(true)
        } else if matches!(self, Symbol::RParen | Symbol::RBracket | Symbol::RBrace) {
            Some(false)
        } else {
            None
        }
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "sqlparser's tokens are not ours, and most are never asked for"
)]
impl From<SqlToken> for Token<'_> {
    fn from(token: SqlToken) -> Self {
        let symbol = match token {
            SqlToken::Word(word) => {
                return match word.quote_style {
                    Some(quote) => Token::Quoted(quote, Cow::Owned(word.value)),
                    None => Token::Word(Cow::Owned(word.value)),
                };
            }
            SqlToken::Number(number, _) => return Token::Number(Cow::Owned(number)),
            SqlToken::SingleQuotedString(text) => return Token::Text(Cow::Owned(text)),
            SqlToken::DoubleQuotedString(text) => return Token::DoubleQuoted(Cow::Owned(text)),
            SqlToken::EscapedStringLiteral(text) => return Token::Escaped(Cow::Owned(text)),
            SqlToken::NationalStringLiteral(text) => return Token::National(Cow::Owned(text)),
            SqlToken::DollarQuotedString(quoted) => {
                return Token::Dollar(quoted.tag.map_or(0, |tag| tag.len()), Cow::Owned(quoted.value));
            }
            SqlToken::LParen => Symbol::LParen,
            SqlToken::RParen => Symbol::RParen,
            SqlToken::LBracket => Symbol::LBracket,
            SqlToken::RBracket => Symbol::RBracket,
            SqlToken::LBrace => Symbol::LBrace,
            SqlToken::RBrace => Symbol::RBrace,
            SqlToken::Comma => Symbol::Comma,
            SqlToken::SemiColon => Symbol::Semicolon,
            SqlToken::Period => Symbol::Period,
            SqlToken::Plus => Symbol::Plus,
            SqlToken::Minus => Symbol::Minus,
            SqlToken::Mul => Symbol::Star,
            SqlToken::Eq => Symbol::Equal,
            SqlToken::Neq => Symbol::NotEqual,
            SqlToken::Lt => Symbol::Less,
            SqlToken::LtEq => Symbol::LessOrEqual,
            SqlToken::Gt => Symbol::Greater,
            SqlToken::GtEq => Symbol::GreaterOrEqual,
            SqlToken::Assignment => Symbol::Assign,
            SqlToken::DoubleColon => Symbol::Cast,
            SqlToken::StringConcat => Symbol::Concat,
            SqlToken::ShiftLeft => Symbol::ShiftLeft,
            SqlToken::ShiftRight => Symbol::ShiftRight,
            SqlToken::AtSign => Symbol::At,
            other => return Token::Other(Cow::Owned(other.to_string())),
        };
        Token::Symbol(symbol)
    }
}

impl Token<'_> {
    /// Adds the token as it is written; what was escaped in it no longer is.
    pub(super) fn write(&self, out: &mut String) {
        match self {
            Token::Word(text) | Token::Number(text) | Token::Other(text) => out.push_str(text),
            Token::Symbol(symbol) => out.push_str(symbol.text()),
            Token::Quoted('[', text) => out.extend(["[", text, "]"]),
            Token::Quoted('`', text) => out.extend(["`", text, "`"]),
            Token::Quoted(_, text) | Token::DoubleQuoted(text) => out.extend(["\"", text, "\""]),
            Token::Text(text) => out.extend(["'", text, "'"]),
            Token::Escaped(text) => out.extend(["E'", text, "'"]),
            Token::National(text) => out.extend(["N'", text, "'"]),
            Token::Dollar(_, text) => out.extend(["$$", text, "$$"]),
        }
    }
}
