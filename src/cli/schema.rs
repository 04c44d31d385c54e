//! `referee schema`: the schema that each source really produces, as text for people and as the stable JSON interface for tools.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use serde::Serialize;

use super::{Outcome, SchemaArguments, SchemaFormat, project};
use crate::ir::{ForeignKeyRef, KeyKind, Name, TableKind, TableName, TableRef};
use crate::pipeline::{Loaded, Project};
use crate::text::{Files, Span};

pub(super) fn run(arguments: &SchemaArguments) -> io::Result<Outcome> {
    let Some(project) = project::open(&arguments.input) else { return Ok(Outcome::Failed) };
    let mut out = io::BufWriter::new(io::stdout().lock());
    match arguments.format {
        SchemaFormat::Text => out.write_all(describe(&project).as_bytes())?,
        SchemaFormat::Json => {
            serde_json::to_writer(&mut out, &document(&project))?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(Outcome::Clean)
}

/// The replayed schemas, one line per object, with places: for people, and for tests to compare.
pub fn describe(project: &Project) -> String {
    let mut text = String::new();
    for loaded in &project.sources {
        describe_source(&mut text, &project.files, loaded);
    }
    text
}

fn describe_source(text: &mut String, files: &Files, loaded: &Loaded) {
    let source = &loaded.source;
    let layout = source.layout.map_or("declaration", |layout| layout.name());
    // Writing into a String cannot fail.
    let _ = writeln!(text, "source {} {} {layout} {}", source.path, source.kind.name(), source.dialect);
    for table in loaded.schema.living_tables() {
        let at = place(files, table.get().name_span);
        let assumed = if table.get().kind == TableKind::Assumed { " (nobody creates it)" } else { "" };
        let _ = writeln!(text, "table {}{assumed} at {at}", table.qualified_name());
        for column in table.columns() {
            let kind = column.data_type().map_or("?", |kind| kind.name.as_str());
            let null = if column.is_nullable() { "" } else { " not null" };
            let default = if column.get().has_default { " default" } else { "" };
            let _ = writeln!(text, "  {} {kind}{null}{default}", column.name());
        }
        for key in table.keys().filter(|key| key.kind != KeyKind::Check) {
            let columns = key.columns.iter().map(|id| loaded.schema.walk_column(*id).name());
            let kind = format!("{:?}", key.kind).to_lowercase();
            let _ = writeln!(text, "  {kind} {} ({})", or_unnamed(key.name), join(columns));
        }
        for index in table.indexes() {
            let columns = index.columns.iter().map(|id| id.map(|id| loaded.schema.walk_column(id).name()));
            let columns = join(columns.map(|name| name.unwrap_or_else(|| Name::new("(expression)"))));
            let unique = if index.unique { "unique " } else { "" };
            let partial = if index.partial { " partial" } else { "" };
            let _ = writeln!(text, "  {unique}index {} ({columns}){partial}", or_unnamed(index.name));
        }
        for fk in table.foreign_keys() {
            describe_foreign_key(text, files, fk);
        }
    }
    for problem in unread(loaded) {
        let _ = writeln!(text, "unread {}: {}", place(files, problem.0), problem.1);
    }
}

fn describe_foreign_key(text: &mut String, files: &Files, fk: ForeignKeyRef<'_>) {
    let row = fk.get();
    let action = |action: crate::ir::Action| {
        format!("{}{}", action.effective, if action.stated.is_some() { "" } else { " (implicit)" })
    };
    let mut flags = String::new();
    for (on, word) in [
        (!row.validated, " not valid"),
        (!row.enforced, " not enforced"),
        (row.deferrability.is_deferrable(), " deferrable"),
    ] {
        flags.push_str(if on { word } else { "" });
    }
    let _ = writeln!(
        text,
        "  foreign key {} ({}) references {} ({}) on delete {} on update {}{flags} at {}",
        or_unnamed(row.name),
        join(fk.columns().map(|column| column.name())),
        fk.referenced_name(),
        join(row.referenced_columns.iter().copied()),
        action(row.on_delete),
        action(row.on_update),
        place(files, row.span),
    );
}

/// The tables that the interface lists: those that hold rows and that somebody created.
fn tables(loaded: &Loaded) -> impl Iterator<Item = TableRef<'_>> {
    loaded.schema.living_tables().filter(|table| table.get().kind != TableKind::Assumed)
}

fn unread(loaded: &Loaded) -> impl Iterator<Item = (Span, &str)> {
    loaded.problems.iter().chain(&loaded.schema.problems).map(|problem| (problem.span, &*problem.why))
}

fn place(files: &Files, span: Span) -> String {
    let at = files.position(span);
    format!("{}:{}:{}", files.path(span.file), at.line, at.column)
}

fn or_unnamed(name: Option<Name>) -> &'static str {
    name.map_or("(unnamed)", Name::as_str)
}

fn join(names: impl Iterator<Item = Name>) -> String {
    names.map(Name::as_str).collect::<Vec<_>>().join(", ")
}

