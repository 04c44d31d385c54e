//! SQL, in three steps: split the bytes into statements, tokenise those that can touch the schema, read them with our own statement shells.
//!
//! The shells are methods of [`cursor::Cursor`], one file for each kind of statement. Invariants: one bad statement spoils only itself, one
//! bad element only itself; what is not understood is a [`Problem`], one for each; every span is bytes of the file.

mod alter_column;
mod alter_table;
mod column;
mod constraint;
mod create_table;
mod cursor;
mod drop;
mod dynamic;
mod guard;
mod handler;
mod index;
mod names;
mod opaque;
mod placeholder;
mod plain;
mod procedural;
mod relevance;
mod session;
pub mod skim;
mod split;
mod statement;
#[cfg(test)]
mod tests;
mod types;

use std::borrow::Cow;

use crate::ir::{Counts, Dialect, Operation, OperationKind, Problem, Span};
use crate::text::{FileId, Files};

use cursor::{Context, Cursor, Place, tokenise};
use relevance::Relevance;
use split::{Flaw, Statement, statements};

/// What one SQL file does.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Its operations, in order.
    pub operations: Vec<Operation>,
    /// What was not understood, in order.
    pub problems: Vec<Problem>,
    /// How much was read.
    pub counts: Counts,
}

/// Reads a file, or of a large one what was kept of it.
pub fn parse(files: &Files, file: FileId, dialect: Dialect) -> Parsed {
    let mut parsed = Parsed::default();
    let context = Context { file, dialect, schema: None };
    for excerpt in files.get(file).excerpts() {
        // The variables from which MySQL's PREPARE takes its text, since the last one.
        let mut assigned = Vec::new();
        for statement in statements(&excerpt.text, dialect) {
            let Some(text) = excerpt.text.get(statement.start..statement.end) else { continue };
            if statement.relevance == Relevance::Irrelevant && statement.flaw.is_none() {
                parsed.counts.irrelevant += 1;
                if dialect.is_mysql_like() && text.contains('@') {
                    assigned.push(text);
                }
                continue;
            }
            let before = parsed.operations.len();
            parsed.read(text, excerpt.start as usize + statement.start, statement, context);
            if dialect.is_mysql_like() && starts_with_word(text, "PREPARE") {
                let sources = std::mem::take(&mut assigned);
                touch(parsed.operations.iter_mut().skip(before), &sources, context);
            }
        }
    }
    parsed
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Names the tables of a text that is put together in the statements before it.
fn touch<'o>(operations: impl Iterator<Item = &'o mut Operation>, sources: &[&str], context: Context) {
    for operation in operations {
        if let OperationKind::Opaque(opaque) = &mut operation.kind
            && opaque.touches.is_empty()
        {
            let tables = sources.iter().flat_map(|text| opaque::tables_in_literals(text, context));
            opaque.touches.extend(tables);
        }
    }
}

impl Parsed {
    fn read(&mut self, text: &str, start: usize, statement: Statement, context: Context) {
        let span = Span::new(context.file, start, start + text.len());
        let problems_before = self.problems.len();
        let operations = match statement.flaw {
            None => self.read_text(text, start, context),
            Some(Flaw::Template) => self.read_template(text, start, context),
            Some(Flaw::MetaCommand) if statement.relevance == Relevance::Irrelevant => Vec::new(),
            Some(flaw) => {
                self.problems.push(Problem { span, why: describe(flaw).into() });
                let touches = opaque::tables_in_text(text, context);
                vec![Operation { kind: opaque::operation(touches, describe(flaw)), span }]
            }
        };
        let understood =
            operations.iter().any(|operation| !matches!(operation.kind, OperationKind::Opaque(_)));
        let troubles = self.problems.len() - problems_before;
        self.counts.read += usize::from(understood);
        self.counts.unread += troubles;
        self.counts.irrelevant += usize::from(operations.is_empty() && troubles == 0);
        self.operations.extend(operations);
    }

    fn read_text(&mut self, text: &str, start: usize, context: Context) -> Vec<Operation> {
        let span = Span::new(context.file, start, start + text.len());
        let code = if context.dialect.is_mysql_like() { without_hints(text) } else { Cow::Borrowed(text) };
        let (lexemes, unread) = tokenise(&code, Place::From(start), context);
        let cursor = Cursor::new(&lexemes, context, span);
        match unread {
            Some(unread) => {
                let operation = opaque::operation(opaque::tables_named(cursor), &unread.why);
                self.problems.push(unread.into());
                vec![Operation { kind: operation, span }]
            }
            None => statement::read(cursor, &mut self.problems),
        }
    }

    /// Reads what a template says apart from its placeholders. Whatever comes of it, that there are some is the one problem.
    fn read_template(&mut self, text: &str, start: usize, context: Context) -> Vec<Operation> {
        let span = Span::new(context.file, start, start + text.len());
        let problems_before = self.problems.len();
        let blanked = placeholder::blank(text);
        let operations = if blanked.faithful {
            self.read_text(&blanked.text, start, context)
        } else {
            let touches = opaque::tables_in_text(&blanked.text, context);
            vec![Operation { kind: opaque::operation(touches, describe(Flaw::Template)), span }]
        };
        self.problems.truncate(problems_before);
        self.problems.push(Problem { span, why: describe(Flaw::Template).into() });
        operations
    }
}

fn describe(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::UnterminatedQuote => "a string or quoted name does not end",
        Flaw::UnterminatedDollarQuote => "a dollar-quoted string does not end",
        Flaw::UnterminatedComment => "a comment does not end",
        Flaw::UnterminatedCopy => "the data of COPY does not end",
        Flaw::UnterminatedBody => "the body of a routine does not end",
        Flaw::MetaCommand => "what the client's command reads is not known",
        Flaw::Template => "the statement is a template, and what its placeholders stand for is not known",
        Flaw::NulByte => "the statement holds NUL bytes",
    }
}

/// MySQL runs what stands in `/*!40101 ... */`: the text with the marks of such comments blanked byte for byte.
fn without_hints(text: &str) -> Cow<'_, str> {
    if !text.contains("/*!") && !text.contains("/*M!") {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("/*!").into_iter().chain(rest.find("/*M!")).min() {
        let (before, comment) = rest.split_at(open);
        let mark = comment.find('!').map_or(comment.len(), |at| at + 1);
        let digits = comment.bytes().skip(mark).take_while(u8::is_ascii_digit).count();
        let Some(close) = comment.find("*/") else { break };
        let from = (mark + digits).min(close);
        result.push_str(before);
        result.extend(std::iter::repeat_n(' ', from));
        result.push_str(comment.get(from..close).unwrap_or(""));
        result.push_str("  ");
        rest = comment.get(close + 2..).unwrap_or("");
    }
    result.push_str(rest);
    Cow::Owned(result)
}
