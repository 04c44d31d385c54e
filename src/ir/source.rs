//! Where a schema comes from: sources, and the database that several of them describe.

use std::borrow::Cow;

use crate::text::FileId;

use super::{Dialect, Name, Program, Span};

/// A source in [`crate::pipeline`]'s list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SourceId(pub u32);

/// One description of a database: a folder of migrations, a schema file, a set of models.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// The path that names it in outputs: the folder of a history, the file or folder of a declaration.
    pub path: String,
    /// What it is written in.
    pub kind: SourceKind,
    /// The engine it is for.
    pub dialect: Dialect,
    /// Why this engine: `provider in schema.prisma`, `syntax: DATETIME`, `--dialect`, `assumed`.
    pub dialect_evidence: Cow<'static, str>,
    /// Whether it is replayed migration by migration or describes one state.
    pub role: Role,
    /// The convention that orders its files; `None` for a declaration.
    pub layout: Option<Layout>,
    /// Its files, in the order in which they apply; those of Alembic, whose order stands in their text, by path.
    pub files: Vec<FileId>,
    /// For each of `files` the file that undoes it, if the tool keeps the way back in a file of its own; shorter than `files` where none
    /// follows.
    pub down: Vec<Option<FileId>>,
    /// How many of the first `files` are a schema file that the history builds on.
    pub baseline: usize,
    /// What is wrong with the list of files itself: for the rule `broken-history`. Not among the problems.
    pub flaws: Vec<HistoryFlaw>,
    /// The session's search_path before the first statement; empty for the engine's default.
    pub search_path: Vec<Name>,
    /// The release of the tool that the project states, if it is one to which the source means something else than to today's.
    pub old_release: Option<Release>,
    /// What of it is program code, and what the project says about reading it; empty for SQL and Prisma.
    pub program: Program,
}

/// A release of a tool, and where the project states it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Release {
    /// The first number.
    pub major: u32,
    /// The second number.
    pub minor: u32,
    /// The line of the package's manifest.
    pub span: Span,
}

impl Source {
    /// The file that undoes the one at `index`.
    pub fn down_of(&self, index: usize) -> Option<FileId> {
        self.down.get(index).copied().flatten()
    }

    /// The dialect's default schema, or the first entry of the source's own search_path.
    pub fn default_schema(&self) -> Option<Name> {
        self.search_path.first().copied().or_else(|| self.dialect.default_schema())
    }
}

/// What a source is written in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SourceKind {
    /// SQL files that are applied in order.
    SqlMigrations,
    /// One SQL file that makes the whole schema, or a dump.
    SqlSchema,
    /// A Prisma schema, one file or a folder of them.
    Prisma,
    /// Tables of drizzle-orm in TypeScript or JavaScript.
    Drizzle,
    /// The last snapshot that drizzle-kit stored: what it believes the migrations lead to.
    DrizzleSnapshot,
    /// Revisions of Alembic, in Python.
    Alembic,
    /// Models and tables of SQLAlchemy or SQLModel, in Python.
    SqlAlchemy,
}

impl SourceKind {
    /// The word of the JSON interface.
    pub fn name(self) -> &'static str {
        match self {
            SourceKind::SqlMigrations => "sql-migrations",
            SourceKind::SqlSchema => "sql-schema",
            SourceKind::Prisma => "prisma",
            SourceKind::Drizzle => "drizzle",
            SourceKind::DrizzleSnapshot => "drizzle-snapshot",
            SourceKind::Alembic => "alembic",
            SourceKind::SqlAlchemy => "sqlalchemy",
        }
    }

    /// How sentences name it.
    pub fn title(self) -> &'static str {
        match self {
            SourceKind::SqlMigrations => "SQL migrations",
            SourceKind::SqlSchema => "SQL schema",
            SourceKind::Prisma => "Prisma schema",
            SourceKind::Drizzle => "Drizzle schema",
            SourceKind::DrizzleSnapshot => "drizzle-kit snapshot",
            SourceKind::Alembic => "Alembic revisions",
            SourceKind::SqlAlchemy => "SQLAlchemy models",
        }
    }
}

