//! `DROP` of tables, views, indexes and schemas, and `RENAME TABLE`.

use crate::ir::{ConstraintName, Existing, OperationKind, TableName};

use super::cursor::{Cursor, Reading};
use super::token::Symbol;

impl Cursor<'_> {
    /// Reads what follows DROP; other objects than these have no part in foreign keys.
    pub(super) fn drop_statement(&mut self) -> Reading<Vec<OperationKind>> {
        self.eat_any(&["TEMPORARY", "TEMP", "FOREIGN"]);
        if self.eat_any(&["TABLE", "TABLES"]) {
            return self.drop_list(|table, existing, cascade| OperationKind::DropTable {
                table,
                existing,
                cascade,
            });
        }
        if self.eat("VIEW") || self.eat("MATERIALIZED VIEW") {
            return self.drop_list(|name, existing, _| OperationKind::DropView { name, existing });
        }
        if self.eat("INDEX") {
            return self.drop_index();
        }
        if self.dialect().is_postgres_like() && self.eat_any(&["TYPE", "DOMAIN"]) {
            return self.drop_list(|name, _, cascade| OperationKind::DropType { name, cascade });
        }
        if self.at_any(&["SCHEMA", "DATABASE"]) {
            let is_schema = self.at("SCHEMA") && self.dialect().is_postgres_like();
            self.advance();
            return if is_schema { self.drop_schema() } else { Ok(Vec::new()) };
        }
        Ok(Vec::new())
    }

    fn drop_schema(&mut self) -> Reading<Vec<OperationKind>> {
        self.if_exists();
        let (names, cascade) = self.dropped_names(|cursor| cursor.qualified().map(|(_, name, _)| name))?;
        Ok(names.into_iter().map(|name| OperationKind::DropSchema { name, cascade }).collect())
    }

    fn drop_list(
        &mut self,
        kind: impl Fn(TableName, Existing, bool) -> OperationKind,
    ) -> Reading<Vec<OperationKind>> {
        let existing = self.if_exists();
        let (names, cascade) = self.dropped_names(|cursor| cursor.table_name().map(|(name, _)| name))?;
        Ok(names.into_iter().map(|name| kind(name, existing, cascade)).collect())
    }

    /// Reads `a, b [CASCADE | RESTRICT]`; the last element carries the word for all.
    fn dropped_names<T>(&mut self, read: impl Fn(&mut Self) -> Reading<T>) -> Reading<(Vec<T>, bool)> {
        let mut names = Vec::new();
        loop {
            names.push(read(self)?);
            if !self.eat_symbol(Symbol::Comma) {
                break;
            }
        }
        // MariaDB's WAIT and NOWAIT.
        if self.eat("WAIT") {
            self.skip_one();
        }
        self.eat("NOWAIT");
        Ok((names, self.cascades()?))
    }

    fn drop_index(&mut self) -> Reading<Vec<OperationKind>> {
        self.eat("CONCURRENTLY");
        let existing = self.if_exists();
        if self.dialect().is_mysql_like() {
            return self.drop_mysql_index(existing);
        }
        let (names, cascade) = self.dropped_names(Self::index_of_table)?;
        let kind = |(table, name)| OperationKind::DropIndex { table, name, existing, cascade };
        Ok(names.into_iter().map(kind).collect())
    }

    /// Reads `name`, or CockroachDB's `table@name`.
    pub(super) fn index_of_table(&mut self) -> Reading<(Option<TableName>, TableName)> {
        let (first, _) = self.table_name()?;
        // `t@i` is one token or two, as sqlparser takes `@` for an operator or for the start of a name.
        if self.eat_symbol(Symbol::At) {
            return Ok((Some(first), TableName { schema: first.schema, name: self.name()? }));
        }
        if let Some(index) = first.name.as_str().strip_prefix('@') {
            return Ok((None, TableName { schema: first.schema, name: self.dialect().fold(index) }));
        }
        if let Some((table, index)) = first.name.as_str().split_once('@') {
            let part = |text| TableName { schema: first.schema, name: self.dialect().quoted(text) };
            return Ok((Some(part(table)), part(index)));
        }
        if let Some(index) = self.word(0).and_then(|word| word.strip_prefix('@')) {
            let name = TableName { schema: first.schema, name: self.dialect().fold(index) };
            self.advance();
            return Ok((Some(first), name));
        }
        Ok((None, first))
    }

    fn drop_mysql_index(&mut self, existing: Existing) -> Reading<Vec<OperationKind>> {
        let name = self.name()?;
        self.expect("ON")?;
        let (table, _) = self.table_name()?;
        if name.as_str().eq_ignore_ascii_case("primary") {
            let name = ConstraintName::PrimaryKey;
            return Ok(vec![OperationKind::DropConstraint { table, name, existing, cascade: false }]);
        }
        let name = TableName::bare(name);
        Ok(vec![OperationKind::DropIndex { table: Some(table), name, existing, cascade: false }])
    }

    /// Reads `RENAME TABLE a TO b, c TO d` from the words behind RENAME.
    pub(super) fn rename_tables(&mut self) -> Reading<Vec<OperationKind>> {
        if !self.eat_any(&["TABLE", "TABLES"]) {
            return Ok(Vec::new());
        }
        let existing = self.if_exists();
        self.rest()
            .elements()
            .into_iter()
            .map(|mut pair| {
                let (table, _) = pair.table_name()?;
                pair.expect("TO")?;
                let (to, _) = pair.table_name()?;
                Ok(OperationKind::RenameTable { table, to, existing })
            })
            .collect()
    }
}
