//! `ALTER TABLE`: a comma list of actions, each an operation with the action's span.

use crate::ir::{
    ColumnChange, Condition, ConstraintKind, ConstraintName, Engine, Existing, Operation, OperationKind,
    Problem, TableName,
};

use super::constraint::ReadConstraint;
use super::create_table::Element;
use super::cursor::{Cursor, Reading};
use super::opaque;
use super::token::Symbol;

/// First words of actions that cannot touch columns or keys.
const IRRELEVANT: &[&str] = &[
    "ENABLE",
    "DISABLE",
    "OWNER",
    "REPLICA",
    "SET",
    "RESET",
    "CLUSTER",
    "FORCE",
    "NO",
    "NOT",
    "OF",
    "CONFIGURE",
    "SPLIT",
    "UNSPLIT",
    "SCATTER",
    "EXPERIMENTAL_RELOCATE",
    "EXPERIMENTAL_AUDIT",
    "RELOCATE",
    "PARTITION",
    "INJECT",
    "OPTIONS",
    "ORDER",
    "CONVERT",
    "DEFAULT",
    "CHARACTER",
    "CHARSET",
    "COLLATE",
    "ENGINE",
    "AUTO_INCREMENT",
    "COMMENT",
    "ROW_FORMAT",
    "ALGORITHM",
    "LOCK",
    "AVG_ROW_LENGTH",
    "CHECKSUM",
    "COMPRESSION",
    "ENCRYPTION",
    "KEY_BLOCK_SIZE",
    "MAX_ROWS",
    "MIN_ROWS",
    "PACK_KEYS",
    "STATS_PERSISTENT",
    "STATS_AUTO_RECALC",
    "STATS_SAMPLE_PAGES",
    "DISCARD",
    "IMPORT",
    "TRUNCATE",
    "COALESCE",
    "REORGANIZE",
    "EXCHANGE",
    "ANALYZE",
    "OPTIMIZE",
    "REBUILD",
    "REPAIR",
    "REMOVE",
    "WITH",
    "WITHOUT",
    "UNION",
    "TABLESPACE",
    "WAIT",
    "NOWAIT",
];

