//! What is to be known about the foreign key or the table at a place, as short Markdown.

use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::ir::pair::{self, Counterpart, Pair};
use crate::ir::{
    Action, Deferrability, ForeignKeyRef, IgnoredKind, Life, ReferentialAction, Role, SourceKind, Span,
    TableRef,
};
use crate::pipeline::{Analysis, Loaded, Project, describe};
use crate::rules::{self, Event};
use crate::text::{FileId, Files};

use super::definition::{others, successor};
use super::lineage::Lineage;
use super::place::{Spot, TableSpot, spots, tables};
use super::reach;

/// At most this many steps of a history, referring foreign keys or findings are told.
const TOLD: usize = 6;

/// What stands at a byte offset of a file, and its place; `None` where neither a foreign key nor a table's head stands.
pub fn hover(analysis: &Analysis, file: FileId, offset: u32) -> Option<(Span, String)> {
    let spots = spots(&analysis.project, file, offset);
    if let Some(first) = spots.first() {
        let beside = spots.iter().skip(1).filter(|spot| spot.span == first.span);
        return Some((first.span, of_foreign_key(analysis, first, beside.copied())));
    }
    let tables = tables(&analysis.project, file, offset);
    tables.first().map(|spot| (spot.span, of_table(analysis, spot)))
}

fn of_foreign_key<'a>(
    analysis: &'a Analysis,
    spot: &Spot<'a>,
    beside: impl Iterator<Item = Spot<'a>>,
) -> String {
    let (project, fk) = (&analysis.project, spot.foreign_key);
    let mut text = Text::default();
    let (from, to) = (rules::referencing(fk), rules::referenced(fk));
    text.line(format!("**Foreign key** `{} -> {}`", from.trim_matches('`'), to.trim_matches('`')));
    let clauses = Event::BOTH.map(|event| clause(project, spot.loaded, fk, event));
    text.paragraph(clauses.join(", "));
    text.paragraph(meaning(fk));
    text.paragraph(properties(fk));
    for other in beside.take(TOLD) {
        let fk = other.foreign_key;
        let on_delete = fk.get().on_delete.effective;
        let (from, to) = (rules::referencing(fk), rules::referenced(fk));
        text.item(format!("also here: {from} -> {to}, ON DELETE {on_delete}"));
    }
    let lineage = Lineage::of(spot.loaded, fk);
    let mut written = vec![fk];
    text.gap();
    history(&mut text, project, spot, &lineage);
    let current = lineage.current().unwrap_or(fk);
    for other in others(project, spot.loaded) {
        let counterpart = pair::counterpart(current, &other.schema);
        if let Counterpart::Same(fk) | Counterpart::OtherTarget(fk) = counterpart {
            written.push(fk);
        }
        text.item(compared(project, current, other, counterpart));
    }
    if let Some(referenced) = current.referenced_table() {
        text.paragraph(reached(project, spot.loaded, referenced));
    }
    findings(&mut text, &analysis.diagnostics, &places(&written));
    text.done()
}

/// `ON DELETE CASCADE (stated here)`.
fn clause(project: &Project, loaded: &Loaded, fk: ForeignKeyRef<'_>, event: Event) -> String {
    let action = event.action(fk);
    let mut set = String::new();
    if event == Event::Delete && !fk.get().set_columns.is_empty() {
        let names: Vec<&str> = fk.get().set_columns.iter().map(|name| name.as_str()).collect();
        set = format!(" (`{}`)", names.join("`, `"));
    }
    let who = author(project, loaded, fk, event, action);
    format!("{} **{}**{set} ({who})", event.clause(), action.effective)
}

/// Who says that an action is what it is.
fn author(project: &Project, loaded: &Loaded, fk: ForeignKeyRef<'_>, event: Event, action: Action) -> String {
    let engine = fk.schema.dialect.engine.title();
    if let Some(stated) = action.stated {
        let is_ignored = fk.schema.ignored.iter().any(|ignored| {
            ignored.kind == IgnoredKind::Action
                && ignored.at.span == fk.get().span
                && event.of(ignored.on_delete, ignored.on_update).effective != action.effective
        });
        if is_ignored {
            return format!("{engine} ignores the clause");
        }
        return match fk.get().span.contains(stated) {
            true => "stated".to_owned(),
            false => format!("stated in {}", link(&project.files, stated)),
        };
    }
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
            format!("{engine}'s default")
        }
    }
}

