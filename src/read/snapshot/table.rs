//! From a table's parts to the operation that creates it.

use rustc_hash::FxHashSet;

use crate::ir::{
    Action, ColumnDefinition, ConstraintDefinition, ConstraintKind, CreateTable, DataType, Deferrability,
    Dialect, Engine, Existing, ForeignKeyDefinition, IndexDefinition, MatchType, Name, Opaque, Operation,
    OperationKind, Problem, ReferentialAction, TableName, TypeFamily,
};
use crate::read::sql;
use crate::text::{FileId, Span};

use super::gather::{Gathered, Parts};
use super::json::Node;

/// What everything in a snapshot shares.
#[derive(Debug)]
pub(super) struct Surroundings<'p> {
    /// The file.
    pub(super) file: FileId,
    /// The engine.
    pub(super) dialect: Dialect,
    /// What a name without a schema means.
    pub(super) default_schema: Option<Name>,
    /// What was not understood.
    pub(super) problems: &'p mut Vec<Problem>,
}

/// The tables of a snapshot, by schema and name.
type Tables = FxHashSet<TableName>;

impl Surroundings<'_> {
    /// Says that something was not understood.
    pub(super) fn problem(&mut self, at: &Node<'_>, why: String) {
        let span = self.span(at);
        self.problems.push(Problem { span, why: why.into() });
    }

    /// The operations that make everything in a snapshot.
    pub(super) fn write(&mut self, gathered: &Gathered<'_, '_>, operations: &mut Vec<Operation>) {
        for schema in &gathered.schemas {
            if let Some(name) = self.name(schema).filter(|_| self.dialect.is_postgres_like()) {
                operations
                    .push(Operation { kind: OperationKind::CreateSchema(name), span: self.span(schema) });
            }
        }
        let tables: Tables = gathered.tables.iter().filter_map(|parts| Some(self.named(parts)?.0)).collect();
        for parts in &gathered.tables {
            match self.named(parts) {
                Some((name, at)) => self.write_table(parts, name, at, &tables, operations),
                None => self.problem(parts.table, "a table has no name".to_owned()),
            }
        }
        for view in &gathered.views {
            let Some((name, at)) = self.table_name(view) else { continue };
            let kind = OperationKind::CreateView { name, existing: Existing::Fails };
            operations.push(Operation { kind, span: at });
        }
        for stray in &gathered.strays {
            self.problem(stray, "names a table that the snapshot does not have".to_owned());
        }
    }

    fn write_table(
        &mut self,
        parts: &Parts<'_, '_>,
        name: TableName,
        at: Span,
        tables: &Tables,
        operations: &mut Vec<Operation>,
    ) {
        let mut create = CreateTable::new(name, at);
        let mut missed = Vec::new();
        for node in &parts.columns {
            match self.column(node) {
                Some(column) => create.columns.push(column),
                None => missed.push((*node, "a column has no name")),
            }
        }
        for node in &parts.primary_keys {
            let columns = self.names(node.get("columns"));
            create
                .constraints
                .push(self.constraint(node, ConstraintKind::PrimaryKey { columns, using_index: None }));
        }
        for node in &parts.uniques {
            let columns = self.names(node.get("columns"));
            create
                .constraints
                .push(self.constraint(node, ConstraintKind::Unique { columns, using_index: None }));
        }
        for node in &parts.foreign_keys {
            match self.foreign_key(node, name, tables) {
                Some(constraint) => create.constraints.push(constraint),
                None => missed.push((*node, "a foreign key does not say which columns reference what")),
            }
        }
        for node in &parts.indexes {
            let index = self.index(node, &create);
            create.indexes.push(index);
        }
        operations.push(Operation { kind: OperationKind::CreateTable(Box::new(create)), span: at });
        for (node, why) in missed {
            let opaque = Opaque { touches: vec![name], why: Name::new(why) };
            operations.push(Operation { kind: OperationKind::Opaque(opaque), span: self.span(node) });
            self.problem(node, why.to_owned());
        }
    }

    fn column(&mut self, node: &Node<'_>) -> Option<ColumnDefinition> {
        let (name, span) = (self.name(node.get("name")?)?, self.place(node));
        let (data_type, serial) = self.data_type(node);
        let identity = node.get("identity").is_some_and(Node::is_something);
        let has_default = node.get("default").is_some_and(|default| {
            default.is_something() && !default.text().is_some_and(|text| text.eq_ignore_ascii_case("null"))
        });
        let mut constraints = Vec::new();
        if is_true(node, "primaryKey") {
            let kind = ConstraintKind::PrimaryKey { columns: Vec::new(), using_index: None };
            constraints.push(ConstraintDefinition { name: None, span, kind });
        }
        Some(ColumnDefinition {
            name,
            span,
            name_span: span,
            data_type,
            not_null: is_true(node, "notNull") || serial || identity,
            has_default: has_default || serial || identity,
            generated: node.get("generated").is_some_and(Node::is_something),
            constraints,
        })
    }

    /// The type, and whether it is a SERIAL.
    fn data_type(&self, node: &Node<'_>) -> (Option<DataType>, bool) {
        let Some((at, text)) = node.get("type").and_then(|at| Some((at, at.text()?))) else {
            return (None, false);
        };
        let (base, brackets) = text.split_at(text.find('[').unwrap_or(text.len()));
        let schema = node.get("typeSchema").and_then(Node::text);
        let mut written = match schema {
            Some(schema) if !schema.is_empty() => format!("\"{schema}\".\"{base}\"{brackets}"),
            Some(_) | None => text.to_owned(),
        };
        let dimensions = node.get("dimensions").is_some_and(Node::is_positive);
        if dimensions && brackets.is_empty() {
            written.push_str("[]");
        }
        match sql::data_type(&written, self.dialect, self.span(at)) {
            Some((data_type, serial)) => (Some(data_type), serial),
            None => (Some(DataType::new(text, TypeFamily::Unknown)), false),
        }
    }

    fn foreign_key(
        &mut self,
        node: &Node<'_>,
        table: TableName,
        tables: &Tables,
    ) -> Option<ConstraintDefinition> {
        let to = node.get("tableTo")?;
        let columns = self.names(node.get("columnsFrom").or_else(|| node.get("columns")));
        let bare = self.name(to)?;
        let stated = node.get("schemaTo").and_then(|schema| self.schema(schema));
        let home = stated.or_else(|| self.home_of(bare, table, tables)).or(self.default_schema);
        let referenced = TableName { schema: home, name: bare };
        let definition = ForeignKeyDefinition {
            columns,
            referenced,
            referenced_span: self.span(to),
            referenced_columns: self.names(node.get("columnsTo")),
            on_delete: self.action(node, "onDelete"),
            on_update: self.action(node, "onUpdate"),
            set_columns: Vec::new(),
            match_type: MatchType::Simple,
            deferrability: Deferrability::NotDeferrable,
            not_valid: false,
            not_enforced: false,
            inline: false,
            index_name: None,
        };
        // A pair that is not whole is no foreign key that can be named.
        if definition.columns.is_empty() || definition.columns.len() != definition.referenced_columns.len() {
            return None;
        }
        Some(self.constraint(node, ConstraintKind::ForeignKey(Box::new(definition))))
    }

    /// The schema of a referenced table that none is stated for: the default one, unless only the referencing table's own has such a table.
    fn home_of(&self, bare: Name, table: TableName, tables: &Tables) -> Option<Name> {
        let own = TableName { schema: table.schema, name: bare };
        let known = tables.contains(&TableName::bare(bare));
        table.schema.filter(|_| !known && tables.contains(&own))
    }

    fn action(&mut self, node: &Node<'_>, key: &str) -> Action {
        let default = Action::default(self.dialect.default_action());
        let Some(at) = node.get(key).filter(|at| at.is_something()) else { return default };
        match at.text().map(|text| (text, ReferentialAction::parse(text))) {
            Some((_, Some(action))) => Action::stated(action, self.span(at)),
            // drizzle-kit pull writes nothing where the engine has no such clause.
            Some(("", None)) => default,
            Some((_, None)) | None => {
                self.problem(at, format!("`{key}` is no referential action"));
                default
            }
        }
    }

    fn index(&mut self, node: &Node<'_>, create: &CreateTable) -> IndexDefinition {
        let columns = node.get("columns").map(Node::elements).unwrap_or_default().iter().map(|element| {
            if is_true(element, "isExpression") {
                return None;
            }
            let named = ["expression", "value"].iter().find_map(|key| element.get(key));
            let name = self.name(named.unwrap_or(element))?;
            // Where the form has no word for it, an expression is what no column is called.
            create.columns.iter().any(|column| column.name == name).then_some(name)
        });
        let columns = columns.collect();
        IndexDefinition {
            name: node.get("name").and_then(|name| self.name(name)),
            table: create.name,
            columns,
            unique: is_true(node, "isUnique"),
            partial: node.get("where").is_some_and(Node::is_something),
            existing: Existing::Fails,
            span: self.place(node),
        }
    }

    fn constraint(&self, node: &Node<'_>, kind: ConstraintKind) -> ConstraintDefinition {
        // Before 1.0 drizzle-kit's SQL for SQLite names no constraint, and SQLite's catalog has no names.
        let is_named = self.dialect.engine != Engine::Sqlite;
        let name = node.get("name").filter(|_| is_named).and_then(|name| self.name(name));
        ConstraintDefinition { name, span: self.place(node), kind }
    }

    /// The name of a table, and its place.
    fn named(&self, parts: &Parts<'_, '_>) -> Option<(TableName, Span)> {
        self.table_name(parts.table).or_else(|| {
            let key = parts.key?;
            Some((TableName::bare(self.name(key)?), self.span(key)))
        })
    }

    fn table_name(&self, node: &Node<'_>) -> Option<(TableName, Span)> {
        let at = node.get("name")?;
        let schema = node.get("schema").and_then(|schema| self.schema(schema));
        Some((TableName { schema, name: self.name(at)? }, self.span(at)))
    }

    /// A schema; the default one is not named, so that one name stays one table.
    fn schema(&self, node: &Node<'_>) -> Option<Name> {
        let name = self.name(node).filter(|_| self.dialect.is_postgres_like())?;
        Some(name).filter(|name| Some(*name) != self.dialect.default_schema())
    }

    /// A name as the catalog has it; nothing for an empty one.
    fn name(&self, node: &Node<'_>) -> Option<Name> {
        node.text().filter(|text| !text.is_empty()).map(|text| self.dialect.quoted(text))
    }

    fn names(&self, list: Option<&Node<'_>>) -> Vec<Name> {
        let elements = list.map(Node::elements).unwrap_or_default();
        elements.iter().filter_map(|element| self.name(element)).collect()
    }

    /// Where people look for an object: the line of its name.
    fn place(&self, node: &Node<'_>) -> Span {
        self.span(node.get("name").unwrap_or(node))
    }

    fn span(&self, node: &Node<'_>) -> Span {
        Span::new(self.file, node.start, node.end)
    }
}

fn is_true(node: &Node<'_>, key: &str) -> bool {
    node.get(key).is_some_and(Node::is_true)
}
