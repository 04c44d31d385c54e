//! Soft deletion: which tables mark their rows as deleted instead of removing them.

use crate::config::Config;
use crate::ir::{ColumnRef, DataType, TableRef, TypeFamily};

/// Columns that hold the moment of a deletion, in lower case and without separators.
const MOMENTS: [&str; 14] = [
    "deletedat",
    "deletedatm",
    "deletedon",
    "deletedtime",
    "deletiondate",
    "datedeleted",
    "softdeletedat",
    "archivedat",
    "archivedon",
    "discardedat",
    "trashedat",
    "removedat",
    "tombstoneat",
    "tombstonedat",
];

/// Columns that say whether a row is deleted.
const FLAGS: [&str; 10] = [
    "deleted",
    "isdeleted",
    "softdeleted",
    "archived",
    "isarchived",
    "discarded",
    "trashed",
    "istrashed",
    "removed",
    "isremoved",
];

/// The column that marks a table's rows as deleted: one of a known name that can hold a moment or a flag, or one that the configuration names.
pub(super) fn mark<'s>(config: &Config, table: TableRef<'s>) -> Option<ColumnRef<'s>> {
    table.columns().find(|column| {
        let name = column.name();
        let stated = config.soft_delete.as_ref().is_some_and(|names| names.matches(name.as_str()));
        stated || is_known(name.as_str(), column.data_type())
    })
}

fn is_known(name: &str, data_type: Option<DataType>) -> bool {
    // Most names are told from these by their length.
    if !(7..=15).contains(&name.len()) {
        return false;
    }
    let letters = name.bytes().filter(|letter| *letter != b'_').map(|letter| letter.to_ascii_lowercase());
    let plain: Vec<u8> = letters.collect();
    let is_one_of = |names: &[&str]| names.iter().any(|known| known.as_bytes() == plain);
    let family = data_type.map_or(TypeFamily::Unknown, |known| known.family);
    match family {
        // SQLite keeps moments as text, and numbers stand for both.
        TypeFamily::Text => is_one_of(&MOMENTS),
        TypeFamily::Timestamp
        | TypeFamily::Date
        | TypeFamily::Boolean
        | TypeFamily::Integer
        | TypeFamily::Numeric
        | TypeFamily::Unknown => is_one_of(&MOMENTS) || is_one_of(&FLAGS),
        TypeFamily::Float | TypeFamily::Uuid | TypeFamily::Binary | TypeFamily::Named => false,
    }
}
