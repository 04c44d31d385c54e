//! `unerasable-row`: DELETE of a row that must go without a trace fails, or leaves its id behind.

mod trace;

use crate::config::{Erasable, Level};
use crate::diagnostic::{Label, Severity};
use crate::impact::{self, Effect, Impact, Obstacle, Outcome, Verdict};
use crate::ir::graph::{self, Referencing};
use crate::ir::{ForeignKeyRef, Name, ReferentialAction, Schema, TableKind, TableRef};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::loose;
use crate::rules::scene::{Scene, is_believed};
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

use super::because;

pub(in crate::rules) static RULE: Rule = Rule {
    name: "unerasable-row",
    group: Group::Policy,
    level: Level::Error,
    summary: "a row that an `[[erasable]]` wants to go without a trace cannot be deleted, or its id stays",
    docs: Docs {
        finds: "Each foreign key that stops the DELETE of one row of an `[[erasable]]` table, however many cascades lie between: RESTRICT or NO ACTION, \
                stated or by default, SET NULL on a column that is NOT NULL, SET DEFAULT without a default, more cascades in a row than the \
                engine follows, and in SQLite a foreign key to a dropped table or to columns that are not unique. And each column that keeps the row's id: one that refers to the table without a foreign key, whose foreign key \
                is not enforced, or which ON DELETE SET NULL (...) leaves out. Where it depends on the rows, because those that could stop \
                the DELETE may be gone by then on another way, a note says which.",
        why: "Whoever has to erase an account learns of the one table that refuses when the request is there, and of the column that still names the \
              person never.",
        remedy: "Give the foreign key ON DELETE CASCADE if its rows belong to the erased one, or SET NULL on a nullable column if they stay without it. Tie \
                 a column that only holds the id to the table with a foreign key.",
    },
    bad: "\
--- referee.toml
[[erasable]]
table = \"users\"
reason = \"one DELETE erases a user\"
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE comments (
    id integer PRIMARY KEY,
    post_id integer NOT NULL REFERENCES posts (id) -- expect: unerasable-row
);
",
    good: "\
--- referee.toml
[[erasable]]
table = \"users\"
reason = \"one DELETE erases a user\"
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE comments (
    id integer PRIMARY KEY,
    post_id integer NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    approved_by integer REFERENCES users (id) ON DELETE SET NULL
);
",
    check: Check::Description(check),
};

/// How many of the foreign keys on which it depends are shown.
const SHOWN: usize = 4;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let erasables = &scene.subject.config.erasables;
    if !scene.is_database || erasables.is_empty() {
        return;
    }
    let schema = scene.description.schema;
    let (referencing, loose) = (graph::referencing(schema), loose::loose(scene));
    for table in schema.living_tables().filter(|table| table.get().kind != TableKind::Partition) {
        let name = table.qualified_name();
        if let Some(entry) = erasables.iter().find(|entry| entry.tables.matches_table(name)) {
            let erased = Erased { scene, table, entry };
            erased.check_delete(&referencing, findings);
            findings.extend(erased.traces(&referencing, &loose));
        }
    }
}

/// A table whose rows are to go without a trace.
struct Erased<'a> {
    scene: &'a Scene<'a>,
    table: TableRef<'a>,
    entry: &'a Erasable,
}

