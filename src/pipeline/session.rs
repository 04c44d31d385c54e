//! A project that stays open: analysed again after each change, with texts that are not saved yet laid over the disk.
//!
//! Invariant: an analysis says exactly what [`super::open`] and [`super::check`] say of the same texts; what is remembered makes it faster only.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::known::{self, BaselineError, Recognised, Shown};
use super::{Configuration, Failure, Project};
use crate::config::ConfigError;
use crate::diagnostic::Diagnostic;
use crate::discover::{Disk, Layer, Options};

/// A project that stays open.
#[derive(Debug)]
pub struct Session {
    options: Options,
    configuration: Configuration,
    layers: BTreeMap<PathBuf, String>,
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
    /// replaced.
    pub fn new(options: Options, configuration: Configuration) -> Session {
        Session { options, configuration, layers: BTreeMap::new() }
    }

    /// From now on a file has this text, whatever the disk says.
    pub fn lay(&mut self, path: PathBuf, text: String) {
        self.layers.insert(path, text);
    }

    /// From now on a file is what the disk says.
    pub fn lift(&mut self, path: &Path) {
        self.layers.remove(path);
    }

    /// What lies at a path of the disk, or below it, may be something else now.
    pub fn touch(&mut self, _path: &Path) {}

    /// Anything on the disk may be something else now.
    pub fn touch_all(&mut self) {}

    /// Analyses what there is now.
    ///
    /// # Errors
    /// Those of [`super::open`].
    pub fn analyse(&mut self) -> Result<Analysis, Failure> {
        let disk = if self.layers.is_empty() {
            Disk::default()
        } else {
            let layers = self.layers.iter();
            Disk::with_layers(
                layers.map(|(path, text)| (path.clone(), Layer::Text(text.clone().into_bytes()))),
            )
        };
        self.options.disk = disk;
        let mut project = super::open(&self.options, &self.configuration)?;
        let mut errors = Vec::new();
        if let Err(wrong) = &mut project.lock {
            errors.append(wrong);
            project.lock = Ok(None);
        }
        let diagnostics = super::check(&project);
        let sifted = known::sift(&mut project, &self.options.disk, None, diagnostics.clone(), false);
        let Shown { fresh, baseline } = sifted.or_else(|error| match error {
            BaselineError::File(error) => Err(Failure::Discover(error)),
            BaselineError::Content(error) => {
                errors.push(error);
                Ok(Shown { fresh: diagnostics, baseline: None })
            }
        })?;
        Ok(Analysis { project, diagnostics: fresh, baseline, errors })
    }
}
