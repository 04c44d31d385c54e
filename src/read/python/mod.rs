//! Python without running it: the little that revisions and models need, evaluated name by name.
//!
//! [`parse`] looks at one file; a [`Machine`] evaluates over the files of one source. Names are looked up lazily: a module's statement runs when
//! its name is asked for, so that cyclic imports do no harm and what nobody asks for costs nothing. What a library outside the project does is
//! not known here: a call of `sqlalchemy.Column` is a [`Made`] record which the readers of models and revisions understand, unless their
//! [`Library`] answers it.

mod annotation;
mod attribute;
mod body;
mod bound;
mod builtin;
mod call;
mod class;
mod collection;
mod comparison;
mod comprehension;
mod context;
mod control;
pub(super) mod core;
mod evaluator;
mod format;
mod globals;
mod index;
mod library;
mod machine;
mod methods;
mod nesting;
mod object;
mod operator;
#[cfg(test)]
mod project;
mod standard;
mod statement;
#[cfg(test)]
mod tests;
mod types;

use ruff_python_ast::{ModModule, PySourceType};
use ruff_text_size::Ranged;

use crate::ir::{Problem, Span};
use crate::text::{FileId, Files};

pub(super) use library::{Branch, Fork, Library, Loop, Place};
pub(super) use machine::Machine;
pub(super) use object::{Argument, Arguments, Attribute, Class, Function, Made, Object, Value};

/// The stack for an evaluation, in bytes. Most of it is never touched.
const STACK: usize = 128 << 20;

/// How many syntax errors of one file are told.
const ERRORS: usize = 20;

/// One file.
#[derive(Debug)]
pub(super) struct Module {
    /// The file.
    pub file: FileId,
    /// Its statements; what could not be parsed is left out.
    pub tree: ModModule,
    /// Where it could not be parsed.
    pub problems: Vec<Problem>,
}

/// Reads one file. A syntax error loses the statement that it is in.
pub(super) fn parse(files: &Files, file: FileId) -> Module {
    let text = files.get(file).text();
    let mut problems = Vec::new();
    let cut = nesting::too_deep(text);
    if let Some(at) = cut {
        let why = "the file is not read from here on: it nests too deep";
        problems.push(Problem { span: Span::new(file, at, at), why: why.into() });
    }
    let text = cut.and_then(|at| text.get(..at)).unwrap_or(text);
    let parsed = ruff_python_parser::parse_unchecked_source(text, PySourceType::Python);
    let mut last_line = None;
    for error in parsed.errors() {
        let (start, end) = (error.range().start().to_usize(), error.range().end().to_usize());
        let line = files.get(file).position(u32::try_from(start).unwrap_or(u32::MAX)).line;
        // One mistake often is several errors of the parser.
        if problems.len() >= ERRORS || last_line.replace(line) == Some(line) {
            continue;
        }
        problems.push(Problem {
            span: Span::new(file, start, end),
            why: format!("this is not Python: {}", error.error).into(),
        });
    }
    Module { file, tree: parsed.into_syntax(), problems }
}

/// Does something that evaluates, with a stack on which it can nest as deep as it may.
pub(super) fn with_stack<T: Send + Default>(work: impl FnOnce() -> T + Send) -> T {
    let mut work = Some(work);
    let mut done = None;
    std::thread::scope(|scope| {
        let (work, done) = (&mut work, &mut done);
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || {
            *done = work.take().map(|work| work());
        });
        if let Ok(Err(panic)) = thread.map(std::thread::ScopedJoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
    });
    // Where no thread can be had, this one must do.
    done.or_else(|| work.take().map(|work| work())).unwrap_or_default()
}
