//! Reads a dump of any size and keeps only the statements that can touch the schema.
//!
//! Invariants: memory is bounded by the largest statement that matters, what is kept, and a few megabytes, however large the rows are
//! (only what stands under a changed `DELIMITER` is held as a whole); reading the excerpts gives the same statements at the same places as
//! reading the whole text.

use std::io::{ErrorKind, Read, Result};

use super::relevance::Relevance;
use super::split::{Machine, Progress, Window, is_blank};
use crate::ir::Dialect;
use crate::text::Excerpt;

/// Bytes that are read at once; they stay in the processor's cache.
const CHUNK: usize = 256 * 1024;

/// How much of a row's text is held because it looks like the start of a statement, in case the row does not end.
const LONGEST_DOUBT: usize = 32 * 1024 * 1024;

/// The widest gap between two statements of one excerpt.
const WIDEST_GAP: usize = 4096;

/// How far before a statement the start of its line is looked for.
const LONGEST_INDENT: usize = 1000;

/// What is left of a skimmed text.
#[derive(Clone, Debug, Default)]
pub struct Skimmed {
    /// The length of the whole text in bytes.
    pub len: usize,
    /// The pieces that hold its relevant statements, in order. What lies beyond 4 GiB is not kept. Other text before a statement on its line
    /// is blanked, so that columns stay; invalid UTF-8 is `?` for each byte.
    pub excerpts: Vec<Excerpt>,
}

/// Skims a text.
///
/// # Errors
/// Only those of `input`.
pub fn skim(input: &mut dyn Read, dialect: Dialect) -> Result<Skimmed> {
    skim_by(input, dialect, CHUNK)
}

/// Skims a text in pieces of at least `chunk` bytes.
pub(super) fn skim_by(input: &mut dyn Read, dialect: Dialect, chunk: usize) -> Result<Skimmed> {
    let mut machine = Machine::new(dialect);
    let mut buffer = Buffer { bytes: Vec::new(), filled: 0, base: 0, last: false, counted: 0, lines: 0 };
    let mut kept = Kept { excerpts: Vec::new(), joinable: false };
    loop {
        match machine.advance(&buffer.window()) {
            Progress::Statement(statement) => {
                let matters = statement.relevance == Relevance::Relevant;
                kept.joinable &= matters;
                if matters {
                    kept.keep(&mut buffer, &machine);
                }
            }
            Progress::More => {
                let mut from = machine.keep_from();
                if machine.position().saturating_sub(from) > LONGEST_DOUBT
                    && machine.forget_candidate().is_some()
                {
                    from = machine.keep_from();
                }
                buffer.refill(input, from, chunk)?;
            }
            Progress::Done => break,
        }
    }
    Ok(Skimmed { len: buffer.end(), excerpts: kept.excerpts })
}

/// The part of the input that is in memory.
struct Buffer {
    bytes: Vec<u8>,
    filled: usize,
    /// Offset of the first byte in the input.
    base: usize,
    last: bool,
    /// Up to where lines were counted.
    counted: usize,
    lines: usize,
}

impl Buffer {
    fn window(&self) -> Window<'_> {
        Window { bytes: self.bytes.get(..self.filled).unwrap_or_default(), base: self.base, last: self.last }
    }

    fn end(&self) -> usize {
        self.base + self.filled
    }

    /// Drops what lies before `from` and reads on.
    fn refill(&mut self, input: &mut dyn Read, from: usize, chunk: usize) -> Result<()> {
        let from = from.clamp(self.base, self.end());
        self.count_lines(from);
        self.bytes.copy_within(from - self.base..self.filled, 0);
        self.filled = self.end() - from;
        self.base = from;
        let wanted = self.filled + chunk.max(self.filled);
        if self.bytes.len() < wanted {
            self.bytes.resize(wanted, 0);
        }
        let target = self.filled + chunk;
        while self.filled < target && !self.last {
            let Some(free) = self.bytes.get_mut(self.filled..) else { break };
            match input.read(free) {
                Ok(0) => self.last = true,
                Ok(read) => self.filled += read.min(free.len()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The line of `pos`, from 0. Asked for in order.
    fn count_lines(&mut self, pos: usize) -> usize {
        let bytes = self.window().slice(self.counted, pos);
        self.lines += memchr::memchr_iter(b'\n', bytes).count();
        self.counted = self.counted.max(pos);
        self.lines
    }

    /// The start of the line of `pos`, if it is near and not before `least`; else `pos`.
    fn line_start(&self, pos: usize, least: usize) -> usize {
        let from = pos.saturating_sub(LONGEST_INDENT).max(self.base).max(least);
        match memchr::memrchr(b'\n', self.window().slice(from, pos)) {
            Some(end) => from + end + 1,
            None if from == 0 => 0,
            None => pos,
        }
    }
}

struct Kept {
    excerpts: Vec<Excerpt>,
    /// Whether nothing but blanks and comments came after the last excerpt.
    joinable: bool,
}

impl Kept {
    /// Keeps the relevant statement that `machine` has just given, with its terminator.
    fn keep(&mut self, buffer: &mut Buffer, machine: &Machine) {
        let start = machine.lead();
        let end = machine.position();
        let delimited = machine.delimited_since();
        let before = self.excerpts.last().map_or(0, |excerpt| excerpt.start as usize + excerpt.text.len());
        let same_terminator = delimited.is_some_and(|line| line < before);
        let near = self.joinable && before >= buffer.base && start.saturating_sub(before) <= WIDEST_GAP;
        self.joinable = !machine.is_guarded();
        if same_terminator || (near && !machine.is_guarded()) {
            if let Some(last) = self.excerpts.last_mut() {
                push_lossy(&mut last.text, buffer.window().slice(before, end));
            }
            return;
        }
        let first = delimited.unwrap_or(start);
        let line_start = buffer.line_start(first, before);
        let Ok(offset) = u32::try_from(line_start) else { return };
        let mut text = String::new();
        let indent = buffer.window().slice(line_start, first);
        let mark = if line_start == 0 && indent.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        push_lossy(&mut text, &indent[..mark]);
        text.extend(indent[mark..].iter().map(|byte| if is_blank(*byte) { char::from(*byte) } else { ' ' }));
        push_lossy(&mut text, buffer.window().slice(first, end));
        let line = u32::try_from(buffer.count_lines(line_start)).unwrap_or(u32::MAX);
        self.excerpts.push(Excerpt { start: offset, line, text });
    }
}

/// Appends bytes as text of the same length.
fn push_lossy(text: &mut String, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
}
