//! Finds the ends of what is not code: strings, comments, COPY data, templates.

use memchr::{memchr, memchr2, memmem};

use super::window::{is_blank, is_word};

/// The longest placeholder of a template that is recognised, in bytes.
const LONGEST_TEMPLATE: usize = 200;

/// The longest tag of a dollar quote; PostgreSQL's identifiers have at most 63 bytes.
const LONGEST_TAG: usize = 64;

/// How a search for an end came out; offsets count from where it began.
pub(super) enum Found {
    /// It ended; the offset after it.
    After(usize),
    /// No end in memory; the search goes on from here.
    Resume(usize),
}

/// The end of a string or quoted identifier, after its opening quote. A doubled quote goes on, except `]]`.
pub(super) fn quote(rest: &[u8], last: bool, close: u8, escapes: bool) -> Found {
    let mut at = 0;
    loop {
        let left = rest.get(at..).unwrap_or_default();
        // A loop is faster than the vectorised search where the end is near.
        let near = left.iter().take(16).position(|byte| *byte == close || (escapes && *byte == b'\\'));
        let hit = match near {
            Some(hit) => Some(hit),
            None if escapes => memchr2(close, b'\\', left),
            None => memchr(close, left),
        };
        let Some(hit) = hit else { return Found::Resume(rest.len()) };
        at += hit;
        match (rest.get(at), rest.get(at + 1)) {
            (_, None) if !last => return Found::Resume(at),
            (Some(b'\\'), None) if escapes => return Found::Resume(rest.len()),
            (Some(b'\\'), Some(_)) if escapes => at += 2,
            (_, Some(next)) if *next == close && close != b']' => at += 2,
            _ => return Found::After(at + 1),
        }
    }
}

/// The end of a dollar-quoted string, after its opening tag.
pub(super) fn dollar(rest: &[u8], tag: &[u8]) -> Found {
    match memmem::find(rest, tag) {
        Some(at) => Found::After(at + tag.len()),
        None => Found::Resume(rest.len().saturating_sub(tag.len().saturating_sub(1))),
    }
}

/// The end of a line comment; the line's end is not part of it. For PostgreSQL a carriage return ends a line too.
pub(super) fn line(rest: &[u8], carriage_return: bool) -> Found {
    let end = if carriage_return { memchr2(b'\n', b'\r', rest) } else { memchr(b'\n', rest) };
    end.map_or(Found::Resume(rest.len()), Found::After)
}

/// The end of a block comment, after its opening mark. `depth` is how many are open; only nesting dialects open more.
pub(super) fn block(rest: &[u8], nested: bool, depth: &mut u32) -> Found {
    let mut at = 0;
    loop {
        let left = rest.get(at..).unwrap_or_default();
        let hit = if nested { memchr2(b'*', b'/', left) } else { memchr(b'*', left) };
        let Some(hit) = hit else { return Found::Resume(rest.len()) };
        at += hit;
        match (rest.get(at), rest.get(at + 1)) {
            (_, None) => return Found::Resume(at),
            (Some(b'*'), Some(b'/')) => {
                *depth = depth.saturating_sub(1);
                at += 2;
                if *depth == 0 {
                    return Found::After(at);
                }
            }
            (Some(b'/'), Some(b'*')) if nested => {
                *depth += 1;
                at += 2;
            }
            _ => at += 1,
        }
    }
}

/// The end of COPY data: a line that is `\.`.
pub(super) fn copy(rest: &[u8], last: bool) -> Found {
    let mut at = 0;
    while let Some(hit) = memmem::find(rest.get(at..).unwrap_or_default(), b"\n\\.") {
        let after = at + hit + 3;
        match rest.get(after..).unwrap_or_default() {
            [] | [b'\r'] if !last => return Found::Resume(at + hit),
            [] | [b'\n' | b'\r', ..] => return Found::After(after),
            _ => at = after,
        }
    }
    Found::Resume(if last { rest.len() } else { rest.len().saturating_sub(2).max(at) })
}

/// The tag of a dollar quote that opens here, with both its dollars.
pub(super) fn dollar_tag(rest: &[u8]) -> Option<&[u8]> {
    let name = rest.get(1..)?;
    let len = name.iter().take(LONGEST_TAG).position(|byte| *byte == b'$')?;
    let name = &name[..len];
    let is_tag = name.iter().all(|byte| is_word(*byte)) && !name.first().is_some_and(u8::is_ascii_digit);
    is_tag.then(|| &rest[..len + 2])
}

/// The length of the placeholder that begins here: `{{..}}`, `{%..%}` or `${..}`.
pub(super) fn template(rest: &[u8]) -> Option<usize> {
    let close: &[u8] = match rest {
        [b'{', b'{', ..] => b"}}",
        [b'{', b'%', ..] => b"%}",
        [b'$', b'{', ..] => b"}",
        _ => return None,
    };
    let near = rest.get(..LONGEST_TEMPLATE).unwrap_or(rest);
    memmem::find(near.get(2..)?, close).map(|at| 2 + at + close.len())
}

/// Whether a psql variable or named parameter (`:name`, `:'name'`) begins here, after the byte `before`.
pub(super) fn is_variable(before: Option<u8>, rest: &[u8]) -> bool {
    let after_operand =
        before.is_some_and(|byte| is_word(byte) || matches!(byte, b':' | b']' | b')' | b'"' | b'\''));
    !after_operand
        && rest.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'\'' | b'"'))
}

/// Whether a COPY statement takes its rows from the script itself.
pub(super) fn reads_stdin(statement: &[u8]) -> bool {
    let mut words = statement.split(|byte| !is_word(*byte)).filter(|word| !word.is_empty());
    let mut from = false;
    words.any(|word| {
        let hit = from && word.eq_ignore_ascii_case(b"stdin");
        from = word.eq_ignore_ascii_case(b"from");
        hit
    })
}

/// Whether a line that begins here holds only SQL Server's `GO`, perhaps with a count; its length.
pub(super) fn go_line(line: &[u8]) -> Option<usize> {
    let indent = line.iter().take(64).position(|byte| !matches!(byte, b' ' | b'\t'))?;
    let after = line.get(indent + 2..)?;
    if !line.get(indent..indent + 2)?.eq_ignore_ascii_case(b"go") {
        return None;
    }
    let len = after.iter().take(64).position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'0'..=b'9'));
    match len {
        Some(len) if after[len] != b'\n' => None,
        None if after.len() >= 64 => None,
        _ if after.first().is_some_and(|byte| !is_blank(*byte)) => None,
        Some(len) => Some(indent + 2 + len),
        None => Some(line.len()),
    }
}

/// Whether mysql's `DELIMITER` begins here, perhaps after blanks.
pub(super) fn is_delimiter_line(line: &[u8]) -> bool {
    let indent = line.iter().take(64).position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(0);
    line.get(indent..indent + 9).is_some_and(|word| word.eq_ignore_ascii_case(b"delimiter"))
        && line.get(indent + 9).is_some_and(|byte| matches!(byte, b' ' | b'\t'))
}
