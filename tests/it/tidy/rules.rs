//! A rule is one file, with its documentation and its cases.

use std::collections::BTreeSet;
use std::fs;

use referee::rules::RULES;

use super::none;
use super::scan::{self, below, files, root};

/// How RULES.md is made.
const MARKDOWN: fn() -> String = referee::rules::markdown;

/// `src/rules/<group>/<rule>.rs` (or a folder of that name) and `RULES` list the same rules.
pub(super) fn rules_are_files() -> Result<(), String> {
    let listed: BTreeSet<String> =
        RULES.iter().map(|rule| format!("{}/{}", rule.group.name(), rule.name)).collect();
    let groups: BTreeSet<&str> = RULES.iter().map(|rule| rule.group.name()).collect();
    let folder = root().join("src/rules");
    let mut written = BTreeSet::new();
    for path in files(&folder)? {
        let path = below(&folder, &path).replace('_', "-");
        let mut parts = path.trim_end_matches(".rs").split('/');
        // A large rule is a folder; what lies beside the groups is shared.
        let group = parts.next().filter(|group| groups.contains(group));
        if let (Some(group), Some(rule)) = (group, parts.next().filter(|rule| *rule != "mod")) {
            written.insert(format!("{group}/{rule}"));
        }
    }
    let mut found: Vec<String> =
        written.difference(&listed).map(|rule| format!("src/rules/{rule}: is not in RULES")).collect();
    found.extend(
        listed.difference(&written).map(|rule| format!("`{rule}` has no file of its name in src/rules")),
    );
    if listed.len() != RULES.len() {
        found.push("RULES: two rules have one name".to_owned());
    }
    none(found)
}

/// `corpus/rules/<rule>/` shows the rule at work and at rest, and belongs to a rule.
pub(super) fn rules_have_cases() -> Result<(), String> {
    let corpus = root().join("corpus/rules");
    let mut found = Vec::new();
    for rule in RULES {
        let folder = corpus.join(rule.name);
        let Ok(cases) = fs::read_dir(&folder) else {
            found.push(format!("corpus/rules/{}: missing", rule.name));
            continue;
        };
        let (mut bad, mut clean) = (false, false);
        for case in cases.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()) {
            let text: String =
                files(&case)?.iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
            bad |= marks(&text, rule.name);
            clean |= !text.contains("expect: ");
        }
        if !bad {
            found.push(format!("corpus/rules/{}: no case with `expect: {}`", rule.name, rule.name));
        }
        if !clean {
            found.push(format!("corpus/rules/{}: no case without findings", rule.name));
        }
    }
    for entry in fs::read_dir(&corpus).map_err(|error| error.to_string())?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !RULES.iter().any(|rule| rule.name == name) {
            found.push(format!("corpus/rules/{name}: there is no such rule"));
        }
    }
    none(found)
}

/// Whether some line expects the rule; several are separated by commas. In JSON the mark is a string, and more of the line follows.
fn marks(text: &str, rule: &str) -> bool {
    let expected = text.lines().filter_map(|line| line.split_once("expect: "));
    let names = expected.flat_map(|(_, rules)| rules.split('"').next().unwrap_or(rules).split(','));
    names.into_iter().any(|name| name.trim() == rule)
}

/// RULES.md is what the rules say about themselves, and every rule says it; `UPDATE=1 cargo test` writes it.
pub(super) fn rules_are_documented() -> Result<(), String> {
    let mut found = Vec::new();
    for rule in RULES {
        let docs = &rule.docs;
        let texts = [rule.summary, docs.finds, docs.why, docs.remedy, rule.bad, rule.good];
        if texts.iter().any(|text| text.trim().is_empty()) {
            found.push(format!("`{}`: a part of its documentation is empty", rule.name));
        }
        if !marks(rule.bad, rule.name) {
            found.push(format!("`{}`: its bad example has no `expect: {}`", rule.name, rule.name));
        }
    }
    let path = scan::root().join("RULES.md");
    let expected = MARKDOWN();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &expected).map_err(|error| error.to_string())?;
    }
    if fs::read_to_string(&path).unwrap_or_default() != expected {
        found.push("RULES.md: is not what the rules say; run `UPDATE=1 cargo test`".to_owned());
    }
    none(found)
}
