//! The bodies of `DO` blocks: which schema changes run, and under which conditions.
//!
//! PL/pgSQL is followed as far as its control flow goes; nothing is executed. What an IF asks of the catalog becomes a [`Condition`] that the
//! replay answers, what a handler swallows becomes "skipped if it exists".

use crate::ir::{Condition, Name, Operation, OperationKind, Problem, Span};

use super::cursor::{Context, Cursor, Place, tokenise};
use super::dynamic::{self, Value, Variables};
use super::handler::tolerant;
use super::prepare::Session;
use super::token::Symbol;
use super::{guard, opaque, statement};

/// Words that end a list of statements.
const ENDS: &[&str] = &["END", "ELSE", "ELSIF", "ELSEIF", "EXCEPTION", "WHEN"];

/// First words of statements that can change the schema or what names mean.
const SCHEMA_STATEMENTS: &[&str] = &["CREATE", "ALTER", "DROP", "RENAME", "SET", "RESET"];

/// How deep blocks, branches and texts that are executed may nest.
const DEPTH: usize = 40;

/// How many turns of loops are read in one body.
const TURNS: usize = 1000;

/// Reads what follows DO: a body in quotes, in PL/pgSQL unless another language is stated.
pub(super) fn read_do(cursor: Cursor<'_>, problems: &mut Vec<Problem>) -> Vec<Operation> {
    let span = cursor.whole();
    let mut body = None;
    let mut language = "plpgsql".to_owned();
    let mut cursor = cursor;
    cursor.eat("DO");
    while !cursor.is_done() {
        if cursor.eat("LANGUAGE") {
            let name = cursor.literal(0).or(cursor.name_ahead(0).map(Name::as_str));
            language = name.map_or(language, str::to_lowercase);
            cursor.advance();
        } else {
            body = body.or(cursor.text_ahead(0));
            cursor.advance();
        }
    }
    let Some((text, place)) = body else { return Vec::new() };
    let mut procedure = Procedure::new(cursor.context, problems);
    if language != "plpgsql" {
        return procedure.not_known(text, span, "the body is not PL/pgSQL");
    }
    read_body(text, place, span, procedure)
}

/// Reads a body in PL/pgSQL.
pub(super) fn read_body(
    text: &str,
    place: Place,
    span: Span,
    mut procedure: Procedure<'_>,
) -> Vec<Operation> {
    let (lexemes, unread) = tokenise(text, place, procedure.context);
    if let Some(unread) = unread {
        return procedure.not_known(text, unread.span, "the body cannot be cut into words");
    }
    let mut body = Cursor::new(&lexemes, procedure.context, span);
    procedure.statements(&mut body)
}

/// A body being read.
pub(super) struct Procedure<'p> {
    pub(super) context: Context,
    pub(super) problems: &'p mut Vec<Problem>,
    pub(super) variables: Variables,
    /// The variables of MySQL's `PREPARE`.
    pub(super) session: Session<'static>,
    /// Whether MySQL's `DECLARE ... HANDLER` swallows failures in the block that is read.
    pub(super) swallows: bool,
    depth: usize,
    /// How many more turns of loops over literal lists are read.
    turns: usize,
}

impl<'p> Procedure<'p> {
    pub(super) fn new(context: Context, problems: &'p mut Vec<Problem>) -> Procedure<'p> {
        let variables = Variables::default();
        let session = Session::default();
        Procedure { context, problems, variables, session, swallows: false, depth: 0, turns: TURNS }
    }
}

impl Procedure<'_> {
    /// Reads statements up to a word that ends them.
    pub(super) fn statements(&mut self, cursor: &mut Cursor<'_>) -> Vec<Operation> {
        let mut operations = Vec::new();
        self.depth += 1;
        while !cursor.is_done() && !cursor.at_any(ENDS) {
            if self.depth > DEPTH {
                let span = cursor.span_of_rest();
                cursor.skip_to(&[]);
                operations.extend(self.report(span, Vec::new(), "the blocks are nested too deeply"));
                break;
            }
            let before = cursor.position();
            operations.extend(self.statement(cursor));
            if cursor.position() == before {
                cursor.advance();
            }
        }
        self.depth -= 1;
        operations
    }

