//! Changes of a column: `ALTER COLUMN`, MySQL's `MODIFY` and `CHANGE`, libSQL's `ALTER COLUMN ... TO`.

use crate::ir::{ColumnChange, OperationKind, Problem, TableName};

use super::cursor::{Cursor, Reading};

impl Cursor<'_> {
    /// Reads what follows `ALTER [COLUMN]`.
    pub(super) fn alter_column(
        &mut self,
        table: TableName,
        problems: &mut Vec<Problem>,
    ) -> Reading<Vec<OperationKind>> {
        self.if_exists();
        let column = self.name()?;
        let change = if self.eat("SET NOT NULL") {
            ColumnChange::NotNull(true)
        } else if self.eat("DROP NOT NULL") {
            ColumnChange::NotNull(false)
        } else if self.eat("SET DATA TYPE") || self.eat("TYPE") || self.eat("SET TYPE") {
            match self.data_type()? {
                Some(read) => ColumnChange::Type(read.data_type),
                None => return self.unread("expected a type"),
            }
        } else if self.eat("SET DEFAULT") {
            ColumnChange::Default(!self.is_word(0, "NULL"))
        } else if self.eat("DROP DEFAULT") || self.at("DROP IDENTITY") {
            ColumnChange::Default(false)
        } else if self.at("ADD GENERATED") || self.at("SET GENERATED") {
            ColumnChange::Default(true)
        } else if self.eat("TO") {
            ColumnChange::Redefine(Box::new(self.column_definition(problems)?))
        } else if self.at_any(&["SET", "RESET", "RESTART", "DROP"]) || self.at_group() {
            // Statistics, storage, visibility, options: nothing that concerns keys.
            return Ok(Vec::new());
        } else {
            return self.unread("the change of the column is not understood");
        };
        Ok(vec![OperationKind::AlterColumn { table, column, change }])
    }

    /// Reads MySQL's `MODIFY [COLUMN] c ...` and `CHANGE [COLUMN] a b ...`.
    pub(super) fn redefine(
        &mut self,
        table: TableName,
        problems: &mut Vec<Problem>,
    ) -> Reading<Vec<OperationKind>> {
        let renames = self.at("CHANGE");
        self.advance();
        self.eat("COLUMN");
        self.if_exists();
        if self.at_group() {
            let columns = self.group()?.elements().into_iter();
            return columns.map(|mut element| element.redefined(table, false, problems)).collect();
        }
        Ok(vec![self.redefined(table, renames, problems)?])
    }

    fn redefined(
        &mut self,
        table: TableName,
        renames: bool,
        problems: &mut Vec<Problem>,
    ) -> Reading<OperationKind> {
        let old = if renames { Some(self.name()?) } else { None };
        let definition = Box::new(self.column_definition(problems)?);
        let column = old.unwrap_or(definition.name);
        Ok(OperationKind::AlterColumn { table, column, change: ColumnChange::Redefine(definition) })
    }
}
