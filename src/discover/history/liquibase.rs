//! Liquibase's formatted SQL: in the order of a change log that includes the files, or else in the order of their paths.
//!
//! A change log in YAML, XML or JSON is only looked through for the files it names. Change sets that stand in it are not read, and it says so.

use std::ops::Range;

use memchr::memmem;
use rustc_hash::FxHashMap;

use crate::ir::{HistoryFlawKind, Layout};

use super::super::classify::{Shape, is_sql, names_migrations, shape};
use super::super::draft::{Draft, Findings, Flaw, last, parent};
use super::{flaws, join, marks};

/// Change logs that include each other are followed so far.
const DEEPEST: usize = 16;

/// A history in the order of the change log in a folder, or of the formatted files there and, if it is a folder of migrations, below it.
pub(super) fn find(found: &mut Findings<'_>, folder: &str) -> bool {
    by_change_log(found, folder) || by_name(found, folder)
}

fn by_change_log(found: &mut Findings<'_>, folder: &str) -> bool {
    let mut logs = super::unclaimed(found, folder, Shape::ChangeLog);
    // The one that includes the others is called master or root, or stands alone.
    logs.sort_by_key(|index| {
        let name = found.entry(*index).name().to_ascii_lowercase();
        (!(name.contains("master") || name.contains("root")), name)
    });
    logs.retain(|log| !references(found.entry(*log).text()).is_empty());
    if logs.is_empty() {
        return false;
    }
    let (by_name, is_only) = (files_by_name(found), logs.len() == 1);
    for log in logs {
        let mut walk =
            Walk { found, by_name: &by_name, files: Vec::new(), logs: Vec::new(), flaws: Vec::new() };
        walk.follow(log, 0);
        let Walk { files, logs, mut flaws, .. } = walk;
        if files.is_empty() {
            continue;
        }
        if is_only {
            let others = formatted_below(found, folder).into_iter().filter(|index| !files.contains(index));
            flaws.extend(others.map(|index| flaws::unlisted(found, index)));
        }
        for log in logs {
            name_change_sets(found, log);
        }
        found.add(Draft { flaws, ..Draft::history(folder, Layout::LiquibaseSql, files) });
        return true;
    }
    false
}

fn by_name(found: &mut Findings<'_>, folder: &str) -> bool {
    let own = found.files_of(folder).any(|(index, _)| is_formatted(found, index));
    if !own && !names_migrations(last(folder)) && last(folder) != "liquibase" {
        return false;
    }
    let files = formatted_below(found, folder);
    if files.is_empty() {
        return false;
    }
    found.add(Draft::history(folder, Layout::LiquibaseSql, files));
    true
}

fn is_formatted(found: &Findings<'_>, index: usize) -> bool {
    let entry = found.entry(index);
    is_sql(entry.name())
        && !found.is_claimed(index)
        && marks::layout_of(entry.text()) == Some(Layout::LiquibaseSql)
}

fn formatted_below(found: &Findings<'_>, folder: &str) -> Vec<usize> {
    found.tree.entries_below(folder).filter(|index| is_formatted(found, *index)).collect()
}

fn files_by_name<'t>(found: &Findings<'t>) -> FxHashMap<&'t str, Vec<usize>> {
    let mut by_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (index, entry) in found.tree.entries.iter().enumerate() {
        by_name.entry(entry.name()).or_default().push(index);
    }
    by_name
}

/// A way through change logs.
struct Walk<'f, 't> {
    found: &'f Findings<'t>,
    by_name: &'f FxHashMap<&'t str, Vec<usize>>,
    files: Vec<usize>,
    logs: Vec<usize>,
    flaws: Vec<Flaw>,
}

