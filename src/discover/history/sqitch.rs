//! sqitch: `sqitch.plan` names the changes in order; `deploy/<change>.sql` applies one, `revert/<change>.sql` undoes it. A change that was
//! reworked stands in the plan again, and its earlier form is kept as `<change>@<tag>.sql`, for a tag between the two.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use crate::ir::{Dialect, Engine, HistoryFlawKind, Layout};

use super::super::classify::is_sql;
use super::super::disk::Disk;
use super::super::draft::{Draft, Evidence, Findings, Flaw, last, parent};
use super::{flaws, join};

/// A line of the plan.
#[derive(Debug)]
struct Change<'t> {
    name: &'t str,
    /// Where the name stands.
    range: Range<usize>,
    /// The tags between it and its next rework; empty if it stands as it is.
    tags: Vec<&'t str>,
}

/// A history in the order of the plan, of the folder of the plan or of the `deploy` folder beside it.
pub(super) fn find(found: &mut Findings<'_>, folder: &str) -> bool {
    let (plan, top) = match found.file(folder, "sqitch.plan") {
        Some(plan) => (plan, top_folder(folder, &found.tree.disk)),
        None => {
            let is_root = found.tree.roots.iter().any(|root| root == folder);
            let beside = join(parent(folder), "sqitch.plan");
            match found.tree.find(&beside).filter(|_| is_root && last(folder) == "deploy") {
                Some(plan) => (plan, parent(folder).to_string()),
                None => return false,
            }
        }
    };
    found.claim(plan);
    let [deploy, revert, verify] = ["deploy", "revert", "verify"].map(|name| join(&top, name));
    let (mut files, mut down, mut flaws) = (Vec::new(), Vec::new(), Vec::new());
    for change in changes(found.entry(plan).text()) {
        let file = file_of(found, &deploy, &change).filter(|file| !found.is_claimed(*file));
        match file {
            Some(file) => {
                files.push(file);
                down.push(file_of(found, &revert, &change));
            }
            None => flaws.push(Flaw {
                kind: HistoryFlawKind::MissingFile,
                entry: plan,
                range: change.range,
                related: None,
                detail: format!("{}.sql", change.name).into(),
            }),
        }
    }
    if files.is_empty() {
        return false;
    }
    let listed: std::collections::BTreeSet<usize> = files.iter().copied().collect();
    let others = found.tree.entries_below(&deploy).filter(|index| !listed.contains(index));
    let others: Vec<usize> = others.filter(|index| is_sql(found.entry(*index).name())).collect();
    flaws.extend(others.iter().map(|index| flaws::unlisted(found, *index)));
    for index in [&revert, &verify].into_iter().flat_map(|folder| found.tree.entries_below(folder)) {
        found.claim(index);
    }
    let disk = &found.tree.disk;
    let stated = engine(&top, disk).or_else(|| engine(parent(&top), disk));
    found.add(Draft { down, flaws, stated, ..Draft::history(&deploy, Layout::Sqitch, files) });
    true
}

/// `deploy/<change>.sql`, or of a reworked change `<change>@<tag>.sql` for the first tag that has one.
fn file_of(found: &Findings<'_>, folder: &str, change: &Change<'_>) -> Option<usize> {
    let path = |name: &str| found.tree.find(&join(folder, name));
    if change.tags.is_empty() {
        return path(&format!("{}.sql", change.name));
    }
    change.tags.iter().find_map(|tag| path(&format!("{}@{tag}.sql", change.name)))
}

/// The changes of a plan. A line is `<change> [<dependencies>] <time> <planner> # <note>`, or `@<tag> ...`, `%<pragma>`, `# comment`.
fn changes(plan: &str) -> Vec<Change<'_>> {
    let mut changes: Vec<Change<'_>> = Vec::new();
    // For each name its last change so far, and the tags with the number of changes before each.
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    let mut tags: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for line in plan.split_inclusive('\n') {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        let Some(first) = line.split_ascii_whitespace().next() else { continue };
        if let Some(tag) = first.strip_prefix('@') {
            tags.push((changes.len(), tag));
        } else if !first.starts_with(['%', '#', '-']) {
            let name = first.trim_start_matches('+');
            let earlier = named.insert(name, changes.len());
            if let Some((change, position)) = earlier.and_then(|index| Some((changes.get_mut(index)?, index)))
            {
                let since = tags.partition_point(|(count, _)| *count <= position);
                change.tags = tags.iter().skip(since).map(|(_, tag)| *tag).collect();
            }
            changes.push(Change { name, range: start..start + first.len(), tags: Vec::new() });
        }
    }
    changes
}

/// Where `deploy` lies: `top_dir` of the configuration beside the plan.
fn top_folder(folder: &str, disk: &Disk) -> String {
    let stated = disk.peek(Path::new(&join(folder, "sqitch.conf"))).and_then(|text| value(&text, "top_dir"));
    match stated.as_deref() {
        None | Some(".") => folder.to_string(),
        Some(top) => join(folder, top.trim_start_matches("./").trim_end_matches('/')),
    }
}

fn engine(folder: &str, disk: &Disk) -> Option<Evidence> {
    let path = join(folder, "sqitch.conf");
    let stated = value(&disk.peek(Path::new(&path))?, "engine")?;
    Some((Dialect::of(Engine::parse(&stated)?), format!("engine in {path}").into()))
}

/// The value of a key in the configuration; comments do not count.
fn value(text: &str, key: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then(|| value.trim().to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reworked_changes_have_the_tags_up_to_the_rework() {
        let plan = "%project=x\n\na 2020 me # one\n@v1 2020 me\nb [a] 2020 me\n@v2 2020 me\na [a@v2] 2020 me\n@v3 x\n";
        let told: Vec<(&str, Vec<&str>)> =
            changes(plan).into_iter().map(|change| (change.name, change.tags)).collect();
        assert_eq!(told, [("a", vec!["v1", "v2"]), ("b", vec![]), ("a", vec![])]);
    }
}
