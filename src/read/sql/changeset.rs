//! The comments of Liquibase's formatted SQL.

use crate::ir::{Dialect, Engine};

/// What the header of a change set says about when it runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Changeset<'t> {
    /// The list after `dbms:`.
    dbms: Option<&'t str>,
    /// `ignore:true`.
    ignored: bool,
    /// Whether it runs only in some contexts.
    pub has_context: bool,
}

/// Whether a file begins with `--liquibase formatted sql`.
pub(super) fn is_formatted(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').trim_start().lines().next().unwrap_or("");
    comment_after(first, "liquibase")
        .is_some_and(|rest| rest.trim_start().to_ascii_lowercase().starts_with("formatted sql"))
}

/// What follows `--word` in a line, in any case and with blanks after the dashes.
fn comment_after<'t>(line: &'t str, word: &str) -> Option<&'t str> {
    let comment = line.trim_start().strip_prefix("--")?.trim_start();
    let (found, rest) = (comment.get(..word.len())?, comment.get(word.len()..)?);
    let ends = rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']);
    (found.eq_ignore_ascii_case(word) && ends).then_some(rest)
}

/// Where the SQL of a `--rollback` line begins; at its end if the line says that there is nothing to undo, or names another change set.
pub(super) fn rollback(line: &str) -> Option<usize> {
    let rest = comment_after(line, "rollback")?;
    let sql = rest.trim();
    let is_none = sql.eq_ignore_ascii_case("empty")
        || sql.to_ascii_lowercase().starts_with("not required")
        || sql.starts_with("changesetId:");
    Some(if is_none { line.trim_end_matches('\n').len() } else { line.len() - rest.len() })
}

/// Whether a line opens a comment whose text undoes the change set.
pub(super) fn opens_rollback(line: &str) -> bool {
    let Some(comment) = line.trim_start().strip_prefix("/*") else { return false };
    let mut words = comment.split_ascii_whitespace().map(str::to_ascii_lowercase);
    words.next().as_deref() == Some("liquibase") && words.next().as_deref() == Some("rollback")
}

impl<'t> Changeset<'t> {
    /// Reads `--changeset author:id name:value ...`; a value with blanks stands in quotes.
    pub(super) fn read(line: &'t str) -> Option<Changeset<'t>> {
        let header = comment_after(line, "changeset")?;
        let value = |name: &str| {
            let at = header.find(&format!(" {name}:"))?;
            let rest = header.get(at + name.len() + 2..)?.trim_start();
            let quote = rest.chars().next().filter(|letter| matches!(letter, '"' | '\''));
            match quote {
                Some(quote) => rest.get(1..)?.split(quote).next(),
                None => rest.split_ascii_whitespace().next(),
            }
        };
        Some(Changeset {
            dbms: value("dbms"),
            ignored: value("ignore").is_some_and(|value| value.eq_ignore_ascii_case("true")),
            has_context: ["context", "contextFilter", "labels"].iter().any(|name| value(name).is_some()),
        })
    }

    /// Whether it runs on an engine. `dbms:postgresql,h2` lists those it is for, `!oracle` one it is not for.
    pub(super) fn applies_to(&self, dialect: Dialect) -> bool {
        let Some(list) = self.dbms else { return !self.ignored };
        let own = |name: &str| match Engine::parse(name) {
            // Liquibase knows MariaDB and CockroachDB by names of their own.
            Some(engine) => engine == dialect.engine,
            None => name.eq_ignore_ascii_case("all"),
        };
        let mut names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
        let runs = match list.contains('!') {
            true => names.all(|name| name.strip_prefix('!').is_none_or(|name| !own(name))),
            false => names.any(own),
        };
        runs && !self.ignored
    }
}
