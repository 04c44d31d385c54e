//! What is wrong with a list of files, whatever stands in them: versions that occur twice, numbers that are left out, files that no list names.

use crate::ir::{HistoryFlawKind, Layout};

use super::super::classify::version;
use super::super::draft::{Findings, Flaw};

/// Longer numbers are dates, which leave gaps.
const LONGEST_COUNT: usize = 5;

/// Whether the tool keeps a list of the files that count.
pub(super) fn has_list(layout: Layout) -> bool {
    match layout {
        Layout::DrizzleKit | Layout::Atlas | Layout::Sqitch => true,
        Layout::PrismaMigrate
        | Layout::GolangMigrate
        | Layout::Goose
        | Layout::Dbmate
        | Layout::SqlMigrate
        | Layout::Sqlx
        | Layout::Diesel
        | Layout::Hasura
        | Layout::Flyway
        | Layout::Refinery
        | Layout::LiquibaseSql
        | Layout::Supabase
        | Layout::Pop
        | Layout::UptoVersions
        | Layout::Numbered
        | Layout::InOrder
        | Layout::Alembic
        | Layout::SingleFile => false,
    }
}

/// A file that the list leaves out.
pub(super) fn unlisted(found: &Findings<'_>, index: usize) -> Flaw {
    Flaw::of_file(HistoryFlawKind::UnlistedFile, index, found.entry(index).name().to_string())
}

/// Doubles and gaps in the numbers before the names of files, which are in order.
pub(super) fn of_versions(found: &Findings<'_>, layout: Layout, files: &[usize]) -> Vec<Flaw> {
    let versions: Vec<(String, usize)> = files
        .iter()
        .filter_map(|index| Some((counted(found.entry(*index).name(), layout)?, *index)))
        .collect();
    // sql-migrate knows a migration by its whole name; the number only sorts.
    if layout == Layout::SqlMigrate { gaps(&versions) } else { of_texts(&versions) }
}

/// Doubles and gaps, given each file's version.
pub(super) fn of_texts(versions: &[(String, usize)]) -> Vec<Flaw> {
    let mut flaws = of_numbers(versions);
    flaws.extend(gaps(versions));
    flaws
}

/// Versions that occur twice, given each file's.
pub(super) fn of_numbers(versions: &[(String, usize)]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for pair in versions.windows(2) {
        let [(before, first), (own, second)] = pair else { continue };
        if before == own {
            let related = Some((*first, 0..0));
            let flaw = Flaw::of_file(HistoryFlawKind::DuplicateVersion, *second, own.clone());
            flaws.push(Flaw { related, ..flaw });
        }
    }
    flaws
}

/// Numbers that are left out by files that count by one. A history counts by one if most of its steps do.
fn gaps(versions: &[(String, usize)]) -> Vec<Flaw> {
    let numbers: Vec<(u32, usize)> = versions
        .iter()
        .filter(|(number, _)| number.len() <= LONGEST_COUNT)
        .filter_map(|(number, index)| Some((number.parse().ok()?, *index)))
        .collect();
    let steps = || {
        numbers.windows(2).filter_map(|pair| match pair {
            [(before, first), (own, second)] if own > before => Some((*before, *own, *first, *second)),
            _ => None,
        })
    };
    let by_one = steps().filter(|(before, own, ..)| own - before == 1).count();
    let missing = steps().filter(|(before, own, ..)| own - before > 1);
    if numbers.len() != versions.len() || by_one * 2 <= steps().count() {
        return Vec::new();
    }
    let flaw = |(before, own, first, second): (u32, u32, usize, usize)| {
        let detail =
            if own - before == 2 { format!("{}", before + 1) } else { format!("{}-{}", before + 1, own - 1) };
        let flaw = Flaw::of_file(HistoryFlawKind::MissingVersion, second, detail);
        Flaw { related: Some((first, 0..0)), ..flaw }
    };
    missing.map(flaw).collect()
}

/// The version of a file as its tool counts it, without leading zeros; `None` where two files may well share a number.
fn counted(name: &str, layout: Layout) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let parts = version(&lower)?;
    let text = parts
        .iter()
        .map(|(_, digits)| if digits.is_empty() { "0" } else { digits })
        .collect::<Vec<_>>()
        .join(".");
    if layout != Layout::Numbered {
        return Some(text);
    }
    // Without a tool `2024-01-02-x` and `20240102_x` are days, `001b_x` and `1-2-x` come after others.
    let digits = lower.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let mut rest = digits.chars();
    let separator = rest.next();
    let follows_number = rest.next().is_some_and(|letter| letter.is_ascii_digit());
    let stands_alone = separator.is_some_and(|letter| !letter.is_ascii_alphanumeric()) && !follows_number;
    (stands_alone && parts.iter().all(|(len, _)| *len != 8)).then_some(text)
}
