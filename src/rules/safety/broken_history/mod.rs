//! `broken-history`: a list of migrations that the tool refuses, or of which it skips some.

mod sentence;

use crate::config::Level;
use crate::diagnostic::{Label, Severity};
use crate::ir::{
    Engine, Existing, HistoryFlaw, HistoryFlawKind, Layout, Life, Migration, OperationKind, Relation, Step,
    Table, TableKind, TableName,
};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::{Check, Description, Docs, Group, Rule};

use sentence::Sentence;

pub(in crate::rules) static RULE: Rule = Rule {
    name: "broken-history",
    group: Group::Safety,
    level: Level::Error,
    summary: "the list of migrations is broken: a missing file, a version twice, one that is skipped",
    docs: Docs {
        finds: "What is wrong with a history as a list, whatever its files say. Errors, because the next deployment fails or skips a migration: a \
                journal or plan that names a file which is not there; a Prisma folder without migration.sql; a newest migration whose version \
                another one has; a last entry of a drizzle-kit journal whose time is before that of an earlier one; a drizzle-kit migration that \
                makes tables which are there already, as after `drizzle-kit push`, or of whose statements the driver runs only the first \
                (libSQL) or none (mysql2), because no `--> statement-breakpoint` stands between them. Warnings: older \
                versions and entries of that kind, which may have done their harm; two files of one number where no tool is known; a file that \
                the journal or plan does not list, and that is therefore never applied. Notes: names that share a number where the number \
                does not count (drizzle-kit, Prisma), and numbers that are left out.",
        why: "Tools refuse such a list, or worse: drizzle-kit's `migrate()` applies what is later than the last applied time, so that an entry with \
              an earlier time is skipped for ever on databases that are up to date, and applied on new ones. The databases then differ, and \
              nothing says so. A migration that was generated after the schema was pushed creates again what the database has, and no database that \
              was pushed to gets past it.",
        remedy: "Give the later migration a new version (and, with drizzle-kit, generate it again), restore the missing file or remove its entry, \
                 list the file or move it out of the folder. After pushes: generate one migration that is right for a new database, and \
                 enter it by hand in `__drizzle_migrations` of those that have it all.",
    },
    bad: "\
--- migrations/1_authors.up.sql
CREATE TABLE authors (id integer PRIMARY KEY);
--- migrations/2_books.up.sql
CREATE TABLE books (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES authors (id));
--- migrations/2_readers.up.sql
CREATE TABLE readers (id integer PRIMARY KEY); -- expect: broken-history
",
    good: "\
--- migrations/1_authors.up.sql
CREATE TABLE authors (id integer PRIMARY KEY);
--- migrations/2_books.up.sql
CREATE TABLE books (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES authors (id));
--- migrations/3_readers.up.sql
CREATE TABLE readers (id integer PRIMARY KEY);
",
    check: Check::Description(check),
};

/// More flaws of one kind than this are one finding.
const ONE_BY_ONE: usize = 5;

const KINDS: [HistoryFlawKind; 11] = [
    HistoryFlawKind::DuplicateVersion,
    HistoryFlawKind::MissingVersion,
    HistoryFlawKind::UnlistedFile,
    HistoryFlawKind::MissingFile,
    HistoryFlawKind::JournalOutOfOrder,
    HistoryFlawKind::FolderWithoutMigration,
    HistoryFlawKind::SeveralHeads,
    HistoryFlawKind::MissingParent,
    HistoryFlawKind::CyclicRevisions,
    HistoryFlawKind::JoinedStatements,
    HistoryFlawKind::RecreatedTables,
];

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let recreated = recreated(scene);
    for kind in KINDS {
        let flaws = scene.description.source.flaws.iter().chain(&recreated);
        let flaws: Vec<&HistoryFlaw> = flaws.filter(|flaw| flaw.kind == kind).collect();
        match flaws.split_first() {
            Some((first, others)) if flaws.len() > ONE_BY_ONE => {
                findings.add(describe(scene, first, others));
            }
            Some(_) => flaws.iter().for_each(|flaw| findings.add(describe(scene, flaw, &[]))),
            None => {}
        }
    }
}

