//! Types that people make: what becomes of the columns that have them.
//!
//! A type is known by what is written where a column is defined, without a default schema. The few statements about types walk over all columns.

use crate::ir::{ColumnId, DataType, Life, Name, Span, TableId, TableName};

use super::Replay;

impl Replay {
    /// `DROP TYPE ... CASCADE` drops the columns of the type and of its arrays.
    pub(super) fn drop_type(&mut self, name: TableName, cascade: bool, span: Span) {
        if cascade {
            let dropped = spelled(name);
            self.drop_columns_of(|element| element == dropped, span);
        }
    }

    /// `DROP SCHEMA ... CASCADE` drops the columns, in whatever schema, of its types.
    pub(super) fn drop_types_in(&mut self, schema: Name, span: Span) {
        self.drop_columns_of(|element| schema_of(element) == Some(schema.as_str()), span);
    }

    fn drop_columns_of(&mut self, is_doomed: impl Fn(&str) -> bool, span: Span) {
        let columns = self.schema.columns.iter().zip(0..);
        let doomed: Vec<(TableId, ColumnId)> = columns
            .filter(|(column, _)| {
                column.lives() && column.data_type.is_some_and(|data_type| is_doomed(element_of(data_type).0))
            })
            .map(|(column, id)| (column.table, ColumnId(id)))
            .collect();
        for (table, column) in doomed {
            // A column that is inherited may have gone with an earlier one.
            if self.column(column).lives() {
                self.drop_column(table, column, span);
            }
        }
    }

    pub(super) fn rename_type(&mut self, from: TableName, to: TableName) {
        let (from, to) = (spelled(from), spelled(to));
        self.respell_types(|element| (element == from).then(|| to.clone()));
    }

    /// `ALTER SCHEMA ... RENAME TO` renames the types in it.
    pub(super) fn move_types(&mut self, from: Name, to: Name) {
        self.respell_types(|element| {
            let name = element.strip_prefix(from.as_str())?.strip_prefix('.')?;
            Some(format!("{to}.{name}"))
        });
    }

    fn respell_types(&mut self, respell: impl Fn(&str) -> Option<String>) {
        for column in self.schema.columns.iter_mut().filter(|column| column.lives()) {
            let Some(data_type) = column.data_type else { continue };
            let (element, dimensions) = element_of(data_type);
            if let Some(name) = respell(element) {
                column.data_type = Some(DataType::new(&format!("{name}{dimensions}"), data_type.family));
            }
        }
    }
}

/// How a type is spelled where a column has it: `public` is never written.
fn spelled(name: TableName) -> String {
    let schema = name.schema.filter(|schema| schema.as_str() != "public");
    TableName { schema, ..name }.to_string()
}

/// The type of an array's elements, and the brackets.
fn element_of(data_type: DataType) -> (&'static str, &'static str) {
    let text = data_type.name.as_str();
    text.split_at(text.find('[').unwrap_or(text.len()))
}

fn schema_of(element: &str) -> Option<&str> {
    element.split_once('.').map(|(schema, _)| schema)
}
