//! One statement: from its first words to the shell that reads it.

use crate::ir::{Condition, Existing, Operation, OperationKind, Problem, TableName};

use super::cursor::{Cursor, Reading, Unread, tokenise};
use super::prepare::Session;
use super::relevance::ROWS_AND_RIGHTS;
use super::{opaque, procedural, routine};

/// Statements that neither change tables nor what names mean, besides those that the splitter never lets through.
const HARMLESS: &[&str] = &[
    "BEGIN",
    "COMMIT",
    "END",
    "ROLLBACK",
    "START",
    "SAVEPOINT",
    "RELEASE",
    "ABORT",
    "PRAGMA",
    "USE",
    "ATTACH",
    "DETACH",
    "DISCARD",
    "DECLARE",
    "FETCH",
    "CLOSE",
    "MOVE",
    "EXECUTE",
    "COPY",
    "GO",
    "DO",
    "INSTALL",
    "CONFIGURE",
    "RESTORE",
];

/// The operations of a statement. An error loses the whole statement; lesser troubles go to `problems`.
pub(super) fn read(cursor: Cursor<'_>, problems: &mut Vec<Problem>) -> Vec<Operation> {
    let span = cursor.whole();
    let mut reader = cursor;
    match reader.statement(problems) {
        Ok(operations) => operations,
        Err(Unread { span: at, why }) => {
            let touches = opaque::tables_named(cursor);
            let operation = Operation { kind: opaque::operation(touches, &why), span };
            problems.push(Problem { span: at, why });
            vec![operation]
        }
    }
}

