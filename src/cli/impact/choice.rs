//! Which descriptions are asked, and which of their tables is meant.

use crate::ir::{Database, Name, Role, Schema, SourceKind, TableId, TableName};
use crate::pipeline::{Loaded, Project};

/// A description that has the table.
pub(super) struct Chosen<'a> {
    /// The database it belongs to, if it was grouped.
    pub(super) database: Option<&'a Database>,
    pub(super) loaded: &'a Loaded,
    pub(super) table: TableId,
}

/// Below this likeness no name is proposed.
const ALIKE: f64 = 0.7;

/// The descriptions to ask: of each database that has the table its histories, or else what is nearest to the database.
///
/// # Errors
/// What is wrong with the table's name or the source's path, as a sentence.
pub(super) fn choose<'a>(
    project: &'a Project,
    table: &str,
    source: Option<&str>,
) -> Result<Vec<Chosen<'a>>, String> {
    let mut candidates: Vec<(Option<&Database>, Vec<&Loaded>)> = Vec::new();
    match source {
        Some(path) => {
            let loaded = find_source(project, path)?;
            candidates.push((database_of(project, loaded), vec![loaded]));
        }
        None => {
            for database in &project.databases {
                candidates.push((Some(database), project.sources_of(database).collect()));
            }
        }
    }
    let mut chosen = Vec::new();
    let mut several = None;
    for (database, sources) in &candidates {
        let mut found = Vec::new();
        for loaded in sources {
            match find_table(&loaded.schema, table) {
                Found::One(table) => found.push(Chosen { database: *database, loaded, table }),
                Found::Several(names) => several = Some(names),
                Found::None => {}
            }
        }
        chosen.extend(nearest(found));
    }
    if !chosen.is_empty() {
        return Ok(chosen);
    }
    if let ([], Some(problem)) = (project.sources.as_slice(), project.problems.first()) {
        let path = project.files.path(problem.span.file);
        return Err(format!("found no description of a database; `{path}` {}", problem.why));
    }
    if let Some(names) = several {
        return Err(format!("several tables are called `{table}`; name one of {}", names.join(", ")));
    }
    let schemas = candidates.iter().flat_map(|(_, sources)| sources).map(|loaded| &*loaded.schema);
    Err(unknown(schemas, table))
}

/// Of the descriptions of one database all histories, or else the one that is nearest to the database.
fn nearest(mut found: Vec<Chosen<'_>>) -> Vec<Chosen<'_>> {
    if found.iter().any(|chosen| chosen.loaded.source.role == Role::History) {
        found.retain(|chosen| chosen.loaded.source.role == Role::History);
        return found;
    }
    let distance = |chosen: &Chosen<'_>| match chosen.loaded.source.kind {
        SourceKind::SqlMigrations | SourceKind::SqlSchema => 0,
        SourceKind::DrizzleSnapshot => 1,
        SourceKind::Prisma | SourceKind::Drizzle | SourceKind::Alembic | SourceKind::SqlAlchemy => 2,
    };
    found.sort_by_key(distance);
    found.truncate(1);
    found
}

fn find_source<'a>(project: &'a Project, path: &str) -> Result<&'a Loaded, String> {
    let plain = |path: &str| path.trim_start_matches("./").trim_end_matches('/').to_owned();
    let wanted = plain(path);
    let is_whole = |loaded: &&Loaded| plain(&loaded.source.path) == wanted;
    let is_file =
        |loaded: &&Loaded| loaded.source.files.iter().any(|file| plain(project.files.path(*file)) == wanted);
    let found = project.sources.iter().find(is_whole).or_else(|| project.sources.iter().find(is_file));
    found.ok_or_else(|| {
        let known: Vec<String> =
            project.sources.iter().map(|loaded| format!("`{}`", loaded.source.path)).collect();
        format!("`{path}` is not a source; known are {}", known.join(", "))
    })
}

fn database_of<'a>(project: &'a Project, loaded: &Loaded) -> Option<&'a Database> {
    let own = project.sources.iter().position(|other| std::ptr::eq(other, loaded))?;
    project.databases.iter().find(|database| database.sources.iter().any(|id| id.0 as usize == own))
}

/// The table that a name means.
enum Found {
    One(TableId),
    /// Tables of several schemas, by their whole names.
    Several(Vec<String>),
    None,
}

/// Finds a table as the engine would: as it is written, then as the engine folds what is not in quotes, then in any schema if none is named.
fn find_table(schema: &Schema, text: &str) -> Found {
    let parts = split(text);
    let spell = |spell: &dyn Fn(&(String, bool)) -> Name| {
        let mut names: Vec<Name> = parts.iter().map(spell).collect();
        let name = names.pop()?;
        Some(TableName { schema: names.pop(), name })
    };
    let holds_rows = |id: &TableId| schema.living_tables().any(|table| table.id == *id);
    let exact = spell(&|(part, _)| Name::new(part));
    let folded = spell(&|(part, quoted)| if *quoted { Name::new(part) } else { schema.dialect.fold(part) });
    let whole = Some(TableName::bare(Name::new(text)));
    for name in [exact, folded, whole].into_iter().flatten() {
        if let Some(id) = schema.table(name).filter(holds_rows) {
            return Found::One(id);
        }
    }
    let bare = |name: &TableName| name.schema.is_none();
    let names = [exact.filter(bare), folded.filter(bare)];
    let elsewhere: Vec<_> = schema
        .living_tables()
        .filter(|table| {
            names.iter().flatten().any(|name| schema.dialect.same_name(table.get().name, name.name))
        })
        .collect();
    match elsewhere.as_slice() {
        [] => Found::None,
        [only] => Found::One(only.id),
        several => {
            Found::Several(several.iter().map(|table| format!("`{}`", table.qualified_name())).collect())
        }
    }
}

/// The parts of `schema.table`, each with whether it stands in quotes.
fn split(text: &str) -> Vec<(String, bool)> {
    let mut parts = vec![(String::new(), false)];
    let mut closing = None;
    for letter in text.chars() {
        let Some((part, quoted)) = parts.last_mut() else { continue };
        match (closing, letter) {
            (Some(end), _) if letter == end => closing = None,
            (Some(_), _) => part.push(letter),
            (None, '"' | '`') => (closing, *quoted) = (Some(letter), true),
            (None, '[') => (closing, *quoted) = (Some(']'), true),
            (None, '.') => parts.push((String::new(), false)),
            (None, _) => part.push(letter),
        }
    }
    parts
}

fn unknown<'a>(schemas: impl Iterator<Item = &'a Schema>, text: &str) -> String {
    let wanted = text.to_lowercase();
    let mut best: Option<(f64, String)> = None;
    for table in schemas.flat_map(Schema::living_tables) {
        let name = table.name();
        let bare = name.name.as_str().to_lowercase();
        let whole = name.to_string();
        let likeness =
            strsim::jaro_winkler(&wanted, &bare).max(strsim::jaro_winkler(&wanted, &whole.to_lowercase()));
        if likeness >= ALIKE && best.as_ref().is_none_or(|(before, _)| likeness > *before) {
            best = Some((likeness, whole));
        }
    }
    match best {
        Some((_, name)) => format!("there is no table `{text}`; did you mean `{name}`?"),
        None => format!("there is no table `{text}`"),
    }
}
