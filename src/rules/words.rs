//! How findings call things: descriptions, foreign keys, and what an action does to rows.

use crate::ir::{Action, ColumnRef, ForeignKeyRef, Name, ReferentialAction, Role, SourceKind, TableName};

use super::Description;

/// How a sentence calls a description: `the migrations`, `the Prisma schema`.
pub(crate) fn title(description: &Description<'_>) -> &'static str {
    match (description.source.role, description.source.kind) {
        (Role::History, SourceKind::Alembic) => "the revisions",
        (
            Role::History,
            SourceKind::SqlMigrations
            | SourceKind::SqlSchema
            | SourceKind::Prisma
            | SourceKind::Drizzle
            | SourceKind::DrizzleSnapshot
            | SourceKind::SqlAlchemy,
        ) => "the migrations",
        (Role::Declaration, SourceKind::SqlMigrations | SourceKind::SqlSchema) => "the SQL schema",
        (Role::Declaration, SourceKind::Prisma) => "the Prisma schema",
        (Role::Declaration, SourceKind::Drizzle) => "the Drizzle schema",
        (Role::Declaration, SourceKind::DrizzleSnapshot) => "drizzle-kit's snapshot",
        (Role::Declaration, SourceKind::Alembic | SourceKind::SqlAlchemy) => "the models",
    }
}

/// A verb after the title of a description: `the Prisma schema has`, `the models have`.
pub(super) fn verb(
    description: &Description<'_>,
    singular: &'static str,
    plural: &'static str,
) -> &'static str {
    if title(description).ends_with('s') { plural } else { singular }
}

/// The referencing columns with their table: `` `Post.authorId` `` or `` `Post(a, b)` ``.
pub(crate) fn referencing(fk: ForeignKeyRef<'_>) -> String {
    key(fk.table().name(), &fk.columns().map(|column| column.name()).collect::<Vec<_>>())
}

/// The referenced columns with their table; the table alone if its columns are not known.
pub(crate) fn referenced(fk: ForeignKeyRef<'_>) -> String {
    key(fk.referenced_name(), &fk.get().referenced_columns)
}

/// A column with its table: `` `posts.author_id` ``.
pub(super) fn column(column: ColumnRef<'_>) -> String {
    key(column.table().name(), &[column.name()])
}

/// A list of names, each in backticks.
pub(super) fn list(names: impl IntoIterator<Item = Name>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn key(table: TableName, columns: &[Name]) -> String {
    match columns {
        [] => format!("`{table}`"),
        [column] => format!("`{table}.{column}`"),
        several => {
            let columns: Vec<&str> = several.iter().map(|column| column.as_str()).collect();
            format!("`{table}({})`", columns.join(", "))
        }
    }
}

/// The statement an action answers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Event {
    /// ON DELETE.
    Delete,
    /// ON UPDATE.
    Update,
}

impl Event {
    /// Both, ON DELETE first.
    pub(crate) const BOTH: [Event; 2] = [Event::Delete, Event::Update];

    /// Of what is said for both, what is said for this one.
    pub(crate) fn of<T>(self, on_delete: T, on_update: T) -> T {
        match self {
            Event::Delete => on_delete,
            Event::Update => on_update,
        }
    }

    /// What a foreign key does then.
    pub(crate) fn action(self, fk: ForeignKeyRef<'_>) -> Action {
        self.of(fk.get().on_delete, fk.get().on_update)
    }

    /// The clause's words.
    pub(crate) fn clause(self) -> &'static str {
        self.of("ON DELETE", "ON UPDATE")
    }

    /// What happens to the referenced row: `deleting a row of ...`.
    pub(crate) fn cause(self, fk: ForeignKeyRef<'_>) -> String {
        match self {
            Event::Delete => format!("deleting a row of `{}`", fk.referenced_name()),
            Event::Update => format!("changing {}", referenced(fk)),
        }
    }

    /// What the action then does, in the third person.
    pub(crate) fn effect(self, fk: ForeignKeyRef<'_>, action: ReferentialAction) -> String {
        let table = fk.table().name();
        match (action, self) {
            (ReferentialAction::NoAction | ReferentialAction::Restrict, _) => {
                format!("is refused while `{table}` rows reference it")
            }
            (ReferentialAction::Cascade, Event::Delete) => format!("deletes its `{table}` rows"),
            (ReferentialAction::Cascade, Event::Update) => format!("changes {} with it", referencing(fk)),
            (ReferentialAction::SetNull, _) => format!("sets {} to NULL", referencing(fk)),
            (ReferentialAction::SetDefault, _) => format!("sets {} to its default", referencing(fk)),
        }
    }

    /// The same as a noun, after `instead of`.
    pub(super) fn alternative(self, fk: ForeignKeyRef<'_>, action: ReferentialAction) -> String {
        let table = fk.table().name();
        match (action, self) {
            (ReferentialAction::NoAction | ReferentialAction::Restrict, _) => "being refused".to_owned(),
            (ReferentialAction::Cascade, Event::Delete) => format!("deleting its `{table}` rows"),
            (ReferentialAction::Cascade, Event::Update) => format!("changing {} with it", referencing(fk)),
            (ReferentialAction::SetNull, _) => format!("setting {} to NULL", referencing(fk)),
            (ReferentialAction::SetDefault, _) => format!("setting {} to its default", referencing(fk)),
        }
    }
}

/// The clauses of a foreign key with a wanted action, each with the columns that it sets.
pub(super) fn clauses_that<'s>(
    fk: ForeignKeyRef<'s>,
    wanted: ReferentialAction,
) -> impl Iterator<Item = (Event, Action, impl Iterator<Item = ColumnRef<'s>>)> {
    let clauses = Event::BOTH.into_iter().map(move |event| (event, event.action(fk)));
    clauses.filter(move |(_, action)| action.effective == wanted).map(move |(event, action)| {
        let listed = event.of(fk.get().set_columns.as_slice(), &[]);
        let set = fk.columns().filter(|column| listed.is_empty() || listed.contains(&column.name()));
        (event, action, set)
    })
}

/// How a source writes an action: `onDelete: Cascade` or `ON DELETE CASCADE`.
pub(super) fn written(description: &Description<'_>, event: Event, action: ReferentialAction) -> String {
    match description.source.kind {
        SourceKind::SqlMigrations | SourceKind::SqlSchema => format!("{} {action}", event.clause()),
        SourceKind::Drizzle | SourceKind::DrizzleSnapshot => {
            let key = if event == Event::Delete { "onDelete" } else { "onUpdate" };
            format!("{key}: \"{}\"", action.sql().to_lowercase())
        }
        SourceKind::Alembic | SourceKind::SqlAlchemy => {
            let key = if event == Event::Delete { "ondelete" } else { "onupdate" };
            format!("{key}=\"{action}\"")
        }
        SourceKind::Prisma => {
            let key = if event == Event::Delete { "onDelete" } else { "onUpdate" };
            format!("{key}: {}", action.prisma())
        }
    }
}
