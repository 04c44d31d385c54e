//! `referee baseline`: writes the findings of today, so that `check` shows only those of tomorrow.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{BaselineArguments, Outcome, complain, project};
use crate::baseline::{self, FILE};
use crate::config::ConfigError;
use crate::diagnostic::fingerprint::{Fingerprint, Known, Sifted};
use crate::diagnostic::{Diagnostic, Severity};
use crate::discover::{DiscoverError, Disk};
use crate::pipeline::{self, Project};
use crate::report::{Baseline, plural};

pub(super) fn run(arguments: &BaselineArguments) -> io::Result<Outcome> {
    let Some(mut project) = project::open(&arguments.input) else { return Ok(Outcome::Failed) };
    if let Err(errors) = &project.lock {
        project::tell_errors(&project.files, errors.clone());
        return Ok(Outcome::Failed);
    }
    let diagnostics = pipeline::check(&project);
    let path = arguments.file.clone().unwrap_or_else(|| place(&project));
    let before = if Disk::default().exists(&path) {
        match load(&mut project, &path) {
            Ok(known) => Some(known),
            // It is to be written anew.
            Err(Trouble::Content(_)) if !arguments.prune && project.is_whole => None,
            Err(trouble) => return Ok(trouble.tell(&project)),
        }
    } else {
        None
    };
    match before {
        None if arguments.prune => {
            complain(&format!("there is no `{}` to prune; `referee baseline` writes it", path.display()));
            Ok(Outcome::Failed)
        }
        None if diagnostics.is_empty() => {
            writeln!(io::stdout(), "no problems found, so there is nothing to write")?;
            Ok(Outcome::Clean)
        }
        before => write(&path, &project, before, diagnostics, arguments.prune),
    }
}

fn write(
    path: &Path,
    project: &Project,
    before: Option<Known>,
    diagnostics: Vec<Diagnostic>,
    prune: bool,
) -> io::Result<Outcome> {
    let written = before.as_ref().map(baseline::write);
    let Sifted { fresh, known, stale } = before.unwrap_or_default().sift(diagnostics);
    let mut entries = Known::of(&known);
    if !prune {
        Known::of(&fresh).iter().for_each(|(finding, severity, count)| {
            entries.add(finding.clone(), severity, count);
        });
    }
    // What was not read may still be there.
    let removed = if project.is_whole { stale.len() } else { 0 };
    if !project.is_whole {
        stale.iter().for_each(|(finding, severity, count)| entries.add(finding.clone(), severity, count));
    }
    let text = baseline::write(&entries);
    let (shown, findings) = (path.display(), plural(entries.len(), "finding"));
    if written.as_ref() == Some(&text) {
        writeln!(io::stdout(), "{shown} is up to date: {findings}")?;
        return Ok(Outcome::Clean);
    }
    if let Err(error) = std::fs::write(path, text) {
        complain(&format!("`{shown}` cannot be written: {error}"));
        return Ok(Outcome::Failed);
    }
    let added = if prune { 0 } else { fresh.len() };
    writeln!(io::stdout(), "wrote {shown}: {findings}, {added} added, {removed} removed")?;
    Ok(Outcome::Clean)
}

/// What `check` shows of its findings.
pub(super) struct Shown {
    /// The findings that are not known.
    pub(super) fresh: Vec<Diagnostic>,
    /// What the summary says of the others; `None` without a baseline.
    pub(super) baseline: Option<Baseline>,
}

/// Leaves out the findings that the baseline knows: that in `file`, or the one beside referee.toml or in the current folder if there is one. `None`
/// after it was told what is wrong with it. `is_partial`: these are not all findings, so that none is missing.
pub(super) fn sift(
    project: &mut Project,
    file: Option<&Path>,
    diagnostics: Vec<Diagnostic>,
    is_partial: bool,
) -> Option<Shown> {
    let found = file
        .map(Path::to_path_buf)
        .or_else(|| Some(place(project)).filter(|path| Disk::default().exists(path)));
    let Some(path) = found else { return Some(Shown { fresh: diagnostics, baseline: None }) };
    match load(project, &path) {
        Ok(known) => {
            let Sifted { fresh, known, stale } = known.sift(diagnostics);
            // What became worse is shown, and not over.
            let shown: BTreeSet<Fingerprint> = fresh.iter().map(Fingerprint::of).collect();
            let is_over = |entry: &(&Fingerprint, Severity, usize)| !shown.contains(entry.0);
            let stale =
                stale.iter().filter(is_over).filter(|_| project.is_whole && !is_partial).map(entry).collect();
            let baseline = Baseline { path: path.display().to_string(), known: known.len(), stale };
            Some(Shown { fresh, baseline: Some(baseline) })
        }
        Err(trouble) => {
            trouble.tell(project);
            None
        }
    }
}

fn entry((finding, _, count): (&Fingerprint, Severity, usize)) -> String {
    let Fingerprint { rule, database, object } = finding;
    let database = if database.is_empty() { String::new() } else { format!(" in {database}") };
    let times = if count == 1 { String::new() } else { format!(", {count} times") };
    format!("{rule}{database}: {object}{times}")
}

/// Where the baseline lies if nothing else is said.
fn place(project: &Project) -> PathBuf {
    let config = project.config.file.map(|file| Path::new(project.files.path(file)));
    config.map_or_else(|| PathBuf::from(FILE), |config| config.with_file_name(FILE))
}

/// Why a baseline cannot be used.
enum Trouble {
    File(DiscoverError),
    Content(ConfigError),
}

impl Trouble {
    fn tell(self, project: &Project) -> Outcome {
        match self {
            Trouble::File(error) => complain(&error.to_string()),
            Trouble::Content(error) => project::tell_errors(&project.files, vec![error]),
        }
        Outcome::Failed
    }
}

fn load(project: &mut Project, path: &Path) -> Result<Known, Trouble> {
    let text = Disk::default().load(path).map_err(Trouble::File)?;
    let file = project.files.add(path.to_string_lossy(), text);
    let known = baseline::parse(&project.files, file).map_err(Trouble::Content)?;
    Ok(renamed(project, known))
}

/// The one database there is may have been called otherwise where Referee was started before.
fn renamed(project: &Project, known: Known) -> Known {
    let names: BTreeSet<&str> = known.iter().map(|(finding, ..)| finding.database.as_str()).collect();
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    let ([old], [new]) = (names.as_slice(), project.databases.as_slice()) else { return known };
    if !project.is_alone() || *old == new.name {
        return known;
    }
    let mut renamed = Known::default();
    for (finding, severity, count) in known.iter() {
        let mut finding = finding.clone();
        if finding.database == *old {
            finding.database.clone_from(&new.name);
        }
        renamed.add(finding, severity, count);
    }
    renamed
}
