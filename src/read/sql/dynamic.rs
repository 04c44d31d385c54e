//! Texts that a body puts together: literals, constants, `||` and `format`, and nothing that needs a server.

use crate::ir::Condition;
use rustc_hash::FxHashMap;

use super::cursor::Cursor;
use super::guard;
use super::token::{Symbol, Token};

/// What is known of a variable.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    Text(String),
    List(Vec<String>),
    /// A boolean, or a count of which only matters whether it is zero.
    Answer(Condition),
}

/// The variables of a body whose values are known, by name in lower case.
#[derive(Clone, Default)]
pub(super) struct Variables(FxHashMap<String, Value>);

impl Variables {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(&name.to_lowercase())
    }

    /// Gives the variable a value, or forgets it.
    pub(super) fn set(&mut self, name: &str, value: Option<Value>) {
        match value {
            Some(value) => self.0.insert(name.to_lowercase(), value),
            None => self.0.remove(&name.to_lowercase()),
        };
    }

    /// Forgets what differs from `other`, after branches of which one ran.
    pub(super) fn keep_common(&mut self, other: &Variables) {
        self.0.retain(|name, value| other.0.get(name) == Some(value));
    }

    /// Reads `name [CONSTANT] type [:= | = | DEFAULT] value`.
    pub(super) fn declare(&mut self, declaration: Cursor<'_>) {
        let mut cursor = declaration;
        let Some(name) = cursor.name_ahead(0) else { return };
        while !cursor.is_done() {
            if cursor.eat_symbol(Symbol::Assign) || cursor.eat_symbol(Symbol::Equal) || cursor.eat("DEFAULT")
            {
                let value = self.value(cursor.rest());
                return self.set(name.as_str(), value);
            }
            cursor.skip_one();
        }
    }

    /// Takes note of MySQL's `SET a = 1, b = 2` and `SELECT ... INTO a`.
    pub(super) fn assign_all(&mut self, statement: Cursor<'_>) {
        let mut cursor = statement;
        if !cursor.eat("SET") {
            return self.assign(statement);
        }
        for part in cursor.rest().elements() {
            self.assign(part);
        }
    }

    /// Takes note of `name := value` and `SELECT ... INTO name`; other statements assign nothing.
    pub(super) fn assign(&mut self, statement: Cursor<'_>) {
        let mut cursor = statement;
        if cursor.at_any(&["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "GET"]) {
            return self.select_into(cursor);
        }
        let Some(name) = cursor.name_ahead(0) else { return };
        cursor.advance();
        if cursor.eat_symbol(Symbol::Assign) || cursor.eat_symbol(Symbol::Equal) {
            let value = self.value(cursor.rest());
            self.set(name.as_str(), value);
        }
    }

    fn select_into(&mut self, statement: Cursor<'_>) {
        let mut cursor = statement;
        if !cursor.skip_to(&["INTO"]) {
            return;
        }
        let head = statement.part(0, cursor.position());
        cursor.eat("INTO");
        cursor.eat("STRICT");
        let Some(name) = cursor.name_ahead(0) else { return };
        cursor.advance();
        let answer = guard::selected(head, cursor.rest(), self);
        self.set(name.as_str(), answer.map(Value::Answer));
    }

    /// Gives the variable the value of an expression, or forgets it.
    pub(super) fn set_to(&mut self, name: &str, expression: Cursor<'_>) {
        let value = self.value(expression);
        self.set(name, value);
    }

    fn value(&self, expression: Cursor<'_>) -> Option<Value> {
        if let Some(list) = self.list(expression) {
            return Some(Value::List(list));
        }
        let composed = compose(expression, self);
        if composed.known {
            return Some(Value::Text(composed.text));
        }
        guard::condition(expression, self).known().map(Value::Answer)
    }

    /// Reads `ARRAY['a', 'b']`, `'{a,b}'`, or a variable that holds one.
    fn list(&self, expression: Cursor<'_>) -> Option<Vec<String>> {
        let mut cursor = expression;
        if cursor.eat("ARRAY") && cursor.is_symbol(0, Symbol::LBracket) {
            let from = cursor.position() + 1;
            cursor.skip_one();
            let inside = expression.part(from, cursor.position().saturating_sub(1));
            return inside.elements().into_iter().map(|element| self.text(element)).collect();
        }
        if let Some(text) = expression.literal(0)
            && let Some(inside) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'))
        {
            return Some(inside.split(',').map(|item| item.trim().trim_matches('"').to_owned()).collect());
        }
        match self.get(expression.word(0)?)? {
            Value::List(list) => Some(list.clone()),
            Value::Text(_) | Value::Answer(_) => None,
        }
    }

    /// The text of an expression, if all of it is known.
    pub(super) fn text(&self, expression: Cursor<'_>) -> Option<String> {
        let composed = compose(expression, self);
        composed.known.then_some(composed.text)
    }
}

/// The variable and the values of `FOREACH v IN ARRAY ARRAY['a', 'b']`.
pub(super) fn literal_loop(header: Cursor<'_>, variables: &Variables) -> Option<(String, Vec<String>)> {
    let mut cursor = header;
    if !cursor.eat("FOREACH") {
        return None;
    }
    let variable = cursor.name().ok()?;
    if !cursor.eat("IN ARRAY") {
        return None;
    }
    Some((variable.as_str().to_owned(), variables.list(cursor.rest())?))
}

