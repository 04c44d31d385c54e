//! `referee: ignore[rule, ...] reason`, in a comment of the language of the file.
//!
//! A comment silences what it stands above and what it ends: a line, a statement, a block. Of files without comments only the lines
//! around a finding are read. It counts at any of the places a finding names: an applied migration cannot be edited, the relation that
//! drifts from it can.

mod language;
mod reach;
#[cfg(test)]
mod tests;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::text::{File, FileId, Files, Span};

use super::Diagnostic;
use language::Language;

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
    let mut addressed: FxHashMap<FileId, bool> = FxHashMap::default();
    for diagnostic in diagnostics {
        let mut silent = false;
        for label in std::iter::once(&diagnostic.primary).chain(&diagnostic.related) {
            let id = label.span.file;
            let file = files.get(id);
            if !*addressed.entry(id).or_insert_with(|| addresses(file)) {
                continue;
            }
            for line in reach::lines_for(file, label) {
                if ignored(file, line).any(|(_, name)| name == diagnostic.rule) {
                    suppressed.used.insert((id, line.0, diagnostic.rule));
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

/// Whether anything in a file may address us.
fn addresses(file: &File) -> bool {
    let mut pieces = file.excerpts().iter();
    pieces.any(|piece| memchr::memmem::find(piece.text.as_bytes(), ADDRESS.as_bytes()).is_some())
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
        let rules: Vec<_> = ignored(file, (start, end)).map(named).collect();
        let reason = file.slice(start, end).split_once(ADDRESS).and_then(|(_, list)| list.split_once(']'));
        let reason = reason.map_or("", |(_, reason)| reason.trim());
        (!rules.is_empty()).then_some(Comment { line: start, rules, reason })
    };
    lines.into_iter().filter_map(comment).collect()
}

/// The rules that a comment on a line ignores, each with its offset in the line.
fn ignored(file: &File, range: (u32, u32)) -> impl Iterator<Item = (usize, &str)> {
    let line = file.slice(range.0, range.1);
    let list = line.find(ADDRESS).and_then(|at| {
        let (before, after) = (&line[..at], &line[at + ADDRESS.len()..]);
        let list = after.trim_start().strip_prefix("ignore")?.trim_start().strip_prefix('[')?;
        let (names, _) = list.split_once(']')?;
        let language = Language::of(file.path());
        let is_comment = language.opens_comment(before) || reach::is_in_block_comment(file, range, language);
        is_comment.then_some((line.len() - list.len(), names))
    });
    let mut from = list.map_or(0, |(from, _)| from);
    let names = list.into_iter().flat_map(|(_, names)| names.split(','));
    names.map(move |name| {
        let at = from + (name.len() - name.trim_start().len());
        from += name.len() + 1;
        (at, name.trim())
    })
}
