//! Revisions of Alembic, read from Python without running it: the revision graph, then each `upgrade()` against the schema so far.

use crate::ir::Source;
use crate::text::Files;

use super::Readout;
use super::python::Module;

/// Joins the files of a source: `modules` has one for each of `source.files` and then of `source.program.modules`.
pub fn link(_files: &Files, _source: &Source, _modules: Vec<Module>) -> Readout {
    Readout::default()
}
