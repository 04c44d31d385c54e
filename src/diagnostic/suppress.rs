//! `referee: ignore[rule, ...] reason`, in a comment of the language of the file.
//!
//! A comment silences what ends its line, the line below it, and the statement or block below it. Of files without comments only the lines
//! around a finding are read. It counts at any of the places a finding names: an applied migration cannot be edited, the relation that
//! drifts from it can.

use rustc_hash::FxHashSet;

use crate::text::{File, FileId, Files, Span};

use super::{Diagnostic, Label};

/// How many lines above a finding the beginning of its statement or block is looked for.
const REACH: usize = 500;

/// The word with which a comment addresses us.
const ADDRESS: &str = "referee:";

/// What became of findings.
#[derive(Debug, Default)]
pub struct Suppressed {
    /// Those that no comment silences.
    pub kept: Vec<Diagnostic>,
    /// The comments that silenced one: the file, the start of the line, and the rule.
    pub used: FxHashSet<(FileId, u32, &'static str)>,
}

/// Takes away the findings that a comment silences.
pub fn suppress(files: &Files, diagnostics: Vec<Diagnostic>) -> Suppressed {
    let mut suppressed = Suppressed::default();
    for diagnostic in diagnostics {
        let mut silent = false;
        for label in std::iter::once(&diagnostic.primary).chain(&diagnostic.related) {
            for line in lines_for(files.get(label.span.file), label) {
                if names_rule(files.get(label.span.file).slice(line.0, line.1), diagnostic.rule) {
                    suppressed.used.insert((label.span.file, line.0, diagnostic.rule));
                    silent = true;
                }
            }
        }
        if !silent {
            suppressed.kept.push(diagnostic);
        }
    }
    suppressed
}

/// A comment that ignores rules.
#[derive(Debug)]
pub struct Comment<'t> {
    /// The start of its line.
    pub line: u32,
    /// The names that it lists, with their places.
    pub rules: Vec<(Span, &'t str)>,
    /// What stands behind the list, up to the end of the line: the reason, and whatever ends the comment.
    pub reason: &'t str,
}

/// The comments of a file that ignore rules. Of a file that is not kept whole none is told.
pub fn comments<'t>(files: &'t Files, id: FileId) -> Vec<Comment<'t>> {
    let file = files.get(id);
    let [whole] = file.excerpts() else { return Vec::new() };
    let mut lines: Vec<(u32, u32)> = memchr::memmem::find_iter(whole.text.as_bytes(), ADDRESS)
        .map(|at| file.line_range(whole.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX))))
        .collect();
    lines.dedup();
    let comment = |(start, end)| {
        let named = |(at, name): (usize, &'t str)| {
            let start = start as usize + at;
            (Span::new(id, start, start + name.len()), name)
        };
        let line = file.slice(start, end);
        let rules: Vec<_> = ignored(line).map(named).collect();
        let reason = line.split_once(ADDRESS).and_then(|(_, list)| list.split_once(']'));
        let reason = reason.map_or("", |(_, reason)| reason.trim());
        (!rules.is_empty()).then_some(Comment { line: start, rules, reason })
    };
    lines.into_iter().filter_map(comment).collect()
}

/// The lines on which a comment would silence a finding with this label.
fn lines_for(file: &File, label: &Label) -> Vec<(u32, u32)> {
    let here = file.line_range(label.span.start);
    let end = file.line_range(label.span.end.saturating_sub(1).max(label.span.start));
    let mut lines = vec![here];
    lines.extend(Some(end).filter(|end| *end != here));
    lines.extend(comments_above(file, here));
    for opening in Block::of(file.path()).openings(file, here, label.span.start) {
        lines.extend(comments_above(file, opening));
    }
    lines
}

/// The contiguous comment lines above a line.
fn comments_above(file: &File, line: (u32, u32)) -> impl Iterator<Item = (u32, u32)> {
    lines_above(file, line).take_while(|(_, text)| is_comment(text)).map(|(range, _)| range)
}

/// What a comment above can stand for, besides the next line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    /// A statement that ends with a semicolon.
    Statement,
    /// A block in braces, each brace the end of a line.
    Braces,
    /// Whatever brackets enclose; `indented` also what is indented below `class` and `def`.
    Brackets {
        /// Whether it is Python.
        indented: bool,
    },
    /// Nothing.
    Line,
}

impl Block {
    fn of(path: &str) -> Block {
        match path.rsplit('.').next() {
            Some("sql" | "ddl") => Block::Statement,
            Some("prisma") => Block::Braces,
            Some("py") => Block::Brackets { indented: true },
            Some("ts" | "tsx" | "mts" | "cts" | "js" | "jsx" | "mjs" | "cjs") => {
                Block::Brackets { indented: false }
            }
            Some(_) | None => Block::Line,
        }
    }

