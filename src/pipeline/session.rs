//! A project that stays open: analysed again after each change, with texts that are not saved yet laid over the disk.
//!
//! Invariant: an analysis says exactly what [`super::open`] and [`super::check`] say of the same texts; what is remembered makes it faster only.

use std::path::{Path, PathBuf};

use super::known::{self, BaselineError, Recognised, Shown};
use super::progress::Progress;
use super::{Configuration, Failure, Memory, Project};
use crate::config::ConfigError;
use crate::diagnostic::Diagnostic;
use crate::discover::{Disk, Options};

/// A project that stays open.
#[derive(Debug)]
pub struct Session {
    /// Its disk remembers what was seen, and has the texts that are laid.
    options: Options,
    configuration: Configuration,
    memory: Memory,
    /// Whether anything on the disk may have changed.
    is_stale: bool,
}

/// What an analysis found.
#[derive(Debug)]
pub struct Analysis {
    /// What was read.
    pub project: Project,
    /// The findings, without those that referee-baseline.toml knows.
    pub diagnostics: Vec<Diagnostic>,
    /// What the baseline knew; `None` without one.
    pub baseline: Option<Recognised>,
    /// What is wrong in referee.lock and referee-baseline.toml; the findings are then those without them.
    pub errors: Vec<ConfigError>,
}

impl Session {
    /// A project that was not analysed yet. The paths of `options` are relative to the process's current folder, at every analysis; its disk is
    /// replaced. Other paths may be relative to the folder that is the current one when they are told.
    pub fn new(options: Options, configuration: Configuration) -> Session {
        let options = Options { disk: Disk::remembering(), ..options };
        Session { options, configuration, memory: Memory::default(), is_stale: false }
    }

    /// From now on a file has this text, whatever the disk says.
    pub fn lay(&mut self, path: PathBuf, text: String) {
        self.options.disk.lay(&path, text);
    }

    /// From now on a file is what the disk says.
    pub fn lift(&mut self, path: &Path) {
        self.options.disk.lift(path);
    }

    /// What lies at a path of the disk, or below it, may be something else now.
    pub fn touch(&mut self, path: &Path) {
        self.options.disk.forget(path);
    }

    /// Anything on the disk may be something else now.
    pub fn touch_all(&mut self) {
        self.is_stale = true;
    }

    /// Looks again at everything that was read or looked for, and says whether any of it has changed since it was last looked at.
    pub fn rescan(&mut self) -> bool {
        self.is_stale = false;
        self.options.disk.look_again()
    }

    /// Where it looks.
    pub fn disk(&self) -> &Disk {
        &self.options.disk
    }

    /// Reads what there is now, and says all the while how far it is.
    ///
    /// # Errors
    /// Those of [`super::open`].
    pub fn open(&mut self, progress: &Progress) -> Result<Project, Failure> {
        if !self.options.disk.is_current() {
            self.options.disk.look_from_here();
        } else if self.is_stale {
            self.options.disk.look_again();
        }
        self.is_stale = false;
        super::open_with(&self.options, &self.configuration, progress, Some(&mut self.memory))
    }

    /// Analyses what there is now.
    ///
    /// # Errors
    /// Those of [`super::open`].
    pub fn analyse(&mut self) -> Result<Analysis, Failure> {
        let mut project = self.open(&Progress::default())?;
        let mut errors = Vec::new();
        if let Err(wrong) = &mut project.lock {
            errors.append(wrong);
            project.lock = Ok(None);
        }
        let diagnostics = super::check(&project);
        let known = match known::find(&mut project, &self.options.disk, None) {
            Ok(known) => known,
            Err(BaselineError::File(error)) => return Err(Failure::Discover(error)),
            Err(BaselineError::Content(error)) => {
                errors.push(error);
                None
            }
        };
        let Shown { fresh, baseline } = known::sift(&project, known, diagnostics, false);
        Ok(Analysis { project, diagnostics: fresh, baseline, errors })
    }
}
