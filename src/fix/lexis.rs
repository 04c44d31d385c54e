//! Words, strings, brackets and comments of the languages that are edited: as much of them as tells where an argument list ends and what is code.
//!
//! Invariant: every byte of a text lies in at most one token, and tokens are in order; what lies in none is blank.

use std::ops::Range;

/// A language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lexis {
    Prisma,
    TypeScript,
    Python,
    Sql,
}

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Letters, digits and underscores.
    Word,
    /// A string with its quotes, or a quoted name.
    Text,
    /// One other character.
    Mark,
    /// A comment, without the end of its line.
    Comment,
}

/// A token of a text.
#[derive(Clone, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    pub(super) start: usize,
}

impl Token<'_> {
    /// One past the last byte.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Where it stands.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end()
    }

    /// Whether it is this character.
    pub(super) fn is(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }

    /// Whether it is this word.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }

    /// What stands between its quotes, of a string on one line.
    pub(super) fn unquoted(&self) -> Option<&str> {
        let quote = self.text.chars().next().filter(|_| self.kind == Kind::Text)?;
        let inner = self.text.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains([quote, '\\', '\n'])).then_some(inner)
    }
}

impl Lexis {
    /// By the extension of a path; `None` for languages that are not edited.
    pub(super) fn of(path: &str) -> Option<Lexis> {
        match path.rsplit('.').next()? {
            "sql" | "ddl" => Some(Lexis::Sql),
            "prisma" => Some(Lexis::Prisma),
            "py" => Some(Lexis::Python),
            "ts" | "tsx" | "mts" | "cts" | "js" | "jsx" | "mjs" | "cjs" => Some(Lexis::TypeScript),
            _ => None,
        }
    }

    /// What begins a comment that ends with its line.
    pub(super) fn marker(self) -> &'static str {
        match self {
            Lexis::Prisma | Lexis::TypeScript => "//",
            Lexis::Python => "#",
            Lexis::Sql => "--",
        }
    }

    /// The tokens of a text without its comments.
    pub(super) fn code(self, text: &str) -> Vec<Token<'_>> {
        self.tokens(text).into_iter().filter(|token| token.kind != Kind::Comment).collect()
    }

    /// All tokens of a text.
    pub(super) fn tokens(self, text: &str) -> Vec<Token<'_>> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let rest = text.get(at..).unwrap_or("");
            let (kind, len) = match self.comment(text, at) {
                Some(len) => (Kind::Comment, len),
                None if first.is_whitespace() => {
                    at += first.len_utf8();
                    continue;
                }
                None if self.quotes().contains(first) => (Kind::Text, self.string(rest, first)),
                None if is_of_word(first) => {
                    (Kind::Word, rest.find(|c| !is_of_word(c)).unwrap_or(rest.len()))
                }
                None => (Kind::Mark, first.len_utf8()),
            };
            found.push(Token { kind, text: rest.get(..len).unwrap_or(rest), start: at });
            at += len.max(1);
        }
        found
    }

    fn quotes(self) -> &'static str {
        match self {
            Lexis::Prisma => "\"",
            Lexis::TypeScript | Lexis::Sql => "'\"`",
            Lexis::Python => "'\"",
        }
    }

    /// The length of the comment that begins at an offset.
    fn comment(self, text: &str, at: usize) -> Option<usize> {
        let rest = text.get(at..)?;
        let line = || rest.find('\n').map_or(rest.len(), |end| rest[..end].trim_end_matches('\r').len());
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        // PostgreSQL's operators, `data #> path`, begin no comment.
        let is_mysql = || {
            self == Lexis::Sql
                && rest.starts_with("# ")
                && before.is_none_or(|before| before.is_whitespace() || before == ';')
        };
        if rest.starts_with(self.marker()) || is_mysql() {
            return Some(line());
        }
        if self != Lexis::Python && rest.starts_with("/*") {
            return Some(rest.find("*/").map_or(rest.len(), |end| end + 2));
        }
        None
    }

    /// The length of the string that a text begins with.
    fn string(self, rest: &str, quote: char) -> usize {
        let triple = String::from(quote).repeat(3);
        if self == Lexis::Python && rest.starts_with(&triple) {
            return triple.len() + closed(rest.get(3..).unwrap_or(""), &triple, true, true);
        }
        let inner = rest.get(1..).unwrap_or("");
        match self {
            Lexis::TypeScript if quote == '`' => template(rest),
            Lexis::Sql => 1 + closed(inner, &String::from(quote), false, true),
            Lexis::Prisma | Lexis::TypeScript | Lexis::Python => {
                1 + closed(inner, &String::from(quote), true, false)
            }
        }
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// Up to and with the end of a string; without one, up to where it must end.
fn closed(inner: &str, quote: &str, escapes: bool, many_lines: bool) -> usize {
    let mut is_escaped = false;
    for (at, c) in inner.char_indices() {
        if is_escaped {
            is_escaped = false;
        } else if escapes && c == '\\' {
            is_escaped = true;
        } else if inner.get(at..).is_some_and(|rest| rest.starts_with(quote)) {
            return at + quote.len();
        } else if c == '\n' && !many_lines {
            return at;
        }
    }
    inner.len()
}

/// The length of a template with what is in its braces.
fn template(text: &str) -> usize {
    // How deep the braces are, for each template that is open.
    let mut open: Vec<u32> = Vec::new();
    let mut is_escaped = false;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let depth = open.last_mut();
        match (c, depth) {
            _ if is_escaped => is_escaped = false,
            ('\\', _) => is_escaped = true,
            ('`', Some(0)) => {
                open.pop();
                if open.is_empty() {
                    return at + 1;
                }
            }
            ('`', _) => open.push(0),
            ('{', Some(depth)) if *depth > 0 || before == '$' => *depth += 1,
            ('}', Some(depth)) if *depth > 0 => *depth -= 1,
            (_, _) => {}
        }
        before = c;
    }
    text.len()
}

