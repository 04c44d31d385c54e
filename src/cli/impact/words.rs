//! The sentences: what the statement comes to, and what happens to the rows of one foreign key.

use std::collections::BTreeSet;

use crate::impact::sql_server::Repeated;
use crate::impact::{Effect, Obstacle, Outcome, Verdict};
use crate::ir::{ColumnId, ForeignKeyId, ForeignKeyRef, Life, Name, ReferentialAction, TableName};

use super::account::{Account, Clause, is_broken};

/// At most this many foreign keys are named in a verdict.
const NAMED: usize = 3;

/// A table with its columns: `posts.user_id`, `posts(a, b)`.
pub(super) fn columns(table: TableName, names: &[Name]) -> String {
    match names {
        [column] => format!("{table}.{column}"),
        several => {
            let names: Vec<&str> = several.iter().map(|name| name.as_str()).collect();
            format!("{table}({})", names.join(", "))
        }
    }
}

/// The referencing columns of a foreign key with their table.
pub(super) fn referencing(fk: ForeignKeyRef<'_>) -> String {
    columns(fk.table().name(), &fk.columns().map(|column| column.name()).collect::<Vec<_>>())
}

/// `a`, `a and b`, `a, b and 3 more`.
pub(super) fn list(items: &[String]) -> String {
    let shown = items.get(..items.len().min(NAMED)).unwrap_or_default();
    let mut names: Vec<String> = shown.iter().map(|item| format!("`{item}`")).collect();
    let rest = items.len() - shown.len();
    if rest > 0 {
        names.push(format!("{rest} more"));
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// What the statement comes to, in one line.
pub(super) fn verdict(account: &Account<'_>) -> String {
    let start = format!("DELETE of one `{}` row", account.table.name());
    let left = left_behind(account);
    match account.verdict {
        Verdict::Succeeds => format!("{start} succeeds: {}{left}", changes(account)),
        Verdict::Depends => {
            let cleared = distinct(account, |effect| matches!(effect.outcome, Outcome::Cleared(_)));
            let keys: Vec<String> = cleared.iter().map(|fk| referencing(*fk)).collect();
            let unless = format!("unless {} finds rows that nothing else removes", list(&keys));
            format!("{start} goes through {unless}: {}{left}", changes(account))
        }
        Verdict::Refused => {
            let broken = distinct(account, is_broken);
            let (stops, when) = match broken.is_empty() {
                true => {
                    let stops = distinct(account, |effect| matches!(effect.outcome, Outcome::Stops(_)));
                    (stops, "as long as rows refer to it")
                }
                false => (broken, "whatever the rows are"),
            };
            let keys: Vec<String> = stops.iter().map(|fk| referencing(*fk)).collect();
            let verb = if keys.len() == 1 { "stops" } else { "stop" };
            format!("{start} is refused {when}: {} {verb} it", list(&keys))
        }
    }
}

/// How much is left behind, as the end of a verdict.
fn left_behind(account: &Account<'_>) -> String {
    let own = || account.left.iter().filter(|left| left.cause.is_none());
    let which = match own().all(|left| left.why.client().is_some()) {
        true => "that only Prisma's client keeps",
        false => "without a working foreign key",
    };
    match own().count() {
        0 => String::new(),
        1 => format!("; 1 reference {which} is left behind"),
        several => format!("; {several} references {which} are left behind"),
    }
}

/// The foreign keys with such an outcome, each once.
fn distinct<'a>(account: &Account<'a>, is_meant: impl Fn(&Effect) -> bool) -> Vec<ForeignKeyRef<'a>> {
    let mut found: Vec<ForeignKeyRef<'_>> = Vec::new();
    for effect in account.effects.iter().filter(|effect| is_meant(effect)) {
        if found.iter().all(|fk| fk.id != effect.foreign_key) {
            found.push(account.foreign_key(effect));
        }
    }
    found
}

/// What changes besides the row itself.
fn changes(account: &Account<'_>) -> String {
    if account.is_off {
        return "foreign keys are off, so nothing else changes".to_owned();
    }
    let others = account.removed().len() - 1;
    let again = account.effects.iter().any(|effect| {
        effect.outcome == Outcome::Removed && account.foreign_key(effect).table().id == account.table.id
    });
    let mut parts = Vec::new();
    if again {
        parts.push(format!("more `{}` rows go with it", account.table.name()));
    }
    match (others, again) {
        (0, _) => {}
        (1, false) => parts.push("1 table loses rows".to_owned()),
        (1, true) => parts.push("1 other table loses rows".to_owned()),
        (_, false) => parts.push(format!("{others} tables lose rows")),
        (_, true) => parts.push(format!("{others} other tables lose rows")),
    }
    let set = |outcome: Outcome| {
        let effects = account.effects.iter().filter(move |effect| effect.outcome == outcome);
        effects.flat_map(|effect| written(account.foreign_key(effect))).collect::<BTreeSet<ColumnId>>().len()
    };
    match set(Outcome::Nulled) {
        0 => {}
        1 => parts.push("1 column becomes NULL".to_owned()),
        several => parts.push(format!("{several} columns become NULL")),
    }
    match set(Outcome::Defaulted) {
        0 => {}
        1 => parts.push("1 column gets its default".to_owned()),
        several => parts.push(format!("{several} columns get their default")),
    }
    match parts.as_slice() {
        [] if account.effects.is_empty() && account.left.is_empty() => {
            "no foreign key refers to it".to_owned()
        }
        [] => "nothing else changes".to_owned(),
        parts => parts.join(", "),
    }
}

/// The columns that SET NULL or SET DEFAULT writes.
pub(super) fn written(fk: ForeignKeyRef<'_>) -> Vec<ColumnId> {
    let listed = &fk.get().set_columns;
    let columns = fk.columns().filter(|column| column.get().lives());
    columns
        .filter(|column| listed.is_empty() || listed.contains(&column.name()))
        .map(|column| column.id)
        .collect()
}

