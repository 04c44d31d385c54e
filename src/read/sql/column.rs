//! Column definitions: a name, a type, and clauses in any order.

use crate::ir::{ColumnDefinition, ConstraintDefinition, ConstraintKind, Engine, Name, Problem, Span};

use super::cursor::{Cursor, Reading};
use super::token::Symbol;

/// The words that begin a clause of a column, and so end a type or an unparenthesised default (PostgreSQL's `b_expr` holds none of them).
pub(super) const CLAUSES: &[&str] = &[
    "NOT",
    "NULL",
    "DEFAULT",
    "CONSTRAINT",
    "PRIMARY",
    "KEY",
    "UNIQUE",
    "REFERENCES",
    "CHECK",
    "COLLATE",
    "GENERATED",
    "AS",
    "ON",
    "STORAGE",
    "COMPRESSION",
    "AUTO_INCREMENT",
    "AUTOINCREMENT",
    "COMMENT",
    "CHARSET",
    "DEFERRABLE",
    "INITIALLY",
    "ENFORCED",
    "VISIBLE",
    "INVISIBLE",
    "FAMILY",
    "CREATE",
    "OPTIONS",
    "FIRST",
    "AFTER",
    "COLUMN_FORMAT",
    "ENGINE_ATTRIBUTE",
    "SECONDARY_ENGINE_ATTRIBUTE",
    "SRID",
    "VIRTUAL",
    "STORED",
    "PERSISTENT",
    "INVISIBLE",
];

/// What the clauses of a column say, collected one by one.
#[derive(Default)]
struct Clauses {
    not_null: bool,
    has_default: bool,
    generated: bool,
    constraints: Vec<ConstraintDefinition>,
}

