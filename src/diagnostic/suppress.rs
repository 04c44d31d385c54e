//! `referee: ignore[rule, ...] reason`, in a comment of the language of the file.
//!
//! A comment silences what ends its line, the line below it, and the statement or block below it. Only the lines around a finding are read, so
//! that a run without findings costs nothing. It counts at any of the places a finding names: an applied migration cannot be edited, the
//! relation that drifts from it can.

use crate::text::{File, Files};

use super::{Diagnostic, Label};

/// How many lines above a finding the beginning of its statement or block is looked for.
const REACH: usize = 500;

/// Divides findings into those that stay and those that a comment silences.
pub fn suppress(files: &Files, diagnostics: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    diagnostics.into_iter().partition(|diagnostic| {
        let mut labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
        !labels.any(|label| is_silenced(files, label, diagnostic.rule))
    })
}

fn is_silenced(files: &Files, label: &Label, rule: &str) -> bool {
    let file = files.get(label.span.file);
    let here = file.line_range(label.span.start);
    let end = file.line_range(label.span.end.saturating_sub(1).max(label.span.start));
    let ends = [here, end].into_iter().any(|line| names_rule(file.slice(line.0, line.1), rule));
    if ends || is_below_comment(file, here, rule) {
        return true;
    }
    let block = Block::of(file.path());
    if block == Block::Indented {
        return indented_openings(file, here).any(|line| is_below_comment(file, line, rule));
    }
    let opening = block.opening(file, here);
    opening.is_some_and(|line| is_below_comment(file, line, rule))
}

/// The lines under which a line of Python stands, from the inside outwards: the first line of its statement, its class or function. A decorator
/// stands for what it decorates.
fn indented_openings(file: &File, line: (u32, u32)) -> impl Iterator<Item = (u32, u32)> {
    let indent = |range: (u32, u32)| {
        let text = file.slice(range.0, range.1);
        text.len() - text.trim_start().len()
    };
    let mut deepest = indent(line);
    let is_definition = |text: &str| {
        ["class ", "def ", "async ", "@"].iter().any(|start| text.trim_start().starts_with(start))
    };
    let mut decorated = is_definition(file.slice(line.0, line.1));
    let above = lines_above(file, line).take(REACH).filter(|(_, text)| !text.is_empty() && !is_comment(text));
    above.filter_map(move |(range, text)| {
        let own = indent(range);
        let decorates = decorated && own == deepest && text.starts_with('@');
        // What closes a bracket belongs to a statement further up.
        if decorates || (own < deepest && !text.starts_with([')', ']', '}'])) {
            deepest = own;
            decorated = is_definition(text);
            return Some(range);
        }
        decorated = false;
        None
    })
}

/// Whether one of the contiguous comment lines above a line ignores the rule.
fn is_below_comment(file: &File, line: (u32, u32), rule: &str) -> bool {
    lines_above(file, line)
        .map_while(|(_, text)| is_comment(text).then_some(text))
        .any(|text| names_rule(text, rule))
}

/// What a comment above can stand for, besides the next line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    /// A statement that ends with a semicolon.
    Statement,
    /// A block in braces, each brace the end of a line.
    Braces,
    /// Statements and blocks whose inner lines are indented.
    Indented,
    /// Nothing.
    Line,
}

impl Block {
    fn of(path: &str) -> Block {
        match path.rsplit('.').next() {
            Some("sql" | "ddl") => Block::Statement,
            Some("prisma") => Block::Braces,
            Some("py") => Block::Indented,
            Some(_) | None => Block::Line,
        }
    }

    /// The first line of the statement or block in which a line lies, if that is another line.
    fn opening(self, file: &File, line: (u32, u32)) -> Option<(u32, u32)> {
        let own = file.slice(line.0, line.1).trim();
        if matches!(self, Block::Line | Block::Indented) || self.opens(own) {
            return None;
        }
        let above =
            lines_above(file, line).take(REACH).take_while(|(_, text)| is_comment(text) || !self.ends(text));
        above.into_iter().find(|(_, text)| self.opens(text)).map(|(range, _)| range)
    }

    fn opens(self, line: &str) -> bool {
        match self {
            Block::Statement => {
                let word = line.split_whitespace().next().unwrap_or("");
                ["ALTER", "CREATE", "DO"].iter().any(|known| word.eq_ignore_ascii_case(known))
            }
            Block::Braces => line.ends_with('{'),
            Block::Indented | Block::Line => false,
        }
    }

