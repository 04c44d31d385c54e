//! Findings and places as the protocol has them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
    Position, Range, Uri,
};

use super::abilities::Abilities;
use super::documents::Documents;
use super::folder::Folder;
use super::position::{Encoding, Lines};
use super::workspace::Editor;
use crate::config::ConfigError;
use crate::diagnostic::{Diagnostic as Finding, Severity};
use crate::pipeline::{self, Analysis};
use crate::rules;
use crate::text::{FileId, Files, Span};

/// Diagnostics by the path of the file, as the client says it.
pub(super) type ByFile = BTreeMap<PathBuf, Vec<Diagnostic>>;

/// The code of what was not understood.
const NOT_UNDERSTOOD: &str = "not-understood";

/// Turns spans into the places of the protocol.
#[derive(Debug)]
pub(super) struct Places<'a> {
    folder: &'a Folder,
    documents: &'a Documents,
    files: &'a Files,
    encoding: Encoding,
    seen: BTreeMap<FileId, Seen<'a>>,
}

/// A file that a span was in.
#[derive(Debug)]
struct Seen<'a> {
    path: PathBuf,
    uri: Option<Uri>,
    lines: Vec<Lines<'a>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(folder: &'a Folder, files: &'a Files, editor: &'a Editor) -> Places<'a> {
        let Editor { documents, abilities, .. } = editor;
        Places { folder, documents, files, encoding: abilities.encoding, seen: BTreeMap::new() }
    }

    fn seen(&mut self, file: FileId) -> &Seen<'a> {
        let Places { folder, documents, files, .. } = *self;
        self.seen.entry(file).or_insert_with(|| {
            let path = folder.outer(files.path(file));
            let document = documents.get(&path);
            let excerpts = files.get(file).excerpts().iter();
            // An editor does not count the mark at the beginning of a file, unless it has it in its text.
            let lines = excerpts.map(|excerpt| match document {
                Some(_) => Lines::of_excerpt(excerpt),
                None => Lines::of_excerpt(excerpt).without_mark(),
            });
            let lines = lines.collect();
            let uri = document.map(|document| document.uri.clone()).or_else(|| folder.uri_of(&path));
            Seen { path, uri, lines }
        })
    }

    /// The path of a file, as the client says it.
    pub(super) fn path(&mut self, file: FileId) -> &Path {
        &self.seen(file).path
    }

    /// The URI of a file.
    pub(super) fn uri(&mut self, file: FileId) -> Option<Uri> {
        self.seen(file).uri.clone()
    }

    pub(super) fn range(&mut self, span: Span) -> Range {
        Range { start: self.position(span.file, span.start), end: self.position(span.file, span.end) }
    }

    fn position(&mut self, file: FileId, offset: u32) -> Position {
        let encoding = self.encoding;
        let lines = self.seen(file).lines.iter().rfind(|lines| lines.begins_before(offset));
        lines.map_or(Position::default(), |lines| lines.position(offset, encoding))
    }

    /// The offset of a position.
    pub(super) fn offset(&mut self, file: FileId, position: Position) -> u32 {
        let encoding = self.encoding;
        let lines = self.seen(file).lines.iter().rfind(|lines| lines.line() <= position.line);
        let offset = lines.map_or(0, |lines| lines.offset(position, encoding));
        u32::try_from(offset).unwrap_or(u32::MAX)
    }

    /// The place of a span; `None` if its file can have no URI.
    pub(super) fn location(&mut self, span: Span) -> Option<Location> {
        let range = self.range(span);
        Some(Location { uri: self.uri(span.file)?, range })
    }

    fn related(&mut self, span: Span, message: &str) -> Option<DiagnosticRelatedInformation> {
        Some(DiagnosticRelatedInformation { location: self.location(span)?, message: message.to_owned() })
    }
}

