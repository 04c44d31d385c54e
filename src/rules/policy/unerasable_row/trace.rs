//! Columns that keep the id of a row that is gone.

use crate::diagnostic::Label;
use crate::ir::graph::Referencing;
use crate::ir::{ColumnRef, ForeignKeyRef, KeyKind, Name, ReferentialAction};
use crate::rules::findings::{Finding, Object};
use crate::rules::loose::{Evidence, Loose, LooseReferences};
use crate::rules::words;

use super::Erased;
use crate::rules::policy::because;

impl Erased<'_> {
    /// The columns that still name the row when its DELETE has gone through.
    pub(super) fn traces(&self, referencing: &Referencing, loose: &LooseReferences) -> Vec<Finding> {
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
        // What a client keeps in place of the engine, it removes as well.
        let loose = loose.to(self.table.id).iter().filter(|loose| loose.client.is_none());
        found.extend(loose.filter_map(|loose| self.loose_trace(loose)));
        found
    }

    fn loose_trace(&self, loose: &Loose) -> Option<Finding> {
        let schema = self.scene.description.schema;
        let column = schema.walk_column(*loose.columns.first()?);
        let (erased, table) = (self.table.name(), column.table());
        let (sign, place) = match loose.evidence {
            Evidence::Index(span) => {
                (", as its name, type and index say".to_owned(), Some((span, "is indexed here")))
            }
            Evidence::Sibling(sibling) => {
                (format!(", but is one in `{}`", schema.walk_table(sibling).name()), None)
            }
            Evidence::Relation(span) => (", as a relation says".to_owned(), Some((span, "the relation"))),
            Evidence::Dropped(span) => (", since that was dropped".to_owned(), Some((span, "dropped here"))),
            Evidence::Declared(span) => {
                (", which another description of the database has".to_owned(), Some((span, "declared here")))
            }
            Evidence::Ignored(span) => {
                (", since the engine passes over its clause".to_owned(), Some((span, "passed over")))
            }
        };
        let message = format!(
            "{} keeps the id of a deleted row of `{erased}`, because it refers to that without a foreign key{sign}{}",
            words::column(column),
            because(&self.entry.reason),
        );
        let primary = Label::new(column.get().name_span, "the id stays");
        let finding = Finding::new(Object::column(table, column.name()), self.aspect(), message, primary);
        let finding = place.into_iter().fold(finding, |finding, (span, text)| finding.related(span, text));
        let finding = finding
            .related(self.entry.span, format!("`{erased}` is to be erasable"))
            .help(format!("Add a foreign key to `{erased}`, or silence this with the reason"));
        Some(finding.doubted(self.scene.doubts.naming(table.qualified_name(), None)))
    }

    /// Whether a column of the table tells its rows apart by itself.
    fn is_id(&self, name: Name) -> bool {
        let Some(column) = self.table.column(name) else { return false };
        self.table.keys().any(|key| {
            matches!(key.kind, KeyKind::Primary | KeyKind::Unique) && key.columns.as_slice() == [column.id]
        })
    }

    fn trace(&self, fk: ForeignKeyRef<'_>, column: ColumnRef<'_>, why: String) -> Finding {
        let erased = self.table.name();
        let message = format!(
            "{} keeps the id of a deleted row of `{erased}`, because {why}{}",
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

fn plain_list(names: &[Name]) -> String {
    names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
}