impl Cursor<'_> {
    /// Whether `ALTER [...] TABLE` continues here.
    pub(super) fn at_alter_table(&self) -> bool {
        let mut cursor = *self;
        while cursor.eat_any(&["ONLINE", "OFFLINE", "IGNORE", "FOREIGN"]) {}
        cursor.at("TABLE")
    }

    /// Reads `ALTER TABLE` from the words behind ALTER.
    pub(super) fn alter_table(&mut self, problems: &mut Vec<Problem>) -> Reading<Vec<Operation>> {
        while self.eat_any(&["ONLINE", "OFFLINE", "IGNORE", "FOREIGN"]) {}
        self.expect("TABLE")?;
        if self.at("ALL IN TABLESPACE") {
            return Ok(Vec::new());
        }
        let existing = self.if_exists();
        self.eat("ONLY");
        let (table, _) = self.table_name()?;
        self.eat_symbol(Symbol::Star);
        if self.is_done() {
            return self.unread("expected what is to be altered");
        }
        let mut operations = Vec::new();
        for mut action in self.rest().elements() {
            let span = action.whole();
            match action.action(table, problems) {
                Ok(kinds) => operations.extend(kinds.into_iter().map(|kind| Operation { kind, span })),
                Err(unread) => {
                    problems.push(unread.into());
                    operations.push(Operation { kind: opaque::action(table), span });
                }
            }
        }
        if self.dialect().engine == Engine::PostgreSql {
            // PostgreSQL sorts the actions and drops first (tablecmds.c, AlterTablePass).
            operations.sort_by_key(|operation| !is_drop(&operation.kind));
        }
        Ok(if existing == Existing::Skips { self.guarded(table, operations) } else { operations })
    }

    /// `ALTER TABLE IF EXISTS`: renames and drops tolerate a missing table by themselves, other actions ask for it first.
    fn guarded(&self, table: TableName, operations: Vec<Operation>) -> Vec<Operation> {
        let guard = |mut operation: Operation| {
            if let OperationKind::DropColumn { existing, .. }
            | OperationKind::DropConstraint { existing, .. }
            | OperationKind::RenameTable { existing, .. } = &mut operation.kind
            {
                *existing = Existing::Skips;
                return operation;
            }
            let span = operation.span;
            let kind = OperationKind::Guarded {
                condition: Condition::Relation(table),
                then: vec![operation],
                otherwise: Vec::new(),
            };
            Operation { kind, span }
        };
        operations.into_iter().map(guard).collect()
    }

    /// Reads one action; some are several operations.
    fn action(&mut self, table: TableName, problems: &mut Vec<Problem>) -> Reading<Vec<OperationKind>> {
        let kind = if self.eat("ADD") {
            return self.add(table, problems);
        } else if self.at("DROP PARTITION") && self.dialect().is_mysql_like() {
            return Ok(Vec::new());
        } else if self.eat("DROP") {
            self.drop_action(table)?
        } else if self.eat("ALTER PRIMARY KEY USING COLUMNS") {
            return self.alter_primary_key(table);
        } else if self.eat("ALTER CONSTRAINT") || (self.dialect().is_mysql_like() && self.eat("ALTER CHECK"))
        {
            self.alter_constraint(table)?
        } else if self.at("ALTER INDEX") && self.dialect().is_mysql_like() {
            return Ok(Vec::new());
        } else if self.eat("ALTER") {
            self.eat("COLUMN");
            return self.alter_column(table, problems);
        } else if self.eat("RENAME") {
            self.rename(table)?
        } else if self.eat("SET SCHEMA") {
            OperationKind::SetSchema { table, schema: self.name()? }
        } else if self.eat("VALIDATE CONSTRAINT") {
            OperationKind::ValidateConstraint { table, name: self.name()? }
        } else if self.eat("ATTACH PARTITION") {
            OperationKind::AttachPartition { parent: table, partition: self.table_name()?.0 }
        } else if self.eat("DETACH PARTITION") {
            OperationKind::DetachPartition { parent: table, partition: self.table_name()?.0 }
        } else if self.eat("INHERIT") {
            OperationKind::Inherit { table, parent: self.table_name()?.0 }
        } else if self.eat("NO INHERIT") {
            OperationKind::DetachPartition { parent: self.table_name()?.0, partition: table }
        } else if self.dialect().is_mysql_like() && self.at_any(&["MODIFY", "CHANGE"]) {
            return self.redefine(table, problems);
        } else if self.at_any(IRRELEVANT) {
            return Ok(Vec::new());
        } else {
            return self.unread("the action is not understood");
        };
        Ok(vec![kind])
    }

    fn add(&mut self, table: TableName, problems: &mut Vec<Problem>) -> Reading<Vec<OperationKind>> {
        if self.at("PARTITION") && self.dialect().is_mysql_like() {
            return Ok(Vec::new());
        }
        if self.at("CONSTRAINT") && self.is_word(1, "IF") {
            return self.add_element(table, Existing::Skips, problems);
        }
        let stated = self.eat("COLUMN");
        let existing = self.if_not_exists();
        if self.at_group() {
            let mut kinds = Vec::new();
            for mut element in self.group()?.elements() {
                kinds.extend(element.add_element(table, existing, problems)?);
            }
            return Ok(kinds);
        }
        if stated || existing == Existing::Skips && !self.at_constraint() && !self.at_inline_index() {
            let column = Box::new(self.column_definition(problems)?);
            return Ok(vec![OperationKind::AddColumn { table, column, existing }]);
        }
        self.add_element(table, existing, problems)
    }

    fn add_element(
        &mut self,
        table: TableName,
        existing: Existing,
        problems: &mut Vec<Problem>,
    ) -> Reading<Vec<OperationKind>> {
        // MariaDB says it behind the kind of constraint: `ADD CONSTRAINT c FOREIGN KEY IF NOT EXISTS (a) ...`.
        let skips = self.at_constraint()
            && (1..6).any(|ahead| self.at_position(self.position() + ahead).at("IF NOT EXISTS"));
        let existing = if skips { Existing::Skips } else { existing };
        let kind = match self.element(table, true, problems)? {
            Element::Column(column) => OperationKind::AddColumn { table, column: Box::new(column), existing },
            Element::Constraint(ReadConstraint::Constraint(constraint)) => {
                OperationKind::AddConstraint { table, constraint: Box::new(constraint), existing }
            }
            Element::Constraint(ReadConstraint::NotNull(column)) => {
                OperationKind::AlterColumn { table, column, change: ColumnChange::NotNull(true) }
            }
            Element::Index(index) => OperationKind::CreateIndex(Box::new(index)),
            Element::Like(_) => return self.unread("LIKE is not understood here"),
            Element::Nothing => return Ok(Vec::new()),
        };
        if !self.is_done() {
            problems.push(Problem {
                span: self.span_of_rest(),
                why: "the rest of the constraint is not understood".into(),
            });
        }
        Ok(vec![kind])
    }

    fn drop_action(&mut self, table: TableName) -> Reading<OperationKind> {
        let mysql = self.dialect().is_mysql_like();
        if mysql && self.eat("PRIMARY KEY") {
            let name = ConstraintName::PrimaryKey;
            return Ok(OperationKind::DropConstraint {
                table,
                name,
                existing: Existing::Fails,
                cascade: false,
            });
        }
        if mysql && self.at_any(&["INDEX", "KEY"]) {
            self.advance();
            let existing = self.if_exists();
            let name = TableName::bare(self.name()?);
            return Ok(OperationKind::DropIndex { table: Some(table), name, existing, cascade: false });
        }
        if self.eat("CONSTRAINT") || (mysql && (self.eat("FOREIGN KEY") || self.eat("CHECK"))) {
            let existing = self.if_exists();
            let name = ConstraintName::Named(self.name()?);
            return Ok(OperationKind::DropConstraint { table, name, existing, cascade: self.cascades()? });
        }
        self.eat("COLUMN");
        let existing = self.if_exists();
        let column = self.name()?;
        Ok(OperationKind::DropColumn { table, column, existing, cascade: self.cascades()? })
    }

    /// Reads `[CASCADE | RESTRICT]` and nothing after it.
    pub(super) fn cascades(&mut self) -> Reading<bool> {
        let cascade = self.eat("CASCADE") || self.eat("CASCADE CONSTRAINTS");
        self.eat("RESTRICT");
        if self.is_done() { Ok(cascade) } else { self.unread("expected the end of the clause") }
    }

    /// CockroachDB's change of the primary key, which may hash it.
    fn alter_primary_key(&mut self, table: TableName) -> Reading<Vec<OperationKind>> {
        let span = self.whole();
        let columns = self.column_list()?;
        let kind = ConstraintKind::PrimaryKey { columns, using_index: None };
        let constraint = Box::new(crate::ir::ConstraintDefinition { name: None, span, kind });
        let name = ConstraintName::PrimaryKey;
        Ok(vec![
            OperationKind::DropConstraint { table, name, existing: Existing::Skips, cascade: false },
            OperationKind::AddConstraint { table, constraint, existing: Existing::Fails },
        ])
    }

    fn alter_constraint(&mut self, table: TableName) -> Reading<OperationKind> {
        let name = self.name()?;
        let mut deferrability = None;
        let mut enforced = None;
        while !self.is_done() {
            let mut stated = deferrability.unwrap_or_default();
            if self.deferrability(&mut stated) {
                deferrability = Some(stated);
            } else if self.eat("NOT ENFORCED") {
                enforced = Some(false);
            } else if self.eat("ENFORCED") {
                enforced = Some(true);
            } else if !self.eat("NO INHERIT") && !self.eat("INHERIT") {
                return self.unread("expected a property of the constraint");
            }
        }
        Ok(OperationKind::AlterConstraint { table, name, deferrability, enforced })
    }

    fn rename(&mut self, table: TableName) -> Reading<OperationKind> {
        if self.eat("CONSTRAINT") {
            let from = self.name()?;
            self.expect("TO")?;
            return Ok(OperationKind::RenameConstraint { table, from, to: self.name()? });
        }
        if self.dialect().is_mysql_like() {
            if self.at_any(&["INDEX", "KEY"]) {
                self.advance();
                let from = TableName::bare(self.name()?);
                self.expect("TO")?;
                return Ok(OperationKind::RenameIndex { table: Some(table), from, to: self.name()? });
            }
            if !self.at("COLUMN") {
                let _ = self.eat_any(&["TO", "AS"]) || self.eat_symbol(Symbol::Equal);
                let to = self.table_name()?.0;
                return Ok(OperationKind::RenameTable { table, to, existing: Existing::Fails });
            }
        }
        if self.eat("TO") {
            let to = self.table_name()?.0;
            return Ok(OperationKind::RenameTable { table, to, existing: Existing::Fails });
        }
        self.eat("COLUMN");
        self.if_exists();
        let from = self.name()?;
        self.expect("TO")?;
        Ok(OperationKind::RenameColumn { table, from, to: self.name()? })
    }
}

fn is_drop(kind: &OperationKind) -> bool {
    matches!(
        kind,
        OperationKind::DropColumn { .. }
            | OperationKind::DropConstraint { .. }
            | OperationKind::AlterColumn { change: ColumnChange::NotNull(false), .. }
    )
}
