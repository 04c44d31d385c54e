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
mod index;
mod names;
mod opaque;
mod relevance;
mod session;
pub mod skim;
mod split;
mod statement;
mod types;

use crate::ir::{Counts, Dialect, Operation, OperationKind, Problem, Span};
use crate::text::{FileId, Files};

use cursor::{Context, Cursor, tokenise};
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
        for statement in statements(&excerpt.text, dialect) {
            if statement.relevance == Relevance::Irrelevant && statement.flaw.is_none() {
                parsed.counts.irrelevant += 1;
                continue;
            }
            let Some(text) = excerpt.text.get(statement.start..statement.end) else { continue };
            parsed.read(text, excerpt.start as usize + statement.start, statement, context);
        }
    }
    parsed
}

impl Parsed {
    fn read(&mut self, text: &str, start: usize, statement: Statement, context: Context) {
        let span = Span::new(context.file, start, start + text.len());
        let (lexemes, unread) = tokenise(text, start, context);
        let cursor = Cursor::new(&lexemes, context, span);
        let problems_before = self.problems.len();
        let operations = match unread {
            Some(unread) => {
                let why = unread.why.to_string();
                self.problems.push(unread.into());
                vec![Operation { kind: opaque::operation(opaque::tables_named(cursor), &why), span }]
            }
            None => statement::read(cursor, &mut self.problems),
        };
        let understood = operations.iter().any(|operation| !matches!(operation.kind, OperationKind::Opaque(_)));
        let troubles = self.problems.len() - problems_before;
        self.counts.read += usize::from(understood);
        self.counts.unread += troubles;
        self.counts.irrelevant += usize::from(operations.is_empty() && troubles == 0);
        self.operations.extend(operations);
    }
}
