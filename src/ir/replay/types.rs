//! Types that people make: columns know them by name alone.

use crate::ir::{ColumnId, DataType, Life, Name, Span, TableName};

use super::{Replay, count};

impl Replay {
    /// `DROP TYPE ... CASCADE` drops the columns of the type, with all that `DROP COLUMN` takes along.
    pub(super) fn drop_type(&mut self, name: TableName, span: Span) {
        for id in self.columns_of_type(name) {
            if self.column(id).lives() {
                self.drop_column(self.column(id).table, id, span);
            }
        }
    }

    pub(super) fn rename_type(&mut self, from: TableName, to: Name) {
        for id in self.columns_of_type(from) {
            if let Some(data_type) = self.column(id).data_type {
                let old = data_type.name.as_str();
                let start = old.len() - old.trim_end_matches("[]").len();
                let qualifier = old.split_once('.').map_or(String::new(), |(schema, _)| format!("{schema}."));
                let name = format!("{qualifier}{to}{}", "[]".repeat(start / 2));
                self.column_mut(id).data_type = Some(DataType::new(&name, data_type.family));
            }
        }
    }

    fn columns_of_type(&self, name: TableName) -> Vec<ColumnId> {
        let schema = name.schema.filter(|schema| self.dialect().default_schema() != Some(*schema));
        let wanted = TableName { schema, name: name.name }.to_string();
        let is_of_type = |has: &DataType| {
            let has = has.name.as_str().trim_end_matches("[]");
            has == wanted || (schema.is_some() && has == name.name.as_str())
        };
        let columns = self.schema.columns.iter().enumerate();
        columns
            .filter(|(_, column)| column.lives() && column.data_type.as_ref().is_some_and(is_of_type))
            .map(|(index, _)| ColumnId(count(index)))
            .collect()
    }
}
