//! What a foreign key says and does, in words.

use crate::ir::{Action, Deferrability, ForeignKeyRef, ReferentialAction, SourceKind, Span};
use crate::pipeline::Loaded;
use crate::rules::{self, Event};

use super::markdown::{Links, capital};
use super::reach;

/// `posts.author_id -> users.id`, in backquotes.
pub(super) fn arrow(fk: ForeignKeyRef<'_>) -> String {
    let (from, to) = (rules::referencing(fk), rules::referenced(fk));
    format!("`{} -> {}`", from.trim_matches('`'), to.trim_matches('`'))
}

/// ON DELETE and ON UPDATE with who says so; `at` is the place where the question is.
pub(super) fn clauses(links: Links<'_>, loaded: &Loaded, fk: ForeignKeyRef<'_>, at: Span) -> String {
    let [delete, update] = Event::BOTH.map(|event| (clause(fk, event), author(links, loaded, fk, event, at)));
    if delete.1 == update.1 {
        return format!("{}, {}; both {}", delete.0, update.0, delete.1);
    }
    format!("{}, {}; {}, {}", delete.0, delete.1, update.0, update.1)
}

fn clause(fk: ForeignKeyRef<'_>, event: Event) -> String {
    let mut set = String::new();
    if event == Event::Delete && !fk.get().set_columns.is_empty() {
        let names: Vec<&str> = fk.get().set_columns.iter().map(|name| name.as_str()).collect();
        set = format!(" (`{}`)", names.join("`, `"));
    }
    format!("{} **{}**{set}", event.clause(), event.action(fk).effective)
}

/// Who says that an action is what it is.
fn author(links: Links<'_>, loaded: &Loaded, fk: ForeignKeyRef<'_>, event: Event, at: Span) -> String {
    let action = event.action(fk);
    match action.stated {
        Some(stated) if names_another(links.files.text(stated), action.effective) => {
            let engine = fk.schema.dialect.engine.title();
            format!("as {engine} ignores the clause")
        }
        Some(stated) if is_beside(links, stated, at) => "stated here".to_owned(),
        Some(stated) => format!("stated in {}", links.to(stated)),
        None => default(loaded, fk, event, action),
    }
}

/// Whether a clause names another action than the one that holds. A name of the program's own names none.
fn names_another(clause: &str, effective: ReferentialAction) -> bool {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphabetic);
        letters.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let clause = plain(clause);
    let names = |action: ReferentialAction| clause.contains(&plain(action.sql()));
    !names(effective) && ReferentialAction::ALL.into_iter().any(names)
}

/// Whether a place is on the lines of another one.
pub(super) fn is_beside(links: Links<'_>, place: Span, at: Span) -> bool {
    let line = |span: Span| links.files.position(span).line;
    place.file == at.file && (at.contains(place) || line(place) == line(at))
}

/// Whose default an action is that nobody states.
fn default(loaded: &Loaded, fk: ForeignKeyRef<'_>, event: Event, action: Action) -> String {
    match loaded.source.kind {
        SourceKind::Prisma => match (event, fk.columns().find(|column| !column.is_nullable())) {
            (Event::Delete, _) if action.effective == ReferentialAction::Cascade => {
                "as in every implicit many-to-many relation".to_owned()
            }
            (Event::Delete, Some(column)) => format!("Prisma's default: `{}` is required", column.name()),
            (Event::Delete, None) => "Prisma's default: every field is optional".to_owned(),
            (Event::Update, _) => "Prisma's default".to_owned(),
        },
        SourceKind::Drizzle | SourceKind::DrizzleSnapshot => "Drizzle's default".to_owned(),
        SourceKind::SqlMigrations | SourceKind::SqlSchema | SourceKind::Alembic | SourceKind::SqlAlchemy => {
            format!("{}'s default", fk.schema.dialect.engine.title())
        }
    }
}

/// What the actions do to rows.
pub(super) fn meaning(fk: ForeignKeyRef<'_>) -> String {
    if !fk.get().enforced {
        return format!("NOT ENFORCED: the database does nothing to `{}` rows", fk.table().name());
    }
    let is_told = |event: &Event| *event == Event::Delete || !event.action(fk).effective.stops();
    let told = Event::BOTH.into_iter().filter(is_told);
    let sentences: Vec<String> =
        told.map(|event| format!("{} {}", event.cause(fk), effect(fk, event))).collect();
    capital(&sentences.join("; "))
}

fn effect(fk: ForeignKeyRef<'_>, event: Event) -> String {
    let action = event.action(fk).effective;
    let is_partial = event == Event::Delete && !fk.get().set_columns.is_empty();
    match action {
        ReferentialAction::SetNull if is_partial => format!("sets {} to NULL", reach::written(fk)),
        ReferentialAction::SetDefault if is_partial => format!("sets {} to its default", reach::written(fk)),
        ReferentialAction::SetNull
        | ReferentialAction::SetDefault
        | ReferentialAction::NoAction
        | ReferentialAction::Restrict
        | ReferentialAction::Cascade => event.effect(fk, action),
    }
}

/// Whether it takes NULL, when it is checked, what it is called.
pub(super) fn properties(fk: ForeignKeyRef<'_>) -> String {
    let row = fk.get();
    let columns = fk.columns().map(|column| {
        let null = if column.is_nullable() { "takes NULL" } else { "is NOT NULL" };
        format!("`{}` {null}", column.name())
    });
    let mut parts = vec![columns.collect::<Vec<String>>().join(", ")];
    match row.deferrability {
        Deferrability::NotDeferrable => {}
        Deferrability::InitiallyImmediate => parts.push("deferrable".to_owned()),
        Deferrability::InitiallyDeferred => parts.push("deferred: checked at COMMIT".to_owned()),
    }
    if !row.validated && row.enforced {
        parts.push("not validated: older rows may refer to nothing".to_owned());
    }
    if let Some(name) = row.name {
        let whose = if row.named { "" } else { " (generated)" };
        parts.push(format!("constraint `{name}`{whose}"));
    }
    parts.join("; ")
}
