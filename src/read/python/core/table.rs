//! Tables: their columns, constraints and indexes joined, and every name found.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::ir::{
    ColumnDefinition, ConstraintDefinition, CreateTable, IndexDefinition, Name, Relation, Span, TableName,
};

use super::super::{Argument, Made, Value};
use super::column::Column;
use super::constraint::{Constraint, KeyConstraint, KeyKind};
use super::index::Index;
use super::naming::StatedName;
use super::path::{construct, list_of, made_of};
use super::types::speaks;
use super::{Core, text_list};

/// A table as the program makes it.
#[derive(Clone, Debug)]
pub(in crate::read) struct Table {
    /// Its name.
    pub(in crate::read) name: TableName,
    /// Where the name stands.
    pub(in crate::read) name_span: Span,
    /// Its columns, in order.
    pub(in crate::read) columns: Vec<Column>,
    /// Its constraints, in order; those of columns are in the columns.
    pub(in crate::read) constraints: Vec<Constraint>,
    /// Its indexes; those of columns are in the columns.
    pub(in crate::read) indexes: Vec<Index>,
    /// Elements that were not understood: what is missing may be meant by them.
    pub(in crate::read) unknown: Vec<Span>,
    /// `prefixes=["TEMPORARY"]`.
    pub(in crate::read) temporary: bool,
    /// `postgresql_partition_by`.
    pub(in crate::read) partitioned: bool,
}

/// What `ALTER TABLE ... ADD COLUMN` comes to.
#[derive(Clone, Debug)]
pub(in crate::read) struct AddedColumn {
    /// The column.
    pub(in crate::read) definition: ColumnDefinition,
    /// Its constraints, each a statement of its own.
    pub(in crate::read) constraints: Vec<ConstraintDefinition>,
    /// Its indexes.
    pub(in crate::read) indexes: Vec<IndexDefinition>,
}

impl Table {
    /// A table without columns.
    pub(in crate::read) fn new(name: TableName, name_span: Span) -> Table {
        Table {
            name,
            name_span,
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            unknown: Vec::new(),
            temporary: false,
            partitioned: false,
        }
    }

    /// The name of the column that the program calls so.
    pub(in crate::read) fn name_of_key(&self, key: Name) -> Name {
        let found = self.columns.iter().find(|column| column.key == Some(key) && column.name.is_some());
        found.and_then(|column| column.name).unwrap_or(key)
    }

    pub(super) fn key_of_name(&self, name: Name) -> Name {
        let found = self.columns.iter().find(|column| column.name == Some(name));
        found.and_then(Column::key).unwrap_or(name)
    }
}