/// What the actions do to rows.
fn meaning(fk: ForeignKeyRef<'_>) -> String {
    if !fk.get().enforced {
        return format!("NOT ENFORCED: the database does nothing to `{}` rows", fk.table().name());
    }
    let told = Event::BOTH
        .into_iter()
        .filter(|event| *event == Event::Delete || !event.action(fk).effective.stops());
    let sentences: Vec<String> = told
        .map(|event| {
            let action = event.action(fk).effective;
            format!("{} {}", event.cause(fk), effect(fk, event, action))
        })
        .collect();
    capital(&sentences.join("; "))
}

fn effect(fk: ForeignKeyRef<'_>, event: Event, action: ReferentialAction) -> String {
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
fn properties(fk: ForeignKeyRef<'_>) -> String {
    let row = fk.get();
    let columns: Vec<String> = fk
        .columns()
        .map(|column| {
            let null = if column.is_nullable() { "takes NULL" } else { "is NOT NULL" };
            format!("`{}` {null}", column.name())
        })
        .collect();
    let mut parts = vec![columns.join(", ")];
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

/// What migrations did to it, unless all of that stands at the place itself.
fn history(text: &mut Text, project: &Project, spot: &Spot<'_>, lineage: &Lineage<'_>) {
    if spot.loaded.source.role != Role::History {
        return;
    }
    let steps = steps(lineage);
    let is_here = |span: Span| span.file == spot.span.file && spot.span.to(span) == spot.span;
    let is_all_here = steps.iter().all(|(span, _)| is_here(*span) || span.contains(spot.span));
    if !is_all_here || steps.len() > 1 {
        tell_steps(text, project, &steps);
    }
    let is_current = lineage.current().is_some_and(|current| current.id == spot.foreign_key.id);
    if spot.foreign_key.get().lives() || is_current {
        return;
    }
    match lineage.current() {
        Some(current) => {
            let (place, action) =
                (link(&project.files, current.get().span), current.get().on_delete.effective);
            text.item(format!("what holds now is ON DELETE {action} at {place}"));
        }
        None => text.item("it is no more".to_owned()),
    }
}

/// The steps of a history, the first and the last ones.
fn tell_steps(text: &mut Text, project: &Project, steps: &[(Span, String)]) {
    let skipped = steps.len().saturating_sub(TOLD);
    for (index, (span, what)) in steps.iter().enumerate() {
        if index == 1 && skipped > 0 {
            text.item(format!("… {skipped} more"));
        }
        if index == 0 || index > skipped {
            text.item(format!("{what} in {}", link(&project.files, *span)));
        }
    }
}

/// Each moment of a foreign key's life with what was done, in order.
fn steps(lineage: &Lineage<'_>) -> Vec<(Span, String)> {
    let mut steps = Vec::new();
    for (index, key) in lineage.keys.iter().enumerate() {
        let life = key.get().provenance;
        let again = if index > 0 { "created again" } else { "created" };
        let actions = format!("{again} with ON DELETE {}", key.get().on_delete.effective);
        steps.push((life.created, actions));
        steps.extend(life.changed.map(|origin| (origin, "changed".to_owned())));
        let table_end = key.table().get().provenance.dropped;
        let with = if life.dropped == table_end { " with its table" } else { "" };
        steps.extend(life.dropped.map(|origin| (origin, format!("dropped{with}"))));
    }
    steps.sort_by_key(|(origin, _)| origin.step);
    steps.into_iter().map(|(origin, what)| (origin.span, what)).collect()
}

/// What another description says of the same foreign key.
fn compared(project: &Project, fk: ForeignKeyRef<'_>, other: &Loaded, found: Counterpart<'_>) -> String {
    let title = rules::title(&describe(other));
    let table = fk.table().name();
    match found {
        Counterpart::Same(partner) => {
            let place = |event: Event| {
                link(&project.files, event.action(partner).stated.unwrap_or(partner.get().span))
            };
            let differing = Event::BOTH.into_iter().filter(|event| {
                let actions =
                    Pair { left: event.action(fk).effective, right: event.action(partner).effective };
                !pair::same_action(fk.schema, partner.schema, actions)
            });
            let differing: Vec<String> = differing
                .map(|event| {
                    let action = event.action(partner).effective;
                    format!("{} **{action}** in {}", event.clause(), place(event))
                })
                .collect();
            match differing.is_empty() {
                true => format!("{title}: the same in {}", link(&project.files, partner.get().span)),
                false => format!("**drift**, {title}: {}", differing.join(", ")),
            }
        }
        Counterpart::OtherTarget(partner) => {
            let (to, place) = (rules::referenced(partner), link(&project.files, partner.get().span));
            format!("**drift**, {title}: references {to} in {place}")
        }
        Counterpart::NoKey(there) if there.is_uncertain() => {
            format!("{title}: not found, but not all is known of `{table}` there")
        }
        Counterpart::NoKey(there) => {
            let place = link(&project.files, there.get().name_span);
            format!("**drift**, {title}: `{table}` has no such foreign key, {place}")
        }
        Counterpart::NoTable => format!("{title}: no table `{table}`"),
    }
}

/// What one DELETE of a row of a table does, in the description that is nearest to the database.
fn reached(project: &Project, loaded: &Loaded, table: TableRef<'_>) -> String {
    let histories = others(project, loaded)
        .into_iter()
        .filter(|other| loaded.source.role != Role::History && other.source.role == Role::History);
    let there = histories.filter_map(|other| Some((other, pair::same_table(table, &other.schema)?))).next();
    match there {
        Some((other, table)) => {
            format!("By {}, {}", rules::title(&describe(other)), reach::sentence(table))
        }
        None => reach::sentence(table),
    }
}

fn of_table(analysis: &Analysis, spot: &TableSpot<'_>) -> String {
    let (project, table) = (&analysis.project, spot.table);
    let mut text = Text::default();
    text.line(format!("**Table** `{}`", table.name()));
    if let Some(dropped) = table.get().provenance.dropped {
        text.paragraph(format!("Dropped in {}", link(&project.files, dropped.span)));
        if let Some(successor) = successor(table) {
            let place = link(&project.files, successor.get().name_span);
            text.paragraph(format!("The table of this name now is created in {place}"));
        }
        return text.done();
    }
    let referencing = crate::ir::graph::referencing(table.schema);
    let keys: Vec<ForeignKeyRef<'_>> = referencing.of(table.schema, table.id).collect();
    text.paragraph(match keys.len() {
        0 => "No foreign key refers to it".to_owned(),
        1 => "1 foreign key refers to it".to_owned(),
        several => format!("{several} foreign keys refer to it"),
    });
    text.gap();
    for fk in keys.iter().take(TOLD) {
        let (action, place) = (fk.get().on_delete.effective, link(&project.files, fk.get().span));
        text.item(format!("{} ON DELETE {action}, {place}", rules::referencing(*fk)));
    }
    if keys.len() > TOLD {
        text.item(format!("{} more", keys.len() - TOLD));
    }
    text.paragraph(reached(project, spot.loaded, table));
    findings(&mut text, &analysis.diagnostics, &[table.get().name_span]);
    text.done()
}

/// Where findings about foreign keys stand: at their clauses and at their columns.
fn places(keys: &[ForeignKeyRef<'_>]) -> Vec<Span> {
    let mut places = Vec::new();
    for fk in keys {
        places.push(fk.get().span);
        places.extend(fk.columns().flat_map(|column| [column.get().name_span, column.get().null_span]));
    }
    places
}

/// The findings that stand at one of the places.
fn findings(text: &mut Text, diagnostics: &[Diagnostic], places: &[Span]) {
    let is_here = |found: &&Diagnostic| places.iter().any(|place| place.contains(found.primary.span));
    let found: Vec<&Diagnostic> = diagnostics.iter().filter(is_here).collect();
    text.gap();
    for diagnostic in found.iter().take(TOLD / 2) {
        let Diagnostic { severity, rule, message, .. } = diagnostic;
        text.item(format!("{}[{rule}]: {message}", severity.name()));
    }
    if found.len() > TOLD / 2 {
        text.item(format!("{} more findings", found.len() - TOLD / 2));
    }
}

/// `file:line` of a place.
fn link(files: &Files, span: Span) -> String {
    format!("`{}:{}`", files.path(span.file), files.position(span).line)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Markdown that grows.
#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, line: String) {
        // Writing into a String cannot fail.
        let _ = writeln!(self.0, "{line}");
    }

    fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    fn paragraph(&mut self, line: String) {
        self.gap();
        self.line(line);
    }

    fn item(&mut self, line: String) {
        self.line(format!("- {line}"));
    }

    fn done(self) -> String {
        format!("{}\n", self.0.trim_end())
    }
}
