//! `ForeignKey(...)` and `ForeignKeyConstraint(...)`.

use crate::ir::{
    Action, Deferrability, ForeignKeyDefinition, MatchType, Name, ReferentialAction, Span, TableName,
};

use super::super::{Argument, Arguments, Made, Value};
use super::naming::{StatedName, text_of};
use super::path::{construct, is_item, list_of, made_of, method_of, package_path};
use super::{ColumnReference, Core};

/// A foreign key before its table is known.
#[derive(Clone, Debug)]
pub(in crate::read) struct ForeignKey {
    /// Its name.
    pub(in crate::read) name: StatedName,
    /// The referencing columns, by key; empty for a column's own.
    pub(in crate::read) columns: Vec<Name>,
    /// The referenced columns.
    pub(in crate::read) targets: Vec<Target>,
    /// `ondelete`.
    pub(in crate::read) on_delete: Action,
    /// `onupdate`.
    pub(in crate::read) on_update: Action,
    /// `deferrable`, `initially`.
    pub(in crate::read) deferrability: Deferrability,
    /// `match`.
    pub(in crate::read) match_type: MatchType,
    /// `use_alter`: made by ALTER TABLE after the table.
    pub(in crate::read) use_alter: bool,
    /// `postgresql_not_valid`.
    pub(in crate::read) not_valid: bool,
    /// The call.
    pub(in crate::read) span: Span,
}

/// A referenced column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) struct Target {
    /// The table.
    pub(in crate::read) table: TableName,
    /// The column; `None` for the one that is called as the referencing one.
    pub(in crate::read) column: Option<Name>,
    /// Where it is written.
    pub(in crate::read) span: Span,
}

impl ForeignKey {
    /// The definition, for referencing columns of these names.
    pub(in crate::read) fn definition(&self, columns: &[Name]) -> Option<ForeignKeyDefinition> {
        let first = self.targets.first()?;
        let pairs = self.targets.iter().zip(columns);
        let referenced_columns = pairs.map(|(target, column)| target.column.unwrap_or(*column)).collect();
        Some(ForeignKeyDefinition {
            columns: columns.to_vec(),
            referenced: first.table,
            referenced_span: first.span,
            referenced_columns,
            on_delete: self.on_delete,
            on_update: self.on_update,
            set_columns: Vec::new(),
            match_type: self.match_type,
            deferrability: self.deferrability,
            not_valid: self.not_valid,
            not_enforced: false,
            // SQLAlchemy writes a column's key as a constraint of the table.
            inline: false,
            index_name: None,
        })
    }
}

