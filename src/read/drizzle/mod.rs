//! Tables of drizzle-orm, read from TypeScript and JavaScript without running it.
//!
//! `parse` and `lower` make an owned tree of a file (`syntax`); `machine`, `statement`, `evaluate`, `function`, `property`, `operator` and
//! `builtin` follow the program as far as it is known, within bounds; `library`, `column`, `types` and `relation` do what drizzle-orm does;
//! `emit`, `key`, `foreign_key` and `names` do what drizzle-kit does with the result. Invariant: what is not known is `Unknown` with its place,
//! spreads, and is reported once where a table, a column or a foreign key depends on it.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a value or a node of the program can be anything; what is not asked for is treated alike"
)]

mod builtin;
mod column;
mod emit;
mod evaluate;
mod foreign_key;
mod function;
mod key;
mod library;
mod lower;
mod lower_statement;
mod machine;
mod mention;
mod module;
mod names;
mod object;
mod operator;
mod parse;
mod platform;
mod property;
mod relation;
mod statement;
mod syntax;
#[cfg(test)]
mod tests;
mod types;

use super::Readout;
use crate::ir::{Counts, Migration, Name, OperationKind, Problem, Settings, Source, Span};
use crate::text::{FileId, Files};

use emit::Emitter;
use machine::Machine;
pub(super) use syntax::Parsed;

/// The stack on which a program is followed: deep calls are bounded, but not by what a thread usually has.
const STACK: usize = 256 << 20;

/// Reads one file.
pub(super) fn parse(files: &Files, file: FileId) -> Parsed {
    parse::parse(files, file)
}

/// Joins the files of a source: `parsed` has one for each of `source.files` and then of `source.program.modules`.
pub(super) fn link(_files: &Files, source: &Source, parsed: &[&Parsed]) -> Readout {
    let Some(file) = parsed.first().map(|parsed| parsed.file) else { return Readout::default() };
    let linked = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let run = thread.spawn_scoped(scope, || join(source, parsed));
        run.ok().and_then(|run| run.join().ok())
    });
    let mut readout = linked.unwrap_or_else(|| {
        let why = "the program could not be followed: there is not enough memory".into();
        let problems = vec![Problem { span: Span::new(file, 0, 0), why }];
        Readout { problems, ..Readout::default() }
    });
    readout.problems.extend(parsed.iter().flat_map(|parsed| parsed.problems.iter().cloned()));
    readout.problems.sort_by_key(|problem| problem.span);
    readout.counts.unread = readout.problems.len();
    readout
}

/// Follows the program and writes down the tables of the schema files as one migration.
fn join(source: &Source, parsed: &[&Parsed]) -> Readout {
    let Some(file) = parsed.first().map(|parsed| parsed.file) else { return Readout::default() };
    let settings = match &source.program.settings {
        Settings::Drizzle(settings) => settings.clone(),
        Settings::None => crate::ir::DrizzleSettings::default(),
    };
    let mut machine = Machine::new(&source.program, parsed);
    let mut emitter =
        Emitter { machine: &mut machine, dialect: source.dialect, settings, operations: Vec::new() };
    emitter.emit(source.files.len());
    let operations = std::mem::take(&mut emitter.operations);
    let read = operations.iter().filter(|one| matches!(one.kind, OperationKind::CreateTable(_))).count();
    let statements: usize = parsed.iter().map(|parsed| parsed.statements.len()).sum();
    let counts = Counts { read, irrelevant: statements.saturating_sub(read), unread: 0 };
    let last = source.path.rsplit('/').next().unwrap_or(&source.path);
    let name = Name::new(last.rsplit_once('.').map_or(last, |(name, _)| name));
    let migrations =
        vec![Migration { name, file, operations: operations.into(), down: std::sync::Arc::default() }];
    Readout { migrations, problems: machine.problems, counts, flaws: Vec::new() }
}
