//! Blocks of data are valid, and what a user can set or read is described.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use libtest_mimic::Failed;
use referee::text::Files;
use serde_json::Value;

use super::page::{Block, Page, pages, root};
use crate::cli::Folder;

/// Every TOML block is a valid referee.toml, or at least TOML where a path above it says that it is another file.
pub(super) fn configurations_are_valid() -> Result<(), Failed> {
    let rules: Vec<&str> = referee::rules::RULES.iter().map(|rule| rule.name).collect();
    each_block("toml", |page, block| {
        let text = page.text(block);
        if block.file.as_deref().is_some_and(|file| !file.ends_with("referee.toml")) {
            return text.parse::<toml::Table>().err().map(|error| error.to_string());
        }
        let mut files = Files::default();
        let file = files.add("referee.toml", text);
        let errors = referee::config::parse(&files, file, &rules).err()?;
        let errors = errors.iter().map(|error| {
            let line = files.position(error.span).line as usize;
            format!("line {}: {}", block.start + line, error.message)
        });
        Some(errors.collect::<Vec<_>>().join("; "))
    })
}

/// JSON blocks parse; YAML blocks do where Python has a parser for them.
pub(super) fn data_is_valid() -> Result<(), Failed> {
    each_block("json", |page, block| {
        serde_json::from_str::<Value>(&page.text(block)).err().map(|error| error.to_string())
    })?;
    if parse_yaml("a: 1") != Some(true) {
        return Ok(());
    }
    each_block("yaml", |page, block| {
        (parse_yaml(&page.text(block)) == Some(false)).then(|| "not YAML".to_owned())
    })
}

/// Whether Python's parser takes the text; `None` if there is none.
fn parse_yaml(text: &str) -> Option<bool> {
    let mut python = Command::new("python3")
        .args(["-c", "import sys, yaml; yaml.safe_load(sys.stdin.read())"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    python.stdin.take()?.write_all(text.as_bytes()).ok()?;
    Some(python.wait().ok()?.success())
}

fn each_block(language: &str, wrong: impl Fn(&Page, &Block) -> Option<String>) -> Result<(), Failed> {
    let mut found = Vec::new();
    for page in &pages()? {
        for block in page.blocks.iter().filter(|block| block.language == language) {
            found.extend(wrong(page, block).map(|what| format!("{}: {what}", page.place(block))));
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found.join("\n").into()) }
}

/// The keys of referee.toml, as the program lists them for one that it does not know, are all in docs/configuration.md.
pub(super) fn every_key_is_described() -> Result<(), Failed> {
    let page = fs::read_to_string(root().join("docs/configuration.md"))?;
    let mut missing = Vec::new();
    for section in
        ["", "[[database]]", "[[policy]]", "[[erasable]]", "[[protected]]", "[[required]]", "[[ignore]]"]
    {
        let settings = format!("{section}\nzzzzzzzzzzzzzzzz = 1\n");
        let folder =
            Folder::new(&[("referee.toml", &settings), ("a.sql", "CREATE TABLE a (id integer);\n")])?;
        let said = folder.run(&["check"])?.exits(2)?;
        let said = said.out() + &said.err();
        let said: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let (_, known) = said.split_once("known are ").ok_or_else(|| said.clone())?;
        let keys: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        let is_described = |key: &&str| {
            let forms = [format!("{key} ="), format!("`{key}`"), format!("[[{key}]]"), format!("[{key}]")];
            forms.iter().any(|form| page.contains(form))
        };
        missing
            .extend(keys.into_iter().filter(|key| !is_described(key)).map(|key| format!("{section} {key}")));
    }
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n").into()) }
}

/// Every command and every long option of the help is in the README or on a page of docs/.
pub(super) fn every_option_is_described() -> Result<(), Failed> {
    let pages = pages()?;
    let pages = pages.iter().filter(|page| page.path == "README.md" || page.path.starts_with("docs/"));
    let text = pages.flat_map(|page| &page.lines).fold(String::new(), |text, line| text + line + "\n");
    let folder = Folder::new(&[])?;
    let help = folder.run(&["--help"])?.exits(0)?.out();
    let commands =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands =
        commands.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    let mut missing = BTreeSet::new();
    for command in commands.filter(|command| *command != "help") {
        if !text.contains(&format!("referee {command}")) {
            missing.insert(format!("referee {command}"));
        }
        let help = folder.run(&[command, "--help"])?.exits(0)?.out();
        let options = help.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
        for option in options.filter(|word| word.starts_with("--") && word.len() > 2) {
            let is_described = text.match_indices(option).any(|(at, _)| {
                !text[at + option.len()..]
                    .starts_with(|next: char| next.is_ascii_alphanumeric() || next == '-')
            });
            if !is_described && option != "--help" {
                missing.insert(format!("referee {command} {option}"));
            }
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(missing.into_iter().collect::<Vec<_>>().join("\n").into()) }
}

const SQL: &str = "CREATE TABLE users (id integer PRIMARY KEY);\n\
     CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE SET NULL);\n\
     CREATE TABLE notes (id integer PRIMARY KEY, user_id integer);\n\
     CREATE TABLE marks (a integer REFERENCES users, b integer REFERENCES users);\nALTER TABLE ???;\n";

/// Every field of the JSON documents is in docs/json.md.
pub(super) fn every_field_is_described() -> Result<(), Failed> {
    let page = fs::read_to_string(root().join("docs/json.md"))?;
    let folder = Folder::new(&[
        ("migrations/0001_init.sql", SQL),
        ("referee-baseline.toml", "version = 1\nfindings = []\n"),
    ])?;
    let mut fields = BTreeSet::new();
    let runs: [&[&str]; 3] = [&["check"], &["schema"], &["impact", "users", "--sql-server"]];
    for arguments in runs {
        let run = folder.run(&[arguments, &["--format", "json"]].concat())?;
        collect(
            &serde_json::from_str(&run.out()).map_err(|error| format!("{error}: {}", run.err()))?,
            &mut fields,
        );
    }
    fields.retain(|field| !page.contains(&format!("\"{field}\"")) && !page.contains(&format!("`{field}`")));
    if fields.is_empty() { Ok(()) } else { Err(format!("docs/json.md has no {fields:?}").into()) }
}

fn collect(value: &Value, fields: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (field, value) in object {
                fields.insert(field.clone());
                collect(value, fields);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, fields)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
