//! `CREATE TABLE` and `CREATE VIEW`.

use std::borrow::Cow;
use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{
    ConstraintDefinition, ConstraintKind, CreateTable, Existing, IgnoredKind, Name, Relation, Span, TableId,
    TableKind, TableName,
};

use super::Replay;

impl Replay {
    pub(super) fn create_table(&mut self, create: &CreateTable, span: Span) {
        let kind = match create.relation {
            Relation::Temporary => TableKind::Temporary,
            Relation::Permanent if create.partition_of.is_some() => TableKind::Partition,
            Relation::Permanent => TableKind::Table,
        };
        let name = if kind == TableKind::Temporary {
            TableName { schema: Some(self.temporary_schema()), name: create.name.name }
        } else {
            self.qualify(create.name)
        };
        let table = match self.schema.table(name) {
            Some(id) if self.table(id).kind == TableKind::Assumed => {
                self.found_at_last(id, kind, create.name_span, span);
                id
            }
            Some(id) => {
                if create.existing == Existing::Fails {
                    self.problem(
                        create.name_span,
                        format!("table `{}` exists already, so this CREATE TABLE is skipped", create.name),
                    );
                } else {
                    self.ignore_references(id, create);
                }
                return;
            }
            None => self.add_table(name, kind, create.name_span, span),
        };
        if kind == TableKind::Temporary {
            self.temporary.push(table);
        }
        self.fill_table(table, create, span);
    }

    fn ignore_references(&mut self, table: TableId, create: &CreateTable) {
        for column in &create.columns {
            for constraint in &column.constraints {
                self.ignore(IgnoredKind::ExistingTable, table, constraint, Some(column.name));
            }
        }
        for constraint in &create.constraints {
            self.ignore(IgnoredKind::ExistingTable, table, constraint, None);
        }
    }

    /// An assumed table whose creation comes after all, as where a later file holds it.
    fn found_at_last(&mut self, id: TableId, kind: TableKind, name_span: Span, span: Span) {
        let provenance = self.born(span);
        let table = self.table_mut(id);
        table.kind = kind;
        table.name_span = name_span;
        table.provenance = provenance;
    }

    fn fill_table(&mut self, table: TableId, create: &CreateTable, span: Span) {
        for parent in &create.inherits {
            self.inherit(table, *parent, create.name_span);
        }
        for like in &create.like {
            self.copy_like(table, *like, create.name_span);
        }
        if let Some(parent) = create.partition_of {
            self.become_partition(table, parent, create.name_span);
        }
        let copied = !(create.inherits.is_empty() && create.like.is_empty() && create.partition_of.is_none());
        for column in &create.columns {
            self.define_column(table, column, copied);
        }
        if create.from_query {
            self.table_mut(table).uncertain = Some(span);
        }
        // InnoDB makes an index for a foreign key only where none of these serves.
        let (early, late) = if self.dialect().is_mysql_like() {
            (create.indexes.as_slice(), [].as_slice())
        } else {
            ([].as_slice(), create.indexes.as_slice())
        };
        for index in early {
            self.create_index(table, index);
        }
        self.add_all_constraints(table, create);
        for index in late {
            self.create_index(table, index);
        }
        if let Some(parent) = create.partition_of {
            self.clone_from_parent(table, parent, create.name_span);
        }
        self.resolve_waiting(table);
    }

    /// Adds the constraints in the order in which PostgreSQL names them: checks, primary key, unique, foreign keys.
    fn add_all_constraints(&mut self, table: TableId, create: &CreateTable) {
        let inline = create.columns.iter().flat_map(|column| {
            column.constraints.iter().map(|constraint| (Some(column.name), Cow::Borrowed(constraint)))
        });
        let stated = create.constraints.iter().map(|constraint| (None, Cow::Borrowed(constraint)));
        let mut ordered: Vec<_> = inline.chain(stated).collect();
        ordered.sort_by_key(|(_, constraint)| turn_of(&constraint.kind));
        if self.dialect().is_postgres_like() {
            merge_equal_keys(&mut ordered);
        }
        for (column, constraint) in ordered {
            self.add_constraint(table, &constraint, column, true);
        }
    }

    /// Adds one constraint of any kind. `column` is the one whose definition holds an inline constraint.
    pub(super) fn add_constraint(
        &mut self,
        table: TableId,
        constraint: &ConstraintDefinition,
        column: Option<Name>,
        creating: bool,
    ) {
        match &constraint.kind {
            ConstraintKind::ForeignKey(definition) => {
                self.add_foreign_key(table, definition, constraint, column, creating);
            }
            ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Check { .. }
            | ConstraintKind::Exclude { .. } => self.add_key(table, constraint, column),
        }
    }

    pub(super) fn create_view(&mut self, name: TableName, existing: Existing, span: Span) {
        let full = self.qualify(name);
        match self.schema.table(full) {
            Some(id) if self.table(id).kind == TableKind::View => {}
            Some(_) => {
                if existing == Existing::Fails {
                    self.problem(span, format!("a table `{name}` exists already, so this view is skipped"));
                }
            }
            None => {
                self.add_table(full, TableKind::View, span, span);
            }
        }
    }
}

/// Of several keys on the same columns in one statement PostgreSQL makes one, with the first name that is stated (transformIndexConstraints).
fn merge_equal_keys(constraints: &mut Vec<(Option<Name>, Cow<'_, ConstraintDefinition>)>) {
    let mut first: FxHashMap<Vec<Name>, usize> = FxHashMap::default();
    let mut doubled = FxHashSet::default();
    for index in 0..constraints.len() {
        let Some((column, constraint)) = constraints.get(index) else { break };
        let (ConstraintKind::PrimaryKey { columns, using_index: None }
        | ConstraintKind::Unique { columns, using_index: None }) = &constraint.kind
        else {
            continue;
        };
        let columns = if columns.is_empty() { column.iter().copied().collect() } else { columns.clone() };
        let name = constraint.name;
        match first.entry(columns) {
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
            Entry::Occupied(entry) => {
                doubled.insert(index);
                if let Some((_, prior)) = constraints.get_mut(*entry.get())
                    && prior.name.is_none()
                    && name.is_some()
                {
                    prior.to_mut().name = name;
                }
            }
        }
    }
    let mut index = 0;
    constraints.retain(|_| {
        index += 1;
        !doubled.contains(&(index - 1))
    });
}

fn turn_of(kind: &ConstraintKind) -> u8 {
    match kind {
        ConstraintKind::Check { .. } => 0,
        ConstraintKind::PrimaryKey { .. } => 1,
        ConstraintKind::Unique { .. } | ConstraintKind::Exclude { .. } => 2,
        ConstraintKind::ForeignKey(_) => 3,
    }
}
