//! Conditions of a body's IF: what they ask of the catalog, as questions that the replay can answer.
//!
//! Only what is fully understood becomes an answerable [`Condition`]; the rest is [`Condition::Unknown`] with its place.

use crate::ir::{Condition, Name, TableName};

use super::catalog::rows;
use super::cursor::Cursor;
use super::dynamic::{Value, Variables};
use super::token::{Symbol, Token};

/// Reads a boolean expression.
pub(super) fn condition(expression: Cursor<'_>, variables: &Variables) -> Condition {
    let alternatives = split(expression, "OR");
    if alternatives.len() > 1 {
        return Condition::Any(alternatives.into_iter().map(|part| condition(part, variables)).collect());
    }
    let demands = split(expression, "AND");
    if demands.len() > 1 {
        return Condition::All(demands.into_iter().map(|part| condition(part, variables)).collect());
    }
    let mut cursor = expression;
    let mut negated = false;
    while cursor.eat("NOT") {
        negated = !negated;
    }
    let asked = cursor.rest();
    let answer = match cursor.group() {
        Ok(inside) if cursor.is_done() && !inside.at("SELECT") => condition(inside, variables),
        Ok(_) | Err(_) => term(asked, variables).unwrap_or(Condition::Unknown(asked.whole())),
    };
    if negated { not(answer) } else { answer }
}

pub(super) fn not(condition: Condition) -> Condition {
    match condition {
        Condition::Not(inner) => *inner,
        Condition::Unknown(_) => condition,
        Condition::Schema(_)
        | Condition::Relation(_)
        | Condition::Column(..)
        | Condition::Nullable(..)
        | Condition::Type(..)
        | Condition::Constraint(..)
        | Condition::Index(_)
        | Condition::TableIndex(..)
        | Condition::All(_)
        | Condition::Any(_) => Condition::Not(Box::new(condition)),
    }
}

/// Splits at a word outside of all brackets.
pub(super) fn split<'t>(expression: Cursor<'t>, word: &str) -> Vec<Cursor<'t>> {
    let mut cursor = expression;
    let mut parts = Vec::new();
    let mut from = 0;
    while cursor.skip_to(&[word]) {
        parts.push(expression.part(from, cursor.position()));
        cursor.advance();
        from = cursor.position();
    }
    parts.push(expression.part(from, cursor.position()));
    parts
}

fn term(expression: Cursor<'_>, variables: &Variables) -> Option<Condition> {
    let mut cursor = expression;
    let asked = if cursor.eat("EXISTS") {
        exists(cursor.group().ok()?, variables)?
    } else if let Some(relation) = regclass(&mut cursor) {
        return is_null(cursor, Condition::Relation(relation));
    } else if cursor.at_group() && (cursor.is_word(1, "SELECT")) {
        let mut inside = cursor.group().ok()?;
        let mut query = inside;
        query.eat("SELECT");
        if let Some(relation) = regclass(&mut query)
            && query.is_done()
        {
            return is_null(cursor, Condition::Relation(relation));
        }
        inside.eat("SELECT");
        if inside.eat("COUNT") {
            inside.group().ok()?;
            rows(inside.rest(), variables)?
        } else if inside.eat("EXISTS") {
            exists(inside.group().ok()?, variables)?
        } else {
            return value_of_row(inside, cursor, variables);
        }
    } else {
        match variables.get(cursor.word(0)?)? {
            Value::Answer(answer) => {
                cursor.advance();
                answer.clone()
            }
            Value::Text(_) | Value::List(_) => return None,
        }
    };
    compared(cursor, asked)
}

/// `(SELECT 1 FROM catalog WHERE ...) = 1`, `(SELECT constraint_name FROM ...) IS NULL`: NULL where there is no row.
fn value_of_row(query: Cursor<'_>, rest: Cursor<'_>, variables: &Variables) -> Option<Condition> {
    const NEVER_NULL: &[&str] =
        &["CONSTRAINT_NAME", "TABLE_NAME", "COLUMN_NAME", "INDEX_NAME", "CONNAME", "OID"];
    let mut query = query;
    if query.at_any(&["DATA_TYPE", "IS_NULLABLE"]) {
        return property_of_column(query, rest, variables);
    }
    let is_constant = query.at("TRUE") || matches!(query.token(0), Some(Token::Number(one)) if one == "1");
    if !is_constant && !query.at_any(NEVER_NULL) {
        return None;
    }
    query.advance();
    if !query.at("FROM") {
        return None;
    }
    let answer = rows(query.rest(), variables)?;
    let is_asked_for_null = rest.at("IS NULL") || rest.at("IS NOT NULL");
    if is_asked_for_null { is_null(rest, answer) } else { compared(rest, answer).filter(|_| is_constant) }
}

