//! Where a schema comes from: sources, and the database that several of them describe.

use std::borrow::Cow;

use crate::text::FileId;

use super::{Dialect, Name, Span};

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
    /// Its files, in the order in which they apply.
    pub files: Vec<FileId>,
    /// How many of the first `files` are a schema file that the history builds on.
    pub baseline: usize,
    /// The session's search_path before the first statement; empty for the engine's default.
    pub search_path: Vec<Name>,
}

impl Source {
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
}

impl SourceKind {
    /// The word of the JSON interface.
    pub fn name(self) -> &'static str {
        match self {
            SourceKind::SqlMigrations => "sql-migrations",
            SourceKind::SqlSchema => "sql-schema",
            SourceKind::Prisma => "prisma",
        }
    }

    /// How sentences name it.
    pub fn title(self) -> &'static str {
        match self {
            SourceKind::SqlMigrations => "SQL migrations",
            SourceKind::SqlSchema => "SQL schema",
            SourceKind::Prisma => "Prisma schema",
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
    /// `<number or date><name>.sql`, in numeric order.
    Numbered,
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
            Layout::Numbered => "numbered",
            Layout::InOrder => "in-order",
            Layout::SingleFile => "single-file",
        }
    }
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
