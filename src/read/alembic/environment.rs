//! env.py: what the revisions are run with, above all the naming convention of `target_metadata`.

use ruff_python_ast::{Expr, Stmt};

use crate::ir::Name;
use crate::read::python::Machine;

use super::chain::Chain;

/// Evaluates env.py as far as it says something about revisions.
pub(super) fn read(machine: &mut Machine<'_>, chain: &mut Chain) {
    let Some(file) = machine.source.program.configuration else { return };
    // What env.py does besides (logging, connections, tests for settings) is none of the history.
    let known = machine.problems.len();
    machine.run(chain, file);
    machine.raised = None;
    let configured = chain.options.iter().any(|(key, _)| key.as_str() == "target_metadata");
    if !configured && let Some(target) = machine.global(chain, file, Name::new("target_metadata")) {
        chain.take_convention(&target);
    }
    if let Some(module) = machine.modules.get(&file).copied() {
        for statement in &module.tree.body {
            note_assignment(machine, chain, file, statement);
        }
    }
    machine.problems.truncate(known);
    chain.forget(&machine.source.search_path);
}

/// `target_metadata.naming_convention = {...}`.
fn note_assignment(
    machine: &mut Machine<'_>,
    chain: &mut Chain,
    file: crate::text::FileId,
    statement: &Stmt,
) {
    let Stmt::Assign(assign) = statement else { return };
    let is_convention = |target: &Expr| {
        target.as_attribute_expr().is_some_and(|target| target.attr.as_str() == "naming_convention")
    };
    if assign.targets.iter().any(is_convention) {
        let value = machine.expression(chain, file, &assign.value);
        chain.convention = std::rc::Rc::new(crate::read::python::core::Convention::read(&value));
    }
}
