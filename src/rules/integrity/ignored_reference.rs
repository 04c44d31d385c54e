//! `ignored-reference`: a foreign key that a statement asks for and the engine does not make, without an error.

use rustc_hash::FxHashSet;

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{
    Engine, ForeignKeyRef, Ignored, IgnoredKind, Life, MatchType, Name, ReferentialAction, TableKind,
    TableRef,
};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "ignored-reference",
    group: Group::Integrity,
    level: Level::Error,
    summary: "a foreign key or its action is ignored by the engine in silence",
    docs: Docs {
        finds: "A clause without effect, where nothing later brings the effect about: REFERENCES at a column, on MySQL before 9.0 and MariaDB before \
                10.5 (if the version is stated, as in `dialect = \"mysql@8.4\"`); SET DEFAULT on MariaDB and MySQL, and ON DELETE beside MATCH on \
                MySQL; REFERENCES in `ADD COLUMN IF NOT EXISTS` of a column that exists; a foreign key in `CREATE TABLE IF NOT EXISTS` of a table \
                that exists, or in a tolerated `ADD CONSTRAINT` of a name that exists, if the existing one has no such foreign key or \
                another action.",
        why: "The statement succeeds and the file reads as if the foreign key were there, but rows can reference nothing, and a DELETE does \
              something else than the clause says.",
        remedy: "Make it with a statement that has an effect: `ALTER TABLE ... ADD FOREIGN KEY ...`, after dropping the foreign key that is in its \
                 way; on MySQL and MariaDB as a clause of the table, and with an action that InnoDB knows.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer);
--- migrations/0002_authors.sql
ALTER TABLE posts ADD COLUMN IF NOT EXISTS author_id integer REFERENCES users (id) ON DELETE CASCADE; -- expect: ignored-reference
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer);
--- migrations/0002_authors.sql
ALTER TABLE posts ADD FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;
",
    check: Check::Description(check),
};

/// What the database has instead of what a clause asks for.
#[derive(Clone, Copy, Debug)]
enum Instead<'s> {
    /// No foreign key on these columns.
    Nothing,
    /// One with another action.
    Other(ForeignKeyRef<'s>, Event),
}

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let schema = scene.description.schema;
    let mut told = FxHashSet::default();
    for ignored in &schema.ignored {
        let table = schema.walk_table(ignored.table);
        if let Some(instead) = instead(table, ignored)
            && told.insert((ignored.table, &ignored.columns, ignored.referenced.name))
        {
            findings.add(describe(scene, table, ignored, instead));
        }
    }
    if schema.dialect.engine == Engine::MySql {
        for fk in schema.living_foreign_keys() {
            refused(fk).into_iter().for_each(|finding| findings.add(finding));
        }
    }
}

/// What there is at the end instead, if the clause had no effect and nothing later made up for it.
fn instead<'s>(table: TableRef<'s>, ignored: &Ignored) -> Option<Instead<'s>> {
    let row = table.get();
    let is_there = row.lives() && !matches!(row.kind, TableKind::Temporary | TableKind::View);
    if !is_there || ignored.columns.iter().any(|name| table.column(*name).is_none()) {
        return None;
    }
    let step = ignored.at.step;
    let all = row.foreign_keys.iter().map(|id| table.schema.walk_foreign_key(*id));
    let same: Vec<ForeignKeyRef<'s>> = all.filter(|fk| is_on(*fk, ignored)).collect();
    let dropped_later =
        same.iter().any(|fk| fk.get().provenance.dropped.is_some_and(|origin| origin.step > step));
    let mut living = same.iter().copied().filter(|fk| fk.get().lives());
    let Some(fk) = living.next() else {
        let wanted = !dropped_later && ignored.kind != IgnoredKind::Action;
        return wanted.then_some(Instead::Nothing);
    };
    let made = fk.get().provenance.created.step;
    if made > step || ignored.kind == IgnoredKind::Inline || living.next().is_some() {
        return None;
    }
    let differing = Event::BOTH.into_iter().find(|event| {
        let (held, asked) = actions(fk, ignored, *event);
        !held.is_like(asked)
    })?;
    Some(Instead::Other(fk, differing))
}

