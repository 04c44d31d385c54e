//! `referee: ignore[rule] reason` in a comment of the language of a file, where [`suppress`] honours it.
//!
//! Invariant: a comment is offered only where it was tried on a copy of the text, and never within a string that is no SQL.

use super::lexis::{Kind, Lexis, Token};
use super::{Edit, REASON, is_whole};
use crate::diagnostic::{Diagnostic, Label, suppress};
use crate::text::{File, Files, Span};

/// The text of a file, and the place in it that a comment is to be about.
struct Place<'t> {
    file: &'t File,
    lexis: Lexis,
    tokens: Vec<Token<'t>>,
    span: Span,
}

/// A comment on a line of its own above a place or, where none can stand there, at the end of its line, that silences a finding with a label
/// there. `None` in languages without comments, and in files that are not kept whole.
pub fn ignore_comment(files: &Files, finding: &Diagnostic, label: &Label) -> Option<Edit> {
    let file = files.get(label.span.file);
    let lexis = Lexis::of(file.path()).filter(|_| is_whole(file))?;
    let place = Place { file, lexis, tokens: lexis.tokens(file.text()), span: label.span };
    let words = format!("referee: ignore[{}] {REASON}", finding.rule);
    let candidates = [Place::above, Place::behind, Place::above_block];
    let mut edits = candidates.iter().filter_map(|candidate| candidate(&place, &words));
    edits.find(|edit| is_honoured(file, edit, finding, label))
}

impl Place<'_> {
    /// A line above the one on which the place begins.
    fn above(&self, words: &str) -> Option<Edit> {
        let (line, _) = self.file.line_range(self.span.start);
        if self.is_among_arguments(line) { None } else { self.line_at(line, words) }
    }

    /// Whether an offset lies within arguments of Prisma, whose grammar has no comments there.
    fn is_among_arguments(&self, offset: u32) -> bool {
        let is_list = |bracket: &Token<'_>| bracket.is("(") || bracket.is("[");
        self.lexis == Lexis::Prisma && self.bracket(offset).is_some_and(is_list)
    }

    /// A line above the block in which the place is.
    fn above_block(&self, words: &str) -> Option<Edit> {
        let mut offset = self.span.start;
        while let Some(bracket) = self.bracket(offset).filter(|_| self.lexis == Lexis::Prisma) {
            offset = self.offset_of(bracket);
            if bracket.is("{") {
                return self.line_at(self.file.line_range(offset).0, words);
            }
        }
        None
    }

    /// A comment that ends the line on which the place ends.
    fn behind(&self, words: &str) -> Option<Edit> {
        let last = self.span.end.saturating_sub(1).max(self.span.start);
        let (start, end) = self.file.line_range(last);
        let text = self.file.slice(start, end).trim_end();
        let end = start as usize + text.len();
        let place = Span::new(self.span.file, end, end);
        let is_continued = self.lexis == Lexis::Python && text.ends_with('\\');
        let before = self.tokens.iter().rfind(|token| token.start < end);
        let is_within = before.is_some_and(|token| token.kind == Kind::Text && token.end() > end);
        let is_comment = before.is_some_and(|token| {
            token.kind == Kind::Comment && token.end() >= end && !token.text.ends_with("*/")
        });
        if is_continued || is_within || self.is_among_arguments(place.start) {
            return None;
        }
        let text = if is_comment {
            format!(" {words}")
        } else if self.lexis == Lexis::Python {
            format!("  # {words}")
        } else {
            format!(" {} {words}", self.lexis.marker())
        };
        Some(Edit { span: place, text })
    }

    /// A comment on a line of its own, before the line that begins at an offset.
    fn line_at(&self, offset: u32, words: &str) -> Option<Edit> {
        let text = self.file.text();
        let (start, end) = self.file.line_range(offset);
        let before = text.get(..start as usize)?;
        let is_continued = self.lexis == Lexis::Python && before.trim_end().ends_with('\\');
        // Liquibase wants its own words on the first line.
        let first = text.lines().next().unwrap_or("");
        let is_head = start == 0 && (first.starts_with(['\u{feff}', '#']) || first.contains("liquibase"));
        let marker = match self.token_across(start as usize) {
            None => self.lexis.marker(),
            // SQL in a string of a program.
            Some(token) if token.kind == Kind::Text && self.is_in(token) => "--",
            Some(_) => return None,
        };
        if is_continued || is_head {
            return None;
        }
        let line = self.file.slice(start, end);
        let indent = &line[..line.len() - line.trim_start().len()];
        let newline = if line.ends_with('\r') || text.contains("\r\n") { "\r\n" } else { "\n" };
        let text = format!("{}{marker} {words}{newline}", indent.trim_end_matches('\r'));
        Some(Edit { span: Span::new(self.span.file, start as usize, start as usize), text })
    }

    /// The string or comment that begins before an offset and ends behind it.
    fn token_across(&self, offset: usize) -> Option<&Token<'_>> {
        let index = self.tokens.partition_point(|token| token.start < offset);
        self.tokens.get(index.checked_sub(1)?).filter(|token| token.end() > offset)
    }

    fn is_in(&self, token: &Token<'_>) -> bool {
        token.range().contains(&(self.span.start as usize))
    }

    fn offset_of(&self, token: &Token<'_>) -> u32 {
        Span::new(self.span.file, token.start, token.start).start
    }

    /// The innermost bracket that is open at an offset.
    fn bracket(&self, offset: u32) -> Option<&Token<'_>> {
        let mut depth = 0u32;
        let before = self.tokens.iter().rev().skip_while(|token| token.start >= offset as usize);
        for token in before {
            if [")", "]", "}"].iter().any(|mark| token.is(mark)) {
                depth += 1;
            } else if ["(", "[", "{"].iter().any(|mark| token.is(mark)) {
                match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => return Some(token),
                }
            }
        }
        None
    }
}

