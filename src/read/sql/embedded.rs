//! SQL that stands as text in a program: read like a file of its own, with the places of the program.

use crate::ir::{
    Action, ColumnChange, ColumnDefinition, Condition, ConstraintDefinition, ConstraintKind, CreateTable,
    Dialect, Operation, OperationKind, Span,
};

use super::cursor::{Context, Cursor, Place, tokenise};
use super::dynamic::Variables;
use super::{Parsed, catalog, guard};

/// Where a text stands in the program.
#[derive(Clone, Copy, Debug)]
pub(in crate::read) enum Written {
    /// Byte for byte, from the start of this span on.
    Plainly(Span),
    /// Put together or with escapes: everything in it has this span.
    Somehow(Span),
}

/// Reads a text.
pub(in crate::read) fn embedded(text: &str, written: Written, dialect: Dialect) -> Parsed {
    let (file, start) = match written {
        Written::Plainly(span) => (span.file, span.start as usize),
        Written::Somehow(span) => (span.file, 0),
    };
    let mut parsed = Parsed::default();
    parsed.read_all(text, start, Context { file, dialect, schema: None });
    if let Written::Somehow(span) = written {
        parsed.operations.iter_mut().for_each(|operation| place(operation, span));
        parsed.problems.iter_mut().for_each(|problem| problem.span = span);
        parsed.problems.dedup();
    }
    parsed
}

/// Puts an operation, and all of which it consists, at one place.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other operations have no places within")]
fn place(operation: &mut Operation, span: Span) {
    operation.span = span;
    match &mut operation.kind {
        OperationKind::CreateTable(create) => place_table(create, span),
        OperationKind::AddColumn { column, .. } => place_column(column, span),
        OperationKind::AlterColumn { change: ColumnChange::Redefine(column), .. } => {
            place_column(column, span);
        }
        OperationKind::AddConstraint { constraint, .. } => place_constraint(constraint, span),
        OperationKind::CreateIndex(index) => index.span = span,
        OperationKind::Guarded { condition, then, otherwise } => {
            place_condition(condition, span);
            then.iter_mut().chain(otherwise).for_each(|operation| place(operation, span));
        }
        _ => {}
    }
}

fn place_table(create: &mut CreateTable, span: Span) {
    create.name_span = span;
    create.columns.iter_mut().for_each(|column| place_column(column, span));
    create.constraints.iter_mut().for_each(|constraint| place_constraint(constraint, span));
    create.indexes.iter_mut().for_each(|index| index.span = span);
}

fn place_column(column: &mut ColumnDefinition, span: Span) {
    column.span = span;
    column.name_span = span;
    column.constraints.iter_mut().for_each(|constraint| place_constraint(constraint, span));
}

fn place_constraint(constraint: &mut ConstraintDefinition, span: Span) {
    constraint.span = span;
    if let ConstraintKind::ForeignKey(fk) = &mut constraint.kind {
        fk.referenced_span = span;
        let stated = |action: &mut Action| action.stated = action.stated.map(|_| span);
        stated(&mut fk.on_delete);
        stated(&mut fk.on_update);
    }
}

fn place_condition(condition: &mut Condition, span: Span) {
    match condition {
        Condition::Unknown(at) => *at = span,
        Condition::Not(inner) => place_condition(inner, span),
        Condition::All(all) | Condition::Any(all) => {
            all.iter_mut().for_each(|inner| place_condition(inner, span));
        }
        Condition::Schema(_)
        | Condition::Relation(_)
        | Condition::Column(..)
        | Condition::Nullable(..)
        | Condition::Type(..)
        | Condition::Constraint(..)
        | Condition::Index(_)
        | Condition::TableIndex(..) => {}
    }
}

/// What a query of the catalog asks: whether it has rows. `None` for other queries, and for questions that cannot be told apart.
pub(in crate::read) fn question(text: &str, span: Span, dialect: Dialect) -> Option<Condition> {
    let context = Context { file: span.file, dialect, schema: None };
    let (lexemes, unread) = tokenise(text, Place::All(span), context);
    if unread.is_some() {
        return None;
    }
    let mut query = Cursor::new(&lexemes, context, span);
    let variables = Variables::default();
    if !query.eat("SELECT") {
        return None;
    }
    if query.at("EXISTS") || query.at("NOT EXISTS") {
        return guard::condition(query.rest(), &variables).known();
    }
    if !query.skip_to(&["FROM"]) {
        return guard::condition(query.rest(), &variables).known();
    }
    catalog::rows(query.rest(), &variables)
}
