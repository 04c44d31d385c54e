//! New names for tables and schemas. Ids keep everything that points to a table; foreign keys keep their names, but for InnoDB's own.

use crate::ir::{
    Existing, ForeignKeyId, Life, Name, Referenced, Span, TableId, TableKind, TableName, naming,
};

use super::{Replay, UniqueId};

impl Replay {
    pub(super) fn rename_table(&mut self, from: TableName, to: TableName, existing: Existing, span: Span) {
        let Some(table) = self.find(from) else {
            if self.dialect().is_postgres_like() && self.find_index(None, from).is_some() {
                // PostgreSQL's ALTER TABLE renames whatever has the name.
                return self.rename_index(None, from, to.name, span);
            }
            // PostgreSQL renames sequences with ALTER TABLE too, and those of SERIAL columns nobody creates.
            let is_sequence = self.dialect().is_postgres_like() && from.name.as_str().ends_with("_seq");
            if existing == Existing::Fails && !is_sequence {
                self.problem(span, format!("table `{from}` is not created by any file read"));
                let schema = to.schema.or(from.schema);
                let name = self.qualify(TableName { schema, name: to.name });
                if self.schema.table(name).is_none() {
                    let table = self.add_table(name, TableKind::Assumed, span, span);
                    self.resolve_waiting(table);
                }
            }
            return;
        };
        let old = self.full_name(table);
        let new = TableName { schema: to.schema.or(old.schema), name: to.name };
        if self.schema.key_of(old) != self.schema.key_of(new) && !self.makes_room_for_table(new, span) {
            return;
        }
        if self.keeps_names && !self.enforces {
            // Legacy renames rewrite references only where foreign keys act (SQLite's renameTableFunc).
            self.unpoint(table, old);
        }
        self.move_table(table, new, span);
        if self.dialect().is_mysql_like() {
            self.rename_generated(table, old.name, span);
        }
        self.resolve_waiting(table);
    }

    /// Whether a name is free for a table that exists; an assumed table gives way, for this may be how it came to be.
    fn makes_room_for_table(&mut self, name: TableName, span: Span) -> bool {
        match self.schema.table(name) {
            None => true,
            Some(id) if self.table(id).kind == TableKind::Assumed => {
                self.unpoint(id, name);
                self.drop_table(id, span);
                true
            }
            Some(_) => {
                self.problem(span, format!("table `{name}` exists already, so this rename is skipped"));
                false
            }
        }
    }

    /// Leaves the foreign keys that point to a table with the name alone.
    fn unpoint(&mut self, table: TableId, name: TableName) {
        for fk in self.incoming(table) {
            self.schema.foreign_keys[fk.0 as usize].referenced = Referenced::Unresolved(name);
            self.wait_for(fk, name.name);
        }
    }

    pub(super) fn set_schema(&mut self, table: TableName, schema: Name, span: Span) {
        let Some(id) = self.find_or_assume(table, span) else { return };
        let new = TableName { schema: Some(schema), name: self.table(id).name };
        if self.schema.key_of(self.full_name(id)) == self.schema.key_of(new)
            || !self.makes_room_for_table(new, span)
        {
            return;
        }
        self.move_table(id, new, span);
        self.resolve_waiting(id);
    }

    pub(super) fn rename_schema(&mut self, from: Name, to: Name, span: Span) {
        let dialect = self.dialect();
        let key = dialect.key(from);
        self.move_types(from, to);
        if self.schemas.remove(&key) {
            self.schemas.insert(dialect.key(to));
        }
        for table in self.tables_in(key) {
            let name = TableName { schema: Some(to), name: self.table(table).name };
            if self.makes_room_for_table(name, span) {
                self.move_table(table, name, span);
                self.resolve_waiting(table);
            }
        }
        for fk in &mut self.schema.foreign_keys {
            if let Referenced::Unresolved(name) = &mut fk.referenced
                && name.schema.is_some_and(|schema| dialect.key(schema) == key)
            {
                name.schema = Some(to);
            }
        }
    }

    /// Gives a table another name, which is free, and takes its constraints' and indexes' names along.
    fn move_table(&mut self, table: TableId, to: TableName, span: Span) {
        let origin = self.origin(span);
        let changes_schema = self.table(table).schema != to.schema;
        self.unregister_table(table);
        if changes_schema {
            self.move_names(table, false);
        }
        let moved = self.table_mut(table);
        moved.schema = to.schema;
        moved.name = to.name;
        moved.provenance.changed = Some(origin);
        if changes_schema {
            self.move_names(table, true);
        }
        self.register_table(table);
    }

    /// Takes (or frees) the names of all constraints and indexes of a table in the schema where it is now.
    fn move_names(&mut self, table: TableId, take: bool) {
        for id in self.table(table).foreign_keys.clone() {
            let fk = self.foreign_key(id);
            if fk.lives() {
                let name = fk.name;
                if take {
                    self.take_constraint_name(table, name);
                } else {
                    self.free_constraint_name(table, name);
                }
            }
        }
        for id in self.table(table).keys.clone() {
            let key = self.key(id);
            if key.lives() {
                let name = key.name;
                if take {
                    self.take_constraint_name(table, name);
                    self.take_index_name(table, name, UniqueId::Key(id));
                } else {
                    self.free_constraint_name(table, name);
                    self.free_index_name(table, name, UniqueId::Key(id));
                }
            }
        }
        for id in self.table(table).indexes.clone() {
            let index = &self.schema.indexes[id.0 as usize];
            if index.lives() {
                let name = index.name;
                if take {
                    self.take_index_name(table, name, UniqueId::Index(id));
                } else {
                    self.free_index_name(table, name, UniqueId::Index(id));
                }
            }
        }
    }

    /// InnoDB renames what looks like its own foreign key names along with the table.
    fn rename_generated(&mut self, table: TableId, old: Name, span: Span) {
        let new = self.table(table).name;
        let ids: Vec<ForeignKeyId> = self.table(table).foreign_keys.clone();
        for id in ids {
            let fk = self.foreign_key(id);
            let number = fk.name.and_then(|name| naming::innodb_number(old, name));
            if let (true, Some(number)) = (fk.lives(), number) {
                self.rename_foreign_key(id, naming::innodb_name(new, number), span);
            }
        }
    }
}
