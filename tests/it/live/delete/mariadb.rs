//! DELETE on MariaDB, in a stored procedure that rolls back whatever comes of it. Without strict mode any column takes a value of any kind, and one
//! that is not stated need not be.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use libtest_mimic::Failed;
use referee::ir::TableId;

use super::population::{NUMBER, Population, Stated, digit};
use super::{Answers, Played, Refusal, Refused};

/// What stands in the way, and the columns that take a value.
const CATALOG: &str = "
SELECT CONCAT('trigger|', TRIGGER_NAME) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE();
SELECT CONCAT_WS('|', 'engine', TABLE_NAME) FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND ENGINE <> 'InnoDB';
SELECT CONCAT_WS('|', 'column', TABLE_NAME, COLUMN_NAME, DATA_TYPE) FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = DATABASE() AND COALESCE(GENERATION_EXPRESSION, '') = '';
";

/// `REFEREE_ROWS` prints all rows.
const PLAY: &str = "
CREATE PROCEDURE referee_play(IN place INT, IN statement TEXT)
BEGIN
    DECLARE EXIT HANDLER FOR SQLEXCEPTION
    BEGIN
        GET DIAGNOSTICS CONDITION 1 @code = MYSQL_ERRNO, @said = MESSAGE_TEXT;
        ROLLBACK;
        SELECT CONCAT_WS('|', 'refused', place, @code, REPLACE(@said, '\\n', ' '));
    END;
    START TRANSACTION;
    EXECUTE IMMEDIATE statement;
    SELECT CONCAT('deleted|', place);
    CALL referee_rows();
    ROLLBACK;
END$$
DELIMITER ;
";

/// What a session prints, and what it complains of.
type Said = Result<(String, Vec<String>), Failed>;

/// Puts the rows and plays a DELETE on each table; `run` runs a script in a session of its own and gives what it prints, and what it complains of.
pub(crate) fn play(population: &Population<'_>, run: &dyn Fn(&str) -> Said) -> Result<Played, Failed> {
    let (catalog, _) = run(CATALOG)?;
    let mut columns: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    let mut script =
        String::from("SET sql_mode = '', foreign_key_checks = 0, check_constraint_checks = 0;\n");
    for line in catalog.lines() {
        let parts: Vec<&str> = line.split('|').collect();
        let _ = match parts.as_slice() {
            ["trigger", name] => writeln!(script, "DROP TRIGGER {};", quoted(name)),
            // No foreign key lives in another engine, and no statement there is undone.
            ["engine", table] => writeln!(script, "ALTER TABLE {} ENGINE = InnoDB;", quoted(table)),
            ["column", table, column, data_type] => {
                columns.entry(table).or_default().push((column, data_type));
                Ok(())
            }
            _ => Ok(()),
        };
    }
    for row in &population.rows {
        let table = population.schema.walk_table(row.row.table).name().name.as_str();
        let (Some(columns), Some(place)) = (columns.get(table), population.index(row.row.table)) else {
            continue;
        };
        put(&mut script, population, row, columns, place);
    }
    let mut played = Played::of(population);
    let (said, complaints) = run(&script)?;
    played.read_put(population, &said);
    for message in played.left_out.values_mut() {
        message.push_str(&complaints.join("; "));
    }
    let (said, complaints) = run(&deletes(population, &played))?;
    if !complaints.is_empty() {
        return Err(complaints.join("\n").into());
    }
    played.answers = Answers::read(population, &said, refusal)?;
    Ok(played)
}

fn put(
    script: &mut String,
    population: &Population<'_>,
    row: &Stated,
    columns: &[(&str, &str)],
    place: usize,
) {
    let table = target(population, row.row.table);
    if row.row.number == 1 {
        let _ = writeln!(script, "DELETE FROM {table};\nALTER TABLE {table} ADD COLUMN {NUMBER} INT;");
    }
    let stated = |name: &str| {
        let value =
            row.values.iter().find(|(column, _)| population.column(*column).eq_ignore_ascii_case(name));
        value.map_or(Some(row.row.number), |(_, value)| *value)
    };
    let known: Vec<_> = columns
        .iter()
        .filter_map(|(name, data_type)| Some((quoted(name), value(data_type, stated(name))?)))
        .collect();
    let names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).chain([NUMBER]).collect();
    let number = row.row.number.to_string();
    let values: Vec<&str> = known.iter().map(|(_, value)| value.as_str()).chain([number.as_str()]).collect();
    let _ = writeln!(script, "INSERT INTO {table} ({}) VALUES ({});", names.join(", "), values.join(", "));
    let _ = writeln!(
        script,
        "SELECT CONCAT('put|{place}|{number}|', IF(ROW_COUNT() = 1, '', 'the row is refused: '));"
    );
}

/// The n-th value of a type, the same for types that foreign keys may compare; none where only the type's own functions make values.
fn value(data_type: &str, number: Option<u8>) -> Option<String> {
    let Some(number) = number else { return Some("NULL".to_owned()) };
    let digit = digit(number);
    match data_type {
        "geometry" | "point" | "linestring" | "polygon" | "multipoint" | "multilinestring"
        | "multipolygon" | "geometrycollection" => None,
        "uuid" => Some(format!("'00000000-0000-4000-8000-00000000000{digit}'")),
        "inet4" => Some(format!("'10.0.0.{digit}'")),
        "inet6" => Some(format!("'::{digit}'")),
        "date" | "datetime" | "timestamp" => Some(format!("'2001-01-0{digit}'")),
        // Of an enumeration the n-th label.
        "bit" | "enum" | "set" => Some(number.to_string()),
        _ => Some(format!("'{digit}'")),
    }
}

fn deletes(population: &Population<'_>, played: &Played) -> String {
    let places = || population.tables.iter().enumerate().filter(|(_, place)| played.has(place.id));
    let mut script = String::from("DELIMITER $$\nCREATE PROCEDURE referee_rows()\nBEGIN\n");
    for (index, place) in places() {
        let columns = place.watched.iter().map(|column| quoted(population.column(*column)));
        let columns: String = columns.map(|name| format!(", COALESCE(HEX({name}), '-')")).collect();
        let table = target(population, place.id);
        let _ = writeln!(script, "SELECT CONCAT_WS('|', 'row', {index}, {NUMBER}{columns}) FROM {table};");
    }
    let _ = writeln!(script, "END$$\n{PLAY}CALL referee_rows();");
    for (index, place) in places() {
        let table = target(population, place.id);
        let _ = writeln!(
            script,
            "CALL referee_play({index}, 'DELETE FROM {} WHERE {NUMBER} = 1');",
            table.replace('\'', "''")
        );
    }
    script
}

/// code, message
fn refusal(parts: &str) -> Refusal {
    let (code, message) = parts.split_once('|').unwrap_or((parts, ""));
    // ... a foreign key constraint fails (`db`.`posts`, CONSTRAINT `posts_ibfk_1` FOREIGN KEY (`author_id`) ...
    let object = message.split_once("CONSTRAINT `").and_then(|(_, rest)| rest.split('`').next());
    let kind = match code {
        "1451" => Refused::ForeignKey,
        "1048" => Refused::NotNull,
        _ if message.contains("cascad") => Refused::Depth,
        _ => Refused::Otherwise,
    };
    Refusal { kind, object: object.map(str::to_owned), message: format!("{code} {message}") }
}

fn target(population: &Population<'_>, table: TableId) -> String {
    quoted(population.schema.walk_table(table).name().name.as_str())
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}
