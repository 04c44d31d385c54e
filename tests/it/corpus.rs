//! The corpus: every case is a folder that could be a repository. A person marks the line of each finding (`-- expect: rule`), the machine
//! writes the exact text (`UPDATE=1 cargo test`); both must agree with what Referee says, so an accepted snapshot cannot hide a wrong line.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use referee::diagnostic::Severity;
use referee::ir::{Settings, SourceKind};
use referee::pipeline::Project;
use referee::report::{self, Format, Style};

use crate::project::{self, Checked};

/// What a part of the corpus holds: its folder, how deep its cases lie, the file of the machine's expectation, and what goes into it.
struct Part {
    folder: &'static str,
    depth: usize,
    expected: &'static str,
    render: fn(&Checked, &str) -> String,
    marked: bool,
}

static PARTS: [Part; 5] = [
    Part { folder: "rules", depth: 2, expected: "expected.txt", render: findings, marked: true },
    Part { folder: "stories", depth: 1, expected: "expected.txt", render: findings, marked: true },
    Part { folder: "read", depth: 2, expected: "schema.txt", render: schema, marked: false },
    Part { folder: "history", depth: 2, expected: "order.txt", render: order, marked: false },
    Part { folder: "broken", depth: 2, expected: "problems.txt", render: problems, marked: false },
];

/// One test per case, and one per example in the rules' own documentation.
pub(crate) fn trials() -> Vec<Trial> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut trials = Vec::new();
    for part in &PARTS {
        for case in folders(&root.join(part.folder), part.depth) {
            let name = case.strip_prefix(&root).unwrap_or(&case).display().to_string();
            trials.push(Trial::test(format!("corpus::{name}"), move || run(part, &case)));
        }
    }
    trials.extend(examples());
    trials
}

fn run(part: &Part, case: &Path) -> Result<(), Failed> {
    let checked = project::check(case)?;
    let prefix = format!("{}/", case.display());
    let actual =
        (part.render)(&checked, &prefix).replace(&prefix, "").replace(&case.display().to_string(), ".");
    let file = case.join(part.expected);
    let update = std::env::var_os("UPDATE").is_some();
    if update && part.folder != "history" {
        fs::write(&file, &actual)?;
    }
    let expected = fs::read_to_string(&file)
        .map_err(|error| format!("{}: {error}; run UPDATE=1 cargo test", file.display()))?;
    same(&expected, &actual)?;
    if part.marked { compare_marks(&checked, case) } else { Ok(()) }
}

