//! What else is to be known: what the engine, the session or the reading of the files adds to the tree.

use crate::impact::{Outcome, cascade_limit};
use crate::ir::{Deferrability, Engine, ForeignKeyRef, MatchType, ReferentialAction, TableKind};
use crate::rules::{self, Description};
use crate::text::Span;

use super::account::{Account, is_broken};
use super::words;

/// Something to know, with its place if it has one.
pub(super) struct Note {
    pub(super) kind: &'static str,
    pub(super) text: String,
    pub(super) span: Option<Span>,
}

impl Note {
    fn new(kind: &'static str, text: impl Into<String>, span: Option<Span>) -> Note {
        Note { kind, text: text.into(), span }
    }
}

pub(super) fn notes(account: &Account<'_>, own: Description<'_>, asked_off: bool) -> Vec<Note> {
    let mut notes = Vec::new();
    session(account, asked_off, &mut notes);
    keys(account, &mut notes);
    depth(account, &mut notes);
    client(account, &mut notes);
    source(account, &mut notes);
    doubts(account, own, &mut notes);
    notes
}

/// Whether foreign keys act at all.
fn session(account: &Account<'_>, asked_off: bool, notes: &mut Vec<Note>) {
    let dialect = account.schema().dialect;
    if dialect.engine == Engine::Sqlite && !account.is_off && !account.effects.is_empty() {
        let text = "nothing of this happens unless the connection says `PRAGMA foreign_keys = ON`; the default is OFF, and then the rows are left behind (see --foreign-keys-off)";
        notes.push(Note::new("foreign-keys-off", text, None));
    }
    if asked_off && !account.is_off {
        let text = format!("{} has no switch for foreign keys that sessions use", dialect.engine.title());
        notes.push(Note::new("foreign-keys-off", text, None));
    }
}

/// What single foreign keys add.
fn keys(account: &Account<'_>, notes: &mut Vec<Note>) {
    let mut seen: Vec<ForeignKeyRef<'_>> = Vec::new();
    for effect in account.effects.iter().filter(|effect| !is_broken(effect)) {
        let fk = account.foreign_key(effect);
        if seen.iter().all(|other| other.id != fk.id) {
            seen.push(fk);
        }
    }
    let span = |fk: &ForeignKeyRef<'_>| Some(fk.get().span);
    let is_partial = |fk: &&ForeignKeyRef<'_>| {
        fk.columns().len() > 1
            && fk.get().match_type == MatchType::Simple
            && fk.columns().any(|column| column.is_nullable())
    };
    for fk in seen.iter().filter(is_partial) {
        let nullable = fk.columns().filter(|column| column.is_nullable());
        let names: Vec<String> = nullable.map(|column| column.name().to_string()).collect();
        let text = format!(
            "`{}` is MATCH SIMPLE: rows with a NULL in {} are not held by it and stay as they are",
            words::referencing(*fk),
            words::list(&names)
        );
        notes.push(Note::new("partial-null", text, span(fk)));
    }
    for fk in seen.iter().filter(|fk| fk.get().on_delete.effective == ReferentialAction::NoAction) {
        let name = words::referencing(*fk);
        let text = match fk.get().deferrability {
            Deferrability::NotDeferrable => continue,
            Deferrability::InitiallyDeferred => format!(
                "`{name}` is checked at COMMIT: the DELETE itself goes through, and the COMMIT fails if the rows are still there"
            ),
            Deferrability::InitiallyImmediate => {
                format!("a transaction may put the check of `{name}` off to its COMMIT")
            }
        };
        notes.push(Note::new("deferred", text, span(fk)));
    }
    for fk in seen.iter().filter(|fk| !fk.get().validated) {
        let name = words::referencing(*fk);
        let text =
            format!("`{name}` was never validated: older rows may name rows that do not exist, and stay");
        notes.push(Note::new("not-validated", text, span(fk)));
    }
}

/// Chains of rows that are longer than the engine follows.
fn depth(account: &Account<'_>, notes: &mut Vec<Note>) {
    let engine = account.schema().dialect.engine;
    let Some(limit) = cascade_limit(engine) else { return };
    let is_chain = |index: &usize| {
        let Some(effect) = account.effects.get(*index) else { return false };
        let own = account.foreign_key(effect).table().id;
        let mut cause = effect.cause;
        while let Some(effect) = cause.and_then(|cause| account.effects.get(cause)) {
            if account.foreign_key(effect).table().id == own {
                return true;
            }
            cause = effect.cause;
        }
        own == account.table.id
    };
    let removed = (0..account.effects.len())
        .filter(|index| account.effects.get(*index).is_some_and(|effect| effect.outcome == Outcome::Removed));
    if let Some(effect) = removed.filter(is_chain).find_map(|index| account.effects.get(index)) {
        let fk = account.foreign_key(effect);
        let text = format!(
            "{} follows {limit} cascades in a row: a longer chain of rows through `{}` makes the DELETE fail",
            engine.title(),
            words::referencing(fk)
        );
        notes.push(Note::new("depth-limit", text, Some(fk.get().span)));
    }
}

/// What an ORM does beside the database.
fn client(account: &Account<'_>, notes: &mut Vec<Note>) {
    let kept = account.left.iter().find_map(|left| left.why.client());
    if kept.is_some() {
        let text = "`relationMode = \"prisma\"`: Prisma's client acts in the place of foreign keys, with statements of its own; the database does nothing: a DELETE in SQL leaves the rows behind";
        notes.push(Note::new("relation-mode", text, None));
    }
}

/// What is asked although it does not say all.
fn source(account: &Account<'_>, notes: &mut Vec<Note>) {
    let name = account.table.name();
    if account.table.get().kind == TableKind::Assumed {
        let text = format!("no file creates `{name}`: what else refers to it is not known");
        notes.push(Note::new("assumed-table", text, Some(account.table.get().name_span)));
    }
    if account.skips_history {
        let text =
            format!("no migration creates `{name}`; this is what `{}` declares", account.loaded.source.path);
        notes.push(Note::new("declared-only", text, Some(account.table.get().name_span)));
    }
}

/// What was not understood and may concern the tables above.
fn doubts(account: &Account<'_>, own: Description<'_>, notes: &mut Vec<Note>) {
    let tables: Vec<_> = account
        .tables()
        .into_iter()
        // What is to be said of an assumed table itself was said.
        .filter(|table| table.id != account.table.id || table.get().kind != TableKind::Assumed)
        .map(|table| table.name())
        .collect();
    for (table, doubt) in rules::doubts(account.files, own, &tables) {
        let text = format!("not all is known of `{table}`: {}", doubt.text);
        notes.push(Note::new("doubt", text, Some(doubt.span)));
    }
}
