//! SQLAlchemy's types as the engines' catalogs spell them: `String(50)` is `character varying(50)` on PostgreSQL.
//!
//! Source: the type compilers in sqlalchemy/dialects/{postgresql,mysql,sqlite}/base.py and sqlalchemy/sql/compiler.py, 2.0.51, and what the
//! engines make of it. A type that is not listed here is not known, and then compatible with everything.

use crate::ir::{DataType, Dialect, Engine, Name, TypeFamily};

use super::super::{Arguments, Attribute, Class, Object, Value};
use super::path::{class_of, is_database_object, last_segment, library_path, made_of, method_of, number_of};
use super::type_table::{Row, TYPES};

/// How deep types may be nested in each other: arrays, decorators, variants.
const DEPTH: usize = 16;

/// The type that a value means: `Integer`, `String(50)`, a `TypeDecorator` of the project. `None` if it is not known.
pub(in crate::read) fn data_type(value: &Value, dialect: Dialect) -> Option<DataType> {
    spell(value, dialect, DEPTH)
}

/// Whether a type is one of the integers.
pub(super) fn is_integer(value: &Value) -> bool {
    data_type(value, Dialect::POSTGRESQL).is_some_and(|known| known.family == TypeFamily::Integer)
}

fn spell(value: &Value, dialect: Dialect, depth: usize) -> Option<DataType> {
    let depth = depth.checked_sub(1)?;
    let empty = Arguments::default();
    if let Value::Object(Object::Class(class) | Object::Instance(class, _)) = value {
        return spell(&base_type(class, DEPTH)?, dialect, depth);
    }
    // `db.Integer` of Flask-SQLAlchemy.
    let of_database = method_of(value).filter(|(owner, _)| is_database_object(owner));
    let path = library_path(value).or(of_database.map(|(_, name)| Name::new(name)));
    let (path, arguments, receiver) = match (path, made_of(value)) {
        (Some(path), _) => (path, &empty, None),
        (None, Some(made)) => (made.path, &made.arguments, made.receiver.as_ref()),
        (None, None) => return None,
    };
    let first = || arguments.positional().next().map(|argument| &argument.value);
    match last_segment(path) {
        "with_variant" => {
            let mut names = arguments.positional().skip(1).filter_map(|argument| argument.value.as_text());
            let chosen = if names.any(|name| speaks(dialect, name)) { first() } else { receiver };
            spell(chosen?, dialect, depth)
        }
        "evaluates_none" | "copy" => spell(receiver?, dialect, depth),
        "as_mutable" => spell(first()?, dialect, depth),
        "ARRAY" => {
            let element = spell(&arguments.get(0, "item_type")?.value, dialect, depth)?;
            Some(DataType::new(&format!("{}[]", element.name), element.family))
        }
        "Enum" | "ENUM" => enumeration(arguments, dialect),
        word => {
            let row = TYPES.iter().find(|row| row.name == word)?;
            Some(spell_row(row, arguments, dialect))
        }
    }
}

/// Whether SQLAlchemy's name of a dialect is the engine's.
pub(super) fn speaks(dialect: Dialect, name: &str) -> bool {
    match dialect.engine {
        Engine::PostgreSql => name == "postgresql",
        Engine::CockroachDb => matches!(name, "cockroachdb" | "postgresql"),
        Engine::MySql => name == "mysql",
        Engine::MariaDb => matches!(name, "mariadb" | "mysql"),
        Engine::Sqlite => name == "sqlite",
    }
}

/// `impl` of a `TypeDecorator`, or the library's type that the class is made from.
fn base_type(class: &Class, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let body = class.body();
    let own = body.attributes.iter().rev().find(|attribute| attribute.name.as_str() == "impl");
    if let Some(value) = own.and_then(|attribute| attribute.value.clone()) {
        return Some(value);
    }
    body.bases.iter().find_map(|base| {
        match (class_of(base), library_path(base).or_else(|| made_of(base).map(|made| made.path))) {
            (Some(base), _) => base_type(base, depth),
            (None, Some(path)) => TYPES
                .iter()
                .any(|row| row.name == last_segment(path))
                .then(|| Value::Object(Object::Library(path))),
            (None, None) => None,
        }
    })
}

