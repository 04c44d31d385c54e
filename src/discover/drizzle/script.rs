//! A scanner for configurations in TypeScript, JavaScript or JSON: just enough to find the objects, texts and names in them. It never fails;
//! what it does not understand is [`Value::Other`].

use std::ops::Range;

/// Deeper brackets end what is read of a script.
const DEEPEST: usize = 64;

/// A piece of a script.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token<'t> {
    /// What stands between quotes.
    Text(&'t str),
    /// What stands between backticks.
    Template(&'t str),
    /// An identifier, keyword or number.
    Word(&'t str),
    /// Anything else.
    Mark(u8),
}

/// A script in pieces, without its comments.
#[derive(Debug)]
pub(super) struct Script<'t> {
    tokens: Vec<(Token<'t>, Range<usize>)>,
}

/// A value as it is written.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value<'t> {
    /// A text in quotes.
    Text(&'t str),
    /// A text in backticks, with what stands in `${}`.
    Template(&'t str),
    /// `[...]`.
    List(Vec<Spot<'t>>),
    /// `{...}`.
    Object(Object<'t>),
    /// A name, perhaps with dots.
    Name(String),
    /// A function's name and what it is called with.
    Call(String, Vec<Spot<'t>>),
    /// Anything else.
    Other,
}

/// A value and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Spot<'t> {
    /// The value.
    pub(super) value: Value<'t>,
    /// Its place.
    pub(super) range: Range<usize>,
}

/// The members of an object: `None` for the key of a spread.
pub(super) type Object<'t> = Vec<(Option<&'t str>, Spot<'t>)>;

impl<'t> Script<'t> {
    /// Cuts a text into pieces.
    pub(super) fn new(text: &'t str) -> Script<'t> {
        let bytes = text.as_bytes();
        let mut tokens = Vec::new();
        let (mut at, mut depth) = (0, 0_usize);
        while let Some(byte) = bytes.get(at).copied() {
            depth = match byte {
                b'(' | b'[' | b'{' => depth + 1,
                b')' | b']' | b'}' => depth.saturating_sub(1),
                _ => depth,
            };
            if depth > DEEPEST {
                break;
            }
            let rest = bytes.get(at + 1..).unwrap_or(&[]);
            let start = at;
            at = match byte {
                b'/' if rest.first() == Some(&b'/') => {
                    memchr::memchr(b'\n', rest).map_or(bytes.len(), |end| at + 1 + end)
                }
                b'/' if rest.first() == Some(&b'*') => {
                    memchr::memmem::find(rest, b"*/").map_or(bytes.len(), |end| at + 1 + end + 2)
                }
                b'"' | b'\'' | b'`' => {
                    let end = end_of_text(bytes, at);
                    let inner = text.get(at + 1..end).unwrap_or("");
                    let token = if byte == b'`' { Token::Template(inner) } else { Token::Text(inner) };
                    tokens.push((token, start..(end + 1).min(bytes.len())));
                    end + 1
                }
                _ if is_word(byte) => {
                    let end =
                        rest.iter().position(|byte| !is_word(*byte)).map_or(bytes.len(), |end| at + 1 + end);
                    tokens.push((Token::Word(text.get(at..end).unwrap_or("")), start..end));
                    end
                }
                _ if byte.is_ascii_whitespace() => at + 1,
                _ => {
                    tokens.push((Token::Mark(byte), at..at + 1));
                    at + 1
                }
            };
        }
        Script { tokens }
    }

    /// All objects that are written out, outer ones first.
    pub(super) fn objects(&self) -> impl Iterator<Item = Object<'t>> + '_ {
        let starts = (0..self.tokens.len()).filter(|at| self.is_mark(*at, b'{'));
        starts.map(|at| self.object(at).0)
    }

    /// What `const name = ...` says.
    pub(super) fn constant(&self, name: &str) -> Option<Spot<'t>> {
        let is_declared = |at: &usize| {
            let keyword = at.checked_sub(1).and_then(|before| self.word(before));
            self.word(*at) == Some(name) && matches!(keyword, Some("const" | "let" | "var"))
        };
        let at = (0..self.tokens.len()).find(is_declared)?;
        // A type may stand before the value; an arrow in it is no beginning.
        let equals = (at..self.tokens.len().min(at + 64))
            .find(|at| self.is_mark(*at, b'=') && !self.is_mark(at + 1, b'>'))?;
        Some(self.value(equals + 1).0)
    }

    /// Where an imported name comes from: the name there, and the module.
    pub(super) fn import(&self, name: &str) -> Option<(&'t str, &'t str)> {
        let mut from = (0..self.tokens.len()).filter(|at| self.word(*at) == Some("from"));
        from.find_map(|at| {
            let Some((Token::Text(module), _)) = self.tokens.get(at + 1) else { return None };
            let start = (0..at).rev().find(|at| self.word(*at) == Some("import"))?;
            let found = (start + 1..at).find(|at| self.word(*at) == Some(name))?;
            let renamed = self.word(found.checked_sub(1)?) == Some("as");
            let there = if renamed { self.word(found.checked_sub(2)?)? } else { self.word(found)? };
            let is_default = !(start..found).any(|at| self.is_mark(at, b'{'));
            Some((if is_default { "default" } else { there }, *module))
        })
    }

    /// The name that is all there is.
    pub(super) fn sole_name(&self) -> Option<String> {
        match self.named(0) {
            (Value::Name(name), end) if end == self.tokens.len() => Some(name),
            _ => None,
        }
    }

    fn is_mark(&self, at: usize, mark: u8) -> bool {
        matches!(self.tokens.get(at), Some((Token::Mark(own), _)) if *own == mark)
    }

    fn word(&self, at: usize) -> Option<&'t str> {
        match self.tokens.get(at) {
            Some((Token::Word(word), _)) => Some(word),
            Some((Token::Text(_) | Token::Template(_) | Token::Mark(_), _)) | None => None,
        }
    }

    /// The members of the object that begins here, and what follows it.
    fn object(&self, start: usize) -> (Object<'t>, usize) {
        let mut members = Vec::new();
        let mut at = start + 1;
        while let Some((token, range)) = self.tokens.get(at) {
            match token {
                Token::Mark(b'}') => return (members, at + 1),
                Token::Mark(b'.') if self.is_mark(at + 1, b'.') && self.is_mark(at + 2, b'.') => {
                    let (spot, after) = self.value(at + 3);
                    members.push((None, spot));
                    at = after;
                }
                Token::Word(key) | Token::Text(key) if self.is_mark(at + 1, b':') => {
                    let (spot, after) = self.value(at + 2);
                    members.push((Some(*key), spot));
                    at = after;
                }
                Token::Word(key) if self.is_mark(at + 1, b',') || self.is_mark(at + 1, b'}') => {
                    let value = Value::Name((*key).to_string());
                    members.push((Some(*key), Spot { value, range: range.clone() }));
                    at += 1;
                }
                Token::Mark(b',') => at += 1,
                Token::Word(_) | Token::Text(_) | Token::Template(_) | Token::Mark(_) => {
                    at = self.end(at).max(at + 1);
                }
            }
        }
        (members, at)
    }

    /// The values up to the bracket that closes, and what follows it.
    fn list(&self, start: usize) -> (Vec<Spot<'t>>, usize) {
        let mut values = Vec::new();
        let mut at = start + 1;
        while at < self.tokens.len() {
            if self.is_mark(at, b']') || self.is_mark(at, b')') {
                return (values, at + 1);
            }
            if self.is_mark(at, b',') {
                at += 1;
                continue;
            }
            let (spot, after) = self.value(at);
            values.push(spot);
            at = after.max(at + 1);
        }
        (values, at)
    }

    /// The value that begins here, and what follows it.
    fn value(&self, start: usize) -> (Spot<'t>, usize) {
        let Some((token, range)) = self.tokens.get(start) else {
            return (Spot { value: Value::Other, range: 0..0 }, start);
        };
        let (value, after) = match token {
            Token::Text(text) => (Value::Text(text), start + 1),
            Token::Template(text) => (Value::Template(text), start + 1),
            Token::Mark(b'[') => {
                let (values, after) = self.list(start);
                (Value::List(values), after)
            }
            Token::Mark(b'{') => {
                let (members, after) = self.object(start);
                (Value::Object(members), after)
            }
            Token::Word(_) => self.named(start),
            Token::Mark(_) => (Value::Other, start + 1),
        };
        let end = self.end(start).max(after.min(self.tokens.len()));
        let last =
            end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(range.end, |(_, last)| last.end);
        // `as const`, `satisfies Config` and `!` change nothing.
        let is_plain = after >= end
            || matches!(self.word(after), Some("as" | "satisfies"))
            || self.is_mark(after, b'!') && after + 1 >= end;
        (Spot { value: if is_plain { value } else { Value::Other }, range: range.start..last }, end)
    }

    /// A name with dots, or a call.
    fn named(&self, start: usize) -> (Value<'t>, usize) {
        let mut name = self.word(start).unwrap_or("").to_string();
        let mut at = start + 1;
        if let Some(class) = self.word(at).filter(|_| name == "new") {
            name = format!("new {class}");
            at += 1;
        }
        while let Some(word) = self.word(at + 1).filter(|_| self.is_mark(at, b'.')) {
            name.push('.');
            name.push_str(word);
            at += 2;
        }
        if self.is_mark(at, b'(') {
            let (values, after) = self.list(at);
            return (Value::Call(name, values), after);
        }
        (Value::Name(name), at)
    }

    /// Where the expression that begins here ends: before the next `,` or `;` or the bracket that closes what is around it.
    fn end(&self, start: usize) -> usize {
        let mut depth = 0_usize;
        for at in start..self.tokens.len() {
            match self.tokens.get(at).map(|(token, _)| token) {
                Some(Token::Mark(b'(' | b'[' | b'{')) => depth += 1,
                Some(Token::Mark(b')' | b']' | b'}')) if depth == 0 => return at,
                Some(Token::Mark(b')' | b']' | b'}')) => depth -= 1,
                Some(Token::Mark(b',' | b';')) if depth == 0 => return at,
                // A declaration may end without a semicolon.
                Some(Token::Word("const" | "let" | "var" | "export" | "import"))
                    if depth == 0 && at > start =>
                {
                    return at;
                }
                Some(Token::Text(_) | Token::Template(_) | Token::Word(_) | Token::Mark(_)) | None => {}
            }
        }
        self.tokens.len()
    }
}

/// The place of the quote that closes the one at `start`; a quote that is never closed ends with its line.
fn end_of_text(bytes: &[u8], start: usize) -> usize {
    let quote = bytes.get(start).copied().unwrap_or(b'"');
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at).copied() {
        match byte {
            b'\\' => at += 1,
            b'\n' if quote != b'`' => return at,
            _ if byte == quote => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}
