//! Conditions of a body's IF: what they ask of the catalog, as questions that the replay can answer.
//!
//! Only what is fully understood becomes an answerable [`Condition`]; the rest is [`Condition::Unknown`] with its place.

use sqlparser::tokenizer::Token;

use crate::ir::{Condition, Name, TableName};

use super::cursor::Cursor;
use super::dynamic::{Value, Variables};

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

fn not(condition: Condition) -> Condition {
    match condition {
        Condition::Not(inner) => *inner,
        Condition::Unknown(_) => condition,
        Condition::Schema(_)
        | Condition::Relation(_)
        | Condition::Column(..)
        | Condition::Constraint(..)
        | Condition::Index(_)
        | Condition::All(_)
        | Condition::Any(_) => Condition::Not(Box::new(condition)),
    }
}

/// Splits at a word outside of all brackets.
fn split<'t>(expression: Cursor<'t>, word: &str) -> Vec<Cursor<'t>> {
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
        if !inside.eat("COUNT") || inside.group().is_err() {
            return None;
        }
        rows(inside.rest(), variables)?
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
    } else if let Token::Number(number, _) = &rest.advance()?.token {
        number.as_str()
    } else {
        return None;
    };
    if !rest.is_done() {
        return None;
    }
    let holds = match (operator, value) {
        (Token::Eq, "0") | (Token::Lt, "1") | (Token::LtEq, "0") => false,
        (Token::Gt | Token::Neq, "0") | (Token::GtEq | Token::Eq, "1") => true,
        _ => return None,
    };
    Some(if holds { asked } else { not(asked) })
}

