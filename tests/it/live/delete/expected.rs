//! What `referee::impact` says of each DELETE against what the engine did.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use referee::impact::population::Row;
use referee::impact::{Fate, Impact, Obstacle, Outcome, Verdict, impact};
use referee::ir::{ColumnId, TableId};

use libtest_mimic::Failed;

use super::super::notes::Notes;
use super::{Played, Population, Refusal, Refused, Rows};

/// How a case compares.
#[derive(Default)]
pub(crate) struct Compared {
    /// Tables whose DELETE does what is said.
    pub(crate) agreeing: usize,
    /// What is not so, in words.
    pub(crate) differing: Vec<String>,
    /// Rows that the engine does not take, and why.
    pub(crate) absent: Vec<String>,
    /// Tables that were not compared, because what is said of them meets an absent row.
    pub(crate) not_tried: Vec<String>,
}

impl Compared {
    /// The numbers of it.
    pub(crate) fn counts(&self) -> String {
        let Compared { agreeing, differing, absent, not_tried } = self;
        format!(
            "{agreeing} tables agree, {} differ, {} not tried, {} rows or tables absent",
            differing.len(),
            not_tried.len(),
            absent.len()
        )
    }

    /// All tables agree, and only the rows are missing that live.txt names. The reason if there was nothing to compare.
    pub(crate) fn verdict(self, notes: &Notes) -> Result<Option<String>, Failed> {
        let is_noted = |line: &String| notes.rows.iter().any(|noted| line.starts_with(noted.as_str()));
        let mut wrong: Vec<String> = self.absent.into_iter().filter(|line| !is_noted(line)).collect();
        let is_expected = |text: &String| notes.deletes.iter().any(|noted| text.contains(noted.as_str()));
        wrong.extend(
            notes
                .deletes
                .iter()
                .filter(|noted| !self.differing.iter().any(|text| text.contains(noted.as_str())))
                .map(|noted| format!("live.txt expects: {noted}")),
        );
        wrong.extend(self.differing.into_iter().filter(|text| !is_expected(text)));
        if !wrong.is_empty() {
            return Err(wrong.join("\n").into());
        }
        let nothing = self.agreeing == 0 && notes.deletes.is_empty();
        Ok(nothing.then(|| format!("there is no table to delete from; {}", self.not_tried.join("; "))))
    }
}

/// Compares table by table.
pub(crate) fn compare(population: &Population<'_>, played: &Played) -> Compared {
    let mut compared = Compared::default();
    let mut absent: BTreeSet<TableId> = played.left_out.keys().map(|row| row.table).collect();
    absent.extend(played.strange.keys());
    let name = |table| population.schema.walk_table(table).name().to_string();
    for (table, why) in &played.strange {
        compared.absent.push(format!("{}: {why}", name(*table)));
    }
    for (row, why) in &played.left_out {
        compared.absent.push(format!("{} {}: {why}", name(row.table), row.number));
    }
    for (table, result) in &played.answers.deletes {
        let said = impact(population.schema, population.referencing, *table);
        let met = said
            .effects
            .iter()
            .map(|effect| population.schema.walk_foreign_key(effect.foreign_key).table().id);
        if let Some(absent) = met.chain([*table]).find(|table| absent.contains(table)) {
            compared.not_tried.push(format!("{}: it reaches {}", name(*table), name(absent)));
            continue;
        }
        // SQLite refuses what meets a foreign key to a table that it does not have.
        let lacks =
            |refusal: &&Refusal| refusal.message.contains("no such table") && !played.strange.is_empty();
        if let Some(refusal) = result.as_ref().err().filter(lacks) {
            compared.not_tried.push(format!("{}: {}", name(*table), refusal.message));
            continue;
        }
        match differences(population, &said, &played.answers.before, result) {
            text if text.is_empty() => compared.agreeing += 1,
            text => compared.differing.push(format!("DELETE FROM {}\n{text}", name(*table))),
        }
    }
    compared
}

fn differences(
    population: &Population<'_>,
    said: &Impact,
    before: &Rows,
    result: &Result<Rows, Refusal>,
) -> String {
    match (said.verdict, result) {
        (Verdict::Refused, Err(refusal)) => obstacles(population, said, refusal),
        (Verdict::Refused, Ok(_)) => {
            format!("  the engine succeeds, the impact stops: {:?}\n", stops(population, said))
        }
        (Verdict::Succeeds | Verdict::Depends, Err(refusal)) => {
            format!("  the engine refuses ({:?}): {}; the impact does not\n", refusal.kind, refusal.message)
        }
        (Verdict::Succeeds | Verdict::Depends, Ok(after)) => fates(population, said, before, after),
    }
}

