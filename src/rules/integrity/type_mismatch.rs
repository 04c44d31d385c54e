//! `type-mismatch`: a foreign key between columns that the engine cannot compare.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{ColumnRef, DataType, Dialect, Engine, ForeignKeyRef, TypeFamily};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "type-mismatch",
    group: Group::Integrity,
    level: Level::Error,
    summary: "a foreign key between columns of types that the engine refuses",
    docs: Docs {
        finds: "A foreign key whose column cannot be compared with the column it references. PostgreSQL and CockroachDB: types without an equality \
                operator between them, such as text and uuid, text and integer, or an array and its element; a numeric may not reference an \
                integer, but an integer may reference a numeric. MySQL and MariaDB: integers of different size or sign, or an integer and \
                another kind of value. SQLite compares anything and is left alone, as are types made by the user (domains, enumerations).",
        why: "The engine refuses the foreign key (in PostgreSQL: `foreign key constraint cannot be implemented`), so the migration fails. Prisma \
              validates such a relation, because it compares `String` with `String` and not `text` with `uuid`.",
        remedy: "Give the referencing column the type of the referenced one. In Prisma, repeat the native type: `String @db.Uuid`.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id text REFERENCES users (id) -- expect: type-mismatch
);
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id uuid REFERENCES users (id)
);
",
    check: Check::ForeignKey(check),
};

fn check(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, findings: &mut Findings<'_>) {
    let (columns, referenced): (Vec<_>, Vec<_>) = (fk.columns().collect(), fk.referenced_columns().collect());
    if columns.len() != referenced.len() {
        return;
    }
    for (column, other) in columns.into_iter().zip(referenced) {
        let (Some(left), Some(right)) = (column.data_type(), other.data_type()) else { continue };
        if refuses(scene.description.schema.dialect, left, right) {
            findings.add(describe(scene, fk, (column, left), (other, right)));
            return;
        }
    }
}

fn describe(
    scene: &Scene<'_>,
    fk: ForeignKeyRef<'_>,
    (column, left): (ColumnRef<'_>, DataType),
    (other, right): (ColumnRef<'_>, DataType),
) -> Finding {
    let engine = scene.description.schema.dialect.engine.title();
    let message = format!(
        "`{}.{}` is `{left}` but references `{}.{}`, which is `{right}`: {engine} refuses such a foreign key",
        column.table().name(),
        column.name(),
        other.table().name(),
        other.name(),
    );
    let primary = Label::new(fk.get().span, format!("`{left}` references `{right}`"));
    Finding::new(Object::foreign_key(fk), "", message, primary)
        .related(column.get().name_span, format!("`{left}` here"))
        .related(other.get().name_span, format!("`{right}` here"))
        .help(format!("Give `{}` the type `{right}`", column.name()))
        .doubted(scene.doubts.naming(column.table().qualified_name(), None))
        .doubted(scene.doubts.naming(other.table().qualified_name(), None))
}

/// Whether the engine refuses a foreign key from a column of the one type to a column of the other. In doubt it does not.
fn refuses(dialect: Dialect, referencing: DataType, referenced: DataType) -> bool {
    match dialect.engine {
        Engine::PostgreSql | Engine::CockroachDb => {
            // An array is known by its name alone; the other side must be surely none.
            match (is_array(referencing), is_array(referenced)) {
                (true, false) => return class(referenced.family).is_some(),
                (false, true) => return class(referencing.family).is_some(),
                (true, true) | (false, false) => {}
            }
            match (class(referencing.family), class(referenced.family)) {
                (Some(Class::Number), Some(Class::Number)) => {
                    referenced.family == TypeFamily::Integer && referencing.family != TypeFamily::Integer
                }
                (Some(left), Some(right)) => left != right,
                (None, _) | (_, None) => false,
            }
        }
        Engine::MySql | Engine::MariaDb => {
            if let (Some(left), Some(right)) = (integer(referencing), integer(referenced)) {
                return left != right;
            }
            let whole = |data_type: DataType| data_type.family == TypeFamily::Integer;
            let other = |data_type: DataType| match class(data_type.family) {
                Some(Class::Text | Class::Binary | Class::Moment) => true,
                Some(Class::Number | Class::Uuid | Class::Boolean) | None => false,
            };
            (whole(referencing) && other(referenced)) || (other(referencing) && whole(referenced))
        }
        Engine::Sqlite => false,
    }
}

/// Types that PostgreSQL can compare with each other (measured: int and bigint, varchar and text are accepted; text and int, numeric and int,
/// uuid and text, int[] and int are not).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Number,
    Text,
    Uuid,
    Boolean,
    Binary,
    Moment,
}

fn class(family: TypeFamily) -> Option<Class> {
    match family {
        TypeFamily::Integer | TypeFamily::Numeric | TypeFamily::Float => Some(Class::Number),
        TypeFamily::Text => Some(Class::Text),
        TypeFamily::Uuid => Some(Class::Uuid),
        TypeFamily::Boolean => Some(Class::Boolean),
        TypeFamily::Binary => Some(Class::Binary),
        TypeFamily::Timestamp | TypeFamily::Date => Some(Class::Moment),
        TypeFamily::Named | TypeFamily::Unknown => None,
    }
}

fn is_array(data_type: DataType) -> bool {
    data_type.name.as_str().ends_with(']')
}

/// Size in bytes and whether it is unsigned, for MySQL's integer types; `None` for what is not surely one of them.
fn integer(data_type: DataType) -> Option<(u8, bool)> {
    let text = data_type.name.as_str().to_ascii_lowercase();
    let word = text.split([' ', '(']).next().unwrap_or("");
    let size = match word {
        "tinyint" | "bool" | "boolean" => 1,
        "smallint" => 2,
        "mediumint" => 3,
        "int" | "integer" => 4,
        "bigint" => 8,
        "serial" => return Some((8, true)),
        _ => return None,
    };
    Some((size, text.contains("unsigned") || text.contains("zerofill")))
}
