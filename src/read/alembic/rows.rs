//! Which tables hold rows: those that the chain itself has filled. All others are empty on a fresh database.

use crate::ir::Name;
use crate::read::python::Value;
use crate::read::python::core::{class_of, construct, last_segment, list_of, made_of, method_of};

use super::chain::Chain;

/// How deep statements of SQLAlchemy are looked into.
const DEPTH: usize = 16;

impl Chain {
    /// Takes note of a statement that may insert rows.
    pub(super) fn note_rows(&mut self, statement: &Value) {
        if let Some(text) = statement.as_text() {
            let start = text.trim_start().get(..6).unwrap_or("");
            if start.eq_ignore_ascii_case("insert") {
                self.filled.extend(tables_in_text(text).into_iter().take(1));
            }
        } else if inserts(statement, 0) {
            self.note_filled(statement);
        }
    }

    /// Takes note that the tables of a value are filled.
    pub(super) fn note_filled(&mut self, value: &Value) {
        let mut tables = Vec::new();
        collect(value, &mut tables, 0);
        self.filled.extend(tables);
    }

    /// Whether a query may meet rows.
    pub(super) fn may_find_rows(&self, query: &Value) -> bool {
        if self.filled.is_empty() {
            return false;
        }
        let mut tables = Vec::new();
        match query.as_text() {
            Some(text) => tables = tables_in_text(text),
            None => collect(query, &mut tables, 0),
        }
        tables.iter().any(|table| self.filled.contains(table))
    }
}

/// Whether a statement of SQLAlchemy inserts.
fn inserts(value: &Value, depth: usize) -> bool {
    let Some(made) = made_of(value) else { return false };
    depth < DEPTH
        && (last_segment(made.path) == "insert"
            || made.receiver.as_ref().is_some_and(|receiver| inserts(receiver, depth + 1)))
}

/// The names of the tables that a value is made of.
fn collect(value: &Value, tables: &mut Vec<Name>, depth: usize) {
    if depth > DEPTH || tables.len() > 64 {
        return;
    }
    if let Some(list) = list_of(value) {
        list.iter().for_each(|value| collect(value, tables, depth + 1));
        return;
    }
    if let Some(made) = made_of(value) {
        if let Some((_, "table" | "Table" | "create_table")) = construct(value) {
            let name = made.arguments.positional().next().and_then(|argument| argument.value.as_text());
            tables.extend(name.map(Name::new));
            return;
        }
        made.receiver.iter().for_each(|receiver| collect(receiver, tables, depth + 1));
        made.arguments.list.iter().for_each(|argument| collect(&argument.value, tables, depth + 1));
    } else if let Some((receiver, _)) = method_of(value) {
        collect(receiver, tables, depth + 1);
    } else if let Some(class) = class_of(value) {
        let body = class.body();
        let stated = body.attributes.iter().rev().find(|own| own.name.as_str() == "__tablename__");
        let name = stated.and_then(|own| own.value.as_ref()).and_then(Value::as_text);
        tables.extend(name.map(Name::new));
    }
}

/// The words behind INTO, FROM, JOIN and UPDATE, without schema and quotes.
fn tables_in_text(text: &str) -> Vec<Name> {
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';'));
    let mut tables = Vec::new();
    while let Some(word) = words.next() {
        if ["into", "from", "join", "update"].iter().any(|known| word.eq_ignore_ascii_case(known)) {
            let name = words.by_ref().find(|word| !word.is_empty()).unwrap_or("");
            let name = name.rsplit('.').next().unwrap_or(name);
            tables.push(Name::new(name.trim_matches(|c| matches!(c, '"' | '`' | '[' | ']'))));
        }
    }
    tables
}