    /// The first lines of the statements and blocks in which an offset of a line lies, without that line itself.
    fn openings(self, file: &File, line: (u32, u32), offset: u32) -> Vec<(u32, u32)> {
        match self {
            Block::Statement | Block::Braces => self.opening(file, line).into_iter().collect(),
            Block::Brackets { indented } => enclosing(file, line, offset, indented),
            Block::Line => Vec::new(),
        }
    }

    fn opening(self, file: &File, line: (u32, u32)) -> Option<(u32, u32)> {
        let own = file.slice(line.0, line.1).trim();
        if self.opens(own) {
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
            Block::Brackets { .. } | Block::Line => false,
        }
    }

    fn ends(self, line: &str) -> bool {
        match self {
            Block::Statement => line.split("--").next().unwrap_or(line).trim_end().ends_with(';'),
            Block::Braces => line == "}",
            Block::Brackets { .. } | Block::Line => true,
        }
    }
}

/// The lines above that open a bracket around an offset, and of Python the `class` and `def` lines around it with their decorators.
fn enclosing(file: &File, line: (u32, u32), offset: u32, indented: bool) -> Vec<(u32, u32)> {
    let mut depth = 0;
    opens_bracket(file.slice(line.0, offset.max(line.0)), &mut depth);
    let indent = |line: (u32, u32)| {
        let text = file.slice(line.0, line.1);
        text.len() - text.trim_start().len()
    };
    let is_block =
        |text: &str| indented && ["class ", "def ", "async def "].iter().any(|word| text.starts_with(word));
    let mut decorated = is_block(file.slice(line.0, line.1).trim_start());
    let mut level = indent(line);
    let mut found = Vec::new();
    for (above, text) in lines_above(file, line).take(REACH) {
        if text.is_empty() || is_comment(text) {
            continue;
        }
        if opens_bracket(text, &mut depth) {
            found.push(above);
            level = level.min(indent(above));
        } else if depth > 0 {
            continue;
        } else if indent(above) < level {
            level = indent(above);
            decorated = is_block(text);
            found.extend(Some(above).filter(|_| decorated));
        } else if decorated && text.starts_with('@') && indent(above) == level {
            found.push(above);
        } else {
            decorated = false;
        }
    }
    found
}

/// Whether a text opens a bracket that is not closed after it; `depth` counts those that are closed below and not yet opened.
fn opens_bracket(text: &str, depth: &mut u32) -> bool {
    let mut opens = false;
    for c in text.chars().rev() {
        match c {
            ')' | ']' | '}' => *depth += 1,
            '(' | '[' | '{' if *depth == 0 => opens = true,
            '(' | '[' | '{' => *depth -= 1,
            _ => {}
        }
    }
    opens
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
    ignored(line).any(|(_, name)| name == rule)
}

/// The rules that a comment on a line ignores, each with its offset in the line.
fn ignored(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let list = line.find(ADDRESS).and_then(|at| {
        let (before, after) = (&line[..at], &line[at + ADDRESS.len()..]);
        let in_comment = ["--", "//", "#", "/*"].iter().any(|marker| before.contains(marker))
            || before.trim_start().starts_with('*');
        let list = after.trim_start().strip_prefix("ignore")?.trim_start().strip_prefix('[')?;
        let (names, _) = list.split_once(']')?;
        in_comment.then_some((line.len() - list.len(), names))
    });
    let mut from = list.map_or(0, |(from, _)| from);
    let names = list.into_iter().flat_map(|(_, names)| names.split(','));
    names.map(move |name| {
        let at = from + (name.len() - name.trim_start().len());
        from += name.len() + 1;
        (at, name.trim())
    })
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
            object: String::new(),
        };
        suppress(&files, vec![finding]).kept.is_empty()
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
    fn comments_above_what_brackets_and_indentation_enclose_silence_it() {
        assert!(is_silent(
            "a.py",
            "# referee: ignore[missing-foreign-key] why\nclass A(Base):\n    id: int\n\n    b = f(\n        @,\n    )"
        ));
        assert!(is_silent(
            "a.py",
            "def upgrade():\n    # referee: ignore[missing-foreign-key]\n    f(g(1),\n      @)"
        ));
        assert!(!is_silent("a.py", "# referee: ignore[missing-foreign-key]\nf(\n  1)\ng(\n  @)"));
        assert!(is_silent(
            "a.ts",
            "// referee: ignore[missing-foreign-key]\nconst a = table(\"a\", {\n  b: c({}),\n  @,\n})"
        ));
    }

    #[test]
    fn comments_of_python_silence_statements_and_blocks() {
        let ignore = "# referee: ignore[missing-foreign-key] why";
        assert!(is_silent("a.py", &format!("class A:\n    {ignore}\n    b = Column(\n        @\n    )\n")));
        assert!(is_silent(
            "a.py",
            &format!("{ignore}\n@mapped\nclass A:\n    c = [\n        1,\n    ]\n    d = f(@)\n")
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
