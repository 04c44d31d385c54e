//! Which parts of a migration file are applied and which undo it, by the marks that goose, sql-migrate, dbmate and Liquibase set in comments.
//!
//! Invariant: each part is a text as long as the file, with everything else blanked byte for byte, so that places stay. A mark becomes a
//! terminator: no statement runs across one. Tools that send what stands between `StatementBegin` and `StatementEnd` as one text leave it to
//! the engine to cut it, so it is cut like the rest.

use std::ops::Range;

use memchr::memmem;

use super::changeset::{self, Changeset};
use crate::ir::Dialect;

/// A file in its parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sections {
    /// What is applied.
    pub up: String,
    /// What undoes it; blank if there is nothing.
    pub down: String,
    /// What is neither, or applied only at times, and why.
    pub doubts: Vec<(Range<usize>, &'static str)>,
}

/// What a line of comment means to the tool.
enum Mark {
    /// From here on it is applied.
    Up,
    /// From here on it undoes.
    Down,
    /// A statement begins or ends.
    Border,
}

/// Cuts a file; `None` if it has no marks, so that all of it is applied.
pub(super) fn cut(text: &str, dialect: Dialect) -> Option<Sections> {
    if changeset::is_formatted(text) {
        return Some(cut_changesets(text, dialect));
    }
    let is_marked = ["+goose", "+migrate", "migrate:"]
        .iter()
        .any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some());
    let has_direction = |line: &str| matches!(mark_of(line), Some(Mark::Up | Mark::Down));
    (is_marked && text.lines().any(has_direction)).then(|| cut_at_marks(text))
}

/// A part in the making: every byte of the file is either written or blanked.
struct Part(String);

impl Part {
    fn sized(text: &str) -> Part {
        Part(String::with_capacity(text.len()))
    }

    fn write(&mut self, text: &str) {
        self.0.push_str(text);
    }

    fn blank(&mut self, text: &str) {
        self.0.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
    }

    /// Ends what stands before with a terminator in place of the mark.
    fn end(&mut self, mark: &str) {
        let start = self.0.len();
        self.blank(mark);
        if mark.starts_with(|letter: char| letter != '\n') {
            self.0.replace_range(start..start + 1, ";");
        }
    }
}

/// goose's `-- +goose Up`, sql-migrate's `-- +migrate Up`, dbmate's `-- migrate:up`, and their kin.
fn mark_of(line: &str) -> Option<Mark> {
    let comment = line.trim_start_matches(['\u{feff}', ' ', '\t']).strip_prefix("--")?.trim_start();
    let mut words = comment.split_ascii_whitespace();
    let first = words.next()?.to_ascii_lowercase();
    match first.as_str() {
        "migrate:up" => return Some(Mark::Up),
        "migrate:down" => return Some(Mark::Down),
        "+goose" | "+migrate" => {}
        _ => return None,
    }
    match words.next()?.to_ascii_lowercase().as_str() {
        "up" => Some(Mark::Up),
        "down" => Some(Mark::Down),
        _ => Some(Mark::Border),
    }
}

fn cut_at_marks(text: &str) -> Sections {
    let (mut up, mut down) = (Part::sized(text), Part::sized(text));
    let mut direction = None;
    let mut early: Option<Range<usize>> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mark = mark_of(line);
        match (&mark, &direction) {
            (Some(_), _) => {
                up.end(line);
                down.end(line);
            }
            (None, Some(Mark::Up | Mark::Border)) => {
                up.write(line);
                down.blank(line);
            }
            (None, Some(Mark::Down)) => {
                up.blank(line);
                down.write(line);
            }
            (None, None) => {
                up.blank(line);
                down.blank(line);
                if says_something(line) {
                    early = Some(early.map_or(at, |early| early.start)..at + line.trim_end().len());
                }
            }
        }
        if let Some(mark @ (Mark::Up | Mark::Down)) = mark {
            direction = Some(mark);
        }
        at += line.len();
    }
    let why = "stands before the mark that begins the migration, and is not applied";
    Sections { up: up.0, down: down.0, doubts: early.map(|early| (early, why)).into_iter().collect() }
}

/// Whether a line has more than blanks and comments.
fn says_something(line: &str) -> bool {
    let line = line.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    !line.is_empty() && !["--", "/*", "*"].iter().any(|comment| line.starts_with(comment))
}

/// Liquibase: `--changeset` begins what is applied, `--rollback` lines and `/* liquibase rollback */` comments undo it.
fn cut_changesets(text: &str, dialect: Dialect) -> Sections {
    let (mut up, mut down) = (Part::sized(text), Part::sized(text));
    let mut doubts = Vec::new();
    // Whether the current change set is applied; before the first there is none.
    let mut applies = false;
    let mut in_rollback = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if in_rollback {
            up.blank(line);
            let (undoing, rest) = line.split_at(line.find("*/").unwrap_or(line.len()));
            down.write(undoing);
            down.blank(rest);
            in_rollback = rest.is_empty();
        } else if let Some(changeset) = Changeset::read(line) {
            up.end(line);
            down.end(line);
            applies = changeset.applies_to(dialect);
            if applies && changeset.has_context {
                let why = "is a change set that runs only in some contexts; it is read as if it ran";
                doubts.push((at..at + line.trim_end().len(), why));
            }
        } else if let Some(undoing) = changeset::rollback(line).filter(|_| applies) {
            up.blank(line);
            down.blank(line.get(..undoing).unwrap_or(line));
            down.write(line.get(undoing..).unwrap_or(""));
        } else {
            in_rollback = changeset::opens_rollback(line);
            if applies && !in_rollback {
                up.write(line)
            } else {
                up.blank(line)
            }
            down.blank(line);
        }
        at += line.len();
    }
    Sections { up: up.0, down: down.0, doubts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String) {
        let sections = cut(text, Dialect::POSTGRESQL).expect("the text has marks");
        assert_eq!((sections.up.len(), sections.down.len()), (text.len(), text.len()));
        let words = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
        (words(&sections.up), words(&sections.down))
    }

    #[test]
    fn marks_split_a_file() {
        let goose = "-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\na é\n-- +goose StatementEnd\nb\n-- +goose Down\nc;\n";
        assert_eq!(parts(goose), ("; ; ; a é ; b ;".to_string(), "; ; ; ; ; c;".to_string()));
        assert_eq!(
            parts("--migrate:up\na\n-- migrate:down transaction:false\nb"),
            ("; a ;".into(), "; ; b".into())
        );
        assert!(cut("-- we migrate: up and down\na;", Dialect::POSTGRESQL).is_none());
    }

    #[test]
    fn what_undoes_is_read_apart() {
        let mut files = crate::text::Files::default();
        let text = "--liquibase formatted sql\n--changeset me:1\nCREATE TABLE a (b int, c int);\n--rollback ALTER TABLE a\n--rollback DROP COLUMN b;\n";
        let file = files.add("1.sql", text);
        let parsed = super::super::parse(&files, file, Dialect::POSTGRESQL);
        assert_eq!((parsed.operations.len(), parsed.down.len(), parsed.problems.len()), (1, 1, 0));
        assert_eq!(files.text(parsed.down[0].span), "DROP COLUMN b");
    }

    #[test]
    fn changesets_of_other_engines_do_not_apply() {
        let text = "--liquibase formatted sql\n--changeset me:1\na;\n--rollback b;\n--changeset me:2 dbms:oracle\nc;\n--rollback d;\n";
        assert_eq!(parts(text), ("; a; ;".to_string(), "; b; ;".to_string()));
    }
}
