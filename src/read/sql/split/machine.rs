//! The state between two looks at a text: where it stands, in which construct, in which statement.
//!
//! Invariant: what comes out does not depend on how the text is cut into windows. A decision is made only when all bytes that it may look at
//! are in memory.

use super::body::{self, Found};
use super::lexis::Lexis;
use super::resync::{KEYWORD_ROOM, LOOKBACK, Resync};
use super::window::{Window, is_blank};
use super::{Flaw, Statement};
use crate::ir::Dialect;
use crate::read::sql::relevance::{Body, Relevance};

/// What an advance came to.
#[derive(Debug)]
pub(in crate::read::sql) enum Progress {
    /// The next statement.
    Statement(Statement),
    /// The window is used up; give a longer one, which begins at [`Machine::keep_from`] or before.
    More,
    /// The text has ended.
    Done,
}

pub(super) enum Mode {
    Between,
    Code,
    Quote { close: u8, escapes: bool },
    Dollar,
    Line,
    Block { depth: u32 },
    Copy,
}

pub(super) enum Step {
    Again,
    Starved,
    Yield(Statement),
}

/// The statement that is being read.
pub(super) struct Open {
    pub start: usize,
    pub relevance: Relevance,
    pub body: Body,
    /// How many BEGIN and CASE are open in a trigger or routine.
    pub depth: u32,
    pub template: bool,
    /// The comments and blanks that the statement may end with.
    pub tail: Option<(usize, usize)>,
}

/// Cuts a text that is given in windows.
pub(in crate::read::sql) struct Machine {
    pub(super) lexis: Lexis,
    pub(super) pos: usize,
    pub(super) mode: Mode,
    pub(super) open: Option<Open>,
    /// The tag of the dollar quote that is open.
    pub(super) tag: Vec<u8>,
    /// Where the comment or COPY data that is open began.
    pub(super) construct: usize,
    /// Where a placeholder stands that no statement follows yet.
    pub(super) template: Option<usize>,
    /// Where the last statement began, or the placeholders before it.
    pub(super) lead: usize,
    /// Where the DELIMITER line stands that changed the terminator.
    pub(super) delimited: Option<usize>,
    pub(super) resync: Resync,
    /// Something did not end: from here on each possible start is one, and `;` is the terminator whatever a DELIMITER line says.
    guarded: bool,
    /// What did not end in the statement that is read once more.
    broken: Option<Flaw>,
}

impl Machine {
    pub(in crate::read::sql) fn new(dialect: Dialect) -> Machine {
        Machine {
            lexis: Lexis::new(dialect),
            pos: 0,
            mode: Mode::Between,
            open: None,
            tag: Vec::new(),
            construct: 0,
            template: None,
            lead: 0,
            delimited: None,
            resync: Resync::new(),
            guarded: false,
            broken: None,
        }
    }

    /// Reads on to the next statement. `window` holds at least what [`Machine::keep_from`] asked for.
    pub(in crate::read::sql) fn advance(&mut self, window: &Window<'_>) -> Progress {
        if self.guarded && self.delimited.take().is_some() {
            self.lexis.set_delimiter(b";");
        }
        loop {
            let (view, cut) = self.view(window);
            match self.step(&view) {
                Step::Again => {}
                Step::Yield(statement) => return Progress::Statement(statement),
                Step::Starved if view.last => {
                    if let Some(progress) = self.finish(&view, window, cut) {
                        return progress;
                    }
                }
                Step::Starved => {
                    if !self.is_held() && (self.open.is_some() || matches!(self.mode, Mode::Block { .. })) {
                        self.resync.find(window);
                    }
                    return Progress::More;
                }
            }
        }
    }

    /// Where the machine stands: after a statement was given, behind its terminator.
    pub(in crate::read::sql) fn position(&self) -> usize {
        self.pos
    }

    /// What must be read with the statement that was given: itself and the placeholders before it.
    pub(in crate::read::sql) fn lead(&self) -> usize {
        self.lead
    }

    /// Where the line stands that changed the terminator, while it is not `;`.
    pub(in crate::read::sql) fn delimited_since(&self) -> Option<usize> {
        self.delimited
    }

    /// Whether something did not end, so that statements are cut by what follows them.
    pub(in crate::read::sql) fn is_guarded(&self) -> bool {
        self.guarded
    }

    /// The first byte that is still needed.
    pub(in crate::read::sql) fn keep_from(&self) -> usize {
        let held = self.is_held().then_some(self.lead);
        let marks = [held, self.resync.candidate, self.template];
        let first = marks.into_iter().flatten().fold(self.pos, usize::min);
        let lookback = first.saturating_sub(2 * LOOKBACK);
        self.delimited.map_or(lookback, |line| line.min(lookback))
    }

    /// Gives up a possible start that was kept for the case that what is open does not end.
    pub(in crate::read::sql) fn forget_candidate(&mut self) -> Option<usize> {
        self.resync.candidate.take()
    }

