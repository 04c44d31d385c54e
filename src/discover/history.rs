//! Which folders are histories, by the convention that orders their files. Of several conventions in one folder the strongest evidence
//! wins: a journal, then Prisma's folders, then `.up.` files, then `up.sql` folders, then numbers.

use crate::ir::Layout;

use super::classify::{Shape, is_sql, names_migrations, names_schema, shape, version};
use super::draft::{Draft, Evidence, Findings, last, parent};
use super::journal;
use super::prisma::provider_in_lock;

/// Finds all histories. Folders come in path order, so an outer history takes its inner folders.
pub(super) fn find(found: &mut Findings<'_>) {
    let folders: Vec<String> = found.folders.keys().cloned().collect();
    for folder in &folders {
        let is_history = drizzle(found, folder)
            || folder_per_migration(found, folder)
            || golang(found, folder)
            || up_folders(found, folder)
            || numbered(found, folder);
        if is_history {
            name_leftovers(found, folder);
        }
    }
}

/// Makes a history of `files`.
fn add(found: &mut Findings<'_>, folder: &str, layout: Layout, files: Vec<usize>, stated: Option<Evidence>) {
    found.add(Draft { stated, ..Draft::history(folder, layout, files) });
}

/// drizzle-kit: `meta/_journal.json` names the files and their order.
fn drizzle(found: &mut Findings<'_>, folder: &str) -> bool {
    let Some(index) = found.file(&join(folder, "meta"), "_journal.json") else { return false };
    found.claim(index);
    let text = found.entry(index).text();
    let journal = match journal::read(text) {
        Ok(journal) => journal,
        Err(why) => {
            found.remark(index, 0..text.len().min(1), why);
            return false;
        }
    };
    let mut files = Vec::new();
    for tag in &journal.tags {
        let name = format!("{}.sql", tag.name);
        match found.file(folder, &name) {
            Some(file) if !files.contains(&file) => files.push(file),
            Some(_) => {}
            None => found.remark(
                index,
                tag.range.clone(),
                format!("`{name}` is in the journal but not in the folder"),
            ),
        }
    }
    // A journal of which no file is left says nothing about those that are there: people apply them by their numbers.
    if files.is_empty() {
        return add_numbered(found, folder, journal.dialect);
    }
    add(found, folder, Layout::DrizzleKit, files, journal.dialect);
    true
}

/// `<name>/migration.sql`: Prisma Migrate, or drizzle-kit v1 where snapshots lie beside them. Both order folders by the bytes of their names.
fn folder_per_migration(found: &mut Findings<'_>, folder: &str) -> bool {
    let Some(inner) = found.folders.get(folder).map(|folder| &folder.folders) else { return false };
    let files: Vec<usize> = inner
        .iter()
        .filter_map(|inner| found.file(inner, "migration.sql"))
        .filter(|file| !found.is_claimed(*file))
        .collect();
    let lock = found.file(folder, "migration_lock.toml");
    let numbered = inner.iter().any(|inner| last(inner).starts_with(|letter: char| letter.is_ascii_digit()));
    if files.is_empty() || (lock.is_none() && !numbered && !names_migrations(last(folder)) && files.len() < 2)
    {
        return false;
    }
    let snapshots: Vec<usize> = inner.iter().filter_map(|inner| found.file(inner, "snapshot.json")).collect();
    // What else lies beside a migration.sql is not applied by either tool.
    let beside: Vec<usize> =
        inner.iter().flat_map(|inner| found.files_of(inner)).map(|(index, _)| index).collect();
    for index in beside {
        found.claim(index);
    }
    if let (None, Some(snapshot)) = (lock, snapshots.last()) {
        let stated = journal::dialect_of(found.entry(*snapshot).text());
        let stated = stated.map(|dialect| (dialect, "dialect in snapshot.json".into()));
        add(found, folder, Layout::DrizzleKit, files, stated);
        return true;
    }
    let stated = lock.and_then(|lock| {
        found.claim(lock);
        provider_in_lock(found.entry(lock).text())
    });
    add(found, folder, Layout::PrismaMigrate, files, stated);
    true
}

/// golang-migrate: `<number>_<name>.up.<anything>`, in numeric order.
fn golang(found: &mut Findings<'_>, folder: &str) -> bool {
    let mut files = unclaimed(found, folder, Shape::GolangUp);
    let code = unclaimed(found, folder, Shape::GolangCode);
    let per_engine = unclaimed(found, folder, Shape::EngineUp);
    if let Some(first) = per_engine.first() {
        let why = "migrations with one file per engine (`.mysql.up.sql`) are not supported yet, the folder was not read";
        found.remark(*first, 0..0, why);
        files.iter().chain(&per_engine).for_each(|index| found.claim(*index));
        return false;
    }
    if files.is_empty() {
        return false;
    }
    sort_by_version(found, &mut files);
    for index in code {
        found.remark(
            index,
            0..0,
            "is a program and was not read: tables that it makes or changes are not known",
        );
    }
    add(found, folder, Layout::GolangMigrate, files, None);
    true
}

