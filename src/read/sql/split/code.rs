//! The steps of the machine outside quotes and comments: between statements, and in a statement's code.

use super::body::{self, Found};
use super::lexis::is_breakpoint;
use super::machine::{Machine, Mode, Open, Step};
use super::run::plain_run;
use super::window::{LOOKAHEAD, Window, is_blank, is_word};
use super::{Flaw, Statement};
use crate::read::sql::relevance::{Body, Relevance, judge};

/// psql's and sqlite3's commands that read other files or change what a name means.
const COMMANDS_THAT_MATTER: [&[u8]; 10] = [
    b"\\connect",
    b"\\c",
    b"\\i",
    b"\\ir",
    b"\\include",
    b"\\include_relative",
    b"\\gexec",
    b".read",
    b".open",
    b".restore",
];

impl Machine {
    /// Skips what stands between statements.
    pub(super) fn between(&mut self, view: &Window<'_>) -> Step {
        loop {
            let rest = view.rest(self.pos);
            if rest.is_empty() || !view.can_decide(self.pos) {
                return Step::Starved;
            }
            match rest {
                _ if rest.starts_with(&self.lexis.delimiter) => {
                    let start = self.template.take();
                    let end = self.pos;
                    self.pos += self.lexis.delimiter.len();
                    if let Some(start) = start {
                        self.lead = start;
                        let flaw = Some(Flaw::Template);
                        return Step::Yield(Statement { start, end, relevance: Relevance::Relevant, flaw });
                    }
                }
                [b';', ..] => self.pos += 1,
                [byte, ..] if is_blank(*byte) => self.pos += 1,
                [0xef, 0xbb, 0xbf, ..] => self.pos += 3,
                _ if self.lexis.starts_line_comment(rest) => {
                    return self.enter_comment(view, Mode::Line, 1);
                }
                [b'/', b'*', ..] if self.lexis.versioned_mark(rest).is_none() => {
                    return self.enter_comment(view, Mode::Block { depth: 1 }, 2);
                }
                [b'{', ..] if let Some(len) = body::template(rest) => {
                    self.template.get_or_insert(self.pos);
                    self.pos += len;
                }
                [b'g' | b'G', ..] if let Some(len) = body::go_line(rest) => self.pos += len,
                [b'\\', ..] if self.lexis.is_postgres() => return self.command(view),
                [b'.', ..] if self.lexis.is_sqlite() => return self.command(view),
                [b'd' | b'D', ..] if self.lexis.is_mysql() && body::is_delimiter_line(rest) => {
                    return self.command(view);
                }
                _ => return self.begin(view),
            }
        }
    }

    /// A client's command, which is the rest of the line.
    fn command(&mut self, view: &Window<'_>) -> Step {
        let rest = view.rest(self.pos);
        let line = match memchr::memchr(b'\n', rest) {
            Some(end) => &rest[..end],
            None if view.last => rest,
            None => return Step::Starved,
        };
        let start = self.pos;
        self.lead = start;
        self.template = None;
        let text = line.trim_ascii_end();
        self.pos += line.len();
        let mut words = text.split(|byte| is_blank(*byte)).filter(|word| !word.is_empty());
        let name = words.next().unwrap_or_default();
        if name.eq_ignore_ascii_case(b"delimiter") {
            let delimiter = words.next().filter(|_| !self.is_guarded()).unwrap_or(b";");
            self.lexis.set_delimiter(delimiter);
            self.delimited = (!self.lexis.is_default()).then_some(self.delimited.unwrap_or(start));
        } else if name == b"\\copy" && body::reads_stdin(text) {
            self.construct = self.pos;
            self.mode = Mode::Copy;
        }
        let matters = COMMANDS_THAT_MATTER.contains(&name);
        let relevance = if matters { Relevance::Relevant } else { Relevance::Irrelevant };
        let flaw = Some(Flaw::MetaCommand);
        Step::Yield(Statement { start, end: start + text.len(), relevance, flaw })
    }