impl Cursor<'_> {
    fn statement(&mut self, problems: &mut Vec<Problem>) -> Reading<Vec<Operation>> {
        let span = self.whole();
        let kinds = if self.eat("CREATE") {
            return self.create(problems);
        } else if self.eat("ALTER") {
            return self.alter(problems);
        } else if self.eat("DROP") {
            self.drop_statement()?
        } else if self.eat("RENAME") {
            self.rename_tables()?
        } else if self.eat("SET") {
            self.set_statement()?.into_iter().collect()
        } else if self.eat("RESET") {
            let resets = self.at("SEARCH_PATH") || self.at("ALL");
            resets.then(|| OperationKind::SetSearchPath(Vec::new())).into_iter().collect()
        } else if self.at("SELECT") {
            self.select(problems)?
        } else if self.at("CALL") {
            self.call(problems)
        } else if self.at("DO") && self.dialect().is_postgres_like() {
            return Ok(procedural::read_do(*self, problems));
        } else if self.at("PREPARE") {
            // PostgreSQL's `PREPARE name AS` runs nothing that changes the schema; MySQL's may lean on variables.
            return Ok(Session::default().prepare(*self, problems));
        } else if self.at("EXECUTE IMMEDIATE") {
            self.advance();
            return self.prepared(problems);
        } else if self.at("BEGIN NOT ATOMIC") {
            return Ok(routine::read_block(*self, problems));
        } else if let Some(kind) = self.session_statement() {
            vec![kind]
        } else if self.at_any(HARMLESS) || self.at_any(&ROWS_AND_RIGHTS) || self.is_done() || self.at_group()
        {
            Vec::new()
        } else {
            return self.unread("the statement is not understood");
        };
        Ok(kinds.into_iter().map(|kind| Operation { kind, span }).collect())
    }

    fn create(&mut self, problems: &mut Vec<Problem>) -> Reading<Vec<Operation>> {
        let span = self.whole();
        let kinds = if self.at_create_table() {
            self.create_table(problems)?
        } else if self.at_create_index() {
            self.eat("OR REPLACE");
            vec![self.create_index()?]
        } else if self.at("SCHEMA") && self.dialect().is_postgres_like() {
            self.eat("SCHEMA");
            return self.create_schema(problems);
        } else if let Some(kind) = self.create_view()? {
            vec![kind]
        } else {
            Vec::new()
        };
        Ok(kinds.into_iter().map(|kind| Operation { kind, span }).collect())
    }

    fn at_create_index(&self) -> bool {
        let mut cursor = *self;
        cursor.eat("OR REPLACE");
        while cursor.eat_any(&["UNIQUE", "FULLTEXT", "SPATIAL", "INVERTED", "VECTOR"]) {}
        cursor.at("INDEX")
    }

    /// Reads `CREATE SCHEMA`, whose elements are statements without semicolons between them.
    fn create_schema(&mut self, problems: &mut Vec<Problem>) -> Reading<Vec<Operation>> {
        let span = self.whole();
        self.if_not_exists();
        let mut name = None;
        if !self.at("AUTHORIZATION") {
            name = Some(self.qualified()?.1);
        }
        if self.eat("AUTHORIZATION") {
            let role = self.name()?;
            name = name.or(Some(role));
        }
        let Some(name) = name else { return self.unread("expected the schema's name") };
        let mut operations = vec![Operation { kind: OperationKind::CreateSchema(name), span }];
        self.context.schema = Some(name);
        while self.skip_to(&["CREATE"]) {
            let from = self.position();
            self.advance();
            self.skip_to(&["CREATE", "GRANT"]);
            let to = self.position();
            operations.extend(read(self.part(from, to), problems));
        }
        Ok(operations)
    }

    /// Reads `[OR REPLACE] ... VIEW`; `None` for other objects, and for temporary views.
    fn create_view(&mut self) -> Reading<Option<OperationKind>> {
        let mut existing = if self.eat("OR REPLACE") { Existing::Skips } else { Existing::Fails };
        let mut temporary = false;
        let adjectives = [
            "VIEW",
            "MATERIALIZED",
            "TEMP",
            "TEMPORARY",
            "RECURSIVE",
            "FORCE",
            "ALGORITHM",
            "DEFINER",
            "SQL",
        ];
        if !self.at_any(&adjectives) {
            return Ok(None);
        }
        // MySQL puts ALGORITHM, DEFINER and SQL SECURITY between.
        for _ in 0..16 {
            temporary |= self.at_any(&["TEMP", "TEMPORARY"]);
            if self.is_done() || self.at("VIEW") {
                break;
            }
            self.skip_one();
        }
        if temporary || !self.eat("VIEW") {
            return Ok(None);
        }
        if self.if_not_exists() == Existing::Skips {
            existing = Existing::Skips;
        }
        let (name, _) = self.table_name()?;
        Ok(Some(OperationKind::CreateView { name, existing }))
    }

    fn alter(&mut self, problems: &mut Vec<Problem>) -> Reading<Vec<Operation>> {
        if self.at_alter_table() {
            return self.alter_table(problems);
        }
        let span = self.whole();
        let kind = if self.eat("INDEX") {
            self.alter_index()?
        } else if self.eat("VIEW") || self.eat("MATERIALIZED VIEW") {
            self.alter_view()?
        } else if self.dialect().is_postgres_like() && self.eat_any(&["TYPE", "DOMAIN"]) {
            self.alter_type()?
        } else if self.dialect().is_postgres_like() && self.eat("SCHEMA") {
            let from = self.name()?;
            if self.eat("RENAME TO") {
                Some(OperationKind::RenameSchema { from, to: self.name()? })
            } else {
                None
            }
        } else {
            None
        };
        Ok(kind.map(|kind| Operation { kind, span }).into_iter().collect())
    }

    fn alter_index(&mut self) -> Reading<Option<OperationKind>> {
        let span = self.whole();
        let existing = self.if_exists();
        let (table, from) = self.index_of_table()?;
        if !self.eat("RENAME TO") {
            return Ok(None);
        }
        let kind = OperationKind::RenameIndex { table, from, to: self.name()? };
        Ok(Some(match existing {
            Existing::Fails => kind,
            Existing::Skips => OperationKind::Guarded {
                condition: Condition::Index(from.name),
                then: vec![Operation { kind, span }],
                otherwise: Vec::new(),
            },
        }))
    }

    fn alter_type(&mut self) -> Reading<Option<OperationKind>> {
        let (from, _) = self.table_name()?;
        Ok(if self.eat("RENAME TO") {
            Some(OperationKind::RenameType { from, to: TableName { name: self.name()?, ..from } })
        } else if self.eat("SET SCHEMA") {
            Some(OperationKind::RenameType { from, to: TableName { schema: Some(self.name()?), ..from } })
        } else {
            None
        })
    }

    fn alter_view(&mut self) -> Reading<Option<OperationKind>> {
        let existing = self.if_exists();
        let (table, _) = self.table_name()?;
        Ok(if self.eat("RENAME TO") {
            Some(OperationKind::RenameTable { table, to: self.table_name()?.0, existing })
        } else if self.eat("SET SCHEMA") {
            Some(OperationKind::SetSchema { table, schema: self.name()? })
        } else {
            None
        })
    }

    /// Reads a SELECT for what it does beside reading: `set_config`, INTO, a call of a function that may do anything.
    fn select(&mut self, problems: &mut Vec<Problem>) -> Reading<Vec<OperationKind>> {
        let mut setting = *self;
        if let Some(kind) = setting.set_config() {
            return Ok(vec![kind]);
        }
        let mut into = *self;
        if self.dialect().is_postgres_like()
            && let Some(kind) = into.select_into()?
        {
            return Ok(vec![kind]);
        }
        Ok(self.call(problems))
    }

    /// Reads a text that is prepared or executed from behind FROM or IMMEDIATE: a literal counts as the statement in it.
    fn prepared(&mut self, problems: &mut Vec<Problem>) -> Reading<Vec<Operation>> {
        self.advance();
        let Some((text, place)) = self.rest().only_literal() else {
            return self.unread("the statement is put together at run time");
        };
        let (lexemes, unread) = tokenise(text, place, self.context);
        if let Some(unread) = unread {
            return Err(unread);
        }
        Ok(read(Cursor::new(&lexemes, self.context, self.whole()), problems))
    }
}
