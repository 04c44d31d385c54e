//! `referee check`: the findings, in the formats asked for.

use std::io::{self, BufWriter, IsTerminal, Write};

use super::baseline::{self, Shown};
use super::values::Output;
use super::{CheckArguments, Color, Outcome, project, since};
use crate::diagnostic::Diagnostic;
use crate::pipeline;
use crate::report::{self, Format, Report, Summary};

pub(super) fn run(arguments: &CheckArguments) -> io::Result<Outcome> {
    let past = arguments.since.as_ref().map(|revision| since::past(revision, &arguments.input));
    let past = match past {
        Some(None) => return Ok(Outcome::Failed),
        Some(past @ Some(_)) => past,
        None => None,
    };
    let Some(mut project) = project::open(&arguments.input) else { return Ok(Outcome::Failed) };
    if let Err(errors) = &project.lock {
        project::tell_errors(&project.files, errors.clone());
        return Ok(Outcome::Failed);
    }
    let (diagnostics, since) = match &past {
        None => (pipeline::check(&project), None),
        Some(past) => match since::compare(past, &project, &arguments.input) {
            None => return Ok(Outcome::Failed),
            Some((introduced, since)) => (introduced.diagnostics, Some(since)),
        },
    };
    let shown = if arguments.no_baseline {
        Some(Shown { fresh: diagnostics, baseline: None })
    } else {
        baseline::sift(&mut project, arguments.baseline.as_deref(), diagnostics, since.is_some())
    };
    let Some(Shown { fresh: diagnostics, baseline }) = shown else { return Ok(Outcome::Failed) };
    let databases = project::database_lines(&project);
    let unread = project::unread(&project);
    let report = Report {
        files: &project.files,
        diagnostics: &diagnostics,
        summary: Summary {
            databases: &databases,
            files_read: project.files_read(),
            unread: &unread,
            baseline: baseline.as_ref(),
            since: since.as_ref(),
        },
    };
    let full = [Output { format: Format::Full, file: None }];
    let outputs = if arguments.format.is_empty() { &full } else { arguments.format.as_slice() };
    for output in outputs {
        print(&report, output.format, output.file.as_deref(), arguments.color)?;
    }
    let outcome = outcome(arguments, &diagnostics);
    // The process ends now, and the system frees a large project faster.
    std::mem::forget(project);
    Ok(outcome)
}

fn outcome(arguments: &CheckArguments, diagnostics: &[Diagnostic]) -> Outcome {
    let Some(threshold) = arguments.fail_on.threshold() else { return Outcome::Clean };
    let fails = diagnostics.iter().any(|diagnostic| diagnostic.severity >= threshold);
    if fails && !arguments.exit_zero { Outcome::Findings } else { Outcome::Clean }
}

fn print(report: &Report<'_>, format: Format, file: Option<&str>, color: Color) -> io::Result<()> {
    let (terminal, mut out): (bool, Box<dyn Write>) = match file {
        Some(path) => (false, Box::new(std::fs::File::create(path)?)),
        None => (io::stdout().is_terminal(), Box::new(io::stdout().lock())),
    };
    let style = match color {
        Color::Auto => project::style(terminal),
        Color::Always => report::Style { color: true, ..project::style(true) },
        Color::Never => project::style(false),
    };
    let mut buffered = BufWriter::new(&mut out);
    report::render(report, format, style, &mut buffered)?;
    buffered.flush()
}
