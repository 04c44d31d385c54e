//! `REFERENCES users (id) ON DELETE CASCADE` in a schema file. Dumps are left alone: they say what a database has.

use super::lexis::{self, Lexis, Token};
use super::{Edit, Site, Wanted};
use crate::ir::{Engine, ReferentialAction};
use crate::text::Span;

/// What pg_dump, mysqldump and mariadb-dump put at the beginning; Rails leaves the title out.
const DUMPS: [&str; 5] =
    ["PostgreSQL database dump", "SET statement_timeout = 0;", "MySQL dump", "MariaDB dump", "/*!40101 SET"];

/// How much of a file is looked at to tell a dump.
const HEAD: u32 = 1024;

/// Another clause.
pub(super) fn replace(
    site: &Site<'_>,
    span: Span,
    stated: ReferentialAction,
    wanted: Wanted,
) -> Option<Edit> {
    let text = site.text(span);
    let tokens = Lexis::Sql.code(text);
    let mut words = tokens.iter();
    let mut is_clause = true;
    for word in wanted.clause.sql().split(' ').chain(stated.sql().split(' ')) {
        is_clause &= words.next().is_some_and(|token| token.text.eq_ignore_ascii_case(word));
    }
    // SET NULL (a, b)
    let rest = words.as_slice();
    let is_whole = rest.first().is_none_or(|token| token.is("("));
    let is_written = is_clause && is_whole && !is_dump(site) && !has_match(site);
    is_written.then(|| site.edit(span, 0..text.len(), clause(wanted, is_lower(text))))
}

/// Clauses behind the referenced columns, or behind MATCH, which PostgreSQL wants first.
pub(super) fn insert(site: &Site<'_>, wanted: &[Wanted]) -> Option<Edit> {
    let after = after_table(site);
    let text = site.text(after);
    let tokens = Lexis::Sql.code(text);
    if is_dump(site) || has_match(site) {
        return None;
    }
    let is_word = |index: usize, word: &str| {
        tokens.get(index).is_some_and(|token| token.text.eq_ignore_ascii_case(word))
    };
    let mut next = 0;
    if tokens.first().is_some_and(|token| token.is("(")) {
        next = lexis::closing(&tokens, 0)? + 1;
    }
    if is_word(next, "MATCH") {
        next += 2;
    }
    let at = next.checked_sub(1).and_then(|last| tokens.get(last)).map_or(0, Token::end);
    let head = Span { end: site.fk.get().referenced_span.start, ..site.fk.get().span };
    let is_lower = site.text(head).contains("references");
    let clauses: String = wanted.iter().map(|wanted| format!(" {}", clause(*wanted, is_lower))).collect();
    Some(site.edit(after, at..at, clauses))
}

/// What follows the referenced table within the clause, or within the statement where the clause ends with the table.
fn after_table(site: &Site<'_>) -> Span {
    let (own, table) = (site.fk.get().span, site.fk.get().referenced_span);
    Span { start: table.end, end: own.end.max(table.end), ..own }
}

/// Whether a MATCH makes MySQL ignore the actions.
fn has_match(site: &Site<'_>) -> bool {
    let is_match = |token: &Token<'_>| token.text.eq_ignore_ascii_case("MATCH");
    let engine = site.fk.schema.dialect.engine;
    engine == Engine::MySql && Lexis::Sql.code(site.text(after_table(site))).iter().any(is_match)
}

fn is_dump(site: &Site<'_>) -> bool {
    let end = (0..=HEAD.min(site.file.len())).rev().take(4);
    let head = end.map(|end| site.file.slice(0, end)).find(|head| !head.is_empty()).unwrap_or("");
    DUMPS.iter().any(|words| head.contains(words))
}

fn is_lower(text: &str) -> bool {
    !text.contains(|c: char| c.is_ascii_uppercase())
}

fn clause(wanted: Wanted, is_lower: bool) -> String {
    let clause = format!("{} {}", wanted.clause.sql(), wanted.action);
    if is_lower { clause.to_lowercase() } else { clause }
}