impl Core<'_> {
    /// `Table("name", metadata, Column(...), ...)`; `None` if the name is not known, which is told.
    pub(in crate::read) fn table(&mut self, made: &Made) -> Option<Table> {
        let Some(name) = self.table_name(&made.arguments) else {
            self.problem(made.span, "the name of the table is not known");
            return None;
        };
        let name_span = made.arguments.get(0, "name").map_or(made.span, |argument| argument.span);
        let mut table = Table::new(name, name_span);
        // Flask-SQLAlchemy's `db.Table` goes without the metadata.
        let mut rest = made.arguments.positional().skip(1).peekable();
        rest.next_if(|second| !is_element(&second.value));
        self.elements(&mut table, rest);
        table.unknown.extend(made.arguments.open.map(|unknown| unknown.span));
        let keyword = |word| made.arguments.keyword(word).map(|argument| &argument.value);
        let prefixes = keyword("prefixes").map_or_else(Vec::new, text_list);
        table.temporary = prefixes.iter().any(|prefix| prefix.as_str().eq_ignore_ascii_case("temporary"));
        table.partitioned = keyword("postgresql_partition_by").is_some_and(|value| !value.is_null());
        if keyword("autoload_with").or(keyword("autoload")).is_some_and(|value| !value.is_null()) {
            self.problem(made.span, "the columns of the table are read from the database");
            table.unknown.push(made.span);
        }
        Some(table)
    }

    /// Adds columns, constraints and indexes to a table; what is not understood is told and remembered.
    pub(in crate::read) fn elements<'e>(
        &mut self,
        table: &mut Table,
        elements: impl Iterator<Item = &'e Argument>,
    ) {
        for element in elements {
            self.element(table, &element.value, element.span);
        }
    }

    /// Adds one element to a table.
    pub(in crate::read) fn element(&mut self, table: &mut Table, value: &Value, span: Span) {
        match construct(value) {
            Some((made, "Column")) => {
                let column = self.column(made);
                if column.name.is_none() {
                    self.problem(span, "the name of the column is not known");
                    table.unknown.push(span);
                }
                table.columns.push(column);
            }
            Some((made, "Index")) => {
                let index = self.index(made);
                table.indexes.push(index);
            }
            Some((
                _,
                "ForeignKeyConstraint"
                | "PrimaryKeyConstraint"
                | "UniqueConstraint"
                | "CheckConstraint"
                | "ExcludeConstraint",
            )) => match self.constraint(value) {
                Some(constraint) => table.constraints.push(constraint),
                None => table.unknown.push(span),
            },
            _ if value.is_null() => {}
            _ if self.is_conditional(table, value, span) => {}
            Some((_, "DDLElement" | "DDL" | "Sequence")) => {}
            _ => {
                if let Some(values) = list_of(value) {
                    values.iter().for_each(|value| self.element(table, value, span));
                    return;
                }
                self.not_known(value, span, "an element of the table");
                table.unknown.push(span);
            }
        }
    }

    /// `Index(...).ddl_if(dialect="postgresql")`: an element that only some engines get.
    fn is_conditional(&mut self, table: &mut Table, value: &Value, span: Span) -> bool {
        let Some(made) = made_of(value).filter(|made| made.path.as_str() == "ddl_if") else { return false };
        let Some(element) = &made.receiver else { return false };
        let stated = made.arguments.get(0, "dialect").map(|argument| argument.value.clone());
        let names = stated.map(|stated| text_list(&stated)).unwrap_or_default();
        if names.is_empty() || names.iter().any(|name| speaks(self.dialect, name.as_str())) {
            self.element(table, element, span);
        }
        true
    }

    /// `CREATE TABLE` and the `CREATE INDEX` statements after it.
    pub(in crate::read) fn create_table(&mut self, table: &Table) -> (CreateTable, Vec<IndexDefinition>) {
        let mut create = CreateTable::new(table.name, table.name_span);
        create.partitioned = table.partitioned;
        if table.temporary {
            create.relation = Relation::Temporary;
        }
        let table = &*self.without_doubles(table);
        let primary = primary_key(table);
        let counter = counting_column(table, &primary.columns);
        for column in &table.columns {
            let Some(mut definition) = column.definition() else { continue };
            if primary.columns.contains(&definition.name) && column.nullable.is_none() {
                definition.not_null = true;
            }
            // SERIAL; MySQL's and SQLite's counters are no defaults.
            if counter == Some(definition.name) && self.dialect.is_postgres_like() {
                definition.has_default = true;
            }
            create.columns.push(definition);
        }
        // Added when all tables stand.
        let mut altered = Vec::new();
        if !primary.columns.is_empty() {
            create.constraints.extend(self.key_definition(table, &primary));
        }
        for constraint in &table.constraints {
            match constraint {
                Constraint::Key(key) if key.kind == KeyKind::Primary => {}
                Constraint::Key(key) => create.constraints.extend(self.key_definition(table, key)),
                Constraint::ForeignKey(key) => {
                    let list = if key.use_alter { &mut altered } else { &mut create.constraints };
                    list.extend(self.foreign_key_definition(table, key, &key.columns));
                }
            }
        }
        let mut indexes: Vec<IndexDefinition> =
            table.indexes.iter().map(|index| self.index_definition(table, index)).collect();
        for column in &table.columns {
            let (constraints, index) = self.column_constraints(table, column);
            create.constraints.extend(constraints);
            indexes.extend(index);
        }
        create.constraints.append(&mut altered);
        (create, indexes)
    }

    /// Of two columns with one name the last one counts, at the place of the first (SQLAlchemy before 2.0; later ones refuse the table).
    fn without_doubles<'t>(&mut self, table: &'t Table) -> Cow<'t, Table> {
        let mut places: FxHashMap<Name, usize> = FxHashMap::default();
        let mut columns: Vec<Column> = Vec::new();
        for column in &table.columns {
            let place = column.name.and_then(|name| places.get(&name).copied());
            match place.and_then(|place| columns.get_mut(place)) {
                Some(known) => {
                    let name = column.name.map_or("", Name::as_str);
                    self.problem(column.span, format!("the column `{name}` is defined twice"));
                    *known = column.clone();
                }
                None => {
                    places.extend(column.name.map(|name| (name, columns.len())));
                    columns.push(column.clone());
                }
            }
        }
        if columns.len() == table.columns.len() {
            return Cow::Borrowed(table);
        }
        Cow::Owned(Table { columns, ..table.clone() })
    }

    /// `ALTER TABLE ... ADD COLUMN` and the statements after it; `None` for a column without a name.
    pub(in crate::read) fn add_column(&mut self, table: TableName, column: &Column) -> Option<AddedColumn> {
        let definition = column.definition()?;
        let mut alone = Table::new(table, column.span);
        alone.columns.push(column.clone());
        let (constraints, index) = self.column_constraints(&alone, column);
        Some(AddedColumn { definition, constraints, indexes: index.into_iter().collect() })
    }

    fn column_constraints(
        &mut self,
        table: &Table,
        column: &Column,
    ) -> (Vec<ConstraintDefinition>, Option<IndexDefinition>) {
        let Some(name) = column.key() else { return (Vec::new(), None) };
        let mut constraints = Vec::new();
        for check in &column.checks {
            constraints.extend(self.key_definition(table, check));
        }
        for key in &column.foreign_keys {
            constraints.extend(self.foreign_key_definition(table, key, &[name]));
        }
        let mut index = None;
        if column.index {
            let stated = Index {
                name: StatedName::None,
                columns: vec![Some(name)],
                unique: column.unique,
                partial: false,
                span: column.span,
            };
            index = Some(self.index_definition(table, &stated));
        } else if column.unique {
            let (kind, columns) = (KeyKind::Unique, vec![name]);
            let unique = KeyConstraint { kind, name: StatedName::None, columns, span: column.span };
            constraints.extend(self.key_definition(table, &unique));
        }
        (constraints, index)
    }
}