    /// Whether the text of the open statement must stay in memory.
    pub(super) fn is_held(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| open.relevance == Relevance::Relevant || open.body == Body::Copy)
    }

    fn view<'w>(&mut self, window: &Window<'w>) -> (Window<'w>, bool) {
        if !self.guarded || matches!(self.mode, Mode::Copy) {
            return (*window, false);
        }
        match self.resync.find(window) {
            Some(candidate) => (window.until(candidate, true), true),
            None if window.last => (*window, false),
            None => (window.until(window.end().saturating_sub(KEYWORD_ROOM), false), false),
        }
    }

    fn step(&mut self, view: &Window<'_>) -> Step {
        let rest = view.rest(self.pos);
        let found = match &mut self.mode {
            Mode::Between => return self.between(view),
            Mode::Code => return self.code(view),
            Mode::Quote { close, escapes } => body::quote(rest, view.last, *close, *escapes),
            Mode::Dollar => body::dollar(rest, &self.tag),
            Mode::Line => body::line(rest, self.lexis.ends_lines_at_returns()),
            Mode::Block { depth } => body::block(rest, self.lexis.is_postgres(), depth),
            Mode::Copy => body::copy(rest, view.last),
        };
        match found {
            Found::Resume(offset) => {
                self.pos += offset;
                Step::Starved
            }
            Found::After(offset) => {
                self.pos += offset;
                self.leave();
                Step::Again
            }
        }
    }

    /// Goes back from a construct to what it stands in.
    fn leave(&mut self) {
        let is_comment = matches!(self.mode, Mode::Line | Mode::Block { .. });
        self.mode = match &mut self.open {
            Some(open) => {
                if let (true, Some((_, end))) = (is_comment, &mut open.tail) {
                    *end = self.pos;
                }
                Mode::Code
            }
            None => Mode::Between,
        };
    }

    /// Enters a comment at the current position; `mark` is the length of what opens it.
    pub(super) fn enter_comment(&mut self, view: &Window<'_>, mode: Mode, mark: usize) -> Step {
        match &mut self.open {
            Some(open) => {
                let start = match open.tail {
                    Some((start, end)) if view.slice(end, self.pos).iter().all(|byte| is_blank(*byte)) => {
                        start
                    }
                    _ => self.pos,
                };
                open.tail = Some((start, self.pos));
            }
            None => {
                self.construct = self.pos;
                self.resync.reset(self.pos + 1);
            }
        }
        self.pos += mark;
        self.mode = mode;
        Step::Again
    }

    /// What is left at the end of the view; `None` if reading goes on behind it.
    fn finish(&mut self, view: &Window<'_>, window: &Window<'_>, cut: bool) -> Option<Progress> {
        let flaw = match &self.mode {
            Mode::Quote { .. } => Some(Flaw::UnterminatedQuote),
            Mode::Dollar => Some(Flaw::UnterminatedDollarQuote),
            Mode::Block { .. } => Some(Flaw::UnterminatedComment),
            Mode::Copy => Some(Flaw::UnterminatedCopy),
            Mode::Between | Mode::Code | Mode::Line => {
                self.open.as_ref().filter(|open| open.depth > 0).map(|_| Flaw::UnterminatedBody)
            }
        };
        let mut end = view.end();
        if flaw.is_some()
            && !cut
            && !matches!(self.mode, Mode::Copy)
            && let Some(candidate) = self.resync.find(window)
        {
            self.guarded = true;
            if self.is_held() {
                self.rewind(flaw);
                return None;
            }
            end = candidate;
        }
        if matches!(self.mode, Mode::Line | Mode::Block { .. })
            && let Some((_, tail)) = self.open.as_mut().and_then(|open| open.tail.as_mut())
        {
            *tail = end;
        }
        let was_comment = self.open.is_none();
        let start = self.construct.min(end);
        self.pos = end;
        self.mode = Mode::Between;
        if !was_comment {
            return self.close(window, end, flaw).map(Progress::Statement);
        }
        self.resync.reset(end + 1);
        self.template = self.template.filter(|_| flaw.is_none());
        match flaw {
            Some(flaw) => {
                let statement = Statement { start, end, relevance: Relevance::Irrelevant, flaw: Some(flaw) };
                Some(Progress::Statement(statement))
            }
            None if cut => None,
            None => Some(Progress::Done),
        }
    }

    /// Goes back to the start of the open statement, to read it once more only up to the next possible start.
    fn rewind(&mut self, broken: Option<Flaw>) {
        if let Some(open) = self.open.take() {
            self.template = Some(self.lead).filter(|lead| *lead < open.start);
            self.pos = open.start;
            self.resync.reset(self.pos + 1);
            self.mode = Mode::Between;
            self.broken = broken;
        }
    }

    /// Closes the open statement at `end`, where its terminator begins.
    pub(super) fn close(&mut self, view: &Window<'_>, end: usize, flaw: Option<Flaw>) -> Option<Statement> {
        let open = self.open.take()?;
        self.mode = Mode::Between;
        self.resync.reset(self.pos);
        let is_blank_before = |pos: usize| pos > open.start + 1 && view.before(pos).is_some_and(is_blank);
        let trim = |mut pos: usize| {
            while is_blank_before(pos) {
                pos -= 1;
            }
            pos
        };
        let mut end = trim(end);
        if let Some((tail, tail_end)) = open.tail
            && tail_end.max(tail) >= end
            && tail < end
        {
            end = trim(tail);
        }
        let holds_nul = || {
            open.relevance == Relevance::Relevant && memchr::memchr(0, view.slice(open.start, end)).is_some()
        };
        let flaw = flaw
            .or(self.broken.take())
            .or_else(|| holds_nul().then_some(Flaw::NulByte))
            .or_else(|| open.template.then_some(Flaw::Template));
        Some(Statement { start: open.start, end, relevance: open.relevance, flaw })
    }
}