/// The migrations of drizzle-kit that make tables which are there.
fn recreated(scene: &Scene<'_>) -> Vec<HistoryFlaw> {
    let Description { source, schema, migrations, .. } = scene.description;
    if source.layout != Some(Layout::DrizzleKit) {
        return Vec::new();
    }
    let again = |(index, migration): (usize, &Migration)| {
        migration.operations.iter().enumerate().find_map(|(at, operation)| {
            let OperationKind::CreateTable(create) = &operation.kind else { return None };
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let step = Step { migration: count(index), operation: count(at) };
            let is_same = |table: &&Table| {
                let default =
                    |name: TableName| TableName { schema: name.schema.or(schema.default_schema), ..name };
                let named = default(TableName { schema: table.schema, name: table.name });
                let is_table = matches!(table.kind, TableKind::Table | TableKind::Partition);
                is_table
                    && schema.dialect.same_name(named.name, create.name.name)
                    && named.schema == default(create.name).schema
            };
            // A table of this very migration is no trace of a push.
            let earlier = schema.tables.iter().filter(is_same).find(|table| {
                table.lived_before(step) && table.provenance.created.step.migration < step.migration
            })?;
            (create.existing == Existing::Fails && create.relation == Relation::Permanent).then(|| {
                HistoryFlaw {
                    kind: HistoryFlawKind::RecreatedTables,
                    span: create.name_span,
                    related: Some(earlier.name_span),
                    detail: migration.name.as_str().into(),
                }
            })
        })
    };
    migrations.iter().enumerate().filter_map(again).collect()
}

/// A flaw, and others of its kind.
fn describe(scene: &Scene<'_>, flaw: &HistoryFlaw, others: &[&HistoryFlaw]) -> Finding {
    let Sentence { mut message, label, related, help } = Sentence::of(&scene.description, flaw);
    if let Some(last) = others.last() {
        message.push_str(&format!("; so it is with {} more, up to `{}`", others.len(), last.detail));
    }
    let source = scene.description.source;
    // Many are one finding, also when there are more or less of them tomorrow.
    let object = Object::file(&source.path, if others.is_empty() { &flaw.detail } else { "" });
    let mut finding = Finding::new(object, aspect(flaw.kind), message, Label::new(flaw.span, label));
    if let Some(at) = flaw.related {
        finding = finding.related(at, related);
    }
    for other in others.iter().take(2) {
        finding = finding.related(other.span, format!("`{}`", other.detail));
    }
    finding.help(help).at_most(severity(scene, flaw, others.len()))
}

/// Tells the flaws of one file apart.
fn aspect(kind: HistoryFlawKind) -> &'static str {
    match kind {
        HistoryFlawKind::DuplicateVersion => "duplicate version",
        HistoryFlawKind::MissingVersion => "missing version",
        HistoryFlawKind::UnlistedFile => "unlisted file",
        HistoryFlawKind::MissingFile => "missing file",
        HistoryFlawKind::JournalOutOfOrder => "out of order",
        HistoryFlawKind::SeveralHeads => "several heads",
        HistoryFlawKind::MissingParent => "missing parent",
        HistoryFlawKind::CyclicRevisions => "cyclic revisions",
        HistoryFlawKind::JoinedStatements => "joined statements",
        HistoryFlawKind::RecreatedTables => "recreated tables",
        HistoryFlawKind::FolderWithoutMigration => "folder without migration",
    }
}

fn severity(scene: &Scene<'_>, flaw: &HistoryFlaw, others: usize) -> Severity {
    let description = &scene.description;
    let newest = description.migrations.last();
    match flaw.kind {
        HistoryFlawKind::MissingFile => match description.source.layout {
            // Without a tool that is known nobody may ever run the list.
            Some(Layout::Numbered | Layout::InOrder | Layout::SingleFile) | None => Severity::Warning,
            Some(_) => Severity::Error,
        },
        // Who lives with many has another way to apply them.
        HistoryFlawKind::FolderWithoutMigration if others == 0 => Severity::Error,
        HistoryFlawKind::FolderWithoutMigration | HistoryFlawKind::UnlistedFile => Severity::Warning,
        HistoryFlawKind::DuplicateVersion => match description.source.layout {
            Some(Layout::DrizzleKit | Layout::PrismaMigrate) => Severity::Note,
            Some(Layout::Numbered | Layout::InOrder | Layout::SingleFile) | None => Severity::Warning,
            // One that has been followed by others did not stop the tool that is used.
            Some(_) if newest.is_some_and(|last| last.file == flaw.span.file) => Severity::Error,
            Some(_) => Severity::Warning,
        },
        HistoryFlawKind::JournalOutOfOrder => {
            let is_newest = newest.is_some_and(|last| last.name.as_str() == flaw.detail);
            if is_newest { Severity::Error } else { Severity::Warning }
        }
        // With another setting, or another driver in production, mysql2 takes them.
        HistoryFlawKind::JoinedStatements if description.schema.dialect.engine != Engine::Sqlite => {
            Severity::Warning
        }
        HistoryFlawKind::MissingVersion => Severity::Note,
        HistoryFlawKind::SeveralHeads
        | HistoryFlawKind::MissingParent
        | HistoryFlawKind::CyclicRevisions
        | HistoryFlawKind::JoinedStatements
        | HistoryFlawKind::RecreatedTables => Severity::Error,
    }
}
