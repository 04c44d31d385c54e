//! Which object a name means, and which names are taken.

use crate::ir::{Dialect, KeyId, KeyKind, Life, Name, Span, Table, TableId, TableKind, TableName};

use super::{Links, Replay, UniqueId, count};

impl Replay {
    /// The schema in which an unqualified `CREATE` puts its object.
    fn creation_schema(&self) -> Option<Name> {
        self.path.first().copied().or(self.schema.default_schema)
    }

    /// The full name of what a statement creates.
    pub(super) fn qualify(&self, name: TableName) -> TableName {
        let name = plain(self.dialect(), name);
        TableName { schema: name.schema.or_else(|| self.creation_schema()), name: name.name }
    }

    /// The schema that stands for a session's own tables.
    pub(super) fn temporary_schema(&self) -> Name {
        Name::new(if self.dialect().is_postgres_like() { "pg_temp" } else { "temp" })
    }

    /// The table or view that a name means in a statement.
    pub(super) fn find(&self, name: TableName) -> Option<TableId> {
        let is_loose = name.schema.is_none() && !self.path_is_stated;
        self.find_on_path(name).or_else(|| is_loose.then(|| self.find_anywhere(name.name)).flatten())
    }

    /// The same, if the search_path is what is known of it.
    pub(super) fn find_on_path(&self, name: TableName) -> Option<TableId> {
        let name = plain(self.dialect(), name);
        let within = |schema: Option<Name>| self.schema.table(TableName { schema, name: name.name });
        if name.schema.is_some() {
            // An engine without schemas: the file that qualifies and the file that does not mean one database.
            let found = within(name.schema);
            return if self.dialect().is_postgres_like() { found } else { found.or_else(|| within(None)) };
        }
        if !self.temporary.is_empty() {
            let found = within(Some(self.temporary_schema()));
            if found.is_some() {
                return found;
            }
        }
        self.path.iter().find_map(|schema| within(Some(*schema))).or_else(|| within(None))
    }

