//! Indexes: inline in a table, and as statements of their own.

use crate::ir::{Existing, IndexDefinition, OperationKind, TableName};

use super::cursor::{Cursor, Reading};
use super::token::{Symbol, Token};

impl Cursor<'_> {
    /// Whether an inline index comes next. `KEY` and `INDEX` are names of columns in PostgreSQL and SQLite, so there it takes the shape of an
    /// index: a list of names, not a type's modifiers.
    pub(super) fn at_inline_index(&self) -> bool {
        if self.at_any(&["FULLTEXT", "SPATIAL", "INVERTED", "VECTOR"])
            && self.at_any_after(1, &["KEY", "INDEX"])
        {
            return true;
        }
        if self.at("UNIQUE INDEX") {
            return self.dialect().is_postgres_like();
        }
        if self.dialect().is_mysql_like() {
            let spatial = self.at_any(&["FULLTEXT", "SPATIAL"]) && self.list_after(1);
            return spatial || self.at_any(&["KEY", "INDEX"]);
        }
        self.at("INDEX") && self.list_after(1)
    }

    fn at_any_after(&self, ahead: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(ahead, word))
    }

    /// Whether `(a` or `name (a` comes `ahead` of here.
    pub(super) fn list_after(&self, ahead: usize) -> bool {
        let starts_list = |at: usize| {
            self.is_symbol(at, Symbol::LParen)
                && matches!(
                    self.token(at + 1),
                    Some(Token::Word(_) | Token::Quoted(..) | Token::Symbol(Symbol::LParen))
                )
        };
        starts_list(ahead) || (self.name_ahead(ahead).is_some() && starts_list(ahead + 1))
    }

    /// Reads an inline index of a table.
    pub(super) fn inline_index(&mut self, table: TableName) -> Reading<IndexDefinition> {
        let start = self.position();
        let unique = self.eat("UNIQUE");
        self.eat_any(&["FULLTEXT", "SPATIAL", "INVERTED", "VECTOR"]);
        self.eat_any(&["KEY", "INDEX"]);
        let existing = self.if_not_exists();
        let name = if self.at_group() || self.at("USING") { None } else { Some(self.name()?) };
        if self.eat("USING") {
            self.skip_one();
        }
        let columns = self.index_columns()?;
        let partial = self.skip_to(&["WHERE"]);
        self.skip_to(&[]);
        Ok(IndexDefinition { name, table, columns, unique, partial, existing, span: self.span_since(start) })
    }

    /// Reads `CREATE [UNIQUE] INDEX` from the words behind CREATE.
    pub(super) fn create_index(&mut self) -> Reading<OperationKind> {
        let unique = self.eat("UNIQUE");
        self.eat_any(&["FULLTEXT", "SPATIAL", "INVERTED", "VECTOR"]);
        self.expect("INDEX")?;
        self.eat("CONCURRENTLY");
        let existing = self.if_not_exists();
        let name = if self.at("ON") { None } else { Some(self.qualified()?.1) };
        if self.eat("USING") {
            self.skip_one();
        }
        self.expect("ON")?;
        self.eat("ONLY");
        let (table, _) = self.table_name()?;
        if self.eat("USING") {
            self.skip_one();
        }
        let columns = self.index_columns()?;
        let partial = self.skip_to(&["WHERE"]);
        self.skip_to(&[]);
        let span = self.whole();
        let index = IndexDefinition { name, table, columns, unique, partial, existing, span };
        Ok(OperationKind::CreateIndex(Box::new(index)))
    }

    pub(super) fn if_exists(&mut self) -> Existing {
        if self.eat("IF EXISTS") { Existing::Skips } else { Existing::Fails }
    }

    pub(super) fn if_not_exists(&mut self) -> Existing {
        if self.eat("IF NOT EXISTS") { Existing::Skips } else { Existing::Fails }
    }
}
