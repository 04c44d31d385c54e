//! What belongs into the lock: the effects of a DELETE as lines, each with a path that leads to it.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::config::{Config, Patterns};
use crate::impact::{Effect, Impact, Outcome, impact};
use crate::ir::graph::referencing;
use crate::ir::{ForeignKeyId, ForeignKeyRef, ReferentialAction, Schema, Span, TableId, TableName, TableRef};

use super::{Aim, Verb, quoted};

/// What a DELETE of a table's rows reaches, or which DELETE reaches them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reach {
    /// Why it is asked for.
    pub aim: Aim,
    /// The table.
    pub table: TableId,
    /// Its name in the lock.
    pub name: String,
    /// The table in referee.toml that asks for it.
    pub stated: Span,
    /// The effects, by the names of the foreign keys.
    pub lines: Vec<Line>,
}

/// One effect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What happens.
    pub verb: Verb,
    /// The foreign key as the lock writes it.
    pub text: String,
    /// The foreign keys from the table to this one, which is the last: the shortest way. Of a protected table, the way leads away from it.
    pub path: Vec<ForeignKeyId>,
}

/// Of each table that `[[erasable]]` or `[[protected]]` matches what is reached; sorted by why and by name.
pub fn reach(schema: &Schema, config: &Config) -> Vec<Reach> {
    if config.erasables.is_empty() && config.protected.is_empty() {
        return Vec::new();
    }
    let referencing = referencing(schema);
    let mut reaches = Vec::new();
    for table in schema.living_tables() {
        let name = table.qualified_name();
        let mut erasables = config.erasables.iter().map(|entry| (&entry.tables, entry.span));
        if let Some(stated) = stating(&mut erasables, name) {
            let lines = effects(schema, &impact(schema, &referencing, table.id));
            reaches.push(Reach::new(Aim::Erasable, table, stated, lines));
        }
        let mut protected = config.protected.iter().map(|entry| (&entry.tables, entry.span));
        if let Some(stated) = stating(&mut protected, name) {
            reaches.push(Reach::new(Aim::Protected, table, stated, ways(table)));
        }
    }
    reaches.sort_by(|left, right| (left.aim, &left.name).cmp(&(right.aim, &right.name)));
    reaches
}

/// Takes in what another history of the same database reaches.
pub fn merge(reaches: &mut Vec<Reach>, others: Vec<Reach>) {
    for other in others {
        match reaches.iter_mut().find(|reach| reach.aim == other.aim && reach.name == other.name) {
            Some(reach) => {
                reach.lines.extend(other.lines);
                reach.lines.sort_by(|left, right| (&left.text, left.verb).cmp(&(&right.text, right.verb)));
                reach.lines.dedup_by(|next, kept| (&next.text, next.verb) == (&kept.text, kept.verb));
            }
            None => reaches.push(other),
        }
    }
    reaches.sort_by(|left, right| (left.aim, &left.name).cmp(&(right.aim, &right.name)));
}

/// The first entry that matches a table.
fn stating<'c>(entries: &mut impl Iterator<Item = (&'c Patterns, Span)>, name: TableName) -> Option<Span> {
    entries.find(|(tables, _)| tables.matches_table(name)).map(|(_, span)| span)
}

/// The lines by foreign key and verb, each with its shortest path.
type Lines = BTreeMap<(String, Verb), Vec<ForeignKeyId>>;

impl Reach {
    fn new(aim: Aim, table: TableRef<'_>, stated: Span, lines: Lines) -> Reach {
        let lines = lines.into_iter().map(|((text, verb), path)| Line { verb, text, path });
        let name = quoted(&table.name().to_string());
        Reach { aim, table: table.id, name, stated, lines: lines.collect() }
    }
}

/// What DELETE of a row does.
fn effects(schema: &Schema, impact: &Impact) -> Lines {
    let mut lines = Lines::new();
    for (index, effect) in impact.effects.iter().enumerate() {
        let fk = schema.walk_foreign_key(effect.foreign_key);
        if let Some(verb) = verb(effect, fk) {
            add(&mut lines, fk, verb, impact.path(index));
        }
    }
    lines
}

fn add(lines: &mut Lines, fk: ForeignKeyRef<'_>, verb: Verb, path: Vec<ForeignKeyId>) {
    let known = lines.entry((words(fk), verb)).or_insert_with(|| path.clone());
    if path.len() < known.len() {
        *known = path;
    }
}

/// What an effect is called. Which of two ways to the same rows comes first is the engine's matter: rows that it finds gone on the second
/// one would go on that way, too.
fn verb(effect: &Effect, fk: ForeignKeyRef<'_>) -> Option<Verb> {
    match effect.outcome {
        Outcome::Removed => Some(Verb::Removes),
        Outcome::Nulled => Some(Verb::Nulls),
        Outcome::Defaulted => Some(Verb::Defaults),
        Outcome::Stops(_) => Some(Verb::Stops),
        Outcome::Cleared(_) => Some(Verb::MayStop),
        Outcome::AlreadyRemoved(_) => match fk.get().on_delete.effective {
            ReferentialAction::Cascade => Some(Verb::Removes),
            ReferentialAction::SetNull => Some(Verb::Nulls),
            ReferentialAction::SetDefault => Some(Verb::Defaults),
            ReferentialAction::NoAction | ReferentialAction::Restrict => None,
        },
    }
}

/// The foreign keys by which a DELETE elsewhere removes rows of a table, nearest first.
fn ways(table: TableRef<'_>) -> Lines {
    let mut lines = Lines::new();
    let mut met: FxHashSet<TableId> = FxHashSet::from_iter([table.id]);
    let mut queue: Vec<(TableRef<'_>, Vec<ForeignKeyId>)> = vec![(table, Vec::new())];
    let mut next = 0;
    while let Some((near, path)) = queue.get(next).cloned() {
        next += 1;
        for fk in near.foreign_keys() {
            let Some(from) = fk.referenced_table().filter(|from| fk.cascades() && from.id != table.id) else {
                continue;
            };
            let mut path = path.clone();
            path.push(fk.id);
            add(&mut lines, fk, Verb::Through, path.clone());
            if met.insert(from.id) {
                queue.push((from, path));
            }
        }
    }
    lines
}

/// A foreign key as the lock writes it.
pub(super) fn words(fk: ForeignKeyRef<'_>) -> String {
    let columns: Vec<String> = fk.columns().map(|column| quoted(column.name().as_str())).collect();
    let name = |table: TableName| quoted(&table.to_string());
    format!("{} ({}) -> {}", name(fk.table().name()), columns.join(", "), name(fk.referenced_name()))
}
