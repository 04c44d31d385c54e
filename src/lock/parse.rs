//! referee.lock to [`Lock`]. All errors are collected, each with its line and what to do.

use crate::config::ConfigError;
use crate::text::{FileId, Files, Span};

use super::{Aim, Lock, LockedDatabase, LockedLine, LockedTable, Verb};

/// What git leaves at the beginning of lines that it could not merge.
const CONFLICT: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// How a line is mended.
const HELP: &str = "Mend the line, or run `referee lock --update` to write the file anew";

/// Reads the lock in `file`.
///
/// # Errors
/// All that is wrong, in the order of the file; then nothing of it holds.
pub fn parse(files: &Files, file: FileId) -> Result<Lock, Vec<ConfigError>> {
    let mut reader = Reader { lock: Lock { file, databases: Vec::new() }, errors: Vec::new() };
    let mut start = 0;
    for line in files.get(file).text().split_inclusive('\n') {
        let text = without_comment(line);
        let from = start + (text.len() - text.trim_start().len());
        let span = Span::new(file, from, start + text.trim_end().len());
        start += line.len();
        if CONFLICT.iter().any(|mark| line.starts_with(mark)) {
            let help = "Keep the lines of both sides and remove the marks, or run `referee lock --update` to write the file anew";
            let message = "this is a merge conflict that nobody has resolved".to_owned();
            return Err(vec![ConfigError { span, message, help: Some(help.to_owned()) }]);
        }
        let is_inner = text.starts_with([' ', '\t']);
        let text = text.trim();
        match text.split_once(' ') {
            _ if text.is_empty() => {}
            _ if is_inner => reader.effect(text, span),
            Some(("database", name)) => reader.database(name.trim(), span),
            Some((word, name)) => match Aim::ALL.into_iter().find(|aim| aim.word() == word) {
                Some(aim) => reader.table(aim, name.trim(), span),
                None => reader.complain(span, UNKNOWN),
            },
            None => reader.complain(span, UNKNOWN),
        }
    }
    if reader.errors.is_empty() { Ok(reader.lock) } else { Err(reader.errors) }
}

const UNKNOWN: &str =
    "this line begins with none of `database`, `erasable` and `protected`, and is not indented";

/// A line up to a `#` at its beginning or after a space, outside of quotes.
fn without_comment(line: &str) -> &str {
    let (mut is_quoted, mut is_spaced) = (false, true);
    for (at, c) in line.char_indices() {
        if c == '#' && is_spaced && !is_quoted {
            return line.get(..at).unwrap_or(line);
        }
        is_quoted ^= c == '"';
        is_spaced = c.is_whitespace();
    }
    line
}

struct Reader {
    lock: Lock,
    errors: Vec<ConfigError>,
}

impl Reader {
    fn complain(&mut self, span: Span, message: &str) {
        self.errors.push(ConfigError { span, message: message.to_owned(), help: Some(HELP.to_owned()) });
    }

    fn database(&mut self, name: &str, span: Span) {
        if self.lock.databases.iter().any(|other| other.name == name) {
            self.complain(span, &format!("the database `{name}` stands here for the second time"));
        }
        self.lock.databases.push(LockedDatabase { name: name.to_owned(), span, tables: Vec::new() });
    }

    fn table(&mut self, aim: Aim, name: &str, span: Span) {
        let Some(database) = self.lock.databases.last_mut() else {
            return self.complain(span, "this table belongs to no database");
        };
        let is_known = database.tables.iter().any(|other| other.aim == aim && other.name == name);
        database.tables.push(LockedTable { aim, name: name.to_owned(), span, lines: Vec::new() });
        if is_known {
            let message = format!("`{} {name}` stands here for the second time", aim.word());
            self.complain(span, &message);
        }
    }

    fn effect(&mut self, text: &str, span: Span) {
        let table = self.lock.databases.last_mut().and_then(|database| database.tables.last_mut());
        let Some(table) = table else { return self.complain(span, "this line belongs to no table") };
        let split = |verb: Verb| {
            let rest = text.strip_prefix(verb.word())?;
            rest.starts_with([' ', '\t']).then(|| (verb, rest.trim()))
        };
        let aim = table.aim;
        let verbs = Verb::ALL.into_iter().filter(|verb| verb.aim() == aim);
        let Some((verb, foreign_key)) = verbs.clone().find_map(split) else {
            let words: Vec<String> = verbs.map(|verb| format!("`{}`", verb.word())).collect();
            let words = words.join(", ");
            return self.complain(
                span,
                &format!("this line of {} table begins with none of {words}", aim.article()),
            );
        };
        let has_shape = foreign_key.split_once(" (").is_some_and(|(_, rest)| rest.contains(") -> "));
        if !has_shape {
            return self
                .complain(span, "this line names no foreign key, written as `posts (author_id) -> users`");
        }
        table.lines.push(LockedLine { verb, foreign_key: foreign_key.to_owned(), span });
    }
}
