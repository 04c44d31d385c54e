//! What a database holds, as lines of text that are alike for the replayed schema and for every engine's catalog:
//!
//! ```text
//! table public.posts
//! column public.posts.user_id bigint not null
//! primary key public.posts posts_pkey (id)
//! unique public.posts posts_slug_key (slug)
//! unique index public.posts posts_live_slug partial
//! foreign key public.posts posts_user_id_fkey (user_id) references public.users (id) on delete CASCADE on update NO ACTION null no
//! ```
//! The flags of a foreign key stand before `null`: `match full`, `deferrable`, `deferred`, `not valid`, `set (columns)`.

use libtest_mimic::Failed;
use referee::ir::{
    ColumnRef, Deferrability, ForeignKeyRef, KeyKind, MatchType, Name, ReferentialAction, Schema, TableKind,
    TableName, TableRef, TypeFamily,
};

use super::Host;

/// The lines, in two parts.
#[derive(Default)]
pub(super) struct Catalog {
    /// Tables and foreign keys.
    pub(super) objects: Vec<String>,
    /// Columns, where the engine is asked for them.
    pub(super) columns: Vec<Column>,
}

/// A column of a table.
pub(super) struct Column {
    /// `schema.table.column`
    pub(super) name: String,
    /// As the catalog spells it; `None` where it is not known.
    pub(super) data_type: Option<String>,
    /// NOT NULL
    pub(super) not_null: bool,
}

impl Catalog {
    /// What the replay says that this engine's catalog holds.
    pub(super) fn replayed(schema: &Schema, host: Host) -> Catalog {
        let mut catalog = Catalog::default();
        for table in schema.living_tables().filter(|table| table.get().kind != TableKind::Assumed) {
            catalog.objects.push(format!("table {}", table.qualified_name()));
            match host {
                Host::PostgreSql => {
                    catalog.columns.extend(table.columns().map(|column| Column::of(table, column)));
                    catalog.objects.extend(keys(table));
                }
                Host::MariaDb | Host::Sqlite => {}
            }
        }
        catalog.objects.extend(schema.living_foreign_keys().map(|fk| foreign_key(fk, host)));
        catalog
    }

    /// Claims no types: an engine that stands in for another has its own.
    pub(super) fn forget_types(&mut self) {
        self.columns.iter_mut().for_each(|column| column.data_type = None);
    }

    /// Reads the lines of a query: objects as they are, columns as `column`, name, type and `t` or `f` with tabs between them.
    pub(super) fn parse(text: &str) -> Catalog {
        let mut catalog = Catalog::default();
        for line in text.lines() {
            let mut parts = line.split('\t');
            match (parts.next(), parts.next(), parts.next(), parts.next()) {
                (Some("column"), Some(name), Some(data_type), Some(not_null)) => {
                    catalog.columns.push(Column {
                        name: name.to_owned(),
                        data_type: Some(data_type.to_owned()),
                        not_null: not_null == "t",
                    })
                }
                _ => catalog.objects.push(line.to_owned()),
            }
        }
        catalog
    }

    fn lines(self) -> String {
        let columns = self.columns.into_iter().map(|column| {
            let null = if column.not_null { " not null" } else { "" };
            format!("column {} {}{null}", column.name, column.data_type.as_deref().unwrap_or("?"))
        });
        let mut lines: Vec<String> = self.objects.into_iter().chain(columns).collect();
        lines.sort();
        lines.join("\n") + "\n"
    }

    /// Forgets of the engine's columns what the replay does not claim to know: their types, and all columns of a table that it knows by name only.
    fn mask(&mut self, replayed: &Catalog) {
        let table = |column: &str| column.rsplit_once('.').map(|(table, _)| format!("{table}."));
        self.columns.retain(|column| {
            let prefix = table(&column.name).unwrap_or_default();
            replayed.columns.iter().any(|known| known.name.starts_with(&prefix))
        });
        for column in &mut self.columns {
            let known = replayed.columns.iter().find(|known| known.name == column.name);
            if known.is_some_and(|known| known.data_type.is_none()) {
                column.data_type = None;
            }
        }
    }
}