/// diesel and Hasura: `<version>_<name>/up.sql`. The version is the folder's name up to the first `_`, without `-`, compared as text.
fn up_folders(found: &mut Findings<'_>, folder: &str) -> bool {
    let Some(inner) = found.folders.get(folder).map(|folder| &folder.folders) else { return false };
    let key = |inner: &str| last(inner).split('_').next().unwrap_or("").replace('-', "");
    let mut files: Vec<(String, &str, usize)> = inner
        .iter()
        .filter_map(|inner| Some((key(inner), inner.as_str(), found.file(inner, "up.sql")?)))
        .filter(|(_, _, file)| !found.is_claimed(*file))
        .collect();
    if files.is_empty() {
        return false;
    }
    files.sort();
    let files = files.into_iter().map(|(_, _, file)| file).collect();
    let beside: Vec<usize> =
        inner.iter().flat_map(|inner| found.files_of(inner)).map(|(index, _)| index).collect();
    for index in beside {
        found.claim(index);
    }
    add(found, folder, Layout::Numbered, files, None);
    true
}

/// `<number><name>.sql`, in numeric order.
fn numbered(found: &mut Findings<'_>, folder: &str) -> bool {
    let flyway = unclaimed(found, folder, Shape::Flyway);
    if let Some(first) = flyway.first() {
        found.remark(*first, 0..0, "Flyway migrations are not supported yet, the folder was not read");
        flyway.iter().for_each(|index| found.claim(*index));
    }
    let given = found.tree.roots.iter().any(|root| root == folder);
    let named = names_migrations(last(folder)) || names_migrations(last(parent(folder)));
    let count = unclaimed(found, folder, Shape::Numbered).len();
    (given || named || count > 1) && add_numbered(found, folder, None)
}

/// Makes a history of the numbered files of a folder if one of them makes or changes a table.
fn add_numbered(found: &mut Findings<'_>, folder: &str, stated: Option<Evidence>) -> bool {
    let mut files = unclaimed(found, folder, Shape::Numbered);
    let changes_tables = |index: &usize| {
        let text = found.entry(*index).text();
        contains_word(text, "table") && (contains_word(text, "create") || contains_word(text, "alter"))
    };
    if !files.iter().any(changes_tables) {
        return false;
    }
    sort_by_version(found, &mut files);
    add(found, folder, Layout::Numbered, files, stated);
    true
}

/// The files of a folder whose names say `wanted` and that nothing has yet.
fn unclaimed(found: &Findings<'_>, folder: &str, wanted: Shape) -> Vec<usize> {
    let files = found
        .files_of(folder)
        .filter(|(index, entry)| shape(entry.name()) == wanted && !found.is_claimed(*index));
    files.map(|(index, _)| index).collect()
}

fn sort_by_version(found: &Findings<'_>, files: &mut [usize]) {
    files.sort_by_cached_key(|index| {
        let name = found.entry(*index).name().to_ascii_lowercase();
        (version(&name), name)
    });
}

/// Says which SQL files of a history's folder are not part of it. A file that is named like a schema may be its baseline, see `sql_file.rs`.
fn name_leftovers(found: &mut Findings<'_>, folder: &str) {
    let left: Vec<usize> = found
        .files_of(folder)
        .filter(|(index, entry)| {
            let name = entry.name();
            is_sql(name)
                && !found.is_claimed(*index)
                && shape(name) != Shape::Down
                && !(shape(name) == Shape::Sql && names_schema(name))
        })
        .map(|(index, _)| index)
        .collect();
    for index in left {
        found.remark(index, 0..0, "is not part of the history in this folder and was not read");
    }
}

/// Whether an ASCII word occurs in any case; `word` is in lower case.
pub(super) fn contains_word(text: &str, word: &str) -> bool {
    let Some(first) = word.bytes().next() else { return true };
    let mut starts = memchr::memchr2_iter(first, first.to_ascii_uppercase(), text.as_bytes());
    starts.any(|start| {
        let found = text.as_bytes().get(start..start + word.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
    })
}

/// A path below a folder.
pub(super) fn join(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_string(),
        "/" => format!("/{name}"),
        _ => format!("{folder}/{name}"),
    }
}