impl Core<'_> {
    /// `ForeignKey("table.column", ...)`.
    pub(in crate::read) fn foreign_key(&mut self, made: &Made) -> Option<ForeignKey> {
        let Some(column) = made.arguments.get(0, "column") else {
            self.problem(made.span, "the foreign key names no column");
            return None;
        };
        let target = self.target(column)?;
        let mut key = self.options(&made.arguments, made.span);
        key.targets = vec![target];
        Some(key)
    }

    /// `ForeignKeyConstraint(["a", "b"], ["t.a", "t.b"], ...)`.
    pub(in crate::read) fn foreign_key_constraint(&mut self, made: &Made) -> Option<ForeignKey> {
        let arguments = &made.arguments;
        let (Some(columns), Some(referenced)) = (arguments.get(0, "columns"), arguments.get(1, "refcolumns"))
        else {
            self.problem(made.span, "the foreign key names no columns");
            return None;
        };
        let (Some(columns), Some(referenced)) = (self.names(columns), elements(referenced)) else {
            self.problem(made.span, "the columns of the foreign key are not known");
            return None;
        };
        let targets: Vec<Target> =
            referenced.iter().map(|target| self.target(target)).collect::<Option<_>>()?;
        if targets.is_empty() || targets.len() != columns.len() {
            self.problem(made.span, "the foreign key does not name as many columns as it refers to");
            return None;
        }
        let mut key = self.options(arguments, made.span);
        if let Some(name) = arguments.get(2, "name") {
            key.name = StatedName::of_value(&name.value);
        }
        (key.columns, key.targets) = (columns, targets);
        Some(key)
    }

    /// What the keywords of a foreign key say, of whichever of the calls that make one.
    pub(in crate::read) fn options(&mut self, arguments: &Arguments, span: Span) -> ForeignKey {
        if let Some(unknown) = arguments.open {
            self.problem(
                unknown.span,
                format!("arguments of the foreign key are not known: {}", unknown.why),
            );
        }
        let flag = |keyword| arguments.keyword(keyword).and_then(|argument| argument.value.as_bool());
        let text = |keyword| arguments.keyword(keyword).and_then(|argument| text_of(&argument.value));
        let initially = text("initially").map(|word| word.as_str().to_ascii_uppercase());
        let deferrability = match (flag("deferrable"), initially.as_deref()) {
            (Some(false), _) => Deferrability::NotDeferrable,
            (_, Some("DEFERRED")) => Deferrability::InitiallyDeferred,
            (Some(true), _) => Deferrability::InitiallyImmediate,
            (None, _) => Deferrability::NotDeferrable,
        };
        let match_type = match text("match").map(|word| word.as_str().to_ascii_uppercase()).as_deref() {
            Some("FULL") => MatchType::Full,
            Some("PARTIAL") => MatchType::Partial,
            Some(_) | None => MatchType::Simple,
        };
        ForeignKey {
            name: StatedName::of(arguments.keyword("name")),
            columns: Vec::new(),
            targets: Vec::new(),
            on_delete: self.action(arguments, "ondelete"),
            on_update: self.action(arguments, "onupdate"),
            deferrability,
            match_type,
            use_alter: flag("use_alter") == Some(true),
            not_valid: flag("postgresql_not_valid") == Some(true),
            span,
        }
    }

    /// The action that a keyword states.
    pub(in crate::read) fn action(&mut self, arguments: &Arguments, keyword: &str) -> Action {
        let default = Action::default(self.dialect.default_action());
        let Some(argument) = arguments.keyword(keyword).filter(|argument| !argument.value.is_null()) else {
            return default;
        };
        match argument.value.as_text().map(ReferentialAction::parse) {
            Some(Some(action)) => Action::stated(action, argument.span),
            Some(None) => {
                self.problem(argument.span, format!("`{keyword}` states no referential action"));
                default
            }
            None => {
                self.not_known(&argument.value, argument.span, &format!("`{keyword}`"));
                default
            }
        }
    }

    /// The column that an argument refers to: `"schema.table.column"`, `User.id`, `users.c.id`.
    pub(in crate::read) fn target(&mut self, argument: &Argument) -> Option<Target> {
        if let Some(text) = text_of(&argument.value) {
            return Some(self.target_of_text(text.as_str(), argument.span));
        }
        let known = (self.columns)(&argument.value);
        if let Some(ColumnReference { table: Some(table), column }) = known {
            return Some(Target { table, column: Some(column), span: argument.span });
        }
        if let Some(target) = self.target_of_table(&argument.value, argument.span) {
            return Some(target);
        }
        self.not_known(&argument.value, argument.span, "the column that the foreign key refers to");
        None
    }

    /// A target in SQLAlchemy's notation. A name without a schema means the metadata's.
    pub(in crate::read) fn target_of_text(&self, text: &str, span: Span) -> Target {
        let (front, column) = match text.rsplit_once('.') {
            Some((front, column)) => (front, Some(self.dialect.quoted(column))),
            None => (text, None),
        };
        let (schema, table) = match front.rsplit_once('.') {
            Some((schema, table)) => (Some(self.dialect.quoted(schema)), table),
            None => (self.schema, front),
        };
        Target { table: TableName { schema, name: self.dialect.quoted(table) }, column, span }
    }

    /// `users.c.id`, `users.columns.id`, `users.c["id"]` of a `Table(...)`.
    fn target_of_table(&self, value: &Value, span: Span) -> Option<Target> {
        let (container, column) = match (method_of(value), made_of(value)) {
            (Some((container, column)), _) => (container, column),
            (None, Some(made)) if is_item(made) => {
                let key = &made.arguments.positional().next()?.value;
                (made.receiver.as_ref()?, Name::new(key.as_text()?).as_str())
            }
            (None, Some(_) | None) => return None,
        };
        let (table, "c" | "columns") = method_of(container)? else { return None };
        let (made, "Table") = construct(table)? else { return None };
        let name = self.table_name(&made.arguments)?;
        Some(Target { table: name, column: Some(self.dialect.quoted(column)), span })
    }

    /// The name of `Table(name, metadata, ..., schema=...)`.
    pub(in crate::read) fn table_name(&self, arguments: &Arguments) -> Option<TableName> {
        let name = text_of(&arguments.get(0, "name")?.value)?;
        let schema = match arguments.keyword("schema").map(|argument| &argument.value) {
            None => self.schema,
            Some(value) if value.is_null() => self.schema,
            // BLANK_SCHEMA: none, although the metadata has one.
            Some(value) if package_path(value).is_some() => None,
            Some(value) => text_of(value).map(|schema| self.dialect.quoted(schema.as_str())),
        };
        Some(TableName { schema, name: self.dialect.quoted(name.as_str()) })
    }

    /// The columns that a list names.
    pub(super) fn names(&mut self, argument: &Argument) -> Option<Vec<Name>> {
        elements(argument)?.iter().map(|element| self.column_name(&element.value)).collect()
    }
}

/// The elements of a list as arguments of their own; a single value counts as a list of one.
pub(super) fn elements(argument: &Argument) -> Option<Vec<Argument>> {
    let element = |value: &Value| Argument { keyword: None, value: value.clone(), span: argument.span };
    match list_of(&argument.value) {
        Some(values) => Some(values.iter().map(element).collect()),
        None if argument.value.is_null() || argument.value.as_unknown().is_some() => None,
        None => Some(vec![element(&argument.value)]),
    }
}
