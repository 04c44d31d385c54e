//! Revisions of Alembic, read from Python without running it.
//!
//! `revision.rs` and `graph.rs` put the revisions into their order; then each `upgrade()` is evaluated against the schema that those before it
//! have made ([`chain::Chain`]), so that what it asks the database (`inspector.has_table`) is answered as a fresh database would. Operations
//! come out concrete: loops, helpers and guards are behind them. Invariants: a revision that cannot be read costs only itself; `downgrade()` is
//! evaluated after its `upgrade()`, and nothing that follows sees what it does.

mod call;
mod chain;
mod connection;
mod constraints;
mod environment;
mod execute;
mod graph;
mod inspector;
mod library;
mod metadata;
mod operations;
mod rebuild;
mod reflected;
mod reflected_type;
mod result;
mod revision;
mod rows;
mod syntax;
mod tables;
#[cfg(test)]
mod tests;

use std::mem;

use rustc_hash::FxHashSet;

use crate::ir::{Migration, Name, Source, Span};
use crate::text::Files;

use super::Readout;
use super::python::{Argument, Arguments, Machine, Module, Object, Value};

use chain::{Chain, Way};
use graph::Graph;
use revision::{Revision, function, span_of};

/// Joins the files of a source: `modules` has one for each of `source.files` and then of `source.program.modules`.
pub(super) fn link(files: &Files, source: &Source, modules: &[&Module]) -> Readout {
    let mut machine = Machine::new(files, source, modules);
    let mut chain = Chain::new(source.dialect, &source.search_path);
    for module in modules.iter().take(source.files.len()) {
        machine.problems.extend(module.problems.iter().cloned());
    }
    environment::read(&mut machine, &mut chain);
    let mut revisions = Vec::new();
    for module in modules.iter().take(source.files.len()) {
        if let Some(revision) = Revision::read(&mut machine, &mut chain, module) {
            revisions.push((revision, module));
        }
    }
    let (revisions, modules): (Vec<Revision>, Vec<&Module>) = revisions.into_iter().unzip();
    let graph = Graph::new(&revisions);
    for index in &graph.replaced {
        if let Some(revision) = revisions.get(*index) {
            let why =
                format!("another file has the revision `{}` too, and Alembic takes that one", revision.id);
            machine.problem(revision.id_span, why);
        }
    }
    let mut migrations = Vec::new();
    for (number, index) in graph.order.iter().enumerate() {
        let (Some(revision), Some(module)) = (revisions.get(*index), modules.get(*index)) else { continue };
        chain.replay.begin(u32::try_from(number).unwrap_or(u32::MAX));
        migrations.push(run(&mut machine, &mut chain, revision, module));
    }
    let mut seen = FxHashSet::default();
    machine.problems.retain(|problem| seen.insert((problem.span, problem.why.clone())));
    let mut counts = chain.counts;
    counts.unread = machine.problems.len();
    Readout { migrations, problems: machine.problems, counts, flaws: graph.flaws }
}

/// Evaluates a revision's two ways.
fn run(machine: &mut Machine<'_>, chain: &mut Chain, revision: &Revision, module: &Module) -> Migration {
    chain.way = Way::Up;
    evaluate(machine, chain, module, "upgrade");
    let operations = mem::take(&mut chain.operations);
    for (name, span) in syntax::uncalled(module) {
        machine.problem(span, format!("nothing here calls `{name}`, so its operations are left out"));
    }
    let known = machine.problems.len();
    chain.way = Way::Down;
    evaluate(machine, chain, module, "downgrade");
    machine.problems.truncate(known);
    let down = mem::take(&mut chain.operations);
    let name = revision.name(machine.files.path(revision.file));
    Migration { name, file: revision.file, operations: operations.into(), down: down.into() }
}

/// Calls a function of a revision. One that wants arguments gets what `context.run_migrations` passes on.
fn evaluate(machine: &mut Machine<'_>, chain: &mut Chain, module: &Module, name: &str) {
    let Some(range) = function(module, name) else {
        if name == "upgrade" && module.problems.is_empty() {
            let start = Span::new(module.file, 0, 0);
            machine.problem(start, "the revision has no `upgrade`");
        }
        return;
    };
    let span = span_of(module.file, range);
    let Some(callee) = machine.global(chain, module.file, Name::new(name)) else { return };
    let parameters = module.tree.body.iter().rev().find_map(|statement| {
        let function = statement.as_function_def_stmt().filter(|function| function.name.as_str() == name)?;
        let names =
            function.parameters.iter_non_variadic_params().filter(|parameter| parameter.default.is_none());
        Some(names.map(|parameter| Name::new(parameter.name().as_str())).collect::<Vec<_>>())
    });
    let list = parameters.unwrap_or_default().into_iter().map(|name| {
        let given = chain.given.iter().find(|argument| argument.keyword == Some(name));
        let value = given.map_or_else(|| hooked(name), |argument| argument.value.clone());
        Argument { keyword: Some(name), value, span }
    });
    let arguments = Arguments { list: list.collect(), open: None };
    machine.call(chain, &callee, arguments, span);
    if let Some(raised) = machine.raised.take()
        && name == "upgrade"
    {
        machine.problem(raised.span, "the revision ends here with an exception");
    }
}

/// What a parameter of `upgrade` means where env.py does not say it.
fn hooked(name: Name) -> Value {
    Value::Object(Object::Library(Name::new(&format!("alembic.{name}"))))
}
