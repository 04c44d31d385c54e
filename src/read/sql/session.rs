//! What unqualified names mean (`SET search_path` and its relatives), whether foreign keys act, and where transactions begin and end.

use crate::ir::{Boundary, Engine, Name, OperationKind};

use super::cursor::{Cursor, Reading};
use super::token::{Symbol, Token};

impl Cursor<'_> {
    /// Reads what follows SET; `None` for a setting that has nothing to do with names.
    pub(super) fn set_statement(&mut self) -> Reading<Option<OperationKind>> {
        self.eat_any(&["SESSION", "LOCAL"]);
        if self.eat("SCHEMA") {
            let schema = self.literal(0).map(|text| self.dialect().quoted(text)).or(self.name_ahead(0));
            return Ok(schema.map(|schema| OperationKind::SetSearchPath(vec![schema])));
        }
        if !self.dialect().is_postgres_like() || !self.eat("SEARCH_PATH") {
            return Ok(None);
        }
        if !self.eat("TO") && !self.eat_symbol(Symbol::Equal) {
            return self.unread("expected TO");
        }
        if self.eat("DEFAULT") {
            return Ok(Some(OperationKind::SetSearchPath(Vec::new())));
        }
        let mut path = Vec::new();
        for element in self.rest().elements() {
            let name = match element.literal(0) {
                Some(text) => self.dialect().quoted(text),
                None => match element.name_ahead(0) {
                    Some(name) => name,
                    None => return element.unread("expected a schema"),
                },
            };
            path.push(name);
        }
        Ok(Some(OperationKind::SetSearchPath(without_system(path))))
    }

    /// Reads `SELECT` or `PERFORM set_config('search_path', 'a, b', false)`; `None` for any other setting.
    pub(super) fn set_config(&mut self) -> Option<OperationKind> {
        self.eat_any(&["SELECT", "PERFORM"]);
        if self.is_symbol(1, Symbol::Period) {
            self.advance();
            self.advance();
        }
        if !self.eat("SET_CONFIG") {
            return None;
        }
        let arguments = self.group().ok()?.elements();
        let setting = arguments.first()?.literal(0)?;
        let value = arguments.get(1)?.literal(0)?;
        if !setting.eq_ignore_ascii_case("search_path") {
            return None;
        }
        let parts = value.split(',').map(str::trim).filter(|part| !part.is_empty());
        let names = parts.map(|part| match part.strip_prefix('"') {
            Some(quoted) => self.dialect().quoted(quoted.trim_end_matches('"')),
            None => self.dialect().fold(part),
        });
        Some(OperationKind::SetSearchPath(without_system(names.collect())))
    }

    /// What a statement says about transactions or the enforcement of foreign keys; `None` for any other.
    pub(super) fn session_statement(self) -> Option<OperationKind> {
        let (mut transaction, mut pragma) = (self, self);
        transaction.transaction().or_else(|| pragma.pragma())
    }

    /// Reads SQLite's `PRAGMA foreign_keys` and `PRAGMA legacy_alter_table` with a value.
    fn pragma(&mut self) -> Option<OperationKind> {
        if self.dialect().engine != Engine::Sqlite || !self.eat("PRAGMA") {
            return None;
        }
        if self.is_symbol(1, Symbol::Period) {
            self.advance();
            self.advance();
        }
        let kind = if self.eat("FOREIGN_KEYS") {
            OperationKind::EnforceForeignKeys
        } else if self.eat("LEGACY_ALTER_TABLE") {
            OperationKind::KeepReferencedNames
        } else {
            return None;
        };
        let value = if self.eat_symbol(Symbol::Equal) { self.rest() } else { self.group().ok()? };
        let number = if let Some(Token::Number(text)) = value.token(0) { Some(text.as_ref()) } else { None };
        let text = number.or(value.word(0)).or(value.literal(0))?;
        let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        if is(&["ON", "YES", "TRUE", "1"]) {
            return Some(kind(true));
        }
        is(&["OFF", "NO", "FALSE", "0"]).then(|| kind(false))
    }

    /// Reads the beginning or end of a transaction. In MySQL each DDL statement commits anyway.
    fn transaction(&mut self) -> Option<OperationKind> {
        if self.dialect().is_mysql_like() {
            return None;
        }
        let boundary = if self.eat("START TRANSACTION") || self.eat("BEGIN") {
            Boundary::Begin
        } else if self.eat_any(&["COMMIT", "END", "ABORT", "ROLLBACK"]) {
            self.eat_any(&["TRANSACTION", "WORK"]);
            if self.at("TO") {
                return None;
            }
            Boundary::End
        } else {
            return None;
        };
        Some(OperationKind::Transaction(boundary))
    }
}

/// The schemas in which a statement can create something: the user's own schema rarely exists, `pg_catalog` is only looked up.
fn without_system(mut path: Vec<Name>) -> Vec<Name> {
    path.retain(|name| !matches!(name.as_str(), "$user" | "pg_catalog" | ""));
    path
}