    /// Opens the statement that begins here, once its first keywords tell what it is.
    fn begin(&mut self, view: &Window<'_>) -> Step {
        let Some(head) = judge(view.rest(self.pos), self.lexis.dialect, view.last) else {
            return Step::Starved;
        };
        self.lead = self.template.unwrap_or(self.pos);
        self.open = Some(Open {
            start: self.pos,
            relevance: head.relevance,
            body: head.body,
            depth: 0,
            template: self.template.take().is_some(),
            tail: None,
        });
        self.resync.reset(self.pos + 1);
        self.mode = Mode::Code;
        Step::Again
    }

    /// Reads code up to the statement's end or to a construct that is not code.
    pub(super) fn code(&mut self, view: &Window<'_>) -> Step {
        let compound = self.open.as_ref().is_some_and(|open| open.body == Body::Compound);
        let limit = if view.last { view.end() } else { view.end().saturating_sub(LOOKAHEAD) };
        let is_data = !compound && self.lexis.is_default() && !self.is_held();
        loop {
            if is_data && self.pos > view.base {
                self.pos += plain_run(view.slice(self.pos - 1, limit), self.lexis.is_mysql());
            }
            let Some(stop) = self.lexis.find_stop(view.slice(self.pos, limit), compound) else {
                self.pos = self.pos.max(limit);
                return Step::Starved;
            };
            self.pos += stop;
            if let Some(step) = self.stop(view, compound) {
                return step;
            }
        }
    }

    /// Looks at a byte that may mean something; `None` if code goes on behind it.
    fn stop(&mut self, view: &Window<'_>, compound: bool) -> Option<Step> {
        let rest = view.rest(self.pos);
        let first = *rest.first()?;
        if self.lexis.delimiter.first() == Some(&first) && rest.starts_with(&self.lexis.delimiter) {
            return self.terminate(view);
        }
        match first {
            b'\'' | b'"' | b'`' | b'[' => {
                let start = self.open.as_ref()?.start.max(self.pos.saturating_sub(2));
                let escapes = self.lexis.has_escapes(first, view.slice(start, self.pos));
                let close = if first == b'[' { b']' } else { first };
                self.pos += 1;
                let inside = rest.get(1..).unwrap_or_default();
                // Most quotes are short and end in the window: no change of mode for them.
                if let Found::After(len) = body::quote(inside, view.last, close, escapes) {
                    self.pos += len;
                    return None;
                }
                self.mode = Mode::Quote { close, escapes };
                return Some(Step::Again);
            }
            b'-' | b'#' if self.lexis.starts_line_comment(rest) => {
                if is_breakpoint(rest) {
                    return Some(self.end_at(view, self.pos, self.pos));
                }
                return Some(self.enter_comment(view, Mode::Line, 1));
            }
            b'/' => match (self.lexis.versioned_mark(rest), rest.get(1)) {
                (Some(mark), _) => self.pos += mark,
                (None, Some(b'*')) => return Some(self.enter_comment(view, Mode::Block { depth: 1 }, 2)),
                _ => self.pos += 1,
            },
            b'\n' => return self.line_end(view),
            b'\\' => return Some(self.end_at(view, self.pos, self.pos)),
            b'$' | b'{' | b':' => return self.sigil(view),
            b'b' | b'B' | b'e' | b'E' | b'c' | b'C' if compound => self.word(view),
            _ => self.pos += 1,
        }
        None
    }

    /// A terminator, unless it stands in the body of a trigger or routine.
    fn terminate(&mut self, view: &Window<'_>) -> Option<Step> {
        let len = self.lexis.delimiter.len();
        let open = self.open.as_ref()?;
        if open.depth > 0 && self.lexis.is_default() {
            self.pos += len;
            return None;
        }
        let reads_data = self.lexis.is_postgres()
            && open.body == Body::Copy
            && body::reads_stdin(view.slice(open.start, self.pos));
        let step = self.end_at(view, self.pos, self.pos + len);
        if reads_data {
            self.construct = self.pos;
            self.mode = Mode::Copy;
        }
        Some(step)
    }

