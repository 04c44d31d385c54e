//! Just enough of Rust's syntax: code without its comments, strings and tests, the paths it names, its functions.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of `src`.
pub(super) struct Source {
    /// The path below `src`, with `/`.
    pub(super) path: String,
    /// The text.
    pub(super) text: String,
    /// The text with comments and the insides of literals blanked; lines stay where they are.
    pub(super) code: String,
    /// `code` with `#[cfg(test)]` items blanked.
    pub(super) shipped: String,
}

/// The root of the project.
pub(super) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below `src`, by path.
pub(super) fn sources() -> Result<Vec<Source>, String> {
    let root = root().join("src");
    let mut sources = Vec::new();
    for path in files(&root)? {
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            sources.push(source(&below(&root, &path), text));
        }
    }
    Ok(sources)
}

fn source(path: &str, text: String) -> Source {
    let code = blank_literals(&text);
    let shipped = if path.ends_with("tests.rs") { blank(&code) } else { blank_tests(&code) };
    Source { path: path.to_owned(), text, code, shipped }
}

/// All files below a folder, by path.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let error = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(error)? {
        let path = entry.map_err(error)?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A path relative to a folder, with `/`.
pub(super) fn below(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// The number of the line, from 1, in which an offset lies.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn blank(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// Blanks comments and the insides of string and character literals; the quotes stay. Every byte becomes one byte.
fn blank_literals(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text.as_bytes()[at..];
        let word_before = at > 0 && is_word(bytes[at - 1]);
        let (len, quotes) = if rest.starts_with(b"//") {
            (find(rest, b"\n").unwrap_or(rest.len()), 0)
        } else if rest.starts_with(b"/*") {
            (comment_len(rest), 0)
        } else if let Some(len) = raw_string_len(rest).filter(|_| !word_before) {
            (len, 1)
        } else if rest[0] == b'"' {
            (string_len(rest), 1)
        } else if let Some(len) = character_len(rest) {
            (len, 1)
        } else {
            code.push(if rest[0].is_ascii() { char::from(rest[0]) } else { ' ' });
            at += 1;
            continue;
        };
        for (index, byte) in rest[..len].iter().enumerate() {
            let quote = quotes == 1 && (index == 0 || index == len - 1);
            code.push(match byte {
                b'\n' => '\n',
                _ if quote => '"',
                _ => ' ',
            });
        }
        at += len;
    }
    code
}

fn find(bytes: &[u8], words: &[u8]) -> Option<usize> {
    bytes.windows(words.len()).position(|window| window == words)
}

