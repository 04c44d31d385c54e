//! Constraints of tables, and the clauses of a foreign key.

use crate::ir::{
    Action, ConstraintDefinition, ConstraintKind, Deferrability, Engine, ForeignKeyDefinition, MatchType,
    Name, ReferentialAction,
};

use super::cursor::{Cursor, Reading};
use super::token::Symbol;

/// Words that begin a table constraint even where a constraint's name could stand.
const KINDS: &[&str] = &["PRIMARY", "UNIQUE", "CHECK", "EXCLUDE", "FOREIGN", "NOT"];

/// A constraint, or PostgreSQL 18's `CONSTRAINT n NOT NULL column`, which is a property of the column.
pub(super) enum ReadConstraint {
    Constraint(ConstraintDefinition),
    NotNull(Name),
}

impl Cursor<'_> {
    /// Whether a constraint of a table comes next. All these words but EXCLUDE are reserved in every dialect.
    pub(super) fn at_constraint(&self) -> bool {
        self.at("CONSTRAINT")
            || self.at("PRIMARY KEY")
            || self.at("FOREIGN KEY")
            || (self.at("NOT NULL") && self.name_ahead(2).is_some())
            || self.at_any(&["UNIQUE", "CHECK"])
            || (self.at("EXCLUDE") && (self.is_word(1, "USING") || self.is_symbol(1, Symbol::LParen)))
    }

    /// Reads a constraint of a table. What may follow that says nothing about keys is passed over.
    pub(super) fn table_constraint(&mut self) -> Reading<ReadConstraint> {
        let start = self.position();
        let mut name = None;
        if self.eat("CONSTRAINT") {
            self.eat("IF NOT EXISTS");
            if !self.at_any(KINDS) {
                name = Some(self.name()?);
            }
        }
        let kind = if self.eat("FOREIGN KEY") {
            ConstraintKind::ForeignKey(Box::new(self.foreign_key()?))
        } else if self.eat("PRIMARY KEY") {
            let (columns, using_index, _) = self.key_columns()?;
            ConstraintKind::PrimaryKey { columns, using_index }
        } else if self.eat("UNIQUE") {
            let (columns, using_index, index_name) = self.key_columns()?;
            name = name.or(index_name);
            ConstraintKind::Unique { columns, using_index }
        } else if self.eat("CHECK") {
            let mentions = self.group()?.mentions();
            self.skip_options();
            ConstraintKind::Check { mentions }
        } else if self.eat("EXCLUDE") {
            self.exclusion()?
        } else if self.eat("NOT NULL") {
            let column = self.name()?;
            self.skip_to(&[]);
            return Ok(ReadConstraint::NotNull(column));
        } else {
            return self.unread("expected a constraint");
        };
        Ok(ReadConstraint::Constraint(ConstraintDefinition { name, span: self.span_since(start), kind }))
    }

    /// Reads the columns of a key, with everything around them: `[KEY] [name] [USING btree] (a, b) INCLUDE (c) ...` or `USING INDEX name`.
    fn key_columns(&mut self) -> Reading<(Vec<Name>, Option<Name>, Option<Name>)> {
        let _ = self.eat("NULLS NOT DISTINCT") || self.eat("NULLS DISTINCT") || self.eat("WITHOUT INDEX");
        self.eat_any(&["KEY", "INDEX"]);
        self.eat_any(&["CLUSTERED", "NONCLUSTERED"]);
        if self.eat("USING INDEX") {
            let index = self.name()?;
            self.skip_to(&[]);
            return Ok((Vec::new(), Some(index), None));
        }
        let mut name = None;
        if !self.at_group() && !self.at("USING") {
            self.eat("IF NOT EXISTS");
            name = Some(self.name()?);
        }
        if self.eat("USING") {
            self.skip_one();
        }
        let columns = self.column_list()?;
        self.skip_options();
        Ok((columns, None, name))
    }

    /// Passes over what follows a key. SQLite needs no comma before the next constraint, so there it ends early.
    fn skip_options(&mut self) {
        if self.dialect().engine == Engine::Sqlite {
            self.conflict_clause();
        } else {
            self.skip_to(&[]);
        }
    }

    fn exclusion(&mut self) -> Reading<ConstraintKind> {
        if self.eat("USING") {
            self.name()?;
        }
        let columns = self.index_columns()?.into_iter().flatten().collect();
        self.skip_to(&[]);
        Ok(ConstraintKind::Exclude { columns })
    }

    /// Reads what follows `FOREIGN KEY`.
    fn foreign_key(&mut self) -> Reading<ForeignKeyDefinition> {
        self.eat("IF NOT EXISTS");
        let index_name = if self.at_group() { None } else { Some(self.name()?) };
        let columns = self.column_list()?;
        let mut foreign_key = self.references(columns, false)?;
        foreign_key.index_name = index_name;
        Ok(foreign_key)
    }

    /// Reads `REFERENCES ...` with its clauses, which come in any order; of a repeated clause the last one counts, as in SQLite.
    pub(super) fn references(&mut self, columns: Vec<Name>, inline: bool) -> Reading<ForeignKeyDefinition> {
        self.expect("REFERENCES")?;
        let (referenced, referenced_span) = self.table_name()?;
        let referenced_columns = if self.at_group() { self.column_list()? } else { Vec::new() };
        let unstated = Action::default(self.dialect().default_action());
        let mut foreign_key = ForeignKeyDefinition {
            columns,
            referenced,
            referenced_span,
            referenced_columns,
            on_delete: unstated,
            on_update: unstated,
            set_columns: Vec::new(),
            match_type: MatchType::Simple,
            deferrability: Deferrability::NotDeferrable,
            not_valid: false,
            not_enforced: false,
            inline,
            index_name: None,
        };
        let start = self.position();
        while self.foreign_key_clause(&mut foreign_key)? {}
        if self.dialect().engine == Engine::MySql && self.at_position(start).has_match(self.position()) {
            // Any MATCH, also SIMPLE, makes MySQL ignore the actions (its manual, FOREIGN KEY constraints).
            foreign_key.on_delete.effective = self.dialect().default_action();
            foreign_key.on_update.effective = self.dialect().default_action();
        }
        Ok(foreign_key)
    }

    fn has_match(&self, end: usize) -> bool {
        (0..end.saturating_sub(self.position())).any(|ahead| self.is_word(ahead, "MATCH"))
    }

    fn foreign_key_clause(&mut self, foreign_key: &mut ForeignKeyDefinition) -> Reading<bool> {
        let start = self.position();
        if self.eat("MATCH") {
            foreign_key.match_type = if self.eat("FULL") {
                MatchType::Full
            } else if self.eat("PARTIAL") {
                MatchType::Partial
            } else {
                self.name()?;
                MatchType::Simple
            };
        } else if self.eat("ON DELETE") {
            let action = self.referential_action()?;
            foreign_key.set_columns = if self.at_group() { self.column_list()? } else { Vec::new() };
            foreign_key.on_delete = Action::stated(action, self.span_since(start));
        } else if self.at("ON UPDATE") && self.action_after(2) {
            self.eat("ON UPDATE");
            let action = self.referential_action()?;
            foreign_key.on_update = Action::stated(action, self.span_since(start));
        } else if self.eat("NOT VALID") {
            foreign_key.not_valid = true;
        } else if self.eat("NOT ENFORCED") {
            foreign_key.not_enforced = true;
        } else if self.eat("ENFORCED") {
            foreign_key.not_enforced = false;
        } else {
            return Ok(self.deferrability(&mut foreign_key.deferrability));
        }
        Ok(true)
    }

    /// Reads `[NOT] DEFERRABLE` or `INITIALLY ...`. `INITIALLY DEFERRED` implies DEFERRABLE, `INITIALLY IMMEDIATE` does not.
    pub(super) fn deferrability(&mut self, deferrability: &mut Deferrability) -> bool {
        if self.eat("NOT DEFERRABLE") {
            *deferrability = Deferrability::NotDeferrable;
        } else if self.eat("DEFERRABLE") {
            if *deferrability == Deferrability::NotDeferrable {
                *deferrability = Deferrability::InitiallyImmediate;
            }
        } else if self.eat("INITIALLY DEFERRED") {
            *deferrability = Deferrability::InitiallyDeferred;
        } else if !self.eat("INITIALLY IMMEDIATE") {
            return false;
        }
        true
    }

    /// Whether an action stands `ahead` of here; MySQL's `ON UPDATE CURRENT_TIMESTAMP` is another clause.
    fn action_after(&self, ahead: usize) -> bool {
        ["CASCADE", "RESTRICT", "SET", "NO"].iter().any(|word| self.is_word(ahead, word))
    }

    fn referential_action(&mut self) -> Reading<ReferentialAction> {
        let found = ReferentialAction::ALL.into_iter().find(|action| self.eat(action.sql()));
        match found {
            Some(action) => Ok(action),
            None => self.unread("expected CASCADE, RESTRICT, SET NULL, SET DEFAULT or NO ACTION"),
        }
    }
}
