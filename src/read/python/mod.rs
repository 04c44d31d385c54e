//! Python without running it: the little that revisions and models need, evaluated name by name.
//!
//! [`parse`] looks at one file; a [`Machine`] evaluates over the files of one source. Names are looked up lazily: a module's statement runs when
//! its name is asked for, so that cyclic imports do no harm and what nobody asks for costs nothing. What a library outside the project does is
//! not known here: a call of `sqlalchemy.Column` is a [`Made`] record which the readers of models and revisions understand, unless their
//! [`Library`] answers it.

pub(super) mod core;
mod machine;
mod object;

use ruff_python_ast::{ModModule, PySourceType};

use crate::ir::Problem;
use crate::text::{FileId, Files};

pub(super) use machine::{Branch, Library, Loop, Machine, Place};
pub(super) use object::{Argument, Arguments, Attribute, Body, Class, Function, Made, Object, Value};

/// One file.
#[derive(Debug)]
pub struct Module {
    /// The file.
    pub file: FileId,
    /// Its statements; what could not be parsed is left out.
    pub tree: ModModule,
    /// Where it could not be parsed.
    pub problems: Vec<Problem>,
}

/// Reads one file. A syntax error loses the statement that it is in.
pub fn parse(files: &Files, file: FileId) -> Module {
    let text = files.get(file).text();
    let tree = ruff_python_parser::parse_unchecked_source(text, PySourceType::Python).into_syntax();
    Module { file, tree, problems: Vec::new() }
}
