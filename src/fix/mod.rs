//! Edits that answer findings, as plain data: text that replaces a place. Nothing is written here.
//!
//! Invariants: an edit is offered only where the text at the place says what the reader took from it, so that what a variable, a helper or another file
//! decides is left alone. A history is never edited to state an action: what a database has run stays as it is.

mod comment;
mod drizzle;
mod entry;
mod lexis;
mod prisma;
mod python;
mod sql;

use crate::ir::{Action, Engine, ForeignKeyRef, Life, ReferentialAction, SourceKind};
use crate::text::{File, Files, Span};

pub use comment::{ignore_comment, remove_comment};
pub use entry::ignore_entry;

/// What stands in the place of the reason until somebody writes it.
const REASON: &str = "TODO: say why";

/// Text that takes the place of another one. Where the span is empty it is inserted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// The place.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// Edits that belong together, none of which overlap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What they do, as an imperative.
    pub title: String,
    /// The edits.
    pub edits: Vec<Edit>,
}

/// A clause that states a referential action.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clause {
    /// ON DELETE.
    OnDelete,
    /// ON UPDATE.
    OnUpdate,
}

impl Clause {
    /// Both, ON DELETE first.
    pub const BOTH: [Clause; 2] = [Clause::OnDelete, Clause::OnUpdate];

    /// The words of SQL.
    pub fn sql(self) -> &'static str {
        match self {
            Clause::OnDelete => "ON DELETE",
            Clause::OnUpdate => "ON UPDATE",
        }
    }

    /// What a foreign key does.
    pub fn action(self, fk: ForeignKeyRef<'_>) -> Action {
        match self {
            Clause::OnDelete => fk.get().on_delete,
            Clause::OnUpdate => fk.get().on_update,
        }
    }

    /// The name of the option in Prisma and Drizzle.
    fn camel(self) -> &'static str {
        match self {
            Clause::OnDelete => "onDelete",
            Clause::OnUpdate => "onUpdate",
        }
    }
}

/// A clause with the action that it is to state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// The clause.
    pub clause: Clause,
    /// The action.
    pub action: ReferentialAction,
}

/// A foreign key of a declaration, in the file that declares it.
#[derive(Clone, Copy)]
struct Site<'a> {
    file: &'a File,
    fk: ForeignKeyRef<'a>,
}

impl<'a> Site<'a> {
    /// The text of a place in the file.
    fn text(&self, span: Span) -> &'a str {
        self.file.slice(span.start, span.end)
    }

    /// An edit of `start..end`, counted from the beginning of a place.
    fn edit(&self, within: Span, range: std::ops::Range<usize>, text: impl Into<String>) -> Edit {
        let base = within.start as usize;
        Edit { span: Span::new(within.file, base + range.start, base + range.end), text: text.into() }
    }
}

/// The edits with which a declaration states other actions for a foreign key; `wanted` names a clause at most once. `None` where the language
/// or the engine has no such action, and where something else than the text at the place decides.
pub fn state_actions(
    files: &Files,
    kind: SourceKind,
    fk: ForeignKeyRef<'_>,
    wanted: &[Wanted],
) -> Option<Vec<Edit>> {
    let file = files.get(fk.get().span.file);
    let site = Site { file, fk };
    if !is_whole(file) || is_shared(fk) || !wanted.iter().all(|wanted| accepts(fk, wanted.action)) {
        return None;
    }
    let (stated, unstated): (Vec<Wanted>, Vec<Wanted>) =
        wanted.iter().partition(|wanted| wanted.clause.action(fk).stated.is_some());
    let language = language_of(kind)?;
    let mut edits = Vec::new();
    for wanted in stated {
        let action = wanted.clause.action(fk);
        let span = action.stated.filter(|span| span.file == fk.get().span.file)?;
        edits.push((language.replace)(&site, span, action.effective, wanted)?);
    }
    if !unstated.is_empty() {
        edits.push((language.insert)(&site, &unstated)?);
    }
    Some(edits)
}

/// How a language states actions.
struct Language {
    /// Another action at the place that states one now.
    replace: fn(&Site<'_>, Span, ReferentialAction, Wanted) -> Option<Edit>,
    /// Actions where none is stated.
    insert: fn(&Site<'_>, &[Wanted]) -> Option<Edit>,
}

fn language_of(kind: SourceKind) -> Option<Language> {
    match kind {
        SourceKind::Prisma => Some(Language { replace: prisma::replace, insert: prisma::insert }),
        SourceKind::Drizzle => Some(Language { replace: drizzle::replace, insert: drizzle::insert }),
        SourceKind::SqlAlchemy => Some(Language { replace: python::replace, insert: python::insert }),
        SourceKind::SqlSchema => Some(Language { replace: sql::replace, insert: sql::insert }),
        SourceKind::SqlMigrations | SourceKind::DrizzleSnapshot | SourceKind::Alembic => None,
    }
}

/// Whether all of a file is there to be edited.
fn is_whole(file: &File) -> bool {
    matches!(file.excerpts(), [only] if only.start == 0 && only.text.len() == file.len() as usize)
}

/// Whether one text makes several foreign keys: a helper, a mixin, a loop.
fn is_shared(fk: ForeignKeyRef<'_>) -> bool {
    let ids = (0..).map(crate::ir::ForeignKeyId);
    let all = ids.zip(&fk.schema.foreign_keys).filter(|(_, row)| row.lives() && !row.cloned);
    let mut others = all.filter(|(id, _)| *id != fk.id).map(|(_, row)| row);
    others.any(|other| other.span == fk.get().span)
}

/// Whether the foreign key can have the action: MySQL and MariaDB have no SET DEFAULT (InnoDB refuses or ignores it), and SET NULL of a required
/// column is refused by Prisma, SQLModel and MySQL, and fails elsewhere when it is carried out.
fn accepts(fk: ForeignKeyRef<'_>, action: ReferentialAction) -> bool {
    match action {
        ReferentialAction::SetDefault => match fk.schema.dialect.engine {
            Engine::MySql | Engine::MariaDb => false,
            Engine::PostgreSql | Engine::CockroachDb | Engine::Sqlite => true,
        },
        ReferentialAction::SetNull => fk.columns().all(|column| column.is_nullable()),
        ReferentialAction::NoAction | ReferentialAction::Restrict | ReferentialAction::Cascade => true,
    }
}