fn spell_row(row: &Row, arguments: &Arguments, dialect: Dialect) -> DataType {
    let printed = match dialect.engine {
        Engine::PostgreSql | Engine::CockroachDb => row.postgresql,
        Engine::MySql | Engine::MariaDb => row.mysql,
        Engine::Sqlite => row.sqlite,
    };
    let number = |index: usize, keyword: &str| {
        arguments.get(index, keyword).and_then(|argument| number_of(&argument.value))
    };
    let zone = arguments.get(0, "timezone").and_then(|argument| argument.value.as_bool());
    let printed = match (printed, zone) {
        ("timestamp without time zone", Some(true)) => "timestamp with time zone",
        ("time without time zone", Some(true)) => "time with time zone",
        ("double precision", _) if number(0, "precision").is_some_and(|bits| bits <= 24.0) => "real",
        (printed, _) => printed,
    };
    let printed = match (printed, dialect.engine) {
        ("integer", Engine::CockroachDb) => "bigint",
        (printed, _) => printed,
    };
    let numeric = row.family == TypeFamily::Numeric;
    let (size, scale) = if numeric {
        (number(0, "precision"), number(1, "scale"))
    } else {
        (number(0, "length").or_else(|| number(0, "dim")), None)
    };
    let modifiers = match (size, scale) {
        (Some(size), Some(scale)) => format!("({size},{scale})"),
        (Some(size), None) if numeric && dialect.is_postgres_like() => format!("({size},0)"),
        (Some(size), None) => format!("({size})"),
        (None, _) if printed == "character~" => "(1)".to_owned(),
        (None, _) => String::new(),
    };
    let unsigned =
        arguments.keyword("unsigned").is_some_and(|argument| argument.value.as_bool() == Some(true));
    let suffix = if unsigned && dialect.is_mysql_like() { " unsigned" } else { "" };
    let text = format!("{}{suffix}", printed.replace('~', &modifiers));
    let family =
        if text.starts_with("CHAR(") || text.starts_with("char(") { TypeFamily::Text } else { row.family };
    DataType::new(&text, family)
}

/// `Enum(Color)`, `Enum("red", "green", name="color")`.
fn enumeration(arguments: &Arguments, dialect: Dialect) -> Option<DataType> {
    let class = arguments.positional().next().and_then(|argument| class_of(&argument.value));
    let stated = arguments.keyword("name").and_then(|argument| argument.value.as_text()).map(Name::new);
    let native =
        arguments.keyword("native_enum").and_then(|argument| argument.value.as_bool()) != Some(false);
    let named = |name: Name| DataType { name, family: TypeFamily::Named };
    if native && dialect.is_postgres_like() {
        let name = stated.or_else(|| class.map(|class| class.name.to_lowercase()))?;
        return Some(named(dialect.quoted(name.as_str())));
    }
    let mut labels: Vec<Name> = Vec::new();
    if arguments.keyword("values_callable").is_none() {
        let texts = arguments.positional().filter_map(|argument| argument.value.as_text());
        labels.extend(texts.map(Name::new));
        labels.extend(class.into_iter().flat_map(|class| members(class)));
    }
    if native && dialect.is_mysql_like() {
        let quoted: Vec<String> = labels.iter().map(|label| format!("'{label}'")).collect();
        return Some(named(Name::new(&format!("enum({})", quoted.join(",")))));
    }
    let stated = arguments.keyword("length").and_then(|argument| number_of(&argument.value));
    let longest = labels.iter().map(|label| label.as_str().chars().count()).max();
    let size = stated.map(|size| size.to_string()).or_else(|| longest.map(|size| size.to_string()))?;
    let word = match dialect.engine {
        Engine::PostgreSql | Engine::CockroachDb => "character varying",
        Engine::MySql | Engine::MariaDb => "varchar",
        Engine::Sqlite => "VARCHAR",
    };
    Some(DataType::new(&format!("{word}({size})"), TypeFamily::Text))
}

/// The names of an enumeration's members.
fn members(class: &Class) -> Vec<Name> {
    let body = class.body();
    let is_member = |attribute: &&Attribute| {
        let is_function = matches!(attribute.value, Some(Value::Object(Object::Function(_))) | None);
        !is_function && !attribute.name.as_str().starts_with('_')
    };
    body.attributes.iter().filter(is_member).map(|attribute| attribute.name).collect()
}
