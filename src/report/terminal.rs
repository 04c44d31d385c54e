//! Findings with the lines they speak of, drawn by miette.
//!
//! miette draws labels of one source only. So the windows of a finding, of whatever files, are laid one after another into one address space
//! with gaps between them; [`View::read_span`] answers for each window under its own file's name and refuses to read across a gap, which keeps
//! the windows in frames of their own. Nothing is read but the windows, so the cost does not depend on the length of files.

use std::fmt;
use std::io;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use crate::diagnostic::{Diagnostic, Severity};
use crate::rules;

use super::snippet::{self, Snippet, clean};
use super::{Report, Style, summary};

/// The space between two windows; larger than any empty label.
const GAP: usize = 16;
/// Narrower terminals are treated as this wide.
const NARROWEST: usize = 40;

/// Prints each finding with its windows, then the summary.
pub(super) fn render(report: &Report<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let width = style.width.max(NARROWEST);
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_links(false)
        .with_context_lines(1)
        .without_syntax_highlighting();
    let mut drawn = String::new();
    for diagnostic in report.diagnostics {
        writeln!(out, "{}: {}", title(diagnostic, style), clean(&diagnostic.message))?;
        let (snippets, hidden) = snippet::snippets(report.files, diagnostic, width);
        let finding = Finding { view: View::new(snippets), help: diagnostic.help.as_deref() };
        drawn.clear();
        handler.render_report(&mut drawn, &finding).map_err(io::Error::other)?;
        // The first line is the (empty) message with miette's own sign.
        let body = drawn.split_once('\n').map_or("", |(_, body)| body);
        out.write_all(body.as_bytes())?;
        if hidden > 0 {
            writeln!(out, "  and {hidden} more places, which `--format json` lists")?;
        }
        writeln!(out)?;
    }
    if report.summary.advice.is_empty() {
        summary::write(report, summary::UNREAD_IN_FULL, out)
    } else {
        summary::write_shortly(report, out)
    }
}

/// `error[rule]`, in the severity's colour and with a link to the rule's documentation if these are wanted.
pub(super) fn title(diagnostic: &Diagnostic, style: Style) -> String {
    let name = diagnostic.severity.name();
    let rule = match rules::rule(diagnostic.rule).filter(|_| style.links) {
        Some(rule) => format!("\u{1b}]8;;{}\u{1b}\\{}\u{1b}]8;;\u{1b}\\", rule.url(), rule.name),
        None => diagnostic.rule.to_owned(),
    };
    let color = match diagnostic.severity {
        Severity::Error => 31,
        Severity::Warning => 33,
        Severity::Note => 36,
    };
    if style.color { format!("\u{1b}[1;{color}m{name}[{rule}]\u{1b}[0m") } else { format!("{name}[{rule}]") }
}

/// The windows of one finding, each at its offset in one address space.
#[derive(Debug)]
struct View<'a> {
    windows: Vec<(usize, Snippet<'a>)>,
}

impl<'a> View<'a> {
    fn new(snippets: Vec<Snippet<'a>>) -> View<'a> {
        let mut base = 0;
        let mut windows = Vec::with_capacity(snippets.len());
        for snippet in snippets {
            let next = base + snippet.text.len() + GAP;
            windows.push((base, snippet));
            base = next;
        }
        View { windows }
    }
}

impl SourceCode for View<'_> {
    /// Without context lines: the name and place of the label at `span`. With them: the whole window, so that its labels share one frame.
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let index = self.windows.partition_point(|(base, _)| *base <= span.offset());
        let window = index.checked_sub(1).and_then(|index| self.windows.get(index));
        let (base, snippet) = window.ok_or(MietteError::OutOfBounds)?;
        let start = span.offset() - base;
        if start + span.len() > snippet.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let name = snippet.path.to_string();
        let contents = if before == 0 {
            let mark = snippet.marks.iter().find(|mark| mark.start == start);
            let (line, column) = mark.map_or((snippet.first_line, 1), |mark| {
                let position = mark.position;
                (position.line, position.column)
            });
            MietteSpanContents::new_named(name, &[], *span, line as usize - 1, column as usize - 1, 1)
        } else {
            let all = SourceSpan::new((*base).into(), snippet.text.len());
            let line = snippet.first_line as usize - 1;
            MietteSpanContents::new_named(name, snippet.text.as_bytes(), all, line, 0, snippet.line_count)
        };
        Ok(Box::new(contents))
    }
}

/// A finding as miette wants it; its message is printed above and so is empty here.
#[derive(Debug)]
struct Finding<'a> {
    view: View<'a>,
    help: Option<&'a str>,
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Finding<'_> {}

impl miette::Diagnostic for Finding<'_> {
    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help.map(|help| Box::new(clean(help)) as Box<dyn fmt::Display + 'b>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.view)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.view.windows.iter().flat_map(|(base, snippet)| {
            snippet.marks.iter().map(move |mark| {
                let span = SourceSpan::new((base + mark.start).into(), mark.len);
                let text = (!mark.text.is_empty()).then(|| mark.text.to_string());
                match mark.primary {
                    true => LabeledSpan::new_primary_with_span(text, span),
                    false => LabeledSpan::new_with_span(text, span),
                }
            })
        });
        Some(Box::new(labels))
    }
}
