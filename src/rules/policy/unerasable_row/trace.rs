//! Columns that keep the id of a row that is gone.

use crate::diagnostic::Label;
use crate::ir::graph::Referencing;
use crate::ir::{ColumnRef, ForeignKeyRef, KeyKind, ReferentialAction};
use crate::rules::findings::{Finding, Object};
use crate::rules::words;

use super::Erased;
use crate::rules::policy::because;

impl Erased<'_> {
    /// The columns that still name the row when its DELETE has gone through.
    pub(super) fn traces(&self, referencing: &Referencing) -> Vec<Finding> {
        let schema = self.scene.description.schema;
        let mut found = Vec::new();
        for fk in referencing.of(schema, self.table.id) {
            if !fk.get().enforced {
                let column = fk.columns().next();
                let why = "its foreign key is NOT ENFORCED".to_owned();
                found.extend(column.map(|column| self.trace(fk, column, why)));
            } else if fk.get().on_delete.effective == ReferentialAction::SetNull {
                let listed = &fk.get().set_columns;
                let left = fk.columns().zip(&fk.get().referenced_columns).find(|(column, referenced)| {
                    !listed.is_empty() && !listed.contains(&column.name()) && self.is_id(**referenced)
                });
                let why = format!("ON DELETE SET NULL ({}) leaves the column as it is", plain_list(listed));
                found.extend(left.map(|(column, _)| self.trace(fk, column, why)));
            }
        }
        found
    }

    /// Whether a column of the table tells its rows apart by itself.
    fn is_id(&self, name: crate::ir::Name) -> bool {
        let Some(column) = self.table.column(name) else { return false };
        self.table.keys().any(|key| {
            matches!(key.kind, KeyKind::Primary | KeyKind::Unique) && key.columns.as_slice() == [column.id]
        })
    }

    fn trace(&self, fk: ForeignKeyRef<'_>, column: ColumnRef<'_>, why: String) -> Finding {
        let erased = self.table.name();
        let message = format!(
            "{} keeps the id of a deleted `{erased}` row, because {why}{}",
            words::column(column),
            because(&self.entry.reason),
        );
        let span = fk.get().on_delete.stated.unwrap_or(fk.get().span);
        Finding::new(Object::foreign_key(fk), self.aspect(), message, Label::new(span, "the id stays"))
            .related(self.entry.span, format!("`{erased}` is to be erasable"))
            .help("Let ON DELETE CASCADE or SET NULL apply to the column as well")
            .doubted(self.scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)))
    }
}

fn plain_list(names: &[crate::ir::Name]) -> String {
    names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
}