    fn statement(&mut self, cursor: &mut Cursor<'_>) -> Vec<Operation> {
        while cursor.eat_symbol(Symbol::Semicolon) {}
        if cursor.eat_symbol(Symbol::ShiftLeft) {
            cursor.skip_one();
            cursor.eat_symbol(Symbol::ShiftRight);
        }
        if cursor.at("DECLARE") {
            if self.context.dialect.is_mysql_like() {
                self.declare(cursor);
                return Vec::new();
            }
            self.declarations(cursor);
        }
        if cursor.at("BEGIN") {
            return self.block(cursor);
        }
        if cursor.at("IF") {
            return self.branch(cursor);
        }
        if cursor.at("CASE") {
            return self.case(cursor);
        }
        if cursor.at_any(&["LOOP", "WHILE", "FOR", "FOREACH"]) {
            return self.repeat(cursor);
        }
        if cursor.at_any(ENDS) {
            return Vec::new();
        }
        let from = cursor.position();
        while !cursor.is_done() && !cursor.is_symbol(0, Symbol::Semicolon) {
            cursor.skip_one();
        }
        let simple = cursor.part(from, cursor.position());
        cursor.advance();
        self.simple(simple)
    }

    /// A statement without statements in it.
    fn simple(&mut self, cursor: Cursor<'_>) -> Vec<Operation> {
        if self.context.dialect.is_mysql_like()
            && let Some(operations) = self.mysql_variables(cursor)
        {
            return operations;
        }
        if cursor.at_any(SCHEMA_STATEMENTS) {
            return statement::read(cursor, self.problems);
        }
        if cursor.at("PERFORM") {
            let span = cursor.whole();
            let mut call = cursor;
            return call.set_config().map(|kind| Operation { kind, span }).into_iter().collect();
        }
        if cursor.at("EXECUTE") {
            return self.execute(cursor);
        }
        self.variables.assign(cursor);
        Vec::new()
    }

    fn declarations(&mut self, cursor: &mut Cursor<'_>) {
        cursor.eat("DECLARE");
        while !cursor.is_done() && !cursor.at("BEGIN") {
            let from = cursor.position();
            while !cursor.is_done() && !cursor.is_symbol(0, Symbol::Semicolon) && !cursor.at("BEGIN") {
                cursor.skip_one();
            }
            self.variables.declare(cursor.part(from, cursor.position()));
            cursor.eat_symbol(Symbol::Semicolon);
        }
    }

    /// `BEGIN ... [EXCEPTION WHEN ... THEN ...] END`: a failure that a handler swallows undoes the block, so what exists is skipped.
    pub(super) fn block(&mut self, cursor: &mut Cursor<'_>) -> Vec<Operation> {
        cursor.eat("BEGIN");
        cursor.eat("NOT ATOMIC");
        let outer = std::mem::take(&mut self.swallows);
        let mut operations = self.statements(cursor);
        if std::mem::replace(&mut self.swallows, outer) {
            operations = operations.into_iter().map(tolerant).collect();
        }
        if cursor.eat("EXCEPTION") {
            let mut swallows = false;
            while cursor.at("WHEN") {
                let from = cursor.position();
                cursor.skip_to(&["THEN"]);
                let condition = cursor.part(from, cursor.position()).whole();
                cursor.eat("THEN");
                let raises = cursor.at("RAISE")
                    && !["NOTICE", "WARNING", "INFO", "LOG", "DEBUG"]
                        .iter()
                        .any(|level| cursor.is_word(1, level));
                swallows |= !raises;
                let handled = self.statements(cursor);
                operations.extend(guarded(Condition::Unknown(condition), handled, Vec::new(), condition));
            }
            if swallows {
                operations = operations.into_iter().map(tolerant).collect();
            }
        }
        self.end(cursor, "END");
        operations
    }

    /// Reads the words that end a compound statement, a label, and the semicolon.
    fn end(&mut self, cursor: &mut Cursor<'_>, words: &str) {
        if !cursor.eat(words) {
            cursor.eat("END");
        }
        while !cursor.is_done() && !cursor.is_symbol(0, Symbol::Semicolon) && !cursor.at_any(ENDS) {
            cursor.advance();
        }
        cursor.eat_symbol(Symbol::Semicolon);
    }

    fn branch(&mut self, cursor: &mut Cursor<'_>) -> Vec<Operation> {
        let start = cursor.position();
        let operations = self.alternatives(cursor, start);
        self.end(cursor, "END IF");
        operations
    }

    /// Reads from `IF` or `ELSIF` up to `END IF`.
    fn alternatives(&mut self, cursor: &mut Cursor<'_>, start: usize) -> Vec<Operation> {
        cursor.advance();
        let from = cursor.position();
        cursor.skip_to(&["THEN"]);
        let condition = guard::condition(cursor.part(from, cursor.position()), &self.variables);
        cursor.eat("THEN");
        let before = self.variables.clone();
        let then = self.statements(cursor);
        let after = std::mem::replace(&mut self.variables, before);
        self.depth += 1;
        let otherwise = if cursor.at_any(&["ELSIF", "ELSEIF"]) && self.depth <= DEPTH {
            let start = cursor.position();
            self.alternatives(cursor, start)
        } else if cursor.eat("ELSE") {
            self.statements(cursor)
        } else {
            Vec::new()
        };
        self.depth -= 1;
        self.variables.keep_common(&after);
        guarded(condition, then, otherwise, cursor.span_since(start))
    }

