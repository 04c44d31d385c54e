//! Atlas: `atlas.sum` lists the files of a folder with their hashes, in the order in which they apply.

use crate::ir::{HistoryFlawKind, Layout};

use super::super::classify::{Shape, is_sql, shape};
use super::super::draft::{Draft, Findings, Flaw};
use super::downs;

/// A history in the order of the list.
pub(super) fn find(found: &mut Findings<'_>, folder: &str) -> bool {
    let Some(sum) = found.file(folder, "atlas.sum") else { return false };
    let (mut files, mut flaws) = (Vec::new(), Vec::new());
    let mut at = 0;
    for line in found.entry(sum).text().split_inclusive('\n') {
        let start = at;
        at += line.len();
        // The first line is the hash of all: `h1:...=`.
        let Some((name, _)) = line.split_once(" h1:").filter(|(name, _)| is_sql(name)) else { continue };
        if shape(name) == Shape::Down {
            continue;
        }
        match found.file(folder, name) {
            Some(file) if !found.is_claimed(file) && !files.contains(&file) => files.push(file),
            Some(_) => {}
            None => flaws.push(Flaw {
                kind: HistoryFlawKind::MissingFile,
                entry: sum,
                range: start..start + name.len(),
                related: None,
                detail: name.to_string().into(),
            }),
        }
    }
    if files.is_empty() {
        return false;
    }
    found.claim(sum);
    let down = downs(found, folder, &files);
    found.add(Draft { down, flaws, ..Draft::history(folder, Layout::Atlas, files) });
    true
}