/// Reads `to_regclass('t')` or `'t'::regclass`.
fn regclass(cursor: &mut Cursor<'_>) -> Option<TableName> {
    let mut reader = *cursor;
    if reader.is_word(0, "pg_catalog") && reader.is_symbol(1, &Token::Period) {
        reader.advance();
        reader.advance();
    }
    let text = if reader.eat("TO_REGCLASS") {
        reader.group().ok()?.literal(0)?
    } else {
        let text = reader.literal(0)?;
        reader.advance();
        if !reader.is_symbol(0, &Token::DoubleColon) || !reader.is_word(1, "regclass") {
            return None;
        }
        text
    };
    if reader.eat_symbol(&Token::DoubleColon) {
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
    match condition(head.rest(), variables) {
        Condition::Unknown(_) => None,
        known @ (Condition::Schema(_)
        | Condition::Relation(_)
        | Condition::Column(..)
        | Condition::Constraint(..)
        | Condition::Index(_)
        | Condition::Not(_)
        | Condition::All(_)
        | Condition::Any(_)) => Some(known),
    }
}

/// Reads the inside of `EXISTS (SELECT ... FROM ... WHERE ...)`.
fn exists(mut query: Cursor<'_>, variables: &Variables) -> Option<Condition> {
    if !query.eat("SELECT") || !query.skip_to(&["FROM"]) {
        return None;
    }
    rows(query.rest(), variables)
}

/// What the WHERE clause of a query of the catalog fixes.
#[derive(Default)]
struct Asked {
    schema: Option<Name>,
    table: Option<TableName>,
    column: Option<Name>,
    constraint: Option<Name>,
    index: Option<Name>,
    /// `relkind`'s letter.
    kind: Option<char>,
    /// Whether something is asked that the replay does not know.
    more: bool,
}

/// Reads `FROM catalog WHERE ...` as the question whether it has rows.
fn rows(query: Cursor<'_>, variables: &Variables) -> Option<Condition> {
    let mut cursor = query;
    if !cursor.skip_to(&["WHERE"]) {
        return None;
    }
    let from = query.part(0, cursor.position());
    cursor.eat("WHERE");
    let start = cursor.position();
    cursor.skip_to(&["LIMIT", "GROUP", "ORDER"]);
    let filter = cursor.part(0, cursor.position()).at_position(start).rest();
    if split(filter, "OR").len() > 1 {
        return None;
    }
    let mut asked = Asked::default();
    for demand in split(filter, "AND") {
        asked.note(demand, variables);
    }
    asked.note_joins(from, variables);
    let answer = asked.condition(from)?;
    Some(if asked.more { Condition::All(vec![answer, Condition::Unknown(filter.whole())]) } else { answer })
}

impl Asked {
    /// Takes note of one `column = value`.
    fn note(&mut self, demand: Cursor<'_>, variables: &Variables) {
        let mut cursor = demand;
        let negated = cursor.eat("NOT");
        let Ok((_, column, _)) = cursor.qualified() else {
            self.more = true;
            return;
        };
        let column = column.as_str().to_lowercase();
        let harmless = matches!(
            column.as_str(),
            "attisdropped"
                | "attnum"
                | "contype"
                | "constraint_type"
                | "table_type"
                | "table_catalog"
                | "constraint_catalog"
                | "catalog_name"
                | "indisvalid"
        );
        if harmless {
            return;
        }
        let equals = cursor.eat_symbol(&Token::Eq);
        if negated || !(equals || cursor.at("IN")) {
            self.more = true;
            return;
        }
        let mut value = cursor.rest();
        if !equals {
            value.eat("IN");
            let inside = value.group().map(|inside| inside.elements()).unwrap_or_default();
            match inside.as_slice() {
                [only] => value = *only,
                _ if column == "relkind" => return,
                _ => {
                    self.more = true;
                    return;
                }
            }
        }
        self.fix(&column, value, variables);
    }

    fn fix(&mut self, column: &str, mut value: Cursor<'_>, variables: &Variables) {
        if matches!(column, "conrelid" | "attrelid" | "indrelid" | "oid") {
            match regclass(&mut value).or_else(|| oid_of(value, variables)) {
                Some(table) => self.table = Some(table),
                None => self.more |= !is_column(value),
            }
            return;
        }
        let Some(text) = variables.text(value) else {
            let is_schema = matches!(column, "table_schema" | "schemaname" | "nspname" | "constraint_schema");
            self.more |= !is_schema && !is_column(value);
            return;
        };
        let name = value.dialect().quoted(&text);
        match column {
            "conname" | "constraint_name" => self.constraint = Some(name),
            "table_name" | "relname" | "tablename" | "viewname" | "matviewname" => {
                self.table = Some(TableName::bare(name));
            }
            "column_name" | "attname" => self.column = Some(name),
            "indexname" => self.index = Some(name),
            "table_schema" | "schemaname" | "nspname" | "constraint_schema" | "schema_name" => {
                self.schema = Some(name);
            }
            "relkind" => self.kind = text.chars().next(),
            _ => self.more = true,
        }
    }

    /// Conditions among joins fix values too.
    fn note_joins(&mut self, from: Cursor<'_>, variables: &Variables) {
        let mut cursor = from;
        while cursor.skip_to(&["ON"]) {
            cursor.advance();
            let start = cursor.position();
            cursor.skip_to(&["JOIN", "INNER", "LEFT", "CROSS", "RIGHT", "FULL"]);
            let on = from.part(start, cursor.position());
            for demand in split(on, "AND") {
                self.note(demand, variables);
            }
        }
    }

    fn condition(&self, from: Cursor<'_>) -> Option<Condition> {
        let table = self.table.map(|table| TableName { schema: table.schema.or(self.schema), ..table });
        let mut catalog = from;
        catalog.eat("FROM");
        let (_, catalog, _) = catalog.qualified().ok()?;
        let catalog = catalog.as_str().to_lowercase();
        if let Some(constraint) = self.constraint {
            return Some(Condition::Constraint(table, constraint));
        }
        if let Some(index) = self.index {
            return Some(Condition::Index(index));
        }
        match (catalog.as_str(), table, self.column) {
            ("columns" | "pg_attribute", Some(table), Some(column)) => Some(Condition::Column(table, column)),
            ("pg_class", Some(table), Some(column)) => Some(Condition::Column(table, column)),
            ("tables" | "views" | "pg_tables" | "pg_views" | "pg_matviews", Some(table), None) => {
                Some(Condition::Relation(table))
            }
            ("pg_class" | "pg_namespace", Some(table), None) => match self.kind {
                Some('i' | 'I') => Some(Condition::Index(table.name)),
                Some('r' | 'p' | 'v' | 'm' | 'f') => Some(Condition::Relation(table)),
                Some(_) => None,
                None => Some(Condition::Any(vec![Condition::Relation(table), Condition::Index(table.name)])),
            },
            ("schemata" | "pg_namespace", None, None) => self.schema.map(Condition::Schema),
            _ => None,
        }
    }
}

/// `(SELECT oid FROM pg_class WHERE relname = 't')`.
fn oid_of(value: Cursor<'_>, variables: &Variables) -> Option<TableName> {
    let mut cursor = value;
    let mut query = cursor.group().ok()?;
    if !query.eat("SELECT") || !query.skip_to(&["WHERE"]) {
        return None;
    }
    query.eat("WHERE");
    let mut asked = Asked::default();
    for demand in split(query.rest(), "AND") {
        asked.note(demand, variables);
    }
    asked.table.map(|table| TableName { schema: table.schema.or(asked.schema), ..table })
}

/// Whether a value is the column of a joined table: then it fixes nothing.
fn is_column(value: Cursor<'_>) -> bool {
    let mut cursor = value;
    cursor.qualified().is_ok() && cursor.is_done()
}
