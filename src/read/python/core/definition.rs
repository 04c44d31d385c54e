//! Constraints and indexes of a table as definitions, under the names that the convention gives.

use crate::ir::{ConstraintDefinition, ConstraintKind, Engine, Existing, IndexDefinition, Name, Span};

use super::Core;
use super::constraint::{Constraint, KeyConstraint, KeyKind};
use super::foreign_key::ForeignKey;
use super::index::Index;
use super::naming::{StatedName, Subject};
use super::table::Table;

impl Core<'_> {
    /// A constraint of a table as a definition; `None` where it has no columns that are known.
    pub(in crate::read) fn definition(
        &mut self,
        table: &Table,
        constraint: &Constraint,
    ) -> Option<ConstraintDefinition> {
        match constraint {
            Constraint::Key(key) => self.key_definition(table, key),
            Constraint::ForeignKey(key) => self.foreign_key_definition(table, key, &key.columns),
        }
    }

    pub(super) fn key_definition(
        &mut self,
        table: &Table,
        key: &KeyConstraint,
    ) -> Option<ConstraintDefinition> {
        let columns: Vec<Name> = key.columns.iter().map(|column| table.name_of_key(*column)).collect();
        if columns.is_empty() && matches!(key.kind, KeyKind::Primary | KeyKind::Unique) {
            return None;
        }
        let kind = match key.kind {
            KeyKind::Primary => "pk",
            KeyKind::Unique => "uq",
            KeyKind::Check => "ck",
            // SQLAlchemy's conventions have no key for it.
            KeyKind::Exclude => "ex",
        };
        let subject = Subject {
            kind,
            table: table.name,
            columns: &columns,
            keys: &key.columns,
            referred_table: None,
            referred_columns: &[],
        };
        let name = self.find_name(&key.name, &subject, key.span);
        let kind = match key.kind {
            KeyKind::Primary => ConstraintKind::PrimaryKey { columns, using_index: None },
            KeyKind::Unique => ConstraintKind::Unique { columns, using_index: None },
            KeyKind::Check => ConstraintKind::Check { mentions: columns },
            KeyKind::Exclude => ConstraintKind::Exclude { columns },
        };
        Some(ConstraintDefinition { name, span: key.span, kind })
    }

    /// A foreign key over columns that the program calls by `keys`.
    pub(in crate::read) fn foreign_key_definition(
        &mut self,
        table: &Table,
        key: &ForeignKey,
        keys: &[Name],
    ) -> Option<ConstraintDefinition> {
        if self.without_use_alter && key.use_alter && self.dialect.engine != Engine::Sqlite {
            return None;
        }
        let columns: Vec<Name> = keys.iter().map(|column| table.name_of_key(*column)).collect();
        let definition = key.definition(&columns)?;
        let subject = Subject {
            kind: "fk",
            table: table.name,
            columns: &columns,
            keys,
            referred_table: Some(definition.referenced.name),
            referred_columns: &definition.referenced_columns,
        };
        let name = self.find_name(&key.name, &subject, key.span);
        Some(ConstraintDefinition {
            name,
            span: key.span,
            kind: ConstraintKind::ForeignKey(Box::new(definition)),
        })
    }

    /// An index of a table as a definition.
    pub(in crate::read) fn index_definition(&mut self, table: &Table, index: &Index) -> IndexDefinition {
        let columns: Vec<Option<Name>> =
            index.columns.iter().map(|column| column.map(|key| table.name_of_key(key))).collect();
        let known: Vec<Name> = columns.iter().flatten().copied().collect();
        let keys: Vec<Name> = known.iter().map(|name| table.key_of_name(*name)).collect();
        let subject = Subject {
            kind: "ix",
            table: table.name,
            columns: &known,
            keys: &keys,
            referred_table: None,
            referred_columns: &[],
        };
        let name = self.find_name(&index.name, &subject, index.span);
        IndexDefinition {
            name,
            table: table.name,
            columns,
            unique: index.unique,
            partial: index.partial,
            existing: Existing::Fails,
            span: index.span,
        }
    }

    fn find_name(&mut self, stated: &StatedName, subject: &Subject<'_>, span: Span) -> Option<Name> {
        let found = self.convention.name(stated, subject, self.dialect);
        found.unwrap_or_else(|_| {
            self.problem(span, "the name of the constraint or index is not known");
            None
        })
    }
}
