//! `referee init`: a commented referee.toml with the databases that were found and the policies that the project's own foreign keys already keep.
//!
//! What is proposed is tried before it is written: the rules run with all proposals, and what does not keep one is named beside it. Where the
//! evidence is weak the proposal is commented out.

mod erasable;
mod names;
mod policies;
mod protected;
mod required;
mod trial;

use std::fmt::Write as _;
use std::io::{self, Write as _};

use super::{InitArguments, Outcome, complain, project};
use crate::ir::{Database, Role, Schema, SourceKind};
use crate::pipeline::{Loaded, Project};

const FILE: &str = "referee.toml";

/// How many exceptions to what is not stated are named.
const NAMED: usize = 5;

const HEAD: &str = "\
# What this team means by its foreign keys. `referee explain RULE` tells what each rule finds.
# require_reason = true    # whatever silences a finding must say why

# Which sources describe the same database is found without configuration (`referee sources`); the tables below state it.
";

pub(super) fn run(arguments: &InitArguments) -> io::Result<Outcome> {
    let Some(mut project) = project::open(&arguments.input) else { return Ok(Outcome::Failed) };
    let text = configuration(&mut project);
    if arguments.stdout {
        io::stdout().lock().write_all(text.as_bytes())?;
        return Ok(Outcome::Clean);
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(!arguments.force).create(true).truncate(true);
    match options.open(FILE) {
        Ok(mut file) => file.write_all(text.as_bytes())?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            complain("`referee.toml` exists already; use --force to replace it or --stdout to print");
            return Ok(Outcome::Failed);
        }
        Err(error) => {
            complain(&format!("`referee.toml` cannot be written: {error}"));
            return Ok(Outcome::Failed);
        }
    }
    let count = project.databases.len();
    writeln!(io::stdout(), "wrote {FILE} for {count} {}", if count == 1 { "database" } else { "databases" })?;
    Ok(Outcome::Clean)
}

/// An entry that the project's own foreign keys suggest.
struct Proposal {
    /// The entry, as TOML.
    body: String,
    /// What speaks for it: a sentence.
    evidence: String,
    /// How many objects it is about, the exceptions included.
    total: usize,
    /// How many exceptions it may have to be stated; `None` if its evidence is too weak in any case.
    tolerance: Option<usize>,
    /// What does not keep it.
    exceptions: Vec<String>,
}

impl Proposal {
    /// Whether it is written out and not commented out.
    fn is_stated(&self) -> bool {
        self.tolerance.is_some_and(|tolerance| self.exceptions.len() <= tolerance)
    }

    /// Whether more speaks for it than against it.
    fn is_worth_a_line(&self) -> bool {
        self.exceptions.len() * 2 <= self.total
    }

    fn write(&self, text: &mut String) {
        // All exceptions to what is stated will be found; of what is not, some give an idea.
        let named = if self.is_stated() { usize::MAX } else { NAMED };
        // Writing into a String cannot fail.
        let _ = writeln!(text, "\n# {}", self.evidence);
        for exception in self.exceptions.iter().take(named) {
            let _ = writeln!(text, "#   not {exception}");
        }
        if let Some(more @ 1..) = self.exceptions.len().checked_sub(named) {
            let _ = writeln!(text, "#   nor {more} more");
        }
        let mark = if self.is_stated() { "" } else { "# " };
        for line in self.body.lines() {
            let _ = writeln!(text, "{mark}{line}");
        }
    }
}

fn configuration(project: &mut Project) -> String {
    let mut sections = {
        let schemas = schemas(project);
        [
            (
                "# Which actions a foreign key may have. The first policy that matches decides.\n\
                 # Conditions: table, references, column (globs), nullable (true or false). Demands: on_delete, on_update (one action or a list).\n",
                policies::proposals(&schemas),
            ),
            (
                "# Tables of which one DELETE must remove a row and all that names it.\n",
                erasable::proposals(&schemas),
            ),
            ("# Tables whose rows no DELETE of other rows may remove.\n", protected::proposals(&schemas)),
            ("# Foreign keys that tables must have.\n", required::proposals(&schemas)),
        ]
    };
    let mut text = String::from(HEAD);
    for database in &project.databases {
        write_database(&mut text, project, database);
    }
    trial::run(project, sections.iter_mut().flat_map(|(_, proposals)| proposals));
    for (title, proposals) in &mut sections {
        proposals.retain(Proposal::is_worth_a_line);
        proposals.sort_by_key(|proposal| !proposal.is_stated());
        if !proposals.is_empty() {
            text.push('\n');
            text.push_str(title);
        }
        proposals.iter().for_each(|proposal| proposal.write(&mut text));
    }
    text.push_str(
        "\n# Levels: off, note, warn or error.\n[rules]\n# implicit-action = \"warn\"    # every foreign key must state ON DELETE\n",
    );
    text
}

/// A database, commented out: the grouping holds without it.
fn write_database(text: &mut String, project: &Project, database: &Database) {
    let sources: Vec<&Loaded> = project.sources_of(database).collect();
    // A snapshot lies among the migrations, and has another name tomorrow.
    let stated = sources.iter().filter(|loaded| loaded.source.kind != SourceKind::DrizzleSnapshot);
    let paths: Vec<String> = stated.map(|loaded| format!("{:?}", loaded.source.path)).collect();
    let Some(first) = sources.first() else { return };
    // Writing into a String cannot fail.
    let _ = write!(
        text,
        "\n# [[database]]\n# name = {:?}\n# dialect = \"{}\"    # {}\n# sources = [{}]\n",
        database.name,
        first.source.dialect,
        first.source.dialect_evidence,
        paths.join(", "),
    );
}

/// Of each database what it holds: its history, or what is declared where there is none.
fn schemas(project: &Project) -> Vec<&Schema> {
    let of_one = project.databases.iter().filter_map(|database| {
        let sources: Vec<&Loaded> = project.sources_of(database).collect();
        let history = sources.iter().find(|loaded| loaded.source.role == Role::History);
        history.or(sources.first()).map(|loaded| &*loaded.schema)
    });
    of_one.collect()
}