/// How a source is to be replayed and compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// A list of migrations: what the database went through.
    History,
    /// A state that is wanted: models, a schema file.
    Declaration,
}

/// The convention by which a history's files are named and ordered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Layout {
    /// `<name>/migration.sql`, folders in byte order.
    PrismaMigrate,
    /// drizzle-kit: `meta/_journal.json`, or folders `<timestamp>_<name>/migration.sql`.
    DrizzleKit,
    /// `<number>_<name>.up.sql`.
    GolangMigrate,
    /// `<number>_<name>.sql` with `-- +goose Up`.
    Goose,
    /// `<timestamp>_<name>.sql` with `-- migrate:up`.
    Dbmate,
    /// `<name>.sql` with `-- +migrate Up`, by the number at the name's beginning, then by name.
    SqlMigrate,
    /// `<timestamp>_<name>.sql` or `.up.sql` in a Rust package that uses sqlx.
    Sqlx,
    /// `<version>_<name>/up.sql`; the version without its dashes.
    Diesel,
    /// `migrations/<database>/<version>_<name>/up.sql`.
    Hasura,
    /// `V<version>__<name>.sql` with its kin `B` (baseline), `R` (repeatable) and `U` (undo).
    Flyway,
    /// `V<number>__<name>.sql` in a Rust package that uses refinery.
    Refinery,
    /// Liquibase's formatted SQL, in the order of the change log, or of the files' names.
    LiquibaseSql,
    /// In the order of `atlas.sum`.
    Atlas,
    /// `supabase/migrations/<timestamp>_<name>.sql`.
    Supabase,
    /// `<version>_<name>[.<engine>][.autocommit].up.sql` of pop and soda; an engine's file replaces the plain one.
    Pop,
    /// In the order of `sqitch.plan`: `deploy/<change>.sql`, `deploy/<change>@<tag>.sql`.
    Sqitch,
    /// `upto-v<version>-<name>.sql`.
    UptoVersions,
    /// `<number or date><name>.sql`, in numeric order.
    Numbered,
    /// Alembic: the graph of `revision` and `down_revision`.
    Alembic,
    /// The files of the command line, in its order.
    InOrder,
    /// One file that makes the schema.
    SingleFile,
}

impl Layout {
    /// The word of the JSON interface.
    pub fn name(self) -> &'static str {
        match self {
            Layout::PrismaMigrate => "prisma-migrate",
            Layout::DrizzleKit => "drizzle-kit",
            Layout::GolangMigrate => "golang-migrate",
            Layout::Goose => "goose",
            Layout::Dbmate => "dbmate",
            Layout::SqlMigrate => "sql-migrate",
            Layout::Sqlx => "sqlx",
            Layout::Diesel => "diesel",
            Layout::Hasura => "hasura",
            Layout::Flyway => "flyway",
            Layout::Refinery => "refinery",
            Layout::LiquibaseSql => "liquibase-sql",
            Layout::Atlas => "atlas",
            Layout::Supabase => "supabase",
            Layout::Pop => "pop",
            Layout::Sqitch => "sqitch",
            Layout::UptoVersions => "upto-versions",
            Layout::Numbered => "numbered",
            Layout::Alembic => "alembic",
            Layout::InOrder => "in-order",
            Layout::SingleFile => "single-file",
        }
    }
}

/// Something wrong with a history as a list of files, whatever the files say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HistoryFlaw {
    /// What is wrong.
    pub kind: HistoryFlawKind,
    /// Where: an entry of the journal or plan, or the beginning of the file concerned.
    pub span: Span,
    /// The other file or entry, where there is one: the first file of a version, the entry before.
    pub related: Option<Span>,
    /// What it is about, as it would stand in backquotes: a version, a name of a file or folder.
    pub detail: Cow<'static, str>,
}

