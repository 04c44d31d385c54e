//! What is and what was agreed to.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::Schema;
use crate::text::Span;

use super::reach::words;
use super::{Aim, Line, LockedDatabase, LockedLine, LockedTable, Reach, Verb};

/// How a database differs from what the lock says of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes<'a> {
    /// What is reached and not in the lock.
    pub grown: Vec<Grown<'a>>,
    /// The lines that no longer happen, and the tables that nothing in referee.toml matches any more.
    pub gone: Vec<Span>,
    /// The tables that the lock does not know.
    pub unlocked: Vec<&'a Reach>,
}

/// New lines of one table that one foreign key brings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grown<'a> {
    /// The table.
    pub reach: &'a Reach,
    /// What the lock says of it.
    pub locked: &'a LockedTable,
    /// The line of the foreign key that brings them.
    pub line: &'a Line,
    /// What the lock says the foreign key does, if it knows it.
    pub before: Option<&'a LockedLine>,
    /// The new lines that follow from it.
    pub more: Vec<&'a Line>,
}

/// Compares what is reached with what the lock says of the database.
pub fn compare<'a>(schema: &Schema, reaches: &'a [Reach], locked: Option<&'a LockedDatabase>) -> Changes<'a> {
    let mut changes = Changes::default();
    let known = locked.map_or(&[][..], |database| &database.tables);
    for reach in reaches {
        match known.iter().find(|table| table.aim == reach.aim && table.name == reach.name) {
            Some(table) => compare_table(schema, reach, table, &mut changes),
            None => changes.unlocked.push(reach),
        }
    }
    for table in known {
        if !reaches.iter().any(|reach| table.aim == reach.aim && table.name == reach.name) {
            changes.gone.push(table.span);
        }
    }
    changes.gone.sort_unstable();
    changes
}

fn compare_table<'a>(schema: &Schema, reach: &'a Reach, table: &'a LockedTable, changes: &mut Changes<'a>) {
    let mut locked: FxHashSet<(Verb, &str)> =
        table.lines.iter().map(|line| (line.verb, line.foreign_key.as_str())).collect();
    // What may stop less often is no more than before.
    let stops = table.lines.iter().filter(|line| line.verb == Verb::Stops);
    locked.extend(stops.map(|line| (Verb::MayStop, line.foreign_key.as_str())));
    let passes_on = if reach.aim == Aim::Erasable { Verb::Removes } else { Verb::Through };
    // By the line that brings them, in the order of the first.
    let mut groups: Vec<((Verb, String), Vec<&Line>)> = Vec::new();
    let mut known: FxHashMap<(Verb, String), usize> = FxHashMap::default();
    for line in reach.lines.iter().filter(|line| !locked.contains(&(line.verb, line.text.as_str()))) {
        let before = line.path.split_last().map_or(&[][..], |(_, before)| before);
        let mut steps = before.iter().map(|id| words(schema.walk_foreign_key(*id)));
        let bringing = steps.find(|text| !locked.contains(&(passes_on, text.as_str())));
        let key = bringing.map_or_else(|| (line.verb, line.text.clone()), |text| (passes_on, text));
        let index = *known.entry(key.clone()).or_insert(groups.len());
        match groups.get_mut(index) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((key, vec![line])),
        }
    }
    let told: FxHashSet<&str> =
        groups.iter().flat_map(|(_, lines)| lines.iter().map(|line| line.text.as_str())).collect();
    let happening: FxHashSet<(Verb, &str)> =
        reach.lines.iter().map(|line| (line.verb, line.text.as_str())).collect();
    // What a foreign key did before is told where it is told what it does now.
    let gone = table.lines.iter().filter(|line| {
        let foreign_key = line.foreign_key.as_str();
        !happening.contains(&(line.verb, foreign_key)) && !told.contains(foreign_key)
    });
    changes.gone.extend(gone.map(|line| line.span));
    for ((verb, text), mut lines) in groups {
        let own = lines.iter().position(|line| line.verb == verb && line.text == text).unwrap_or(0);
        let line = lines.remove(own);
        let before = table.lines.iter().find(|locked| locked.foreign_key == line.text);
        changes.grown.push(Grown { reach, locked: table, line, before, more: lines });
    }
}
