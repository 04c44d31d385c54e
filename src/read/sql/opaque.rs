//! What is said about a statement that was not understood: the tables it names, as far as that can be told.

use crate::ir::{Name, Opaque, OperationKind, Span, TableName};

use super::cursor::{Context, Cursor, Place, tokenise};

/// Words in composed SQL text that show that it may change tables, constraints or names.
const SCHEMA_WORDS: &[&str] =
    &["TABLE", "CONSTRAINT", "COLUMN", "REFERENCES", "FOREIGN", "INDEX", "SCHEMA", "RENAME"];

/// An operation that may change `touches` in a way that cannot be told.
pub(super) fn operation(touches: Vec<TableName>, why: &str) -> OperationKind {
    OperationKind::Opaque(Opaque { touches, why: Name::new(why) })
}

/// An action of `ALTER TABLE` that is not understood.
pub(super) fn action(table: TableName) -> OperationKind {
    operation(vec![table], "an action of ALTER TABLE is not understood")
}

/// The tables that a statement names behind TABLE, REFERENCES, ON and the like, each once.
pub(super) fn tables_named(cursor: Cursor<'_>) -> Vec<TableName> {
    let mut cursor = cursor;
    let mut tables = Vec::new();
    while !cursor.is_done() {
        let introduces = cursor.at_any(&["TABLE", "REFERENCES", "VIEW"])
            || (cursor.at("ON")
                && !["DELETE", "UPDATE", "CONFLICT"].iter().any(|word| cursor.is_word(1, word)));
        cursor.advance();
        if !introduces {
            continue;
        }
        let _ = cursor.eat("IF NOT EXISTS") || cursor.eat("IF EXISTS");
        cursor.eat("ONLY");
        if let Ok((table, _)) = cursor.table_name()
            && !tables.contains(&table)
        {
            tables.push(table);
        }
    }
    tables
}

/// Whether a piece of composed SQL text speaks of the schema rather than of rows.
pub(super) fn speaks_of_schema(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.any(|word| SCHEMA_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// The tables that a piece of composed SQL text names.
pub(super) fn tables_in_text(text: &str, context: Context) -> Vec<TableName> {
    let (lexemes, _) = tokenise(text, Place::From(0), context);
    let around = Span::new(context.file, 0, 0);
    let mut tables = tables_named(Cursor::new(&lexemes, context, around));
    tables.retain(|table| !table.name.as_str().contains('$'));
    tables
}