    /// The only living table with this bare name in any schema: a dump, or a role's search_path, decides where it is.
    pub(super) fn find_anywhere(&self, name: Name) -> Option<TableId> {
        match self.bare.get(&self.dialect().key(name)).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            Some(_) | None => None,
        }
    }

    /// The table that `ALTER TABLE` means; made as assumed where nobody created it. `None` for a view.
    pub(super) fn find_or_assume(&mut self, name: TableName, span: Span) -> Option<TableId> {
        if let Some(id) = self.find(name) {
            return (self.table(id).kind != TableKind::View).then_some(id);
        }
        self.problem(span, format!("table `{name}` is not created by any file read"));
        let name = self.qualify(name);
        let id = self.add_table(name, TableKind::Assumed, span, span);
        self.resolve_waiting(id);
        Some(id)
    }

    /// Adds a table and takes its name.
    pub(super) fn add_table(
        &mut self,
        name: TableName,
        kind: TableKind,
        name_span: Span,
        span: Span,
    ) -> TableId {
        let id = TableId(count(self.schema.tables.len()));
        self.schema.tables.push(Table {
            schema: name.schema,
            name: name.name,
            kind,
            name_span,
            columns: Vec::new(),
            keys: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
            parent: None,
            uncertain: None,
            provenance: self.born(span),
        });
        self.links.push(Links::default());
        self.register_table(id);
        id
    }

    /// The full name of a table.
    pub(super) fn full_name(&self, id: TableId) -> TableName {
        let table = self.table(id);
        TableName { schema: table.schema, name: table.name }
    }

    pub(super) fn register_table(&mut self, id: TableId) {
        let name = self.full_name(id);
        let key = self.schema.key_of(name);
        self.schema.by_name.insert(key, id);
        self.bare.entry(key.name).or_default().push(id);
    }

    pub(super) fn unregister_table(&mut self, id: TableId) {
        let name = self.full_name(id);
        let key = self.schema.key_of(name);
        if self.schema.by_name.get(&key) == Some(&id) {
            self.schema.by_name.remove(&key);
        }
        if let Some(tables) = self.bare.get_mut(&key.name) {
            tables.retain(|table| *table != id);
        }
    }

    /// The key of a constraint's or an index's name in the schema of a table.
    fn name_in_schema(&self, table: TableId, name: Name) -> TableName {
        self.schema.key_of(TableName { schema: self.table(table).schema, name })
    }

    /// Takes a constraint's name.
    pub(super) fn take_constraint_name(&mut self, table: TableId, name: Option<Name>) {
        if let Some(name) = name {
            *self.constraint_names.entry(self.name_in_schema(table, name)).or_default() += 1;
        }
    }

    /// Frees the name of a constraint that goes.
    pub(super) fn free_constraint_name(&mut self, table: TableId, name: Option<Name>) {
        if let Some(name) = name {
            let key = self.name_in_schema(table, name);
            if let Some(taken) = self.constraint_names.get_mut(&key) {
                *taken = taken.saturating_sub(1);
            }
        }
    }

    /// Takes an index's name, also that of a constraint's index.
    pub(super) fn take_index_name(&mut self, table: TableId, name: Option<Name>, id: UniqueId) {
        if let Some(name) = name {
            self.index_names.insert(self.name_in_schema(table, name), id);
        }
    }

    /// Frees the name of an index that goes.
    pub(super) fn free_index_name(&mut self, table: TableId, name: Option<Name>, id: UniqueId) {
        if let Some(name) = name {
            let key = self.name_in_schema(table, name);
            if self.index_names.get(&key) == Some(&id) {
                self.index_names.remove(&key);
            }
        }
    }

    /// Whether a constraint may not be called so where the engine chooses the name: PostgreSQL asks the schema, CockroachDB the table.
    pub(super) fn constraint_name_is_taken(&self, table: TableId, name: Name) -> bool {
        if self.dialect().engine == crate::ir::Engine::PostgreSql {
            self.constraint_names.get(&self.name_in_schema(table, name)).is_some_and(|taken| *taken > 0)
        } else {
            self.find_foreign_key(table, name).is_some() || self.find_key(table, name).is_some()
        }
    }

    /// Whether an index may not be called so where the engine chooses the name.
    pub(super) fn relation_name_is_taken(&self, table: TableId, name: Name) -> bool {
        if self.dialect().engine == crate::ir::Engine::PostgreSql {
            let key = self.name_in_schema(table, name);
            self.schema.by_name.contains_key(&key) || self.index_names.contains_key(&key)
        } else {
            self.find_key(table, name).is_some() || self.find_index_of(table, name).is_some()
        }
    }

    /// The living primary key, unique, check or exclusion constraint of this name.
    pub(super) fn find_key(&self, table: TableId, name: Name) -> Option<KeyId> {
        let dialect = self.dialect();
        let old_primary = dialect.engine == crate::ir::Engine::CockroachDb && name.as_str() == "primary";
        self.table(table).keys.iter().copied().find(|id| {
            let key = &self.schema.keys[id.0 as usize];
            key.lives()
                && (key.name.is_some_and(|other| dialect.same_name(other, name))
                    || (old_primary && key.kind == KeyKind::Primary))
        })
    }

    /// The living primary key.
    pub(super) fn primary_key(&self, table: TableId) -> Option<KeyId> {
        self.table(table).keys.iter().copied().find(|id| {
            let key = &self.schema.keys[id.0 as usize];
            key.lives() && key.kind == KeyKind::Primary
        })
    }
}

/// A name without SQLite's `main`, which is what an unqualified name means there.
fn plain(dialect: Dialect, name: TableName) -> TableName {
    let is_main = dialect.engine == crate::ir::Engine::Sqlite
        && name.schema.is_some_and(|schema| schema.as_str().eq_ignore_ascii_case("main"));
    if is_main { TableName::bare(name.name) } else { name }
}
