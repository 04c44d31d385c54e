//! How far one DELETE reaches, in a sentence.

use rustc_hash::FxHashSet;

use crate::impact::{Impact, Outcome, Verdict, impact};
use crate::ir::{Engine, ForeignKeyRef, TableRef, graph};
use crate::rules;

/// At most this many tables or foreign keys are named.
const NAMED: usize = 4;

/// What DELETE of one row of a table comes to: `DELETE of one `users` row removes rows of `posts` and `comments``.
pub(super) fn sentence(table: TableRef<'_>) -> String {
    let schema = table.schema;
    let played = impact(schema, &graph::referencing(schema), table.id);
    let start = format!("DELETE of one `{}` row", table.name());
    let text = match played.verdict {
        Verdict::Succeeds => format!("{start} {}", changes(table, &played)),
        Verdict::Depends => {
            let cleared =
                keys(table, &played, |outcome| matches!(outcome, Outcome::Cleared(_)), rules::referencing);
            let changes = changes(table, &played);
            let find = if cleared.len() == 1 { "finds" } else { "find" };
            format!("{start} {changes}, unless {} {find} rows that nothing else removes", list(&cleared))
        }
        Verdict::Refused => {
            let stops =
                keys(table, &played, |outcome| matches!(outcome, Outcome::Stops(_)), rules::referencing);
            let find = if stops.len() == 1 { "finds" } else { "find" };
            match needs_no_rows(&played) {
                true => format!("{start} is refused by {}, whatever the rows are", list(&stops)),
                false => format!("{start} is refused as long as {} {find} rows", list(&stops)),
            }
        }
    };
    match schema.dialect.engine {
        Engine::Sqlite if !played.effects.is_empty() => {
            format!("{text} (only with `PRAGMA foreign_keys = ON`)")
        }
        Engine::Sqlite | Engine::PostgreSql | Engine::CockroachDb | Engine::MySql | Engine::MariaDb => text,
    }
}

/// `a`, `a and b`, `a, b and 3 more`; the items stand in backquotes already.
pub(super) fn list(items: &[String]) -> String {
    let mut names: Vec<String> = items.iter().take(NAMED).cloned().collect();
    if items.len() > NAMED {
        names.push(format!("{} more", items.len() - NAMED));
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// Whether a foreign key that is wrong in itself stops the statement.
fn needs_no_rows(played: &Impact) -> bool {
    played
        .stops()
        .any(|(_, effect)| matches!(effect.outcome, Outcome::Stops(obstacle) if obstacle.needs_no_rows()))
}

/// What happens to other rows, as a predicate.
fn changes(table: TableRef<'_>, played: &Impact) -> String {
    let mut removed: Vec<String> = Vec::new();
    let (mut goes_on, mut met) = (false, FxHashSet::default());
    for effect in played.effects.iter().filter(|effect| effect.outcome == Outcome::Removed) {
        let other = table.schema.walk_foreign_key(effect.foreign_key).table();
        if other.id == table.id {
            goes_on = true;
        } else if met.insert(other.id) {
            removed.push(format!("`{}`", other.name()));
        }
    }
    let mut parts = Vec::new();
    if goes_on {
        parts.push(format!("removes more `{}` rows", table.name()));
    }
    if !removed.is_empty() {
        parts.push(format!("removes rows of {}", list(&removed)));
    }
    for (outcome, value) in [(Outcome::Nulled, "NULL"), (Outcome::Defaulted, "the default")] {
        let set = keys(table, played, |other| other == outcome, written);
        if !set.is_empty() {
            parts.push(format!("sets {} to {value}", list(&set)));
        }
    }
    if parts.is_empty() { "changes no other row".to_owned() } else { parts.join(", ") }
}

/// The foreign keys with such an outcome, each once, as `name` calls them.
fn keys(
    table: TableRef<'_>,
    played: &Impact,
    is_meant: impl Fn(Outcome) -> bool,
    name: fn(ForeignKeyRef<'_>) -> String,
) -> Vec<String> {
    let mut met = FxHashSet::default();
    let effects = played.effects.iter().filter(|effect| is_meant(effect.outcome));
    let keys = effects.map(|effect| effect.foreign_key).filter(|id| met.insert(*id));
    // Two foreign keys may stand on the same columns.
    let mut told = FxHashSet::default();
    let names = keys.map(|key| name(table.schema.walk_foreign_key(key)));
    names.filter(|name| told.insert(name.clone())).collect()
}

/// The columns that SET NULL or SET DEFAULT writes, with their table.
pub(super) fn written(fk: ForeignKeyRef<'_>) -> String {
    let table = fk.table().name();
    match fk.get().set_columns.as_slice() {
        [] => rules::referencing(fk),
        [column] => format!("`{table}.{column}`"),
        several => {
            let names: Vec<&str> = several.iter().map(|name| name.as_str()).collect();
            format!("`{table}({})`", names.join(", "))
        }
    }
}
