//! Text to [`Parsed`], by the grammar in grammar/prisma.pest.
//!
//! Invariant: every byte that is not blank belongs to a block or to a problem. What Prisma's own parser refuses although its meaning is plain
//! is read and reported.

use std::borrow::Cow;

use pest::Parser;
use pest::iterators::{Pair, Pairs};

use super::syntax::{Argument, Arity, Attribute, Block, BlockKind, Field, Parsed, Value, Word};
use crate::ir::{Name, Problem, Span};
use crate::text::{FileId, Files};

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/prisma.pest"]
struct Grammar;

/// Lists nested deeper are not looked at; real schemas have one level.
const DEEPEST: usize = 8;

/// Reads one file.
pub(super) fn parse(files: &Files, file: FileId) -> Parsed {
    let text = &*without_unclosed_comments(files.get(file).text());
    let mut reading = Reading { file, base: 0, problems: Vec::new(), blocks: Vec::new(), unread: 0 };
    if text.starts_with('\u{feff}') {
        reading.refused(Span::new(file, 0, 3), "a byte order mark");
    }
    // The grammar matches any text; what can fail is only the depth of nesting. Then the blocks are parsed one by one.
    match Grammar::parse(Rule::file, text) {
        Ok(pairs) => reading.file(pairs),
        Err(_) => {
            for (start, piece) in pieces(text) {
                reading.base = start;
                match Grammar::parse(Rule::file, piece) {
                    Ok(pairs) => reading.file(pairs),
                    Err(_) => {
                        let span = Span::new(file, start, start + piece.len());
                        reading.lost(span, "brackets are nested too deeply");
                    }
                }
            }
        }
    }
    Parsed { file, blocks: reading.blocks, problems: reading.problems, unread: reading.unread }
}

/// The text with every `/*` that nothing closes made something that opens no comment, at the same length: each would be sought to the end of
/// the file. What stands in quotes is read from the file itself.
fn without_unclosed_comments(text: &str) -> Cow<'_, str> {
    let (closed, open) = text.split_at(text.rfind("*/").map_or(0, |at| at + 2));
    if open.contains("/*") {
        Cow::Owned(format!("{closed}{}", open.replace("/*", "/ ")))
    } else {
        Cow::Borrowed(text)
    }
}

/// Cuts a file before each line that starts with a block's keyword in column 0.
fn pieces(text: &str) -> Vec<(usize, &str)> {
    const KEYWORDS: [&str; 6] = ["model ", "view ", "type ", "enum ", "datasource ", "generator "];
    let mut cuts = vec![0];
    let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
    cuts.extend(starts.filter(|start| {
        let line = text.get(*start..).unwrap_or("");
        KEYWORDS.iter().any(|keyword| line.starts_with(keyword))
    }));
    let ends = cuts.iter().skip(1).copied().chain([text.len()]);
    cuts.iter().zip(ends).map(|(start, end)| (*start, text.get(*start..end).unwrap_or(""))).collect()
}