impl Cursor<'_> {
    /// Reads a whole column definition: the rest of this cursor. Clauses that are not known go to `problems`; the column stays.
    pub(super) fn column_definition(&mut self, problems: &mut Vec<Problem>) -> Reading<ColumnDefinition> {
        self.column(true, problems)
    }

    /// Reads a column's name and clauses where the type is the partitioned table's, or that of a composite type.
    pub(super) fn typeless_column(&mut self, problems: &mut Vec<Problem>) -> Reading<ColumnDefinition> {
        self.column(false, problems)
    }

    fn column(&mut self, typed: bool, problems: &mut Vec<Problem>) -> Reading<ColumnDefinition> {
        let start = self.position();
        let name = self.name()?;
        let read_type = if typed { self.data_type()? } else { None };
        let name_span = self.span_since(start);
        let serial = read_type.as_ref().is_some_and(|read| read.serial);
        let mut clauses = Clauses { not_null: serial, has_default: serial, ..Clauses::default() };
        self.eat("WITH OPTIONS");
        let mut unknown: Option<Span> = None;
        while !self.is_done() {
            let from = self.position();
            if let Err(unread) = self.column_clause(name, &mut clauses) {
                problems.push(unread.into());
                self.skip_to(&[]);
            } else if self.position() == from {
                self.skip_one();
                self.skip_to(CLAUSES);
                unknown = Some(unknown.map_or(self.span_since(from), |span| self.span_since(from).to(span)));
            }
        }
        if let Some(span) = unknown {
            problems.push(not_understood(span, name));
        }
        let data_type = read_type.map(|read| read.data_type);
        // There are many columns, and few have more than one constraint.
        clauses.constraints.shrink_to_fit();
        Ok(ColumnDefinition {
            name,
            span: self.span_since(start),
            name_span,
            not_null: clauses.not_null,
            data_type,
            has_default: clauses.has_default,
            generated: clauses.generated,
            constraints: clauses.constraints,
        })
    }

    /// Reads one clause. Where none is known the cursor stays.
    fn column_clause(&mut self, column: Name, clauses: &mut Clauses) -> Reading<()> {
        let start = self.position();
        let mut constraint = None;
        if self.eat("CONSTRAINT") {
            constraint = Some(self.name()?);
        }
        if self.eat("NOT NULL") {
            clauses.not_null = true;
            self.eat("NO INHERIT");
            self.conflict_clause();
        } else if self.eat("NULL") {
            clauses.not_null = false;
            self.conflict_clause();
        } else if self.eat("DEFAULT") {
            clauses.has_default = !self.is_word(0, "NULL");
            self.skip_default();
        } else if self.at("REFERENCES") {
            let foreign_key = self.references(vec![column], true)?;
            let kind = ConstraintKind::ForeignKey(Box::new(foreign_key));
            clauses.constraints.push(ConstraintDefinition {
                name: constraint,
                span: self.span_since(start),
                kind,
            });
        } else if let Some(kind) = self.inline_key(column)? {
            clauses.not_null |= matches!(kind, ConstraintKind::PrimaryKey { .. }) && !self.is_sqlite();
            let span = self.span_since(start);
            clauses.constraints.push(ConstraintDefinition { name: constraint, span, kind });
        } else if self.at_any(&["GENERATED", "AS"]) {
            self.generated(clauses)?;
        } else {
            self.other_clause();
        }
        Ok(())
    }

    fn is_sqlite(&self) -> bool {
        self.dialect().engine == Engine::Sqlite
    }

    /// Reads an inline PRIMARY KEY, UNIQUE or CHECK with its options.
    fn inline_key(&mut self, column: Name) -> Reading<Option<ConstraintKind>> {
        let kind = if self.eat("PRIMARY KEY") || (self.dialect().is_mysql_like() && self.eat("KEY")) {
            self.eat_any(&["ASC", "DESC"]);
            self.conflict_clause();
            ConstraintKind::PrimaryKey { columns: vec![column], using_index: None }
        } else if self.eat("UNIQUE") {
            self.eat_any(&["KEY", "INDEX"]);
            self.eat("WITHOUT INDEX");
            let _ = self.eat("NULLS NOT DISTINCT") || self.eat("NULLS DISTINCT");
            self.conflict_clause();
            ConstraintKind::Unique { columns: vec![column], using_index: None }
        } else if self.eat("CHECK") {
            let mentions = self.group()?.mentions();
            self.eat("NO INHERIT");
            ConstraintKind::Check { mentions }
        } else {
            return Ok(None);
        };
        if self.eat("USING HASH") {
            self.bucket_count();
        }
        if self.eat("WITH") {
            self.skip_group();
        }
        if self.eat("USING INDEX TABLESPACE") {
            self.name()?;
        }
        Ok(Some(kind))
    }

    /// CockroachDB's `USING HASH WITH BUCKET_COUNT = 8`.
    fn bucket_count(&mut self) {
        if self.eat("WITH BUCKET_COUNT") {
            self.skip_one();
            self.skip_one();
        }
    }

    /// SQLite's `ON CONFLICT ABORT`.
    pub(super) fn conflict_clause(&mut self) {
        if self.eat("ON CONFLICT") {
            self.skip_one();
        }
    }

    /// `GENERATED ... AS (...)`, `GENERATED ... AS IDENTITY`, `AS (...)`.
    fn generated(&mut self, clauses: &mut Clauses) -> Reading<()> {
        if self.eat("GENERATED") {
            let _ = self.eat("ALWAYS") || self.eat("BY DEFAULT");
            self.eat("ON NULL");
        }
        if self.is_word(0, "AS") && self.is_word(1, "ROW") {
            // MariaDB's system versioning.
            self.skip_one();
            self.skip_one();
            self.skip_one();
            return Ok(());
        }
        self.expect("AS")?;
        if self.eat("IDENTITY") {
            clauses.not_null = true;
            clauses.has_default = true;
            self.skip_group();
            return Ok(());
        }
        self.group()?;
        clauses.generated = true;
        self.eat_any(&["STORED", "VIRTUAL", "PERSISTENT"]);
        Ok(())
    }

    /// Clauses that say nothing about keys.
    fn other_clause(&mut self) {
        let one_argument = [
            "STORAGE",
            "COMPRESSION",
            "COLUMN_FORMAT",
            "SRID",
            "AFTER",
            "FAMILY",
            "CHARSET",
            "CHARACTER SET",
            "CREATE FAMILY",
            "CREATE IF NOT EXISTS FAMILY",
            "INITIALLY",
        ];
        let no_argument = [
            "NOT VISIBLE",
            "VISIBLE",
            "INVISIBLE",
            "AUTO_INCREMENT",
            "AUTOINCREMENT",
            "FIRST",
            "NOT DEFERRABLE",
            "DEFERRABLE",
            "NOT VALID",
            "NOT ENFORCED",
            "ENFORCED",
            "STORED",
            "VIRTUAL",
            "PERSISTENT",
        ];
        if no_argument.iter().any(|words| self.eat(words)) {
            return;
        }
        if let Some(words) = one_argument.iter().find(|words| self.eat(words)) {
            // CockroachDB's `CREATE FAMILY` may go without a name.
            if !words.ends_with("FAMILY") || !self.at_any(CLAUSES) {
                self.skip_one();
            }
        } else if self.at_any(&["COMMENT", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"]) {
            self.skip_one();
            self.eat_symbol(Symbol::Equal);
            self.skip_one();
        } else if self.eat("COLLATE") {
            let _ = self.qualified();
        } else if self.eat("OPTIONS") {
            self.skip_group();
        } else if self.eat("ON UPDATE") {
            self.skip_default();
        }
    }

    /// Passes over an expression that is not in parentheses. Its first token always belongs to it: `DEFAULT NULL`.
    pub(super) fn skip_default(&mut self) {
        self.skip_operand();
        while !self.is_done() && !self.at_any(CLAUSES) {
            self.skip_operand();
        }
    }

    /// Passes over a token, a pair of brackets, or a `CASE ... END`.
    fn skip_operand(&mut self) {
        let mut cases = 0_usize;
        loop {
            cases += usize::from(self.is_word(0, "CASE"));
            cases = cases.saturating_sub(usize::from(self.is_word(0, "END")));
            self.skip_one();
            if cases == 0 || self.is_done() {
                return;
            }
        }
    }
}

fn not_understood(span: Span, column: Name) -> Problem {
    Problem { span, why: format!("a clause of column `{column}` is not understood").into() }
}
