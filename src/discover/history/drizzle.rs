//! drizzle-kit: `meta/_journal.json` names the files and their order.

use crate::ir::{HistoryFlawKind, Layout};

use super::super::draft::{Draft, Findings, Flaw};
use super::super::journal::{self, Tag};
use super::{breakpoints, join, plain};

/// A history in the order of the journal.
pub(super) fn find(found: &mut Findings<'_>, folder: &str) -> bool {
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
    let (mut files, mut flaws) = (Vec::new(), out_of_order(index, &journal.tags));
    for tag in &journal.tags {
        let name = format!("{}.sql", tag.name);
        match found.file(folder, &name) {
            Some(file) if !files.contains(&file) => files.push(file),
            Some(_) => {}
            None => flaws.push(Flaw {
                kind: HistoryFlawKind::MissingFile,
                entry: index,
                range: tag.range.clone(),
                related: None,
                detail: name.into(),
            }),
        }
    }
    // A journal of which no file is left says nothing about those that are there: people apply them by their numbers.
    if files.is_empty() {
        let before = found.drafts.len();
        let is_history = plain::add_numbered(found, folder, None);
        if let Some(draft) = found.drafts.get_mut(before) {
            draft.stated = journal.dialect;
            draft.flaws.append(&mut flaws);
        }
        return is_history;
    }
    let mut draft =
        Draft { stated: journal.dialect, flaws, ..Draft::history(folder, Layout::DrizzleKit, files) };
    breakpoints::add_flaws(found, folder, &mut draft);
    found.add(draft);
    true
}

/// Entries whose time lies before that of an entry above. drizzle-kit applies what is younger than the last that a database has, so they
/// are skipped wherever the other is.
fn out_of_order(journal: usize, tags: &[Tag]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut latest: Option<(f64, &Tag)> = None;
    for tag in tags {
        let Some(when) = tag.when else { continue };
        match latest {
            Some((time, other)) if when < time => flaws.push(Flaw {
                kind: HistoryFlawKind::JournalOutOfOrder,
                entry: journal,
                range: tag.range.clone(),
                related: Some((journal, other.range.clone())),
                detail: tag.name.clone().into(),
            }),
            Some(_) | None => latest = Some((when, tag)),
        }
    }
    flaws
}