/// The pairs within a pair, without comments.
fn inside(pair: Pair<'_, Rule>) -> impl Iterator<Item = Pair<'_, Rule>> {
    pair.into_inner().filter(|part| !matches!(part.as_rule(), Rule::line_comment | Rule::block_comment))
}

struct Reading {
    file: FileId,
    /// Offset in the file of the text that is being parsed.
    base: usize,
    problems: Vec<Problem>,
    blocks: Vec<Block>,
    unread: usize,
}

impl Reading {
    fn file(&mut self, pairs: Pairs<'_, Rule>) {
        for pair in pairs.flat_map(inside) {
            if pair.as_rule() == Rule::block {
                let block = self.block(pair);
                self.blocks.extend(block);
            } else if pair.as_rule() == Rule::stray {
                self.lost(self.span(&pair), "the line does not start a block of a Prisma schema");
            }
        }
    }

    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let text = pair.as_str();
        let start = self.base + pair.as_span().start();
        Span::new(self.file, start, start + text.trim_end().len())
    }

    fn lost(&mut self, span: Span, why: &'static str) {
        self.unread += 1;
        self.problems.push(Problem { span, why: why.into() });
    }

    fn refused(&mut self, span: Span, what: &str) {
        let why = format!("Prisma's own parser refuses {what}; it is read all the same");
        self.problems.push(Problem { span, why: why.into() });
    }

    fn word(&mut self, pair: &Pair<'_, Rule>) -> Word {
        let word = Word { text: Name::new(pair.as_str()), span: self.span(pair) };
        if pair.as_str().starts_with('_') || pair.as_str().contains('-') {
            self.refused(word.span, "a name that starts with `_` or contains `-`");
        }
        word
    }

    fn block(&mut self, pair: Pair<'_, Rule>) -> Option<Block> {
        let span = self.span(&pair);
        let text = pair.as_str();
        let mut inner = inside(pair);
        let kind = match inner.next()?.as_str() {
            "model" => BlockKind::Model,
            "view" => BlockKind::View,
            "type" => BlockKind::Composite,
            "enum" => BlockKind::Enum,
            "datasource" => BlockKind::Datasource,
            _ => BlockKind::Generator,
        };
        let name = self.word(&inner.next()?);
        if !text.contains('\n') {
            self.refused(span, "a block on one line");
        } else if text.split_once('{').is_some_and(|(head, _)| head.contains('\n')) {
            self.refused(name.span, "a brace on the next line");
        }
        let mut block = Block {
            kind,
            name,
            span,
            fields: Vec::new(),
            attributes: Vec::new(),
            settings: Vec::new(),
            lost: Vec::new(),
        };
        for member in inner {
            self.member(&mut block, member);
        }
        Some(block)
    }

    fn member(&mut self, block: &mut Block, pair: Pair<'_, Rule>) {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        if matches!(rule, Rule::field | Rule::block_attribute | Rule::setting | Rule::enum_value)
            && pair.as_str().contains('\n')
        {
            self.refused(span, "a definition over several lines");
        }
        if rule == Rule::field {
            block.fields.extend(self.field(pair));
        } else if rule == Rule::block_attribute {
            block.attributes.extend(self.attribute(pair));
        } else if rule == Rule::setting {
            block.settings.extend(self.setting(pair));
        } else if rule == Rule::body_stray {
            self.lost(span, "the line is not a field, an attribute or a comment");
            block.lost.push(span);
        } else if rule == Rule::close && pair.as_str().is_empty() {
            self.problems.push(Problem { span: block.name.span, why: "the block is not closed".into() });
        }
    }

    fn field(&mut self, pair: Pair<'_, Rule>) -> Option<Field> {
        let span = self.span(&pair);
        let mut inner = inside(pair);
        let name = self.word(&inner.next()?);
        let mut next = inner.next()?;
        if next.as_rule() == Rule::colon {
            self.refused(self.span(&next), "a colon between name and type");
            next = inner.next()?;
        }
        let name_span = name.span.to(self.span(&next));
        let mut parts = inside(next);
        let first = parts.next()?;
        let mut type_name = Word { text: Name::new(first.as_str()), span: self.span(&first) };
        let mut unsupported = None;
        if first.as_rule() == Rule::unsupported {
            type_name.text = Name::new("Unsupported");
            unsupported = inside(first).next().and_then(|string| self.quoted(string));
        }
        let arity = parts.next().map_or(Arity::Required, |pair| self.arity(&pair));
        let attributes = inner.filter_map(|pair| self.attribute(pair)).collect();
        Some(Field { name, type_name, unsupported, arity, attributes, span, name_span })
    }

    fn arity(&mut self, pair: &Pair<'_, Rule>) -> Arity {
        let text = pair.as_str();
        if text.starts_with('[') && text.ends_with('?') {
            self.refused(self.span(pair), "an optional list");
        }
        match text.as_bytes().first() {
            Some(b'[') => Arity::List,
            Some(b'?') => Arity::Optional,
            _ => Arity::Required,
        }
    }

    fn attribute(&mut self, pair: Pair<'_, Rule>) -> Option<Attribute> {
        let span = self.span(&pair);
        let mut inner = inside(pair);
        let name = Name::new(inner.next()?.as_str());
        let arguments = inner.next().map_or(Vec::new(), |pair| self.arguments(pair));
        Some(Attribute { name, arguments, span })
    }

    fn arguments(&mut self, pair: Pair<'_, Rule>) -> Vec<Argument> {
        let mut arguments = Vec::new();
        for pair in inside(pair) {
            let span = self.span(&pair);
            if pair.as_rule() == Rule::trailing_comma {
                self.refused(span, "a trailing comma");
                continue;
            }
            let mut inner = inside(pair);
            let Some(first) = inner.next() else { continue };
            let (name, value) = match inner.next() {
                Some(value) => (Some(self.word(&first)), value),
                None => (None, first),
            };
            let value = self.value(value, 0);
            arguments.push(Argument { name, value, span });
        }
        arguments
    }

    fn value(&mut self, pair: Pair<'_, Rule>, depth: usize) -> Value {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        if depth > DEEPEST {
            return Value::TooDeep;
        }
        if rule == Rule::string {
            return self.quoted(pair).map_or(Value::TooDeep, Value::Text);
        }
        if rule == Rule::list {
            let mut values = Vec::new();
            for element in inside(pair) {
                if element.as_rule() == Rule::trailing_comma {
                    self.refused(self.span(&element), "a trailing comma");
                } else {
                    values.push(self.value(element, depth + 1));
                }
            }
            return Value::List(values);
        }
        if rule == Rule::number {
            return Value::Number(span);
        }
        let mut inner = inside(pair);
        let Some(path) = inner.next() else { return Value::TooDeep };
        let word = Word { text: Name::new(path.as_str()), span: self.span(&path) };
        if inner.next().is_some() { Value::Call(word) } else { Value::Word(word) }
    }

    fn setting(&mut self, pair: Pair<'_, Rule>) -> Option<(Word, Value)> {
        let mut inner = inside(pair);
        let key = self.word(&inner.next()?);
        Some((key, self.value(inner.next()?, 0)))
    }

    /// The span between the quotes.
    fn quoted(&self, pair: Pair<'_, Rule>) -> Option<Span> {
        let text = inside(pair).next()?;
        let start = self.base + text.as_span().start();
        Some(Span::new(self.file, start, start + text.as_str().len()))
    }
}