/// The index of the bracket that closes the one at an index.
pub(super) fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        if ["(", "[", "{"].iter().any(|mark| token.is(mark)) {
            depth += 1;
        } else if [")", "]", "}"].iter().any(|mark| token.is(mark)) {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(index);
            }
        }
    }
    None
}

/// The ranges of the tokens between commas, in the brackets at two indices. What a last comma leaves is none.
pub(super) fn items(tokens: &[Token<'_>], open: usize, close: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = open + 1;
    let mut at = start;
    while at < close {
        let Some(token) = tokens.get(at) else { break };
        if token.is(",") {
            found.push(start..at);
            start = at + 1;
        }
        let opens = ["(", "[", "{"].iter().any(|mark| token.is(mark));
        at = if opens { closing(tokens, at).unwrap_or(close) + 1 } else { at + 1 };
    }
    found.push(start..close);
    found.retain(|item| !item.is_empty());
    found
}

/// Where to insert one more item into the brackets at two indices, and with which commas and blanks. After a last comma on a line of its own it
/// gets a line of its own, too.
pub(super) fn append(
    text: &str,
    tokens: &[Token<'_>],
    brackets: (usize, usize),
    item: &str,
) -> Option<(usize, String)> {
    let (open, close) = (tokens.get(brackets.0)?, tokens.get(brackets.1)?);
    let last = tokens.get(brackets.1.checked_sub(1)?)?;
    if last.start == open.start {
        let blank = if open.is("{") { " " } else { "" };
        return Some((open.end(), format!("{blank}{item}{blank}")));
    }
    if !last.is(",") {
        return Some((last.end(), format!(", {item}")));
    }
    let rest = text.get(last.end()..close.start)?;
    let Some(end) = rest.find('\n').filter(|end| !rest[..*end].contains("/*")) else {
        return Some((last.end(), format!(" {item}")));
    };
    let end = rest[..end].trim_end_matches('\r').len();
    let line = text.get(..last.start)?.rfind('\n').map_or(0, |at| at + 1);
    let before = text.get(line..last.start)?;
    let indent = &before[..before.len() - before.trim_start().len()];
    let newline = if rest[end..].starts_with('\r') { "\r\n" } else { "\n" };
    Some((last.end() + end, format!("{newline}{indent}{item},")))
}