fn actions(fk: ForeignKeyRef<'_>, ignored: &Ignored, event: Event) -> (ReferentialAction, ReferentialAction) {
    (event.action(fk).effective, event.of(ignored.on_delete, ignored.on_update).effective)
}

/// Whether a foreign key has the columns and the referenced table of a clause.
fn is_on(fk: ForeignKeyRef<'_>, ignored: &Ignored) -> bool {
    let dialect = fk.schema.dialect;
    let holds = |name: &Name| fk.columns().any(|column| dialect.same_name(column.name(), *name));
    dialect.same_name(fk.referenced_name().name, ignored.referenced.name)
        && fk.columns().len() == ignored.columns.len()
        && ignored.columns.iter().all(holds)
}

fn describe(scene: &Scene<'_>, table: TableRef<'_>, ignored: &Ignored, instead: Instead<'_>) -> Finding {
    let columns = words::list(ignored.columns.iter().copied());
    let engine = scene.description.schema.dialect.engine;
    let reason = match ignored.kind {
        IgnoredKind::Inline => {
            let since = if engine == Engine::MySql { "9.0" } else { "10.5" };
            format!("{} before {since} ignores REFERENCES at a column", engine.title())
        }
        IgnoredKind::Action if engine == Engine::MySql => {
            "MySQL ignores the actions of a foreign key with MATCH".to_owned()
        }
        IgnoredKind::Action => format!("{} knows no SET DEFAULT and ignores it", engine.title()),
        IgnoredKind::ExistingColumn => "the column exists, so its definition is skipped".to_owned(),
        IgnoredKind::ExistingTable => "the table exists, so its definition is skipped".to_owned(),
        IgnoredKind::ExistingConstraint => {
            "a constraint of this name exists, so this one is skipped".to_owned()
        }
    };
    let object = Object::reference(table, &ignored.columns, ignored.referenced);
    let table_name = table.name();
    let finding = match instead {
        Instead::Nothing => {
            let message = format!(
                "{columns} of `{table_name}` gets no foreign key to `{}` here: {reason}",
                ignored.referenced
            );
            Finding::new(object, "", message, Label::new(ignored.at.span, "has no effect"))
                .related(table.get().name_span, format!("`{table_name}` is created here"))
                .help(format!("Write `ALTER TABLE {table_name} ADD FOREIGN KEY ...` in a migration"))
        }
        Instead::Other(fk, event) => {
            let (held, asked) = actions(fk, ignored, event);
            let message = format!(
                "{} stays {} {held} and does not become {asked}: {reason}; {} {}",
                words::referencing(fk),
                event.clause(),
                event.cause(fk),
                event.effect(fk, held),
            );
            let label = format!("{} {asked} has no effect", event.clause());
            Finding::new(object, "", message, Label::new(ignored.at.span, label))
                .related(fk.get().span, format!("{held} is what counts"))
                .help("Drop the foreign key and add it again with the action that is meant")
        }
    };
    finding.doubted(scene.doubts.naming(table.qualified_name(), Some(ignored.at)))
}

/// MySQL's InnoDB refuses what MariaDB ignores.
fn refused(fk: ForeignKeyRef<'_>) -> Option<Finding> {
    let row = fk.get();
    let actions = Event::BOTH.map(|event| (event, event.action(fk)));
    let (event, action) = actions.into_iter().find(|(_, action)| {
        action.effective == ReferentialAction::SetDefault && row.match_type == MatchType::Simple
    })?;
    let message =
        format!("{} is {} SET DEFAULT, which InnoDB refuses", words::referencing(fk), event.clause());
    let primary = Label::new(action.stated.unwrap_or(row.span), "InnoDB knows no SET DEFAULT");
    let finding = Finding::new(Object::foreign_key(fk), event.clause(), message, primary);
    Some(finding.help("Choose SET NULL, CASCADE or RESTRICT"))
}
