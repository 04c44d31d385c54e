//! Cuts SQL text into statements, by bytes, without understanding them.
//!
//! Invariants: ranges are in order, do not overlap, lie on character boundaries, begin at the first keyword and end before the terminator;
//! whatever the text, all of it is either inside a statement, or blank, a comment, a terminator, a client's command or COPY data. The work
//! is linear in the text. One resumable [`Machine`] serves texts in memory ([`statements`]) and streams (`skim`), so both cut alike.

mod body;
mod code;
mod lexis;
mod machine;
mod resync;
mod run;
#[cfg(test)]
mod tests;
mod window;

pub(super) use machine::{Machine, Progress};
pub(super) use window::{Window, is_blank, is_word};

use super::relevance::Relevance;
use crate::ir::Dialect;

/// A statement of a text, by byte offsets in that text, without its terminator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Statement {
    /// The first byte of the first keyword; leading comments are left out.
    pub start: usize,
    /// One past the last byte; trailing blanks and comments are left out.
    pub end: usize,
    /// Whether it can touch the schema.
    pub relevance: Relevance,
    /// What is wrong with it, as far as cutting shows.
    pub flaw: Option<Flaw>,
}

/// What cutting noticed about a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flaw {
    /// A string or quoted identifier does not end.
    UnterminatedQuote,
    /// A dollar-quoted string does not end.
    UnterminatedDollarQuote,
    /// A block comment does not end.
    UnterminatedComment,
    /// COPY data without its `\.`: the statement's range is the data.
    UnterminatedCopy,
    /// The body of a trigger, function or procedure does not end.
    UnterminatedBody,
    /// A command of a client (psql's `\connect`, mysql's `DELIMITER`, sqlite3's `.read`): one line, harmless. Relevant if it reads other files
    /// or changes the database.
    MetaCommand,
    /// The text is a template: placeholders (`{{..}}`, `{% %}`, `${..}`, `:variable`) stand outside quotes.
    Template,
    /// It holds NUL bytes.
    NulByte,
}

/// The statements of `text`, relevant or not, in order.
pub(super) fn statements<'t>(text: &'t str, dialect: Dialect) -> impl Iterator<Item = Statement> + 't {
    let mut machine = Machine::new(dialect);
    let window = Window { bytes: text.as_bytes(), base: 0, last: true };
    std::iter::from_fn(move || match machine.advance(&window) {
        Progress::Statement(statement) => Some(statement),
        Progress::More | Progress::Done => None,
    })
}