impl Column {
    fn of(table: TableRef<'_>, column: ColumnRef<'_>) -> Column {
        let known = column.data_type().filter(|data_type| match data_type.family {
            TypeFamily::Unknown => false,
            TypeFamily::Integer
            | TypeFamily::Numeric
            | TypeFamily::Float
            | TypeFamily::Text
            | TypeFamily::Uuid
            | TypeFamily::Boolean
            | TypeFamily::Binary
            | TypeFamily::Timestamp
            | TypeFamily::Date
            | TypeFamily::Named => true,
        });
        Column {
            name: format!("{}.{}", table.qualified_name(), column.name()),
            data_type: known.map(|data_type| data_type.to_string()),
            not_null: !column.is_nullable(),
        }
    }
}

/// What foreign keys can point to.
fn keys(table: TableRef<'_>) -> Vec<String> {
    let owner = table.qualified_name();
    let mut lines = Vec::new();
    for key in table.keys() {
        let kind = match key.kind {
            KeyKind::Primary => "primary key",
            KeyKind::Unique => "unique",
            KeyKind::Check | KeyKind::Exclude => continue,
        };
        let columns = key.columns.iter().map(|id| table.schema.walk_column(*id).name().as_str());
        lines.push(format!("{kind} {owner} {} ({})", key.name.map_or("?", Name::as_str), join(columns)));
    }
    for index in table.indexes().filter(|index| index.unique) {
        let partial = if index.partial { " partial" } else { "" };
        lines.push(format!("unique index {owner} {}{partial}", index.name.map_or("?", Name::as_str)));
    }
    lines
}

/// The line of a foreign key.
pub(super) fn foreign_key(fk: ForeignKeyRef<'_>, host: Host) -> String {
    let row = fk.get();
    let name = match host {
        Host::PostgreSql | Host::MariaDb => row.name.map_or("?", Name::as_str),
        // SQLite's pragma knows no names.
        Host::Sqlite => "?",
    };
    let nullable = fk.columns().map(|column| if column.is_nullable() { "yes" } else { "no" });
    let referenced: TableName = fk.qualified_referenced_name();
    format!(
        "foreign key {} {name} ({}) references {referenced} ({}) on delete {} on update {}{} null {}",
        fk.table().qualified_name(),
        join(fk.columns().map(|column| column.name().as_str())),
        join(row.referenced_columns.iter().map(|name| name.as_str())),
        action(row.on_delete.effective, host),
        action(row.on_update.effective, host),
        flags(fk, host),
        join(nullable),
    )
}

fn action(action: ReferentialAction, host: Host) -> &'static str {
    match host {
        Host::PostgreSql | Host::Sqlite => action.sql(),
        // The same there; the catalog says RESTRICT where nothing is stated.
        Host::MariaDb if action.stops() => ReferentialAction::NoAction.sql(),
        Host::MariaDb => action.sql(),
    }
}

fn flags(fk: ForeignKeyRef<'_>, host: Host) -> String {
    let row = fk.get();
    match host {
        Host::PostgreSql => {}
        Host::MariaDb | Host::Sqlite => return String::new(),
    }
    let mut flags = String::new();
    for (on, word) in [
        (row.match_type == MatchType::Full, " match full"),
        (row.deferrability.is_deferrable(), " deferrable"),
        (row.deferrability == Deferrability::InitiallyDeferred, " deferred"),
        (!row.validated, " not valid"),
    ] {
        flags.push_str(if on { word } else { "" });
    }
    if !row.set_columns.is_empty() {
        flags.push_str(&format!(" set ({})", join(row.set_columns.iter().map(|name| name.as_str()))));
    }
    flags
}

fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// The replayed schema is what the engine holds, apart from what it held before.
pub(super) fn compare(replayed: Catalog, given: &Catalog, mut engine: Catalog) -> Result<(), Failed> {
    engine.mask(&replayed);
    engine.objects.retain(|line| !given.objects.contains(line) || replayed.objects.contains(line));
    let (replayed, engine) = (replayed.lines(), engine.lines());
    if replayed == engine {
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(&engine, &replayed);
    Err(format!("the engine holds (-), the replay says (+):\n{}", diff.unified_diff().context_radius(0))
        .into())
}
