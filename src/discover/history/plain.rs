//! SQL files side by side, one for each migration, ordered by their names: goose, dbmate, sql-migrate, sqlx, Supabase, Atlas, or no tool.

use crate::ir::{Dialect, Layout};

use super::super::classify::{Shape, names_migrations};
use super::super::draft::{Findings, last, parent};
use super::{atlas, changes_tables, flaws, history, marks, rust, sort_by_version, unclaimed};

/// A history of a folder's numbered files, or of all its files if they have a tool's marks.
pub(super) fn find(found: &mut Findings<'_>, folder: &str) -> bool {
    let numbered = unclaimed(found, folder, Shape::Numbered);
    let others = unclaimed(found, folder, Shape::Sql);
    let mark = |files: &[usize]| files.iter().find_map(|index| marks::layout_of(found.entry(*index).text()));
    let marked = mark(&numbered).or_else(|| mark(&others).filter(|layout| *layout == Layout::SqlMigrate));
    if marked.is_none() && atlas::find(found, folder) {
        return true;
    }
    let given = found.tree.roots.iter().any(|root| root == folder);
    let named = names_migrations(last(folder)) || names_migrations(last(parent(folder)));
    if marked.is_none() && !given && !named && numbered.len() < 2 {
        return false;
    }
    add_numbered(found, folder, marked)
}

/// Makes a history of the numbered files of a folder if one of them makes or changes a table, or has a tool's marks.
pub(super) fn add_numbered(found: &mut Findings<'_>, folder: &str, marked: Option<Layout>) -> bool {
    let mut files = unclaimed(found, folder, Shape::Numbered);
    if marked.is_none() && !files.iter().any(|index| changes_tables(found.entry(*index).text())) {
        return false;
    }
    let layout = marked.unwrap_or_else(|| unmarked(found, folder, &files));
    if layout == Layout::SqlMigrate {
        files.extend(unclaimed(found, folder, Shape::Sql));
    }
    if files.is_empty() {
        return false;
    }
    sort(found, layout, &mut files);
    let mut draft = history(found, folder, layout, files);
    draft.flaws = flaws::of_versions(found, layout, &draft.files);
    if layout == Layout::Supabase {
        draft.stated = Some((Dialect::POSTGRESQL, "Supabase".into()));
    }
    found.add(draft);
    true
}

/// The tool of files without marks.
fn unmarked(found: &Findings<'_>, folder: &str, files: &[usize]) -> Layout {
    if files.iter().all(|index| found.entry(*index).name().starts_with("upto-v")) {
        Layout::UptoVersions
    } else if last(folder) == "migrations" && last(parent(folder)) == "supabase" {
        Layout::Supabase
    } else if rust::depends_on(folder, "sqlx", &found.tree.disk) {
        Layout::Sqlx
    } else {
        Layout::Numbered
    }
}

/// dbmate compares names byte by byte; sql-migrate puts names without a number last; all others compare the numbers.
fn sort(found: &Findings<'_>, layout: Layout, files: &mut [usize]) {
    match layout {
        Layout::Dbmate => files.sort_by_key(|index| found.entry(*index).name()),
        Layout::SqlMigrate => {
            sort_by_version(found, files);
            files.sort_by_key(|index| {
                !found.entry(*index).name().starts_with(|letter: char| letter.is_ascii_digit())
            });
        }
        Layout::PrismaMigrate
        | Layout::DrizzleKit
        | Layout::GolangMigrate
        | Layout::Goose
        | Layout::Sqlx
        | Layout::Diesel
        | Layout::Hasura
        | Layout::Flyway
        | Layout::Refinery
        | Layout::LiquibaseSql
        | Layout::Atlas
        | Layout::Supabase
        | Layout::Pop
        | Layout::Sqitch
        | Layout::UptoVersions
        | Layout::Numbered
        | Layout::InOrder
        | Layout::Alembic
        | Layout::SingleFile => sort_by_version(found, files),
    }
}