/// The length of a comment that may hold comments.
fn comment_len(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn raw_string_len(rest: &[u8]) -> Option<usize> {
    let prefix = if rest.starts_with(b"br") { 2 } else { usize::from(rest.starts_with(b"r")) };
    let hashes = rest.get(prefix..)?.iter().take_while(|byte| **byte == b'#').count();
    let open = prefix + hashes;
    if prefix == 0 || rest.get(open) != Some(&b'"') {
        return None;
    }
    let close = [&b"\""[..], &b"#".repeat(hashes)].concat();
    let inside = find(&rest[open + 1..], &close)?;
    Some(open + 1 + inside + close.len())
}

fn string_len(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of a character literal; `None` for a lifetime.
fn character_len(rest: &[u8]) -> Option<usize> {
    if rest[0] != b'\'' {
        return None;
    }
    if rest.get(1) == Some(&b'\\') {
        return Some(rest[3.min(rest.len())..].iter().position(|byte| *byte == b'\'')? + 4);
    }
    // One character is at most four bytes.
    let close = rest.iter().take(6).skip(2).position(|byte| *byte == b'\'')? + 2;
    let inside = std::str::from_utf8(&rest[1..close]).ok()?;
    (inside.chars().count() == 1).then_some(close + 1)
}

/// Blanks the items that `#[cfg(test)]` stands before.
fn blank_tests(code: &str) -> String {
    let mark = "#[cfg(test)]";
    let mut shipped = code.to_owned();
    let mut from = 0;
    while let Some(start) = code[from..].find(mark).map(|at| from + at) {
        let end = block_end(code, start + mark.len());
        shipped.replace_range(start..end, &blank(&code[start..end]));
        from = end;
    }
    shipped
}

/// One past the item that begins at an offset: past its `;`, or past the brace that closes its first block.
pub(super) fn block_end(code: &str, from: usize) -> usize {
    let (mut braces, mut others) = (0_i32, 0_i32);
    for (at, byte) in code.bytes().enumerate().skip(from) {
        match byte {
            b'(' | b'[' => others += 1,
            b')' | b']' => others -= 1,
            b'{' => braces += 1,
            b'}' => {
                braces -= 1;
                if braces == 0 && others == 0 {
                    return at + 1;
                }
            }
            b';' if braces == 0 && others == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// The offsets at which a word stands alone.
pub(super) fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let bytes = code.as_bytes();
        let before = at.checked_sub(1).map(|at| bytes[at]);
        let after = bytes.get(at + word.len());
        !before.is_some_and(is_word) && !after.is_some_and(|byte| is_word(*byte))
    })
}

/// A function: its name, the line of its `fn`, and the lines of code in its body.
pub(super) struct Function {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) lines: usize,
}

/// All functions with a body. Lines without code (comments, empty ones) do not count.
pub(super) fn functions(code: &str) -> Vec<Function> {
    let mut functions = Vec::new();
    for at in words(code, "fn") {
        let after = code[at + 2..].trim_start();
        let name: String = after.bytes().take_while(|byte| is_word(*byte)).map(char::from).collect();
        let end = block_end(code, at);
        let item = &code[at..end];
        // A function type (`fn(usize)`) has no name, a function of a trait no body.
        if let (false, Some(open)) = (name.is_empty(), item.find('{')) {
            let body = item[open..].lines().skip(1).filter(|line| !line.trim().is_empty()).count();
            functions.push(Function { name, line: line_of(code, at), lines: body.saturating_sub(1) });
        }
    }
    functions
}

/// All paths that begin with one of `roots` (`crate`, `super`, `std`), with trees unfolded: `crate::{a, b::c}` is `[crate, a]` and
/// `[crate, b, c]`. Each with its offset.
pub(super) fn paths(code: &str, roots: &[&str]) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    for root in roots {
        for at in words(code, root) {
            // `a::root` and `a.root` are something else; `pub(crate)` has no `::` after it.
            let continues = code[..at].trim_end().ends_with("::") || code[..at].ends_with('.');
            if !continues {
                let mut unfolded = Vec::new();
                unfold(code, at, &[], &mut unfolded);
                found.extend(unfolded.into_iter().map(|path| (at, path)));
            }
        }
    }
    found
}

/// Reads a path or a tree at an offset; returns the offset after it.
fn unfold(code: &str, at: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    let mut at = skip_space(code, at);
    loop {
        if code[at..].starts_with('{') {
            return unfold_tree(code, at + 1, &path, found);
        }
        let word: String = code[at..].bytes().take_while(|byte| is_word(*byte)).map(char::from).collect();
        at += word.len();
        if !word.is_empty() {
            path.push(word);
        }
        let next = skip_space(code, at);
        if !code[next..].starts_with("::") || path.is_empty() {
            found.push(path);
            return at;
        }
        at = skip_space(code, next + 2);
    }
}

fn unfold_tree(code: &str, at: usize, path: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut at = at;
    while !code[at..].starts_with('}') && at < code.len() {
        let from = at;
        if code[at..].starts_with(is_path_start) {
            at = unfold(code, at, path, found);
        }
        // Past commas, space, `as`, `*`.
        at = at.max(from + usize::from(at == from));
    }
    (at + 1).min(code.len())
}

fn is_path_start(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_' || character == '{'
}

fn skip_space(code: &str, at: usize) -> usize {
    code.len() - code[at..].trim_start().len()
}

/// The scanner itself, on everything that misleads simple scanners.
pub(super) fn reads_rust() -> Result<(), String> {
    let text = "// fn a() { crate::no }\nuse crate::{x, y::{z, self}};\nfn b<'a>(c: &'a str) -> char {\n    let d = \"crate::no { \\\" \";\n\n    \
        // crate::no\n    let e = r#\"crate::\"no\"#;\n    '{'\n}\n#[cfg(test)]\nmod tests {\n    use super::*;\n}\nfn f() {}\n";
    let source = source("g.rs", text.to_owned());
    let paths: Vec<String> =
        paths(&source.shipped, &["crate", "super"]).iter().map(|(_, path)| path.join("::")).collect();
    let expected = ["crate::x", "crate::y::z", "crate::y::self"];
    let functions: Vec<_> = functions(&source.code)
        .iter()
        .map(|function| (function.name.clone(), function.line, function.lines))
        .collect();
    if paths != expected || functions != [("b".to_owned(), 3, 3), ("f".to_owned(), 14, 0)] {
        return Err(format!("{paths:?} {functions:?}\n{}", source.shipped));
    }
    Ok(())
}
