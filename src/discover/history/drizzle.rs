//! drizzle-kit: `meta/_journal.json` names the files and their order, and `meta/*_snapshot.json` keep what each of them led to.

use rustc_hash::FxHashMap;

use crate::ir::{HistoryFlawKind, Layout};

use super::super::draft::{Draft, Evidence, Findings, Flaw};
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
    flaws.extend(same_numbers(index, &journal.tags));
    let start = start(found, folder, &journal.tags);
    for (number, tag) in journal.tags.iter().enumerate() {
        let name = format!("{}.sql", tag.name);
        match found.file(folder, &name) {
            Some(file) if !files.contains(&file) => files.push(file),
            Some(_) => {}
            None => flaws.push(Flaw {
                kind: HistoryFlawKind::MissingFile,
                entry: index,
                range: tag.range.clone(),
                related: start.filter(|_| number == 0).map(|start| (start, 0..0)),
                detail: name.into(),
            }),
        }
    }
    let before = found.drafts.len();
    // A journal of which no file is left says nothing about those that are there: people apply them by their numbers.
    if files.is_empty() {
        plain::add_numbered(found, folder, None);
    } else {
        let stated = journal.dialect.clone();
        let mut draft = Draft { stated, ..Draft::history(folder, Layout::DrizzleKit, files) };
        breakpoints::add_flaws(found, folder, &mut draft);
        found.add(draft);
    }
    let is_history = found.drafts.len() > before;
    if let Some(draft) = found.drafts.get_mut(before) {
        draft.stated.clone_from(&journal.dialect);
        draft.flaws.append(&mut flaws);
        draft.begin_with(start);
    }
    if let Some(last) = journal.tags.iter().rev().find_map(|tag| snapshot(found, folder, tag)) {
        add_snapshot(found, last, journal.dialect);
    }
    is_history
}

/// Adds drizzle-kit's last snapshot as a description of its own.
pub(super) fn add_snapshot(found: &mut Findings<'_>, snapshot: usize, stated: Option<Evidence>) {
    let entry = found.entry(snapshot);
    let own = journal::dialect_of(entry.text());
    let own = own.map(|dialect| (dialect, format!("dialect in {}", entry.name()).into()));
    found.add(Draft::snapshot(&entry.shown, snapshot, own.or(stated)));
}

/// The snapshot that belongs to an entry.
fn snapshot(found: &Findings<'_>, folder: &str, tag: &Tag) -> Option<usize> {
    found.file(&join(folder, "meta"), &format!("{}_snapshot.json", number_of(tag)))
}

/// The first snapshot, where it stands for a migration that nobody ran: `drizzle-kit pull` writes the SQL of what is there already as a comment,
/// which some teams then delete.
fn start(found: &Findings<'_>, folder: &str, tags: &[Tag]) -> Option<usize> {
    const PULLED: &str = "-- Current sql file was generated after introspecting the database";
    let first = tags.first()?;
    let is_pulled = match found.file(folder, &format!("{}.sql", first.name)) {
        Some(file) => {
            let text = found.entry(file).text().trim_start_matches('\u{feff}');
            text.starts_with(PULLED) && text.lines().any(|line| line.trim_start().starts_with("/*"))
        }
        None => true,
    };
    snapshot(found, folder, first).filter(|_| is_pulled)
}

/// Entries that share a number: their branches did not know of each other.
fn same_numbers(journal: usize, tags: &[Tag]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut seen: FxHashMap<&str, &Tag> = FxHashMap::default();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    for tag in tags.iter().filter(|tag| is_number(number_of(tag))) {
        let number = number_of(tag);
        let earlier = *seen.entry(number).or_insert(tag);
        if earlier.range != tag.range {
            flaws.push(Flaw {
                kind: HistoryFlawKind::DuplicateVersion,
                entry: journal,
                range: tag.range.clone(),
                related: Some((journal, earlier.range.clone())),
                detail: number.to_string().into(),
            });
        }
    }
    flaws
}

/// `0001` of `0001_books`.
fn number_of(tag: &Tag) -> &str {
    tag.name.split('_').next().unwrap_or("")
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