/// `(SELECT data_type FROM information_schema.columns WHERE ...) = 'text'`. NULL, and so no answer, where there is no such column.
fn property_of_column(query: Cursor<'_>, rest: Cursor<'_>, variables: &Variables) -> Option<Condition> {
    let (mut query, mut rest) = (query, rest);
    let asks_type = query.at("DATA_TYPE");
    query.advance();
    let Condition::Column(table, column) = rows(query.rest(), variables)? else { return None };
    let differs = rest.eat_symbol(Symbol::NotEqual);
    if !differs && !rest.eat_symbol(Symbol::Equal) {
        return None;
    }
    let (text, _) = rest.rest().only_literal()?;
    let property = if asks_type {
        Condition::Type(table, column, Name::new(text))
    } else {
        Condition::Nullable(table, column)
    };
    let is_contrary = differs != (!asks_type && !text.eq_ignore_ascii_case("yes"));
    let property = if is_contrary { not(property) } else { property };
    Some(Condition::All(vec![Condition::Column(table, column), property]))
}

/// `... IS [NOT] NULL` behind something that is NULL where the object is missing.
fn is_null(mut rest: Cursor<'_>, exists: Condition) -> Option<Condition> {
    let answer = if rest.eat("IS NOT NULL") {
        exists
    } else if rest.eat("IS NULL") {
        not(exists)
    } else {
        return None;
    };
    rest.is_done().then_some(answer)
}

/// A count or a boolean compared with 0, 1, TRUE or FALSE.
fn compared(mut rest: Cursor<'_>, asked: Condition) -> Option<Condition> {
    if rest.is_done() {
        return Some(asked);
    }
    if rest.eat("IS TRUE") || rest.eat("IS NOT FALSE") {
        return rest.is_done().then_some(asked);
    }
    if rest.eat("IS FALSE") || rest.eat("IS NOT TRUE") {
        return rest.is_done().then(|| not(asked));
    }
    let operator = rest.advance().map(|lexeme| &lexeme.token)?;
    let value = if rest.eat("TRUE") {
        "1"
    } else if rest.eat("FALSE") {
        "0"
    } else if let Token::Number(number) = &rest.advance()?.token {
        number.as_ref()
    } else {
        return None;
    };
    if !rest.is_done() {
        return None;
    }
    let holds = match (operator, value) {
        (Token::Symbol(Symbol::Equal), "0")
        | (Token::Symbol(Symbol::Less), "1")
        | (Token::Symbol(Symbol::LessOrEqual), "0") => false,
        (Token::Symbol(Symbol::Greater) | Token::Symbol(Symbol::NotEqual), "0")
        | (Token::Symbol(Symbol::GreaterOrEqual) | Token::Symbol(Symbol::Equal), "1") => true,
        _ => return None,
    };
    Some(if holds { asked } else { not(asked) })
}

/// Reads `to_regclass('t')` or `'t'::regclass`.
pub(super) fn regclass(cursor: &mut Cursor<'_>) -> Option<TableName> {
    let mut reader = *cursor;
    if reader.is_word(0, "pg_catalog") && reader.is_symbol(1, Symbol::Period) {
        reader.advance();
        reader.advance();
    }
    let text = if reader.eat("TO_REGCLASS") {
        reader.group().ok()?.literal(0)?
    } else {
        let text = reader.literal(0)?;
        reader.advance();
        if !reader.is_symbol(0, Symbol::Cast) || !reader.is_word(1, "regclass") {
            return None;
        }
        text
    };
    if reader.eat_symbol(Symbol::Cast) {
        reader.advance();
    }
    *cursor = reader;
    Some(cursor.table_in(text))
}

/// What `SELECT <head> INTO v <rest>` tells about `v`.
pub(super) fn selected(head: Cursor<'_>, rest: Cursor<'_>, variables: &Variables) -> Option<Condition> {
    let mut head = head;
    head.eat("SELECT");
    if head.eat("COUNT") {
        head.group().ok()?;
        return if head.is_done() { rows(rest, variables) } else { None };
    }
    // `SELECT EXISTS (...) INTO v`, `SELECT 1 INTO v FROM ...` says nothing about FOUND.
    condition(head.rest(), variables).known()
}

/// Reads the inside of `EXISTS (SELECT ... FROM ... WHERE ...)`.
fn exists(mut query: Cursor<'_>, variables: &Variables) -> Option<Condition> {
    if !query.eat("SELECT") || !query.skip_to(&["FROM"]) {
        return None;
    }
    rows(query.rest(), variables)
}