/// `referee schema --format json`, version 1. See docs/json.md; fields are added, never changed, within a version.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    sources: Vec<SourceDocument<'a>>,
}

#[derive(Serialize)]
struct SourceDocument<'a> {
    id: &'a str,
    kind: &'static str,
    dialect: &'static str,
    layout: Option<&'static str>,
    database: Option<&'a str>,
    files: Vec<&'a str>,
    tables: Vec<TableDocument>,
    foreign_keys: Vec<ForeignKeyDocument<'a>>,
    unread: Vec<UnreadDocument<'a>>,
}

#[derive(Serialize)]
struct TableDocument {
    schema: Option<&'static str>,
    name: &'static str,
    columns: Vec<ColumnDocument>,
    primary_key: Vec<&'static str>,
}

#[derive(Serialize)]
struct ColumnDocument {
    name: &'static str,
    r#type: Option<&'static str>,
    nullable: bool,
}

#[derive(Serialize)]
struct ForeignKeyDocument<'a> {
    schema: Option<&'static str>,
    table: &'static str,
    columns: Vec<&'static str>,
    ref_schema: Option<&'static str>,
    ref_table: &'static str,
    ref_columns: Vec<&'static str>,
    on_delete: &'static str,
    on_update: &'static str,
    name: Option<&'static str>,
    validated: bool,
    deferrable: bool,
    nullable: Vec<bool>,
    stated: StatedDocument,
    span: PlaceDocument<'a>,
}

#[derive(Serialize)]
struct StatedDocument {
    on_delete: bool,
    on_update: bool,
}

#[derive(Serialize)]
struct PlaceDocument<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct UnreadDocument<'a> {
    #[serde(flatten)]
    place: PlaceDocument<'a>,
    why: &'a str,
}

fn document(project: &Project) -> Document<'_> {
    let database_of = |index: usize| {
        let holds = |id: &crate::ir::SourceId| id.0 as usize == index;
        project.databases.iter().find(|database| database.sources.iter().any(holds)).map(|d| d.name.as_str())
    };
    let sources = project.sources.iter().enumerate();
    Document {
        version: 1,
        sources: sources
            .map(|(index, loaded)| source_document(&project.files, loaded, database_of(index)))
            .collect(),
    }
}

fn source_document<'a>(
    files: &'a Files,
    loaded: &'a Loaded,
    database: Option<&'a str>,
) -> SourceDocument<'a> {
    let source = &loaded.source;
    SourceDocument {
        id: &source.path,
        kind: source.kind.name(),
        dialect: source.dialect.engine.name(),
        layout: source.layout.map(|layout| layout.name()),
        database,
        files: source.files.iter().map(|file| files.path(*file)).collect(),
        tables: tables(loaded).map(table_document).collect(),
        foreign_keys: loaded.schema.living_foreign_keys().map(|fk| foreign_key_document(files, fk)).collect(),
        unread: unread(loaded)
            .map(|(span, why)| UnreadDocument { place: place_document(files, span), why })
            .collect(),
    }
}

fn table_document(table: TableRef<'_>) -> TableDocument {
    let name = table.qualified_name();
    let columns = table.columns().map(|column| ColumnDocument {
        name: column.name().as_str(),
        r#type: column.data_type().map(|kind| kind.name.as_str()),
        nullable: column.is_nullable(),
    });
    let key = table.primary_key().map(|key| key.columns.as_slice()).unwrap_or_default();
    TableDocument {
        schema: name.schema.map(Name::as_str),
        name: name.name.as_str(),
        columns: columns.collect(),
        primary_key: key.iter().map(|id| table.schema.walk_column(*id).name().as_str()).collect(),
    }
}

fn foreign_key_document<'a>(files: &'a Files, fk: ForeignKeyRef<'_>) -> ForeignKeyDocument<'a> {
    let row = fk.get();
    let table = fk.table().qualified_name();
    let referenced: TableName = fk.qualified_referenced_name();
    ForeignKeyDocument {
        schema: table.schema.map(Name::as_str),
        table: table.name.as_str(),
        columns: fk.columns().map(|column| column.name().as_str()).collect(),
        ref_schema: referenced.schema.map(Name::as_str),
        ref_table: referenced.name.as_str(),
        ref_columns: row.referenced_columns.iter().map(|name| name.as_str()).collect(),
        on_delete: row.on_delete.effective.json(),
        on_update: row.on_update.effective.json(),
        name: row.name.map(Name::as_str),
        validated: row.validated,
        deferrable: row.deferrability.is_deferrable(),
        nullable: fk.columns().map(|column| column.is_nullable()).collect(),
        stated: StatedDocument {
            on_delete: row.on_delete.stated.is_some(),
            on_update: row.on_update.stated.is_some(),
        },
        span: place_document(files, row.span),
    }
}

fn place_document(files: &Files, span: Span) -> PlaceDocument<'_> {
    let at = files.position(span);
    PlaceDocument { file: files.path(span.file), line: at.line, column: at.column }
}
