//! Markdown that grows line by line.

use std::fmt::Write as _;

use crate::ir::Span;
use crate::text::{FileId, Files};

/// At most this many steps of a history are told: the first and the last ones.
const STEPS: usize = 6;

/// The text of files, and their addresses.
#[derive(Clone, Copy)]
pub(super) struct Links<'a> {
    /// The text.
    pub(super) files: &'a Files,
    /// The URI of a file, if it has one.
    pub(super) address: &'a dyn Fn(FileId) -> Option<String>,
}

impl Links<'_> {
    /// `file:line` of a place, as a link if the file has an address.
    pub(super) fn to(self, span: Span) -> String {
        let line = self.files.position(span).line;
        let text = format!("`{}:{line}`", self.files.path(span.file));
        match (self.address)(span.file) {
            Some(address) => format!("[{text}]({address}#L{line})"),
            None => text,
        }
    }
}

/// A sentence with a capital letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Markdown that grows.
#[derive(Default)]
pub(super) struct Text(String);

impl Text {
    /// A line; a name with a line's end in it makes no other one.
    pub(super) fn line(&mut self, line: String) {
        // Writing into a String cannot fail.
        let _ = writeln!(self.0, "{}", line.replace(char::is_control, " "));
    }

    /// An empty line, unless there is one.
    pub(super) fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    pub(super) fn paragraph(&mut self, line: String) {
        self.gap();
        self.line(line);
    }

    pub(super) fn item(&mut self, line: String) {
        self.line(format!("- {line}"));
    }

    /// How many of a list were not told.
    pub(super) fn rest(&mut self, count: usize, told: usize, what: &str) {
        if count > told {
            self.item(format!("{} more {what}", count - told));
        }
    }

    /// The steps of a history, the first and the last ones.
    pub(super) fn steps(&mut self, links: Links<'_>, steps: &[(Span, String)]) {
        let skipped = steps.len().saturating_sub(STEPS);
        for (index, (span, what)) in steps.iter().enumerate() {
            if index == 1 && skipped > 0 {
                self.item(format!("{skipped} more steps"));
            }
            if index == 0 || index > skipped {
                self.item(format!("{what} in {}", links.to(*span)));
            }
        }
    }

    pub(super) fn done(self) -> String {
        format!("{}\n", self.0.trim_end())
    }
}