/// Takes a rule, whose name stands at a place, from the comment that ignores it; the last rule goes with the comment and the reason. `None` where
/// the comment says something else before, or goes on in other lines.
pub fn remove_comment(files: &Files, rule: Span) -> Option<Edit> {
    let file = files.get(rule.file);
    let lexis = Lexis::of(file.path()).filter(|_| is_whole(file))?;
    let (start, end) = file.line_range(rule.start);
    let (before, after) = (file.slice(start, rule.start), file.slice(rule.end, end));
    let (at, to) = (rule.start as usize, rule.end as usize);
    let remove =
        |start: usize, end: usize| Some(Edit { span: Span::new(rule.file, start, end), text: String::new() });
    if let Some(rest) = after.trim_start().strip_prefix(',') {
        return remove(at, end as usize - rest.trim_start().len());
    }
    let list = before.trim_end();
    if let Some(list) = list.strip_suffix(',') {
        return remove(start as usize + list.trim_end().len(), to);
    }
    let code = list.strip_suffix('[')?.trim_end().strip_suffix("ignore")?.trim_end();
    let code = code.strip_suffix("referee:")?.trim_end();
    let code = code.strip_suffix('/').map_or(code, |doc| if doc.ends_with("//") { doc } else { code });
    let code = code.strip_suffix(lexis.marker()).or_else(|| code.strip_suffix("--"))?;
    if code.trim().is_empty() {
        let next = end as usize + usize::from(end < file.len());
        return remove(start as usize, next);
    }
    let end = file.slice(start, end).trim_end().len();
    remove(start as usize + code.trim_end().len(), start as usize + end)
}

/// Whether the finding is silenced in the text with the comment.
fn is_honoured(file: &File, edit: &Edit, finding: &Diagnostic, label: &Label) -> bool {
    let at = edit.span.start as usize;
    let (Some(before), Some(after)) = (file.text().get(..at), file.text().get(at..)) else { return false };
    let mut copy = Files::default();
    let id = copy.add(file.path(), [before, &edit.text, after].concat());
    let (start, end) = (label.span.start as usize, label.span.end as usize);
    let start = if start >= at { start + edit.text.len() } else { start };
    let end = if end > at { end + edit.text.len() } else { end };
    let primary = Label::new(Span::new(id, start, end), "");
    let moved = Diagnostic { primary, related: Vec::new(), ..finding.clone() };
    suppress::suppress(&copy, vec![moved]).kept.is_empty()
}
