//! Marks in comments by which tools split a file into the way forward and the way back. They tell the tool; the split itself is the reader's.

use crate::ir::Layout;

/// The tool whose marks a file has.
pub(in crate::discover) fn layout_of(text: &str) -> Option<Layout> {
    // Marks stand in lines of their own, and the first one near the beginning; a long preamble of comments is all that may come before.
    text.lines().take(200).find_map(layout_of_line)
}

fn layout_of_line(line: &str) -> Option<Layout> {
    let comment = line.trim_start_matches(['\u{feff}', ' ', '\t']).strip_prefix("--")?.trim_start();
    let mut words = comment.split_ascii_whitespace();
    match words.next()? {
        "+goose" => Some(Layout::Goose),
        "+migrate" => Some(Layout::SqlMigrate),
        "migrate:up" | "migrate:down" => Some(Layout::Dbmate),
        first if first.eq_ignore_ascii_case("liquibase") => {
            words.next().filter(|word| word.eq_ignore_ascii_case("formatted")).map(|_| Layout::LiquibaseSql)
        }
        _ => None,
    }
}
