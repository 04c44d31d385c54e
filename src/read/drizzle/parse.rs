//! Text to tree, by oxc; and what is left of a file that is no TypeScript.

use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;

use super::lower::Lower;
use super::syntax::{Parsed, Statement};
use crate::ir::{Problem, Span};
use crate::text::{FileId, Files};

/// What may be nested deeper than this is not given to the parser, which is recursive.
const STRAIN_LIMIT: u32 = 4000;

/// Up to here the stack of an ordinary thread is enough.
const STRAIN_OF_A_THREAD: u32 = 100;

/// The stack for what lies between the two.
const STACK: usize = 512 << 20;

/// Words with which a top-level statement begins in the first column.
const STARTS: [&str; 22] = [
    "export ",
    "export{",
    "export*",
    "import ",
    "import{",
    "import\"",
    "import'",
    "const ",
    "let ",
    "var ",
    "function ",
    "async ",
    "class ",
    "type ",
    "interface ",
    "enum ",
    "declare ",
    "if (",
    "for (",
    "while (",
    "switch (",
    "try {",
];

/// Reads one file. A syntax error costs the statement it stands in.
pub(super) fn parse(files: &Files, file: FileId) -> Parsed {
    let text = files.get(file).text();
    let mut parsed = Parsed { file, statements: Vec::new(), problems: Vec::new() };
    let kind = source_type(files.path(file));
    if strain(text) <= STRAIN_LIMIT {
        match parse_piece(file, text, 0, kind) {
            Ok(statements) => {
                parsed.statements = statements;
                return parsed;
            }
            Err((start, why)) => {
                let span = Span::new(file, start as usize, start as usize + 1);
                parsed.problems.push(Problem { span, why: why.into() });
            }
        }
    }
    let whole = parsed.problems.pop();
    for (start, end) in pieces(text) {
        let Some(piece) = text.get(start..end) else { continue };
        let offset = u32::try_from(start).unwrap_or(u32::MAX);
        let problem = |at: usize, why: String| Problem {
            span: Span::new(file, at, end.max(at + 1)),
            why: format!("{why}; the statement is left out").into(),
        };
        if strain(piece) > STRAIN_LIMIT {
            parsed.problems.push(problem(start, "this is nested too deep".to_owned()));
            continue;
        }
        match parse_piece(file, piece, offset, kind) {
            Ok(statements) => parsed.statements.extend(statements),
            Err((_, why)) => parsed.problems.push(problem(start, why)),
        }
    }
    if parsed.problems.is_empty() {
        parsed.problems.extend(whole);
    }
    parsed
}

/// The statements of a piece of text that begins at `offset` of the file; or where in the file the error is, and which.
fn parse_piece(
    file: FileId,
    text: &str,
    offset: u32,
    kind: SourceType,
) -> Result<Vec<Statement>, (u32, String)> {
    if strain(text) <= STRAIN_OF_A_THREAD {
        return parse_here(file, text, offset, kind);
    }
    let parsed = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let run = thread.spawn_scoped(scope, || parse_here(file, text, offset, kind));
        run.ok().and_then(|run| run.join().ok())
    });
    parsed.unwrap_or_else(|| Err((offset, "there is not enough memory to read it".to_owned())))
}

fn parse_here(
    file: FileId,
    text: &str,
    offset: u32,
    kind: SourceType,
) -> Result<Vec<Statement>, (u32, String)> {
    let allocator = Allocator::default();
    let read = Parser::new(&allocator, text, kind).parse();
    let lost = read.panicked || (read.program.body.is_empty() && !read.diagnostics.is_empty());
    if lost {
        let first = read.diagnostics.first();
        let why = first.map_or_else(|| "a syntax error".to_owned(), |error| plain(&error.message));
        let at = first.and_then(|error| error.labels.first()).map_or(0, |label| label.offset());
        return Err((offset.saturating_add(at), why));
    }
    Ok(Lower::new(file, offset).statements(&read.program.body))
}

/// A message as the other ones are: one sentence without a full stop.
fn plain(message: &str) -> String {
    format!("no TypeScript: {}", message.trim_end_matches('.'))
}

/// The ranges between statements that begin in the first column.
fn pieces(text: &str) -> Vec<(usize, usize)> {
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
    let starts = std::iter::once(0).chain(lines.filter(|start| {
        text.get(*start..).is_some_and(|rest| STARTS.iter().any(|word| rest.starts_with(word)))
    }));
    let starts: Vec<usize> = starts.collect();
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(text.len()));
    starts.iter().copied().zip(ends).filter(|(start, end)| start < end).collect()
}

/// How deep a text may be nested at most: in brackets, or by a row of words and signs that nothing ends, as in `!!!x` and `a ? b : c ? d : e`.
/// Strings and comments are not told apart.
fn strain(text: &str) -> u32 {
    let (mut depth, mut row, mut most) = (0u32, 0u32, 0u32);
    let mut in_word = false;
    for byte in text.bytes() {
        let is_word = byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || !byte.is_ascii();
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match byte {
            b';' | b',' | b'}' => row = 0,
            _ if is_word && in_word || byte.is_ascii_whitespace() => {}
            _ => row += 1,
        }
        in_word = is_word;
        most = most.max(depth).max(row / 4);
    }
    most
}

/// TypeScript reads JavaScript too, but for a few generics and casts that JSX would take for tags.
fn source_type(path: &str) -> SourceType {
    let kind = SourceType::from_path(path).unwrap_or_else(|_| SourceType::ts());
    if kind.is_javascript() { SourceType::tsx() } else { kind }
}
