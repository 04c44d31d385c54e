//! What comments, statements and blocks look like in the languages we read: as much of it as the end of a line shows.

/// A kind of language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Language {
    /// Statements that end with a semicolon.
    Sql,
    /// Blocks in braces, each brace the end of a line.
    Prisma,
    /// Whatever brackets enclose, and what is indented below a line that ends with a colon.
    Python,
    /// Whatever brackets enclose.
    TypeScript,
    /// Lines.
    Other,
}

/// With what a block of Python begins.
const COMPOUND: [&str; 14] = [
    "class ",
    "def ",
    "async def ",
    "with ",
    "async with ",
    "if ",
    "elif ",
    "else:",
    "for ",
    "while ",
    "try:",
    "except",
    "finally:",
    "match ",
];

impl Language {
    /// By the extension of a path.
    pub(super) fn of(path: &str) -> Language {
        match path.rsplit('.').next() {
            Some("sql" | "ddl") => Language::Sql,
            Some("prisma") => Language::Prisma,
            Some("py") => Language::Python,
            Some("ts" | "tsx" | "mts" | "cts" | "js" | "jsx" | "mjs" | "cjs") => Language::TypeScript,
            Some(_) | None => Language::Other,
        }
    }

    /// Whether it has comments between `/*` and `*/`.
    pub(super) fn has_block_comments(self) -> bool {
        match self {
            Language::Sql | Language::Prisma | Language::TypeScript | Language::Other => true,
            Language::Python => false,
        }
    }

    /// What begins a comment that ends with its line: `#` in SQL is MySQL's, `--` in programs that of the SQL in their strings.
    fn markers(self) -> &'static [&'static str] {
        match self {
            Language::Sql => &["--", "#"],
            Language::Prisma => &["//"],
            Language::TypeScript => &["//", "--"],
            Language::Python => &["#", "--"],
            Language::Other => &["--", "//", "#"],
        }
    }

    /// Whether a comment begins in the text before something.
    pub(super) fn opens_comment(self, before: &str) -> bool {
        let opens_block = || match (before.rfind("/*"), before.rfind("*/")) {
            (opened, closed) if self.has_block_comments() => opened > closed,
            (_, _) => false,
        };
        self.markers().iter().any(|marker| before.contains(marker)) || opens_block()
    }

    /// Whether a whole line is a comment.
    pub(super) fn is_comment(self, line: &str) -> bool {
        let is_block = || self.has_block_comments() && (line.starts_with("/*") || line.starts_with('*'));
        self.markers().iter().any(|marker| line.starts_with(marker)) || is_block()
    }

    /// A line without the comment that ends it.
    pub(super) fn code(self, line: &str) -> &str {
        let block = line.rfind("/*").filter(|_| self.has_block_comments() && line.trim_end().ends_with("*/"));
        let line = block.map_or(line, |at| &line[..at]);
        let starts = self.markers().iter().filter_map(|marker| {
            // Within a word it is none: `https://`, `data#>`.
            let is_free = |at: &usize| {
                let before = line[..*at].chars().next_back();
                self == Language::Sql && *marker == "--"
                    || before.is_none_or(|c| c.is_whitespace() || ";,{}()".contains(c))
            };
            line.match_indices(marker).map(|(at, _)| at).find(is_free)
        });
        line[..starts.min().unwrap_or(line.len())].trim_end()
    }

    /// Whether a statement or a block may begin with a line, in languages where a line tells.
    pub(super) fn begins(self, line: &str) -> bool {
        match self {
            Language::Sql => {
                let mut words = line.split_whitespace();
                let (first, second) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
                let is = |word: &str, known: &[&str]| known.iter().any(|one| word.eq_ignore_ascii_case(one));
                is(first, &["CREATE", "DO"])
                    || is(first, &["ALTER"]) && !is(second, &["COLUMN", "CONSTRAINT"])
                    || is(first, &["DROP"]) && is(second, &["TABLE", "SCHEMA"])
            }
            Language::Prisma => self.code(line).ends_with('{'),
            Language::Python => COMPOUND.iter().any(|word| line.starts_with(word)),
            Language::TypeScript | Language::Other => false,
        }
    }

    /// Whether a statement or a block ends with a line, in languages where a line tells.
    pub(super) fn ends(self, line: &str) -> bool {
        match self {
            Language::Sql => self.code(line).ends_with(';') || line.starts_with("--> statement-breakpoint"),
            Language::Prisma => self.code(line) == "}",
            Language::Python | Language::TypeScript | Language::Other => false,
        }
    }
}
