//! `duplicate-foreign-key`: two foreign keys on the same columns that reference the same ones.

use rustc_hash::FxHashMap;

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{Engine, ForeignKeyRef, Name, TableId, TableName};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::{Check, Docs, Group, Rule, words};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "duplicate-foreign-key",
    group: Group::Integrity,
    level: Level::Warn,
    summary: "two foreign keys on the same columns reference the same columns",
    docs: Docs {
        finds: "A foreign key whose columns have another foreign key to the same columns of the same table, with the same actions or with others. \
                Foreign keys from one column to different tables, and those of which one has more columns than the other, are different \
                references and left alone.",
        why: "Each write is checked twice. Where the actions differ, nobody can tell from one of them what a DELETE does: PostgreSQL applies both, \
              so that a RESTRICT stops what the CASCADE beside it promises, and CockroachDB applies the first one only. And a migration \
              that drops one of them leaves the other.",
        remedy: "Drop one of the two. Often the first is an inline `REFERENCES` without a name, and a later migration adds the second one under a \
                 name, with the action that is wanted, without dropping the first.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id));
--- migrations/0002_erase_posts_with_their_author.sql
ALTER TABLE posts ADD CONSTRAINT posts_author_fk FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE; -- expect: duplicate-foreign-key
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id));
--- migrations/0002_erase_posts_with_their_author.sql
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;
ALTER TABLE posts ADD CONSTRAINT posts_author_fk FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;
",
    check: Check::Description(check),
};

/// What two foreign keys share if they are the same reference: the table, what it references, and each column with the one it references.
type Reference = (TableId, TableName, Vec<(Name, Name)>);

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let mut seen: FxHashMap<Reference, ForeignKeyRef<'_>> = FxHashMap::default();
    for fk in scene.description.schema.living_foreign_keys() {
        let Some(reference) = reference(fk) else { continue };
        match seen.get(&reference) {
            Some(first) => findings.add(describe(scene, *first, fk)),
            None => {
                seen.insert(reference, fk);
            }
        }
    }
}

fn reference(fk: ForeignKeyRef<'_>) -> Option<Reference> {
    let dialect = fk.schema.dialect;
    let names = &fk.get().referenced_columns;
    if names.is_empty() || names.len() != fk.columns().len() {
        return None;
    }
    let mut columns: Vec<(Name, Name)> = fk
        .columns()
        .zip(names)
        .map(|(column, name)| (dialect.key(column.name()), dialect.key(*name)))
        .collect();
    columns.sort_unstable();
    Some((fk.table().id, fk.qualified_referenced_name(), columns))
}

fn describe(scene: &Scene<'_>, first: ForeignKeyRef<'_>, second: ForeignKeyRef<'_>) -> Finding {
    let dialect = scene.description.schema.dialect;
    let differing = [
        ("ON DELETE", first.get().on_delete.effective, second.get().on_delete.effective),
        ("ON UPDATE", first.get().on_update.effective, second.get().on_update.effective),
    ];
    let differing = differing.into_iter().find(|(_, left, right)| !dialect.same_action(*left, *right));
    let effect = match differing {
        None => "every write is checked twice".to_owned(),
        Some((clause, left, right)) => {
            let actions = format!("{clause} is {left} in the one and {right} in the other");
            match dialect.engine {
                Engine::CockroachDb => format!("{actions}, and only the first is applied"),
                Engine::PostgreSql | Engine::MySql | Engine::MariaDb | Engine::Sqlite => {
                    format!("{actions}, and both are applied")
                }
            }
        }
    };
    let message = format!(
        "{} references {} by two foreign keys{}: {effect}",
        words::referencing(second),
        words::referenced(second),
        names(first, second),
    );
    let primary = Label::new(second.get().span, "the second one");
    Finding::new(Object::foreign_key(second), "", message, primary)
        .related(first.get().span, "the first one")
        .help("Drop the one that is not wanted")
        .doubted(scene.doubts.naming(second.table().qualified_name(), Some(second.get().provenance.created)))
}

fn names(first: ForeignKeyRef<'_>, second: ForeignKeyRef<'_>) -> String {
    match (first.get().name, second.get().name) {
        (Some(first), Some(second)) => format!(", `{first}` and `{second}`"),
        (None, _) | (_, None) => String::new(),
    }
}
