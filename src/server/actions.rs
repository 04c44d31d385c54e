//! What an editor offers for findings: the declared action brought in line with the database, a comment that ignores the finding, an entry of
//! referee.toml that does.

use std::ops::Range;

use crate::config;
use crate::diagnostic::{Diagnostic, Label};
use crate::fix::{self, Clause, Edit, Fix, Wanted};
use crate::ir::pair::{Pair, pair, same_action};
use crate::ir::{ForeignKeyRef, Layout, ReferentialAction, Role};
use crate::pipeline::{Analysis, Loaded, Project, describe};
use crate::rules;
use crate::text::{FileId, Files, Span};

/// How many findings are answered at once: in a selection of a whole file there may be thousands.
const MOST: usize = 20;

/// Edits that an editor offers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// The edits.
    pub fix: Fix,
    /// Whether it is the obvious answer.
    pub is_preferred: bool,
    /// The findings that it answers, as indices into [`Analysis::diagnostics`].
    pub findings: Vec<usize>,
}

/// What is offered for the findings with a place that touches a range of a file.
pub fn actions(analysis: &Analysis, file: FileId, range: Range<u32>) -> Vec<Offer> {
    let project = &analysis.project;
    let touches = |span: Span| span.file == file && span.start <= range.end && range.start <= span.end;
    let touched: Vec<(usize, &Diagnostic, &Label)> = analysis
        .diagnostics
        .iter()
        .enumerate()
        .filter_map(|(index, finding)| {
            let label = labels(finding).find(|label| touches(label.span))?;
            Some((index, finding, label))
        })
        .take(MOST)
        .collect();
    let mut offers = Vec::new();
    for (index, finding, _) in &touched {
        offer(&mut offers, *index, true, stated(project, finding, file));
    }
    for (index, finding, label) in &touched {
        offer(&mut offers, *index, false, ignored_here(project, finding, label, file));
    }
    for (index, finding, _) in &touched {
        offer(&mut offers, *index, false, ignored_by_configuration(project, finding));
    }
    offers
}

/// Adds an offer, or lets one with the same edits answer another finding.
fn offer(offers: &mut Vec<Offer>, finding: usize, is_preferred: bool, fix: Option<Fix>) {
    let Some(fix) = fix else { return };
    match offers.iter_mut().find(|offer| offer.fix.edits == fix.edits) {
        Some(same) => same.findings.push(finding),
        None => offers.push(Offer { fix, is_preferred, findings: vec![finding] }),
    }
}

fn labels(finding: &Diagnostic) -> impl Iterator<Item = &Label> {
    std::iter::once(&finding.primary).chain(&finding.related)
}

/// `in schema.prisma`, if edits are not in the file that is looked at.
fn elsewhere(files: &Files, edits: &[Edit], file: FileId) -> String {
    let other = edits.iter().map(|edit| edit.span.file).find(|other| *other != file);
    other.map_or_else(String::new, |other| format!(" in {}", files.path(other)))
}

/// What mends a finding: the declaration says what the database does, or what it leaves to a default; a comment that silences nothing goes.
fn stated(project: &Project, finding: &Diagnostic, file: FileId) -> Option<Fix> {
    let declarations = || project.sources.iter().filter(|loaded| loaded.source.role == Role::Declaration);
    match finding.rule {
        "action-mismatch" => declarations().find_map(|left| agreed(project, finding, left, file)),
        "implicit-action" => declarations().find_map(|loaded| {
            let mut fks = loaded.schema.living_foreign_keys();
            let fk = fks.find(|fk| fk.get().span == finding.primary.span)?;
            let action = Some(fk.get().on_delete).filter(|action| action.stated.is_none())?.effective;
            let wanted = [Wanted { clause: Clause::OnDelete, action }];
            let edits = fix::state_actions(&project.files, loaded.source.kind, fk, &wanted)?;
            let place = elsewhere(&project.files, &edits, file);
            Some(Fix { title: format!("State ON DELETE {action}, as it is by default{place}"), edits })
        }),
        "unused-suppression" => {
            let edit = fix::remove_comment(&project.files, finding.primary.span)?;
            let rule = project.files.text(finding.primary.span);
            Some(Fix { title: format!("Do not ignore {rule}, which finds nothing here"), edits: vec![edit] })
        }
        _ => None,
    }
}