/// The primary key: the constraint's columns, or those that say it of themselves. Empty where there is none.
fn primary_key(table: &Table) -> KeyConstraint {
    let stated = table.constraints.iter().rev().find_map(|constraint| match constraint {
        Constraint::Key(key) if key.kind == KeyKind::Primary => Some(key),
        Constraint::Key(_) | Constraint::ForeignKey(_) => None,
    });
    let flagged = table.columns.iter().filter(|column| column.primary_key);
    let span = flagged.clone().next().map_or(table.name_span, |column| column.span);
    let none = KeyConstraint { kind: KeyKind::Primary, name: StatedName::None, columns: Vec::new(), span };
    let mut key = stated.cloned().unwrap_or(none);
    if key.columns.is_empty() {
        key.columns = flagged.filter_map(Column::key).collect();
    }
    key
}

/// The column for which the engine counts: the only one of the key, an integer that refers to nothing, or the one that says so.
fn counting_column(table: &Table, primary: &[Name]) -> Option<Name> {
    let columns =
        || table.columns.iter().filter(|column| column.key().is_some_and(|key| primary.contains(&key)));
    if let Some(column) = columns().find(|column| column.autoincrement == Some(true)) {
        return column.name;
    }
    let column = columns().next().filter(|_| primary.len() == 1)?;
    let counts = column.is_integer && column.foreign_keys.is_empty() && !column.has_default;
    column.name.filter(|_| counts && column.autoincrement.is_none())
}

/// Whether a value may stand in a table, unlike the metadata before it.
fn is_element(value: &Value) -> bool {
    let known = construct(value)
        .is_some_and(|(_, word)| matches!(word, "Column" | "Index") || word.ends_with("Constraint"));
    known || list_of(value).is_some()
}
