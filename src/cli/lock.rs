//! `referee lock`: writes what one DELETE reaches, so that `check` can tell when it becomes more.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{LockArguments, Outcome, complain, project};
use crate::config::Config;
use crate::lock::{self, FILE, Lock, Part, Reach};
use crate::pipeline::{self, Project};
use crate::report::plural;

pub(super) fn run(arguments: &LockArguments) -> io::Result<Outcome> {
    let Some(project) = project::open(&arguments.input) else { return Ok(Outcome::Failed) };
    let Some(path) = place(&project) else { return Ok(Outcome::Failed) };
    let found: Vec<Found<'_>> = pipeline::reach(&project)
        .into_iter()
        .map(|(database, schema, reaches)| Found { name: &database.name, schema, reaches })
        .collect();
    if found.iter().all(|found| found.reaches.is_empty()) {
        let patterns = patterns(&project.config).join("`, `");
        complain(&format!(
            "no table is matched by `{patterns}`; mend [[erasable]] and [[protected]] in referee.toml"
        ));
        return Ok(Outcome::Failed);
    }
    let lock = match &project.lock {
        Ok(lock) => lock.as_ref(),
        // It is to be written anew.
        Err(_) if arguments.update => None,
        Err(errors) => {
            project::tell_errors(&project.files, errors.clone());
            return Ok(Outcome::Failed);
        }
    };
    if let Some(lock) = lock.filter(|_| !arguments.update) {
        let grown = grown(&project, lock, &found);
        if !grown.is_empty() {
            return refuse(&grown);
        }
    }
    write(&path, &project, lock, &by_database(found))
}

/// What was found in one database, or one of its histories.
struct Found<'p> {
    name: &'p str,
    schema: &'p crate::ir::Schema,
    reaches: Vec<Reach>,
}

/// Where the lock lies; `None` after it was told why there can be none.
fn place(project: &Project) -> Option<PathBuf> {
    let Some(config) = project.config.file else {
        complain(
            "there is no referee.toml; name in its [[erasable]] and [[protected]] the tables that the lock is to be about",
        );
        return None;
    };
    if project.config.erasables.is_empty() && project.config.protected.is_empty() {
        complain(
            "referee.toml names no tables that the lock could be about; add `[[erasable]]` (rows that DELETE must be able to remove) or \
             `[[protected]]` (rows that no other DELETE may remove), each with `table = \"...\"`",
        );
        return None;
    }
    Some(Path::new(project.files.path(config)).with_file_name(FILE))
}

fn patterns(config: &Config) -> Vec<&str> {
    let erasable = config.erasables.iter().map(|entry| &entry.tables);
    let all = erasable.chain(config.protected.iter().map(|entry| &entry.tables));
    all.flat_map(|patterns| patterns.text.iter().map(String::as_str)).collect()
}

/// The lines that the lock does not have, as sentences.
fn grown(project: &Project, lock: &Lock, found: &[Found<'_>]) -> Vec<String> {
    let mut grown = Vec::new();
    for Found { name, schema, reaches } in found {
        let locked = lock.database(name, project.is_alone());
        for new in lock::compare(schema, reaches, locked).grown {
            let heading = format!("{} {}", new.reach.aim.word(), new.reach.name);
            let lines = std::iter::once(new.line).chain(new.more);
            grown.extend(lines.map(|line| format!("{heading}: {} {}", line.verb.word(), line.text)));
        }
    }
    grown
}

fn refuse(grown: &[String]) -> io::Result<Outcome> {
    let mut out = io::stdout().lock();
    for line in grown {
        writeln!(out, "{line}")?;
    }
    let lines = plural(grown.len(), "line");
    complain(&format!(
        "{FILE} would grow by {lines} and was not written; `referee check` shows how they come about, `referee lock --update` accepts them"
    ));
    Ok(Outcome::Findings)
}

fn by_database(found: Vec<Found<'_>>) -> Vec<(&str, Vec<Reach>)> {
    let mut merged: Vec<(&str, Vec<Reach>)> = Vec::new();
    for Found { name, reaches, .. } in found {
        match merged.last_mut().filter(|(last, _)| *last == name) {
            Some((_, before)) => lock::merge(before, reaches),
            None => merged.push((name, reaches)),
        }
    }
    merged
}

fn write(
    path: &Path,
    project: &Project,
    lock: Option<&Lock>,
    found: &[(&str, Vec<Reach>)],
) -> io::Result<Outcome> {
    let known = |name: &str| lock.and_then(|lock| lock.database(name, project.is_alone()));
    let mut parts = Vec::new();
    for (name, reaches) in found {
        // The one database there is may be called otherwise where Referee was started before.
        let name = known(name).map_or_else(|| lock::quoted(name), |locked| locked.name.clone());
        parts.push(Part::Read { database: name, reaches });
    }
    let others = lock.map_or(&[][..], |lock| &lock.databases).iter();
    let unread = others.filter(|locked| {
        !project.is_whole && !found.iter().any(|(name, _)| lock::quoted(name) == locked.name)
    });
    parts.extend(unread.map(Part::Kept));
    let text = lock::write(&parts);
    let before = lock.map(|lock| project.files.get(lock.file).text());
    let tables: usize = found.iter().map(|(_, reaches)| reaches.len()).sum();
    let lines: usize = found.iter().flat_map(|(_, reaches)| reaches).map(|reach| reach.lines.len()).sum();
    let shown = path.display();
    let (tables, lines) = (plural(tables, "table"), plural(lines, "line"));
    if before == Some(text.as_str()) {
        writeln!(io::stdout(), "{shown} is up to date: {tables}, {lines}")?;
        return Ok(Outcome::Clean);
    }
    if let Err(error) = std::fs::write(path, text) {
        complain(&format!("`{shown}` cannot be written: {error}"));
        return Ok(Outcome::Failed);
    }
    writeln!(io::stdout(), "wrote {shown}: {tables}, {lines}")?;
    Ok(Outcome::Clean)
}
