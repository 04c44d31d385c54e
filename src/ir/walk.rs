//! Views of a schema that read like prose: `fk.referenced_table()`, `column.is_nullable()`. All `Copy`: an id and the schema it belongs to.

use super::{
    Column, ColumnId, DataType, ForeignKey, ForeignKeyId, Index, Key, KeyKind, Life, Name, Referenced,
    ReferentialAction, Schema, Table, TableId, TableKind, TableName,
};

/// A table of a schema.
#[derive(Clone, Copy, Debug)]
pub struct TableRef<'s> {
    /// The schema.
    pub schema: &'s Schema,
    /// The table.
    pub id: TableId,
}

/// A column of a schema.
#[derive(Clone, Copy, Debug)]
pub struct ColumnRef<'s> {
    /// The schema.
    pub schema: &'s Schema,
    /// The column.
    pub id: ColumnId,
}

/// A foreign key of a schema.
#[derive(Clone, Copy, Debug)]
pub struct ForeignKeyRef<'s> {
    /// The schema.
    pub schema: &'s Schema,
    /// The foreign key.
    pub id: ForeignKeyId,
}

impl Schema {
    /// The living tables that hold rows (not views, not temporary ones), in order of creation. Assumed tables are among them.
    pub fn living_tables(&self) -> impl Iterator<Item = TableRef<'_>> {
        let ids = (0..).map(TableId);
        ids.zip(&self.tables)
            .filter(|(_, table)| {
                table.lives() && !matches!(table.kind, TableKind::View | TableKind::Temporary)
            })
            .map(|(id, _)| self.walk_table(id))
    }

    /// The living foreign keys, in order of creation, without partitions' copies.
    pub fn living_foreign_keys(&self) -> impl Iterator<Item = ForeignKeyRef<'_>> {
        let ids = (0..).map(ForeignKeyId);
        ids.zip(&self.foreign_keys)
            .filter(|(_, fk)| fk.lives() && !fk.cloned)
            .filter(|(_, fk)| self.tables[fk.table.0 as usize].kind != TableKind::Temporary)
            .map(|(id, _)| self.walk_foreign_key(id))
    }

    /// The table with this id.
    pub fn walk_table(&self, id: TableId) -> TableRef<'_> {
        TableRef { schema: self, id }
    }

    /// The column with this id.
    pub fn walk_column(&self, id: ColumnId) -> ColumnRef<'_> {
        ColumnRef { schema: self, id }
    }

    /// The foreign key with this id.
    pub fn walk_foreign_key(&self, id: ForeignKeyId) -> ForeignKeyRef<'_> {
        ForeignKeyRef { schema: self, id }
    }
}

impl<'s> TableRef<'s> {
    /// The row.
    pub fn get(self) -> &'s Table {
        &self.schema.tables[self.id.0 as usize]
    }

    /// The name, with its schema where that is not the default one.
    pub fn name(self) -> TableName {
        let table = self.get();
        let schema = table.schema.filter(|schema| Some(*schema) != self.schema.default_schema);
        TableName { schema, name: table.name }
    }

    /// The name with its schema, if the engine has schemas.
    pub fn qualified_name(self) -> TableName {
        let table = self.get();
        TableName { schema: table.schema, name: table.name }
    }

    /// The living columns, in order.
    pub fn columns(self) -> impl Iterator<Item = ColumnRef<'s>> {
        self.get()
            .columns
            .iter()
            .map(move |id| self.schema.walk_column(*id))
            .filter(|column| column.get().lives())
    }

    /// The living column of this name.
    pub fn column(self, name: Name) -> Option<ColumnRef<'s>> {
        self.schema.column(self.id, name).map(|id| self.schema.walk_column(id))
    }

    /// The living foreign keys, without partitions' copies.
    pub fn foreign_keys(self) -> impl Iterator<Item = ForeignKeyRef<'s>> {
        let ids = self.get().foreign_keys.iter();
        ids.map(move |id| self.schema.walk_foreign_key(*id)).filter(|fk| fk.get().lives() && !fk.get().cloned)
    }

    /// The living primary key, unique, check and exclusion constraints.
    pub fn keys(self) -> impl Iterator<Item = &'s Key> {
        self.get().keys.iter().map(move |id| &self.schema.keys[id.0 as usize]).filter(|key| key.lives())
    }

    /// The living indexes that are not made by constraints.
    pub fn indexes(self) -> impl Iterator<Item = &'s Index> {
        self.get()
            .indexes
            .iter()
            .map(move |id| &self.schema.indexes[id.0 as usize])
            .filter(|index| index.lives())
    }

    /// The primary key.
    pub fn primary_key(self) -> Option<&'s Key> {
        self.keys().find(|key| key.kind == KeyKind::Primary)
    }

    /// Whether these columns, in any order, are those of the primary key, of a unique constraint or of a unique index without a WHERE clause.
    pub fn has_key(self, columns: &[ColumnId]) -> bool {
        let is_one = |own: ColumnId| columns.contains(&own);
        let has_all = |count: usize| count == columns.len();
        let mut keys = self.keys().filter(|key| matches!(key.kind, KeyKind::Primary | KeyKind::Unique));
        let mut indexes = self.indexes().filter(|index| index.unique && !index.partial);
        keys.any(|key| has_all(key.columns.len()) && key.columns.iter().all(|own| is_one(*own)))
            || indexes.any(|index| {
                has_all(index.columns.len()) && index.columns.iter().all(|own| own.is_some_and(is_one))
            })
    }

    /// Whether something that was not understood may have changed the table, or nobody created it: absence of evidence is then no evidence.
    pub fn is_uncertain(self) -> bool {
        self.get().uncertain.is_some() || self.get().kind == TableKind::Assumed
    }
}

