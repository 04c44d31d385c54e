//! `dialect-mismatch`: histories of one schema for several engines whose foreign keys differ.

use rustc_hash::FxHashMap;

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{ForeignKeyRef, Name, Schema, TableRef};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};
use crate::text::Span;

pub(in crate::rules) static RULE: Rule = Rule {
    name: "dialect-mismatch",
    group: Group::Drift,
    level: Level::Warn,
    summary: "the foreign keys of one schema differ between its histories for several engines",
    docs: Docs {
        finds: "Histories that lie side by side for several engines (`mysql/`, `postgres/`, `sqlite/`, or files named for an engine), of which one \
                lacks a foreign key that at least as many others have, has one that fewer have, or gives it another action than most. Tables and \
                columns that a history does not have are no concern of this rule, nor are actions that the engines treat alike, nor a history \
                without any foreign key.",
        why: "The same DELETE does different things on different installations of one program. Tests run on one engine, so nobody sees it: a \
              rebuild for SQLite that forgets a key, a constraint name that is wrong on one engine only, an inline REFERENCES that MySQL \
              ignores before version 9.",
        remedy: "Add a migration to the history that differs. If the difference is meant, silence it with the reason.",
    },
    bad: "\
--- migrations/postgres/1_init.up.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE likes (id integer PRIMARY KEY, post_id integer REFERENCES posts (id) ON DELETE CASCADE);
--- migrations/sqlite3/1_init.up.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE likes (id integer PRIMARY KEY, post_id integer); -- expect: dialect-mismatch
",
    good: "\
--- migrations/postgres/1_init.up.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES users (id) ON DELETE CASCADE);
--- migrations/sqlite3/1_init.up.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES users (id) ON DELETE CASCADE);
",
    check: Check::Siblings(check),
};

/// More differences of a history than this are one finding.
const ONE_BY_ONE: usize = 20;

/// What makes a foreign key the same on every engine: the table, its columns and the referenced table, in lower case.
type Reference = (Name, Vec<Name>, Name);

/// The tables of a schema by their names in lower case.
type Tables<'s> = FxHashMap<Name, TableRef<'s>>;

/// A foreign key with those histories that have it.
#[derive(Debug)]
struct Shared<'s> {
    /// In order of the family, with the index of the history.
    holders: Vec<(usize, ForeignKeyRef<'s>)>,
}

fn check(family: &[Scene<'_>], own: usize, findings: &mut Findings<'_>) {
    let Some(scene) = family.get(own) else { return };
    let mut order = Vec::new();
    let mut all: FxHashMap<Reference, Shared<'_>> = FxHashMap::default();
    for (index, sibling) in family.iter().enumerate() {
        for fk in sibling.description.schema.living_foreign_keys() {
            let shared = all.entry(reference(fk)).or_insert_with_key(|key| {
                order.push(key.clone());
                Shared { holders: Vec::new() }
            });
            if shared.holders.iter().all(|(holder, _)| *holder != index) {
                shared.holders.push((index, fk));
            }
        }
    }
    let tables: Vec<Tables<'_>> = family.iter().map(|sibling| tables(sibling.description.schema)).collect();
    let mut found = Vec::new();
    for reference in &order {
        let Some(shared) = all.get(reference) else { continue };
        let lacking = |index: &usize| lacks(&tables, *index, reference, shared).is_some();
        let lack = (0..family.len()).filter(lacking).count();
        let own_key = shared.holders.iter().find(|(index, _)| *index == own).map(|(_, fk)| *fk);
        found.extend(match own_key {
            None if shared.holders.len() >= lack => {
                lacks(&tables, own, reference, shared).and_then(|table| missing(family, scene, table, shared))
            }
            None => None,
            Some(fk) if lack > shared.holders.len() => Some(extra(family, own, fk, shared)),
            Some(fk) => other_action(family, own, fk, shared),
        });
    }
    if found.len() > ONE_BY_ONE {
        let count = found.len();
        let last = found.drain(..).next();
        found.extend(last.map(|finding| finding.and_more(count - 1)));
    }
    found.into_iter().for_each(|finding| findings.add(finding));
}

fn reference(fk: ForeignKeyRef<'_>) -> Reference {
    let mut columns: Vec<Name> = fk.columns().map(|column| column.name().to_lowercase()).collect();
    columns.sort_unstable();
    (fk.table().name().name.to_lowercase(), columns, fk.referenced_name().name.to_lowercase())
}

/// The table of a history that lacks a foreign key though it has everything for it.
fn lacks<'s>(
    tables: &[Tables<'s>],
    index: usize,
    reference: &Reference,
    shared: &Shared<'_>,
) -> Option<TableRef<'s>> {
    let tables = tables.get(index)?;
    let (table, columns, referenced) = reference;
    let is_held = shared.holders.iter().any(|(holder, _)| *holder == index);
    let table = *tables.get(table).filter(|table| !is_held && !table.is_uncertain())?;
    let has_column = |name: &Name| table.columns().any(|column| column.name().to_lowercase() == *name);
    (columns.iter().all(has_column) && tables.contains_key(referenced)).then_some(table)
}

