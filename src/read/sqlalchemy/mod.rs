//! Models and tables of SQLAlchemy and SQLModel, read from Python without running it: what `metadata.create_all` would make.
//!
//! The modules are evaluated once, and what they make is `gather`ed. `lineage` tells which classes are models, of which base; `model` which
//! table each has, `member` and `column` what it has in it. `catalog` answers which column a value means, so that `ForeignKey(User.id)` finds
//! its table. A table with a base or an element that is not known is marked, and what it lacks is not held against it.

mod annotation;
mod base;
mod catalog;
mod column;
mod extent;
mod finish;
mod gather;
mod known;
mod lineage;
mod member;
mod model;
mod names;
mod pattern;
mod relationship;
mod tables;
#[cfg(test)]
mod tests;

use rustc_hash::FxHashSet;

use crate::ir::{Counts, Migration, Name, Operation, OperationKind, Source, Span};
use crate::text::{FileId, Files};

use super::Readout;
use super::python::{Machine, Module};
use gather::Gathered;
use model::{Mapping, Model};
use relationship::Relationships;

/// Joins the files of a source: `modules` has one for each of `source.files` and then of `source.program.modules`.
pub(super) fn link(files: &Files, source: &Source, modules: &[&Module]) -> Readout {
    let Some(file) = source.files.first().copied() else { return Readout::default() };
    let mut machine = Machine::new(files, source, modules);
    let mut gathered = Gathered::default();
    for module in modules {
        machine.run(&mut gathered, module.file);
    }
    let models = map(&mut machine, &mut gathered);
    let mut declared = tables::Declared::read(&machine, &gathered, &models);
    declared.operations.sort_by_key(|(span, _)| *span);
    let mut operations: Vec<Operation> = declared.operations.into_iter().flat_map(|(_, list)| list).collect();
    let relationships =
        Relationships { models: &models, catalog: &declared.catalog, tables: &declared.created };
    let mut related = Vec::new();
    for model in models.iter().filter(|model| declared.included.contains(&model.metadata)) {
        for member in &model.members {
            let found = relationships.read(&mut machine, &mut gathered, model, member);
            related.extend(found.map(|found| (found.span, found)));
        }
    }
    related.sort_by_key(|(span, _)| *span);
    operations.extend(
        related
            .into_iter()
            .map(|(span, found)| Operation { kind: OperationKind::Relate(Box::new(found)), span }),
    );
    let read = declared.created.len();
    let mut problems = declared.problems;
    problems.sort_by_key(|problem| problem.span);
    problems.dedup();
    for module in modules.iter().filter(|module| source.files.contains(&module.file)) {
        problems.extend(module.problems.iter().cloned());
    }
    let name = Name::new(source.path.rsplit('/').next().unwrap_or(&source.path).trim_end_matches(".py"));
    let counts = Counts { read, irrelevant: 0, unread: problems.len() };
    let migration = Migration { name, file, operations: operations.into(), down: std::sync::Arc::default() };
    Readout { migrations: vec![migration], problems, counts, flaws: Vec::new() }
}

/// What the tables and models of one module would make, by the place of each: for a revision that declares some and creates them.
pub(super) fn declared_in(machine: &mut Machine<'_>, file: FileId) -> Vec<(Span, Vec<Operation>)> {
    let mut gathered = Gathered::default();
    machine.run(&mut gathered, file);
    let models = map(machine, &mut gathered);
    let mut declared = tables::Declared::read(machine, &gathered, &models);
    declared.operations.retain(|(span, _)| span.file == file);
    declared.operations
}

/// Makes models of the classes that were gathered.
fn map(machine: &mut Machine<'_>, gathered: &mut Gathered) -> Vec<Model> {
    let mut mapping =
        Mapping { machine, library: gathered, models: Vec::new(), mapped: FxHashSet::default() };
    mapping.add_all();
    mapping.models
}
