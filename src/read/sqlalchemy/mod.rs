//! Models and tables of SQLAlchemy and SQLModel, read from Python without running it.

use crate::ir::Source;
use crate::text::Files;

use super::Readout;
use super::python::Module;

/// Joins the files of a source: `modules` has one for each of `source.files` and then of `source.program.modules`.
pub fn link(_files: &Files, _source: &Source, _modules: Vec<Module>) -> Readout {
    Readout::default()
}
