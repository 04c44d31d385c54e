//! DELETE of one row of each table on real engines: what is gone, nulled, defaulted or refused must be what `referee::impact` says.
//!
//! The rows are those that `referee::impact` speaks of (see `population`). They are put into the database that the schema's test has made, with
//! constraints and triggers off, and each DELETE starts from them again.

mod expected;
mod mariadb;
mod population;
mod postgresql;
mod sqlite;

use std::collections::BTreeMap;

use libtest_mimic::Failed;
use referee::impact::population::Row;
use referee::ir::TableId;

pub(crate) use expected::compare;
pub(crate) use population::Population;

pub(crate) use {mariadb::play as on_mariadb, postgresql::play as on_postgresql, sqlite::play as on_sqlite};

/// What an engine did.
#[derive(Default)]
pub(crate) struct Played {
    /// Rows that it has not, and why.
    left_out: BTreeMap<Row, String>,
    /// Tables without rows, because what the engine holds of them is not the replayed schema.
    strange: BTreeMap<TableId, String>,
    answers: Answers,
}

/// What a DELETE on each table came to.
#[derive(Default)]
struct Answers {
    before: Rows,
    deletes: Vec<(TableId, Result<Rows, Refusal>)>,
}

/// By table and number the columns that a DELETE elsewhere can change, as texts; `-` is NULL.
type Rows = BTreeMap<Row, Vec<String>>;

/// A statement that failed.
struct Refusal {
    kind: Refused,
    /// The name of the foreign key that refused, the `table.column` that does not take NULL, the table that is not there, or the tables `"a" referencing "b"`,
    /// if the engine says.
    object: Option<String>,
    message: String,
}

/// Why an engine refuses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Refused {
    ForeignKey,
    NotNull,
    Depth,
    /// SQLite: the referenced table is not there.
    NoTable,
    /// SQLite: the referenced columns are not unique.
    NoKey,
    Otherwise,
}

impl Played {
    fn of(population: &Population<'_>) -> Played {
        Played { strange: population.strange.clone(), ..Played::default() }
    }

    /// Whether a table's first row was put.
    fn has(&self, table: TableId) -> bool {
        !self.left_out.contains_key(&Row { table, number: 1 })
    }

    /// Reads the lines `put|TABLE|NUMBER|MESSAGE`: a row is there if its line is and has no message.
    fn read_put(&mut self, population: &Population<'_>, text: &str) {
        let said: BTreeMap<(usize, u8), &str> = text
            .lines()
            .filter_map(|line| {
                let (place, rest) = line.strip_prefix("put|")?.split_once('|')?;
                let (number, message) = rest.split_once('|')?;
                Some(((place.parse().ok()?, number.parse().ok()?), message))
            })
            .collect();
        for row in &population.rows {
            let Some(place) = population.index(row.row.table) else { continue };
            match said.get(&(place, row.row.number)) {
                Some(&"") => {}
                message => {
                    let message = message.map_or("nothing is said of it", |message| message);
                    self.left_out.insert(row.row, message.to_owned());
                }
            }
        }
    }
}

impl Answers {
    /// Reads `deleted|TABLE` with the rows that follow it (`row|TABLE|NUMBER|VALUE...`), and `refused|TABLE|...`, which `refusal` understands.
    fn read(
        population: &Population<'_>,
        text: &str,
        refusal: fn(&str) -> Refusal,
    ) -> Result<Answers, Failed> {
        let mut answers = Answers::default();
        let table = |word: &str| {
            let place = word.parse().ok().and_then(|index: usize| population.tables.get(index));
            place.map(|place| place.id).ok_or_else(|| Failed::from(format!("no such table: {word}")))
        };
        for line in text.lines() {
            let (word, rest) = line.split_once('|').unwrap_or((line, ""));
            match word {
                "row" => {
                    let mut parts = rest.split('|');
                    let table = table(parts.next().unwrap_or_default())?;
                    let number = parts.next().and_then(|number| number.parse().ok()).unwrap_or_default();
                    let rows = match answers.deletes.last_mut() {
                        None => &mut answers.before,
                        Some((_, Ok(rows))) => rows,
                        Some((_, Err(_))) => return Err(format!("rows of a refused DELETE: {line}").into()),
                    };
                    rows.insert(Row { table, number }, parts.map(str::to_owned).collect());
                }
                "deleted" => answers.deletes.push((table(rest)?, Ok(Rows::new()))),
                "refused" => {
                    let (place, rest) = rest.split_once('|').unwrap_or((rest, ""));
                    answers.deletes.push((table(place)?, Err(refusal(rest))));
                }
                _ => {}
            }
        }
        Ok(answers)
    }
}