/// What the engine stumbled over must be among what stops the statement.
fn obstacles(population: &Population<'_>, said: &Impact, refusal: &Refusal) -> String {
    let stops = stops(population, said);
    let same = |(kind, objects): &(Refused, Vec<String>)| {
        *kind == refusal.kind
            && refusal
                .object
                .as_ref()
                .is_none_or(|object| objects.iter().any(|own| own.eq_ignore_ascii_case(object)))
    };
    if stops.iter().any(same) {
        return String::new();
    }
    format!("  the engine refuses ({:?}): {}; the impact stops: {stops:?}\n", refusal.kind, refusal.message)
}

/// What stops a statement, and the names by which engines may speak of it.
fn stops(population: &Population<'_>, said: &Impact) -> Vec<(Refused, Vec<String>)> {
    let stop = |effect: &referee::impact::Effect| {
        let fk = population.schema.walk_foreign_key(effect.foreign_key);
        let names: Vec<String> = fk.get().name.iter().map(ToString::to_string).collect();
        match effect.outcome {
            Outcome::Stops(Obstacle::Referenced) => Some((Refused::ForeignKey, names)),
            Outcome::Stops(Obstacle::NotNull(column)) => {
                let column = population.column(column);
                Some((Refused::NotNull, vec![format!("{}.{column}", fk.table().name().name)]))
            }
            Outcome::Stops(Obstacle::DefaultRemoved) => Some((Refused::ForeignKey, names)),
            Outcome::Stops(Obstacle::Depth(_)) => Some((Refused::Depth, names)),
            // SQLite names the tables.
            Outcome::Stops(Obstacle::NoTable) => {
                Some((Refused::NoTable, vec![fk.referenced_name().name.to_string()]))
            }
            Outcome::Stops(Obstacle::NoKey) => {
                let (own, referenced) = (fk.table().name(), fk.referenced_name());
                Some((Refused::NoKey, vec![format!("\"{own}\" referencing \"{referenced}\"")]))
            }
            Outcome::Removed
            | Outcome::AlreadyRemoved(_)
            | Outcome::Nulled
            | Outcome::Defaulted
            | Outcome::Cleared(_) => None,
        }
    };
    said.effects.iter().filter_map(stop).collect()
}

fn fates(population: &Population<'_>, said: &Impact, before: &Rows, after: &Rows) -> String {
    let mut text = String::new();
    for row in before.keys() {
        let actual = actual(population, *row, before, after);
        let expected = expected(population, said.fate(*row));
        if actual != expected {
            let (number, table) = (row.number, population.schema.walk_table(row.table).name());
            let _ =
                writeln!(text, "  row {number} of {table}: the engine says {actual}, the impact {expected}");
        }
    }
    text
}

/// What became of a row, in words.
fn actual(population: &Population<'_>, row: Row, before: &Rows, after: &Rows) -> String {
    let Some((old, new)) = before.get(&row).zip(after.get(&row)) else { return "removed".to_owned() };
    let place = population.index(row.table).and_then(|index| population.tables.get(index));
    let columns = place.into_iter().flat_map(|place| place.watched.iter().copied());
    let changed = columns.zip(old.iter().zip(new)).filter(|(_, (old, new))| old != new);
    let changed = changed.map(|(column, (_, new))| (column, if new == "-" { "nulled" } else { "defaulted" }));
    changes(population, changed.collect())
}

fn expected(population: &Population<'_>, fate: &Fate) -> String {
    match fate {
        Fate::Kept => changes(population, Vec::new()),
        Fate::Removed => "removed".to_owned(),
        Fate::Changed { nulled, defaulted } => {
            let nulled = nulled.iter().map(|column| (*column, "nulled"));
            changes(population, nulled.chain(defaulted.iter().map(|column| (*column, "defaulted"))).collect())
        }
    }
}

fn changes(population: &Population<'_>, changed: Vec<(ColumnId, &str)>) -> String {
    let mut words: Vec<String> =
        changed.into_iter().map(|(column, what)| format!("{} {what}", population.column(column))).collect();
    words.sort();
    if words.is_empty() { "kept".to_owned() } else { words.join(", ") }
}
