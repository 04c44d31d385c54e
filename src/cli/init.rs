//! `referee init`: a commented referee.toml with the databases that were found and the policies that most foreign keys already keep.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use super::{InitArguments, Outcome, complain, project};
use crate::ir::{Database, ForeignKeyRef, ReferentialAction, Role};
use crate::pipeline::{Loaded, Project};

const FILE: &str = "referee.toml";

/// A policy is written out if at least this many foreign keys to one table exist and this share of them agree; weaker ones are commented out.
const STRONG: (usize, usize) = (5, 80);
const WEAK: (usize, usize) = (3, 60);

pub(super) fn run(arguments: &InitArguments) -> io::Result<Outcome> {
    let Some(project) = project::open(&arguments.input) else { return Ok(Outcome::Failed) };
    let text = configuration(&project);
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

fn configuration(project: &Project) -> String {
    let mut text = String::from(
        "# What this team means by its foreign keys. `referee explain RULE` tells what each rule finds.\n\
         # Which sources describe the same database is found without configuration (`referee sources`); the tables below state it.\n",
    );
    for database in &project.databases {
        write_database(&mut text, project, database);
    }
    text.push_str(
        "\n# Policies: which actions a foreign key may have. The first one that matches decides.\n\
         # Conditions: table, references, column (globs), nullable (true or false). Demands: on_delete, on_update (one action or a list).\n",
    );
    for database in &project.databases {
        write_policies(&mut text, project, database);
    }
    text.push_str(
        "\n# Levels: off, note, warn or error.\n[rules]\n# implicit-action = \"warn\"    # every foreign key must state ON DELETE\n",
    );
    text
}

/// A database, commented out: the grouping holds without it.
fn write_database(text: &mut String, project: &Project, database: &Database) {
    let sources = loaded(project, database);
    let paths: Vec<String> = sources.iter().map(|loaded| format!("{:?}", loaded.source.path)).collect();
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

fn loaded<'a>(project: &'a Project, database: &Database) -> Vec<&'a Loaded> {
    database.sources.iter().filter_map(|id| project.sources.get(id.0 as usize)).collect()
}

/// How the foreign keys to one table are split over actions.
#[derive(Default)]
struct Votes<'a> {
    by_action: BTreeMap<ReferentialAction, Vec<ForeignKeyRef<'a>>>,
    total: usize,
}

fn write_policies(text: &mut String, project: &Project, database: &Database) {
    let sources = loaded(project, database);
    // What the database holds decides; without a history, what is declared.
    let history = sources.iter().find(|loaded| loaded.source.role == Role::History);
    let Some(source) = history.or(sources.first()) else { return };
    let mut votes: BTreeMap<String, Votes<'_>> = BTreeMap::new();
    for fk in source.schema.living_foreign_keys() {
        let entry = votes.entry(fk.referenced_name().to_string()).or_default();
        entry.by_action.entry(fk.get().on_delete.effective).or_default().push(fk);
        entry.total += 1;
    }
    let mut ranked: Vec<_> = votes.iter().filter_map(|(table, votes)| majority(table, votes)).collect();
    ranked.sort_by_key(|policy| {
        (std::cmp::Reverse(policy.strong), std::cmp::Reverse(policy.kept), policy.table)
    });
    for policy in ranked {
        write_policy(text, &policy);
    }
}

struct Proposal<'a> {
    table: &'a str,
    action: ReferentialAction,
    kept: usize,
    total: usize,
    strong: bool,
    exceptions: Vec<String>,
}

fn majority<'a>(table: &'a str, votes: &Votes<'_>) -> Option<Proposal<'a>> {
    let (action, kept) = votes.by_action.iter().max_by_key(|(_, keys)| keys.len())?;
    let reaches =
        |(least, share): (usize, usize)| votes.total >= least && kept.len() * 100 >= votes.total * share;
    let others = votes.by_action.iter().filter(|(other, _)| *other != action);
    let exceptions = others.flat_map(|(other, keys)| keys.iter().map(move |fk| describe(*fk, *other)));
    reaches(WEAK).then(|| Proposal {
        table,
        action: *action,
        kept: kept.len(),
        total: votes.total,
        strong: reaches(STRONG),
        exceptions: exceptions.collect(),
    })
}

fn describe(fk: ForeignKeyRef<'_>, action: ReferentialAction) -> String {
    let columns: Vec<&str> = fk.columns().map(|column| column.name().as_str()).collect();
    format!("{}({}) {action}", fk.table().name(), columns.join(", "))
}

fn write_policy(text: &mut String, policy: &Proposal<'_>) {
    let Proposal { table, action, kept, total, .. } = policy;
    // Writing into a String cannot fail.
    let _ = writeln!(text, "\n# {kept} of {total} foreign keys to {table} do this.");
    for exception in &policy.exceptions {
        let _ = writeln!(text, "#   not {exception}");
    }
    let mark = if policy.strong { "" } else { "# " };
    let action = action.sql().to_lowercase();
    let _ = writeln!(text, "{mark}[[policy]]\n{mark}references = {table:?}\n{mark}on_delete = {action:?}");
}
