//! Flyway's `V<version>__<name>.sql` and refinery's, which look alike. In Flyway `B` is a baseline that stands for all versions up to its own,
//! `R` is applied after all versions and `U` undoes one; in refinery `U` is applied like `V`, only out of turn.

use std::collections::BTreeMap;

use crate::ir::{Engine, Layout};

use super::super::classify::{Shape, is_sql, names_migrations};
use super::super::draft::{Draft, Findings, last};
use super::{flaws, marks, rust};

/// A version: its numbers without trailing zeros, each as its length and digits.
type Version = Vec<(usize, String)>;

/// What a name says.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Name {
    Versioned(Version),
    Baseline(Version),
    Undo(Version),
    /// With its description, which orders it.
    Repeatable(String),
}

/// A history of the files of a folder and of those below it that are not for one engine only.
pub(super) fn find(found: &mut Findings<'_>, folder: &str) -> bool {
    let own: Vec<(Name, usize)> = named(found, files_of(found, folder));
    if own.is_empty() && !names_migrations(last(folder)) {
        return false;
    }
    let inner = found.tree.folders_below(folder).filter(|inner| !names_engine(folder, inner));
    let inner: Vec<usize> = inner.flat_map(|inner| files_of(found, inner)).collect();
    let mut files = own.clone();
    files.extend(named(found, inner));
    if files.is_empty() || (own.is_empty() && doubles(&files)) {
        return false;
    }
    if !own.is_empty() && files.len() > own.len() && doubles(&files) {
        files = own;
    }
    let refinery = rust::depends_on(folder, "refinery", &found.tree.disk);
    let layout = if refinery { Layout::Refinery } else { Layout::Flyway };
    files.iter().for_each(|(_, index)| found.claim(*index));
    let draft = arrange(found, folder, layout, files);
    name_callbacks(found, folder);
    found.add(draft);
    true
}

/// The files of one folder that are named like Flyway's: with a prefix, or all of them by a number and `__`.
fn files_of(found: &Findings<'_>, folder: &str) -> Vec<usize> {
    let free = |wanted: Shape| -> Vec<usize> {
        let files = found.files_of(folder).filter(|(index, _)| !found.is_claimed(*index));
        files.filter(|(_, entry)| entry.shape == wanted).map(|(index, _)| index).collect()
    };
    let (mut files, numbered) = (free(Shape::Flyway), free(Shape::Numbered));
    let is_flyway = |index: &usize| {
        let entry = found.entry(*index);
        read(entry.name()).is_some() && marks::layout_of(entry.text()).is_none()
    };
    if numbered.iter().all(is_flyway) {
        files.extend(numbered);
    }
    files
}

fn named(found: &Findings<'_>, files: Vec<usize>) -> Vec<(Name, usize)> {
    files.into_iter().filter_map(|index| Some((read(found.entry(index).name())?, index))).collect()
}

/// Whether a folder below another has an engine's name on the way.
fn names_engine(folder: &str, inner: &str) -> bool {
    let below = inner.strip_prefix(folder).unwrap_or(inner);
    let mut words = below.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.any(|word| Engine::parse(word).is_some() || ["h2", "oracle", "mssql", "sqlserver"].contains(&word))
}

fn doubles(files: &[(Name, usize)]) -> bool {
    let mut names: Vec<&Name> = files.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| matches!(pair, [left, right] if left == right))
}

/// Puts the files in order: the highest baseline and the versions after it, or else all versions; then what is repeatable.
fn arrange(found: &Findings<'_>, folder: &str, layout: Layout, files: Vec<(Name, usize)>) -> Draft {
    let (mut versions, mut baselines, mut undos) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    let mut repeatable = BTreeMap::new();
    for (name, index) in files {
        match name {
            Name::Versioned(version) => versions.push((version, index)),
            Name::Undo(version) if layout == Layout::Refinery => versions.push((version, index)),
            Name::Baseline(version) => {
                baselines.insert(version, index);
            }
            Name::Undo(version) => {
                undos.insert(version, index);
            }
            Name::Repeatable(description) => {
                repeatable.insert((description, index), index);
            }
        }
    }
    versions.sort_by(|(left, first), (right, second)| {
        left.cmp(right).then_with(|| found.entry(*first).name().cmp(found.entry(*second).name()))
    });
    let baseline = baselines.pop_last();
    if let Some((from, _)) = &baseline {
        versions.retain(|(version, _)| version > from);
    }
    let down = versions.iter().map(|(version, _)| undos.get(version).copied());
    let down = baseline.iter().map(|_| None).chain(down).collect();
    let texts: Vec<(String, usize)> =
        versions.iter().map(|(version, index)| (text(version), *index)).collect();
    let flaws = flaws::of_texts(&texts);
    let versioned = versions.into_iter().map(|(_, index)| index);
    let first = baseline.into_iter().map(|(_, index)| index);
    let files = first.chain(versioned).chain(repeatable.into_values()).collect();
    Draft { down, flaws, ..Draft::history(folder, layout, files) }
}

fn text(version: &Version) -> String {
    let digits =
        |(_, digits): &(usize, String)| if digits.is_empty() { "0".to_string() } else { digits.clone() };
    version.iter().map(digits).collect::<Vec<_>>().join(".")
}

/// `V1_2.3__name.sql`; `_` and `.` both part numbers. Without a prefix it is a version, with a prefix of the team's own, too.
fn read(name: &str) -> Option<Name> {
    let lower = name.to_ascii_lowercase();
    let (head, description) = lower.split_once("__")?;
    let start = head.find(|letter: char| letter.is_ascii_digit()).unwrap_or(head.len());
    let (prefix, numbers) = head.split_at(start);
    if numbers.is_empty() {
        return (prefix == "r").then(|| Name::Repeatable(description.to_string()));
    }
    let mut version = Version::new();
    for part in numbers.split(['.', '_']) {
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = part.trim_start_matches('0');
        version.push((digits.len(), digits.to_string()));
    }
    while version.len() > 1 && version.last().is_some_and(|(len, _)| *len == 0) {
        version.pop();
    }
    Some(match prefix {
        "b" => Name::Baseline(version),
        "u" => Name::Undo(version),
        "r" => Name::Repeatable(description.to_string()),
        _ => Name::Versioned(version),
    })
}

/// Says which files Flyway runs at events.
fn name_callbacks(found: &mut Findings<'_>, folder: &str) {
    let is_callback = |name: &str| is_sql(name) && (name.starts_with("before") || name.starts_with("after"));
    let files: Vec<usize> = found
        .files_of(folder)
        .filter(|(index, entry)| is_callback(entry.name()) && !found.is_claimed(*index))
        .map(|(index, _)| index)
        .collect();
    for index in files {
        found.remark(index, 0..0, "is run by Flyway at an event, not as a migration, and was not read");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers_with_dots_or_underscores() {
        let order =
            ["V1__a.sql", "V1_1__a.sql", "v1.2__a.sql", "V1.10__a.sql", "V2.0__a.sql", "20170206__a.sql"];
        let names: Vec<_> = order.iter().map(|name| read(name)).collect();
        assert!(names.is_sorted() && names.iter().all(Option::is_some));
        assert_eq!(read("V2__a.sql"), read("V2.0.0__b.sql"));
        assert_eq!(read("R__views.sql"), Some(Name::Repeatable("views.sql".to_string())));
        assert_eq!(read("stg_x__a.sql"), None);
    }
}
