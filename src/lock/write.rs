//! The text of referee.lock.

use super::{Aim, LockedDatabase, Reach, Verb};

/// What is written of one database.
#[derive(Clone, Debug)]
pub enum Part<'a> {
    /// What its schema makes.
    Read {
        /// The name as [`super::quoted`] writes it.
        database: String,
        /// What is reached, sorted.
        reaches: &'a [Reach],
    },
    /// What the file has said so far, since the database was not read.
    Kept(&'a LockedDatabase),
}

impl Part<'_> {
    fn name(&self) -> String {
        match self {
            Part::Read { database, .. } => database.clone(),
            Part::Kept(locked) => locked.name.clone(),
        }
    }
}

const HEAD: &str = "\
# What one DELETE reaches. `referee check` fails when a line would have to be added; `referee lock --update` writes it. Review its changes.
# erasable: what DELETE of one row does. protected: by which foreign keys a DELETE of other rows gets here.
";

/// Lines are not aligned to each other: one that comes or goes leaves the others as they are.
const WIDTH: usize = 8;

/// The file. Databases are sorted by name; those without tables are left out.
pub fn write(parts: &[Part<'_>]) -> String {
    let mut parts: Vec<(String, &Part<'_>)> = parts.iter().map(|part| (part.name(), part)).collect();
    parts.sort_by(|left, right| left.0.cmp(&right.0));
    let mut text = HEAD.to_owned();
    for (name, part) in parts {
        let mut tables = String::new();
        match part {
            Part::Read { reaches, .. } => {
                for reach in *reaches {
                    table(&mut tables, reach.aim, &reach.name);
                    reach.lines.iter().for_each(|own| line(&mut tables, own.verb, &own.text));
                }
            }
            Part::Kept(locked) => {
                for kept in &locked.tables {
                    table(&mut tables, kept.aim, &kept.name);
                    kept.lines.iter().for_each(|own| line(&mut tables, own.verb, &own.foreign_key));
                }
            }
        }
        if !tables.is_empty() {
            text.push_str(&format!("\ndatabase {name}\n{tables}"));
        }
    }
    text
}

fn table(text: &mut String, aim: Aim, name: &str) {
    text.push_str(&format!("\n{} {name}\n", aim.word()));
}

fn line(text: &mut String, verb: Verb, foreign_key: &str) {
    text.push_str(&format!("  {:WIDTH$}  {foreign_key}\n", verb.word()));
}
