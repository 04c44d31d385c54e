//! The Prisma schema language: what Prisma's engine would create for a schema, without running it.
//!
//! `syntax` and `parse` know the text, `model` what its names mean; `table`, `relation` and `join_table` make operations of it with Prisma's
//! defaults filled in. Invariant: a foreign key in the operations is one that Prisma's engine creates, under the name it gives; under
//! `relationMode = "prisma"`, where it creates none, each relation is what its client keeps instead.

mod join_table;
mod model;
mod names;
mod parse;
mod relation;
mod syntax;
mod table;
#[cfg(test)]
mod tests;
mod types;

pub use syntax::Parsed;

use super::Readout;
use crate::ir::{
    ConstraintDefinition, Counts, CreateTable, Existing, Migration, Name, Opaque, Operation, OperationKind,
    Source, Span, TableName,
};
use crate::text::{FileId, Files};

use model::Declared;
use relation::Relation;
use syntax::{Block, BlockKind};

/// Reads one file of a schema.
pub fn parse(files: &Files, file: FileId) -> Parsed {
    parse::parse(files, file)
}

/// All files of one schema as one migration: first the tables and views, then the join tables, then the foreign keys.
pub fn link(files: &Files, source: &Source, parsed: &[&Parsed]) -> Readout {
    let Some(file) = parsed.first().map(|parsed| parsed.file) else { return Readout::default() };
    let mut declared = Declared::gather(files, source.dialect, parsed);
    let models = if declared.without_tables { Vec::new() } else { std::mem::take(&mut declared.models) };
    let mut operations = Vec::new();
    let mut foreign_keys = Vec::new();
    for model in &models {
        let span = model.block.span;
        if model.is_view() {
            let kind = OperationKind::CreateView { name: model.table, existing: Existing::Fails };
            operations.push(Operation { kind, span });
            continue;
        }
        operations.push(create(table::create_table(&mut declared, model), span));
        operations.extend(model.block.lost.iter().map(|span| opaque(model.table, *span)));
        for relation in relation::foreign_keys(&mut declared, &models, model) {
            match relation {
                Relation::ForeignKey(constraint) => foreign_keys.push(add(model.table, constraint)),
                Relation::Kept(relationship) => {
                    let span = relationship.span;
                    let kind = OperationKind::Relate(relationship);
                    foreign_keys.push(Operation { kind, span });
                }
                // Where no relation is a foreign key, none is missing.
                Relation::Unread(_) if declared.without_foreign_keys => {}
                Relation::Unread(span) => foreign_keys.push(opaque(model.table, span)),
            }
        }
    }
    for join in join_table::join_tables(&mut declared, &models) {
        let name = join.table.name;
        foreign_keys.extend(join.foreign_keys.into_iter().map(|constraint| add(name, constraint)));
        let span = join.table.name_span;
        operations.push(create(join.table, span));
    }
    operations.append(&mut foreign_keys);
    let mut problems = declared.problems;
    let counts = count(parsed);
    problems.extend(parsed.iter().flat_map(|parsed| parsed.problems.iter().cloned()));
    problems.sort_by_key(|problem| problem.span);
    let migration = Migration {
        name: schema_name(source),
        file,
        operations: operations.into(),
        down: std::sync::Arc::default(),
    };
    Readout { migrations: vec![migration], problems, counts, flaws: Vec::new() }
}

fn create(table: CreateTable, span: Span) -> Operation {
    Operation { kind: OperationKind::CreateTable(Box::new(table)), span }
}

fn add(table: TableName, constraint: ConstraintDefinition) -> Operation {
    let span = constraint.span;
    let kind =
        OperationKind::AddConstraint { table, constraint: Box::new(constraint), existing: Existing::Fails };
    Operation { kind, span }
}

/// A line of the table that was not understood: a foreign key that is missing may be meant by it.
fn opaque(table: TableName, span: Span) -> Operation {
    let why = Name::new("a line of the model was not understood");
    Operation { kind: OperationKind::Opaque(Opaque { touches: vec![table], why }), span }
}

/// The last part of the source's path, without extension.
fn schema_name(source: &Source) -> Name {
    let last = source.path.rsplit('/').next().unwrap_or(&source.path);
    Name::new(last.strip_suffix(".prisma").unwrap_or(last))
}

fn count(parsed: &[&Parsed]) -> Counts {
    let mut counts = Counts::default();
    for parsed in parsed {
        let makes_table = |block: &&Block| matches!(block.kind, BlockKind::Model | BlockKind::View);
        let tables = parsed.blocks.iter().filter(makes_table).count();
        counts.read += tables;
        counts.irrelevant += parsed.blocks.len() - tables;
        counts.unread += parsed.unread;
    }
    counts
}