/// What happens to the rows of one foreign key. Of a statement that is refused nothing stays.
pub(super) fn outcome(account: &Account<'_>, effect: &Effect) -> String {
    let would = if account.verdict == Verdict::Refused { "would be " } else { "" };
    match effect.outcome {
        Outcome::Removed => format!("{would}removed"),
        Outcome::Nulled => format!("{}{would}set to NULL", listed(account, effect)),
        Outcome::Defaulted => format!("{}{would}set to the default", listed(account, effect)),
        Outcome::AlreadyRemoved(by) if account.clause(effect).action.effective.stops() => {
            format!("{} finds no rows: they are {}", action(account, effect), through(account, by))
        }
        Outcome::AlreadyRemoved(by) => format!("already {}", through(account, by)),
        Outcome::Cleared(by) => {
            let action = action(account, effect);
            format!("stops the DELETE ({action}) unless the rows are {}", through(account, by))
        }
        Outcome::Stops(obstacle) if obstacle.needs_no_rows() => {
            format!("stops the DELETE: {}", because(account, effect, obstacle))
        }
        Outcome::Stops(obstacle) => {
            format!("stops the DELETE: {}{}", action(account, effect), because(account, effect, obstacle))
        }
    }
}

/// The columns of `SET NULL (...)`, where not all are set.
fn listed(account: &Account<'_>, effect: &Effect) -> String {
    let listed = &account.foreign_key(effect).get().set_columns;
    if listed.is_empty() || account.clause(effect).is_update {
        return String::new();
    }
    let names: Vec<String> = listed.iter().map(|name| name.to_string()).collect();
    format!("{} ", list(&names))
}

/// Whether [`outcome`] names the action.
pub(super) fn names_action(account: &Account<'_>, effect: &Effect) -> bool {
    match effect.outcome {
        Outcome::Stops(_) | Outcome::Cleared(_) => true,
        Outcome::AlreadyRemoved(_) => account.clause(effect).action.effective.stops(),
        Outcome::Removed | Outcome::Nulled | Outcome::Defaulted => false,
    }
}

fn through(account: &Account<'_>, by: Option<usize>) -> String {
    let Some(effect) = by.and_then(|by| account.effects.get(by)) else {
        return "gone by the DELETE itself".to_owned();
    };
    let what = match effect.outcome {
        Outcome::Nulled => "set to NULL",
        Outcome::Defaulted => "set to the default",
        Outcome::Removed | Outcome::AlreadyRemoved(_) | Outcome::Cleared(_) | Outcome::Stops(_) => "gone",
    };
    format!("{what} through `{}`", referencing(account.foreign_key(effect)))
}

/// `CASCADE`, `NO ACTION by default`, `ON UPDATE CASCADE`.
pub(super) fn action(account: &Account<'_>, effect: &Effect) -> String {
    let Clause { action, is_update } = account.clause(effect);
    let event = if is_update { "ON UPDATE " } else { "" };
    let by_default = if action.stated.is_some() { "" } else { " by default" };
    format!("{event}{}{by_default}", action.effective)
}

/// Why an action cannot be carried out, after its name; or why nothing can.
fn because(account: &Account<'_>, effect: &Effect, obstacle: Obstacle) -> String {
    let action = account.clause(effect).action.effective;
    let engine = account.schema().dialect.engine.title();
    match (obstacle, action) {
        (Obstacle::Referenced, ReferentialAction::NoAction | ReferentialAction::Restrict) => String::new(),
        (Obstacle::Referenced, ReferentialAction::SetDefault) => {
            format!(", which {engine} takes for RESTRICT")
        }
        (Obstacle::Referenced, ReferentialAction::SetNull | ReferentialAction::Cascade) => {
            format!(", while {engine} is changing the same table")
        }
        (Obstacle::NotNull(column), _) => {
            let column = account.schema().walk_column(column);
            let default = match action {
                ReferentialAction::SetDefault if !column.get().has_default => "has no default and ",
                ReferentialAction::SetDefault
                | ReferentialAction::NoAction
                | ReferentialAction::Restrict
                | ReferentialAction::Cascade
                | ReferentialAction::SetNull => "",
            };
            format!(", but `{}` {default}is NOT NULL", column.name())
        }
        (Obstacle::DefaultRemoved, _) => ", but the row that the default names is removed as well".to_owned(),
        (Obstacle::NoTable, _) => {
            let name = account.foreign_key(effect).referenced_name();
            format!("it references `{name}`, which is dropped, and {engine} refuses whatever comes to it")
        }
        (Obstacle::NoKey, _) => {
            let fk = account.foreign_key(effect);
            let names = columns(fk.referenced_name(), &fk.get().referenced_columns);
            format!("`{names}` is not unique, and {engine} refuses whatever comes to it")
        }
        (Obstacle::Depth(limit), _) => {
            format!(", and {engine} follows no more than {limit} in a row")
        }
    }
}

/// Why SQL Server refuses the foreign keys (error 1785).
pub(super) fn repeated(account: &Account<'_>, repeated: &Repeated) -> String {
    let way = |keys: &[ForeignKeyId]| {
        let names = keys.iter().map(|id| referencing(account.schema().walk_foreign_key(*id)));
        names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
    };
    let table = account.schema().walk_table(repeated.table).name();
    match repeated.first.as_slice() {
        [] => {
            format!("`{table}` is reached again through {} (error 1785)", way(&repeated.second))
        }
        first => format!(
            "`{table}` is reached through {}, and again through {} (error 1785)",
            way(first),
            way(&repeated.second)
        ),
    }
}
