//! Which Prisma schemas there are. A schema is a file, or a folder of files of which one has the datasource.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use crate::ir::{Dialect, Engine};

use super::classify::{Shape, names_migrations};
use super::disk::shown;
use super::draft::{Draft, Evidence, Findings, folder_name, is_below, last, parent};
use super::history::join;
use super::prisma_config::{literal, old_release, schema_in_config, schema_in_package};

/// A `datasource` block.
struct Datasource {
    /// The value of `provider`, if it is a literal.
    provider: Option<String>,
    /// Where it stands.
    range: Range<usize>,
}

/// Finds all Prisma schemas.
pub(super) fn find(found: &mut Findings<'_>) {
    let parts = parts(found);
    let sources: BTreeMap<usize, Datasource> =
        parts.iter().filter_map(|index| Some((*index, datasource(found.entry(*index).text())?))).collect();
    // The folder of each schema, and its files.
    let mut schemas: BTreeMap<usize, (String, Vec<usize>)> = BTreeMap::new();
    for index in sources.keys() {
        schemas.insert(*index, (found.entry(*index).folder().to_string(), vec![*index]));
    }
    stated_folders(found, &mut schemas);
    for index in parts.iter().filter(|index| !sources.contains_key(index)) {
        attach(found, *index, &mut schemas);
    }
    for (main, (folder, files)) in schemas {
        if let Some(source) = sources.get(&main) {
            add(found, main, source, &folder, files);
        }
    }
    without_datasource(found, &parts);
}

/// The files that may be (part of) a schema. Copies that were kept beside migrations are not.
fn parts(found: &Findings<'_>) -> Vec<usize> {
    let is_part = |index: &usize| {
        let entry = found.entry(*index);
        // Only folders below the given one count: the project itself may be called anything.
        let roots = found.tree.roots.iter().filter(|root| is_below(entry.folder(), root));
        let root = roots.max_by_key(|root| root.len()).map_or("", String::as_str);
        let below = entry.folder().strip_prefix(root).unwrap_or("");
        let is_copy = || below.split('/').any(names_migrations);
        entry.shape == Shape::Prisma
            && !entry.is_broken()
            && !found.is_claimed(*index)
            && (entry.given || !is_copy())
    };
    (0..found.tree.entries.len()).filter(is_part).collect()
}

/// Widens a schema to the folder that prisma.config or package.json states.
fn stated_folders(found: &Findings<'_>, schemas: &mut BTreeMap<usize, (String, Vec<usize>)>) {
    for entry in &found.tree.entries {
        let stated = if entry.shape == Shape::PrismaConfig {
            schema_in_config(entry.text())
        } else if entry.shape == Shape::Package {
            schema_in_package(entry.text())
        } else {
            None
        };
        let Some(stated) = stated else { continue };
        let folder = shown(&Path::new(entry.folder()).join(stated));
        let mut below = schemas.values_mut().filter(|(inner, _)| is_below(inner, &folder));
        if let (Some((inner, _)), None) = (below.next(), below.next()) {
            *inner = folder;
        }
    }
}

/// Gives a file without a datasource to the one schema whose folder it lies in, or whose folder lies beside its own.
fn attach(found: &mut Findings<'_>, index: usize, schemas: &mut BTreeMap<usize, (String, Vec<usize>)>) {
    let entry = found.entry(index);
    if entry.given {
        return;
    }
    let mut outer = entry.folder();
    loop {
        let near = |folder: &str| folder == outer || (parent(folder) == outer && !outer.is_empty());
        let mut owners = schemas.iter_mut().filter(|(_, (folder, _))| near(folder));
        match (owners.next(), owners.next()) {
            (Some((_, (folder, files))), None) => {
                files.push(index);
                *folder = outer.to_string();
                return;
            }
            (Some(_), Some(_)) => {
                found.remark(
                    index,
                    0..0,
                    "has no datasource and may belong to several schemas nearby, and was not read",
                );
                return;
            }
            (None, _) if outer.is_empty() || outer == parent(outer) => return,
            (None, _) => outer = parent(outer),
        }
    }
}

