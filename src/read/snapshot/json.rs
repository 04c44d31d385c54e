//! JSON that knows its places: serde_json gives none, and every object of a schema must point to its line.
//!
//! Invariant: the text of a [`Node`] is `start..end` of the file, quotes and brackets included.

use std::borrow::Cow;

/// Deeper nesting than this is refused; snapshots have about eight levels.
const DEEPEST: usize = 64;

/// A value with its place.
#[derive(Debug)]
pub(super) struct Node<'t> {
    /// Offset of its first byte.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
    /// What it is.
    pub(super) value: Value<'t>,
}

/// What JSON can hold, as far as snapshots need it.
#[derive(Debug)]
pub(super) enum Value<'t> {
    /// `null`.
    Null,
    /// `true`, `false`.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A string, its escapes resolved.
    Text(Cow<'t, str>),
    /// An array.
    List(Vec<Node<'t>>),
    /// An object, in the order in which it is written.
    Map(Vec<Member<'t>>),
}

/// An entry of an object.
#[derive(Debug)]
pub(super) struct Member<'t> {
    /// The key: always [`Value::Text`].
    pub(super) key: Node<'t>,
    /// What it stands for.
    pub(super) value: Node<'t>,
}

/// Why a text is not JSON, and where.
#[derive(Debug)]
pub(super) struct Trouble {
    /// Offset of the byte that does not fit.
    pub(super) at: usize,
    /// What was expected.
    pub(super) why: &'static str,
}

impl<'t> Node<'t> {
    /// The value of a key; of several the last, as in JavaScript.
    pub(super) fn get(&self, key: &str) -> Option<&Node<'t>> {
        self.members().iter().rev().find(|member| member.key.text() == Some(key)).map(|member| &member.value)
    }

    /// The entries of an object; none of anything else.
    pub(super) fn members(&self) -> &[Member<'t>] {
        if let Value::Map(members) = &self.value { members } else { &[] }
    }

    /// The elements of a list; none of anything else.
    pub(super) fn elements(&self) -> &[Node<'t>] {
        if let Value::List(elements) = &self.value { elements } else { &[] }
    }

    /// The text of a string.
    pub(super) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// Whether it is `true`.
    pub(super) fn is_true(&self) -> bool {
        matches!(self.value, Value::Flag(true))
    }

    /// Whether it is a number above zero.
    pub(super) fn is_positive(&self) -> bool {
        matches!(self.value, Value::Number(number) if number > 0.0)
    }

    /// Whether it is anything but `null`.
    pub(super) fn is_something(&self) -> bool {
        !matches!(self.value, Value::Null)
    }
}

/// Reads a whole text.
pub(super) fn read(text: &str) -> Result<Node<'_>, Trouble> {
    let mut reader = Reader { text, at: 0 };
    if text.starts_with('\u{feff}') {
        reader.at = '\u{feff}'.len_utf8();
    }
    let node = reader.node(0)?;
    reader.skip_space();
    if reader.at < text.len() { Err(reader.trouble("something follows the end of it")) } else { Ok(node) }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn trouble(&self, why: &'static str) -> Trouble {
        Trouble { at: self.at, why }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        self.skip_space();
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn node(&mut self, depth: usize) -> Result<Node<'t>, Trouble> {
        self.skip_space();
        let start = self.at;
        let value = match self.peek() {
            _ if depth > DEEPEST => return Err(self.trouble("it is nested too deeply")),
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(_) => self.word()?,
            None => return Err(self.trouble("it ends before its value")),
        };
        Ok(Node { start, end: self.at, value })
    }

    fn map(&mut self, depth: usize) -> Result<Value<'t>, Trouble> {
        self.at += 1;
        let mut members = Vec::new();
        if self.eat(b'}') {
            return Ok(Value::Map(members));
        }
        loop {
            self.skip_space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.trouble("expected a key in quotes"));
            }
            let text = self.string()?;
            let key = Node { start, end: self.at, value: Value::Text(text) };
            if !self.eat(b':') {
                return Err(self.trouble("expected `:`"));
            }
            members.push(Member { key, value: self.node(depth + 1)? });
            if self.eat(b'}') {
                return Ok(Value::Map(members));
            }
            if !self.eat(b',') {
                return Err(self.trouble("expected `,` or `}`"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value<'t>, Trouble> {
        self.at += 1;
        let mut elements = Vec::new();
        if self.eat(b']') {
            return Ok(Value::List(elements));
        }
        loop {
            elements.push(self.node(depth + 1)?);
            if self.eat(b']') {
                return Ok(Value::List(elements));
            }
            if !self.eat(b',') {
                return Err(self.trouble("expected `,` or `]`"));
            }
        }
    }

    /// A string, from its quote on.
    fn string(&mut self) -> Result<Cow<'t, str>, Trouble> {
        let start = self.at;
        let mut escaped = false;
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.at += 2;
                }
                Some(b'\n') | None => return Err(Trouble { at: start, why: "a string does not end" }),
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        if escaped {
            let trouble = Trouble { at: start, why: "a string has an escape that JSON does not know" };
            return serde_json::from_str::<String>(quoted).map(Cow::Owned).map_err(|_| trouble);
        }
        Ok(Cow::Borrowed(quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default()))
    }

    /// `true`, `false`, `null` or a number.
    fn word(&mut self) -> Result<Value<'t>, Trouble> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
            self.at += 1;
        }
        match self.text.get(start..self.at).unwrap_or_default() {
            "true" => Ok(Value::Flag(true)),
            "false" => Ok(Value::Flag(false)),
            "null" => Ok(Value::Null),
            other => match other.parse() {
                Ok(number) => Ok(Value::Number(number)),
                Err(_) => Err(Trouble { at: start, why: "expected a value" }),
            },
        }
    }
}
