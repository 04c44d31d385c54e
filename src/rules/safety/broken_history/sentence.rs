//! What is said of each flaw.

use crate::ir::{Engine, HistoryFlaw, HistoryFlawKind, Layout};
use crate::rules::Description;

/// The words of a finding.
pub(super) struct Sentence {
    /// What is wrong.
    pub(super) message: String,
    /// At its place.
    pub(super) label: &'static str,
    /// At the other place.
    pub(super) related: &'static str,
    /// What to do.
    pub(super) help: &'static str,
}

/// The same without names.
type Words = (String, &'static str, &'static str, &'static str);

impl Sentence {
    /// What is said of a flaw.
    pub(super) fn of(description: &Description<'_>, flaw: &HistoryFlaw) -> Sentence {
        let tool = match description.source.layout {
            Some(Layout::Numbered | Layout::InOrder | Layout::SingleFile) | None => "the tool",
            Some(layout) => layout.name(),
        };
        let (message, label, related, help) = match flaw.kind {
            HistoryFlawKind::DuplicateVersion
            | HistoryFlawKind::MissingVersion
            | HistoryFlawKind::UnlistedFile
            | HistoryFlawKind::MissingFile
            | HistoryFlawKind::FolderWithoutMigration => of_files(tool, flaw),
            HistoryFlawKind::JournalOutOfOrder
            | HistoryFlawKind::JoinedStatements
            | HistoryFlawKind::RecreatedTables => of_drizzle(description.schema.dialect.engine, flaw),
            HistoryFlawKind::SeveralHeads
            | HistoryFlawKind::MissingParent
            | HistoryFlawKind::CyclicRevisions => of_revisions(tool, flaw),
        };
        Sentence { message, label, related, help }
    }
}

/// Files and numbers.
fn of_files(tool: &str, flaw: &HistoryFlaw) -> Words {
    let detail = &flaw.detail;
    match flaw.kind {
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
        HistoryFlawKind::FolderWithoutMigration => (
            format!("the folder `{detail}` has no migration.sql: `prisma migrate deploy` stops there"),
            "the folder lies before this one",
            "the one before",
            "Restore its migration.sql, or remove the folder",
        ),
        HistoryFlawKind::MissingFile
        | HistoryFlawKind::JournalOutOfOrder
        | HistoryFlawKind::SeveralHeads
        | HistoryFlawKind::MissingParent
        | HistoryFlawKind::CyclicRevisions
        | HistoryFlawKind::JoinedStatements
        | HistoryFlawKind::RecreatedTables => (
            format!("`{detail}` is listed, but there is no such file: {tool} stops here"),
            "no such file",
            "the entry before",
            "Restore the file, or remove its entry",
        ),
    }
}

/// drizzle-kit's journal and breakpoints.
fn of_drizzle(engine: Engine, flaw: &HistoryFlaw) -> Words {
    let detail = &flaw.detail;
    match flaw.kind {
        HistoryFlawKind::JoinedStatements if engine == Engine::Sqlite => (
            format!(
                "`{detail}` has several statements without a breakpoint between them: libSQL runs the first and passes over the others in silence"
            ),
            "never run",
            "the statement that is run",
            "Write `--> statement-breakpoint` between them, and run the lost ones on the databases that have passed this migration",
        ),
        HistoryFlawKind::JoinedStatements => (
            format!(
                "`{detail}` has several statements without a breakpoint between them: mysql2 refuses them as a syntax error"
            ),
            "the second statement",
            "the first one",
            "Write `--> statement-breakpoint` between them",
        ),
        HistoryFlawKind::RecreatedTables => (
            format!("`{detail}` creates tables that earlier migrations have created: drizzle-kit stops here"),
            "created again here",
            "created here before",
            "If the schema was pushed in between, generate a migration for what was pushed alone, and remove this one",
        ),
        HistoryFlawKind::JournalOutOfOrder
        | HistoryFlawKind::DuplicateVersion
        | HistoryFlawKind::MissingVersion
        | HistoryFlawKind::UnlistedFile
        | HistoryFlawKind::MissingFile
        | HistoryFlawKind::FolderWithoutMigration
        | HistoryFlawKind::SeveralHeads
        | HistoryFlawKind::MissingParent
        | HistoryFlawKind::CyclicRevisions => (
            format!(
                "`{detail}` has a time before that of an earlier entry: databases that have the earlier one never get it"
            ),
            "skipped where the other one is applied",
            "the entry with the later time",
            "Generate it again, so that it is the latest; on databases that lack it, apply it by hand",
        ),
    }
}

/// Alembic's graph.
fn of_revisions(tool: &str, flaw: &HistoryFlaw) -> Words {
    let detail = &flaw.detail;
    match flaw.kind {
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
        HistoryFlawKind::CyclicRevisions
        | HistoryFlawKind::DuplicateVersion
        | HistoryFlawKind::MissingVersion
        | HistoryFlawKind::UnlistedFile
        | HistoryFlawKind::MissingFile
        | HistoryFlawKind::FolderWithoutMigration
        | HistoryFlawKind::JournalOutOfOrder
        | HistoryFlawKind::JoinedStatements
        | HistoryFlawKind::RecreatedTables => (
            format!("the revision `{detail}` follows itself: {tool} cannot start"),
            "part of a cycle",
            "another part",
            "Let one of them follow a revision outside the cycle",
        ),
    }
}
