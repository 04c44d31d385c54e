//! Bodies of routines that run: those that the same file calls, and MariaDB's anonymous blocks.
//!
//! The body is followed as that of a `DO` block; what arguments decide in it is not known.

use crate::ir::{Name, Operation, Problem, Span};

use super::cursor::{Context, Cursor, Place, tokenise};
use super::procedural::{self, Procedure};
use super::token::Symbol;

/// Reads the body of a routine at the place of its call. `text` is its definition behind its name and begins at `start`.
pub(super) fn read_called(
    text: &str,
    start: usize,
    call: Span,
    context: Context,
    problems: &mut Vec<Problem>,
) -> Vec<Operation> {
    let span = Span::new(context.file, start, start + text.len());
    let mut procedure = Procedure::new(context, problems);
    let (lexemes, unread) = tokenise(text, Place::From(start), context);
    if unread.is_some() {
        return procedure.not_known(text, call, "the body of the routine cannot be cut into words");
    }
    let mut cursor = Cursor::new(&lexemes, context, span);
    cursor.skip_group();
    if context.dialect.is_mysql_like() {
        return if cursor.skip_to(&["BEGIN"]) { procedure.statements(&mut cursor) } else { Vec::new() };
    }
    let mut language = None;
    let mut body = None;
    while !cursor.is_done() {
        if cursor.eat("LANGUAGE") {
            let name = cursor.literal(0).or(cursor.name_ahead(0).map(Name::as_str));
            language = name.map(str::to_lowercase);
        } else if cursor.eat("AS") {
            body = body.or(cursor.text_ahead(0));
        } else if cursor.at("BEGIN ATOMIC") {
            // Only statements on rows may stand there.
            return Vec::new();
        }
        cursor.skip_one();
    }
    let Some((body, place)) = body else { return Vec::new() };
    match language.as_deref() {
        Some("plpgsql") => procedural::read_body(body, place, span, procedure),
        Some("sql") => procedure.run(body, place, call),
        Some(_) | None => {
            procedure.not_known(body, call, "the body of the routine is neither PL/pgSQL nor SQL")
        }
    }
}

/// Reads a block of statements that runs where it stands.
pub(super) fn read_block(cursor: Cursor<'_>, problems: &mut Vec<Problem>) -> Vec<Operation> {
    let mut cursor = cursor;
    Procedure::new(cursor.context, problems).block(&mut cursor)
}

impl Procedure<'_> {
    /// MySQL's `DECLARE`, of one variable or of a handler with its statement.
    pub(super) fn declare(&mut self, cursor: &mut Cursor<'_>) {
        cursor.advance();
        let handles = cursor.at_any(&["CONTINUE", "EXIT", "UNDO"]) && cursor.is_word(1, "HANDLER");
        let from = cursor.position();
        while !cursor.is_done() && !cursor.is_symbol(0, Symbol::Semicolon) {
            if handles && cursor.at("BEGIN") {
                // What the handler does is not what the block does.
                let troubles = self.problems.len();
                self.block(cursor);
                self.problems.truncate(troubles);
                self.swallows = true;
                return;
            }
            cursor.skip_one();
        }
        self.swallows |= handles;
        if !handles {
            self.variables.declare(cursor.part(from, cursor.position()));
        }
        cursor.advance();
    }

    /// What MySQL's `SET` and `SELECT ... INTO` tell of variables, and what `PREPARE` takes from them; `None` for other statements.
    pub(super) fn mysql_variables(&mut self, cursor: Cursor<'_>) -> Option<Vec<Operation>> {
        if cursor.at("PREPARE") {
            return Some(self.session.prepare(cursor, self.problems));
        }
        if !cursor.at_any(&["SET", "SELECT"]) {
            return None;
        }
        self.session.assign(cursor);
        self.variables.assign_all(cursor);
        Some(Vec::new())
    }
}