impl HistoryFlaw {
    /// What of the history was not read because of it.
    pub fn unread(&self) -> Option<Problem> {
        let why = match self.kind {
            // A snapshot is read in its place.
            HistoryFlawKind::MissingFile if self.related.is_some() => return None,
            HistoryFlawKind::MissingFile => {
                format!("`{}` is listed, but there is no such file to read", self.detail)
            }
            HistoryFlawKind::UnlistedFile => {
                format!("`{}` is not listed, and so not part of the history", self.detail)
            }
            HistoryFlawKind::MissingParent => {
                format!("follows `{}`, which no file here is", self.detail)
            }
            HistoryFlawKind::CyclicRevisions => {
                format!("`{}` follows itself through others, and was left out", self.detail)
            }
            HistoryFlawKind::DuplicateVersion
            | HistoryFlawKind::SeveralHeads
            | HistoryFlawKind::JoinedStatements
            | HistoryFlawKind::RecreatedTables
            | HistoryFlawKind::MissingVersion
            | HistoryFlawKind::JournalOutOfOrder
            | HistoryFlawKind::FolderWithoutMigration => return None,
        };
        Some(Problem { span: self.span, why: why.into() })
    }
}

/// What can be wrong with a list of migrations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum HistoryFlawKind {
    /// Two files have one version (`detail`); both are read, in the order of their names; of Alembic, as by the tool itself, the last. `span` is the later one, `related` the earlier.
    DuplicateVersion,
    /// A number is left out in a history that counts by one. `span` is the file after the gap, `related` the one before it; `detail` is the
    /// number, or the first and last of several as `4-6`.
    MissingVersion,
    /// A file (`detail`) lies in the folder of a tool with a journal or plan, which does not name it. `span` is its beginning.
    UnlistedFile,
    /// The journal or plan names a file (`detail`) that is not there. `span` is the entry; `related` the snapshot that is read in its place,
    /// where drizzle-kit's first entry stands for what `drizzle-kit pull` found.
    MissingFile,
    /// A journal's entry (`detail`) has a time before that of an entry that stands above it (`related`): a database that has the latter never
    /// gets the former.
    JournalOutOfOrder,
    /// The revision graph ends in several places. `span` is the last revision of one, `related` that of another; `detail` is their ids.
    SeveralHeads,
    /// A revision follows one (`detail`) that no file is. `span` is its `down_revision` or `depends_on`.
    MissingParent,
    /// A revision (`detail`) follows itself through others. `span` is its `down_revision`.
    CyclicRevisions,
    /// Several statements stand between two breakpoints of drizzle-kit (`detail`: the file's name); libSQL runs only the first. `span` is the
    /// second statement, `related` the first.
    JoinedStatements,
    /// A generated migration (`detail`) makes tables again that earlier ones made already: the changes between were pushed, not migrated.
    /// `span` is the first such statement, `related` the earlier one.
    RecreatedTables,
    /// A folder (`detail`) among those of the migrations has no migration in it. `span` is the beginning of the migration after it, or of the last.
    FolderWithoutMigration,
}

/// Sources that describe one database, and why they are thought to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Database {
    /// `[[database]]`'s name, or one made from the path.
    pub name: String,
    /// Its sources; only these are compared with each other.
    pub sources: Vec<SourceId>,
    /// One sentence for each pairing that was made or refused.
    pub evidence: Vec<String>,
}

/// Something in a file that was not understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The statement, line or clause.
    pub span: Span,
    /// Why, as a sentence without a full stop.
    pub why: Cow<'static, str>,
}

/// How much of a source was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Statements (or blocks) that became operations.
    pub read: usize,
    /// Statements that cannot touch the schema and were not looked at further.
    pub irrelevant: usize,
    /// Statements or clauses that were not understood.
    pub unread: usize,
}

impl std::ops::Add for Counts {
    type Output = Counts;

    fn add(self, other: Counts) -> Counts {
        Counts {
            read: self.read + other.read,
            irrelevant: self.irrelevant + other.irrelevant,
            unread: self.unread + other.unread,
        }
    }
}
