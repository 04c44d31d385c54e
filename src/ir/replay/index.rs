//! Indexes that no constraint makes; unique ones can be referenced.

use crate::ir::{
    Engine, Existing, Index, IndexDefinition, IndexId, KeyKind, Life, Name, Span, TableId, TableName, naming,
};

use super::{Replay, UniqueId, count};

impl Replay {
    /// The living index of this name on a table.
    pub(super) fn find_index_of(&self, table: TableId, name: Name) -> Option<IndexId> {
        let dialect = self.dialect();
        self.table(table).indexes.iter().copied().find(|id| {
            let index = &self.schema.indexes[id.0 as usize];
            index.lives() && index.name.is_some_and(|other| dialect.same_name(other, name))
        })
    }

    pub(super) fn create_index(&mut self, table: TableId, definition: &IndexDefinition) {
        if let Some(name) = definition.name {
            self.give_up_name(table, name, definition.span);
        }
        if let Some(name) = definition.name
            && self.index_exists(table, name)
        {
            if definition.existing == Existing::Fails && !self.is_vague(table) {
                self.problem(definition.span, format!("index `{name}` exists already"));
            }
            return;
        }
        let columns: Vec<_> = definition
            .columns
            .iter()
            .map(|column| column.and_then(|name| self.demand_column(table, name, definition.span)))
            .collect();
        let name = definition.name.or_else(|| self.choose_index_name(table, definition));
        let index = Index {
            name,
            table,
            columns,
            unique: definition.unique,
            partial: definition.partial,
            provenance: self.born(definition.span),
        };
        let whole: Option<Vec<_>> = index.columns.iter().copied().collect();
        if let Some(columns) = whole {
            self.give_way(table, &columns, definition.span);
        }
        self.push_index(index);
    }

    pub(super) fn push_index(&mut self, index: Index) {
        let id = IndexId(count(self.schema.indexes.len()));
        let (table, name) = (index.table, index.name);
        self.take_index_name(table, name, UniqueId::Index(id));
        self.schema.indexes.push(index);
        self.table_mut(table).indexes.push(id);
    }

    /// Whether an index of this name exists where the engine would find it: in the schema, or (MySQL, CockroachDB) on the table.
    fn index_exists(&self, table: TableId, name: Name) -> bool {
        match self.dialect().engine {
            Engine::PostgreSql | Engine::Sqlite => {
                let name = TableName { schema: self.table(table).schema, name };
                self.index_names.contains_key(&self.schema.key_of(name))
            }
            Engine::MySql | Engine::MariaDb | Engine::CockroachDb => {
                self.find_index_of(table, name).is_some() || self.find_key(table, name).is_some()
            }
        }
    }

    /// The engine's name for an unnamed index; `None` with an expression, whose part of the name is PostgreSQL's secret.
    fn choose_index_name(&self, table: TableId, definition: &IndexDefinition) -> Option<Name> {
        let names: Vec<Name> = definition.columns.iter().copied().collect::<Option<_>>()?;
        let dialect = self.dialect();
        let taken = |name| self.relation_name_is_taken(table, name);
        match dialect.engine {
            Engine::Sqlite => None,
            Engine::MySql | Engine::MariaDb => {
                names.first().map(|first| naming::choose_mysql_index(*first, taken))
            }
            Engine::PostgreSql | Engine::CockroachDb => {
                let joined = naming::join(names.into_iter());
                Some(naming::choose(dialect, self.table(table).name.as_str(), &joined, "idx", taken))
            }
        }
    }

    /// What a name means in `DROP INDEX`, `ALTER INDEX`.
    pub(super) fn find_index(&self, table: Option<TableName>, name: TableName) -> Option<UniqueId> {
        if let Some(table) = table.and_then(|table| self.find(table)) {
            let index = self.find_index_of(table, name.name).map(UniqueId::Index);
            let key = || self.find_key(table, name.name).map(UniqueId::Key);
            return index.or_else(key);
        }
        let within = |schema: Option<Name>| {
            let name = TableName { schema, name: name.name };
            self.index_names.get(&self.schema.key_of(name)).copied()
        };
        let name = self.qualify(name);
        within(name.schema)
            .or_else(|| self.path.iter().find_map(|schema| within(Some(*schema))))
            .or_else(|| within(None))
    }

    pub(super) fn drop_named_index(
        &mut self,
        table: Option<TableName>,
        name: TableName,
        existing: Existing,
        span: Span,
    ) {
        match self.find_index(table, name) {
            Some(UniqueId::Index(id)) => {
                if self.dialect().is_postgres_like() {
                    let table = self.schema.indexes[id.0 as usize].table;
                    for fk in self.relying_on(table, UniqueId::Index(id)) {
                        self.drop_foreign_key(fk, span);
                    }
                }
                self.end_index(id, span);
            }
            Some(UniqueId::Key(id)) => self.drop_key(id, span),
            None => {
                if existing == Existing::Fails && !self.may_be_automatic(table, name.name) {
                    self.problem(span, format!("index `{name}` is not created by any file read"));
                }
            }
        }
    }

    /// Whether an unknown index may be one that nobody writes: MySQL's for a foreign key, PostgreSQL's over an expression, or any of a
    /// table that is not fully known.
    fn may_be_automatic(&self, table: Option<TableName>, name: Name) -> bool {
        match table.map(|table| self.find(table)) {
            Some(None) => true,
            Some(Some(table)) => {
                self.is_vague(table)
                    || self.schema.column(table, name).is_some()
                    || self.table(table).foreign_keys.iter().any(|id| {
                        self.foreign_key(*id)
                            .name
                            .is_some_and(|other| self.dialect().key(other) == self.dialect().key(name))
                    })
            }
            None => self.dialect().is_postgres_like() && name.as_str().ends_with("_idx"),
        }
    }

    pub(super) fn rename_index(&mut self, table: Option<TableName>, from: TableName, to: Name, span: Span) {
        let origin = self.origin(span);
        match self.find_index(table, from) {
            Some(UniqueId::Index(id)) => {
                let index = &self.schema.indexes[id.0 as usize];
                let (table, old) = (index.table, index.name);
                self.free_index_name(table, old, UniqueId::Index(id));
                self.take_index_name(table, Some(to), UniqueId::Index(id));
                let index = &mut self.schema.indexes[id.0 as usize];
                index.name = Some(to);
                index.provenance.changed = Some(origin);
            }
            Some(UniqueId::Key(id)) => {
                let key = self.key(id);
                if let (table, Some(name), true) = (key.table, key.name, key.kind != KeyKind::Check) {
                    self.rename_constraint(table, name, to, span);
                }
            }
            None => {
                if !self.may_be_automatic(table, from.name) {
                    self.problem(span, format!("index `{from}` is not created by any file read"));
                }
            }
        }
    }

    /// Ends an index and nothing else.
    pub(super) fn end_index(&mut self, id: IndexId, span: Span) {
        let origin = self.origin(span);
        let index = &mut self.schema.indexes[id.0 as usize];
        if index.lives() {
            index.provenance.dropped = Some(origin);
            let (table, name) = (index.table, index.name);
            self.free_index_name(table, name, UniqueId::Index(id));
        }
    }
}
