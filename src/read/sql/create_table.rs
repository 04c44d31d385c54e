//! `CREATE TABLE`: its elements, each read for itself, and what follows them.

use crate::ir::{
    ColumnDefinition, ConstraintKind, CreateTable, Engine, Existing, IndexDefinition, Like, Name,
    OperationKind, Problem, Relation, TableName,
};

use super::constraint::ReadConstraint;
use super::cursor::{Cursor, Reading};
use super::token::Symbol;

/// Words before TABLE that say nothing about keys.
const ADJECTIVES: &[&str] = &["GLOBAL", "LOCAL", "UNLOGGED", "FOREIGN", "VIRTUAL"];
const TEMPORARY: &[&str] = &["TEMP", "TEMPORARY"];

/// What one element of a table is.
pub(super) enum Element {
    Column(ColumnDefinition),
    Constraint(ReadConstraint),
    Index(IndexDefinition),
    Like(Like),
    /// CockroachDB's FAMILY, MariaDB's PERIOD: nothing that concerns keys.
    Nothing,
}

impl Cursor<'_> {
    /// Whether `[TEMP | UNLOGGED ...] TABLE` comes next.
    pub(super) fn at_create_table(&self) -> bool {
        let mut cursor = *self;
        cursor.eat("OR REPLACE");
        while cursor.eat_any(ADJECTIVES) || cursor.eat_any(TEMPORARY) {}
        cursor.at("TABLE")
    }

    /// Reads `CREATE TABLE` from the words behind CREATE.
    pub(super) fn create_table(&mut self, problems: &mut Vec<Problem>) -> Reading<Vec<OperationKind>> {
        let replaces = self.eat("OR REPLACE");
        let mut relation = Relation::Permanent;
        let mut is_virtual = false;
        loop {
            is_virtual |= self.at("VIRTUAL");
            if self.eat_any(TEMPORARY) {
                relation = Relation::Temporary;
            } else if !self.eat_any(ADJECTIVES) {
                break;
            }
        }
        self.expect("TABLE")?;
        let existing = self.if_not_exists();
        let (name, name_span) = self.table_name()?;
        if self.dialect().is_postgres_like() && name.schema.is_some_and(|s| s.as_str() == "pg_temp") {
            relation = Relation::Temporary;
        }
        if is_virtual {
            // Only a module knows its columns, and no key holds there.
            return Ok(vec![OperationKind::CreateView { name, existing }]);
        }
        let mut table = CreateTable { existing, relation, ..CreateTable::new(name, name_span) };
        self.table_body(&mut table, problems)?;
        let mut kinds = Vec::new();
        if replaces {
            kinds.push(OperationKind::DropTable { table: name, existing: Existing::Skips, cascade: false });
        }
        kinds.push(OperationKind::CreateTable(Box::new(table)));
        Ok(kinds)
    }

    fn table_body(&mut self, table: &mut CreateTable, problems: &mut Vec<Problem>) -> Reading<()> {
        if self.eat("PARTITION OF") {
            table.partition_of = Some(self.table_name()?.0);
        } else if self.eat("OF") {
            self.qualified()?;
            table.from_query = true;
        } else if self.eat("LIKE") {
            let like = Like { table: self.table_name()?.0, including_indexes: true };
            table.like.push(like);
            return Ok(());
        }
        let is_query = self.at_group() && (self.is_word(1, "SELECT") || self.is_word(1, "WITH"));
        if self.at_group() && !is_query {
            let typed = table.partition_of.is_none() && !table.from_query;
            let elements = self.open_group(problems)?.elements();
            table.columns.reserve_exact(elements.len());
            for element in elements {
                if let Err(unread) = element.element_into(table, typed, problems) {
                    problems.push(unread.into());
                }
            }
        } else if table.partition_of.is_none() && !table.from_query && !self.at_query() {
            let has_options = self.at_any(&["WITH", "USING", "TABLESPACE", "ON", "ENGINE", "INHERITS"]);
            if !has_options {
                return self.unread("expected the table's columns in parentheses");
            }
        }
        if self.dialect().engine == Engine::Sqlite {
            let refuses = (0..4).any(|ahead| self.is_word(ahead, "ROWID") || self.is_word(ahead, "STRICT"));
            refuse_null_in_key(table, refuses);
        }
        if let Err(unread) = self.table_options(table, problems) {
            problems.push(unread.into());
        }
        Ok(())
    }

    fn at_query(&self) -> bool {
        self.at_any(&["AS", "SELECT", "TABLE", "VALUES"]) || (self.at_group() && !self.is_done())
    }

    /// Reads the rest of the statement: of all options few concern keys.
    fn table_options(&mut self, table: &mut CreateTable, problems: &mut Vec<Problem>) -> Reading<()> {
        while !self.is_done() {
            if self.eat_symbol(Symbol::RParen) {
                return self.unread("a parenthesis closes that was not opened");
            }
            if self.eat("INHERITS") {
                for mut parent in self.group()?.elements() {
                    table.inherits.push(parent.table_name()?.0);
                }
            } else if self.dialect().is_mysql_like() && (self.eat("ENGINE") || self.eat("TYPE")) {
                self.eat_symbol(Symbol::Equal);
                self.storage_engine(table, problems);
            } else if self.eat("PARTITION BY") {
                table.partitioned = true;
            } else if self.at_any(&["AS", "SELECT"]) || (self.at_group() && self.is_word(1, "SELECT")) {
                table.from_query = true;
                self.skip_to(&[]);
            } else {
                self.skip_one();
            }
        }
        Ok(())
    }

    /// Of MySQL's storage engines only InnoDB and NDB have foreign keys; the others read and forget them.
    fn storage_engine(&mut self, table: &mut CreateTable, problems: &mut Vec<Problem>) {
        let Some(engine) = self.name_ahead(0).map(Name::as_str) else { return };
        if ["innodb", "ndb", "ndbcluster"].iter().any(|keeps| engine.eq_ignore_ascii_case(keeps)) {
            return;
        }
        let inline = table.columns.iter_mut().map(|column| &mut column.constraints);
        for constraints in inline.chain([&mut table.constraints]) {
            constraints.retain(|constraint| {
                let ignored = matches!(constraint.kind, ConstraintKind::ForeignKey(_));
                if ignored {
                    let why = format!("the storage engine `{engine}` ignores foreign keys");
                    problems.push(Problem { span: constraint.span, why: why.into() });
                }
                !ignored
            });
        }
    }

    fn element_into(
        mut self,
        table: &mut CreateTable,
        typed: bool,
        problems: &mut Vec<Problem>,
    ) -> Reading<()> {
        // A trailing comma leaves an empty element; engines refuse it, some tools write it. SQLite needs no comma between constraints.
        while !self.is_done() {
            match self.element(table.name, typed, problems)? {
                Element::Column(column) => table.columns.push(column),
                Element::Constraint(ReadConstraint::Constraint(constraint)) => {
                    table.constraints.push(constraint)
                }
                Element::Constraint(ReadConstraint::NotNull(name)) => {
                    for column in table.columns.iter_mut().filter(|column| column.name == name) {
                        column.not_null = true;
                    }
                }
                Element::Index(index) => table.indexes.push(index),
                Element::Like(like) => table.like.push(like),
                Element::Nothing => {}
            }
            let goes_on = self.at_constraint() && self.dialect().engine == Engine::Sqlite;
            if !self.is_done() && !goes_on {
                return self.unread("the rest of the constraint is not understood");
            }
        }
        Ok(())
    }

    /// Reads one element of a table's parentheses.
    pub(super) fn element(
        &mut self,
        table: TableName,
        typed: bool,
        problems: &mut Vec<Problem>,
    ) -> Reading<Element> {
        if self.at_inline_index() {
            return Ok(Element::Index(self.inline_index(table)?));
        }
        if self.at_constraint() {
            return Ok(Element::Constraint(self.table_constraint()?));
        }
        if self.at("LIKE") && self.dialect().engine != Engine::Sqlite {
            return Ok(Element::Like(self.like()?));
        }
        if (self.at("FAMILY") && self.list_after(1)) || self.at("PERIOD FOR") {
            self.skip_to(&[]);
            return Ok(Element::Nothing);
        }
        let column = if typed { self.column_definition(problems) } else { self.typeless_column(problems) };
        Ok(Element::Column(column?))
    }

    fn like(&mut self) -> Reading<Like> {
        self.expect("LIKE")?;
        let (table, _) = self.table_name()?;
        let mut including_indexes = false;
        while !self.is_done() {
            let including = self.eat("INCLUDING");
            if !including {
                self.expect("EXCLUDING")?;
            }
            if self.at_any(&["ALL", "INDEXES"]) {
                including_indexes = including;
            }
            self.skip_one();
        }
        Ok(Like { table, including_indexes })
    }

    /// Reads `SELECT ... INTO [TEMP] [TABLE] name FROM ...`; `None` where there is no INTO.
    pub(super) fn select_into(&mut self) -> Reading<Option<OperationKind>> {
        if !self.skip_to(&["INTO"]) {
            return Ok(None);
        }
        self.eat("INTO");
        let mut relation = Relation::Permanent;
        while self.at_any(&["TEMP", "TEMPORARY", "UNLOGGED", "TABLE"]) {
            if self.at_any(TEMPORARY) {
                relation = Relation::Temporary;
            }
            self.skip_one();
        }
        let (name, name_span) = self.table_name()?;
        self.skip_to(&[]);
        let table = CreateTable { relation, from_query: true, ..CreateTable::new(name, name_span) };
        Ok(Some(OperationKind::CreateTable(Box::new(table))))
    }
}

/// SQLite's primary keys take NULL unless the table is `WITHOUT ROWID` or `STRICT`, or the key is the row's own number (measured on 3.40;
/// sqlite.org/lang_createtable.html, 3.5).
fn refuse_null_in_key(table: &mut CreateTable, refuses: bool) {
    let mut keys: Vec<Name> = Vec::new();
    for column in &table.columns {
        if column.constraints.iter().any(|one| matches!(one.kind, ConstraintKind::PrimaryKey { .. })) {
            keys.push(column.name);
        }
    }
    for constraint in &table.constraints {
        if let ConstraintKind::PrimaryKey { columns, .. } = &constraint.kind {
            keys.extend(columns);
        }
    }
    let is_alone = keys.len() == 1;
    for column in table.columns.iter_mut().filter(|column| keys.contains(&column.name)) {
        let type_name = column.data_type.map_or("", |data_type| data_type.name.as_str());
        column.not_null |= refuses || (is_alone && type_name.eq_ignore_ascii_case("integer"));
    }
}
