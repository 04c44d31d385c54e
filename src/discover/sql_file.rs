//! SQL files that belong to no history: a schema file or a dump is a declaration of its own.

use super::classify::{Language, Shape, is_sql, language_of, names_schema};
use super::draft::{Draft, Findings};
use super::history::contains_word;

/// Endings of files that are source code of another kind, which would only be noise as SQL.
const CODE: [&str; 6] = ["go", "rs", "rb", "java", "json", "toml"];

/// Finds schema files: those named like one, those directly in a given folder, and those that were named themselves.
pub(super) fn find(found: &mut Findings<'_>) {
    for (index, entry) in found.tree.entries.iter().enumerate() {
        if found.is_claimed(index) || entry.is_broken() {
            continue;
        }
        if entry.given {
            given(found, index);
            continue;
        }
        let name = entry.name();
        let is_plain = is_sql(name) && matches!(entry.shape, Shape::Sql | Shape::Numbered);
        let is_near = found.tree.roots.iter().any(|root| root == entry.folder() && !root.is_empty());
        if is_plain && (is_near || names_schema(name)) && creates_tables(entry.text()) {
            add(found, index);
        }
    }
    name_others(found);
}

fn given(found: &mut Findings<'_>, index: usize) {
    let name = found.entry(index).name();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if let Some(language) = language_of(name) {
        let why = match language {
            Language::TypeScript => "makes no tables with drizzle-orm, and was not read",
            Language::Python => {
                "makes no tables with SQLAlchemy and is no revision of Alembic, and was not read"
            }
        };
        found.remark(index, 0..0, why);
    } else if CODE.contains(&ending) {
        found.remark(index, 0..0, format!("`.{ending}` files are not something that Referee reads yet"));
    } else {
        add(found, index);
    }
}

fn add(found: &mut Findings<'_>, index: usize) {
    let path = found.entry(index).shown.clone();
    found.add(Draft::schema_file(&path, index));
}

/// Says, once for each folder, that SQL files there create tables but are neither migrations nor named like a schema.
fn name_others(found: &mut Findings<'_>) {
    let mut others: Vec<(usize, usize)> = Vec::new();
    for (index, entry) in found.tree.entries.iter().enumerate() {
        let is_plain = is_sql(entry.name()) && entry.shape != Shape::Down;
        if !is_plain || found.is_claimed(index) || !creates_tables(entry.text()) {
            continue;
        }
        match others.last_mut() {
            Some((first, count)) if found.entry(*first).folder() == entry.folder() => *count += 1,
            Some(_) | None => others.push((index, 1)),
        }
    }
    for (first, count) in others {
        let rest = if count > 1 { format!(" (and {} more files here)", count - 1) } else { String::new() };
        found.remark(
            first,
            0..0,
            format!("creates tables but is neither in a history nor named like a schema, and was not read{rest}; name it on the command line if it counts"),
        );
    }
}

/// Whether `CREATE ... TABLE` begins a line.
fn creates_tables(text: &str) -> bool {
    text.lines().any(|line| {
        let mut words = line.split_ascii_whitespace();
        words.next().is_some_and(|word| word.trim_start_matches('\u{feff}').eq_ignore_ascii_case("create"))
            && words.take(3).any(|word| contains_word(word, "table"))
    })
}
