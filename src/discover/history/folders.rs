//! A folder for each migration: Prisma Migrate, drizzle-kit v1, diesel, Hasura.

use std::path::Path;

use crate::ir::{Dialect, Engine, HistoryFlawKind, Layout};

use super::super::classify::{Shape, names_migrations, shape};
use super::super::disk::Disk;
use super::super::draft::{Draft, Evidence, Findings, Flaw, last, parent};
use super::super::journal;
use super::super::prisma::provider_in_lock;
use super::{drizzle, flaws, join, name_programs};

/// `<name>/migration.sql`: Prisma Migrate, or drizzle-kit v1 where snapshots lie beside them. Both order folders by the bytes of their names.
pub(super) fn migration_sql(found: &mut Findings<'_>, folder: &str) -> bool {
    let Some(inner) = found.folders.get(folder).map(|folder| folder.folders.clone()) else { return false };
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
    // What else lies beside a migration.sql is not applied by either tool; a program in its place may be, by the team's own runner.
    for inner in &inner {
        if found.file(inner, "migration.sql").is_none() {
            name_programs(found, inner);
        }
    }
    claim_all(found, inner.iter());
    if let (None, Some(snapshot)) = (lock, snapshots.last()) {
        let stated = journal::dialect_of(found.entry(*snapshot).text());
        let stated = stated.map(|dialect| (dialect, "dialect in snapshot.json".into()));
        found.add(Draft { stated: stated.clone(), ..Draft::history(folder, Layout::DrizzleKit, files) });
        drizzle::add_snapshot(found, *snapshot, stated);
        return true;
    }
    let stated = lock.and_then(|lock| {
        found.claim(lock);
        provider_in_lock(found.entry(lock).text())
    });
    let flaws = empty_folders(found, folder, &files);
    found.add(Draft { stated, flaws, ..Draft::history(folder, Layout::PrismaMigrate, files) });
    true
}

/// Folders that are named like a migration and have none, on which Prisma Migrate stops. One with a program is for another runner.
fn empty_folders(found: &Findings<'_>, folder: &str, files: &[usize]) -> Vec<Flaw> {
    let is_empty = |inner: &&str| {
        parent(inner) == folder
            && last(inner).starts_with(|letter: char| letter.is_ascii_digit())
            && found.file(inner, "migration.sql").is_none()
            && found.files_of(inner).all(|(_, entry)| shape(entry.name()) != Shape::Program)
    };
    let flaw = |inner: &str| {
        let after = files.iter().find(|index| found.entry(**index).folder() > inner).or(files.last())?;
        let name = last(inner).to_string();
        Some(Flaw::of_file(HistoryFlawKind::FolderWithoutMigration, *after, name))
    };
    found.tree.folders_below(folder).filter(is_empty).filter_map(flaw).collect()
}

/// `<version>_<name>/up.sql` of diesel and Hasura. The version is the folder's name up to the first `_`, without `-`, compared as text.
pub(super) fn up_sql(found: &mut Findings<'_>, folder: &str) -> bool {
    let Some(inner) = found.folders.get(folder).map(|folder| folder.folders.clone()) else { return false };
    let version = |inner: &str| last(inner).split('_').next().unwrap_or("").replace('-', "");
    let mut files: Vec<(String, &str, usize)> = inner
        .iter()
        .filter_map(|inner| Some((version(inner), inner.as_str(), found.file(inner, "up.sql")?)))
        .filter(|(_, _, file)| !found.is_claimed(*file))
        .collect();
    if files.is_empty() {
        return false;
    }
    files.sort();
    // Hasura counts milliseconds.
    let in_milliseconds =
        |version: &str| version.len() == 13 && version.bytes().all(|byte| byte.is_ascii_digit());
    let is_hasura = files.iter().all(|(version, ..)| in_milliseconds(version));
    let (layout, stated) = if is_hasura {
        (Layout::Hasura, Some(hasura_engine(folder, &found.tree.disk)))
    } else {
        (Layout::Diesel, None)
    };
    let down = files.iter().map(|(_, inner, _)| found.file(inner, "down.sql")).collect();
    let versions: Vec<(String, usize)> =
        files.iter().map(|(version, _, file)| (version.clone(), *file)).collect();
    let flaws = flaws::of_numbers(&versions);
    let files = versions.into_iter().map(|(_, file)| file).collect();
    claim_all(found, inner.iter());
    found.add(Draft { down, flaws, stated, ..Draft::history(folder, layout, files) });
    true
}

/// The kind of the database in Hasura's metadata; PostgreSQL if it does not say.
fn hasura_engine(folder: &str, disk: &Disk) -> Evidence {
    let path = join(parent(parent(folder)), "metadata/databases/databases.yaml");
    let text = disk.peek(Path::new(&path)).unwrap_or_default();
    // A list of `- name: ...` with `kind: ...` below each.
    let entry = text
        .split("- name:")
        .find(|entry| entry.lines().next().is_some_and(|name| name.trim() == last(folder)));
    let kind = entry.and_then(|entry| entry.lines().find_map(|line| line.trim().strip_prefix("kind:")));
    match kind.and_then(|kind| Engine::parse(kind.trim())) {
        Some(engine) => (Dialect::of(engine), format!("kind in {path}").into()),
        None => (Dialect::POSTGRESQL, "Hasura's default".into()),
    }
}

fn claim_all<'f>(found: &mut Findings<'_>, folders: impl Iterator<Item = &'f String>) {
    let files: Vec<usize> =
        folders.flat_map(|folder| found.files_of(folder)).map(|(index, _)| index).collect();
    files.into_iter().for_each(|index| found.claim(index));
}
