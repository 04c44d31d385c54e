//! `broken-history`: a list of migrations that the tool refuses, or of which it skips some.

use crate::config::Level;
use crate::diagnostic::{Label, Severity};
use crate::ir::{HistoryFlaw, HistoryFlawKind, Layout, Name};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "broken-history",
    group: Group::Safety,
    level: Level::Error,
    summary: "the list of migrations is broken: a missing file, a version twice, one that is skipped",
    docs: Docs {
        finds: "What is wrong with a history as a list, whatever its files say. Errors, because the next deployment fails or skips a migration: a \
                journal or plan that names a file which is not there; a Prisma folder without migration.sql; a newest migration whose version \
                another one has; a last entry of a drizzle-kit journal whose time is before that of an earlier one. Warnings: older \
                versions and entries of that kind, which may have done their harm; two files of one number where no tool is known; a file that \
                the journal or plan does not list, and that is therefore never applied. Notes: names that share a number where the number \
                does not count (drizzle-kit, Prisma), and numbers that are left out.",
        why: "Tools refuse such a list, or worse: drizzle-kit's `migrate()` applies what is later than the last applied time, so that an entry with \
              an earlier time is skipped for ever on databases that are up to date, and applied on new ones. The databases then differ, and \
              nothing says so.",
        remedy: "Give the later migration a new version (and, with drizzle-kit, generate it again), restore the missing file or remove its entry, \
                 list the file or move it out of the folder.",
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
    for kind in KINDS {
        let flaws = &scene.description.source.flaws;
        let flaws: Vec<&HistoryFlaw> = flaws.iter().filter(|flaw| flaw.kind == kind).collect();
        match flaws.split_first() {
            Some((first, others)) if flaws.len() > ONE_BY_ONE => {
                findings.add(describe(scene, first, others));
            }
            Some(_) => flaws.iter().for_each(|flaw| findings.add(describe(scene, flaw, &[]))),
            None => {}
        }
    }
}

/// A flaw, and others of its kind.
fn describe(scene: &Scene<'_>, flaw: &HistoryFlaw, others: &[&HistoryFlaw]) -> Finding {
    let source = scene.description.source;
    let detail = &flaw.detail;
    let tool = match source.layout {
        Some(Layout::Numbered | Layout::InOrder | Layout::SingleFile) | None => "the tool",
        Some(layout) => layout.name(),
    };
    let (mut message, label, related, help) = match flaw.kind {
        HistoryFlawKind::DuplicateVersion => (
            format!("two migrations have the number `{detail}`"),
            "the later one, by name",
            "the earlier one",
            "Give the later one a new number",
        ),
        HistoryFlawKind::MissingVersion => (
            format!("no migration has the number `{detail}`"),
            "the next one that is there",
            "the last one before",
            "Look whether a file was forgotten",
        ),
        HistoryFlawKind::UnlistedFile => (
            format!("`{detail}` lies among the migrations, but {tool} never applies it"),
            "not in the list",
            "the list",
            "List it, name it as the tool demands, or move it out of the folder",
        ),
        HistoryFlawKind::MissingFile => (
            format!("`{detail}` is listed, but there is no such file: {tool} stops here"),
            "no such file",
            "the entry before",
            "Restore the file, or remove its entry",
        ),
        HistoryFlawKind::JournalOutOfOrder => (
            format!(
                "`{detail}` has a time before that of an earlier entry: databases that have the earlier one never get it"
            ),
            "skipped where the other one is applied",
            "the entry with the later time",
            "Generate it again, so that it is the latest; on databases that lack it, apply it by hand",
        ),
        HistoryFlawKind::SeveralHeads => (
            format!("the revisions have several heads ({detail}): `alembic upgrade head` stops there"),
            "one head",
            "another",
            "Merge them with `alembic merge heads`",
        ),
        HistoryFlawKind::MissingParent => (
            format!("the revision follows `{detail}`, which no file here is: {tool} cannot start"),
            "no such revision",
            "the revision",
            "Restore the file of that revision, or follow another",
        ),
        HistoryFlawKind::CyclicRevisions => (
            format!("the revision `{detail}` follows itself: {tool} cannot start"),
            "part of a cycle",
            "another part",
            "Let one of them follow a revision outside the cycle",
        ),
        HistoryFlawKind::JoinedStatements => (
            format!(
                "several statements stand between two breakpoints of `{detail}`: libSQL runs only the first"
            ),
            "never run",
            "the statement that is run",
            "Write `--> statement-breakpoint` between them",
        ),
        HistoryFlawKind::RecreatedTables => (
            format!("`{detail}` makes tables that earlier migrations made already"),
            "made again here",
            "made here before",
            "Generate migrations for what was pushed, and remove this one",
        ),
        HistoryFlawKind::FolderWithoutMigration => (
            format!("the folder `{detail}` has no migration.sql: `prisma migrate deploy` stops there"),
            "the folder lies before this one",
            "the one before",
            "Restore its migration.sql, or remove the folder",
        ),
    };
    if let Some(last) = others.last() {
        message.push_str(&format!("; so it is with {} more, up to `{}`", others.len(), last.detail));
    }
    let object = Object::file(Name::new(&source.path), Name::new(detail));
    let mut finding = Finding::new(object, "", message, Label::new(flaw.span, label));
    if let Some(at) = flaw.related {
        finding = finding.related(at, related);
    }
    for other in others.iter().take(2) {
        finding = finding.related(other.span, format!("`{}`", other.detail));
    }
    finding.help(help).at_most(severity(scene, flaw, others.len()))
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
        HistoryFlawKind::MissingVersion => Severity::Note,
        HistoryFlawKind::SeveralHeads
        | HistoryFlawKind::MissingParent
        | HistoryFlawKind::CyclicRevisions
        | HistoryFlawKind::JoinedStatements
        | HistoryFlawKind::RecreatedTables => Severity::Error,
    }
}