impl Walk<'_, '_> {
    fn follow(&mut self, log: usize, depth: usize) {
        if depth > DEEPEST || self.logs.contains(&log) {
            return;
        }
        self.logs.push(log);
        let entry = self.found.entry(log);
        for (path, range) in references(entry.text()) {
            let path = path.trim_start_matches("classpath:").trim_start_matches("./").trim_matches('/');
            if let Some(file) = self.resolve(entry.folder(), path) {
                self.take(file, depth);
            } else if let Some(folder) = self.resolve_folder(entry.folder(), path) {
                let inner: Vec<usize> = self.found.tree.entries_below(&folder).collect();
                inner.into_iter().for_each(|file| self.take(file, depth));
            } else if is_sql(path) {
                self.flaws.push(Flaw {
                    kind: HistoryFlawKind::MissingFile,
                    entry: log,
                    range,
                    related: None,
                    detail: path.to_string().into(),
                });
            }
        }
    }

    fn take(&mut self, file: usize, depth: usize) {
        let name = self.found.entry(file).name();
        if shape(name) == Shape::ChangeLog
            || ["xml", "yaml", "yml", "json"].iter().any(|ending| name.ends_with(ending))
        {
            self.follow(file, depth + 1);
        } else if is_sql(name) && !self.found.is_claimed(file) && !self.files.contains(&file) {
            self.files.push(file);
        }
    }

    /// The file that a change log means: relative to its own folder, or to a folder above it that is on the class path.
    fn resolve(&self, folder: &str, path: &str) -> Option<usize> {
        let named = self.by_name.get(last(path))?;
        let is_at = |base: &str| {
            let whole = join(base, path);
            named.iter().copied().find(|index| self.found.entry(*index).shown == whole)
        };
        outwards(folder).find_map(is_at).or_else(|| {
            // The given folder may itself lie on the way: `db/changelog/x.sql` with only `changelog` given.
            let ends = |index: &usize| {
                let shown = &self.found.entry(*index).shown;
                shown.ends_with(&format!("/{path}")) || path.ends_with(&format!("/{shown}"))
            };
            named.iter().copied().find(ends)
        })
    }

    fn resolve_folder(&self, folder: &str, path: &str) -> Option<String> {
        let bases = outwards(folder).map(|base| join(base, path));
        bases.into_iter().find(|whole| self.found.folders.contains_key(whole.as_str()))
    }
}

/// A folder and all above it.
fn outwards(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |inner| {
        (!inner.is_empty() && parent(inner) != *inner).then(|| parent(inner))
    })
}

/// The paths that a change log names: values of `file` and `path`, in YAML, XML or JSON.
fn references(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut keys: Vec<usize> = ["file", "path"]
        .iter()
        .flat_map(|key| memmem::find_iter(text.as_bytes(), key.as_bytes()))
        .filter(|at| !text.get(..*at).is_some_and(|before| before.ends_with(char::is_alphanumeric)))
        .collect();
    keys.sort_unstable();
    keys.into_iter().filter_map(|key| value_after(text, key + "file".len())).collect()
}

/// The value that follows a key: `: a/b.sql`, `="a/b.sql"`, `": "a/b.sql"`.
fn value_after(text: &str, key: usize) -> Option<(&str, Range<usize>)> {
    let line = text.get(key..)?.lines().next()?;
    let quotes = [' ', '\t', '"', '\''];
    let value = line.trim_start_matches(quotes).strip_prefix([':', '='])?.trim_start_matches(quotes);
    let start = key + line.len() - value.len();
    let end = value.find(['"', '\'', '>', ',', '}']).unwrap_or(value.len());
    let path = value.get(..end)?.trim_end();
    (!path.is_empty()).then(|| (path, start..start + path.len()))
}

/// Says that a change log has change sets of its own; those that only name SQL files are read.
fn name_change_sets(found: &mut Findings<'_>, log: usize) {
    let text = found.entry(log).text();
    let written = ["createTable", "addColumn", "addForeignKeyConstraint", "dropTable", "renameTable"];
    match written.iter().filter_map(|word| text.find(word)).min() {
        Some(at) => {
            let why = "has change sets in the change log's own language, which are not read";
            found.remark(log, at..at, why);
        }
        None => found.claim(log),
    }
}