impl Erased<'_> {
    fn check_delete(&self, referencing: &Referencing, findings: &mut Findings<'_>) {
        let schema = self.scene.description.schema;
        let impact = impact::impact(schema, referencing, self.table.id);
        let mut told = Vec::new();
        for (index, effect) in impact.effects.iter().enumerate() {
            let Some(obstacle) = obstacle(schema, &impact, effect) else { continue };
            // The same foreign key may be met on several ways; the first is the shortest.
            if !told.contains(&effect.foreign_key) {
                told.push(effect.foreign_key);
                findings.add(self.stop(&impact, index, effect, obstacle));
            }
        }
        if impact.verdict == Verdict::Depends && told.is_empty() {
            findings.extend(self.dependence(&impact));
        }
    }

    fn stop(&self, impact: &Impact, index: usize, effect: &Effect, obstacle: Obstacle) -> Finding {
        let schema = self.scene.description.schema;
        let fk = schema.walk_foreign_key(effect.foreign_key);
        let (erased, table, action) = (self.table.name(), fk.table().name(), fk.get().on_delete);
        let target = match effect.cause {
            None => "it".to_owned(),
            Some(_) => format!("the `{}` rows that go with it", fk.referenced_name()),
        };
        let default = if action.stated.is_none() { " by default" } else { "" };
        let clause = format!("{} is ON DELETE {}{default}", words::referencing(fk), action.effective);
        let why = match obstacle {
            Obstacle::Referenced => clause,
            Obstacle::NotNull(column) => {
                let column = schema.walk_column(column).name();
                let lacking = if action.effective == ReferentialAction::SetDefault {
                    " and has no default"
                } else {
                    ""
                };
                format!("{clause}, but `{column}` is NOT NULL{lacking}")
            }
            Obstacle::DefaultRemoved => {
                format!("{clause}, and the row that the default names is removed as well")
            }
            Obstacle::NoTable | Obstacle::NoKey => return self.broken(fk, obstacle),
            Obstacle::Depth(limit) => {
                format!(
                    "{} cascades lead there and {} follows {limit}",
                    effect.depth,
                    schema.dialect.engine.title()
                )
            }
        };
        let message = format!(
            "DELETE of a row of `{erased}` fails while `{table}` rows reference {target}, because {why}{}",
            because(&self.entry.reason),
        );
        let mut finding = self.about(fk, message).help(remedy(fk, obstacle));
        if let Obstacle::NotNull(column) = obstacle {
            let column = schema.walk_column(column);
            finding = finding.related(column.get().null_span, format!("`{}` is NOT NULL", column.name()));
        }
        let path = impact.path(index);
        let above = path.iter().take(path.len().saturating_sub(1)).map(|id| schema.walk_foreign_key(*id));
        for fk in above {
            let (table, referenced) = (fk.table().name(), fk.referenced_name());
            let label = format!("DELETE of a row of `{referenced}` removes its `{table}` rows");
            finding = finding.related(fk.get().on_delete.stated.unwrap_or(fk.get().span), label);
        }
        finding.related(self.entry.span, format!("`{erased}` is to be erasable"))
    }

    /// SQLite refuses the DELETE although no rows stop it.
    fn broken(&self, fk: ForeignKeyRef<'_>, obstacle: Obstacle) -> Finding {
        let (erased, referenced) = (self.table.name(), fk.referenced_name());
        let why = match obstacle == Obstacle::NoTable {
            true => format!("the table `{referenced}`, which is dropped"),
            false => format!("{}, which is not unique", words::referenced(fk)),
        };
        let message = format!(
            "DELETE of a row of `{erased}` fails whatever the rows are, because {} references {why}{}",
            words::referencing(fk),
            because(&self.entry.reason),
        );
        let primary = Label::new(fk.get().span, "SQLite refuses whatever comes to it");
        let believed = is_believed(self.scene, fk.get().span);
        let at_most = if believed { Severity::Note } else { Severity::Error };
        Finding::new(Object::foreign_key(fk), self.aspect(), message, primary)
            .at_most(at_most)
            .related(self.entry.span, format!("`{erased}` is to be erasable"))
            .help(remedy(fk, obstacle))
            .doubted(self.scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)))
            .doubted(self.scene.doubts.naming(fk.qualified_referenced_name(), None))
    }

    /// A finding at the ON DELETE of a foreign key.
    fn about(&self, fk: ForeignKeyRef<'_>, message: String) -> Finding {
        let action = fk.get().on_delete;
        let label = match action.stated {
            Some(_) => format!("ON DELETE {} here", action.effective),
            None => format!("nothing is stated, so {} applies", action.effective),
        };
        let primary = Label::new(action.stated.unwrap_or(fk.get().span), label);
        Finding::new(Object::foreign_key(fk), self.aspect(), message, primary)
            .doubted(self.scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)))
    }

    /// Tells the erasable tables apart that one foreign key stops.
    fn aspect(&self) -> &'static str {
        Name::new(&format!("DELETE of {}", self.table.name())).as_str()
    }

    /// What the DELETE depends on, as one note.
    fn dependence(&self, impact: &Impact) -> Option<Finding> {
        let schema = self.scene.description.schema;
        let cleared = impact.effects.iter().filter_map(|effect| match effect.outcome {
            Outcome::Cleared(by) => Some((schema.walk_foreign_key(effect.foreign_key), by)),
            Outcome::Removed
            | Outcome::AlreadyRemoved(_)
            | Outcome::Nulled
            | Outcome::Defaulted
            | Outcome::Stops(_) => None,
        });
        let cleared: Vec<(ForeignKeyRef<'_>, Option<usize>)> = cleared.collect();
        let (fk, by) = *cleared.first()?;
        let (erased, table) = (self.table.name(), fk.table().name());
        let by = by
            .and_then(|by| impact.effects.get(by))
            .map(|effect| schema.walk_foreign_key(effect.foreign_key));
        let gone = by.map_or_else(
            || "it removes itself".to_owned(),
            |by| format!("{} removes", words::referencing(by)),
        );
        let more = match cleared.len() - 1 {
            0 => String::new(),
            count => format!(", and so for {count} more"),
        };
        let message = format!(
            "DELETE of a row of `{erased}` fails if `{table}` rows reference the `{}` rows that go with it and are not among those that {gone}, because {} is ON DELETE {}{more}{}",
            fk.referenced_name(),
            words::referencing(fk),
            fk.get().on_delete.effective,
            because(&self.entry.reason),
        );
        let mut finding = self.about(fk, message).at_most(Severity::Note);
        for (fk, _) in cleared.iter().skip(1).take(SHOWN) {
            let label = format!("{} may stop it, too", words::referencing(*fk));
            finding = finding.related(fk.get().on_delete.stated.unwrap_or(fk.get().span), label);
        }
        Some(finding.related(self.entry.span, format!("`{erased}` is to be erasable")))
    }
}

