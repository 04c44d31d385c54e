//! Marks in comments by which tools split a file into the way forward and the way back. They tell the tool; the split itself is the reader's.

use crate::ir::Layout;

/// How many lines may hold the first mark.
const LINES: usize = 200;

/// The tool whose marks a file has.
pub(in crate::discover) fn layout_of(text: &str) -> Option<Layout> {
    // Marks stand in lines of their own, and the first one near the beginning; a long preamble of comments is all that may come before.
    let (mut line, mut seen) = (0, 0);
    for at in memchr::memmem::find_iter(text.as_bytes(), b"--") {
        let (Some(before), Some(rest)) = (text.get(seen..at), text.get(at..)) else { continue };
        line += memchr::memchr_iter(b'\n', before.as_bytes()).count();
        if line >= LINES {
            return None;
        }
        let start = before.rfind('\n').map_or(seen, |end| seen + end + 1);
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        if let Some(layout) = text.get(start..at + end).and_then(layout_of_line) {
            return Some(layout);
        }
        seen = at;
    }
    None
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
