//! Questions about the schema replayed so far, and statements whose effect cannot be told.

use crate::ir::{
    Column, Condition, DataType, Life, Name, Opaque, Operation, OperationKind, Span, TableId, TableName,
};

use super::Replay;

/// Conditions nested deeper are not answered; nobody writes them.
const DEPTH_LIMIT: usize = 32;

impl Replay {
    pub(super) fn apply_guarded(
        &mut self,
        condition: &Condition,
        then: &[Operation],
        otherwise: &[Operation],
        span: Span,
    ) {
        let answer = if self.depth < DEPTH_LIMIT { self.answer(condition, 0) } else { None };
        let branch = match answer {
            Some(true) => then,
            Some(false) => otherwise,
            None => {
                self.mark_touched(then, span);
                self.mark_touched(otherwise, span);
                self.problem(span, "whether this runs cannot be told without the database");
                return;
            }
        };
        self.depth += 1;
        for operation in branch {
            self.apply(operation);
        }
        self.depth -= 1;
    }

    pub(super) fn apply_opaque(&mut self, opaque: &Opaque, span: Span) {
        for table in &opaque.touches {
            self.mark(*table, span);
        }
        let origin = self.origin(span);
        self.schema.opaque.push((origin, opaque.clone()));
    }

    /// Three-valued: `None` where the answer depends on what no file tells. What no file creates does not exist.
    pub(super) fn answer(&self, condition: &Condition, depth: usize) -> Option<bool> {
        if depth > DEPTH_LIMIT {
            return None;
        }
        let below = |condition| self.answer(condition, depth + 1);
        match condition {
            Condition::Schema(name) => Some(self.schema_exists(*name)),
            Condition::Relation(name) => Some(self.find(*name).is_some()),
            Condition::Column(table, name) => {
                Some(self.find(*table).is_some_and(|table| self.schema.column(table, *name).is_some()))
            }
            Condition::Nullable(table, name) => {
                self.column_answer(*table, *name, |column| Some(!column.not_null))
            }
            Condition::Type(table, name, asked) => self
                .column_answer(*table, *name, |column| column.data_type.and_then(|has| is_type(has, *asked))),
            Condition::Constraint(Some(table), name) => Some(self.find(*table).is_some_and(|id| {
                self.find_foreign_key(id, *name).is_some() || self.find_key(id, *name).is_some()
            })),
            Condition::Constraint(None, name) => Some(self.any_constraint_is_called(*name)),
            Condition::Index(name) => Some(self.any_index_is_called(*name)),
            Condition::TableIndex(table, name) => Some(self.find(*table).is_some_and(|id| {
                self.find_index_of(id, *name).is_some() || self.find_key(id, *name).is_some()
            })),
            Condition::Not(inner) => below(inner).map(|answer| !answer),
            Condition::All(all) => all_hold(all.iter().map(below)),
            // One holds unless all contraries do.
            Condition::Any(any) => {
                all_hold(any.iter().map(|one| below(one).map(|answer| !answer))).map(|none| !none)
            }
            Condition::Unknown(_) => None,
        }
    }

    /// What is asked of a column; no for one that does not exist.
    fn column_answer(
        &self,
        table: TableName,
        name: Name,
        ask: impl Fn(&Column) -> Option<bool>,
    ) -> Option<bool> {
        let column = self.find(table).and_then(|table| self.schema.column(table, name));
        column.map_or(Some(false), |column| ask(self.column(column)))
    }

    fn schema_exists(&self, name: Name) -> bool {
        let key = self.dialect().key(name);
        self.schemas.contains(&key)
            || self.schema.default_schema == Some(name)
            || self.dialect().default_schema() == Some(name)
            || !self.tables_in(key).is_empty()
    }

    fn any_constraint_is_called(&self, name: Name) -> bool {
        let wanted = self.dialect().key(name);
        let is_called = |other: Option<Name>| other.is_some_and(|name| self.dialect().key(name) == wanted);
        self.schema.foreign_keys.iter().any(|fk| fk.lives() && is_called(fk.name))
            || self.schema.keys.iter().any(|key| key.lives() && is_called(key.name))
    }

