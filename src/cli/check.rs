//! `referee check`: the findings, in the formats asked for.

use std::io::{self, BufWriter, Write};
use std::thread;

use super::baseline::{self, Shown};
use super::first_run;
use super::progress::Watcher;
use super::style::{self, Stream};
use super::values::Output;
use super::{CheckArguments, Outcome, complain, project, since, watch};
use crate::diagnostic::Diagnostic;
use crate::discover::Disk;
use crate::pipeline::progress::Phase;
use crate::pipeline::{self, Project};
use crate::report::{self, Format, Report, Since, Summary};

pub(super) fn run(arguments: &CheckArguments) -> io::Result<Outcome> {
    if arguments.watch {
        return watch::run(arguments);
    }
    let mut watcher = Watcher::new();
    // git is asked while the files are read.
    let (past, opened) = thread::scope(|scope| {
        let ask = |revision| since::past(revision, &arguments.input);
        let past = arguments.since.as_ref().map(|revision| scope.spawn(move || ask(revision)));
        let opened = project::read(&arguments.input, &watcher);
        (past.map(|asked| asked.join().unwrap_or_else(|_| Err("git could not be asked".to_owned()))), opened)
    });
    let past = match past.transpose() {
        Ok(past) => past,
        Err(why) => {
            watcher.clear();
            complain(&why);
            return Ok(Outcome::Failed);
        }
    };
    let Some(mut project) = project::accept(opened, &arguments.input, &mut watcher) else {
        return Ok(Outcome::Failed);
    };
    if let Some(past) = &past {
        past.tell(&mut watcher);
    }
    if let Err(errors) = &project.lock {
        watcher.clear();
        project::tell_errors(&project.files, errors.clone());
        return Ok(Outcome::Failed);
    }
    watcher.progress().enter(Phase::Checking);
    let (diagnostics, since) = match &past {
        None => (pipeline::check(&project), None),
        Some(past) => match since::compare(past, &project, &arguments.input, &mut watcher) {
            None => return Ok(Outcome::Failed),
            Some((introduced, since)) => (introduced.diagnostics, Some(since)),
        },
    };
    watcher.clear();
    let outcome = tell(arguments, &mut project, &Disk::default(), diagnostics, since.as_ref());
    // The process ends now, and the system frees a large project faster.
    std::mem::forget(project);
    outcome
}

/// Prints the findings that the baseline does not know, in all formats that are asked for.
pub(super) fn tell(
    arguments: &CheckArguments,
    project: &mut Project,
    disk: &Disk,
    diagnostics: Vec<Diagnostic>,
    since: Option<&Since>,
) -> io::Result<Outcome> {
    let shown = if arguments.no_baseline {
        Some(Shown { fresh: diagnostics, baseline: None })
    } else {
        baseline::sift(project, disk, arguments.baseline.as_deref(), diagnostics, since.is_some())
    };
    let Some(Shown { fresh: diagnostics, baseline }) = shown else { return Ok(Outcome::Failed) };
    let databases = project::database_lines(project);
    let unread = project::unread(project);
    let is_known = arguments.input.isolated || project.config.file.is_some() || baseline.is_some();
    let is_first_run = !is_known && since.is_none() && style::is_terminal(Stream::Out);
    let advice = if is_first_run { first_run::advice(project, &diagnostics) } else { Vec::new() };
    let report = Report {
        files: &project.files,
        diagnostics: &diagnostics,
        summary: Summary {
            databases: &databases,
            files_read: project.files_read(),
            unread: &unread,
            baseline: baseline.as_ref(),
            since,
            advice: &advice,
        },
    };
    let full = [Output { format: Format::Full, file: None }];
    let outputs = if arguments.format.is_empty() { &full } else { arguments.format.as_slice() };
    for output in outputs {
        print(&report, output)?;
    }
    Ok(outcome(arguments, &diagnostics))
}

fn outcome(arguments: &CheckArguments, diagnostics: &[Diagnostic]) -> Outcome {
    let Some(threshold) = arguments.fail_on.threshold() else { return Outcome::Clean };
    let fails = diagnostics.iter().any(|diagnostic| diagnostic.severity >= threshold);
    if fails && !arguments.exit_zero { Outcome::Findings } else { Outcome::Clean }
}

fn print(report: &Report<'_>, output: &Output) -> io::Result<()> {
    let mut report = *report;
    let (stream, mut out): (Stream, Box<dyn Write>) = match &output.file {
        Some(path) => {
            report.summary.advice = &[];
            (Stream::File, Box::new(std::fs::File::create(path)?))
        }
        None => (Stream::Out, Box::new(io::stdout().lock())),
    };
    let mut buffered = BufWriter::new(&mut out);
    report::render(&report, output.format, style::of(stream), &mut buffered)?;
    buffered.flush()
}
