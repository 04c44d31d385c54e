//! MySQL's `PREPARE`: which text a variable holds, and what that text does.
//!
//! Scripts that must run twice ask `information_schema` and prepare one of two texts; the question goes to the replay.

use crate::ir::{Condition, Operation, OperationKind, Problem, Span};
use rustc_hash::FxHashMap;

use super::cursor::{Context, Cursor, Place, tokenise};
use super::dynamic::{self, Value, Variables};
use super::token::Symbol;
use super::{guard, opaque, statement};

const WHY: &str = "the statement is put together at run time";

/// How deep choices may nest.
const DEPTH: usize = 20;

/// What a variable holds that can be prepared.
#[derive(Clone)]
enum Prepared {
    Text(String, Place),
    Choice(Condition, Box<(Prepared, Prepared)>),
    /// What is known of a text; the rest is `$1`.
    Part(String),
}

/// The variables of a session, as far as statements that only set them tell.
#[derive(Default)]
pub(super) struct Session<'t> {
    /// Statements that nobody has asked about yet, with their places.
    open: Vec<(&'t str, usize)>,
    variables: Variables,
    texts: FxHashMap<String, Prepared>,
}

impl<'t> Session<'t> {
    /// Takes note of a statement that may set a variable.
    pub(super) fn note(&mut self, text: &'t str, start: usize) {
        self.open.push((text, start));
    }

    /// Reads the `PREPARE name FROM source` in `statement`.
    pub(super) fn prepare(&mut self, statement: Cursor<'_>, problems: &mut Vec<Problem>) -> Vec<Operation> {
        for (text, start) in std::mem::take(&mut self.open) {
            let (lexemes, _) = tokenise(text, Place::From(start), statement.context);
            let span = Span::new(statement.context.file, start, start + text.len());
            self.assign(Cursor::new(&lexemes, statement.context, span));
        }
        let mut source = statement;
        if !source.skip_to(&["FROM"]) {
            return Vec::new();
        }
        source.advance();
        let source = source.rest();
        let prepared = match source.word(0).and_then(|word| self.texts.get(&word.to_lowercase())) {
            Some(prepared) => prepared.clone(),
            None => self.prepared(source, 0),
        };
        run(&prepared, statement.whole(), statement.context, problems)
    }

    /// Takes note of the variables that a statement sets.
    pub(super) fn assign(&mut self, statement: Cursor<'_>) {
        let mut cursor = statement;
        if cursor.eat("SELECT") {
            return self.select(statement);
        }
        cursor.eat("SET");
        for part in cursor.rest().elements() {
            let mut part = part;
            let Some(name) = part.word(0) else { continue };
            part.advance();
            if part.eat_symbol(Symbol::Equal) || part.eat_symbol(Symbol::Assign) {
                self.set(name, part.rest());
            }
        }
    }

    /// `SELECT value INTO @name [FROM ...]`, `SELECT @name := value [FROM ...]`.
    fn select(&mut self, statement: Cursor<'_>) {
        let mut cursor = statement;
        if cursor.skip_to(&["INTO"]) {
            let mut value = statement.part(0, cursor.position());
            self.variables.assign(statement);
            value.eat("SELECT");
            cursor.eat("INTO");
            if let Some(name) = cursor.word(0) {
                let prepared = self.prepared(value.rest(), 0);
                self.texts.insert(name.to_lowercase(), prepared);
            }
            return;
        }
        let mut cursor = statement;
        cursor.eat("SELECT");
        let Some(name) = cursor.word(0) else { return };
        cursor.advance();
        if cursor.eat_symbol(Symbol::Assign) {
            self.set(name, cursor.rest());
        }
    }

    fn set(&mut self, name: &str, value: Cursor<'_>) {
        let prepared = self.prepared(value, 0);
        match &prepared {
            Prepared::Text(text, _) => self.variables.set(name, Some(Value::Text(text.clone()))),
            Prepared::Choice(..) => self.variables.set(name, None),
            // It may be a count or an answer instead.
            Prepared::Part(_) => self.variables.set_to(name, value),
        }
        self.texts.insert(name.to_lowercase(), prepared);
    }

    fn prepared(&self, expression: Cursor<'_>, depth: usize) -> Prepared {
        let mut cursor = expression;
        if let Some((text, place)) = expression.only_literal() {
            return Prepared::Text(text.to_owned(), place);
        }
        if depth < DEPTH {
            if let Ok(inside) = cursor.group()
                && cursor.is_done()
            {
                return self.prepared(inside, depth + 1);
            }
            cursor = expression;
            cursor.eat("SELECT");
            if cursor.eat("IF")
                && let Ok(arguments) = cursor.group()
                && let [asked, then, otherwise] = arguments.elements().as_slice()
            {
                let both = (self.prepared(*then, depth + 1), self.prepared(*otherwise, depth + 1));
                return Prepared::Choice(guard::condition(*asked, &self.variables), Box::new(both));
            }
            if let Some(name) = expression.word(0)
                && expression.token(1).is_none()
                && let Some(known) = self.texts.get(&name.to_lowercase())
            {
                return known.clone();
            }
        }
        let mut value = expression;
        value.eat("SELECT");
        let composed = dynamic::compose(value.rest(), &self.variables);
        if composed.known {
            Prepared::Text(composed.text, Place::All(expression.whole()))
        } else {
            Prepared::Part(composed.text)
        }
    }
}

fn run(prepared: &Prepared, span: Span, context: Context, problems: &mut Vec<Problem>) -> Vec<Operation> {
    match prepared {
        Prepared::Text(text, place) => {
            let (lexemes, unread) = tokenise(text, *place, context);
            if unread.is_some() {
                return report(text, span, context, problems);
            }
            let all = Cursor::new(&lexemes, context, span);
            let mut end = all;
            while !end.is_done() && !end.is_symbol(0, Symbol::Semicolon) {
                end.skip_one();
            }
            statement::read(all.part(0, end.position()), problems)
        }
        Prepared::Choice(condition, both) => {
            let then = run(&both.0, span, context, problems);
            let otherwise = run(&both.1, span, context, problems);
            if then.is_empty() && otherwise.is_empty() {
                return Vec::new();
            }
            let condition = condition.clone();
            vec![Operation { kind: OperationKind::Guarded { condition, then, otherwise }, span }]
        }
        Prepared::Part(text) => report(text, span, context, problems),
    }
}

/// A text that is not fully known may change the tables that the rest of it names; one that is not known at all may do anything.
fn report(text: &str, span: Span, context: Context, problems: &mut Vec<Problem>) -> Vec<Operation> {
    let starts_unknown = text.starts_with('$') || text.is_empty();
    if !starts_unknown && !opaque::speaks_of_schema(text) {
        return Vec::new();
    }
    problems.push(Problem { span, why: WHY.into() });
    let touches = opaque::tables_in_text(text, context);
    vec![Operation { kind: opaque::operation(touches, WHY), span }]
}