/// Why an effect stops the statement, if it does.
fn obstacle(schema: &Schema, impact: &Impact, effect: &Effect) -> Option<Obstacle> {
    let by = match effect.outcome {
        Outcome::Stops(obstacle) => return Some(obstacle),
        Outcome::Cleared(by) | Outcome::AlreadyRemoved(by) => impact.effects.get(by?)?,
        Outcome::Removed | Outcome::Nulled | Outcome::Defaulted => return None,
    };
    // Two foreign keys of one table to the erased row itself: where they share no column there are rows that refer to it by this one alone, or the
    // second were of no use.
    let (fk, by_fk) = (schema.walk_foreign_key(effect.foreign_key), schema.walk_foreign_key(by.foreign_key));
    let shares = fk.get().columns.iter().any(|column| by_fk.get().columns.contains(column));
    if effect.cause.is_some() || by.cause.is_some() || fk.table().id != by_fk.table().id || shares {
        return None;
    }
    if fk.get().on_delete.effective.stops() {
        return Some(Obstacle::Referenced);
    }
    let set_null = words::clauses_that(fk, ReferentialAction::SetNull);
    let mut set = set_null.filter(|(event, ..)| *event == Event::Delete).flat_map(|(_, _, columns)| columns);
    set.find(|column| !column.is_nullable()).map(|column| Obstacle::NotNull(column.id))
}

fn remedy(fk: ForeignKeyRef<'_>, obstacle: Obstacle) -> String {
    let columns =
        || words::list(fk.columns().filter(|column| !column.is_nullable()).map(|column| column.name()));
    match obstacle {
        Obstacle::DefaultRemoved => {
            "Use ON DELETE CASCADE if the rows are to go as well, or a default whose row stays".to_owned()
        }
        Obstacle::NoTable => {
            let (table, referenced) = (fk.table().name(), fk.referenced_name());
            format!("Create `{referenced}` again, or rebuild `{table}` without the foreign key")
        }
        Obstacle::NoKey => {
            format!("Add a unique constraint over the referenced columns of `{}`", fk.referenced_name())
        }
        Obstacle::Depth(_) => {
            "Tie the table more directly to the erased one, or delete its rows first".to_owned()
        }
        Obstacle::Referenced | Obstacle::NotNull(_) if fk.columns().all(|column| column.is_nullable()) => {
            "Use ON DELETE CASCADE if the rows are to go as well, or SET NULL if they stay".to_owned()
        }
        Obstacle::Referenced | Obstacle::NotNull(_) => format!(
            "Use ON DELETE CASCADE if the rows are to go as well, or SET NULL with {} nullable if they stay",
            columns()
        ),
    }
}