    fn ends(self, line: &str) -> bool {
        match self {
            Block::Statement => line.split("--").next().unwrap_or(line).trim_end().ends_with(';'),
            Block::Braces => line == "}",
            Block::Indented | Block::Line => true,
        }
    }
}

/// The lines above a line, upwards, without the space around them.
fn lines_above(file: &File, line: (u32, u32)) -> impl Iterator<Item = ((u32, u32), &str)> {
    let ranges = std::iter::successors(line_above(file, line), |line| line_above(file, *line));
    ranges.map(|range| (range, file.slice(range.0, range.1).trim()))
}

fn line_above(file: &File, line: (u32, u32)) -> Option<(u32, u32)> {
    let above = file.line_range(line.0.checked_sub(1)?);
    // Of a large file only pieces are kept: a gap ends the search.
    (above.0 < line.0 && above.1 + 1 >= line.0).then_some(above)
}

fn is_comment(line: &str) -> bool {
    ["--", "//", "#", "/*", "*"].iter().any(|marker| line.trim_start().starts_with(marker))
}

/// Whether a line holds a comment that ignores the rule.
fn names_rule(line: &str, rule: &str) -> bool {
    let Some((before, after)) = line.split_once("referee:") else { return false };
    let in_comment = ["--", "//", "#", "/*"].iter().any(|marker| before.contains(marker))
        || before.trim_start().starts_with('*');
    let list = after.trim_start().strip_prefix("ignore").and_then(|rest| rest.trim_start().strip_prefix('['));
    let names = list.and_then(|list| list.split_once(']')).map(|(names, _)| names);
    in_comment && names.is_some_and(|names| names.split(',').any(|name| name.trim() == rule))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::text::Span;

    /// Whether a finding of `missing-foreign-key` at the mark `@` of a text is silenced.
    fn is_silent(path: &str, text: &str) -> bool {
        let mut files = Files::default();
        let at = text.find('@').expect("a mark");
        let file = files.add(path, text);
        let finding = Diagnostic {
            rule: "missing-foreign-key",
            severity: Severity::Error,
            message: String::new(),
            primary: Label::new(Span::new(file, at, at + 1), ""),
            related: Vec::new(),
            help: None,
            database: String::new(),
        };
        suppress(&files, vec![finding]).0.is_empty()
    }

    #[test]
    fn comments_silence_their_line_the_next_and_the_block() {
        assert!(is_silent(
            "a.prisma",
            "model A {\n  @ // referee: ignore[missing-foreign-key] on purpose\n}"
        ));
        assert!(is_silent(
            "a.prisma",
            "model A {\n  /// referee: ignore[missing-foreign-key]\n  // why\n  @\n}"
        ));
        assert!(is_silent(
            "a.prisma",
            "// referee: ignore[a, missing-foreign-key] why\nmodel A {\n  id Int\n  @\n}"
        ));
        assert!(is_silent(
            "a.sql",
            "-- referee: ignore[missing-foreign-key] why\nALTER TABLE a\n  ADD b int,\n  ADD @;"
        ));
    }

    #[test]
    fn comments_of_python_silence_statements_and_blocks() {
        let ignore = "# referee: ignore[missing-foreign-key] why";
        assert!(is_silent("a.py", &format!("class A:\n    {ignore}\n    b = Column(\n        @\n    )\n")));
        assert!(is_silent(
            "a.py",
            &format!("{ignore}\n@mapped\nclass A:\n    c = [\n        1,\n    ]\n    @\n")
        ));
        assert!(is_silent("a.py", &format!("t = Table(\n    1,\n    @  {ignore}\n)\n")));
        assert!(!is_silent(
            "a.py",
            &format!("class A:\n    {ignore}\n    b = Column(\n        1,\n    )\n    @\n")
        ));
        assert!(!is_silent("a.py", &format!("{ignore}\nx = 1\nclass A:\n    @\n")));
    }

    #[test]
    fn comments_elsewhere_silence_nothing() {
        assert!(!is_silent("a.prisma", "model A {\n  @ // referee: ignore[action-mismatch]\n}"));
        assert!(!is_silent("a.prisma", "// referee: ignore[missing-foreign-key]\n\nmodel A {\n  @\n}"));
        assert!(!is_silent(
            "a.sql",
            "-- referee: ignore[missing-foreign-key]\nALTER TABLE a ADD b int;\nALTER TABLE a\nADD @;"
        ));
        assert!(!is_silent("a.sql", "SELECT 'referee: ignore[missing-foreign-key]', @;"));
    }
}