impl<'s> ColumnRef<'s> {
    /// The row.
    pub fn get(self) -> &'s Column {
        &self.schema.columns[self.id.0 as usize]
    }

    /// The name.
    pub fn name(self) -> Name {
        self.get().name
    }

    /// The table.
    pub fn table(self) -> TableRef<'s> {
        self.schema.walk_table(self.get().table)
    }

    /// Whether NULL is allowed.
    pub fn is_nullable(self) -> bool {
        !self.get().not_null
    }

    /// The type, if known.
    pub fn data_type(self) -> Option<DataType> {
        self.get().data_type
    }
}

impl<'s> ForeignKeyRef<'s> {
    /// The row.
    pub fn get(self) -> &'s ForeignKey {
        &self.schema.foreign_keys[self.id.0 as usize]
    }

    /// The referencing table.
    pub fn table(self) -> TableRef<'s> {
        self.schema.walk_table(self.get().table)
    }

    /// Whether DELETE of a referenced row removes the referencing ones: ON DELETE CASCADE of a foreign key that is enforced.
    pub fn cascades(self) -> bool {
        self.get().enforced && self.get().on_delete.effective == ReferentialAction::Cascade
    }

    /// The referencing columns, in order.
    pub fn columns(self) -> impl ExactSizeIterator<Item = ColumnRef<'s>> {
        self.get().columns.iter().map(move |id| self.schema.walk_column(*id))
    }

    /// The referenced table, if it is part of the schema.
    pub fn referenced_table(self) -> Option<TableRef<'s>> {
        match self.get().referenced {
            Referenced::Resolved(id) => Some(self.schema.walk_table(id)),
            Referenced::Unresolved(_) => None,
        }
    }

    /// The referenced table's name, with its schema where that is not the default one.
    pub fn referenced_name(self) -> TableName {
        match self.get().referenced {
            Referenced::Resolved(id) => self.schema.walk_table(id).name(),
            Referenced::Unresolved(name) => {
                let schema = name.schema.filter(|schema| Some(*schema) != self.schema.default_schema);
                TableName { schema, ..name }
            }
        }
    }

    /// The referenced table's name with its schema, if the engine has schemas.
    pub fn qualified_referenced_name(self) -> TableName {
        match self.get().referenced {
            Referenced::Resolved(id) => self.schema.walk_table(id).qualified_name(),
            Referenced::Unresolved(name) => name,
        }
    }

    /// The referenced columns that exist, in order.
    pub fn referenced_columns(self) -> impl Iterator<Item = ColumnRef<'s>> {
        let table = self.referenced_table();
        self.get()
            .referenced_columns
            .iter()
            .filter_map(move |name| table.and_then(|table| table.column(*name)))
    }
}