    fn any_index_is_called(&self, name: Name) -> bool {
        let wanted = self.dialect().key(name);
        let is_called = |other: Option<Name>| other.is_some_and(|name| self.dialect().key(name) == wanted);
        self.schema.indexes.iter().any(|index| index.lives() && is_called(index.name))
            || self.schema.keys.iter().any(|key| key.lives() && is_called(key.name))
    }

    fn mark(&mut self, name: TableName, span: Span) {
        if let Some(table) = self.find(name) {
            self.mark_table(table, span);
        }
    }

    fn mark_table(&mut self, table: TableId, span: Span) {
        self.table_mut(table).uncertain.get_or_insert(span);
    }

    /// Marks every table that operations would touch.
    fn mark_touched(&mut self, operations: &[Operation], span: Span) {
        for operation in operations {
            match &operation.kind {
                OperationKind::CreateTable(create) => self.mark(create.name, span),
                OperationKind::DropTable { table, .. }
                | OperationKind::RenameTable { table, .. }
                | OperationKind::SetSchema { table, .. }
                | OperationKind::AddColumn { table, .. }
                | OperationKind::DropColumn { table, .. }
                | OperationKind::RenameColumn { table, .. }
                | OperationKind::AlterColumn { table, .. }
                | OperationKind::AddConstraint { table, .. }
                | OperationKind::DropConstraint { table, .. }
                | OperationKind::RenameConstraint { table, .. }
                | OperationKind::NameConstraint { table, .. }
                | OperationKind::AlterConstraint { table, .. }
                | OperationKind::ValidateConstraint { table, .. } => self.mark(*table, span),
                OperationKind::CreateIndex(index) => self.mark(index.table, span),
                OperationKind::DropIndex { table, .. } | OperationKind::RenameIndex { table, .. } => {
                    if let Some(table) = table {
                        self.mark(*table, span);
                    }
                }
                OperationKind::AttachPartition { parent, partition }
                | OperationKind::DetachPartition { parent, partition }
                | OperationKind::Inherit { parent, table: partition } => {
                    self.mark(*parent, span);
                    self.mark(*partition, span);
                }
                OperationKind::DropSchema { name, cascade: _ }
                | OperationKind::RenameSchema { from: name, to: _ } => {
                    for table in self.tables_in(self.dialect().key(*name)) {
                        self.mark_table(table, span);
                    }
                }
                OperationKind::Guarded { condition: _, then, otherwise } => {
                    self.mark_touched(then, span);
                    self.mark_touched(otherwise, span);
                }
                OperationKind::Opaque(opaque) => self.apply_opaque(opaque, span),
                OperationKind::CreateSchema(_)
                | OperationKind::DropType { .. }
                | OperationKind::RenameType { .. }
                | OperationKind::SetSearchPath(_)
                | OperationKind::EnforceForeignKeys(_)
                | OperationKind::Relate(_)
                | OperationKind::KeepReferencedNames(_)
                | OperationKind::Transaction(_)
                | OperationKind::CreateView { .. }
                | OperationKind::DropView { .. } => {}
            }
        }
    }
}

/// Whether a type is the one that `information_schema` calls `asked`; not known for types that people make.
fn is_type(has: DataType, asked: Name) -> Option<bool> {
    if matches!(asked.as_str(), "USER-DEFINED" | "ARRAY") {
        return (asked.as_str() == "ARRAY").then_some(has.name.as_str().ends_with("[]"));
    }
    let (start, rest) = has.name.as_str().split_once('(').unwrap_or((has.name.as_str(), ""));
    let end = rest.split_once(')').map_or("", |(_, end)| end);
    let mut asked = asked.as_str().chars().map(|c| c.to_ascii_lowercase());
    Some(start.chars().chain(end.chars()).all(|c| asked.next() == Some(c)) && asked.next().is_none())
}

/// Whether all answers are yes: one no decides, one unknown leaves it open.
fn all_hold(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => all = None,
        }
    }
    all
}
