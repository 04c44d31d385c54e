//! Names which engines give to unnamed constraints and indexes.
//!
//! Invariant: pure functions of names; whether a name is taken is the caller's to answer. PostgreSQL's rules are those of `makeObjectName`,
//! `ChooseConstraintName` and `ChooseRelationName` (src/backend/commands/indexcmds.c, src/backend/catalog/pg_constraint.c), measured on 15.18.

use std::borrow::Cow;

use super::dialect::cut_at;
use super::{Dialect, Engine, Name};

/// Why an [`super::Opaque`] drops a constraint of which no name is given: Alembic's `op.drop_constraint(None, ...)`, which cannot run.
pub const NAMELESS_DROP: &str = "drop_constraint without a name cannot run";

/// `NAMEDATALEN`: a PostgreSQL identifier has one byte less.
const NAME_DATA_LENGTH: usize = 64;

/// The first free one of `first_second_label`, `first_second_label1`, `..2`: PostgreSQL and CockroachDB number the label.
pub fn choose(
    dialect: Dialect,
    first: &str,
    second: &str,
    label: &str,
    mut is_taken: impl FnMut(Name) -> bool,
) -> Name {
    let mut pass = 0u32;
    loop {
        let numbered = if pass == 0 { Cow::Borrowed(label) } else { Cow::Owned(format!("{label}{pass}")) };
        let name = Name::new(&object_name(dialect, first, second, &numbered));
        if !is_taken(name) {
            return name;
        }
        pass += 1;
    }
}

/// `first_second_label`, of which PostgreSQL shortens the longer one of `first` and `second` until the whole fits into 63 bytes.
/// CockroachDB does not shorten. An empty `second` is left out.
pub fn object_name(dialect: Dialect, first: &str, second: &str, label: &str) -> String {
    let separators = 1 + usize::from(!second.is_empty());
    let mut first_len = first.len();
    let mut second_len = second.len();
    if dialect.engine == Engine::PostgreSql {
        let room = (NAME_DATA_LENGTH - 1).saturating_sub(label.len() + separators);
        let over = (first_len + second_len).saturating_sub(room);
        // Byte by byte from the longer one, from the second where they are equal; in closed form because names may be of any length.
        let gap = first_len.abs_diff(second_len).min(over);
        if first_len > second_len {
            first_len -= gap;
        } else {
            second_len -= gap;
        }
        let rest = over - gap;
        first_len = first_len.saturating_sub(rest / 2);
        second_len = second_len.saturating_sub(rest - rest / 2);
    }
    let mut name = String::with_capacity(first_len + second_len + separators + label.len());
    name.push_str(cut_at(first, first_len));
    if !second.is_empty() {
        name.push('_');
        name.push_str(cut_at(second, second_len));
    }
    name.push('_');
    name.push_str(label);
    name
}

/// The columns' part of a name: joined with `_`, and no more of them once PostgreSQL's limit is reached (as `ChooseForeignKeyConstraintNameAddition` does).
pub fn join(columns: impl Iterator<Item = Name>) -> Cow<'static, str> {
    let mut joined = Cow::Borrowed("");
    for column in columns {
        if joined.is_empty() {
            joined = Cow::Borrowed(column.as_str());
        } else {
            let text = joined.to_mut();
            text.push('_');
            text.push_str(column.as_str());
        }
        if joined.len() >= NAME_DATA_LENGTH {
            break;
        }
    }
    joined
}

/// The first free one of `fk_column_ref_table`, `..1`, `..2`: CockroachDB's names before 22.1, after the first column alone.
pub fn choose_old_cockroach(column: Name, referenced: Name, mut is_taken: impl FnMut(Name) -> bool) -> Name {
    let mut pass = 0u32;
    loop {
        let number = if pass == 0 { String::new() } else { pass.to_string() };
        let name = Name::new(&format!("fk_{column}_ref_{referenced}{number}"));
        if !is_taken(name) {
            return name;
        }
        pass += 1;
    }
}

/// InnoDB's name for the `number`th unnamed foreign key of a table.
pub fn innodb_name(table: Name, number: u64) -> Name {
    Name::new(&format!("{table}_ibfk_{number}"))
}

/// The number in a name that InnoDB may have generated for this table, whoever wrote it.
pub fn innodb_number(table: Name, name: Name) -> Option<u64> {
    let (start, number) = name.as_str().rsplit_once("_ibfk_")?;
    if start.eq_ignore_ascii_case(table.as_str()) { number.parse().ok() } else { None }
}

/// The first free one of `first`, `first_2`, `first_3`: how MySQL names unnamed indexes after their first column.
pub fn choose_mysql_index(first: Name, mut is_taken: impl FnMut(Name) -> bool) -> Name {
    if !is_taken(first) {
        return first;
    }
    let mut number = 2u32;
    loop {
        let name = Name::new(&format!("{first}_{number}"));
        if !is_taken(name) {
            return name;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(first: &str, second: &str, label: &str) -> String {
        object_name(Dialect::POSTGRESQL, first, second, label)
    }

    #[test]
    fn shortens_as_postgresql_does() {
        let (table, column) =
            ("a_very_long_table_name_that_is_quite_long", "a_really_quite_long_column_name_too");
        assert_eq!(
            name(table, column, "fkey"),
            "a_very_long_table_name_that_i_a_really_quite_long_column_n_fkey"
        );
        assert_eq!(
            name(table, column, "fkey1"),
            "a_very_long_table_name_that__a_really_quite_long_column_n_fkey1"
        );
        assert_eq!(name("t", "", "pkey"), "t_pkey");
        assert_eq!(name(&"t".repeat(63), "", "pkey").len(), 63);
    }

    #[test]
    fn cuts_between_characters() {
        let cut = name(&format!("{}x", "ä".repeat(31)), "äö", "fkey");
        assert_eq!(cut, format!("{}_äö_fkey", "ä".repeat(26)));
        assert_eq!(cut.len(), 62);
    }
}