fn same(expected: &str, actual: &str) -> Result<(), Failed> {
    if expected == actual {
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(expected, actual);
    Err(format!("differs from what is expected:\n{}", diff.unified_diff().context_radius(3)).into())
}

/// Findings as `--format concise` prints them.
fn findings(checked: &Checked, _prefix: &str) -> String {
    let mut out = Vec::new();
    let unread = checked.unread();
    let report = checked.report(&unread);
    let style = Style::default();
    report::render(&report, Format::Concise, style, &mut out).expect("writing into memory does not fail");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn schema(checked: &Checked, _prefix: &str) -> String {
    referee::cli::describe(&checked.project)
}

/// `<kind> <layout> <dialect>`, the files in the order in which they apply, what is wrong with the list, and what was left out.
fn order(checked: &Checked, _prefix: &str) -> String {
    let mut text = String::new();
    for loaded in &checked.project.sources {
        let source = &loaded.source;
        let layout = source.layout.map_or("declaration", |layout| layout.name());
        let _ = writeln!(text, "{} {layout} {}", source.kind.name(), source.dialect);
        let path = |file| checked.project.files.path(file);
        for (index, file) in source.files.iter().enumerate() {
            let undone =
                source.down_of(index).map_or(String::new(), |down| format!(" undone by {}", path(down)));
            let _ = writeln!(text, "{}{undone}", path(*file));
        }
        if let Some(file) = source.program.configuration {
            let _ = writeln!(text, "configured by {}", path(file));
        }
        for file in &source.program.modules {
            let _ = writeln!(text, "imports {}", path(*file));
        }
        match &source.program.settings {
            Settings::None => {}
            Settings::Drizzle(settings) => {
                let schemas: Vec<&str> = settings.schemas.iter().map(|name| name.as_str()).collect();
                let schemas = if schemas.is_empty() { "all".to_string() } else { schemas.join(", ") };
                let casing = settings.casing.map_or("as written".to_string(), |casing| format!("{casing:?}"));
                let _ = writeln!(text, "names {casing} {:?}, schemas {schemas}", settings.kit);
            }
        }
        for flaw in &source.flaws {
            let at = checked.project.files.position(flaw.span).line;
            let _ = writeln!(text, "flaw {:?} {} at {}:{at}", flaw.kind, flaw.detail, path(flaw.span.file));
        }
    }
    for database in &checked.project.databases {
        let sources = database.sources.iter().filter_map(|id| checked.project.sources.get(id.0 as usize));
        // What the tool's own folders say of other sources is tested by what is compared.
        if sources.filter(|loaded| is_of_drizzle(loaded.source.kind)).count() > 0 {
            let _ = database.evidence.iter().try_for_each(|why| writeln!(text, "because {why}"));
        }
    }
    for problem in &checked.project.problems {
        let _ = writeln!(text, "unread {}: {}", checked.project.files.path(problem.span.file), problem.why);
    }
    text
}

fn is_of_drizzle(kind: SourceKind) -> bool {
    matches!(kind, SourceKind::Drizzle | SourceKind::DrizzleSnapshot)
}

/// What was not understood, and the schema that was read all the same.
fn problems(checked: &Checked, prefix: &str) -> String {
    let mut text = String::new();
    for problem in &checked.project.problems {
        let at = checked.project.files.position(problem.span);
        let path = checked.project.files.path(problem.span.file);
        let _ = writeln!(text, "unread {path}:{}:{}: {}", at.line, at.column, problem.why);
    }
    text + &schema(checked, prefix)
}

/// Every `expect: rule` mark has its finding on that line, and every finding its mark.
fn compare_marks(checked: &Checked, case: &Path) -> Result<(), Failed> {
    let found = found(&checked.project, checked, case);
    let wanted = marks(&checked.project, case);
    let missing: Vec<_> = wanted.difference(&found).collect();
    let unexpected: Vec<_> = found.difference(&wanted).collect();
    if missing.is_empty() && unexpected.is_empty() {
        return Ok(());
    }
    Err(format!("marked but not found: {missing:#?}\nfound but not marked: {unexpected:#?}").into())
}

type Mark = (String, u32, String);

fn found(project: &Project, checked: &Checked, case: &Path) -> BTreeSet<Mark> {
    let told = checked
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity > Severity::Note || diagnostic.rule != "not-understood");
    told.map(|diagnostic| {
        let span = diagnostic.primary.span;
        let line = project.files.position(span).line;
        (relative(project.files.path(span.file), case), line, diagnostic.rule.to_owned())
    })
    .collect()
}

fn marks(project: &Project, case: &Path) -> BTreeSet<Mark> {
    let mut marks = BTreeSet::new();
    for (_, file) in project.files.iter() {
        for (line, text) in (1..).zip(file.text().lines()) {
            let Some((_, rules)) = text.split_once("expect: ") else { continue };
            // In JSON the mark is a string, and more of the line follows.
            let is_of_name = |c: char| c.is_ascii_lowercase() || matches!(c, '-' | ',' | ' ');
            let rules = rules.split(|c| !is_of_name(c)).next().unwrap_or(rules);
            for rule in rules.split(',') {
                marks.insert((relative(file.path(), case), line, rule.trim().to_owned()));
            }
        }
    }
    marks
}

fn relative(path: &str, case: &Path) -> String {
    Path::new(path).strip_prefix(case).map_or_else(|_| path.to_owned(), |path| path.display().to_string())
}

/// The `bad` and `good` examples of each rule's documentation, as small projects of their own.
fn examples() -> Vec<Trial> {
    let rules = referee::rules::RULES.iter();
    rules
        .flat_map(|rule| {
            let bad = Trial::test(format!("example::{}::bad", rule.name), || example(rule.bad));
            let good = Trial::test(format!("example::{}::good", rule.name), || example(rule.good));
            [bad, good]
        })
        .collect()
}

fn example(text: &str) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let mut file = PathBuf::from("migrations/0001_example.sql");
    let mut content = String::new();
    for line in text.lines().chain(["--- "]) {
        let Some(path) = line.strip_prefix("--- ") else {
            content.push_str(line);
            content.push('\n');
            continue;
        };
        if !content.trim().is_empty() {
            let target = folder.path().join(&file);
            fs::create_dir_all(target.parent().unwrap_or(folder.path()))?;
            fs::write(target, &content)?;
        }
        content.clear();
        file = PathBuf::from(path.trim());
    }
    compare_marks(&project::check(folder.path())?, folder.path())
}

/// The folders `depth` levels below `root`, in order.
pub(crate) fn folders(root: &Path, depth: usize) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root) else { return Vec::new() };
    let mut found: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort();
    if depth == 1 {
        return found;
    }
    found.iter().flat_map(|folder| folders(folder, depth - 1)).collect()
}
