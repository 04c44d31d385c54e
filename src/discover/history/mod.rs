//! Which folders are histories, by the convention that orders their files. Of several conventions in one folder the strongest evidence
//! wins: a plan or journal, then folders of one migration each, then names that a tool alone uses, then marks in the files, then numbers.
//!
//! One file for each family of conventions; each of its functions makes a history of a folder or says that it is none of its own.

mod atlas;
mod breakpoints;
mod drizzle;
mod flaws;
mod flyway;
mod folders;
mod liquibase;
mod marks;
mod plain;
mod pop;
mod reversible;
mod rust;
mod sqitch;

use crate::ir::Layout;

use super::classify::{Shape, is_sql, names_schema, no_history, version};
use super::draft::{Draft, Findings, is_below};
use super::tree::Entry;

pub(super) use marks::layout_of as tool_of;

/// Finds all histories. Folders come in path order, so an outer history takes its inner folders.
pub(super) fn find(found: &mut Findings<'_>) {
    let folders: Vec<String> = found.folders.keys().cloned().collect();
    for folder in &folders {
        if let Some(what) = left_out(found, folder) {
            leave_out(found, folder, what);
            continue;
        }
        let before = found.drafts.len();
        let is_history = sqitch::find(found, folder)
            || drizzle::find(found, folder)
            || folders::migration_sql(found, folder)
            || pop::find(found, folder)
            || reversible::find(found, folder)
            || folders::up_sql(found, folder)
            || liquibase::find(found, folder)
            || flyway::find(found, folder)
            || plain::find(found, folder);
        if is_history {
            name_programs(found, folder);
            name_leftovers(found, folder, before);
        }
    }
    pop::merge(found);
}

/// What a folder below the given ones holds if that is no history: steps from one release to the next, which no new database runs, or tests.
fn left_out(found: &Findings<'_>, folder: &str) -> Option<&'static str> {
    let roots = found.tree.roots.iter().filter(|root| is_below(folder, root));
    let root = roots.max_by_key(|root| root.len()).map_or("", String::as_str);
    folder.strip_prefix(root).unwrap_or("").split('/').find_map(no_history)
}

fn leave_out(found: &mut Findings<'_>, folder: &str, what: &str) {
    let files: Vec<usize> = found
        .files_of(folder)
        .filter(|(index, entry)| is_sql(entry.name()) && !found.is_claimed(*index))
        .map(|(index, _)| index)
        .collect();
    files.iter().for_each(|index| found.claim(*index));
    let changes_tables = |index: &&usize| changes_tables(found.entry(**index).text());
    if let Some(first) = files.iter().find(changes_tables) {
        let count = files.len();
        let why = format!(
            "lies in a folder of {what}, of which none was read ({count} SQL files); name the folder on the command line if it is a history"
        );
        found.remark(*first, 0..0, why);
    }
}

/// The files of a folder whose names say `wanted` and that nothing has yet.
fn unclaimed(found: &Findings<'_>, folder: &str, wanted: Shape) -> Vec<usize> {
    let files =
        found.files_of(folder).filter(|(index, entry)| entry.shape == wanted && !found.is_claimed(*index));
    files.map(|(index, _)| index).collect()
}

/// In order of the numbers in front of their names, equal ones by name.
fn sort_by_version(found: &Findings<'_>, files: &mut [usize]) {
    files.sort_by_cached_key(|index| {
        let name = found.entry(*index).name().to_ascii_lowercase();
        (version(&name), name)
    });
}

/// For each file the one in its folder that undoes it: of the same version, and if there are several, of the same name but for the ending.
fn downs(found: &Findings<'_>, folder: &str, files: &[usize]) -> Vec<Option<usize>> {
    let backward: Vec<(_, usize)> = unclaimed(found, folder, Shape::Down)
        .into_iter()
        .map(|index| (version(&found.entry(index).name().to_ascii_lowercase()), index))
        .collect();
    if backward.is_empty() {
        return Vec::new();
    }
    let stem = |index: usize| {
        let name = found.entry(index).name().to_ascii_lowercase();
        let end = [".up.", ".down.", "_down.", "-down."].iter().filter_map(|ending| name.find(ending)).min();
        name.get(..end.unwrap_or(name.len())).unwrap_or("").trim_end_matches(".sql").to_string()
    };
    let down_of = |index: usize| {
        let own = version(&found.entry(index).name().to_ascii_lowercase());
        let mut same = backward.iter().filter(|(version, _)| *version == own).map(|(_, index)| *index);
        match (same.next(), same.next()) {
            (Some(only), None) => Some(only),
            (Some(first), Some(second)) => {
                let mut all = [first, second].into_iter().chain(same);
                all.find(|down| stem(*down) == stem(index))
            }
            (None, _) => None,
        }
    };
    files.iter().map(|index| down_of(*index)).collect()
}

/// Says which programs stand between the migrations of a folder.
fn name_programs(found: &mut Findings<'_>, folder: &str) {
    let mut programs = unclaimed(found, folder, Shape::GolangCode);
    programs.extend(unclaimed(found, folder, Shape::Program));
    for index in programs {
        let why = "is a program and was not read: tables that it makes or changes are not known";
        found.remark(index, 0..0, why);
    }
}

/// Says which SQL files of a history's folder are not part of it. A file that is named like a schema may be its baseline, see `sql_file.rs`.
fn name_leftovers(found: &mut Findings<'_>, folder: &str, before: usize) {
    let is_left = |index: usize, entry: &Entry| {
        is_sql(entry.name())
            && !found.is_claimed(index)
            && entry.shape != Shape::Down
            && !(entry.shape == Shape::Sql && names_schema(entry.name()))
    };
    let left: Vec<usize> = found
        .files_of(folder)
        .filter(|(index, entry)| is_left(*index, entry))
        .map(|(index, _)| index)
        .collect();
    // Where a list names the files that count, one that it does not name was forgotten; elsewhere it may be anything.
    let has_list = found.drafts.get(before).and_then(|draft| draft.layout).is_some_and(flaws::has_list);
    for index in left {
        if has_list {
            let flaw = flaws::unlisted(found, index);
            found.add_flaw(before, flaw);
        } else {
            found.remark(index, 0..0, "is not part of the history in this folder and was not read");
        }
    }
}

/// A history of `files` in this order.
fn history(found: &Findings<'_>, folder: &str, layout: Layout, files: Vec<usize>) -> Draft {
    let down = downs(found, folder, &files);
    Draft { down, ..Draft::history(folder, layout, files) }
}

/// Whether a text may make or change a table.
fn changes_tables(text: &str) -> bool {
    contains_word(text, "table") && (contains_word(text, "create") || contains_word(text, "alter"))
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
