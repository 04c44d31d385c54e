//! `referee baseline`: writes the findings of today, so that `check` shows only those of tomorrow.

use std::io::{self, Write as _};
use std::path::Path;

use super::{BaselineArguments, Outcome, complain, project};
use crate::baseline;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::fingerprint::{Fingerprint, Known, Sifted};
use crate::discover::Disk;
use crate::pipeline::known::{self, BaselineError};
use crate::pipeline::{self, Project};
use crate::report::{Baseline, plural};

pub(super) fn run(arguments: &BaselineArguments) -> io::Result<Outcome> {
    let Some(mut project) = project::open(&arguments.input) else { return Ok(Outcome::Failed) };
    if let Err(errors) = &project.lock {
        project::tell_errors(&project.files, errors.clone());
        return Ok(Outcome::Failed);
    }
    let diagnostics = pipeline::check(&project);
    let path = arguments.file.clone().unwrap_or_else(|| known::place(&project));
    let before = if Disk::default().exists(&path) {
        match known::load(&mut project, &Disk::default(), &path) {
            Ok(known) => Some(known),
            // It is to be written anew.
            Err(BaselineError::Content(_)) if !arguments.prune && project.is_whole => None,
            Err(error) => return Ok(tell(error, &project)),
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

/// Leaves out the findings that the baseline knows, see [`known::sift`]. `None` after it was told what is wrong with it.
pub(super) fn sift(
    project: &mut Project,
    disk: &Disk,
    file: Option<&Path>,
    diagnostics: Vec<Diagnostic>,
    is_partial: bool,
) -> Option<Shown> {
    match known::find(project, disk, file) {
        Ok(known) => {
            let known::Shown { fresh, baseline } = known::sift(project, known, diagnostics, is_partial);
            let baseline = baseline.map(|known| Baseline {
                path: known.path.display().to_string(),
                known: known.count,
                stale: known.stale.iter().map(entry).collect(),
            });
            Some(Shown { fresh, baseline })
        }
        Err(error) => {
            tell(error, project);
            None
        }
    }
}

fn entry((finding, count): &(Fingerprint, usize)) -> String {
    let Fingerprint { rule, database, object } = finding;
    let database = if database.is_empty() { String::new() } else { format!(" in {database}") };
    let times = if *count == 1 { String::new() } else { format!(", {count} times") };
    format!("{rule}{database}: {object}{times}")
}

fn tell(error: BaselineError, project: &Project) -> Outcome {
    match error {
        BaselineError::File(error) => complain(&error.to_string()),
        BaselineError::Content(error) => project::tell_errors(&project.files, vec![error]),
    }
    Outcome::Failed
}
