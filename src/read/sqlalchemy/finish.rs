//! The last steps, when all tables are known: what columns and foreign keys take from other tables, and the operations.

use rustc_hash::FxHashMap;

use crate::ir::{CreateTable, DataType, Name, Opaque, Operation, OperationKind, Problem, TableName};

use super::super::python::core::{Constraint, Target};
use super::tables::{Placed, Reading};

impl Reading<'_> {
    /// Foreign keys name columns by key: those that have one of their own are given their names.
    fn name_targets(&mut self) {
        let mut names: FxHashMap<(TableName, Name), Name> = FxHashMap::default();
        for draft in &self.drafts {
            let renamed = draft.table.columns.iter().filter_map(|column| Some((column.key?, column.name?)));
            names.extend(renamed.map(|(key, name)| ((draft.table.name, key), name)));
        }
        if names.is_empty() {
            return;
        }
        let rename = |target: &mut Target| {
            let found = target.column.and_then(|column| names.get(&(target.table, column)));
            target.column = found.copied().or(target.column);
        };
        for draft in &mut self.drafts {
            let of_columns = draft.table.columns.iter_mut().flat_map(|column| &mut column.foreign_keys);
            of_columns.flat_map(|key| &mut key.targets).for_each(rename);
            for constraint in &mut draft.table.constraints {
                if let Constraint::ForeignKey(key) = constraint {
                    key.targets.iter_mut().for_each(rename);
                }
            }
        }
    }

    /// A column with a foreign key and without a type has that of the column it refers to.
    fn inherit_types(&mut self) {
        // As deep as keys over keys go.
        for _ in 0..4 {
            let mut found = Vec::new();
            for (index, draft) in self.drafts.iter().enumerate() {
                for (place, column) in draft.table.columns.iter().enumerate() {
                    if column.states_type || column.data_type.is_some() {
                        continue;
                    }
                    let target = column.foreign_keys.first().and_then(|key| key.targets.first());
                    let data_type = target.and_then(|target| self.type_of(target, column.name));
                    found.extend(data_type.map(|data_type| (index, place, data_type)));
                }
            }
            if found.is_empty() {
                return;
            }
            for (index, place, data_type) in found {
                let column = self.drafts.get_mut(index).and_then(|draft| draft.table.columns.get_mut(place));
                if let Some(column) = column {
                    column.data_type = Some(data_type);
                }
            }
        }
    }

    fn type_of(&self, target: &Target, own: Option<Name>) -> Option<DataType> {
        let draft = self.by_name.get(&target.table).and_then(|index| self.drafts.get(*index))?;
        let name = target.column.or(own)?;
        draft
            .table
            .columns
            .iter()
            .find(|column| column.name == Some(name))
            .and_then(|column| column.data_type)
    }

    /// The operations of all drafts, their last gaps filled.
    pub(super) fn finish(mut self) -> (Vec<CreateTable>, Vec<Placed>, Vec<Problem>) {
        let mut created = Vec::new();
        let mut operations = std::mem::take(&mut self.lost);
        self.name_targets();
        self.inherit_types();
        for draft in std::mem::take(&mut self.drafts) {
            let (create, indexes) = self.with_core(draft.metadata, |core| core.create_table(&draft.table));
            created.push(create.clone());
            let (name, span) = (create.name, draft.span);
            let mut made = vec![Operation { kind: OperationKind::CreateTable(Box::new(create)), span }];
            made.extend(indexes.into_iter().map(|index| {
                let span = index.span;
                Operation { kind: OperationKind::CreateIndex(Box::new(index)), span }
            }));
            if let Some(span) = draft.lost.first().copied() {
                let why = Name::new("a part of the table was not understood");
                made.push(Operation {
                    kind: OperationKind::Opaque(Opaque { touches: vec![name], why }),
                    span,
                });
            }
            operations.push((span, made));
        }
        (created, operations, self.problems)
    }
}
