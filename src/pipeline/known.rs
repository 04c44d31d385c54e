//! The findings that the team knows already: referee-baseline.toml, found, read and taken out of what `check` shows.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Project;
use crate::baseline::{self, FILE};
use crate::config::ConfigError;
use crate::diagnostic::fingerprint::{Fingerprint, Known, Sifted};
use crate::diagnostic::{Diagnostic, Severity};
use crate::discover::{DiscoverError, Disk};

/// Findings, divided by what the baseline knows.
#[derive(Debug)]
pub struct Shown {
    /// The findings that are not known.
    pub fresh: Vec<Diagnostic>,
    /// What the baseline knew; `None` without a baseline.
    pub baseline: Option<Recognised>,
}

/// What a baseline knew of the findings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recognised {
    /// Where it lies.
    pub path: PathBuf,
    /// How many findings it knew.
    pub count: usize,
    /// What it knows and was not found any more.
    pub stale: Vec<(Fingerprint, usize)>,
}

/// Why a baseline cannot be used.
#[derive(Debug)]
pub enum BaselineError {
    /// It cannot be read.
    File(DiscoverError),
    /// It is wrong.
    Content(ConfigError),
}

/// Where the baseline lies if nothing else is said: beside referee.toml or in the current folder.
pub fn place(project: &Project) -> PathBuf {
    let config = project.config.file.map(|file| Path::new(project.files.path(file)));
    config.map_or_else(|| PathBuf::from(FILE), |config| config.with_file_name(FILE))
}

/// The baseline that holds: that in `file`, or the one at its [`place`] if there is one.
///
/// # Errors
/// If there is a baseline and it cannot be used.
pub fn find(
    project: &mut Project,
    disk: &Disk,
    file: Option<&Path>,
) -> Result<Option<(PathBuf, Known)>, BaselineError> {
    let found = file.map(Path::to_path_buf).or_else(|| Some(place(project)).filter(|path| disk.exists(path)));
    let Some(path) = found else { return Ok(None) };
    let known = load(project, disk, &path)?;
    Ok(Some((path, known)))
}

/// Leaves out the findings that a baseline knows. `is_partial`: these are not all findings, so that none is missing.
pub fn sift(
    project: &Project,
    baseline: Option<(PathBuf, Known)>,
    diagnostics: Vec<Diagnostic>,
    is_partial: bool,
) -> Shown {
    let Some((path, known)) = baseline else { return Shown { fresh: diagnostics, baseline: None } };
    let Sifted { fresh, known, stale } = known.sift(diagnostics);
    // What became worse is shown, and not over.
    let shown: BTreeSet<Fingerprint> = fresh.iter().map(Fingerprint::of).collect();
    let is_over = |entry: &(&Fingerprint, Severity, usize)| !shown.contains(entry.0);
    let judged = stale.iter().filter(|_| project.is_whole && !is_partial);
    let stale = judged.filter(is_over).map(|(finding, _, count)| (finding.clone(), count)).collect();
    Shown { fresh, baseline: Some(Recognised { path, count: known.len(), stale }) }
}

/// Reads a baseline, which becomes one of the project's files.
///
/// # Errors
/// If it cannot be read, or is wrong.
pub fn load(project: &mut Project, disk: &Disk, path: &Path) -> Result<Known, BaselineError> {
    let text = disk.load(path).map_err(BaselineError::File)?;
    let file = project.files.add(path.to_string_lossy(), text);
    let known = baseline::parse(&project.files, file).map_err(BaselineError::Content)?;
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
