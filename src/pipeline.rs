//! The table of contents: discover, read, replay, group, check.

use std::io;

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::{self, Diagnostic, suppress};
use crate::discover::{self, DiscoverError, LargeFile, Options};
use crate::ir::{Counts, Database, Problem, Schema, Source, replay};
use crate::read::{self, Readout};
use crate::rules::{self, Description, Subject};
use crate::text::Files;

/// Everything that was found, read and replayed.
#[derive(Debug)]
pub struct Project {
    /// The text of all files.
    pub files: Files,
    /// The sources with their schemas, by path.
    pub sources: Vec<Loaded>,
    /// Which sources describe the same database.
    pub databases: Vec<Database>,
    /// What could not be read at all.
    pub problems: Vec<Problem>,
}

/// A source, read and replayed.
#[derive(Debug)]
pub struct Loaded {
    /// Where it comes from.
    pub source: Source,
    /// What it makes.
    pub schema: Schema,
    /// What of it was not understood.
    pub problems: Vec<Problem>,
    /// How much of it was read.
    pub counts: Counts,
}

/// Discovers, reads and replays all descriptions below the paths, and groups them into databases.
///
/// # Errors
/// If a path that was named does not exist or cannot be read; everything else becomes a problem with its place.
pub fn load(mut files: Files, options: &Options, config: &Config) -> Result<Project, DiscoverError> {
    let mut discovery = discover::discover(&mut files, options, config)?;
    for large in &discovery.large {
        skim(&mut files, large, &mut discovery);
    }
    let mut sources = discovery.sources;
    let mut readouts = read::read(&files, &sources);
    join_baselines(&mut sources, &mut readouts);
    let loaded: Vec<Loaded> =
        sources.into_par_iter().zip(readouts).map(|(source, readout)| load_one(source, readout)).collect();
    let described: Vec<&Source> = loaded.iter().map(|loaded| &loaded.source).collect();
    let schemas: Vec<&Schema> = loaded.iter().map(|loaded| &loaded.schema).collect();
    let databases = discover::databases(&files, &described, &schemas, config);
    Ok(Project { files, sources: loaded, databases, problems: discovery.problems })
}
