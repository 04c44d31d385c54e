//! Where a comment has to stand to be about a place: on its line, above its line, and above, at the first or at the last line of the statements
//! and blocks around it.

use crate::diagnostic::Label;
use crate::text::File;

use super::language::Language;

/// How many lines above and below a finding the ends of its statement or block are looked for.
const REACH: usize = 500;

/// The bytes of a line, without its end.
type Line = (u32, u32);

/// The lines on which a comment would silence a finding with this label.
pub(super) fn lines_for(file: &File, label: &Label) -> Vec<Line> {
    let language = Language::of(file.path());
    let here = file.line_range(label.span.start);
    let last = file.line_range(label.span.end.saturating_sub(1).max(label.span.start));
    let mut lines = vec![here, last];
    lines.extend(comments_above(file, here, language));
    for opening in openings(file, here, label.span.start, language) {
        lines.push(opening);
        lines.extend(comments_above(file, opening, language));
    }
    lines.extend(endings(file, last, label.span.end, language));
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// Whether a line lies in a block comment that begins above it.
pub(super) fn is_in_block_comment(file: &File, line: Line, language: Language) -> bool {
    let mut above = lines_above(file, line).take(REACH);
    let marks = above.find_map(|(_, text)| {
        let marks = (text.rfind("/*"), text.rfind("*/"));
        (marks != (None, None)).then_some(marks)
    });
    language.has_block_comments() && marks.is_some_and(|(opened, closed)| opened > closed)
}

/// The contiguous comment lines above a line.
fn comments_above(file: &File, line: Line, language: Language) -> Vec<Line> {
    let mut found = Vec::new();
    let mut is_inside = false;
    for (range, text) in lines_above(file, line).take(REACH) {
        let opened = text.rfind("/*");
        if is_inside {
            is_inside = opened.is_none();
            if opened.is_some_and(|at| at > 0) {
                break;
            }
        } else if language.has_block_comments() && opened.is_none() && text.ends_with("*/") {
            is_inside = true;
        } else if !language.is_comment(text) {
            break;
        }
        found.push(range);
    }
    found
}

/// The first lines of the statements and blocks in which an offset of a line lies, without that line itself.
fn openings(file: &File, line: Line, offset: u32, language: Language) -> Vec<Line> {
    match language {
        Language::Sql => {
            let mut found = statement(file, line, language);
            found.extend(do_block(file, line));
            found
        }
        Language::Prisma => statement(file, line, language),
        Language::Python | Language::TypeScript => {
            let mut found = enclosing(file, line, offset, language);
            // SQL in a string.
            found.extend(statement(file, line, Language::Sql));
            found
        }
        Language::Other => Vec::new(),
    }
}

/// The lines above with which the statement or block of a line may begin.
fn statement(file: &File, line: Line, language: Language) -> Vec<Line> {
    if language == Language::Prisma && language.begins(file.slice(line.0, line.1).trim()) {
        return Vec::new();
    }
    let above = lines_above(file, line).take(REACH);
    let own = above.take_while(|(_, text)| language.is_comment(text) || !language.ends(text));
    own.filter(|(_, text)| language.begins(text)).map(|(range, _)| range).collect()
}

/// The line of the DO whose block a line lies in.
fn do_block(file: &File, line: Line) -> Option<Line> {
    let mut above = lines_above(file, line).take(REACH);
    let (range, text) = above.find(|(_, text)| text.contains('$') && quotes(text) > 0)?;
    let is_do = text.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("DO"));
    (is_do && quotes(text) % 2 == 1).then_some(range)
}

/// How many dollar quotes, `$$` or `$body$`, a line has.
fn quotes(text: &str) -> usize {
    let is_tag = |part: &&str| part.chars().all(|c| c.is_alphanumeric() || c == '_');
    let mut parts = text.split('$');
    parts.next();
    let mut count = 0;
    let mut rest: Vec<&str> = parts.collect();
    // What follows the last dollar is no tag.
    rest.pop();
    let mut is_after_quote = false;
    for part in rest {
        is_after_quote = !is_after_quote && is_tag(&part);
        count += usize::from(is_after_quote);
    }
    count
}

