//! A column type that stands by itself, outside any statement: what other tools store or write as SQL's text.

use crate::ir::{DataType, Dialect, Span};

use super::cursor::{Context, Cursor, Place, tokenise};

/// The type that such a text means (`varchar(255)`, `timestamp (3) with time zone`), and whether it is a SERIAL, which is NOT NULL and has a
/// default. `at` is where the text comes from. `None` if it is no type.
pub(in crate::read) fn data_type(text: &str, dialect: Dialect, at: Span) -> Option<(DataType, bool)> {
    let context = Context { file: at.file, dialect, schema: None };
    let (lexemes, unread) = tokenise(text, Place::All(at), context);
    if unread.is_some() {
        return None;
    }
    let read = Cursor::new(&lexemes, context, at).data_type().ok().flatten()?;
    Some((read.data_type, read.serial))
}