    fn end_at(&mut self, view: &Window<'_>, end: usize, after: usize) -> Step {
        self.pos = after;
        self.close(view, end, None).map_or(Step::Again, Step::Yield)
    }

    /// The end of a line, behind which `GO` or `DELIMITER` may end the statement.
    fn line_end(&mut self, view: &Window<'_>) -> Option<Step> {
        let end = self.pos;
        let next = end + 1;
        let line = view.rest(next);
        if !matches!(line.first(), Some(b' ' | b'\t' | b'g' | b'G' | b'd' | b'D')) {
            self.pos = next;
            return None;
        }
        if let Some(len) = body::go_line(line) {
            return Some(self.end_at(view, end, next + len));
        }
        if self.lexis.is_mysql() && body::is_delimiter_line(line) {
            return Some(self.end_at(view, end, next));
        }
        self.pos = next;
        None
    }

    /// A dollar quote or a placeholder, if it is one.
    fn sigil(&mut self, view: &Window<'_>) -> Option<Step> {
        let rest = view.rest(self.pos);
        let open = self.open.as_mut()?;
        let before = view.before(self.pos).filter(|_| self.pos > open.start);
        if let Some(len) = body::template(rest) {
            open.template = true;
            self.pos += len;
        } else if rest.starts_with(b"::") {
            self.pos += 2;
        } else if rest.starts_with(b":") {
            open.template |= body::is_variable(before, rest);
            self.pos += 1;
        } else if rest.starts_with(b"$")
            && self.lexis.is_postgres()
            && !before.is_some_and(|byte| is_word(byte) || byte == b'$')
            && let Some(tag) = body::dollar_tag(rest)
        {
            self.tag.clear();
            self.tag.extend_from_slice(tag);
            self.pos += tag.len();
            self.mode = Mode::Dollar;
            return Some(Step::Again);
        } else {
            self.pos += 1;
        }
        None
    }

    /// A word in a trigger or routine: BEGIN and CASE open, END closes.
    fn word(&mut self, view: &Window<'_>) {
        let rest = view.rest(self.pos);
        let len = rest.iter().take(64).position(|byte| !is_word(*byte)).unwrap_or(rest.len().min(64));
        let begins =
            !view.before(self.pos).is_some_and(|byte| is_word(byte) || matches!(byte, b'.' | b'@' | b'$'));
        let word = &rest[..len];
        let next = next_word(&rest[len..]);
        self.pos += len.max(1);
        let postgres = self.lexis.is_postgres();
        let Some(open) = self.open.as_mut().filter(|_| begins) else { return };
        if word.eq_ignore_ascii_case(b"begin") {
            if open.depth > 0 || !postgres || next.eq_ignore_ascii_case(b"atomic") {
                open.depth += 1;
            }
        } else if word.eq_ignore_ascii_case(b"case") {
            open.depth += u32::from(open.depth > 0);
        } else if word.eq_ignore_ascii_case(b"end") {
            let closes_loop = [b"if".as_slice(), b"loop", b"while", b"repeat", b"for"];
            if !closes_loop.iter().any(|keyword| next.eq_ignore_ascii_case(keyword)) {
                open.depth = open.depth.saturating_sub(1);
            }
            if next.eq_ignore_ascii_case(b"case") {
                let gap = rest[len..].iter().take_while(|byte| is_blank(**byte)).count();
                self.pos += gap + next.len();
            }
        }
    }
}

/// The next word after blanks, looked for in the near.
fn next_word(rest: &[u8]) -> &[u8] {
    let near = rest.get(..128).unwrap_or(rest).trim_ascii_start();
    let len = near.iter().position(|byte| !is_word(*byte)).unwrap_or(near.len());
    &near[..len]
}
