//! SQL, in three steps: split the bytes into statements, tokenise those that can touch the schema, read them with our own statement shells.
//!
//! The shells are methods of [`cursor::Cursor`], one file for each kind of statement. Invariants: one bad statement spoils only itself, one
//! bad element only itself; what is not understood is a [`Problem`], one for each; every span is bytes of the file.

mod alter_column;
mod alter_table;
mod call;
mod catalog;
mod changeset;
mod column;
mod constraint;
mod create_table;
mod cursor;
mod drop;
mod dynamic;
mod embedded;
mod guard;
mod handler;
mod hint;
mod index;
mod lexeme;
mod names;
mod opaque;
mod placeholder;
mod plain;
mod prepare;
mod procedural;
mod relevance;
mod routine;
mod sections;
mod session;
pub mod skim;
mod split;
mod statement;
#[cfg(test)]
mod tests;
mod token;
mod transaction;
mod types;
mod written;

use rustc_hash::FxHashSet;

use crate::ir::{Counts, Dialect, Operation, OperationKind, Problem, Span};
use crate::text::{FileId, Files};

use call::Routines;
use cursor::{Context, Cursor, Place, tokenise};
pub(in crate::read) use embedded::{Written, embedded, question};
use prepare::Session;
use relevance::Relevance;
use split::{Flaw, Statement, statements};
use transaction::Transaction;

pub(in crate::read) use written::data_type;

/// What one SQL file does.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Its operations, in order.
    pub operations: Vec<Operation>,
    /// What the part of it does that undoes the rest. What was not understood of that part is not among the problems.
    pub down: Vec<Operation>,
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
        parsed.read_parts(&excerpt.text, excerpt.start as usize, context);
    }
    // A loop that is read for each value, or a routine that is called again, meets the same trouble each time.
    let mut seen = FxHashSet::default();
    parsed.problems.retain(|problem| seen.insert((problem.span, problem.why.clone())));
    parsed
}

/// What earlier statements of a text, harmless by themselves, hold for later ones.
#[derive(Default)]
struct Before<'t> {
    routines: Routines<'t>,
    /// The variables from which MySQL's PREPARE takes its text.
    session: Session<'t>,
}

impl<'t> Before<'t> {
    fn note(&mut self, text: &'t str, start: usize, dialect: Dialect) {
        if starts_with_word(text, "CREATE") {
            self.routines.note(text, start);
        } else if dialect.is_mysql_like()
            && (starts_with_word(text, "SET") || starts_with_word(text, "SELECT"))
            && text.contains('@')
        {
            self.session.note(text, start);
        }
    }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

impl Parsed {
    /// Reads what is applied and, apart from it, what undoes it.
    fn read_parts(&mut self, text: &str, start: usize, context: Context) {
        let Some(sections) = sections::cut(text, context.dialect) else {
            return self.read_all(text, start, context);
        };
        for (range, why) in sections.doubts {
            let span = Span::new(context.file, start + range.start, start + range.end);
            self.problems.push(Problem { span, why: why.into() });
            self.counts.unread += 1;
        }
        self.read_all(&sections.up, start, context);
        let mut down = Parsed::default();
        down.read_all(&sections.down, start, context);
        self.down.append(&mut down.operations);
    }

    fn read_all(&mut self, whole: &str, start: usize, context: Context) {
        let mut before = Before::default();
        let mut transaction = Transaction::default();
        for statement in statements(whole, context.dialect) {
            let Some(text) = whole.get(statement.start..statement.end) else { continue };
            let at = start + statement.start;
            let makes_table = context.dialect.is_postgres_like() && call::selects_into(text);
            if statement.relevance == Relevance::Irrelevant && statement.flaw.is_none() && !makes_table {
                self.counts.irrelevant += 1;
                before.note(text, at, context.dialect);
                continue;
            }
            let span = Span::new(context.file, at, at + text.len());
            transaction.note(text, span, context.dialect, &mut self.operations);
            self.read(text, at, statement, context, &mut before);
        }
    }

    fn read(
        &mut self,
        text: &str,
        start: usize,
        statement: Statement,
        context: Context,
        before: &mut Before<'_>,
    ) {
        let span = Span::new(context.file, start, start + text.len());
        let problems_before = self.problems.len();
        let operations = match statement.flaw {
            None => self.read_known(text, start, context, before),
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

    /// Reads a statement that may lean on earlier ones: a call of a routine, the execution of a text in a variable.
    fn read_known(
        &mut self,
        text: &str,
        start: usize,
        context: Context,
        before: &mut Before<'_>,
    ) -> Vec<Operation> {
        let calls = starts_with_word(text, "SELECT") || starts_with_word(text, "CALL");
        let routine = if calls { before.routines.called(text) } else { None };
        if let Some((routine, place)) = routine {
            let span = Span::new(context.file, start, start + text.len());
            return routine::read_called(routine, place, span, context, &mut self.problems);
        }
        if context.dialect.is_mysql_like() && starts_with_word(text, "PREPARE") {
            return self.read_with(text, start, context, |cursor, problems| {
                before.session.prepare(cursor, problems)
            });
        }
        self.read_text(text, start, context)
    }

    fn read_text(&mut self, text: &str, start: usize, context: Context) -> Vec<Operation> {
        self.read_with(text, start, context, statement::read)
    }

    fn read_with(
        &mut self,
        text: &str,
        start: usize,
        context: Context,
        read: impl FnOnce(Cursor<'_>, &mut Vec<Problem>) -> Vec<Operation>,
    ) -> Vec<Operation> {
        let span = Span::new(context.file, start, start + text.len());
        let code = hint::without_hints(text, context.dialect);
        let (lexemes, unread) = tokenise(&code, Place::From(start), context);
        let cursor = Cursor::new(&lexemes, context, span);
        match unread {
            Some(unread) => {
                let operation = opaque::operation(opaque::tables_named(cursor), &unread.why);
                self.problems.push(unread.into());
                vec![Operation { kind: operation, span }]
            }
            None => read(cursor, &mut self.problems),
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
