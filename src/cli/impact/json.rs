//! `referee impact --format json`, version 1. See docs/json.md; fields are added, never changed, within a version.

use serde::Serialize;

use crate::impact::{Effect, Obstacle, Outcome, Verdict};
use crate::ir::{ForeignKeyId, Name, TableRef};
use crate::rules::{Client, Evidence, Standing};
use crate::text::Span;

use super::account::{Account, Clause};
use super::left::{Left, Why};
use super::{tree, words};

#[derive(Serialize)]
pub(super) struct Document<'a> {
    version: u32,
    table: &'a str,
    impacts: Vec<ImpactDocument<'a>>,
}

#[derive(Serialize)]
struct ImpactDocument<'a> {
    database: Option<&'a str>,
    source: &'a str,
    kind: &'static str,
    dialect: &'static str,
    table: TableDocument,
    verdict: &'static str,
    summary: String,
    foreign_keys_off: bool,
    effects: Vec<EffectDocument<'a>>,
    left_behind: Vec<LeftDocument<'a>>,
    sql_server: Vec<RepeatedDocument>,
    notes: Vec<NoteDocument<'a>>,
}

#[derive(Serialize)]
struct TableDocument {
    schema: Option<&'static str>,
    name: &'static str,
}

#[derive(Serialize)]
struct EffectDocument<'a> {
    cause: Option<usize>,
    depth: u32,
    outcome: &'static str,
    by: Option<usize>,
    obstacle: Option<&'static str>,
    obstacle_column: Option<&'static str>,
    name: Option<&'static str>,
    table: TableDocument,
    columns: Vec<&'static str>,
    referenced: TableDocument,
    referenced_columns: Vec<&'static str>,
    event: &'static str,
    action: &'static str,
    stated: bool,
    span: PlaceDocument<'a>,
}

#[derive(Serialize)]
struct LeftDocument<'a> {
    cause: Option<usize>,
    table: TableDocument,
    columns: Vec<&'static str>,
    referenced: TableDocument,
    why: &'static str,
    doubtful: bool,
    client: Option<&'static str>,
    text: String,
    span: PlaceDocument<'a>,
    evidence: Option<PlaceDocument<'a>>,
}

#[derive(Serialize)]
struct RepeatedDocument {
    table: TableDocument,
    first: Vec<KeyDocument>,
    second: Vec<KeyDocument>,
    text: String,
}

#[derive(Serialize)]
struct KeyDocument {
    table: TableDocument,
    columns: Vec<&'static str>,
}

#[derive(Serialize)]
struct NoteDocument<'a> {
    kind: &'static str,
    text: &'a str,
    span: Option<PlaceDocument<'a>>,
}

#[derive(Serialize)]
struct PlaceDocument<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}

pub(super) fn document<'a>(table: &'a str, accounts: &'a [Account<'a>]) -> Document<'a> {
    Document { version: 1, table, impacts: accounts.iter().map(impact_document).collect() }
}

fn impact_document<'a>(account: &'a Account<'a>) -> ImpactDocument<'a> {
    let source = &account.loaded.source;
    ImpactDocument {
        database: account.database,
        source: &source.path,
        kind: source.kind.name(),
        dialect: source.dialect.engine.name(),
        table: table_document(account.table),
        verdict: match account.verdict {
            Verdict::Succeeds => "succeeds",
            Verdict::Depends => "depends",
            Verdict::Refused => "refused",
        },
        summary: words::verdict(account),
        foreign_keys_off: account.is_off,
        effects: account.effects.iter().map(|effect| effect_document(account, effect)).collect(),
        left_behind: account.left.iter().map(|left| left_document(account, left)).collect(),
        sql_server: account
            .repeated
            .iter()
            .map(|repeated| RepeatedDocument {
                table: table_document(account.schema().walk_table(repeated.table)),
                first: keys(account, &repeated.first),
                second: keys(account, &repeated.second),
                text: words::repeated(account, repeated),
            })
            .collect(),
        notes: account
            .notes
            .iter()
            .map(|note| NoteDocument {
                kind: note.kind,
                text: &note.text,
                span: note.span.map(|span| place(account, span)),
            })
            .collect(),
    }
}

