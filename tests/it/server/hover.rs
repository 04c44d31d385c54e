//! Hover and definition, without a client. Each folder of corpus/server is a project with a transcript, `hover.txt`: questions (`$ hover` or
//! `$ definition`, a file, a line and the words on it at whose first letter the cursor stands), and the answers. A person reasons what these must
//! be; `UPDATE=1 cargo test` writes what is said, to be read line by line.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use referee::pipeline::{self, Analysis};
use referee::server::definition::definitions;
use referee::server::hover::hover;
use referee::text::{FileId, Span};
use serde_json::json;

use super::client::Client;
use super::{MIGRATION_PATH, SCHEMA_PATH};
use crate::project;

/// The transcript of a case.
const TRANSCRIPT: &str = "hover.txt";

/// One test per project, and those that look at all of the corpus.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::test("server::hover_never_panics", never_panics),
        Trial::test("server::an_editor_gets_hover_and_definition", editor),
    ];
    for case in folders(&root().join("corpus/server")) {
        if case.join(TRANSCRIPT).is_file() {
            let name = case.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
            trials.push(Trial::test(format!("server::hover::{name}"), move || run(&case)));
        }
    }
    trials
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn analyse(folder: &Path) -> Result<Analysis, Failed> {
    let project = project::open(folder, None)?;
    let diagnostics = pipeline::check(&project);
    Ok(Analysis { project, diagnostics, baseline: None, errors: Vec::new() })
}

fn run(case: &Path) -> Result<(), Failed> {
    let file = case.join(TRANSCRIPT);
    let expected = fs::read_to_string(&file)?;
    let analysis = analyse(case)?;
    let questions = expected.lines().filter_map(|line| line.strip_prefix("$ "));
    let answers =
        questions.map(|question| Ok(format!("$ {question}\n{}", answer(&analysis, case, question)?)));
    let actual = answers.collect::<Result<Vec<String>, Failed>>()?.join("\n");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &actual)?;
        return Ok(());
    }
    if expected == actual {
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(expected.as_str(), actual.as_str());
    Err(format!("differs from what is expected:\n{}", diff.unified_diff().context_radius(3)).into())
}

/// `hover schema.prisma:12 author`.
fn answer(analysis: &Analysis, case: &Path, question: &str) -> Result<String, Failed> {
    let wrong = || Failed::from(format!("not a question: {question}"));
    let (verb, rest) = question.split_once(' ').ok_or_else(wrong)?;
    let (place, words) = rest.split_once(' ').ok_or_else(wrong)?;
    let (path, line) = place.rsplit_once(':').ok_or_else(wrong)?;
    let files = &analysis.project.files;
    let file = files.find(&case.join(path).to_string_lossy()).ok_or_else(wrong)?;
    let offset = offset_of(files.get(file).text(), line.parse()?, words).ok_or_else(wrong)?;
    let folder = format!("{}/", case.display());
    let told = match verb {
        "hover" => match hover(analysis, file, offset, &|_| None) {
            Some((span, text)) => format!("at {}\n{text}", show(analysis, span)),
            None => "nothing\n".to_owned(),
        },
        "definition" => {
            let found = definitions(analysis, file, offset);
            let lines = found.into_iter().map(|span| format!("{}\n", show(analysis, span)));
            lines.collect()
        }
        _ => return Err(wrong()),
    };
    Ok(told.replace(&folder, ""))
}

/// A place with the first line of its text.
fn show(analysis: &Analysis, span: Span) -> String {
    let files = &analysis.project.files;
    let text = files.text(span).lines().next().unwrap_or("");
    format!("{}:{} {text}", files.path(span.file), files.position(span).line)
}

/// Where some words begin on a line, counted from 1.
fn offset_of(text: &str, line: usize, words: &str) -> Option<u32> {
    let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let column = text.get(before..)?.lines().next()?.find(words)?;
    u32::try_from(before + column).ok()
}

/// At every place of every file of the corpus there is an answer or none; answers stand where the question is, and are short.
fn never_panics() -> Result<(), Failed> {
    let mut asked = 0;
    for kind in folders(&root().join("corpus")) {
        let has_groups = ["broken", "history", "read", "rules"].iter().any(|name| kind.ends_with(name));
        let groups = folders(&kind);
        let cases =
            if has_groups { groups.iter().flat_map(|group| folders(group)).collect() } else { groups };
        for case in cases {
            // What is wrong on purpose has no analysis.
            let Ok(analysis) = analyse(&case) else { continue };
            for (file, _) in analysis.project.files.iter() {
                asked += ask_everywhere(&analysis, file)?;
            }
        }
    }
    if asked > 5_000 { Ok(()) } else { Err(format!("only {asked} places were asked").into()) }
}

fn ask_everywhere(analysis: &Analysis, file: FileId) -> Result<usize, Failed> {
    let length = analysis.project.files.get(file).len();
    // A step that is no divisor of usual indents meets all kinds of places.
    let step = (length / 24).max(1) | 1;
    let mut asked = 0;
    for offset in (0..length + 2).step_by(step as usize).chain([u32::MAX]) {
        asked += 1;
        for span in definitions(analysis, file, offset) {
            let _ = analysis.project.files.position(span);
        }
        let Some((span, text)) = hover(analysis, file, offset, &|_| None) else { continue };
        if span.file != file || span.start > offset || offset > span.end {
            return Err(format!("an answer at {span:?} to a question at {offset}").into());
        }
        if text.lines().count() > 25 {
            return Err(format!("too long:\n{text}").into());
        }
    }
    Ok(asked)
}

/// Through the protocol: the range, links that can be followed, and the place in the other file.
fn editor() -> Result<(), Failed> {
    let folder = super::agreeing()?;
    let mut client = Client::start(&folder)?;
    client.open(SCHEMA_PATH)?;
    let answer = client.ask("textDocument/hover", SCHEMA_PATH, "onDelete", 0)?;
    assert_eq!(answer["range"]["start"], json!({"line": 13, "character": 60}));
    let text = answer["contents"]["value"].as_str().unwrap_or_default();
    let link = format!("[`{MIGRATION_PATH}:3`]({}#L3)", client.uri(MIGRATION_PATH));
    assert!(text.contains(&format!("the migrations: the same in {link}")), "{text}");
    let places = client.ask("textDocument/definition", SCHEMA_PATH, "userId", 0)?;
    assert_eq!(places[0]["uri"], json!(client.uri(MIGRATION_PATH)));
    assert_eq!(places[0]["range"]["start"]["line"], json!(2));
    let none = client.ask("textDocument/hover", SCHEMA_PATH, "provider", 0)?;
    assert!(none.is_null(), "{none}");
    client.stop()
}