/// The tables of a schema by their names in lower case; of several with one name, the first.
fn tables(schema: &Schema) -> Tables<'_> {
    let mut tables = Tables::default();
    for table in schema.living_tables() {
        tables.entry(table.name().name.to_lowercase()).or_insert(table);
    }
    tables
}

/// The last foreign key of a table that made this reference and was dropped.
fn dropped(table: TableRef<'_>, reference: &Reference) -> Option<Span> {
    let fks = table.get().foreign_keys.iter().map(|id| table.schema.walk_foreign_key(*id));
    let same = fks.filter(|fk| !fk.get().cloned && self::reference(*fk) == *reference);
    Some(same.filter_map(|fk| fk.get().provenance.dropped).max()?.span)
}

/// The engines of some histories, as a sentence lists them.
fn engines(family: &[Scene<'_>], indices: impl Iterator<Item = usize>) -> String {
    let titles = indices.filter_map(|index| family.get(index));
    let titles: Vec<&str> = titles.map(|scene| scene.description.schema.dialect.engine.title()).collect();
    titles.join(", ")
}

fn missing(
    family: &[Scene<'_>],
    scene: &Scene<'_>,
    table: TableRef<'_>,
    shared: &Shared<'_>,
) -> Option<Finding> {
    let (_, fk) = shared.holders.first().copied()?;
    let holders = shared.holders.iter().map(|(index, _)| *index);
    let engine = scene.description.schema.dialect.engine.title();
    let message = format!(
        "{} is a foreign key to `{}` on {}, but not on {engine}",
        words::referencing(fk),
        fk.referenced_name(),
        engines(family, holders),
    );
    let columns: Vec<Name> = fk.columns().map(|column| column.name()).collect();
    let primary = Label::new(table.get().name_span, "without this foreign key");
    let finding =
        Finding::new(Object::reference(table, &columns, fk.referenced_name()), "", message, primary)
            .related(fk.get().span, "it is made here on the other engine")
            .help(format!("Add the foreign key to the migrations for {engine}"))
            .doubted(scene.doubts.about(table.qualified_name(), None));
    Some(match dropped(table, &reference(fk)) {
        Some(span) => finding.related(span, "it is dropped here"),
        None => finding,
    })
}

fn extra(family: &[Scene<'_>], own: usize, fk: ForeignKeyRef<'_>, shared: &Shared<'_>) -> Finding {
    let holders: Vec<usize> = shared.holders.iter().map(|(index, _)| *index).collect();
    let others = (0..family.len()).filter(|index| !holders.contains(index));
    let message = format!(
        "{} is a foreign key to `{}` on {}, but not on {}",
        words::referencing(fk),
        fk.referenced_name(),
        engines(family, std::iter::once(own)),
        engines(family, others),
    );
    let primary = Label::new(fk.get().span, "most engines do without it");
    Finding::new(Object::foreign_key(fk), "", message, primary)
        .help("Add the foreign key for the other engines, or drop it here")
}

/// The foreign key, if it does something else than with most engines; of two the later one is told.
fn other_action(
    family: &[Scene<'_>],
    own: usize,
    fk: ForeignKeyRef<'_>,
    shared: &Shared<'_>,
) -> Option<Finding> {
    Event::BOTH.into_iter().find_map(|event| {
        let differs = |other: &&(usize, ForeignKeyRef<'_>)| !alike(fk, other.1, event);
        let (index, other) = *shared.holders.iter().find(differs)?;
        let count = |wanted: ForeignKeyRef<'_>| {
            let holders = shared.holders.iter();
            holders.filter(|(_, fk)| alike(*fk, wanted, event)).count()
        };
        let is_minority = count(fk) < count(other) || (count(fk) == count(other) && own > index);
        if !is_minority {
            return None;
        }
        let (here, there) = (event.action(fk), event.action(other));
        let message = format!(
            "{} is {} {} on {}, but {} on {}: {} {} instead of {}",
            words::referencing(fk),
            event.clause(),
            here.effective,
            engines(family, std::iter::once(own)),
            there.effective,
            engines(family, std::iter::once(index)),
            event.cause(fk),
            event.effect(fk, here.effective),
            event.alternative(fk, there.effective),
        );
        let label = format!("{} {}", event.clause(), here.effective);
        let primary = Label::new(here.stated.unwrap_or(fk.get().span), label);
        let place = there.stated.unwrap_or(other.get().span);
        let finding = Finding::new(Object::foreign_key(fk), event.clause(), message, primary)
            .related(place, format!("{} {} on the other engine", event.clause(), there.effective));
        Some(finding.help("Give it the same action on every engine"))
    })
}

/// Whether two foreign keys do alike; some engines do not tell what only stops a statement apart.
fn alike(left: ForeignKeyRef<'_>, right: ForeignKeyRef<'_>, event: Event) -> bool {
    event.action(left).effective.is_like(event.action(right).effective)
}
