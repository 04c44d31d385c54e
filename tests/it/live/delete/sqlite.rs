//! DELETE on SQLite: each in a copy of the file, because a foreign key that is deferred is looked at only when the statement commits.

use std::fs;
use std::path::Path;

use libtest_mimic::Failed;
use referee::impact::population::Row;
use referee::ir::{ColumnId, TableId};
use rusqlite::Connection;

use super::population::{NUMBER, Named, Population, Stated, digit};
use super::{Played, Refusal, Refused, Rows};

/// Checks stay off while rows are deleted: no one but a person knows what they refuse.
const OPEN: &str = "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA legacy_alter_table = ON;
                    PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = ";

/// What stands in the way: views and triggers, and indexes over part of a table.
const DROPS: &str = "
SELECT 'DROP ' || type || ' \"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_schema WHERE type IN ('trigger', 'view')
UNION ALL
SELECT 'DROP INDEX \"' || replace(i.name, '\"', '\"\"') || '\"' FROM sqlite_schema t, pragma_index_list(t.name) i
WHERE t.type = 'table' AND i.\"unique\" AND i.partial";

/// The columns that take a value: name, type, whether NULL will do.
const COLUMNS: &str = "
SELECT name, type, \"notnull\" = 0 AND pk = 0 FROM pragma_table_xinfo(?1) WHERE hidden = 0";

/// The default of a column.
const PRESET: &str = "SELECT dflt_value FROM pragma_table_xinfo(?1) WHERE name = ?2 COLLATE NOCASE";

/// Puts the rows into the database of this file and plays a DELETE on each table.
pub(crate) fn play(population: &Population<'_>, path: &Path) -> Result<Played, Failed> {
    let mut played = Played::of(population);
    let connection = open(path, "OFF")?;
    for drop in texts(&connection, DROPS)? {
        // A dropped table takes its triggers with it.
        let _ = connection.execute_batch(&drop);
    }
    connection.execute_batch("BEGIN")?;
    for row in &population.rows {
        if let Err(error) = put(&connection, population, row) {
            played.left_out.insert(row.row, error.to_string());
        }
    }
    for named in &population.named {
        // The row may be there: then the default names it all the same.
        let _ = put_named(&connection, population, named);
    }
    connection.execute_batch("COMMIT")?;
    played.answers.before = rows(&connection, population, &played)?;
    drop(connection);
    let copy = path.with_extension("copy");
    fs::copy(path, &copy)?;
    let mut deletes = Vec::new();
    for place in population.tables.iter().filter(|place| played.has(place.id)) {
        let connection = open(&copy, "ON")?;
        let delete = format!("DELETE FROM {} WHERE {NUMBER} = 1", target(population, place.id));
        let result = match connection.execute_batch(&delete) {
            Ok(()) => {
                let rows = rows(&connection, population, &played)?;
                drop(connection);
                fs::copy(path, &copy)?;
                Ok(rows)
            }
            Err(error) => Err(refusal(&error.to_string())),
        };
        deletes.push((place.id, result));
    }
    played.answers.deletes = deletes;
    Ok(played)
}

fn open(path: &Path, enforced: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(&format!("{OPEN}{enforced};"))?;
    Ok(connection)
}

struct Column {
    name: String,
    data_type: String,
    is_nullable: bool,
}

fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Column>> {
    let mut statement = connection.prepare_cached(COLUMNS)?;
    let columns = statement.query_map([table], |row| {
        Ok(Column { name: row.get(0)?, data_type: row.get(1)?, is_nullable: row.get(2)? })
    })?;
    columns.collect()
}

fn put(connection: &Connection, population: &Population<'_>, stated: &Stated) -> rusqlite::Result<()> {
    let Row { table, number } = stated.row;
    let target = target(population, table);
    if number == 1 {
        let clear = format!("DELETE FROM {target}; ALTER TABLE {target} ADD COLUMN {NUMBER} INTEGER");
        connection.execute_batch(&clear)?;
    }
    let mut values = Vec::new();
    for column in columns(connection, population.schema.walk_table(table).name().name.as_str())? {
        let own = |id: &ColumnId| population.column(*id).eq_ignore_ascii_case(&column.name);
        let known = stated.values.iter().find(|(id, _)| own(id));
        let value = match known.map_or(Some(number), |(_, value)| *value) {
            _ if column.name == NUMBER => number.to_string(),
            Some(number) if column.data_type.is_empty() => {
                typeless(population, known.map(|(id, _)| *id), number)
            }
            Some(number) => value(&column.data_type, number),
            None => "NULL".to_owned(),
        };
        values.push((quoted(&column.name), value));
    }
    insert(connection, &target, &values)
}