/// The lines above that open a bracket around an offset or begin the chain of calls that it is a part of, and of Python the lines of the blocks
/// around it, with their decorators.
fn enclosing(file: &File, line: Line, offset: u32, language: Language) -> Vec<Line> {
    let mut depth = 0;
    opens_bracket(file.slice(line.0, offset.max(line.0)), &mut depth);
    let own = file.slice(line.0, line.1).trim();
    let is_definition = |text: &str| {
        language == Language::Python
            && ["class ", "def ", "async def "].iter().any(|word| text.starts_with(word))
    };
    let mut decorated = is_definition(own);
    let mut chained = own.starts_with('.');
    let mut level = indent(file, line);
    let mut found = Vec::new();
    for (above, text) in lines_above(file, line).take(REACH) {
        if text.is_empty() || language.is_comment(text) {
            continue;
        }
        let opens = opens_bracket(language.code(text), &mut depth);
        if !opens && depth > 0 {
            continue;
        }
        if opens || chained {
            found.push(above);
            level = level.min(indent(file, above));
            chained = text.starts_with('.');
        } else if indent(file, above) < level {
            level = indent(file, above);
            decorated = is_definition(text);
            found.extend(Some(above).filter(|_| language.begins(text)));
        } else if decorated && text.starts_with('@') && indent(file, above) == level {
            found.push(above);
        } else {
            decorated = false;
        }
    }
    found
}

fn indent(file: &File, line: Line) -> usize {
    let text = file.slice(line.0, line.1);
    text.len() - text.trim_start().len()
}

/// The last lines of the statements and blocks in which the end of a label lies.
fn endings(file: &File, line: Line, offset: u32, language: Language) -> Vec<Line> {
    match language {
        Language::Sql | Language::Prisma => {
            if language.ends(file.slice(line.0, line.1).trim()) {
                return Vec::new();
            }
            let mut below = lines_below(file, line).take(REACH);
            below.find(|(_, text)| language.ends(text)).map(|(range, _)| range).into_iter().collect()
        }
        Language::Python | Language::TypeScript => closings(file, line, offset, language),
        Language::Other => Vec::new(),
    }
}

/// The lines below that close a bracket around an offset or go on with the chain of calls that it is a part of.
fn closings(file: &File, line: Line, offset: u32, language: Language) -> Vec<Line> {
    let mut depth = 0;
    let rest = file.slice(offset.min(line.1), line.1);
    closes_bracket(language.code(rest), &mut depth);
    let mut chained = true;
    let mut found = Vec::new();
    for (below, text) in lines_below(file, line).take(REACH) {
        if text.is_empty() || language.is_comment(text) {
            continue;
        }
        let goes_on = depth > 0 || text.starts_with('.');
        let closes = closes_bracket(language.code(text), &mut depth);
        chained = closes || (chained && goes_on);
        if closes || (chained && depth == 0) {
            found.push(below);
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

/// Whether a text closes a bracket that is not opened before it; `depth` counts those that are opened above and not yet closed.
fn closes_bracket(text: &str, depth: &mut u32) -> bool {
    let mut closes = false;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => *depth += 1,
            ')' | ']' | '}' if *depth == 0 => closes = true,
            ')' | ']' | '}' => *depth -= 1,
            _ => {}
        }
    }
    closes
}

/// The lines above a line, upwards, without the space around them.
fn lines_above(file: &File, line: Line) -> impl Iterator<Item = (Line, &str)> {
    let above = |line: &Line| {
        let above = file.line_range(line.0.checked_sub(1)?);
        // Of a large file only pieces are kept: a gap ends the search.
        (above.0 < line.0 && above.1 + 1 >= line.0).then_some(above)
    };
    let ranges = std::iter::successors(above(&line), move |line| above(line));
    ranges.map(|range| (range, file.slice(range.0, range.1).trim()))
}

/// The lines below a line, downwards, without the space around them.
fn lines_below(file: &File, line: Line) -> impl Iterator<Item = (Line, &str)> {
    let below = |line: &Line| {
        let start = line.1.checked_add(1).filter(|start| *start < file.len())?;
        let below = file.line_range(start);
        (below.0 == start).then_some(below)
    };
    let ranges = std::iter::successors(below(&line), move |line| below(line));
    ranges.map(|range| (range, file.slice(range.0, range.1).trim()))
}