/// The findings of an analysis, and what is wrong in the files that the user wrote for Referee.
pub(super) fn analysis(folder: &Folder, analysis: &Analysis, editor: &Editor) -> (ByFile, ByFile) {
    let mut places = Places::new(folder, &analysis.project.files, editor);
    let mut found = ByFile::new();
    for finding in &analysis.diagnostics {
        add(&mut found, &mut places, finding.primary.span.file, |places| {
            diagnostic(places, finding, editor.abilities)
        });
    }
    for ((span, rule, text), findings) in elsewhere(&analysis.diagnostics) {
        add(&mut found, &mut places, span.file, |places| {
            let range = places.range(span);
            hint(places, of_rule(rule, range, text.to_owned()), &findings, editor.abilities)
        });
    }
    for problem in pipeline::unread(&analysis.project) {
        add(&mut found, &mut places, problem.span.file, |places| Diagnostic {
            severity: Some(DiagnosticSeverity::HINT),
            code: Some(NumberOrString::String(NOT_UNDERSTOOD.to_owned())),
            ..bare(places.range(problem.span), format!("not understood: {}", problem.why))
        });
    }
    let wrong = configuration(folder, &analysis.project.files, &analysis.errors, editor);
    (found, wrong)
}

/// What is wrong in referee.toml and its kin.
pub(super) fn configuration(
    folder: &Folder,
    files: &Files,
    errors: &[ConfigError],
    editor: &Editor,
) -> ByFile {
    let mut places = Places::new(folder, files, editor);
    let mut found = ByFile::new();
    for error in errors {
        let finding = pipeline::configuration_error(error.clone());
        add(&mut found, &mut places, error.span.file, |places| {
            diagnostic(places, &finding, editor.abilities)
        });
    }
    found
}

fn add<'a>(
    found: &mut ByFile,
    places: &mut Places<'a>,
    file: FileId,
    make: impl FnOnce(&mut Places<'a>) -> Diagnostic,
) {
    let diagnostic = make(places);
    let path = places.path(file);
    match found.get_mut(path) {
        Some(others) => others.push(diagnostic),
        None => drop(found.insert(path.to_path_buf(), vec![diagnostic])),
    }
}

/// A finding at its own place.
pub(super) fn diagnostic(places: &mut Places<'_>, finding: &Finding, abilities: Abilities) -> Diagnostic {
    let related =
        finding.related.iter().filter_map(|label| places.related(label.span, &label.text)).collect();
    let message = match &finding.help {
        Some(help) => format!("{}\nhelp: {help}", finding.message),
        None => finding.message.clone(),
    };
    Diagnostic {
        severity: Some(severity(finding.severity)),
        related_information: shown(related, abilities),
        ..of_rule(finding.rule, places.range(finding.primary.span), message)
    }
}

/// The places in other files that findings are about, by rule and what is said there. One place may belong to many: a policy to all that break it.
fn elsewhere(findings: &[Finding]) -> BTreeMap<(Span, &str, &str), Vec<&Finding>> {
    let mut places: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let own = finding.primary.span.file;
        for label in finding.related.iter().filter(|label| label.span.file != own) {
            places.entry((label.span, finding.rule, label.text.as_str())).or_default().push(finding);
        }
    }
    places
}

/// What leads from such a place to the findings.
fn hint(
    places: &mut Places<'_>,
    bare: Diagnostic,
    findings: &[&Finding],
    abilities: Abilities,
) -> Diagnostic {
    let first = findings.first().map_or("", |finding| &finding.message);
    let more = match findings.len() {
        0 | 1 => String::new(),
        count => format!("; and {} more", count - 1),
    };
    let back = findings.iter().filter_map(|finding| places.related(finding.primary.span, &finding.message));
    Diagnostic {
        severity: Some(DiagnosticSeverity::HINT),
        message: format!("{}: {first}{more}", bare.message),
        related_information: shown(back.collect(), abilities),
        ..bare
    }
}

fn shown(
    related: Vec<DiagnosticRelatedInformation>,
    abilities: Abilities,
) -> Option<Vec<DiagnosticRelatedInformation>> {
    Some(related).filter(|related| abilities.shows_related && !related.is_empty())
}

fn of_rule(rule: &str, range: Range, message: String) -> Diagnostic {
    let href = rules::rule(rule).and_then(|rule| rule.url().parse().ok());
    Diagnostic {
        code: Some(NumberOrString::String(rule.to_owned())),
        code_description: href.map(|href| CodeDescription { href }),
        ..bare(range, message)
    }
}

fn bare(range: Range, message: String) -> Diagnostic {
    Diagnostic { range, message, source: Some("referee".to_owned()), ..Diagnostic::default() }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Note => DiagnosticSeverity::INFORMATION,
    }
}