/// The n-th value of a type. A STRICT table takes nothing else for a BLOB; everything else becomes what the column wants.
fn value(data_type: &str, number: u8) -> String {
    let digit = digit(number);
    if data_type == "BLOB" { format!("x'0{digit}'") } else { digit.to_string() }
}

/// A column without a type keeps what it is given, which must equal what it refers to.
fn typeless(population: &Population<'_>, column: Option<ColumnId>, number: u8) -> String {
    let table = column.map(|column| population.schema.walk_column(column).table());
    let mut pairs = table
        .into_iter()
        .flat_map(|table| table.foreign_keys())
        .flat_map(|fk| fk.columns().zip(fk.referenced_columns()));
    let referenced = pairs.find(|(own, _)| Some(own.id) == column);
    let data_type = referenced.and_then(|(_, referenced)| referenced.data_type());
    data_type.map_or_else(
        || digit(number).to_string(),
        |data_type| format!("CAST({} AS {data_type})", digit(number)),
    )
}

/// Puts the row that defaults name, unless it is there or one of them is NULL.
fn put_named(connection: &Connection, population: &Population<'_>, named: &Named) -> rusqlite::Result<()> {
    let name = |table| population.schema.walk_table(table).name().name.as_str();
    let mut values = Vec::new();
    for column in columns(connection, name(named.row.table))? {
        let own = named.columns.iter().find(|(name, _)| name.as_str().eq_ignore_ascii_case(&column.name));
        let value = match own {
            _ if column.name == NUMBER => named.row.number.to_string(),
            Some((_, Some(own))) => {
                let mut statement = connection.prepare_cached(PRESET)?;
                let preset: Option<String> =
                    statement.query_row([name(named.referencing), own.as_str()], |row| row.get(0))?;
                match preset.filter(|preset| !preset.eq_ignore_ascii_case("NULL")) {
                    Some(preset) => format!("({preset})"),
                    None => return Ok(()),
                }
            }
            Some((_, None)) => value(&column.data_type, 1),
            None if column.is_nullable => "NULL".to_owned(),
            None => value(&column.data_type, 3),
        };
        values.push((quoted(&column.name), value));
    }
    insert(connection, &target(population, named.row.table), &values)
}

fn insert(connection: &Connection, target: &str, values: &[(String, String)]) -> rusqlite::Result<()> {
    let (names, values): (Vec<&str>, Vec<&str>) =
        values.iter().map(|(name, value)| (name.as_str(), value.as_str())).unzip();
    let (names, values) = (names.join(", "), values.join(", "));
    connection.execute_batch(&format!("INSERT INTO {target} ({names}) VALUES ({values})"))
}

fn rows(connection: &Connection, population: &Population<'_>, played: &Played) -> rusqlite::Result<Rows> {
    let mut rows = Rows::new();
    for place in population.tables.iter().filter(|place| played.has(place.id)) {
        let columns = place.watched.iter().map(|column| quoted(population.column(*column)));
        let columns: String = columns.map(|name| format!(", coalesce(quote({name}), '-')")).collect();
        let query = format!("SELECT {NUMBER}{columns} FROM {}", target(population, place.id));
        let mut statement = connection.prepare(&query)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let values = (1..=place.watched.len()).map(|index| row.get::<_, String>(index));
            let values = values.map(|value| value.map(|text| text.replace("NULL", "-")));
            rows.insert(Row { table: place.id, number: row.get(0)? }, values.collect::<Result<_, _>>()?);
        }
    }
    Ok(rows)
}

fn texts(connection: &Connection, query: &str) -> rusqlite::Result<Vec<String>> {
    connection.prepare(query)?.query_map([], |row| row.get(0))?.collect()
}

fn refusal(message: &str) -> Refusal {
    let known = [
        ("NOT NULL constraint failed: ", Refused::NotNull),
        ("no such table: main.", Refused::NoTable),
        ("foreign key mismatch - ", Refused::NoKey),
        ("FOREIGN KEY constraint failed", Refused::ForeignKey),
        ("too many levels", Refused::Depth),
    ];
    let found = known.into_iter().find_map(|(text, kind)| Some((kind, message.split_once(text)?.1)));
    let (kind, rest) = found.unwrap_or((Refused::Otherwise, ""));
    let object = match kind {
        Refused::NotNull | Refused::NoTable => Some(rest.to_owned()),
        // What was prepared follows: ` in DELETE FROM ...`.
        Refused::NoKey => rest.split_inclusive('"').take(4).collect::<String>().into(),
        Refused::ForeignKey | Refused::Depth | Refused::Otherwise => None,
    };
    Refusal { kind, object, message: message.to_owned() }
}

fn target(population: &Population<'_>, table: TableId) -> String {
    quoted(population.schema.walk_table(table).name().name.as_str())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
