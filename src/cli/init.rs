//! `referee init`: a commented referee.toml with the databases that were found and the policies that most foreign keys already keep.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write as _};

use super::{InitArguments, Outcome, complain, project};
use crate::ir::{Database, ForeignKeyRef, ReferentialAction, Role, Schema, SourceKind};
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
    write_policies(&mut text, project);
    text.push_str(
        "\n# Levels: off, note, warn or error.\n[rules]\n# implicit-action = \"warn\"    # every foreign key must state ON DELETE\n",
    );
    text
}

/// A database, commented out: the grouping holds without it.
fn write_database(text: &mut String, project: &Project, database: &Database) {
    let sources = loaded(project, database);
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

fn loaded<'a>(project: &'a Project, database: &Database) -> Vec<&'a Loaded> {
    database.sources.iter().filter_map(|id| project.sources.get(id.0 as usize)).collect()
}

/// How the foreign keys to one table are split over actions.
#[derive(Default)]
struct Votes<'a> {
    by_action: BTreeMap<ReferentialAction, Vec<ForeignKeyRef<'a>>>,
    total: usize,
}

impl<'a> Votes<'a> {
    fn add(&mut self, fk: ForeignKeyRef<'a>) {
        self.by_action.entry(fk.get().on_delete.effective).or_default().push(fk);
        self.total += 1;
    }
}

/// Votes by referenced table and whether all referencing columns allow NULL: what can become NULL is often treated otherwise.
type Ballot<'a> = BTreeMap<(String, Option<bool>), Votes<'a>>;

fn write_policies(text: &mut String, project: &Project) {
    let mut written = BTreeSet::new();
    for database in &project.databases {
        let sources = loaded(project, database);
        // What the database holds decides; without a history, what is declared.
        let history = sources.iter().find(|loaded| loaded.source.role == Role::History);
        let Some(source) = history.or(sources.first()) else { continue };
        for proposal in proposals(&source.schema) {
            // Databases of one project for several engines propose the same.
            if written.insert((proposal.table.clone(), proposal.nullable, proposal.action)) {
                write_policy(text, &proposal);
            }
        }
    }
}

struct Proposal {
    table: String,
    nullable: Option<bool>,
    action: ReferentialAction,
    kept: usize,
    total: usize,
    strong: bool,
    exceptions: Vec<String>,
}

/// One policy for a table whose foreign keys mostly do the same, else one for those that allow NULL and one for those that do not.
fn proposals(schema: &Schema) -> Vec<Proposal> {
    let (mut whole, mut parts) = (Ballot::new(), Ballot::new());
    for fk in schema.living_foreign_keys() {
        let table = fk.referenced_name().to_string();
        let nullable = fk.columns().all(|column| column.is_nullable());
        whole.entry((table.clone(), None)).or_default().add(fk);
        parts.entry((table, Some(nullable))).or_default().add(fk);
    }
    let mut proposals = Vec::new();
    for ((table, _), votes) in &whole {
        match majority(table, None, votes) {
            Some(proposal) if proposal.exceptions.is_empty() || is_one_class(table, &parts) => {
                proposals.push(proposal);
            }
            other => {
                let of_part =
                    |nullable| parts.get(&(table.clone(), Some(nullable))).map(|votes| (nullable, votes));
                let split = [of_part(false), of_part(true)].into_iter().flatten();
                let split: Vec<Proposal> =
                    split.filter_map(|(nullable, votes)| majority(table, Some(nullable), votes)).collect();
                if split.is_empty() { proposals.extend(other) } else { proposals.extend(split) }
            }
        }
    }
    proposals
        .sort_by_key(|proposal| (Reverse(proposal.strong), Reverse(proposal.kept), proposal.table.clone()));
    proposals
}

/// Whether the foreign keys to a table all allow NULL, or all do not.
fn is_one_class(table: &str, parts: &Ballot<'_>) -> bool {
    let holds = |nullable| parts.contains_key(&(table.to_owned(), Some(nullable)));
    holds(true) != holds(false)
}

fn majority(table: &str, nullable: Option<bool>, votes: &Votes<'_>) -> Option<Proposal> {
    let (action, kept) = votes.by_action.iter().max_by_key(|(_, keys)| keys.len())?;
    let reaches =
        |(least, share): (usize, usize)| votes.total >= least && kept.len() * 100 >= votes.total * share;
    let others = votes.by_action.iter().filter(|(other, _)| *other != action);
    let exceptions = others.flat_map(|(other, keys)| keys.iter().map(move |fk| describe(*fk, *other)));
    reaches(WEAK).then(|| Proposal {
        table: table.to_owned(),
        nullable,
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

fn write_policy(text: &mut String, policy: &Proposal) {
    let Proposal { table, nullable, action, kept, total, .. } = policy;
    let class = match nullable {
        None => "",
        Some(true) => "nullable ",
        Some(false) => "NOT NULL ",
    };
    // Writing into a String cannot fail.
    let _ = writeln!(text, "\n# {kept} of {total} {class}foreign keys to {table} do this.");
    for exception in &policy.exceptions {
        let _ = writeln!(text, "#   not {exception}");
    }
    let mark = if policy.strong { "" } else { "# " };
    let action = action.sql().to_lowercase();
    let _ = writeln!(text, "{mark}[[policy]]\n{mark}references = {table:?}");
    if let Some(nullable) = nullable {
        let _ = writeln!(text, "{mark}nullable = {nullable}");
    }
    let _ = writeln!(text, "{mark}on_delete = {action:?}");
}