/// A text of which parts may not be known; those are `$1`, which is no name.
pub(super) struct Composed {
    pub(super) text: String,
    pub(super) known: bool,
}

const UNKNOWN: &str = "$1";

/// Puts together the operands of `||`.
pub(super) fn compose(expression: Cursor<'_>, variables: &Variables) -> Composed {
    let mut cursor = expression;
    let mut composed = Composed { text: String::new(), known: !expression.is_done() };
    while !cursor.is_done() {
        let from = cursor.position();
        while !cursor.is_done() && !cursor.is_symbol(0, Symbol::Concat) {
            cursor.skip_one();
        }
        let part = operand(cursor.part(from, cursor.position()), variables);
        composed.known &= part.known;
        composed.text.push_str(&part.text);
        cursor.advance();
    }
    composed
}

fn operand(expression: Cursor<'_>, variables: &Variables) -> Composed {
    let mut cursor = expression;
    let known = |text: String| Composed { text, known: true };
    if let Some(text) = cursor.literal(0) {
        cursor.advance();
        return finish(cursor, known(text.to_owned()));
    }
    if let Ok(inside) = (Cursor::group)(&mut cursor) {
        return finish(cursor, compose(inside, variables));
    }
    if let Some(Token::Number(number)) = cursor.token(0) {
        let number = number.to_string();
        cursor.advance();
        return finish(cursor, known(number));
    }
    if cursor.word(0).is_some_and(|word| matches!(word.to_ascii_lowercase().as_str(), "e" | "pg_catalog"))
        && cursor.is_symbol(1, Symbol::Period)
    {
        cursor.advance();
        cursor.advance();
    }
    let Some(word) = cursor.word(0).map(str::to_lowercase) else { return unknown() };
    cursor.advance();
    let Ok(arguments) = cursor.group() else {
        return match variables.get(&word) {
            Some(Value::Text(text)) if cursor.is_done() || cursor.is_symbol(0, Symbol::Cast) => {
                known(text.clone())
            }
            Some(Value::Text(_) | Value::List(_) | Value::Answer(_)) | None => unknown(),
        };
    };
    let parts: Vec<Composed> =
        arguments.elements().into_iter().map(|argument| compose(argument, variables)).collect();
    let result = match word.as_str() {
        "format" => format(&parts),
        "concat" => join(&parts),
        "quote_ident" => parts.first().map_or_else(unknown, |part| part.map(identifier)),
        "quote_literal" => parts.first().map_or_else(unknown, |part| part.map(literal)),
        _ => Composed { text: join(&parts).text, known: false },
    };
    finish(cursor, result)
}

/// A cast leaves a text as it is; anything else behind an operand makes it unknown.
fn finish(rest: Cursor<'_>, composed: Composed) -> Composed {
    let untouched = rest.is_done() || rest.is_symbol(0, Symbol::Cast);
    Composed { known: composed.known && untouched, ..composed }
}

fn unknown() -> Composed {
    Composed { text: UNKNOWN.to_owned(), known: false }
}

impl Composed {
    fn map(&self, change: impl Fn(&str) -> String) -> Composed {
        Composed { text: if self.known { change(&self.text) } else { UNKNOWN.to_owned() }, known: self.known }
    }
}

fn join(parts: &[Composed]) -> Composed {
    let text = parts.iter().map(|part| part.text.as_str()).collect();
    Composed { text, known: parts.iter().all(|part| part.known) }
}

/// PostgreSQL's `format`: `%s`, `%I`, `%L`, `%%`, with positions `%1$I`.
fn format(parts: &[Composed]) -> Composed {
    let Some((template, arguments)) = parts.split_first() else { return unknown() };
    let mut result = Composed { text: String::new(), known: template.known };
    let mut next = 0;
    let mut rest = template.text.as_str();
    while let Some(at) = rest.find('%') {
        let (before, directive) = rest.split_at(at);
        result.text.push_str(before);
        let directive = directive.get(1..).unwrap_or("");
        let digits = directive.bytes().take_while(u8::is_ascii_digit).count();
        let position = directive.get(..digits).and_then(|digits| digits.parse::<usize>().ok());
        let stated = position.filter(|_| directive.get(digits..).is_some_and(|rest| rest.starts_with('$')));
        let directive = if stated.is_some() { directive.get(digits + 1..).unwrap_or("") } else { directive };
        let mut letters = directive.chars();
        let letter = letters.next();
        rest = letters.as_str();
        if letter == Some('%') {
            result.text.push('%');
            continue;
        }
        let index = stated.map_or(next, |position| position.saturating_sub(1));
        next = index + 1;
        let argument = match (arguments.get(index), letter) {
            (Some(argument), Some('I')) => argument.map(identifier),
            (Some(argument), Some('L')) => argument.map(literal),
            (Some(argument), Some('s')) => argument.map(str::to_owned),
            (Some(_) | None, Some(_) | None) => unknown(),
        };
        result.known &= argument.known;
        result.text.push_str(&argument.text);
    }
    result.text.push_str(rest);
    result
}

/// Quotes always, which spells the same name.
fn identifier(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
