//! Several statements between two breakpoints of drizzle-kit.
//!
//! drizzle-orm's migrators cut a file at every `--> statement-breakpoint`, as plain text, also within comments (`readMigrationFiles` in
//! drizzle-orm 0.30 to 0.45), and hand each piece to the driver as one statement. PostgreSQL's simple protocol runs all of a piece. libSQL
//! runs the first and says nothing (measured with @libsql/client); mysql2 refuses it as a syntax error unless `multipleStatements` is set
//! (measured). wrangler runs whole files for D1. So only the first two count, where package.json names their driver and no other.

use std::ops::Range;
use std::path::Path;

use crate::ir::{Engine, HistoryFlawKind};

use super::super::disk::Disk;
use super::super::draft::{Draft, Findings, Flaw, parent};
use super::join;

const BREAKPOINT: &str = "--> statement-breakpoint";

/// Packages that run SQL for an engine; the first of each is the one to which a piece of several statements is harm.
const SQLITE: [&str; 6] = [
    "\"@libsql/client\"",
    "\"better-sqlite3\"",
    "\"wrangler\"",
    "\"expo-sqlite\"",
    "\"sql.js\"",
    "\"bun-types\"",
];
const MYSQL: [&str; 2] = ["\"mysql2\"", "\"@planetscale/database\""];

/// Adds to a history's flaws one for each file of which the driver would not run everything.
pub(super) fn add_flaws(found: &Findings<'_>, folder: &str, draft: &mut Draft) {
    let Some((dialect, _)) = &draft.stated else { return };
    let drivers: &[&str] = match dialect.engine {
        Engine::Sqlite => &SQLITE,
        Engine::MySql | Engine::MariaDb => &MYSQL,
        Engine::PostgreSql | Engine::CockroachDb => return,
    };
    let mut known = None;
    for index in &draft.files {
        let entry = found.entry(*index);
        let Some((first, second)) = joined(entry.text()) else { continue };
        if !*known.get_or_insert_with(|| is_harmed(folder, drivers, &found.tree.disk)) {
            return;
        }
        draft.flaws.push(Flaw {
            kind: HistoryFlawKind::JoinedStatements,
            entry: *index,
            range: second,
            related: Some((*index, first)),
            detail: entry.name().to_string().into(),
        });
    }
}

/// Whether the nearest package.json that names a driver names the harmed one alone.
fn is_harmed(folder: &str, drivers: &[&str], disk: &Disk) -> bool {
    let mut folder = folder;
    loop {
        let text = disk.peek(Path::new(&join(folder, "package.json"))).unwrap_or_default();
        let named: Vec<bool> = drivers.iter().map(|driver| text.contains(driver)).collect();
        if named.contains(&true) {
            return named.first() == Some(&true) && !named.iter().skip(1).any(|is_named| *is_named);
        }
        if folder.is_empty() || folder.ends_with("..") || parent(folder) == folder {
            return false;
        }
        folder = parent(folder);
    }
}

/// The first two statements of the first piece that has more than one.
fn joined(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut start = 0;
    for piece in text.split(BREAKPOINT) {
        let mut statements = Statements { text: piece, at: 0 };
        let (first, second) = (statements.next(), statements.next());
        if let (Some(first), Some(second)) = (first, second) {
            let shown = |range: Range<usize>| start + range.start..start + range.end;
            return Some((shown(first), shown(second)));
        }
        start += piece.len() + BREAKPOINT.len();
    }
    None
}

/// The statements of a text, without the comments before them and without their semicolons.
struct Statements<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Statements<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let mut start = None;
        let mut words: Vec<String> = Vec::new();
        // How many BEGIN and CASE of a routine's body are open.
        let mut open = 0_usize;
        while let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) {
            let length = token(rest);
            let token = rest.get(..length)?;
            let at = self.at;
            self.at += length;
            if token.trim().is_empty() || token.starts_with("--") || token.starts_with("/*") {
                continue;
            }
            if token == ";" && open == 0 {
                match start {
                    Some(start) => return Some(start..at),
                    None => continue,
                }
            }
            start.get_or_insert(at);
            let word = token.to_ascii_uppercase();
            match word.as_str() {
                "BEGIN" | "CASE" if makes_routine(&words) => open += 1,
                "END" => open = open.saturating_sub(1),
                _ if words.len() < 6 => words.push(word),
                _ => {}
            }
        }
        start.map(|start| start..start + self.text.get(start..).unwrap_or_default().trim_end().len())
    }
}

/// Whether a statement of these first words has a body with semicolons of its own.
fn makes_routine(words: &[String]) -> bool {
    let body = ["TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"];
    words.first().is_some_and(|word| word == "CREATE")
        && words.iter().any(|word| body.contains(&word.as_str()))
}

/// The length of what stands at the beginning of a text that is not empty: blanks, a comment, a quoted text, a word, or one character.
fn token(text: &str) -> usize {
    let until = |end: &str, from: usize| {
        text.get(from..).and_then(|rest| rest.find(end)).map_or(text.len(), |at| from + at + end.len())
    };
    let while_is = |test: fn(char) -> bool| text.find(|letter: char| !test(letter)).unwrap_or(text.len());
    let first = text.chars().next().unwrap_or(' ');
    match first {
        _ if text.starts_with("--") => until("\n", 0),
        _ if text.starts_with("/*") => until("*/", 2),
        '\'' | '"' | '`' => until(first.encode_utf8(&mut [0; 4]), 1),
        '[' => until("]", 1),
        _ if first.is_whitespace() => while_is(char::is_whitespace),
        _ if first.is_alphanumeric() || first == '_' => {
            while_is(|letter| letter.is_alphanumeric() || letter == '_')
        }
        _ => first.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_statements_and_not_semicolons() {
        let second = |text: &str| joined(text).map(|(_, second)| text[second].to_string());
        assert_eq!(
            second("CREATE TABLE a (b);\n-- then; this\nCREATE TABLE c (d)"),
            Some("CREATE TABLE c (d)".into())
        );
        assert_eq!(
            second("INSERT INTO a VALUES ('x;y', \"z;\");\n--> statement-breakpoint\n;DROP TABLE a;"),
            None
        );
        let trigger =
            "CREATE TRIGGER t AFTER DELETE ON a BEGIN DELETE FROM b; SELECT CASE WHEN 1 THEN 2 END; END;";
        assert_eq!(second(trigger), None);
        assert_eq!(second(&format!("{trigger} DROP TABLE a")), Some("DROP TABLE a".into()));
        // A breakpoint within a comment cuts all the same.
        assert_eq!(second("A 1; -- was --> statement-breakpoint here\nB 2;"), None);
    }
}
