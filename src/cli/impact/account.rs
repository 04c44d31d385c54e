//! All that is to be said about one DELETE in one description; the formats only print it.

use crate::impact::sql_server::{Repeated, repeated};
use crate::impact::{Effect, Outcome, Verdict, impact};
use crate::ir::graph;
use crate::ir::{Action, ForeignKeyRef, Role, Schema, TableId, TableRef};
use crate::pipeline::{self, Loaded, Project};
use crate::rules;
use crate::text::{Files, Span};

use super::choice::Chosen;
use super::left::{self, Left};
use super::notes::{self, Note};

/// What DELETE of one row of a table does, as one description has it.
pub(super) struct Account<'a> {
    pub(super) files: &'a Files,
    /// The database's name; none for a source that is in no group.
    pub(super) database: Option<&'a str>,
    pub(super) loaded: &'a Loaded,
    pub(super) table: TableRef<'a>,
    pub(super) verdict: Verdict,
    /// None while foreign keys are off.
    pub(super) effects: Vec<Effect>,
    pub(super) left: Vec<Left<'a>>,
    pub(super) notes: Vec<Note>,
    /// What SQL Server would refuse, where asked.
    pub(super) repeated: Vec<Repeated>,
    /// Whether foreign keys are switched off.
    pub(super) is_off: bool,
    /// Whether the database has a history, but this is a declaration.
    pub(super) skips_history: bool,
}

/// A clause of a foreign key, and which.
pub(super) struct Clause {
    pub(super) action: Action,
    /// ON UPDATE, not ON DELETE.
    pub(super) is_update: bool,
}

pub(super) fn account<'a>(
    project: &'a Project,
    chosen: Chosen<'a>,
    foreign_keys_off: bool,
    sql_server: bool,
) -> Account<'a> {
    let Chosen { database, loaded, table } = chosen;
    let schema = &loaded.schema;
    let referencing = graph::referencing(schema);
    let is_off = foreign_keys_off && can_be_off(schema);
    let played = impact(schema, &referencing, table);
    let (verdict, effects) =
        if is_off { (Verdict::Succeeds, Vec::new()) } else { (played.verdict, played.effects) };
    let own = pipeline::describe(loaded);
    let descriptions =
        database.map_or_else(|| vec![own], |database| pipeline::descriptions(project, database));
    let has_history = descriptions.iter().any(|description| description.source.role == Role::History);
    let mut account = Account {
        files: &project.files,
        database: database.map(|database| database.name.as_str()),
        loaded,
        table: schema.walk_table(table),
        verdict,
        effects,
        left: Vec::new(),
        notes: Vec::new(),
        repeated: if sql_server { repeated(schema, &referencing, table) } else { Vec::new() },
        is_off,
        skips_history: has_history && loaded.source.role == Role::Declaration,
    };
    let loose = rules::loose_references(&project.files, &descriptions, own);
    account.left = left::left(&account, &referencing, &loose);
    account.notes = notes::notes(&account, own, foreign_keys_off);
    account
}

/// Whether a foreign key stops the statement whatever the rows are.
pub(super) fn is_broken(effect: &Effect) -> bool {
    matches!(effect.outcome, Outcome::Stops(obstacle) if obstacle.needs_no_rows())
}

/// Whether a session can switch foreign keys off: `PRAGMA foreign_keys`, `SET foreign_key_checks`.
fn can_be_off(schema: &Schema) -> bool {
    !schema.dialect.is_postgres_like()
}

impl<'a> Account<'a> {
    pub(super) fn schema(&self) -> &'a Schema {
        &self.loaded.schema
    }

    /// The clause by which a foreign key acts: ON UPDATE if its cause did not remove the referenced row, but set its key to NULL.
    pub(super) fn clause(&self, effect: &Effect) -> Clause {
        let row = self.foreign_key(effect).get();
        let cause = effect.cause.and_then(|cause| self.effects.get(cause)).map(|cause| cause.outcome);
        match cause {
            Some(Outcome::Nulled | Outcome::Defaulted) => Clause { action: row.on_update, is_update: true },
            Some(Outcome::Removed | Outcome::AlreadyRemoved(_) | Outcome::Cleared(_) | Outcome::Stops(_))
            | None => Clause { action: row.on_delete, is_update: false },
        }
    }

    /// Where it stands what a foreign key does: the clause of its action, or else the whole.
    pub(super) fn span(&self, effect: &Effect) -> Span {
        if is_broken(effect) {
            return self.foreign_key(effect).get().span;
        }
        self.clause(effect).action.stated.unwrap_or(self.foreign_key(effect).get().span)
    }

    pub(super) fn foreign_key(&self, effect: &Effect) -> ForeignKeyRef<'a> {
        self.schema().walk_foreign_key(effect.foreign_key)
    }

    /// The tables that lose rows, the deleted row's own first, each once.
    pub(super) fn removed(&self) -> Vec<TableId> {
        let mut removed = vec![self.table.id];
        for effect in self.effects.iter().filter(|effect| effect.outcome == Outcome::Removed) {
            let table = self.foreign_key(effect).table().id;
            if !removed.contains(&table) {
                removed.push(table);
            }
        }
        removed
    }

    /// All tables that the account names, each once.
    pub(super) fn tables(&self) -> Vec<TableRef<'a>> {
        let mut tables = vec![self.table];
        let effects = self.effects.iter().flat_map(|effect| {
            let fk = self.foreign_key(effect);
            // Else the referenced table stands above.
            let referenced = fk.referenced_table().filter(|_| is_broken(effect));
            [Some(fk.table()), referenced].into_iter().flatten()
        });
        for table in effects.chain(self.left.iter().map(|left| left.table)) {
            if tables.iter().all(|other| other.id != table.id) {
                tables.push(table);
            }
        }
        tables
    }

    /// `file:line:column`.
    pub(super) fn place(&self, span: Span) -> String {
        let at = self.files.position(span);
        format!("{}:{}:{}", self.files.path(span.file), at.line, at.column)
    }
}
