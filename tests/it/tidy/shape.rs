//! Small and plain: sizes, words that may not occur, headers.

use super::none;
use super::scan::{self, line_of};

/// Lines of a file, at most.
const FILE: usize = 400;
/// Lines of the median file, at most.
const MEDIAN: usize = 180;
/// Lines of code in a function, at most.
const FUNCTION: usize = 70;

/// What shipped code may not say, and what to do.
const FORBIDDEN: [(&str, &str); 10] = [
    (".unwrap()", "say what happens otherwise"),
    (".expect(\"", "say what happens otherwise"),
    ("panic!", "return what went wrong"),
    ("todo!", "finish it or leave it out"),
    ("unimplemented!", "finish it or leave it out"),
    ("unsafe ", "write it without"),
    ("dbg!", "remove it"),
    ("print!", "write to the output that was given"),
    ("println!", "write to the output that was given"),
    ("allow(", "write #[expect(lint, reason = \"...\")]"),
];

/// Files of the IR that may hold strings: names of sources and databases, which are told and never compared.
const STRINGS_IN_IR: [&str; 1] = ["ir/source.rs"];

/// Nothing is too long to be read at once.
pub(super) fn files_and_functions_are_small() -> Result<(), String> {
    let mut found = Vec::new();
    let mut sizes = Vec::new();
    for source in scan::sources()? {
        let lines = source.text.lines().count();
        sizes.push(lines);
        if lines > FILE {
            found.push(format!("src/{}: {lines} lines, at most {FILE}", source.path));
        }
        for function in scan::functions(&source.code).iter().filter(|function| function.lines > FUNCTION) {
            let (name, lines) = (&function.name, function.lines);
            found.push(format!(
                "src/{}:{}: `{name}` has {lines} lines, at most {FUNCTION}",
                source.path, function.line
            ));
        }
    }
    sizes.sort_unstable();
    let median = sizes.get(sizes.len() / 2).copied().unwrap_or(0);
    if median > MEDIAN {
        found.push(format!("src: the median file has {median} lines, at most {MEDIAN}"));
    }
    none(found)
}

/// Shipped code never panics on purpose, never prints on its own, never silences a lint without a reason.
pub(super) fn forbidden_words() -> Result<(), String> {
    let mut found = Vec::new();
    for source in scan::sources()? {
        for (word, remedy) in FORBIDDEN {
            for (at, _) in source.shipped.match_indices(word) {
                // `eprintln!` is `println!` too; `disallow(` is not `allow(`.
                let before = source.shipped.as_bytes().get(at.wrapping_sub(1));
                let part = word.starts_with(|start: char| start.is_ascii_alphabetic())
                    && before
                        .is_some_and(|byte| byte.is_ascii_alphanumeric() && *byte != b'e' || *byte == b'_');
                // A method of our own that is called `expect` answers with a `Result`, and what it answers goes up.
                let propagates = source.shipped[at + word.len()..]
                    .split_once("\")")
                    .is_some_and(|(_, after)| word == ".expect(\"" && after.starts_with('?'));
                if !part && !propagates {
                    let line = line_of(&source.text, at);
                    found.push(format!("src/{}:{line}: `{word}`: {remedy}", source.path));
                }
            }
        }
    }
    none(found)
}

/// The types of the IR are made of ids, names and spans.
pub(super) fn ir_holds_no_strings() -> Result<(), String> {
    let mut found = Vec::new();
    for source in scan::sources()? {
        if !source.path.starts_with("ir/") || STRINGS_IN_IR.contains(&source.path.as_str()) {
            continue;
        }
        let code = &source.shipped;
        for at in scan::words(code, "struct").chain(scan::words(code, "enum")) {
            let item = &code[at..scan::block_end(code, at)];
            for inside in scan::words(item, "String") {
                let line = line_of(code, at + inside);
                found.push(format!("src/{}:{line}: the IR holds no `String`", source.path));
            }
        }
    }
    none(found)
}

/// Every file says what it is for; no tabs, no space at the end of a line.
pub(super) fn files_begin_with_what_they_are_for() -> Result<(), String> {
    let mut found = Vec::new();
    for source in scan::sources()? {
        let path = &source.path;
        if !source.text.starts_with("//! ") {
            found.push(format!("src/{path}: begins without `//!`"));
        }
        for (line, text) in (1..).zip(source.text.lines()) {
            if text.ends_with([' ', '\t']) {
                found.push(format!("src/{path}:{line}: space at the end of the line"));
            }
            if text.contains('\t') {
                found.push(format!("src/{path}:{line}: a tab"));
            }
        }
        if !source.text.ends_with('\n') || source.text.ends_with("\n\n") {
            found.push(format!("src/{path}: does not end with one line end"));
        }
    }
    none(found)
}
