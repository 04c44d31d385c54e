//! What a REFERENCES clause points to: at once, or when a table of that name appears.

use crate::ir::{
    Engine, ForeignKeyDefinition, ForeignKeyId, Life, Name, Referenced, Schema, Span, TableId, TableKind,
    TableName, Version,
};

use super::Replay;

impl Replay {
    /// The table that a clause of `table` means, and whether the clause leaves the schema open.
    pub(super) fn resolve(&self, table: TableId, name: TableName) -> (Referenced, bool) {
        let dialect = self.dialect();
        let mut wanted = name;
        if dialect.is_mysql_like() && wanted.schema.is_none() {
            // An unqualified name means the database of the referencing table.
            wanted.schema = self.table(table).schema;
        }
        match self.find(wanted) {
            Some(id) if self.table(id).kind != TableKind::View => (Referenced::Resolved(id), false),
            Some(_) | None => (Referenced::Unresolved(self.qualify(wanted)), name.schema.is_none()),
        }
    }

    /// The referenced columns: the stated ones, else the primary key's, else none yet.
    pub(super) fn referenced_columns(
        &self,
        definition: &ForeignKeyDefinition,
        referenced: Referenced,
        columns: &[Name],
    ) -> Vec<Name> {
        if !definition.referenced_columns.is_empty() {
            return definition.referenced_columns.clone();
        }
        let dialect = self.dialect();
        let old_mysql = dialect.engine == Engine::MySql
            && dialect.version.is_some_and(|version| version < Version { major: 9, minor: 0 });
        if dialect.engine == Engine::MariaDb || old_mysql {
            // MDEV-20729: the columns of the same name, not the primary key.
            return columns.to_vec();
        }
        self.primary_key_columns(referenced)
    }

    fn primary_key_columns(&self, referenced: Referenced) -> Vec<Name> {
        let Referenced::Resolved(table) = referenced else { return Vec::new() };
        let Some(key) = self.primary_key(table) else { return Vec::new() };
        self.key(key).columns.iter().map(|id| self.column(*id).name).collect()
    }

    /// Remembers that a foreign key points to a name that no table has.
    pub(super) fn wait_for(&mut self, fk: ForeignKeyId, name: Name) {
        self.waiting.entry(self.dialect().key(name)).or_default().push(fk);
    }

    /// A table has appeared under its name: foreign keys that waited for it point to it from now on.
    pub(super) fn resolve_waiting(&mut self, table: TableId) {
        let full = self.full_name(table);
        let bare = self.dialect().key(full.name);
        if matches!(self.table(table).kind, TableKind::View | TableKind::Temporary) {
            return;
        }
        let Some(waiting) = self.waiting.remove(&bare) else { return };
        let mut still = Vec::new();
        for id in waiting {
            let fk = self.foreign_key(id);
            let Referenced::Unresolved(name) = fk.referenced else { continue };
            if !fk.lives() {
                continue;
            }
            if self.is_called(full, name) { self.point(id, table) } else { still.push(id) }
        }
        if !still.is_empty() {
            self.waiting.insert(bare, still);
        }
    }

    /// Whether a table is the one that a clause means.
    fn is_called(&self, table: TableName, wanted: TableName) -> bool {
        let schemas_matter = self.dialect().is_postgres_like();
        let key = self.schema.key_of(table);
        let wanted_key = self.schema.key_of(wanted);
        key == wanted_key
            || (!schemas_matter
                && key.name == wanted_key.name
                && (table.schema.is_none() || wanted.schema.is_none()))
    }

    fn point(&mut self, id: ForeignKeyId, table: TableId) {
        self.schema.foreign_keys[id.0 as usize].referenced = Referenced::Resolved(table);
        self.loose.remove(&id);
        self.links[table.0 as usize].referencing.push(id);
    }

    /// The living foreign keys that point to a table, those of its own included.
    pub(super) fn incoming(&self, table: TableId) -> Vec<ForeignKeyId> {
        let mut ids: Vec<ForeignKeyId> = self.links[table.0 as usize].referencing.clone();
        ids.retain(|id| {
            let fk = self.foreign_key(*id);
            fk.lives() && fk.referenced == Referenced::Resolved(table)
        });
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// A table goes: PostgreSQL drops the foreign keys that point to it, the others keep the name, which a later table may take.
    pub(super) fn lose_referenced(&mut self, table: TableId, span: Span) {
        let name = self.full_name(table);
        for id in self.incoming(table) {
            if self.dialect().is_postgres_like() {
                self.drop_foreign_key(id, span);
            } else if self.foreign_key(id).table != table {
                self.schema.foreign_keys[id.0 as usize].referenced = Referenced::Unresolved(name);
                self.wait_for(id, name.name);
            }
        }
        self.links[table.0 as usize].referencing.clear();
    }

    /// Last chances: names whose schema was left open, and primary keys that were not there when they were meant.
    pub(super) fn finish(mut self) -> Schema {
        self.set_search_path(&[]);
        for index in 0..self.schema.foreign_keys.len() {
            let id = ForeignKeyId(super::count(index));
            let fk = self.foreign_key(id);
            if !fk.lives() {
                continue;
            }
            if let Referenced::Unresolved(name) = fk.referenced
                && self.loose.contains(&id)
                && !self.path_is_stated
                && let Some(table) = self.find_anywhere(name.name)
                && self.table(table).kind != TableKind::View
            {
                self.point(id, table);
            }
            let fk = self.foreign_key(id);
            // SQLite looks the primary key up when rows change, so the last one counts.
            let is_open = fk.referenced_columns.is_empty() || self.dialect().engine == Engine::Sqlite;
            if is_open && !fk.states_columns {
                let columns = self.primary_key_columns(fk.referenced);
                if !columns.is_empty() {
                    self.schema.foreign_keys[index].referenced_columns = columns;
                }
            }
        }
        self.schema
    }
}
