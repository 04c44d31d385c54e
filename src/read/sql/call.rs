//! Calls of routines, by `SELECT f(...)` and `CALL`: whether what is called may change the schema, as far as that can be told.
//!
//! A routine that the same file defines is read where it is called, see `routine.rs`. Any other is judged by its name and by the tables that its arguments name. A call that by
//! neither has to do with the schema is taken for one that works on rows, which is what nearly all of them do.

use crate::ir::{Name, Opaque, OperationKind, Problem};
use rustc_hash::FxHashMap;

use super::cursor::Cursor;
use super::token::Token;

/// Parts of the names of routines that make or change tables: `create_hypertable`, `AddGeometryColumn`, `add_foreign_key`.
const TELLING: &[&str] =
    &["table", "column", "constraint", "foreign", "partition", "schema", "ddl", "migrat"];

/// The routines that a file has defined so far: the text of each behind its name, with its place, by its name.
#[derive(Default)]
pub(super) struct Routines<'t>(FxHashMap<String, (&'t str, usize)>);

impl<'t> Routines<'t> {
    /// Takes note of a `CREATE FUNCTION` or `CREATE PROCEDURE`; other statements define none.
    pub(super) fn note(&mut self, statement: &'t str, start: usize) {
        let mut rest = statement;
        for _ in 0..12 {
            let word = next_word(&mut rest);
            if word.eq_ignore_ascii_case("function") || word.eq_ignore_ascii_case("procedure") {
                if let Some(name) = routine_name(&mut rest) {
                    self.0.insert(name, (rest, start + statement.len() - rest.len()));
                }
                return;
            }
        }
    }

    /// The text of the routine that a `SELECT` or `CALL` calls, if the file has it.
    pub(super) fn called(&self, statement: &str) -> Option<(&'t str, usize)> {
        let mut rest = statement;
        next_word(&mut rest);
        self.0.get(&routine_name(&mut rest)?).copied()
    }
}

/// Whether a statement is PostgreSQL's `SELECT ... INTO table FROM ...`.
pub(super) fn selects_into(statement: &str) -> bool {
    if !statement.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("select")) {
        return false;
    }
    let words = statement.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let mut head = words.take_while(|word| !word.eq_ignore_ascii_case("from"));
    head.any(|word| word.eq_ignore_ascii_case("into"))
}

fn next_word<'t>(rest: &mut &'t str) -> &'t str {
    let text = rest.trim_start();
    let len = text.find(|c: char| c.is_whitespace() || c == '(').unwrap_or(text.len());
    let (word, after) = text.split_at(len);
    *rest = after;
    word
}

/// The last part of the name that comes next, in lower case.
fn routine_name(rest: &mut &str) -> Option<String> {
    let mut word = next_word(rest);
    if word.eq_ignore_ascii_case("if") {
        next_word(rest);
        next_word(rest);
        word = next_word(rest);
    }
    let last = word.rsplit('.').next()?.trim_matches(|c| matches!(c, '"' | '`' | '[' | ']' | ';'));
    (!last.is_empty()).then(|| last.to_lowercase())
}

impl Cursor<'_> {
    /// Reads a call of a routine whose body is not known: the tables that its literal arguments name are uncertain from here on.
    pub(super) fn call(&mut self, problems: &mut Vec<Problem>) -> Vec<OperationKind> {
        let mut called = *self;
        called.advance();
        if !matches!(called.token(0), Some(Token::Word(_) | Token::Quoted(..))) {
            return Vec::new();
        }
        let Ok((schema, name, _)) = called.qualified() else { return Vec::new() };
        if schema.is_some_and(|s| s.as_str() == "pg_catalog") || name.as_str() == "set_config" {
            return Vec::new();
        }
        let arguments = match called.group() {
            Ok(inside) => inside.elements(),
            // `CALL p` may go without parentheses, `SELECT x` calls nothing.
            Err(_) if self.at("CALL") => Vec::new(),
            Err(_) => return Vec::new(),
        };
        let literals = arguments.into_iter().filter_map(|argument| argument.literal(0));
        let touches: Vec<_> = literals.filter(|text| is_name(text)).map(|text| self.table_in(text)).collect();
        let lower = name.as_str().to_lowercase();
        let is_telling = TELLING.iter().any(|part| lower.contains(part));
        if !is_telling && touches.is_empty() {
            return Vec::new();
        }
        let why = format!("what the call of `{name}` does to the schema is not known");
        if is_telling {
            problems.push(Problem { span: self.whole(), why: why.clone().into() });
        }
        vec![OperationKind::Opaque(Opaque { touches, why: Name::new(&why) })]
    }
}

fn is_name(text: &str) -> bool {
    let starts = text.chars().next().is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | '"'));
    starts && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '"'))
}