fn add(found: &mut Findings<'_>, main: usize, source: &Datasource, folder: &str, mut files: Vec<usize>) {
    let engine = source.provider.as_deref().map(|provider| (provider, Engine::parse(provider)));
    if let Some((provider, None)) = engine {
        let why =
            format!("provider `{provider}` has no foreign keys that Referee knows, the schema was not read");
        files.iter().for_each(|index| found.claim(*index));
        found.remark(main, source.range.clone(), why);
        return;
    }
    files.sort_unstable();
    let stated = engine
        .and_then(|(_, engine)| engine)
        .map(|engine| (Dialect::of(engine), format!("provider in {}", found.entry(main).name()).into()));
    let path = if files.len() > 1 { folder_name(folder) } else { found.entry(main).shown.clone() };
    // A preview of the actions of 3.0.
    let is_preview = files.iter().any(|index| found.entry(*index).text().contains("referentialActions"));
    let old_release = old_release(found, folder).filter(|_| !is_preview);
    found.add(Draft { old_release, ..Draft::prisma(path, files, stated) });
}

/// Files without a datasource near them: a schema of their own if they or their folder were given, else named.
fn without_datasource(found: &mut Findings<'_>, parts: &[usize]) {
    let mut by_root: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for index in parts.iter().copied().filter(|index| !found.is_claimed(*index)).collect::<Vec<_>>() {
        let entry = found.entry(index);
        let root = found.tree.roots.iter().find(|root| !root.is_empty() && is_below(&entry.shown, root));
        if entry.given {
            by_root.entry(entry.shown.clone()).or_default().push(index);
        } else if let Some(root) = root {
            by_root.entry(root.clone()).or_default().push(index);
        } else {
            found.remark(index, 0..0, "has no datasource, nor has a file near it, and was not read");
        }
    }
    for (path, files) in by_root {
        found.add(Draft::prisma(path, files, None));
    }
}

/// The first datasource of a schema, by lines; comments do not count.
fn datasource(text: &str) -> Option<Datasource> {
    let mut inside = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let code = line.trim_start_matches('\u{feff}').split("//").next().unwrap_or("").trim();
        if !inside {
            let rest = code.strip_prefix("datasource");
            inside = rest.is_some_and(|rest| rest.starts_with(char::is_whitespace));
            continue;
        }
        if code.starts_with('}') {
            return Some(Datasource { provider: None, range: at..at + line.trim_end().len() });
        }
        let value = code.strip_prefix("provider").and_then(|rest| rest.trim_start().strip_prefix('='));
        if let Some(value) = value {
            let range = at..at + line.trim_end().len();
            return Some(Datasource { provider: literal(value).map(str::to_string), range });
        }
    }
    inside.then_some(Datasource { provider: None, range: 0..0 })
}

/// The engine that a schema's datasource states.
pub(super) fn engine_of_schema(text: &str) -> Option<Engine> {
    Engine::parse(&datasource(text)?.provider?)
}

/// The engine that migration_lock.toml states.
pub(super) fn provider_in_lock(text: &str) -> Option<Evidence> {
    let value = text.lines().find_map(|line| {
        line.trim().strip_prefix("provider").and_then(|rest| rest.trim_start().strip_prefix('='))
    })?;
    let engine = Engine::parse(literal(value)?)?;
    Some((Dialect::of(engine), "provider in migration_lock.toml".into()))
}

/// Where the schema of a Prisma history may lie: beside its folder, or above it.
pub(super) fn schemas_near(history: &str) -> [String; 3] {
    let outer = parent(history);
    let own = last(history).replace("migrations", "schema");
    [join(outer, "schema.prisma"), join(outer, &format!("{own}.prisma")), join(outer, "schema/schema.prisma")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provider_is_found_among_comments() {
        let text = "// datasource db {\ngenerator client {\n  provider = \"prisma-client-js\"\n}\ndatasource db {\n  // provider = \"mysql\"\n  provider = \"sqlite\" // local\n}\n";
        assert_eq!(engine_of_schema(text), Some(Engine::Sqlite));
    }
}
