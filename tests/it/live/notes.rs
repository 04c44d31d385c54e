//! What a person says about a case and real engines: `live.txt` in the case's folder.
//!
//! ```text
//! # a comment
//! skip: why no engine can be asked
//! given: CREATE TABLE auth (id uuid PRIMARY KEY);   what the database holds before the history starts
//! refused: relation "teams" does not exist          a statement that the engine refuses, by a part of its message, and that the replay leaves out
//! stops: incorrectly formed                         a statement that ends the history, because the engine refuses it: nothing is compared
//! prisma: is missing an opposite relation field     Prisma's engine refuses the schema, or the database Prisma's SQL: nothing is compared
//! drizzle: No matching export                     drizzle-orm refuses the schema, or the engine drizzle-kit's SQL: only the snapshot is compared
//! python: Can't locate revision                     Alembic or SQLAlchemy refuses the revisions or models, or the database theirs: nothing is compared
//! back: the data would be gone                      a way back does not lead back, for a reason that no rule is about
//! deletes: foreign key mismatch                     a DELETE that the engine refuses whatever the rows are: what `impact` says of it is not compared
//! rows: posts 2: no such partition                 a row that the engine does not take, so that DELETEs that meet its table are not compared
//! ```

use std::fs;
use std::path::Path;

use libtest_mimic::Failed;

#[derive(Default)]
pub(super) struct Notes {
    pub(super) skip: Option<String>,
    pub(super) given: String,
    pub(super) stops: bool,
    /// What of a Prisma schema is refused.
    pub(super) prisma: Option<String>,
    /// What of a Drizzle schema is refused.
    pub(super) drizzle: Option<String>,
    /// What of revisions or models is refused.
    pub(super) python: Option<String>,
    /// Whether ways back are left alone.
    pub(super) back: bool,
    /// What DELETEs are refused with that cannot be compared.
    pub(super) deletes: Vec<String>,
    /// Rows that the engine does not take: table, number and the beginning of the message.
    pub(super) rows: Vec<String>,
    refused: Vec<String>,
}

impl Notes {
    /// The case's notes; empty ones where there is no file.
    pub(super) fn of(case: &Path) -> Result<Notes, Failed> {
        let path = case.join("live.txt");
        let mut notes = Notes::default();
        if !path.is_file() {
            return Ok(notes);
        }
        for line in
            fs::read_to_string(&path)?.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            match line.split_once(": ") {
                Some(("skip", reason)) => notes.skip = Some(reason.to_owned()),
                Some(("prisma", message)) => notes.prisma = Some(message.to_owned()),
                Some(("drizzle", message)) => notes.drizzle = Some(message.to_owned()),
                Some(("python", message)) => notes.python = Some(message.to_owned()),
                Some(("deletes", message)) => notes.deletes.push(message.to_owned()),
                Some(("rows", row)) => notes.rows.push(row.to_owned()),
                Some(("back", _)) => notes.back = true,
                Some(("given", sql)) => notes.given.push_str(&format!("{sql}\n")),
                Some((word @ ("refused" | "stops"), message)) => {
                    notes.refused.push(message.to_owned());
                    notes.stops |= word == "stops";
                }
                Some(_) | None => return Err(format!("{}: cannot read `{line}`", path.display()).into()),
            }
        }
        Ok(notes)
    }

    /// The engine refused what is expected, in that order, and nothing else.
    pub(super) fn compare(&self, refused: &[String]) -> Result<(), Failed> {
        let same = |(expected, actual): (&String, &String)| actual.contains(expected.as_str());
        if self.refused.len() == refused.len() && self.refused.iter().zip(refused).all(same) {
            return Ok(());
        }
        Err(format!("the engine refuses:\n{refused:#?}\nlive.txt expects:\n{:#?}", self.refused).into())
    }
}