fn effect_document<'a>(account: &'a Account<'a>, effect: &Effect) -> EffectDocument<'a> {
    let fk = account.foreign_key(effect);
    let row = fk.get();
    let Clause { action, is_update } = account.clause(effect);
    let (outcome, by, obstacle) = match effect.outcome {
        Outcome::Removed => ("removed", None, None),
        Outcome::AlreadyRemoved(by) => ("already_removed", by, None),
        Outcome::Nulled => ("set_null", None, None),
        Outcome::Defaulted => ("set_default", None, None),
        Outcome::Cleared(by) => ("cleared", by, None),
        Outcome::Stops(obstacle) => ("stops", None, Some(obstacle)),
    };
    let referenced = fk.referenced_table().map(table_document);
    EffectDocument {
        cause: effect.cause,
        depth: effect.depth,
        outcome,
        by,
        obstacle: obstacle.map(|obstacle| match obstacle {
            Obstacle::Referenced => "referenced",
            Obstacle::NotNull(_) => "not_null",
            Obstacle::DefaultRemoved => "default_removed",
            Obstacle::Depth(_) => "depth",
            Obstacle::NoTable => "no_table",
            Obstacle::NoKey => "no_key",
        }),
        obstacle_column: obstacle.and_then(|obstacle| match obstacle {
            Obstacle::NotNull(column) => Some(account.schema().walk_column(column).name().as_str()),
            Obstacle::Referenced
            | Obstacle::DefaultRemoved
            | Obstacle::Depth(_)
            | Obstacle::NoTable
            | Obstacle::NoKey => None,
        }),
        name: row.name.map(Name::as_str),
        table: table_document(fk.table()),
        columns: fk.columns().map(|column| column.name().as_str()).collect(),
        referenced: referenced.unwrap_or_else(|| {
            let name = fk.qualified_referenced_name();
            TableDocument { schema: name.schema.map(Name::as_str), name: name.name.as_str() }
        }),
        referenced_columns: row.referenced_columns.iter().map(|name| name.as_str()).collect(),
        event: if is_update { "update" } else { "delete" },
        action: action.effective.json(),
        stated: action.stated.is_some(),
        span: place(account, account.span(effect)),
    }
}

fn left_document<'a>(account: &'a Account<'a>, left: &Left<'_>) -> LeftDocument<'a> {
    let why = match left.why {
        Why::Off(_) => "foreign_keys_off",
        Why::NotEnforced(_) => "not_enforced",
        Why::Loose { client: Some(_), .. } => "relation_mode",
        Why::Loose { evidence, .. } => match evidence {
            Evidence::Index(_) | Evidence::Sibling(_) => "named_like_a_reference",
            Evidence::Relation(_) => "relation",
            Evidence::Dropped(_) => "dropped",
            Evidence::Declared(_) => "declared_elsewhere",
            Evidence::Ignored(_) => "ignored_by_engine",
        },
    };
    let action = |client: Client| client.action.json();
    LeftDocument {
        cause: left.cause,
        table: table_document(left.table),
        columns: left.columns.iter().copied().map(Name::as_str).collect(),
        referenced: table_document(left.referenced),
        why,
        doubtful: matches!(left.why, Why::Loose { standing: Standing::Doubtful, .. }),
        client: left.why.client().map(action),
        text: tree::reason(account, left),
        span: place(account, left.span),
        evidence: left.why.place().map(|span| place(account, span)),
    }
}

fn keys(account: &Account<'_>, keys: &[ForeignKeyId]) -> Vec<KeyDocument> {
    let document = |id: &ForeignKeyId| {
        let fk = account.schema().walk_foreign_key(*id);
        let columns = fk.columns().map(|column| column.name().as_str()).collect();
        KeyDocument { table: table_document(fk.table()), columns }
    };
    keys.iter().map(document).collect()
}

fn table_document(table: TableRef<'_>) -> TableDocument {
    let name = table.qualified_name();
    TableDocument { schema: name.schema.map(Name::as_str), name: name.name.as_str() }
}

fn place<'a>(account: &'a Account<'a>, span: Span) -> PlaceDocument<'a> {
    let at = account.files.position(span);
    PlaceDocument { file: account.files.path(span.file), line: at.line, column: at.column }
}
