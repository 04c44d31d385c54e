//! A Prisma schema file as blocks, fields and attributes, with places.
//!
//! Invariants: nothing here knows what a block means; text in quotes stays in [`Files`] and is unescaped when asked for.

use std::borrow::Cow;

use crate::ir::{Name, Problem, Span};
use crate::text::{FileId, Files};

/// One file of a Prisma schema: its blocks, and what of it was not understood or would be refused by Prisma.
#[derive(Debug)]
pub struct Parsed {
    pub(super) file: FileId,
    pub(super) blocks: Vec<Block>,
    pub(super) problems: Vec<Problem>,
    /// How many lines were not understood at all.
    pub(super) unread: usize,
}

/// An identifier with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) text: Name,
    pub(super) span: Span,
}

/// What a block declares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum BlockKind {
    Model,
    View,
    /// `type`: a composite type, which only MongoDB has.
    Composite,
    Enum,
    Datasource,
    Generator,
}

/// `model User { ... }`.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    pub(super) name: Word,
    /// From the keyword to the closing brace.
    pub(super) span: Span,
    /// Of models, views and composite types.
    pub(super) fields: Vec<Field>,
    /// `@@map(...)` and the like.
    pub(super) attributes: Vec<Attribute>,
    /// `provider = "..."`, of datasources and generators.
    pub(super) settings: Vec<(Word, Value)>,
    /// Lines that were not understood: what the block lacks may stand there.
    pub(super) lost: Vec<Span>,
}

/// How many values a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Arity {
    Required,
    Optional,
    List,
}

/// `author User? @relation(...)`.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: Word,
    /// The type's name; `Unsupported` with the database's own type beside it.
    pub(super) type_name: Word,
    /// The text of `Unsupported("...")`.
    pub(super) unsupported: Option<Span>,
    pub(super) arity: Arity,
    pub(super) attributes: Vec<Attribute>,
    /// From the name to the last attribute.
    pub(super) span: Span,
    /// Name and type.
    pub(super) name_span: Span,
}

/// `@relation(...)`, `@@id(...)`, without the signs.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: Name,
    pub(super) arguments: Vec<Argument>,
    pub(super) span: Span,
}

/// `onDelete: Cascade`, or a value without a name.
#[derive(Debug)]
pub(super) struct Argument {
    pub(super) name: Option<Word>,
    pub(super) value: Value,
    pub(super) span: Span,
}

/// What stands as an argument.
#[derive(Debug)]
pub(super) enum Value {
    /// `"text"`: the span of what is between the quotes.
    Text(Span),
    /// `Cascade`, `authorId`, `address.street`.
    Word(Word),
    /// `10`, `-1.5`.
    Number(Span),
    /// `[a, b]`.
    List(Vec<Value>),
    /// `now()`, `email(sort: Desc)`: the name; what stands in the parentheses does not matter to a schema.
    Call(Word),
    /// Nested deeper than any schema needs.
    TooDeep,
}

impl Block {
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.as_str() == name)
    }

    pub(super) fn setting(&self, name: &str) -> Option<&Value> {
        self.settings.iter().find(|(key, _)| key.text.as_str() == name).map(|(_, value)| value)
    }
}

impl Field {
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.as_str() == name)
    }
}

impl Attribute {
    /// The argument of this name.
    pub(super) fn named(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().find(|argument| argument.name.is_some_and(|word| word.text.as_str() == name))
    }

    /// The argument of this name, or else the first without a name: Prisma allows both for the main argument of each attribute.
    pub(super) fn main(&self, name: &str) -> Option<&Argument> {
        self.named(name).or_else(|| self.arguments.iter().find(|argument| argument.name.is_none()))
    }
}

impl Value {
    /// The text, if it is one in quotes.
    pub(super) fn text<'f>(&self, files: &'f Files) -> Option<Cow<'f, str>> {
        match self {
            Value::Text(span) => Some(unescape(files.text(*span))),
            Value::Word(_) | Value::Number(_) | Value::List(_) | Value::Call(_) | Value::TooDeep => None,
        }
    }

    /// The elements of a list; a value without brackets is a list of one, as for Prisma.
    pub(super) fn elements(&self) -> &[Value] {
        match self {
            Value::List(values) => values,
            Value::Text(_) | Value::Word(_) | Value::Number(_) | Value::Call(_) | Value::TooDeep => {
                std::slice::from_ref(self)
            }
        }
    }
}

fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => plain.extend(letters.next().map(|escaped| match escaped {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            })),
            other => plain.push(other),
        }
    }
    Cow::Owned(plain)
}