    fn case(&mut self, cursor: &mut Cursor<'_>) -> Vec<Operation> {
        let mut operations = Vec::new();
        let before = self.variables.clone();
        cursor.skip_to(&["WHEN"]);
        while cursor.at_any(&["WHEN", "ELSE"]) {
            let from = cursor.position();
            if !cursor.eat("ELSE") {
                cursor.skip_to(&["THEN"]);
                cursor.eat("THEN");
            }
            let span = cursor.span_since(from);
            let then = self.statements(cursor);
            operations.extend(guarded(Condition::Unknown(span), then, Vec::new(), span));
        }
        self.variables.keep_common(&before);
        self.end(cursor, "END CASE");
        operations
    }

    /// A loop. Over a literal list it is read once for each value, otherwise nobody knows how often it runs.
    fn repeat(&mut self, cursor: &mut Cursor<'_>) -> Vec<Operation> {
        let from = cursor.position();
        cursor.skip_to(&["LOOP"]);
        let header = cursor.part(from, cursor.position());
        cursor.eat("LOOP");
        let before = self.variables.clone();
        let mut operations = Vec::new();
        let literal = dynamic::literal_loop(header, &self.variables);
        if let Some((variable, values)) =
            literal.filter(|(_, values)| (1..=self.turns).contains(&values.len()))
        {
            self.turns -= values.len();
            let body = *cursor;
            for value in values {
                *cursor = body;
                self.variables.set(&variable, Some(Value::Text(value)));
                operations.extend(self.statements(cursor));
            }
        } else {
            // What the body assigns is not what it meets in its second turn.
            self.variables = Variables::default();
            let span = if header.is_done() { cursor.whole() } else { header.whole() };
            let then = self.statements(cursor);
            operations = guarded(Condition::Unknown(span), then, Vec::new(), span);
        }
        self.variables.keep_common(&before);
        self.end(cursor, "END LOOP");
        operations
    }

    /// `EXECUTE text`: a text that is known counts as the SQL it holds.
    fn execute(&mut self, cursor: Cursor<'_>) -> Vec<Operation> {
        let span = cursor.whole();
        let mut text = cursor;
        text.eat("EXECUTE");
        let from = text.position();
        text.skip_to(&["INTO", "USING"]);
        let text = text.part(from, text.position());
        if let Some((literal, place)) = text.only_literal() {
            return self.run(literal, place, span);
        }
        let composed = dynamic::compose(text, &self.variables);
        if composed.known {
            return self.run(&composed.text, Place::All(text.whole()), span);
        }
        self.not_known(&composed.text, span, "the statement that EXECUTE runs is put together at run time")
    }

    pub(super) fn run(&mut self, text: &str, place: Place, span: Span) -> Vec<Operation> {
        let (lexemes, unread) = tokenise(text, place, self.context);
        if unread.is_some() {
            return self.not_known(text, span, "the statement that EXECUTE runs cannot be cut into words");
        }
        let mut cursor = Cursor::new(&lexemes, self.context, span);
        let mut operations = Vec::new();
        while !cursor.is_done() {
            let from = cursor.position();
            while !cursor.is_done() && !cursor.is_symbol(0, Symbol::Semicolon) {
                cursor.skip_one();
            }
            let part = cursor.part(from, cursor.position());
            cursor.advance();
            if part.at_any(SCHEMA_STATEMENTS) {
                operations.extend(statement::read(part, self.problems));
            }
        }
        operations
    }

    /// Text that changes the schema in a way that cannot be told; text about rows does not matter.
    pub(super) fn not_known(&mut self, text: &str, span: Span, why: &'static str) -> Vec<Operation> {
        if !opaque::speaks_of_schema(text) {
            return Vec::new();
        }
        let touches = opaque::tables_in_text(text, self.context);
        self.report(span, touches, why)
    }

    fn report(
        &mut self,
        span: Span,
        touches: Vec<crate::ir::TableName>,
        why: &'static str,
    ) -> Vec<Operation> {
        self.problems.push(Problem { span, why: why.into() });
        vec![Operation { kind: opaque::operation(touches, why), span }]
    }
}

/// A question with what follows from it; nothing where nothing follows.
fn guarded(
    condition: Condition,
    then: Vec<Operation>,
    otherwise: Vec<Operation>,
    span: Span,
) -> Vec<Operation> {
    if then.is_empty() && otherwise.is_empty() {
        return Vec::new();
    }
    vec![Operation { kind: OperationKind::Guarded { condition, then, otherwise }, span }]
}
