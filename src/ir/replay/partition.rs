//! Partitions: they have copies of their parent's columns and foreign keys.

use rustc_hash::FxHashSet;

use crate::ir::{ColumnId, ForeignKey, ForeignKeyId, Life, Name, Span, TableId, TableKind, TableName};

use super::Replay;

impl Replay {
    /// `PARTITION OF`, before its own columns and constraints.
    pub(super) fn become_partition(&mut self, table: TableId, parent: TableName, span: Span) {
        let Some(parent) = self.model_of(table, parent, span) else { return };
        self.copy_columns(table, parent, span);
        self.set_parent(table, parent);
    }

    /// `PARTITION OF`, after its own constraints.
    pub(super) fn clone_from_parent(&mut self, table: TableId, parent: TableName, span: Span) {
        if let Some(parent) = self.find(parent)
            && self.table(table).parent == Some(parent)
        {
            self.copy_keys(table, parent, span);
            self.clone_all(parent, table);
        }
    }

    pub(super) fn attach(&mut self, parent: TableName, partition: TableName, span: Span) {
        let Some(table) = self.find_or_assume(partition, span) else { return };
        let Some(parent) = self.find_or_assume(parent, span) else { return };
        self.set_parent(table, parent);
        if self.table(table).parent == Some(parent) {
            if self.table(table).kind == TableKind::Table {
                self.table_mut(table).kind = TableKind::Partition;
            }
            for part in self.family(table) {
                self.clone_all(parent, part);
            }
        }
    }

    /// `ALTER TABLE ... INHERIT`: the columns are there already, later changes of the parent will come down.
    pub(super) fn begin_to_inherit(&mut self, table: TableName, parent: TableName, span: Span) {
        let Some(table) = self.find_or_assume(table, span) else { return };
        let Some(parent) = self.find_or_assume(parent, span) else { return };
        self.set_parent(table, parent);
    }

    pub(super) fn detach(&mut self, partition: TableName, span: Span) {
        let Some(table) = self.find_or_assume(partition, span) else { return };
        if let Some(parent) = self.table_mut(table).parent.take() {
            self.links[parent.0 as usize].children.retain(|child| *child != table);
        }
        if self.table(table).kind == TableKind::Partition {
            self.table_mut(table).kind = TableKind::Table;
        }
        for id in self.table(table).foreign_keys.clone() {
            self.schema.foreign_keys[id.0 as usize].cloned = false;
        }
    }

    /// Makes a table another's child, unless that would close a circle.
    pub(super) fn set_parent(&mut self, table: TableId, parent: TableId) {
        let mut above = Some(parent);
        while let Some(id) = above {
            if id == table {
                return;
            }
            above = self.table(id).parent;
        }
        // Of several inherited tables the last is kept as parent, but all pass their changes on.
        if self.table(table).parent != Some(parent) {
            self.table_mut(table).parent = Some(parent);
            self.links[parent.0 as usize].children.push(table);
        }
    }

    /// The living partitions and inheriting tables below a table, at any depth.
    pub(super) fn descendants(&self, table: TableId) -> Vec<TableId> {
        let mut open = self.links[table.0 as usize].children.clone();
        if open.is_empty() {
            return open;
        }
        let mut found: FxHashSet<TableId> = FxHashSet::default();
        while let Some(id) = open.pop() {
            if self.table(id).lives() && id != table && found.insert(id) {
                open.extend(&self.links[id.0 as usize].children);
            }
        }
        let mut sorted: Vec<TableId> = found.into_iter().collect();
        sorted.sort_unstable();
        sorted
    }

    fn family(&self, table: TableId) -> Vec<TableId> {
        let mut family = self.descendants(table);
        family.insert(0, table);
        family
    }

    fn clone_all(&mut self, parent: TableId, partition: TableId) {
        for id in self.table(parent).foreign_keys.clone() {
            if self.foreign_key(id).lives() {
                self.clone_foreign_key(id, partition);
            }
        }
    }

    /// A new foreign key of a partitioned table goes to its partitions.
    pub(super) fn clone_to_partitions(&mut self, id: ForeignKeyId) {
        let table = self.foreign_key(id).table;
        if self.links[table.0 as usize].children.is_empty() {
            return;
        }
        for partition in self.descendants(table) {
            if self.table(partition).kind == TableKind::Partition {
                self.clone_foreign_key(id, partition);
            }
        }
    }

    /// Copies a foreign key; an equal one that the partition has already becomes the copy.
    fn clone_foreign_key(&mut self, id: ForeignKeyId, partition: TableId) {
        let fk = self.foreign_key(id);
        let names: Vec<Name> = fk.columns.iter().map(|id| self.column(*id).name).collect();
        let columns: Option<Vec<ColumnId>> =
            names.iter().map(|name| self.schema.column(partition, *name)).collect();
        let Some(columns) = columns else { return };
        let twin = self.table(partition).foreign_keys.iter().copied().find(|other| {
            let other = self.foreign_key(*other);
            other.lives() && !other.cloned && is_equal(other, fk, &columns)
        });
        if let Some(twin) = twin {
            self.schema.foreign_keys[twin.0 as usize].cloned = true;
            return;
        }
        let clone = ForeignKey { table: partition, columns, cloned: true, ..fk.clone() };
        let is_loose = self.loose.contains(&id);
        let provenance = crate::ir::Provenance {
            created: crate::ir::Origin { step: self.step, span: clone.span },
            changed: None,
            dropped: None,
        };
        self.push_foreign_key(ForeignKey { provenance, ..clone }, is_loose);
    }

    /// The copies of a foreign key in partitions: of several equal ones those of its name.
    pub(super) fn clones_of(&self, id: ForeignKeyId) -> Vec<ForeignKeyId> {
        let fk = self.foreign_key(id);
        if self.links[fk.table.0 as usize].children.is_empty() {
            return Vec::new();
        }
        let names: Vec<Name> = fk.columns.iter().map(|id| self.column(*id).name).collect();
        let in_partition = |partition: TableId| {
            let columns = names.iter().map(|name| self.schema.column(partition, *name));
            let columns: Vec<ColumnId> = columns.collect::<Option<_>>()?;
            let is_copy = |copy: &ForeignKeyId| {
                let copy = self.foreign_key(*copy);
                copy.lives() && copy.cloned && is_equal(copy, fk, &columns)
            };
            let copies = self.table(partition).foreign_keys.iter().copied().filter(is_copy);
            copies.min_by_key(|copy| self.foreign_key(*copy).name != fk.name)
        };
        self.descendants(fk.table).into_iter().filter_map(in_partition).collect()
    }
}

fn is_equal(left: &ForeignKey, right: &ForeignKey, columns: &[ColumnId]) -> bool {
    left.columns == columns
        && left.referenced == right.referenced
        && left.referenced_columns == right.referenced_columns
        && left.on_delete.effective == right.on_delete.effective
        && left.on_update.effective == right.on_update.effective
}
