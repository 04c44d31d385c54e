//! MySQL's comments that hold code: `/*!40101 ... */`, MariaDB's `/*M!100100 ... */`.

use std::borrow::Cow;

use crate::ir::{Dialect, Engine};

/// A statement with the marks of such comments blanked byte for byte, so that offsets stay; with all of a comment blanked that the server
/// does not run.
pub(super) fn without_hints(text: &str, dialect: Dialect) -> Cow<'_, str> {
    if !dialect.is_mysql_like() || !(text.contains("/*!") || text.contains("/*M!")) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = next_mark(rest) {
        let (before, comment) = rest.split_at(open);
        let mark = if comment.starts_with("/*M!") { 4 } else { 3 };
        let digits = comment.bytes().skip(mark).take_while(u8::is_ascii_digit).count();
        let Some(close) = comment.find("*/") else { break };
        let from = (mark + digits).min(close);
        let runs = comment.get(mark..from).is_some_and(|version| runs(version, mark == 4, dialect));
        result.push_str(before);
        let (blank, code) = if runs { (from, comment.get(from..close).unwrap_or("")) } else { (close, "") };
        result.extend(std::iter::repeat_n(' ', blank));
        result.push_str(code);
        result.push_str("  ");
        rest = comment.get(close + 2..).unwrap_or("");
    }
    result.push_str(rest);
    Cow::Owned(result)
}

/// The next such comment outside of strings and other comments.
fn next_mark(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.starts_with(b"/*!") || rest.starts_with(b"/*M!") {
            return Some(at);
        }
        at += match byte {
            b'\'' | b'"' | b'`' => quoted(rest, byte),
            b'#' => memchr::memchr(b'\n', rest)?,
            b'-' if rest.starts_with(b"-- ") => memchr::memchr(b'\n', rest)?,
            b'/' if rest.starts_with(b"/*") => memchr::memmem::find(rest, b"*/")? + 2,
            _ => 1,
        };
    }
    None
}

/// The length of a quoted text with its quotes.
fn quoted(text: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(byte) = text.get(at).copied() {
        at += 1;
        if byte == b'\\' && quote != b'`' {
            at += 1;
        } else if byte == quote {
            break;
        }
    }
    at
}

/// Whether the server runs code that asks for at least `version` (`50713`, `100500`). Without a known version it is a new one. MariaDB passes
/// over what MySQL 5.7 brought (mariadb.com/kb/en/comment-syntax).
fn runs(version: &str, mariadb_only: bool, dialect: Dialect) -> bool {
    let asked: u32 = version.parse().unwrap_or(0);
    let is_mariadb = dialect.engine == Engine::MariaDb;
    if (mariadb_only && !is_mariadb) || (is_mariadb && (50_700..=50_999).contains(&asked) && !mariadb_only) {
        return false;
    }
    let newest = if is_mariadb { 129_999 } else { 99_999 };
    let has =
        dialect.version.map_or(newest, |has| u32::from(has.major) * 10_000 + u32::from(has.minor) * 100 + 99);
    asked <= has
}
