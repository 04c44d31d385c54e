//! Python's `re`, as far as projects use it to make table names of class names: `re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__)`.
//!
//! What the library here reads in another way than Python, or gives up on, is not known.

use fancy_regex::{Captures, Regex, RegexBuilder};

use super::super::python::core::{last_segment, made_of};
use super::super::python::{Arguments, Value};

/// How often one search may turn back.
const BACKTRACKS: usize = 100_000;

/// The result of `re.sub(...)`, `re.split(...)`, `re.findall(...)`, or of such a method of `re.compile(...)`; `None` if it is not known.
pub(super) fn call(name: &str, receiver: Option<&Value>, arguments: &Arguments) -> Option<Value> {
    let mut list = arguments.positional().map(|argument| argument.value.as_text());
    let pattern = match receiver {
        Some(compiled) => {
            let made = made_of(compiled).filter(|made| last_segment(made.path) == "compile")?;
            let flags = made.arguments.list.len() > 1;
            made.arguments.positional().next()?.value.as_text().filter(|_| !flags)?.to_owned()
        }
        None => list.next()??.to_owned(),
    };
    if arguments.list.iter().any(|argument| argument.keyword.is_some()) {
        return None;
    }
    let pattern = compile(&pattern)?;
    match name {
        "sub" => {
            let (replacement, text) = (list.next()??, list.next()??);
            if list.next().is_some() {
                return None;
            }
            Some(Value::text(&substitute(&pattern, replacement, text)?))
        }
        "split" => {
            let text = list.next()??;
            let parts = split(&pattern, text)?;
            Some(Value::list(parts.iter().map(|part| Value::text(part)).collect()))
        }
        "findall" if pattern.captures_len() <= 2 => {
            let group = pattern.captures_len() - 1;
            let found = matches(&pattern, list.next()??)?;
            let text =
                |found: &Captures<'_, str>| found.get(group).map_or("", |group| group.as_str()).to_owned();
            Some(Value::list(found.iter().map(|found| Value::text(&text(found))).collect()))
        }
        _ => None,
    }
}

fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).backtrack_limit(BACKTRACKS).build().ok()
}

/// All matches from left to right; an empty one may follow one that is not (Python 3.7 and later).
fn matches<'t>(pattern: &Regex, text: &'t str) -> Option<Vec<Captures<'t, str>>> {
    let mut found = Vec::new();
    let mut from = 0;
    while from <= text.len() {
        let Some(captures) = pattern.captures_from_pos(text, from).ok()? else { break };
        let whole = captures.get(0)?;
        let next = text.get(whole.end()..)?.chars().next().map_or(1, char::len_utf8);
        from = if whole.start() < whole.end() { whole.end() } else { whole.end() + next };
        found.push(captures);
    }
    Some(found)
}

fn substitute(pattern: &Regex, replacement: &str, text: &str) -> Option<String> {
    let mut result = String::new();
    let mut rest = 0;
    for found in matches(pattern, text)? {
        let whole = found.get(0)?;
        result.push_str(text.get(rest..whole.start())?);
        expand(&mut result, replacement, &found)?;
        rest = whole.end();
    }
    result.push_str(text.get(rest..)?);
    Some(result)
}

/// Fills `\1`, `\g<1>` and `\g<name>` into a replacement.
fn expand(result: &mut String, replacement: &str, found: &Captures<'_, str>) -> Option<()> {
    let mut rest = replacement.chars();
    while let Some(char) = rest.next() {
        if char != '\\' {
            result.push(char);
            continue;
        }
        let group = match rest.next()? {
            digit @ '0'..='9' => found.get(digit.to_digit(10)? as usize),
            'g' => {
                let name: String = rest.by_ref().skip(1).take_while(|char| *char != '>').collect();
                name.parse().map_or_else(|_| found.name(&name), |number: usize| found.get(number))
            }
            _ => return None,
        };
        result.push_str(group.map_or("", |group| group.as_str()));
    }
    Some(())
}

/// The text between the matches, with what the groups hold among it.
fn split(pattern: &Regex, text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = 0;
    for found in matches(pattern, text)? {
        let whole = found.get(0)?;
        parts.push(text.get(rest..whole.start())?.to_owned());
        parts.extend(found.iter().skip(1).map(|group| group.map_or("", |group| group.as_str()).to_owned()));
        rest = whole.end();
    }
    parts.push(text.get(rest..)?.to_owned());
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(pattern: &str, replacement: &str, text: &str) -> Option<String> {
        substitute(&compile(pattern)?, replacement, text)
    }

    #[test]
    fn makes_words_of_class_names_as_python_does() {
        let name = "HTTPServerName2Go";
        assert_eq!(replaced(r"(?<!^)(?=[A-Z])", "_", "FlowRunState").as_deref(), Some("Flow_Run_State"));
        assert_eq!(replaced(r"(.)([A-Z][a-z]+)", r"\1_\2", name).as_deref(), Some("HTTP_ServerName2_Go"));
        assert_eq!(replaced(r"([a-z0-9])([A-Z])", r"\1_\2", name).as_deref(), Some("HTTPServer_Name2_Go"));
        let flask = r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))";
        assert_eq!(replaced(flask, r"_\1", name).as_deref(), Some("HTTP_Server_Name2_Go"));
        assert_eq!(replaced(r"\W+|x*?$", "", "a-b c").as_deref(), Some("abc"));
        let parts = compile("(?=[A-Z])").and_then(|pattern| split(&pattern, "CaseType"));
        assert_eq!(parts, Some(vec![String::new(), "Case".to_owned(), "Type".to_owned()]));
    }

    #[test]
    fn what_takes_too_long_is_not_known() {
        assert!(compile("(").is_none());
        assert_eq!(replaced(r"(a*)*\1b", "", &"a".repeat(40)), None);
    }
}
