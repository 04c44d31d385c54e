//! What a foreign key says and does, in words.

use crate::ir::{Action, Deferrability, ForeignKeyRef, IgnoredKind, ReferentialAction, SourceKind, Span};
use crate::pipeline::Loaded;
use crate::rules::{self, Event};
use crate::text::Files;

use super::markdown::{capital, link};
use super::reach;

/// `posts.author_id -> users.id`, in backquotes.
pub(super) fn arrow(fk: ForeignKeyRef<'_>) -> String {
    let (from, to) = (rules::referencing(fk), rules::referenced(fk));
    format!("`{} -> {}`", from.trim_matches('`'), to.trim_matches('`'))
}

/// ON DELETE and ON UPDATE, each with who says so; `at` is the place where the question is.
pub(super) fn clauses(files: &Files, loaded: &Loaded, fk: ForeignKeyRef<'_>, at: Span) -> String {
    let clause = |event: Event| {
        let action = event.action(fk);
        let mut set = String::new();
        if event == Event::Delete && !fk.get().set_columns.is_empty() {
            let names: Vec<&str> = fk.get().set_columns.iter().map(|name| name.as_str()).collect();
            set = format!(" (`{}`)", names.join("`, `"));
        }
        let who = match action.stated {
            Some(_) if is_ignored(fk, event, action) => {
                format!("{} ignores the clause", fk.schema.dialect.engine.title())
            }
            Some(stated) if is_beside(files, stated, at) => "stated here".to_owned(),
            Some(stated) => format!("stated in {}", link(files, stated)),
            None => default(loaded, fk, event, action),
        };
        format!("{} **{}**{set}, {who}", event.clause(), action.effective)
    };
    Event::BOTH.map(clause).join("; ")
}

/// Whether a place is on the lines of another one.
pub(super) fn is_beside(files: &Files, place: Span, at: Span) -> bool {
    let line = |span: Span| files.position(span).line;
    place.file == at.file && (at.contains(place) || line(place) == line(at))
}

/// Whether the engine passes over the clause that states an action.
fn is_ignored(fk: ForeignKeyRef<'_>, event: Event, action: Action) -> bool {
    fk.schema.ignored.iter().any(|ignored| {
        ignored.kind == IgnoredKind::Action
            && ignored.at.span == fk.get().span
            && event.of(ignored.on_delete, ignored.on_update).effective != action.effective
    })
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
    let set: Vec<String> = fk.get().set_columns.iter().map(|name| format!("`{name}`")).collect();
    let is_partial = event == Event::Delete && !set.is_empty();
    match action {
        ReferentialAction::SetNull if is_partial => format!("sets {} to NULL", reach::list(&set)),
        ReferentialAction::SetDefault if is_partial => format!("sets {} to the default", reach::list(&set)),
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