/// A declared foreign key with the actions that the other side of a difference has, if no history says something else again.
fn agreed(project: &Project, finding: &Diagnostic, left: &Loaded, file: FileId) -> Option<Fix> {
    let is_place = |fk: ForeignKeyRef<'_>, span: Span| places(fk).any(|place| place == span);
    let mut fks = left.schema.living_foreign_keys();
    fks.find(|fk| is_place(*fk, finding.primary.span))?;
    let mut wanted: Option<(Vec<Wanted>, Pair<ForeignKeyRef<'_>>, &Loaded)> = None;
    let mut histories = Vec::new();
    for right in others(project, finding, left) {
        for fks in pair(&left.schema, &right.schema).foreign_keys {
            if !is_place(fks.left, finding.primary.span) {
                continue;
            }
            let is_told = finding.related.iter().any(|label| is_place(fks.right, label.span));
            let changes = differences(fks);
            if wanted.is_none() && is_told && !changes.is_empty() {
                wanted = Some((changes, fks, right));
            }
            if right.source.role == Role::History {
                histories.push(fks);
            }
        }
    }
    let (wanted, fks, right) = wanted?;
    let keeps = |other: &Pair<ForeignKeyRef<'_>>| other.left.id != fks.left.id || agrees(*other, &wanted);
    if !histories.iter().all(keeps) || !fks.right.get().set_columns.is_empty() {
        return None;
    }
    let edits = fix::state_actions(&project.files, left.source.kind, fks.left, &wanted)?;
    let clauses: Vec<String> =
        wanted.iter().map(|wanted| format!("{} {}", wanted.clause.sql(), wanted.action)).collect();
    let place = elsewhere(&project.files, &edits, file);
    Some(Fix { title: format!("State {} {}{place}", clauses.join(" and "), like(right)), edits })
}

/// The places by which findings name a foreign key.
fn places(fk: ForeignKeyRef<'_>) -> impl Iterator<Item = Span> {
    let stated = Clause::BOTH.into_iter().filter_map(move |clause| clause.action(fk).stated);
    stated.chain([fk.get().span])
}

/// The other sources of the database of a finding.
fn others<'a>(
    project: &'a Project,
    finding: &'a Diagnostic,
    left: &'a Loaded,
) -> impl Iterator<Item = &'a Loaded> {
    let named = project.databases.iter().filter(|database| database.name == finding.database);
    let sources = named.map(|database| project.sources_of(database).collect::<Vec<&Loaded>>());
    let is_left = move |loaded: &&Loaded| std::ptr::eq(*loaded, left);
    sources
        .filter(move |sources| sources.iter().any(is_left))
        .flatten()
        .filter(move |loaded| !is_left(loaded))
}

/// What the left side is to state, to be as the right one.
fn differences(fks: Pair<ForeignKeyRef<'_>>) -> Vec<Wanted> {
    let clauses = Clause::BOTH.into_iter().filter_map(|clause| {
        let actions =
            Pair { left: clause.action(fks.left).effective, right: clause.action(fks.right).effective };
        let same = same_action(fks.left.schema, fks.right.schema, actions);
        (!same).then_some(Wanted { clause, action: actions.right })
    });
    clauses.collect()
}

/// Whether both sides do the same when the left one states some actions.
fn agrees(fks: Pair<ForeignKeyRef<'_>>, wanted: &[Wanted]) -> bool {
    Clause::BOTH.into_iter().all(|clause| {
        let stated = wanted.iter().find(|wanted| wanted.clause == clause).map(|wanted| wanted.action);
        let left: ReferentialAction = stated.unwrap_or(clause.action(fks.left).effective);
        let actions = Pair { left, right: clause.action(fks.right).effective };
        same_action(fks.left.schema, fks.right.schema, actions)
    })
}

/// `as the migrations do`.
fn like(right: &Loaded) -> String {
    let title = rules::title(&describe(right));
    format!("as {title} {}", if title.ends_with('s') { "do" } else { "does" })
}

/// A comment at the place that is looked at; where none may stand there, at another one of the finding.
fn ignored_here(project: &Project, finding: &Diagnostic, label: &Label, file: FileId) -> Option<Fix> {
    let others = labels(finding).filter(|other| other.span != label.span);
    let mut editable =
        std::iter::once(label).chain(others).filter(|label| !is_sealed(project, label.span.file));
    let edit = editable.find_map(|label| fix::ignore_comment(&project.files, finding, label))?;
    let place = match elsewhere(&project.files, std::slice::from_ref(&edit), file) {
        place if place.is_empty() => " here".to_owned(),
        place => place,
    };
    Some(Fix { title: format!("Ignore {}{place}, with a reason", finding.rule), edits: vec![edit] })
}

fn ignored_by_configuration(project: &Project, finding: &Diagnostic) -> Option<Fix> {
    let config = project.config.file?;
    let edit = fix::ignore_entry(&project.files, config, finding)?;
    // What cannot be appended to, such as `ignore = [...]`, is left alone.
    let path = project.files.path(config);
    let mut copy = Files::default();
    let whole = copy.add(path, format!("{}{}", project.files.get(config).text(), edit.text));
    let rules: Vec<&str> = rules::RULES.iter().map(|rule| rule.name).collect();
    config::parse(&copy, whole, &rules).ok()?;
    let name = path.rsplit('/').next().unwrap_or(path);
    Some(Fix { title: format!("Ignore {} in {name}, with a reason", finding.rule), edits: vec![edit] })
}

/// Whether a file is a migration that its tool refuses once it was applied and then changed. The newest one may not have been applied.
fn is_sealed(project: &Project, file: FileId) -> bool {
    project.sources.iter().any(|loaded| {
        let files = &loaded.source.files;
        let is_older = files.contains(&file) && files.last() != Some(&file);
        is_older && loaded.source.layout.is_some_and(keeps_checksums)
    })
}

/// Whether a tool keeps checksums of applied migrations: Prisma's `_prisma_migrations`, Flyway's history table, sqlx's and refinery's, Liquibase's
/// change log, atlas.sum.
fn keeps_checksums(layout: Layout) -> bool {
    match layout {
        Layout::PrismaMigrate
        | Layout::Sqlx
        | Layout::Flyway
        | Layout::Refinery
        | Layout::LiquibaseSql
        | Layout::Atlas => true,
        Layout::DrizzleKit
        | Layout::GolangMigrate
        | Layout::Goose
        | Layout::Dbmate
        | Layout::SqlMigrate
        | Layout::Diesel
        | Layout::Hasura
        | Layout::Supabase
        | Layout::Pop
        | Layout::Sqitch
        | Layout::UptoVersions
        | Layout::Numbered
        | Layout::Alembic
        | Layout::InOrder
        | Layout::SingleFile => false,
    }
}
